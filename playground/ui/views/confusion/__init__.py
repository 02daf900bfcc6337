"""The view Confusion, with all that only it uses."""
