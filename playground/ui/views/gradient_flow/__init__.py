"""The view Gradient flow, with all that only it uses."""
