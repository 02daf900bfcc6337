"""The view Gradient maps, with all that only it uses."""
