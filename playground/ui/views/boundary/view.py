"""The view of what the network answers everywhere in the plane."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from playground import numerals as words
from playground.engine.messages import Frame
from playground.engine.requests import Request
from playground.model.answer_words import NOT_NUMBERS
from playground.model.dataset import Part
from playground.model.interpreter import Reading
from playground.ui.examples.chosen import ChosenRow
from playground.ui.examples.plane_points import (
    TEST_VALUES,
    choose_class,
    choose_inside,
    held_part,
    judged_samples,
    part_to_click,
    place_words,
    point_groups,
)
from playground.ui.plots.chart_legend import Legend
from playground.ui.plots.heat_classes import class_colours
from playground.ui.plots.heat_surface import HeatSurface
from playground.ui.state.focus import Focus
from playground.ui.theme.theme import Theme
from playground.ui.views.boundary.unit_preview import UnitPreview
from playground.ui.views.shared.head_choice import HeadChoice
from playground.ui.views.shared.plane_answers import PlaneAnswersView, nearest_answer
from playground.ui.widgets.heat_colours import colours

Array = npt.NDArray[Any]
SIDE = 56


class BoundaryView(PlaneAnswersView):
    """What the network answers for every point of the plane, with the data on top."""

    id: ClassVar[str] = "boundary"
    title: ClassVar[str] = "Output"
    place: ClassVar[Literal["output", "metrics", "tab"]] = "output"
    order: ClassVar[int] = 10
    square: ClassVar[bool] = True
    family: ClassVar[str] = "plane"
    side: ClassVar[int] = SIDE

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, 2, parent)
        self._answer: Array | None = None
        self._there: Array | None = None
        self._pointer: tuple[float, float] | None = None
        self._unit_preview = UnitPreview(focus, SIDE)
        self._shown: tuple[object, ...] = ()
        self.mode = HeadChoice(self, "mode", ("Probability", "Decision"), "What the surface shows")
        self.mode.chosen.connect(self._paint_surface)
        self.surface = HeatSurface(theme, "boundary_surface", "Output over the plane", self)
        self.surface.pointed.connect(self._point)
        self.surface.left.connect(self._leave)
        self.surface.clicked.connect(self._click)
        self.surface.stepped.connect(self._look_at)
        self.surface.surrounded.connect(self._surround)
        self.chosen = ChosenRow(theme, focus, "boundary_chosen", self)
        self.body.addWidget(self.chosen)
        self.body.addWidget(self.surface, 100)
        self.legend = Legend(theme, "boundary_legend", "Classes", self, clickable=True)
        self.legend.setToolTip("Click a class to choose its points in every view.")
        self.legend.chosen.connect(self._choose_class)
        self._add_legend(self.legend)
        self.body.addStretch(1)
        focus.glimpse_changed.connect(self._on_glimpse)
        focus.chosen_changed.connect(self._show_points)
        self.apply_theme()

    def requests(self) -> tuple[Request, ...]:
        """The output on a grid over the plane, at the place that is looked at, and the unit under the mouse."""
        request = self._request()
        if request is None or self.scene is None:
            return ()
        there, unit = self._request_there(request), self._unit_preview.request(self.scene)
        return tuple(asked for asked in (request, there, unit) if asked is not None)

    def _forget(self) -> None:
        """Forget the points, and the place under the pointer."""
        self._pointer = None
        self._shown = ()
        self.surface.set_groups(())

    def _restart(self) -> None:
        """Forget the surface."""
        self._answer = self._there = None
        self.surface.set_image(None)
        self.surface.words = ""
        self.surface.say("")

    def _scene_changed(self) -> None:
        """Take the data's points and the words of its classes."""
        scene = self.scene
        if scene is None:
            return
        data, target = scene.experiment.data, scene.experiment.target
        key = (data, id(scene.samples), scene.experiment.interpreter, scene.part)
        if key == self._shown:
            return
        self._shown = key
        classes = target.has_classes
        self.mode.setVisible(classes)
        self.mode.rename(0, scene.experiment.interpreter.noun.capitalize())
        names = [target.class_words(index) for index in range(target.count)] if classes else []
        if classes:
            items = [(index, name[0].upper() + name[1:], target.names[index]) for index, name in enumerate(names)]
            self.tests.set_markers(range(min(len(names), 2)))
        else:
            items = [(-1, "Training points", "Training")]
            self.tests.set_neutral_marker(TEST_VALUES)
        self.legend.show_items(items)
        self._name_held()
        self.surface.set_spans(*data.domain)
        self.surface.bar.keep_room(*self._bar_ends())
        self._show_points()
        self._follow()
        self._paint_surface()

    def _wait(self, words: str) -> None:
        """Say it in place of the picture."""
        self.surface.say(words)

    def set_frame(self, frame: Frame) -> None:
        """Take the surface's new values."""
        self.frame = frame
        request = self._request()
        answer = frame.answer(request)
        if request is None or answer is None:
            self.surface.say(frame.failures.get(request, "") if request is not None else "")
            return
        self._answer = next(iter(answer.values()))
        asked = self._request_there(request)
        there = frame.answer(asked)
        self._there = next(iter(there.values())) if there else None
        if self.scene is not None:
            self._unit_preview.take(self.scene, frame)
        self._tell()
        self.surface.say("" if np.isfinite(self._answer).any() else NOT_NUMBERS)
        self._paint_surface()

    def apply_theme(self) -> None:
        """Paint everything in the new colours."""
        super().apply_theme()
        self._show_points()
        self._paint_surface()
        for part in (self.legend, self.tests, self.surface):
            part.updateGeometry()
            part.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The legend stands right below the square of the plane."""
        super().resizeEvent(event)
        self.surface.fit_height(self.body)

    def describe(self) -> str:
        """How the plane is parted, or from where to where the values run."""
        if self.scene is None or self._answer is None:
            return "No output yet: the network is not ready."
        good = self._answer[np.isfinite(self._answer).all(axis=1)]
        if not len(good):
            return NOT_NUMBERS
        if self._values:
            low, high = float(good.min()), float(good.max())
            return f"Over the plane the network answers from {words.short(low)} to {words.short(high)}."
        parts, target = self.scene.experiment.read(good).classes, self.scene.experiment.target
        said = [
            f"{target.class_words(index)} on {words.portion(float((parts == index).sum()) / len(self._answer))}"
            for index in range(target.count)
        ]
        return f"The network answers {', '.join(said)} of the plane."

    # ------------------------------------------------------------------------------------------------ surface

    @property
    def _values(self) -> bool:
        return self.scene is not None and self.scene.experiment.target.has_values

    def _limit(self) -> float:
        """The value at which colours end: the largest target, rounded up, the same throughout."""
        samples = None if self.scene is None else self.scene.samples
        if samples is None or not len(samples.train_targets):
            return 1.0
        most = float(np.abs(samples.train_targets).max()) or 1.0
        power: float = 10.0 ** np.floor(np.log10(most))
        return float(np.ceil(most / power * 10.0) / 10.0 * power)  # two digits, so that it can be printed

    def _on_glimpse(self) -> None:
        self._unit_preview.forget()
        self._paint_surface()
        self._tell()
        self.requests_changed.emit()

    def _paint_surface(self) -> None:
        if self.scene is None:
            return
        unit = self._unit_preview.picture(self.theme)
        if unit is not None:
            end = words.rounded(self._unit_preview.limit, 2)
            self.surface.bar.show(self.theme.signed_table(), f"−{end}", end)
            self.surface.set_image(unit)
            return
        decision = self.mode.value == "Decision" and not self._values
        self._set_bar(decision)
        self.surface.fit_height(self.body)
        if self._answer is None:
            return
        # Rows from the highest y down.
        grid = self.scene.experiment.read(self._answer.reshape(SIDE, SIDE, -1)[::-1])
        if self._values:
            limit, values = self._limit(), grid.values[:, :, 0]
            rgba = colours(values, -limit, limit, self.theme.signed_table())
            beyond = bool((np.abs(values) > limit * 1.001).any())
            self.note.show_words(f"beyond ±{words.short(limit)}: end colours" if beyond else "")
        else:
            rgba = self._class_colours(grid, decision)
        self.surface.set_image(rgba, smooth=not decision)

    def _class_colours(self, grid: Reading, decision: bool) -> npt.NDArray[np.uint8]:
        """Colours (side, side, 4) of the numbers that the classes get, or of what is decided."""
        return class_colours(grid.probabilities, self.theme, grid.classes if decision else None)

    def _set_bar(self, decision: bool) -> None:
        ends = self._bar_ends()
        if decision or not ends:
            self.surface.bar.show(None)
        else:
            self.surface.bar.show(self.theme.signed_table() if self._values else self.theme.probability_table(), *ends)

    def _bar_ends(self) -> tuple[()] | tuple[str, str]:
        """The ends of the colours of the output; none of more classes than two, which have a colour each."""
        if self.scene is None:
            return ()
        target = self.scene.experiment.target
        if target.has_classes:
            low, high = self.scene.experiment.interpreter.ends
            return (words.short(low), words.short(high)) if target.is_one_of_two_classes else ()
        limit = words.short(self._limit())
        return f"−{limit}", limit

    # ------------------------------------------------------------------------------------------------ points

    def _show_points(self) -> None:
        samples = None if self.scene is None else judged_samples(self.scene)
        if self.scene is None or samples is None or samples.train_points is None:
            self.surface.set_groups(())
            return
        limit = self._limit() if self._values else 0.0
        held = held_part(self.scene) if self.tests.isChecked() else None
        groups = point_groups(samples, self.theme, limit, held, self.focus.chosen)
        self.surface.set_groups(groups)

    def _part(self) -> Part:
        """The part whose points are chosen by class or by drawing round them: the held ones where they are shown."""
        samples = None if self.scene is None else self.scene.samples
        if self.scene is None or samples is None or not self.tests.isChecked():
            return "train"
        held = held_part(self.scene)
        return held if len(samples.inputs(held)) else "train"

    def _choose_class(self, index: int) -> None:
        samples = None if self.scene is None else judged_samples(self.scene)
        if self.scene is not None and samples is not None and index >= 0:
            choose_class(self.focus, samples, self._part(), index, self.scene.experiment.target)

    def _surround(self, corners: Array) -> None:
        samples = None if self.scene is None else self.scene.samples
        if samples is not None:
            choose_inside(self.focus, samples, self._part(), corners)

    # ------------------------------------------------------------------------------------------------ pointer

    def _click(self, x: float, y: float) -> None:
        """Look at a point, or at a place of the plane; at the same one again, at nothing in particular."""
        samples = None if self.scene is None else self.scene.samples
        part = None if self.scene is None else part_to_click(self.scene, self.tests.isChecked())
        points = None if part is None or samples is None else samples.points(part)
        index = -1 if points is None else self.surface.nearest(points, x, y)
        at = self._looked.at(self.scene) if self.scene is not None else None
        if at is not None and self.surface.nearest(np.array([at]), x, y) == 0:
            self._looked.give_up()
        elif index >= 0:
            self._looked.choose(index)
        else:
            self._look_at(x, y)
        self._follow()

    def _look_at(self, x: float, y: float) -> None:
        self._looked.give(x, y)

    def _follow(self) -> None:
        """Ring what is looked at, and ask what the network says there."""
        if self.scene is None:
            return
        at = self._looked.at(self.scene)
        self._there = None
        self.surface.set_mark(None if at is None else (at[0], at[1]))
        self._tell()
        self.requests_changed.emit()

    def _point(self, x: float, y: float) -> None:
        self._pointer = (x, y)
        self._tell()

    def _leave(self) -> None:
        self._pointer = None
        self._tell()

    def _tell(self) -> None:
        """Say what the network answers under the pointer, and without one at the place that is looked at."""
        if self.scene is None:
            self.surface.words = ""
        elif unit := self._unit_preview.words(self.scene):
            self.surface.words = unit
        elif self._pointer is None:
            place = self._looked.words(self.scene)
            self.surface.words = self._said(place, self._there[0]) if place and self._there is not None else place
        elif self._answer is None:
            self.surface.words = place_words(*self._pointer)
        else:
            there = nearest_answer(self._answer, self.scene, *self._pointer)
            self.surface.words = self._said(place_words(*self._pointer), there)

    def _said(self, place: str, output: Array) -> str:
        """What the network answers somewhere, from the output (units,) there."""
        if self.scene is None:
            return place
        reading = self.scene.experiment.read(output)
        if self._values:
            return f"{place}: {words.short(float(reading.values[0]))}"
        if not reading.interpreter.gives_class_probabilities:
            number = words.short(round(float(reading.by_unit.max()), 2))
            return f"{place}: {reading.words()}, {reading.interpreter.noun} {number}"
        index = reading.shown_class()
        share = words.fixed(float(reading.probabilities[index]), 2)
        return f"{place}: p({reading.target.class_words(index)}) = {share}"
