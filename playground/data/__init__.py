"""The shelf of data sets: one class a kind, walked at start."""

FIRST = ("planar", "planar_winding", "surfaces", "curves", "images")
"""The order in which people read them; a file that is not named here comes after these."""
