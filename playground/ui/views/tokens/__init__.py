"""The view Tokens, with all that only it uses."""
