"""The shelf of optimizers and losses: one class a kind, walked at start."""
