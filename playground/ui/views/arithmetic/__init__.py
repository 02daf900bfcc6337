"""The view Arithmetic, with all that only it uses."""
