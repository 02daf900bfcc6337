"""The view Output, with all that only it uses."""
