"""The view of activation functions and where their inputs fall."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from playground import numerals as words
from playground.engine.requests import Outputs
from playground.model.layer import Activation, SharingActivation
from playground.model.saturation import FLAT, dead_units, flat_below, flat_share
from playground.model.trace import NodeTrace
from playground.ui.examples.real_steps import Mask, mask_of
from playground.ui.plots.chart_panels import PanelScroll
from playground.ui.state.focus import Focus
from playground.ui.state.operating import examples_of
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.activations.chart_activation import ActivationPanels, CurvePath
from playground.ui.views.base import Question
from playground.ui.views.framed import AskingView
from playground.ui.views.shared.head_choice import HeadChoice
from playground.ui.views.shared.number_place import reading

Array = npt.NDArray[Any]
"""At most so many inputs of one activation are looked at in a frame; fewer samples are sent where layers are large."""
BINS = 48
POINTS = 90
LIMITS = (3.0, 6.0, 10.0, 20.0, 30.0, 50.0, 100.0, 1e3, 1e4, 1e6, 1e9)
MOST_OTHERS = 9
"""So many curves of other shares are drawn beside that of the one whose logit moves."""
CLASSES = 6
"""With more classes than this, colour tells the sign of an input instead of its class."""


class ActivationsView(AskingView):
    """Each activation with its slope, and where on the curve the numbers that enter it fall right now."""

    id: ClassVar[str] = "activations"
    title: ClassVar[str] = "Activation curves"
    order: ClassVar[int] = 40
    question: ClassVar[Question] = "What the layers do"
    weight: ClassVar[int] = 35

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._limits: dict[str, float] = {}
        self._curves: dict[tuple[Activation, float], tuple[Array, Array, Array]] = {}
        self.curves: list[CurvePath] = []
        self._answer: dict[str, Array] | None = None
        self.mode = HeadChoice(self, "mode", ("All layers", "Selected layer"), "Which layers")
        self.mode.chosen.connect(self._choose)
        self.panels = ActivationPanels(theme, "activations_panels", "Activation curves", self)
        self.panels.picked.connect(self._pick)
        self.area = PanelScroll(self.panels, self)
        self.body.addWidget(self.area, 1)
        focus.node_changed.connect(self._follow)
        self._restart()
        self.apply_theme()

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """There is an activation with a curve, or one that shares out."""
        return any(isinstance(node.layer, Activation | SharingActivation) for node in scene.trace.nodes)

    @classmethod
    def is_about(cls, node: NodeTrace | None) -> bool:
        """An activation is selected."""
        return node is not None and isinstance(node.layer, Activation | SharingActivation)

    def _restart(self) -> None:
        """Forget what was seen."""
        self._limits.clear()
        self._curves.clear()
        self._answer = None
        self.curves = []
        self.panels.show_activations(())
        self.panels.say("Getting the network ready to show where inputs fall on its activation curves.")
        self.note.show_words("")

    def _wait(self, words: str) -> None:
        """Say it in place of the picture."""
        self.panels.say(words)

    def take(self, answer: Any) -> None:
        """Take new inputs of the activations."""
        self._answer = answer
        self._show()

    def apply_theme(self) -> None:
        """Paint in the new colours."""
        super().apply_theme()
        self._show()
        self.panels.update()

    def describe(self) -> str:
        """Which activation is flat for most of its inputs."""
        if not self.curves:
            return "No activation curves yet: the network is not ready."
        worst = max(self.curves, key=lambda activation: activation.flat)
        count = words.count(len(next(iter(self._answer.values())))) if self._answer else "0"
        share = f"{words.portion(worst.flat)} of its inputs, the most of those shown"
        return f"{worst.title} is flat for {share} (first {count} training samples)."

    # ------------------------------------------------------------------------------------------------ inside

    def _nodes(self) -> list[NodeTrace]:
        """Activations that can be computed, in order."""
        if self.scene is None:
            return []
        nodes = [reading(self.scene, node) for node in self.scene.trace.nodes]
        return [node for node in nodes if isinstance(node.layer, Activation | SharingActivation) and node.inputs]

    def _shown_nodes(self) -> list[NodeTrace]:
        nodes = self._nodes()
        selected = [node for node in nodes if node.id == self.focus.node]
        return selected if selected and self.mode.value == "Selected layer" else nodes

    def _request(self) -> Outputs | None:
        nodes = self._nodes()
        if not nodes or self.scene is None:
            return None
        sources = tuple(dict.fromkeys(node.sources[0] for node in nodes))
        return Outputs(examples_of(self.scene.trace.path), sources)

    def _show(self) -> None:
        if self._answer is None or self.scene is None:
            return
        answer = self._answer
        nodes = [node for node in self._shown_nodes() if node.sources[0] in answer]
        self.curves = [self._activation(node, answer[node.sources[0]]) for node in nodes]
        self.panels.say("")
        self.panels.show_activations(self.curves)
        self.area.refit()
        self.note.show_words(self._words(nodes, answer))

    def _words(self, nodes: list[NodeTrace], answer: dict[str, Array]) -> str:
        if not nodes:
            return ""
        count = len(answer[nodes[0].sources[0]])
        if len(nodes) > 1:
            return f"Inputs of the first {words.count(count)} training samples; dashed is the slope"
        if not np.isfinite(self.curves[0].flat):
            return "The inputs are not numbers any more"
        activation, values = self.curves[0], answer[nodes[0].sources[0]]
        those = f"the first {words.count(count)} training samples"
        said = f"{words.portion(activation.flat)} of the inputs of {those} fall where the curve is flat"
        layer = nodes[0].layer
        if isinstance(layer, Activation):
            dead = dead_units(layer, self._by_unit(nodes[0], values).T)
            if dead.any():
                said += f"; {dead.sum()} of {len(dead)} units are dead"
        else:
            said += f"; logit {self._moving(nodes[0]) + 1} moves, the others stay at their means"
        beyond = (
            f"; {words.portion(activation.beyond, 1)} lie beyond the axis, counted at its ends"
            if activation.beyond
            else ""
        )
        return f"{said}{beyond}"

    def _by_unit(self, node: NodeTrace, values: Array) -> Array:
        """All inputs of each unit, or of each channel: (units, inputs). A unit of a sequence is one of its features."""
        if node.inputs and node.inputs[0].timed:
            mask = self._mask(node, values)
            return (values if mask is None else values[mask]).reshape(-1, values.shape[-1]).T
        return np.moveaxis(values, 1, 0).reshape(values.shape[1], -1)

    def _moving(self, node: NodeTrace) -> int:
        """Which of the numbers that enter an activation that shares out moves: that of the row that is looked at."""
        units = node.inputs[0].channels if node.inputs else 1
        return min(self.focus.row, units - 1) if self.focus.node == node.id and self.focus.row > 0 else 0

    def _shares(self, node: NodeTrace, layer: SharingActivation, values: Array) -> CurvePath:
        """What becomes of one share as its logit moves, and of the others, which stay at their means."""
        units, at = self._by_unit(node, values).astype(np.float64), self._moving(node)
        units = units[:, np.isfinite(units).all(axis=0)]
        inputs, limit = units[at], self._limit(node.id, units.reshape(-1))
        zs = np.linspace(-limit, limit, 241)
        made = layer.share_curve(units.mean(axis=1) if units.shape[1] else np.zeros(len(units)), at, zs)
        slope = np.gradient(made[:, at], zs)
        below = FLAT * float(np.abs(slope).max())
        here = np.interp(inputs, zs, np.abs(slope))
        flat, beyond = ((here < below).mean(), (np.abs(inputs) > limit).mean()) if len(inputs) else (np.nan, 0.0)
        bins = np.clip((inputs + limit) * (BINS / (2 * limit)), 0, BINS - 1).astype(np.int64)
        others = tuple(made[:, other] for other in range(len(units)) if other != at)[:MOST_OTHERS]
        return CurvePath(
            f"{node.name}, unit {at + 1}",
            *(zs, made[:, at], slope, np.bincount(bins, minlength=BINS)[None], self._sign_colours()),
            *((np.empty(0), np.empty(0, np.int64)), float(flat), float(beyond), below, others),
        )

    def _activation(self, node: NodeTrace, values: Array) -> CurvePath:
        layer = node.layer
        if isinstance(layer, SharingActivation):
            return self._shares(node, layer, values)
        assert isinstance(layer, Activation)
        mask = self._mask(node, values)
        flat_values = values.reshape(-1) if mask is None else values[mask].reshape(-1)
        finite = np.isfinite(flat_values)
        inputs = flat_values[finite] if not finite.all() else flat_values
        limit = self._limit(node.id, inputs)
        zs, curve, slope = self._curve(layer, limit)
        groups, colors = self._groups(values, mask, finite)
        bins = np.clip((inputs + limit) * (BINS / (2 * limit)), 0, BINS - 1).astype(np.int64)
        total = 1 if len(colors) == BINS else len(colors)
        counts = np.bincount(groups * BINS + bins, minlength=total * BINS).reshape(total, BINS)
        few = np.linspace(0, max(len(inputs) - 1, 0), min(POINTS, len(inputs))).astype(int)
        beyond = float((np.abs(inputs) > limit).mean()) if len(inputs) else 0.0
        points = (inputs[few].astype(np.float64), groups[few])
        flat, below = flat_share(layer, inputs), flat_below(layer)
        return CurvePath(node.name, zs, curve, slope, counts, colors, points, flat, beyond, below)

    def _curve(self, layer: Activation, limit: float) -> tuple[Array, Array, Array]:
        """Inputs along the axis with the function and its slope there; made once for each end of the axis."""
        if (layer, limit) not in self._curves:
            zs = np.linspace(-limit, limit, 241)
            self._curves[layer, limit] = zs, layer.curve(zs), layer.slope(zs)
        return self._curves[layer, limit]

    def _limit(self, id: str, inputs: Array) -> float:
        """The end of the axis: holds 99 % of the inputs, grows in steps, never shrinks."""
        sizes = np.abs(inputs[:: max(len(inputs) // 4000, 1)])
        known = self._limits.get(id)
        # Where so few lie beyond the end of before, the 99 % quantile lies within it: no need to sort them.
        if known is not None and np.count_nonzero(sizes > known) <= int(0.01 * max(len(sizes) - 1, 0)):
            return known
        wanted = float(np.quantile(sizes, 0.99)) if len(sizes) else 0.0
        limit = next((step for step in LIMITS if step >= wanted), LIMITS[-1])
        self._limits[id] = max(limit, self._limits.get(id, 0.0))
        return self._limits[id]

    def _mask(self, node: NodeTrace, values: Array) -> Mask | None:
        """Which steps that enter are no padding, (N, steps); ``None`` where none is."""
        if self.scene is None or self.scene.samples is None:
            return None
        inputs = self.scene.samples.train_inputs[: len(values)]
        return mask_of(self.scene.trace.path, node.sources[0], inputs)

    def _groups(self, values: Array, mask: Mask | None, finite: Array) -> tuple[Array, list[QColor]]:
        """Each input's class and the classes' colours; or one group and a colour for each bin, by sign.

        Where each step has an answer, an input has the class of its step.
        """
        labels = self._labels(values)
        if labels is None or self.scene is None:
            return np.zeros(int(finite.sum()), np.int64), self._sign_colours()
        groups = (labels if mask is None else labels[mask]).reshape(-1)[finite]
        classes = self.scene.experiment.data.target().count
        return groups, [self.theme.class_color(index) for index in range(classes)]

    def _sign_colours(self) -> list[QColor]:
        """A colour for each bin: one below 0, another above."""
        table = self.theme.signed_table()[[50] * (BINS // 2) + [205] * (BINS // 2)]
        return [QColor(*row) for row in table.tolist()]

    def _labels(self, values: Array) -> Array | None:
        """The class of each number that enters, of the same shape; ``None`` where there are none, or too many."""
        target = None if self.scene is None else self.scene.experiment.data.target()
        samples = None if self.scene is None else self.scene.samples
        if target is None or samples is None or target.has_values or target.count > CLASSES:
            return None
        labels = samples.train_targets[: len(values)]
        if labels.shape != values.shape[: labels.ndim]:
            return None  # an answer for each step, but other steps than those that enter
        return np.broadcast_to(labels.reshape(*labels.shape, *[1] * (values.ndim - labels.ndim)), values.shape)

    def _choose(self, value: str) -> None:
        self._show()

    def _follow(self) -> None:
        if self.focus.node in {node.id for node in self._nodes()}:
            self.mode.set_value("Selected layer")
        self._show()

    def _pick(self, index: int) -> None:
        nodes = self._shown_nodes()
        if index < len(nodes):
            self.focus.select(nodes[index].id)
