"""Our own torch modules, small enough to be printed whole in exported code."""
