"""The view Attention, with all that only it uses."""
