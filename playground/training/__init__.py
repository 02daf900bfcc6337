"""The shelf of optimizers and losses: one class a kind, walked at start."""

FIRST = (
    *("losses", "losses_probabilities", "losses_values", "losses_alignment"),
    *("sgd", "perceptron", "rmsprop", "adagrad", "adam", "rprop", "lion", "muon", "lbfgs"),
)
"""In the order in which courses come to them."""
