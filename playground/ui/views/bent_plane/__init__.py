"""The view Bent plane, with all that only it uses."""
