"""The shelf of layers: one class a kind, walked at start."""

FIRST = (
    *("dense", "activation", "activation_smooth", "activation_bounded", "activation_learned", "activation_shares"),
    *("convolution", "pooling", "pooling_adaptive", "normalization", "regularization", "shape", "merge"),
    *("embedding", "recurrent", "attention", "attention_bare", "transformer"),
)
"""The order in which people read them; a file that is not named here comes after these."""
