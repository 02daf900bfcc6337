"""The view Activation curves, with all that only it uses."""
