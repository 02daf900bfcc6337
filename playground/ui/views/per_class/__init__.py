"""The view Per class, with all that only it uses."""
