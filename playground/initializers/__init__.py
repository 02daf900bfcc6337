"""The shelf of initializers: what weights are before the first step; one class a kind, walked at start."""

FIRST = ("plain", "scaled")
