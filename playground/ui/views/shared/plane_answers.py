"""PlaneAnswersView: what the network answers over all inputs, with the data on top, and one place looked at."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.engine.requests import OnGrid, Outputs
from playground.ui.examples.plane_points import PlaneSelection, held_part
from playground.ui.plots.chart_legend import HollowSwitch, Legend
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.framed import FramedView

Array = npt.NDArray[Any]


def nearest_answer(answers: Array, scene: Scene, x: float, y: float) -> Array:
    """The output (units,) at the point nearest to a place, of outputs (side · side, units) on a grid over the plane."""
    side = math.isqrt(len(answers))
    (x_low, x_high), (y_low, y_high) = scene.experiment.data.domain
    column = round((x - x_low) / (x_high - x_low) * (side - 1))
    row = round((y - y_low) / (y_high - y_low) * (side - 1))
    return np.asarray(answers[row * side + column])


class PlaneAnswersView(FramedView):
    """A view of the answers for one or two numbers on a grid.

    Data of its ``family`` suit it. ``side`` is how many places the grid has along each axis. Under the picture stand
    the legend and the switch of the held points, ``tests``; Esc gives up the place that is looked at. Each view states
    its own title and place, as lists of views are read from source.
    """

    question: ClassVar[Question] = "Where it errs"
    weight: ClassVar[int] = 50
    every_frame: ClassVar[bool] = True
    share: ClassVar[int] = 30
    family: ClassVar[str]
    side: ClassVar[int]

    def __init__(self, theme: Theme, focus: Focus, axes: int, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._looked = PlaneSelection(focus, axes)
        self.tests = HollowSwitch(theme, "Test points", f"{self.id}_test_points", self)
        self.tests.toggled.connect(self._show_points)
        focus.example_changed.connect(self._follow)

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Data of its family whose own targets are what is answered."""
        experiment = scene.experiment
        made = experiment.target.is_input or experiment.objective.maker(experiment.data) is not None
        return experiment.data.family == cls.family and not made

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives up what is looked at here, before anything else."""
        if event.key() == Qt.Key.Key_Escape and self.scene is not None and self._looked.at(self.scene) is not None:
            self._looked.give_up()
            self._follow()
        else:
            super().keyPressEvent(event)

    def _add_legend(self, legend: Legend) -> None:
        """Put the legend and the switch under the picture."""
        row = QHBoxLayout()
        row.addWidget(legend, 1)
        row.addWidget(self.tests)
        self.body.addLayout(row)

    def _name_held(self) -> None:
        """Say of which part the hollow points are."""
        if self.scene is not None:
            self.tests.rename(f"{held_part(self.scene).capitalize()} points")

    def _request(self) -> Outputs | None:
        """The answers on the grid."""
        if self.scene is None or self.scene.trace.answer is None:
            return None
        return Outputs(OnGrid(self.side), (self.scene.trace.path.nodes[-1].id,))

    def _request_there(self, request: Outputs) -> Outputs | None:
        """The answer at the place that is looked at, if there is one."""
        at = None if self.scene is None else self._looked.inputs(self.scene)
        return None if at is None else Outputs(at, request.nodes)

    def _show_points(self) -> None:
        """Show the data, the held points among them where the switch is on."""
        raise NotImplementedError

    def _follow(self) -> None:
        """Mark what is looked at, and ask what the network says there."""
        raise NotImplementedError
