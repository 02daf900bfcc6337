"""The view Hidden states, with all that only it uses."""
