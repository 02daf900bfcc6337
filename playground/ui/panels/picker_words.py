"""What the example picker says of the wrong ones, and of those that are chosen together."""

from __future__ import annotations

from playground import numerals as words
from playground.engine.answer_values import Judged
from playground.engine.messages import Moment
from playground.model.dataset import Part
from playground.ui.examples.chosen import said
from playground.ui.state.focus import Chosen

NONE_CHOSEN = "None are chosen together: click a cell of the confusion matrix, or a class under Per class."


def none_wrong(judged: Judged | None, part: Part, noun: str) -> str:
    """That none of those that were judged is wrong."""
    count = 0 if judged is None else len(judged.losses)
    return f"None of the first {words.count(count)} {part} {noun}s is predicted wrongly."


def of_chosen(chosen: Chosen | None) -> str:
    """Of which chosen ones a page shows some."""
    return "" if chosen is None else f"of {said(chosen)}"


def of_wrong(count: int, judged: Judged | None, moment: Moment | None) -> str:
    """Of how many wrong ones a page shows some, in which order, and of which step the verdicts are."""
    total = 0 if judged is None else len(judged.losses)
    among = f"of {words.count(count)} wrong ones among the first {words.count(total)}"
    stepwise = judged is not None and judged.true.ndim > 1
    first = "those with most wrong steps first" if stepwise else "the surest first"
    at = "" if moment is None else f", at step {words.count(moment.step)}"
    return f"{among}, {first}{at}"
