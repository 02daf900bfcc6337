"""The view What it gets to see, with all that only it uses."""
