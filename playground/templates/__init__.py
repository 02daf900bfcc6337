"""The shelf of templates: one class a well-known piece of a network, walked at start."""

FIRST = ("dense", "blocks", "courses")
