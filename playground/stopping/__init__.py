"""The shelf of stopping: one class a kind, walked at start."""

FIRST = ("early", "target")
"""The order in which people read them; a file that is not named here comes after these."""
