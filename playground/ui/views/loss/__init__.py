"""The view Loss, with all that only it uses."""
