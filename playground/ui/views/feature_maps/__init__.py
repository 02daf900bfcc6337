"""The view Feature maps, with all that only it uses."""
