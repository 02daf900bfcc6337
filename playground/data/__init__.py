"""The shelf of data sets: one class a kind, walked at start."""

FIRST = (
    "planar",
    "planar_winding",
    "surfaces",
    "curves",
    "truth_tables",
    "tables",
    "images",
    "colours",
    "sequences",
    "sequences_whole",
    "sequences_counting",
    "vectors",
    "series",
    "text",
    "text_sources",
    "text_running",
)
"""The order in which people read them; a file that is not named here comes after these."""
