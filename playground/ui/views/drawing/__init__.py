"""The view Draw, with all that only it uses."""
