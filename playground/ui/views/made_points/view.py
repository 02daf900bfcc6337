"""The view of the points that a generator makes, among the real ones."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from playground import numerals as words
from playground.engine.history import History
from playground.engine.messages import Frame
from playground.engine.requests import OnGrid, OnNoise, Outputs, Request
from playground.model.answer_words import NOT_NUMBERS
from playground.ui.examples.plane_points import place_words
from playground.ui.plots.chart_legend import Legend
from playground.ui.plots.heat_classes import class_colours
from playground.ui.plots.heat_surface import HeatSurface
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.framed import FramedView
from playground.ui.views.shared.plane_answers import nearest_answer
from playground.ui.widgets.markers import MarkerGroup

Array = npt.NDArray[Any]
SIDE = 56
MADE = 300
"""So many points are made, and as many real ones shown; always of the same noise, so that each can be followed."""


class MadePointsView(FramedView):
    """The points that the generator makes, among the real ones; behind them what the discriminator takes for real."""

    id: ClassVar[str] = "made_points"
    title: ClassVar[str] = "Made points"
    place: ClassVar[Literal["output", "metrics", "tab"]] = "output"
    order: ClassVar[int] = 10
    question: ClassVar[Question] = "Where it errs"
    weight: ClassVar[int] = 50
    square: ClassVar[bool] = True
    every_frame: ClassVar[bool] = True
    share: ClassVar[int] = 30

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._field: Array | None = None
        self._made: Array | None = None
        self._pointer: tuple[float, float] | None = None
        self.groups: list[MarkerGroup] = []
        """Real and made points, as they are shown."""
        self.surface = HeatSurface(theme, "made_points_surface", "Made and real points in the plane", self)
        self.surface.pointed.connect(self._point)
        self.surface.left.connect(self._leave)
        self.surface.stepped.connect(self._point)
        self.legend = Legend(theme, "made_points_legend", "Made and real points", self)
        self.body.addWidget(self.surface, 100)
        self.body.addWidget(self.legend)
        self.body.addStretch(1)
        self.apply_theme()

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """A network that makes points of the plane."""
        experiment = scene.experiment
        return experiment.data.family == "plane" and experiment.objective.maker(experiment.data) is not None

    def requests(self) -> tuple[Request, ...]:
        """What the discriminator says of the plane, and points that are made of noise."""
        return tuple(request for request in (self._field_request(), self._made_request()) if request is not None)

    def _forget(self) -> None:
        """Forget the place under the pointer."""
        self._pointer = None

    def _restart(self) -> None:
        """Forget the field and what was made."""
        self._field = self._made = None
        self.surface.set_image(None)
        self.surface.words = ""
        self.surface.say("")
        self.note.show_words("")
        self._show_points()

    def _scene_changed(self) -> None:
        """Take the plane, and the words for what is made and what is real."""
        if self.scene is None:
            return
        names = self.scene.experiment.target.names
        self.legend.show_items([(index, name.capitalize(), name.capitalize()) for index, name in enumerate(names)])
        self.surface.set_spans(*self.scene.experiment.data.domain)
        self.surface.bar.keep_room("0", "1")
        self._show_points()
        self._paint_field()

    def _wait(self, words: str) -> None:
        """Say it in place of the picture."""
        self.surface.say(words)

    def set_frame(self, frame: Frame) -> None:
        """Take the field and the made points."""
        self.frame = frame
        field, made = self._field_request(), self._made_request()
        for request in (field, made):
            if request is not None and request in frame.failures:
                self.surface.say(frame.failures[request])
                return
        if field is None or made is None or field not in frame.answers or made not in frame.answers:
            return
        self._field = next(iter(frame.answers[field].values()))
        self._made = self._raw(next(iter(frame.answers[made].values())))
        self.surface.say("" if np.isfinite(self._field).any() else NOT_NUMBERS)
        self._show_points()
        self._paint_field()
        self._tell()

    def set_history(self, history: History) -> None:
        """Take how far the made points are from the real ones."""
        latest = history.latest
        distance = latest.test_figures.get("distance", np.nan) if latest is not None else np.nan
        self.note.setToolTip("The energy distance of made and real test points: 0 where they are alike")
        self.note.show_words(f"distance {words.rounded(distance, 3)}" if np.isfinite(distance) else "")

    def apply_theme(self) -> None:
        """Paint everything in the new colours."""
        super().apply_theme()
        self._show_points()
        self._paint_field()
        self.legend.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The legend stands right below the square of the plane."""
        super().resizeEvent(event)
        self.surface.fit_height(self.body)

    def describe(self) -> str:
        """How many of the made points lie where points are taken for real."""
        if self.scene is None or self._field is None or self._made is None:
            return "No points made yet: the network is not ready."
        if not np.isfinite(self._made).all():
            return NOT_NUMBERS
        inside = int(self._within(self._made).sum())
        real = self.scene.experiment.read(self._field).classes == 1
        return (
            f"{words.count(inside)} of {words.count(len(self._made))} made points lie in the plane, of which "
            f"{words.portion(float(real.mean()))} are taken for real."
        )

    # ------------------------------------------------------------------------------------------------ inside

    def _field_request(self) -> Outputs | None:
        if self.scene is None or self.scene.trace.answer is None:
            return None
        return Outputs(OnGrid(SIDE), (self.scene.trace.answer.id,))

    def _made_request(self) -> Outputs | None:
        maker = self.scene.experiment.objective.maker(self.scene.experiment.data) if self.scene is not None else None
        network = self.scene.trace.networks.get(maker.name) if self.scene is not None and maker is not None else None
        if network is None or not network.nodes:
            return None
        return Outputs(OnNoise(MADE), (network.nodes[-1].id,))

    def _raw(self, values: Array) -> Array | None:
        """Points as the network sees them in raw coordinates, (N, 2)."""
        samples = self.scene.samples if self.scene is not None else None
        if samples is None or values.ndim != 2 or values.shape[1] != 2:
            return None
        return samples.raw(values)

    def _within(self, points: Array) -> npt.NDArray[np.bool_]:
        domain = self.scene.experiment.data.domain if self.scene is not None else ()
        low, high = np.array(domain, float).reshape(-1, 2).T
        return np.asarray(((points >= low) & (points <= high)).all(axis=1))

    def _show_points(self) -> None:
        samples = self.scene.samples if self.scene is not None else None
        if samples is None or samples.train_points is None:
            self._show_groups([])
            return
        real = samples.train_points[:MADE]
        points = {1: real, 0: self._made if self._made is not None else real[:0]}
        look = self.theme.class_color, self.theme.class_marker
        self._show_groups([MarkerGroup(points[index], look[0](index), look[1](index)) for index in (1, 0)])

    def _show_groups(self, groups: list[MarkerGroup]) -> None:
        self.groups = groups
        self.surface.set_groups(groups)

    def _paint_field(self) -> None:
        self.surface.fit_height(self.body)
        if self.scene is None or self._field is None:
            return
        grid = self.scene.experiment.read(self._field.reshape(SIDE, SIDE, -1)[::-1])
        self.surface.bar.show(self.theme.probability_table(), "0", "1")
        self.surface.set_image(class_colours(grid.probabilities, self.theme))

    def _point(self, x: float, y: float) -> None:
        self._pointer = (x, y)
        self._tell()

    def _leave(self) -> None:
        self._pointer = None
        self._tell()

    def _tell(self) -> None:
        """Say what the discriminator makes of the place under the pointer; without one, how many points lie outside."""
        if self.scene is None or self._field is None:
            self.surface.words = ""
        elif self._pointer is not None:
            x, y = self._pointer
            probability = self.scene.experiment.read(nearest_answer(self._field, self.scene, x, y)).probabilities[
                ..., 1
            ]
            self.surface.words = f"{place_words(x, y)}: p(real) = {words.fixed(float(probability), 2)}"
        else:
            made = self._made
            outside = 0 if made is None else int((~self._within(made)).sum())
            self.surface.words = f"{words.counted(outside, 'made point')} outside" if outside else ""
