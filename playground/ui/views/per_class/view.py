"""The view of how well each class is recognised."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import numpy.typing as npt
from PySide6.QtWidgets import QWidget

from playground import numerals as words
from playground.engine.history import History
from playground.engine.messages import Evaluated
from playground.model.answer_words import inked
from playground.model.dataset import Part
from playground.ui.examples.chosen import ChosenRow
from playground.ui.examples.looked_at import part_of
from playground.ui.examples.plane_points import choose_class, group_words
from playground.ui.examples.real_steps import step_noun
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.framed import FramedView
from playground.ui.views.shared.counted_classes import has_counted_classes
from playground.ui.widgets.class_bars import Bar, ClassBars

Counts = npt.NDArray[np.int64]


class PerClassView(FramedView):
    """How many samples of each class are recognised; a click on a class chooses its samples in every view."""

    id: ClassVar[str] = "per_class"
    title: ClassVar[str] = "Per class"
    order: ClassVar[int] = 48
    question: ClassVar[Question] = "Where it errs"
    weight: ClassVar[int] = 28

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._latest: Evaluated | None = None
        self._history: History | None = None
        self.chosen = ChosenRow(theme, focus, "per_class_chosen", self)
        self.body.addWidget(self.chosen)
        self.bars = ClassBars(theme, "per_class_bars", "Share recognised, by class", clickable=True, parent=self)
        self.bars.setToolTip("Click a class to choose its samples in every view.")
        self.bars.chosen.connect(self._choose)
        self.body.addWidget(self.bars, 1)
        focus.chosen_changed.connect(self._ring)
        self._restart()
        self.apply_theme()

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Two classes or more, and no more than can be gone through."""
        return has_counted_classes(scene)

    def _restart(self) -> None:
        """Forget the counts."""
        self._latest = None
        self.bars.show_bars(())
        self.note.show_words("")
        self.bars.say("Press Train, or Batch, to see how well each class is recognised.")

    def _wait(self, words: str) -> None:
        """Say it in place of the bars."""
        self.bars.say(words)

    def _scene_changed(self) -> None:
        """Show what is known already."""
        if self._history is not None and self._latest is None:
            self.set_history(self._history)
        self._ring()

    def set_history(self, history: History) -> None:
        """Take the latest counts."""
        self._history = history
        self.bars.set_outdated(history.outdated)
        if self.broken or (history.latest is self._latest and self._latest is not None):
            return
        names = () if self.scene is None else self.scene.experiment.target.names
        latest = history.latest
        found = None if latest is None else latest.confusion_of(self._part)
        if latest is None or found is None or found.shape != (len(names), len(names)):
            self._restart()
            return
        self._latest = latest
        total = int(found.sum())
        self.bars.say("" if total else "There is no test sample to count: lower the train share.")
        self.bars.show_bars(self._bars(found, names))
        counted = f"{words.count(total)} {self._part} samples"
        if self.scene is not None and self.scene.experiment.target.is_at_each_step:
            counted = f"{words.count(total)} {self._part} {step_noun(self.scene.experiment.data)}s"
        self.note.show_words(f"of {counted}, as of step {words.count(latest.step)}")

    def apply_theme(self) -> None:
        """Take colours and sizes anew."""
        super().apply_theme()
        self.bars.update()

    def describe(self) -> str:
        """The classes recognised best and worst."""
        if self.broken:
            return self.broken
        counts = None if self._latest is None else self._latest.confusion_of(self._part)
        if counts is None or self.scene is None:
            return "No figures by class yet: nothing has been trained."
        if not counts.sum():
            return "There is no test sample to count."
        shares = _shares(counts)
        target = self.scene.experiment.target
        best, worst = int(np.nanargmax(shares)), int(np.nanargmin(shares))
        return (
            f"Recognised best is {target.class_words(best)} ({words.portion(float(shares[best]), 1)}), "
            f"worst {target.class_words(worst)} ({words.portion(float(shares[worst]), 1)})."
        )

    @property
    def _part(self) -> Part:
        """The part whose samples are counted."""
        return "test" if self.scene is None else part_of(self.scene)

    def _bars(self, counts: Counts, names: tuple[str, ...]) -> tuple[Bar, ...]:
        shares, each = _shares(counts), counts.sum(axis=1)
        worst = int(np.nanargmin(shares)) if each.any() else -1
        return tuple(
            Bar(
                inked(name),
                float(shares[i]),
                f"{words.portion(float(shares[i]), 1)}  {words.count(counts[i, i])} of {words.count(each[i])}",
                i == worst,
            )
            for i, name in enumerate(names)
        )

    def _choose(self, index: int) -> None:
        samples = None if self.scene is None else self.scene.samples
        if samples is not None and self.scene is not None:
            choose_class(self.focus, samples, self._part, index, self.scene.experiment.target)

    def _ring(self) -> None:
        target = None if self.scene is None else self.scene.experiment.target
        chosen = "" if self.focus.chosen is None else self.focus.chosen.words
        groups = [] if target is None else [group_words(target, index) for index in range(target.count)]
        self.bars.set_ringed(groups.index(chosen) if chosen in groups else -1)


def _shares(counts: Counts) -> npt.NDArray[np.float64]:
    """The share of each true class that is recognised, NaN for one without samples, from counts (true, predicted)."""
    each = counts.sum(axis=1).astype(np.float64)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.diag(counts) / np.where(each, each, np.nan))
