"""The shelf of data sets: one class a kind, walked at start."""

FIRST = (
    "planar",
    "planar_winding",
    "surfaces",
    "curves",
    "images",
    "sequences",
    "sequences_whole",
    "sequences_counting",
    "series",
    "text",
    "text_running",
)
"""The order in which people read them; a file that is not named here comes after these."""
