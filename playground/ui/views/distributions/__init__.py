"""The view Distributions, with all that only it uses."""
