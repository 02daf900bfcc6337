"""The view Before training, with all that only it uses."""
