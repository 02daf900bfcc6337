"""The shelf of layers: one class a kind, walked at start."""

FIRST = (
    *("dense", "activation", "convolution", "pooling", "normalization", "regularization", "shape", "merge"),
    *("embedding", "recurrent", "attention", "transformer"),
)
"""The order in which people read them; a file that is not named here comes after these."""
