"""The view Tensors, with all that only it uses."""
