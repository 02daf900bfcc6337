"""The view of the curve that the network draws through its data."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtWidgets import QWidget

from playground import numerals as words
from playground.engine.messages import Frame
from playground.engine.requests import Request
from playground.model.answer_words import NOT_NUMBERS
from playground.model.dataset import Part
from playground.ui.examples.plane_points import held_part, part_to_click
from playground.ui.plots.chart_legend import Legend
from playground.ui.state.focus import Focus
from playground.ui.theme.theme import Theme
from playground.ui.views.fitted_curve.chart_fit import Fit
from playground.ui.views.shared.plane_answers import PlaneAnswersView
from playground.ui.widgets.markers import MarkerGroup

Array = npt.NDArray[Any]
SIDE = 241


class FittedCurveView(PlaneAnswersView):
    """The curve that the network has learned, through the points it learns from and those it is tested on."""

    id: ClassVar[str] = "fitted_curve"
    title: ClassVar[str] = "Output"
    place: ClassVar[Literal["output", "metrics", "tab"]] = "output"
    order: ClassVar[int] = 10
    family: ClassVar[str] = "curve"
    side: ClassVar[int] = SIDE

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, 1, parent)
        self._line: Array | None = None
        self._shown: tuple[object, ...] = ()
        self._there: float | None = None
        self._pointer: float | None = None
        self.plot = Fit(theme, "fitted_curve_plot", "Fitted curve with data", self)
        self.plot.pointed.connect(self._point)
        self.plot.left.connect(self._leave)
        self.plot.clicked.connect(self._click)
        self.plot.stepped.connect(self._look_at)
        self.body.addWidget(self.plot, 1)
        self.legend = Legend(theme, "fitted_curve_legend", "Points", self)
        self.legend.show_items([(0, "Train points", "Train")])
        self._add_legend(self.legend)
        self.apply_theme()

    def requests(self) -> tuple[Request, ...]:
        """The output along x, and at the place that is looked at."""
        request = self._request()
        if request is None or self.scene is None:
            return ()
        there = self._request_there(request)
        return (request,) if there is None else (request, there)

    def _forget(self) -> None:
        """Forget the points, and the place under the pointer."""
        self._pointer = None
        self._shown = ()

    def _restart(self) -> None:
        """Forget the line."""
        self._line = self._there = None
        self.plot.set_line(None, None)
        self.plot.words = ""
        self.plot.say("")

    def _scene_changed(self) -> None:
        """Take the data's points."""
        if self.scene is None:
            return
        key = (self.scene.experiment.data, id(self.scene.samples), self.scene.part)
        if key != self._shown:
            self._shown = key
            self._name_held()
            self._show_points()
            self._follow()

    def _wait(self, words: str) -> None:
        """Say it in place of the picture."""
        self.plot.say(words)

    def set_frame(self, frame: Frame) -> None:
        """Take the line's new values."""
        self.frame = frame
        request = self._request()
        if request is None or self.scene is None:
            return
        answer = frame.answer(request)
        if answer is None:
            self.plot.say(frame.failures.get(request, ""))
            return
        read = self.scene.experiment.read
        self._line = read(next(iter(answer.values()))).values[:, 0]
        self.plot.say("" if np.isfinite(self._line).any() else NOT_NUMBERS)
        self.plot.set_line(self._xs(), self._line)
        there = frame.answer(self._request_there(request))
        self._there = float(read(next(iter(there.values()))).values[0, 0]) if there else None
        self._show_mark()
        self.note.show_words("the line leaves the picture" if self.plot.cut else "")

    def apply_theme(self) -> None:
        """Paint everything in the new colours."""
        super().apply_theme()
        self._show_points()
        for part in (self.legend, self.tests, self.plot):
            part.updateGeometry()
            part.update()

    def describe(self) -> str:
        """From where to where the line runs."""
        if self._line is None or self.scene is None:
            return "No curve yet: the network is not ready."
        finite = self._line[np.isfinite(self._line)]
        if not len(finite):
            return NOT_NUMBERS
        low, high = self.scene.experiment.data.domain[0]
        return (
            f"For x from {words.short(low)} to {words.short(high)} the network answers between "
            f"{words.short(float(finite.min()))} and {words.short(float(finite.max()))}."
        )

    def _xs(self) -> Array:
        low, high = (-3.0, 3.0) if self.scene is None else self.scene.experiment.data.domain[0]
        return np.linspace(low, high, SIDE)

    def _show_points(self) -> None:
        train = self._points_of("train")
        held = None if self.scene is None else self._points_of(held_part(self.scene))
        if self.scene is None or train is None or held is None:
            return
        color = self.theme.class_color(0)
        groups = [MarkerGroup(train, color, "o")]
        if self.tests.isChecked():
            groups.append(MarkerGroup(held, color, "o", True))
        self.plot.set_groups(groups, self.scene.experiment.data.domain[0])
        if self._line is not None:
            self.plot.set_line(self._xs(), self._line)

    def _points_of(self, part: Part) -> Array | None:
        """The points of a part, as x and target (N, 2)."""
        samples = None if self.scene is None else self.scene.samples
        points = None if samples is None else samples.points(part)
        if samples is None or points is None:
            return None
        return np.column_stack([points[:, 0], samples.targets(part)[:, 0]])

    def _point(self, x: float) -> None:
        self._pointer = x
        self._tell()

    def _leave(self) -> None:
        self._pointer = None
        self._tell()

    def _tell(self) -> None:
        """Say what the network answers under the pointer, and without one at the place that is looked at."""
        if self._pointer is not None:
            x, line = self._pointer, self._line
            value = "" if line is None else f": {words.short(float(np.interp(x, self._xs(), line)))}"
            self.plot.words = f"x {words.short(round(x, 2))}{value}"
            return
        place = "" if self.scene is None else self._looked.words(self.scene)
        value = "" if self._there is None or not place else f": {words.short(self._there)}"
        self.plot.words = f"{place}{value}"

    # ----------------------------------------------------------------------------------------------- looking

    def _click(self, x: float, y: float) -> None:
        """Look at a point, or at a place along x; at the same one again, at nothing in particular."""
        samples = None if self.scene is None else self.scene.samples
        if self.scene is None or samples is None:
            return
        part = part_to_click(self.scene, self.tests.isChecked())
        points = None if part is None else self._points_of(part)
        index = -1 if points is None else self.plot.nearest(points, x, y)
        at = self._looked.at(self.scene)
        if at is not None and self.plot.nearest(np.array([[at[0], y]]), x, y) == 0:
            self._looked.give_up()
        elif index >= 0:
            self._looked.choose(index)
        else:
            self._looked.give(x)
        self._follow()

    def _look_at(self, x: float) -> None:
        self._looked.give(x)

    def _follow(self) -> None:
        """Mark what is looked at, and ask what the network says there."""
        self._there = None
        self._show_mark()
        self.requests_changed.emit()

    def _show_mark(self) -> None:
        at = None if self.scene is None else self._looked.at(self.scene)
        self.plot.set_mark(None if at is None else (at[0], self._there))
        self._tell()
