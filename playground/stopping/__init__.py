"""The shelf of stopping: one class a kind, walked at start."""

FIRST = ("limits", "early", "target")
"""The order in which people read them; a file that is not named here comes after these."""
