"""The view Generated text, with all that only it uses."""
