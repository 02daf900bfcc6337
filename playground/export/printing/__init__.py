"""How code is printed: definitions copied from this package, calls as text, and the sections of a script."""
