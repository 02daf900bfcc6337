"""Features: what can be added to the plain loop of training, in the order in which it acts."""

from __future__ import annotations

from playground.export.printing.around_lines import around_lines, waiting_lines
from playground.export.printing.loop_lines import Feature, LoopLines, LoopPlaces
from playground.export.printing.precision_lines import precision_lines
from playground.export.printing.schedule_lines import schedule_lines
from playground.export.printing.starting import starting_lines
from playground.export.printing.stopping_lines import stopping_lines

FEATURES: tuple[Feature, ...] = (
    starting_lines,
    schedule_lines,
    around_lines,
    precision_lines,
    waiting_lines,
    stopping_lines,
)


def added_lines(places: LoopPlaces) -> LoopLines:
    """The lines that all features of an experiment's training add to the loop."""
    lines = LoopLines()
    for feature in FEATURES:
        lines = lines.followed_by(feature(places))
    return lines
