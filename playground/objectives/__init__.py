"""The shelf of objectives: what is to be learned, and by which networks; one class a kind, walked at start."""

FIRST = ("supervised", "reconstruction")
