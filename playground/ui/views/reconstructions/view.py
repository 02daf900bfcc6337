"""The view of samples beside what is made of them again."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from playground import numerals as words
from playground.engine.messages import Frame
from playground.engine.requests import OnExamples, Outputs, Request
from playground.model.answer_words import NOT_NUMBERS
from playground.model.network import INPUT
from playground.ui.examples.looked_at import part_inputs, part_of
from playground.ui.plots.chart_legend import Legend
from playground.ui.plots.heat_surface import HeatSurface
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.framed import FramedView
from playground.ui.views.reconstructions.rows import Reconstructed, ReconstructionRows
from playground.ui.widgets.markers import MarkerGroup

Array = npt.NDArray[Any]
IMAGES, POINTS = 12, 300
"""So many samples are asked for."""


class ReconstructionsView(FramedView):
    """Samples as they went in, as they came out again, and the difference."""

    id: ClassVar[str] = "reconstructions"
    title: ClassVar[str] = "Reconstructions"
    place: ClassVar[Literal["output", "metrics", "tab"]] = "output"
    order: ClassVar[int] = 10
    question: ClassVar[Question] = "Where it errs"
    weight: ClassVar[int] = 50
    every_frame: ClassVar[bool] = True
    share: ClassVar[int] = 30

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._points: tuple[Array, Array] | None = None
        self.groups: list[MarkerGroup] = []
        """Points as they went in and as they came out."""
        self.rows = ReconstructionRows(theme, "reconstructions_images", "Images and what is made of them", self)
        self.surface = HeatSurface(theme, "reconstructions_plane", "Points and what is made of them", self)
        self.legend = Legend(theme, "reconstructions_legend", "Points and what is made of them", self)
        self.body.addWidget(self.rows, 100)
        self.body.addWidget(self.surface, 100)
        self.body.addWidget(self.legend)
        self.body.addStretch(1)
        focus.example_changed.connect(self.requests_changed)
        self.apply_theme()

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Images, or points of the plane by where they lie, that are to come out again."""
        experiment = scene.experiment
        signal = experiment.data.signal()
        planar = experiment.data.family == "plane" and signal.kind == "vector" and signal.size == 2
        return experiment.target.is_input and (planar or signal.kind == "image")

    def requests(self) -> tuple[Request, ...]:
        """What enters and what leaves for some samples, of images the one that is looked at and those after it."""
        request = self._request()
        return () if request is None else (request,)

    def _restart(self) -> None:
        """Forget what came out."""
        self._points = None
        self.rows.show_images(None)
        self.surface.set_groups(())
        self.note.show_words("")
        for part in (self.rows, self.surface):
            part.say("")

    def _scene_changed(self) -> None:
        """Show rows of images, or the plane."""
        planar = self._is_planar
        self.rows.setVisible(not planar)
        self.surface.setVisible(planar)
        self.legend.setVisible(planar)
        if self.scene is not None and planar:
            self.surface.set_spans(*self.scene.experiment.data.domain)
            self.legend.show_items([(1, "Original", "Original"), (0, "Made again", "Made")])
        self.surface.fit_height(self.body)

    def _wait(self, words: str) -> None:
        """Say it in place of the pictures."""
        self.rows.say(words)
        self.surface.say(words)

    def set_frame(self, frame: Frame) -> None:
        """Take what came out."""
        self.frame = frame
        request = self._request()
        answer = frame.answer(request)
        if request is None or answer is None or self.scene is None or self.scene.samples is None:
            if request is not None and request in frame.failures:
                self._wait(frame.failures[request])
            return
        entered = self._raw(answer[INPUT])
        made = self._raw(self.scene.experiment.read(answer[request.nodes[-1]]).values)
        self._wait("" if np.isfinite(made).all() else NOT_NUMBERS)
        if self._is_planar:
            self._points = entered, made
            self._show_points()
        else:
            self.rows.show_images(Reconstructed(entered, made))
        error = float(np.abs(made - entered).mean()) if np.isfinite(made).all() else np.nan
        self.note.show_words(f"mean error {words.rounded(error, 3)}" if np.isfinite(error) else "")

    def apply_theme(self) -> None:
        """Paint everything in the new colours."""
        super().apply_theme()
        self._show_points()
        self.rows.refresh()
        self.legend.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The legend stands right below the square of the plane."""
        super().resizeEvent(event)
        self.surface.fit_height(self.body)

    def describe(self) -> str:
        """How far what came out is from what went in."""
        if not self._is_planar:
            return self.rows.describe() or "No reconstructions yet: the network is not ready."
        if self._points is None:
            return "No reconstructions yet: the network is not ready."
        entered, made = self._points
        if not np.isfinite(made).all():
            return NOT_NUMBERS
        away = float(np.linalg.norm(made - entered, axis=1).mean())
        return f"{words.count(len(made))} points come out {words.short(away)} away from where they went in, on average."

    # ------------------------------------------------------------------------------------------------ inside

    @property
    def _is_planar(self) -> bool:
        return self.scene is not None and self.scene.experiment.data.family == "plane"

    def _request(self) -> Outputs | None:
        scene = self.scene
        inputs = None if scene is None else part_inputs(scene)
        if scene is None or scene.trace.answer is None or inputs is None or not len(inputs):
            return None
        first = 0 if self._is_planar else min(self.focus.example, len(inputs) - 1)
        count = min(POINTS if self._is_planar else IMAGES, len(inputs))
        indices = tuple((first + place) % len(inputs) for place in range(count))
        return Outputs(OnExamples(part_of(scene), indices), (INPUT, scene.trace.answer.id))

    def _raw(self, values: Array) -> Array:
        """What the network sees, or gives, in the data's own numbers; pixels as shares of full ink."""
        samples = self.scene.samples if self.scene is not None else None
        if samples is None:
            return values
        found = samples.raw(values)
        return found / self.scene.experiment.data.ink if self.scene is not None and values.ndim == 4 else found

    def _show_points(self) -> None:
        shown = () if self._points is None else tuple(zip((1, 0), self._points, strict=True))
        look = self.theme.class_color, self.theme.class_marker
        self.groups = [MarkerGroup(points, look[0](index), look[1](index)) for index, points in shown]
        self.surface.set_groups(self.groups)
