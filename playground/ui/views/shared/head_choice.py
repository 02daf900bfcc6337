"""HeadChoice: what a view shows, chosen from a few words in its head."""

from __future__ import annotations

from collections.abc import Sequence

from playground.ui.views.framed import FramedView
from playground.ui.widgets.segmented import SegmentedControl


class HeadChoice(SegmentedControl):
    """A segmented control in the head of a view: behind all that is there, or at a ``place``, from 0."""

    def __init__(self, view: FramedView, name: str, choices: Sequence[str], title: str, place: int = -1) -> None:
        super().__init__(view.theme, choices, f"{view.id}_{name}", title, view)
        view.head.insertWidget(place, self)
