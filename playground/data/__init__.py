"""The shelf of data sets: one class a kind, walked at start."""
