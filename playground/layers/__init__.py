"""The shelf of layers: one class a kind, walked at start."""
