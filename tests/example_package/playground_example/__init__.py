"""An example of a package that brings kinds of its own to Playground."""
