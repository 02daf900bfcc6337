"""The view Embedding map, with all that only it uses."""
