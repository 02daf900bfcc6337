"""The shelf of augmentations: one class a way to change samples a little while they are learned from."""

FIRST = ("geometry", "light", "erasing", "series", "texts")
