"""The view of what a layer makes of the plane."""

from __future__ import annotations

import dataclasses
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground import numerals as words
from playground.engine.messages import Frame
from playground.engine.requests import OnExamples, OnGrid, Outputs, Request, Weights
from playground.model.answer_words import NOT_NUMBERS
from playground.model.trace import NodeTrace
from playground.ui.examples.plane_points import PlaneSelection, choose_inside, place_words, point_groups
from playground.ui.plots.cloud import Cloud
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import ABOUT, Question
from playground.ui.views.bent_plane.layer_units import LayerUnits
from playground.ui.views.framed import FramedView
from playground.ui.views.shared.decision import decision_cuts

Array = npt.NDArray[Any]
SIDE = 49
"""Places along each line of the grid."""
EVERY = 2
"""Every second place has a line through it, every twelfth a bold one."""
BOLD = 12
MOST = 500
"""So many training points are shown, at most."""


class BentPlaneView(FramedView):
    """What a layer makes of the plane: its grid of lines and the training points, as two of its units see them."""

    id: ClassVar[str] = "bent_plane"
    title: ClassVar[str] = "Bent plane"
    order: ClassVar[int] = 44
    question: ClassVar[Question] = "What the layers do"
    weight: ClassVar[int] = 30

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._grid: Array | None = None
        self._points: Array | None = None
        self._there: Array | None = None
        self._learned: dict[str, Array] | None = None
        self._shown: tuple[object, ...] = ()
        self._plain_key: tuple[object, ...] = ()
        self._looked = PlaneSelection(focus)
        self._pointed: tuple[tuple[float, float], Array] | None = None
        self.chooser = LayerUnits(theme, "bent_plane", self)
        self.chooser.layer_chosen.connect(self._choose_layer)
        self.chooser.units_chosen.connect(self._choose_units)
        self.head.insertWidget(0, self.chooser)
        self.plane = Cloud(theme, "bent_plane_before", "The plane of the data", self)
        self.bent = Cloud(theme, "bent_plane_after", "The plane as the layer sees it", self, stretch=2.0)
        self.plane.set_names("x", "y")
        self.plane.pointed.connect(self._point_before)
        self.bent.pointed.connect(self._point_after)
        for cloud in (self.plane, self.bent):
            cloud.left.connect(self._leave)
        self.plane.clicked.connect(self._look_at)
        self.plane.stepped.connect(self._look_at)
        self.plane.surrounded.connect(self._surround)
        self.bent.surrounded.connect(self._surround_after)
        self._row = QHBoxLayout()
        self._row.addWidget(self.plane, 2)
        self._row.addWidget(self.bent, 3)
        self.body.addLayout(self._row, 1)
        focus.node_changed.connect(self._follow_node)
        focus.example_changed.connect(self._follow_example)
        focus.chosen_changed.connect(self._show_points)
        self._restart()
        self.apply_theme()

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Data in the plane, and a layer with two units or more."""
        return scene.experiment.data.family == "plane" and bool(_nonlinear(scene))

    @classmethod
    def matters(cls, scene: Scene, node: str) -> int:
        """More where a layer of two units bends the plane, as its picture is then the whole truth."""
        two = any(found.output is not None and found.output.units == 2 for found in _nonlinear(scene))
        return super().matters(scene, node) + (ABOUT if two else 0)

    def requests(self) -> tuple[Request, ...]:
        """The layer's units on the grid, on the points and at the place that is looked at; the output's weights."""
        node, scene = self.chooser.node, self.scene
        if node is None or scene is None or scene.samples is None:
            return ()
        asked: list[Request] = [Outputs(OnGrid(SIDE), (node.id,)), self._on_points(node)]
        at = self._looked.inputs(scene)
        if at is not None:
            asked.append(Outputs(at, (node.id,)))
        if self._read_directly(node):
            asked.append(Weights((scene.trace.path.nodes[-1].id,)))
        return tuple(asked)

    def _forget(self) -> None:
        """Forget the points."""
        self._shown = self._plain_key = ()

    def _restart(self) -> None:
        """Forget what an older network made of the plane."""
        self._grid = self._points = self._there = self._learned = self._pointed = None
        self.bent.hold(None)
        self.bent.say("Getting the network ready to bend the plane.")
        self.note.show_words("")

    def _wait(self, words: str) -> None:
        """Say it in place of the bent plane."""
        self.bent.say(words)

    def _scene_changed(self) -> None:
        """Offer the layers that there are now, and show the plane itself."""
        scene = self.scene
        if scene is None:
            return
        before = self.chooser.layer.selected
        nodes = _nonlinear(scene)
        self.chooser.show_layers(nodes)
        self.chooser.show_layer(before if before in [node.id for node in nodes] else _usual(nodes).id)
        self._name_axes()
        key = (scene.experiment.data, id(scene.samples))
        if key != self._shown:
            self._shown = key
            self.plane.hold(None)
            self.plane.hold(np.array(scene.experiment.data.domain).T)
            self.plane.set_mesh(*_lines(self._plain_grid()))
        self._show_points()

    def set_frame(self, frame: Frame) -> None:
        """Take what the layer makes of the plane now."""
        self.frame = frame
        node, asked = self.chooser.node, self.requests()
        if node is None or not asked:
            return
        if asked[0] not in frame.answers or asked[1] not in frame.answers:
            if asked[0] in frame.failures:
                self._wait(frame.failures[asked[0]])
            return
        self._grid = frame.answers[asked[0]][node.id]
        self._points = frame.answers[asked[1]][node.id]
        self._there = self._learned = None
        for request in asked[2:]:
            answer = frame.answers.get(request)
            if isinstance(request, Weights):
                self._learned = None if answer is None else next(iter(answer.values()))
            elif answer is not None:
                self._there = answer[node.id][0]
        self._pointed = None if self._pointed is None else self._at_grid(*self._pointed[0])
        self._show()

    def apply_theme(self) -> None:
        """Paint in the new colours."""
        super().apply_theme()
        self._row.setSpacing(self.theme.px(20))
        self._show_points()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, only the bent plane is shown."""
        super().resizeEvent(event)
        self.plane.setVisible(self.width() >= self.theme.px(460))
        self.plane.setMaximumWidth(max(self.height() - self.theme.px(24), self.theme.px(160)))

    def describe(self) -> str:
        """Which layer and units, and from where to where the plane runs there."""
        node = self.chooser.node
        if node is None or self._grid is None:
            return "No bent plane yet: the network is not ready."
        seen = self._pair(self._grid)
        seen = seen[np.isfinite(seen).all(axis=1)]
        if not len(seen):
            return NOT_NUMBERS
        spans = [
            f"unit {words.count(unit + 1)} from {_short(low)} to {_short(high)}"
            for unit, low, high in zip(self.chooser.units, seen.min(axis=0), seen.max(axis=0), strict=True)
        ]
        line = "; the output decides along a straight line" if len(self._cuts()) else ""
        return f"{node.name} takes the plane to {' and '.join(spans)}{line}."

    # ------------------------------------------------------------------------------------------------ what is asked

    def _on_points(self, node: NodeTrace) -> Outputs:
        samples = None if self.scene is None else self.scene.samples
        count = 0 if samples is None else min(len(samples.train_inputs), MOST)
        return Outputs(OnExamples("train", tuple(range(count))), (node.id,))

    def _read_directly(self, node: NodeTrace) -> bool:
        """Whether the output reads this layer and nothing else, and the layer has no units but the two shown."""
        if self.scene is None or self.scene.experiment.target.has_values:
            return False
        last = self.scene.trace.path.nodes[-1]
        return last.sources == (node.id,) and node.output is not None and node.output.units == 2

    # ------------------------------------------------------------------------------------------------ choosing

    def _name_axes(self) -> None:
        across, up = self.chooser.units
        self.bent.set_names(f"unit {words.count(across + 1)}", f"unit {words.count(up + 1)}")

    def _choose_layer(self, id: str) -> None:
        self._name_axes()
        self._restart()
        self.focus.select(id)
        self.requests_changed.emit()

    def _choose_units(self) -> None:
        self._name_axes()
        self.bent.hold(None)
        self._show()

    def _follow_node(self) -> None:
        if self.scene is None or self.focus.node not in [node.id for node in _nonlinear(self.scene)]:
            return
        other = self.focus.node != self.chooser.layer.selected
        self.chooser.show_layer(self.focus.node, self.focus.row)
        self._name_axes()
        if other:
            self._restart()
            self.requests_changed.emit()
        else:
            self.bent.hold(None)
            self._show()

    def _follow_example(self) -> None:
        self._there = None
        self._show_mark()
        self.requests_changed.emit()

    # ------------------------------------------------------------------------------------------------ painting

    def _pair(self, values: Array) -> Array:
        """The two units (N, 2) of what leaves the layer (N, units)."""
        return np.asarray(values[:, list(self.chooser.units)])

    def _plain_grid(self) -> Array:
        """The places of the grid themselves, (SIDE · SIDE, 2), row by row from the lowest y."""
        if self.scene is None:
            return np.zeros((SIDE * SIDE, 2))
        axes = [np.linspace(low, high, SIDE) for low, high in self.scene.experiment.data.domain]
        return np.stack([axis.ravel() for axis in np.meshgrid(*axes)], axis=1)

    def _show(self) -> None:
        if self._grid is None or self._points is None:
            return
        grid = self._pair(self._grid)
        if not np.isfinite(grid).any():
            self.bent.say(NOT_NUMBERS)
            return
        self.bent.say("")
        self.bent.hold(np.concatenate([grid, self._pair(self._points)]))
        self.bent.set_mesh(*_lines(grid), self._cuts())
        node = self.chooser.node
        if node is not None:
            line = "; the line is where the output decides" if self._read_directly(node) else ""
            count = len(self._points)
            points = f"{words.count(count)} training points" if count == MOST else "training points"
            self.note.show_words(f"Grid and {points} as {node.name} sees them{line}")
        self._show_points()
        self._show_mark()

    def _cuts(self) -> Array:
        if self._learned is None or self.scene is None or "weight" not in self._learned or self._grid is None:
            return np.empty((0, 2, 2))
        order = list(self.chooser.units)
        weight, seen = self._learned["weight"], self._pair(self._grid)
        seen = seen[np.isfinite(seen).all(axis=1)]
        if weight.ndim != 2 or weight.shape[1] != 2 or order[0] == order[1] or not len(seen):
            return np.empty((0, 2, 2))
        low, high = seen.min(axis=0), seen.max(axis=0)
        room = 2.0 * (high - low)  # beyond what is ever in view
        bound = self.scene.experiment.interpreter.bound
        return decision_cuts(weight[:, order], self._learned.get("bias"), bound, low - room, high + room)

    def _show_points(self) -> None:
        scene = self.scene
        samples, limit = None if scene is None else scene.samples, 0.0
        if scene is None or samples is None or samples.train_points is None:
            return
        if scene.experiment.data.target().has_values and len(samples.train_targets):
            limit = float(np.abs(samples.train_targets).max()) or 1.0
        targets = samples.train_targets[:MOST]
        key = (id(samples), self.theme.dark, self.theme.zoom, self.focus.chosen)
        if key != self._plain_key:  # the points of the plane itself stay while training goes on
            self._plain_key = key
            placed = dataclasses.replace(samples, train_points=samples.train_points[:MOST], train_targets=targets)
            self.plane.set_groups(point_groups(placed, self.theme, limit, None, self.focus.chosen))
        if self._points is None:
            self.bent.set_groups(())
            return
        placed = dataclasses.replace(samples, train_points=self._pair(self._points), train_targets=targets)
        self.bent.set_groups(point_groups(placed, self.theme, limit, None, self.focus.chosen))

    def _show_mark(self) -> None:
        """Ring what the pointer is on in both pictures, and without one the place that is looked at."""
        before: tuple[float, ...] | None = None
        after: Array | None = None
        if self._pointed is not None:
            before, after = self._pointed
        elif self.scene is not None:
            before, after = self._looked.at(self.scene), self._there
        self.plane.set_mark(None if before is None else (before[0], before[1]))
        if before is None or after is None or self._grid is None:
            self.bent.set_mark(None)
            self.bent.words = ""
            return
        x, y = (float(after[unit]) for unit in self.chooser.units)
        self.bent.set_mark((x, y))
        to = ", ".join(map(_short, (x, y)))
        self.bent.words = f"{place_words(before[0], before[1])} → {to}"

    # ------------------------------------------------------------------------------------------------ pointer

    def _at_grid(self, x: float, y: float) -> tuple[tuple[float, float], Array] | None:
        """The place of the grid that is nearest to a point of the plane, and what the layer makes of it."""
        if self.scene is None or self._grid is None:
            return None
        found = []
        for value, (low, high) in zip((x, y), self.scene.experiment.data.domain, strict=True):
            found.append(min(max(round((value - low) / (high - low) * (SIDE - 1)), 0), SIDE - 1))
        index = found[1] * SIDE + found[0]
        at = self._plain_grid()[index]
        return (float(at[0]), float(at[1])), self._grid[index]

    def _point_before(self, x: float, y: float) -> None:
        self._pointed = self._at_grid(x, y)
        self._show_mark()

    def _point_after(self, x: float, y: float) -> None:
        """The training point under the pointer."""
        self._pointed = None
        samples = None if self.scene is None else self.scene.samples
        if self._points is not None and samples is not None and samples.train_points is not None:
            index = self.bent.nearest(self._pair(self._points), x, y)
            if index >= 0:
                at = samples.train_points[index]
                self._pointed = (float(at[0]), float(at[1])), self._points[index]
        self._show_mark()

    def _leave(self) -> None:
        self._pointed = None
        self._show_mark()

    def _look_at(self, x: float, y: float) -> None:
        self._looked.give(x, y)

    def _surround(self, corners: Array) -> None:
        samples = None if self.scene is None else self.scene.samples
        if samples is not None:
            choose_inside(self.focus, samples, "train", corners)

    def _surround_after(self, corners: Array) -> None:
        samples = None if self.scene is None else self.scene.samples
        if samples is not None and self._points is not None:
            placed = dataclasses.replace(samples, train_points=self._pair(self._points))
            choose_inside(self.focus, placed, "train", corners)


def _nonlinear(scene: Scene) -> list[NodeTrace]:
    """The layers that give out two units or more, the data itself and the output left aside."""
    nodes = [node for node in scene.trace.path.nodes if not node.layer.pinned]
    return [node for node in nodes if node.output and node.output.kind == "vector" and node.output.units >= 2]


def _usual(nodes: list[NodeTrace]) -> NodeTrace:
    """The last layer of two units, or where there is none the last layer."""
    return next((node for node in reversed(nodes) if node.output and node.output.units == 2), nodes[-1])


def _lines(grid: Array) -> tuple[Array, Array]:
    """Thin and bold lines (L, SIDE, 2) along both axes of a grid (SIDE · SIDE, 2)."""
    square = grid.reshape(SIDE, SIDE, 2)
    both = np.stack([square, square.transpose(1, 0, 2)])
    thin = [at for at in range(0, SIDE, EVERY) if at % BOLD]
    bold = list(range(0, SIDE, BOLD))
    return both[:, thin].reshape(-1, SIDE, 2), both[:, bold].reshape(-1, SIDE, 2)


def _short(value: float) -> str:
    return words.rounded(value, 2)
