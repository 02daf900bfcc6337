"""The view Weights, with all that only it uses."""
