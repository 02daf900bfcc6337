"""Limits of files: what is larger is refused before any work is put into it, in a sentence that names the limit.

All that the program itself can save lies well within them.
"""

from __future__ import annotations

MEGABYTE = 2**20
LARGEST_EXPERIMENT = 4 * MEGABYTE
"""Bytes of an experiment as JSON; one with 1,000 layers has a tenth of it."""
MOST_VALUES = 400_000
"""Values of all kinds in an experiment's JSON, keys of objects not counted."""
MOST_BRACKETS = 20_000
"""Lists and objects among them; an experiment with 1,000 layers has a tenth of it."""
MOST_LAYERS = 1_000
"""Layers of a network in a file; the window adds none to a network that has half as many."""
MOST_LINKS = 4_000
"""Links between layers that are written out in a network's ``inputs``."""
LONGEST_NAME = 1_000
"""Letters of an experiment's name, and of whatever else names something."""
LONGEST_DESCRIPTION = 20_000
"""Letters of an experiment's description."""
LONGEST_PATH = 10_000
"""Letters of the path of a file of data."""
MOST_SHOWN = 20
"""So many problems of a file are told in full; the others are counted."""

LARGEST_DOCUMENT = 2_048 * MEGABYTE
"""Bytes of a document with all that was learned."""
LARGEST_MANIFEST = 6 * MEGABYTE
"""Bytes of a document's list of members, with its marks."""
MOST_MARKS = 5_000
"""Marks on the curves of a document."""
LONGEST_MARK = 200
"""Letters of a mark."""
LARGEST_HISTORY = 192 * MEGABYTE
"""Bytes of a document's curves."""
MOST_NUMBERS = 8_000_000
"""Numbers in a document's curves: eleven of 200,000 steps and values each have half of it; named parts and health
the rest."""
MOST_IN_COLUMN = 200_000
"""Numbers in one column of them: longer curves are thinned while they are learned."""
MOST_IN_TERM = 25_000
"""Steps of a named part of the loss, or of a figure that only some objectives have; longer ones are thinned, too."""
MOST_TERMS = 24
"""So many parts of the loss, and so many such figures, have a curve."""
MOST_COLUMNS = 100_000
"""Columns of numbers in a document's curves."""
LARGEST_HEADER = 12 * MEGABYTE
"""Bytes of the list of tensors in a state of learning; 1,000 layers of attention under Adam have a third of it."""
MOST_TENSORS = 65_000
"""Tensors in a state of learning; the same network has half of it."""
LAST_STEP = 2**53
"""The last step that is a whole number where curves are drawn."""
LARGEST_FIGURE = 3.4028234663852886e38
"""The greatest number in float32: what is beyond it in curves was never learned."""
