"""The view of how weights, gradients and activations are spread."""

from __future__ import annotations

import math
from typing import Any, ClassVar, Literal, cast

from PySide6.QtWidgets import QWidget

from playground import numerals as words
from playground.engine.answer_values import Spread
from playground.engine.requests import Distributions
from playground.model.trace import NodeTrace
from playground.numerals import times
from playground.ui.plots.chart_panels import PanelScroll
from playground.ui.state.focus import Focus
from playground.ui.state.operating import examples_of
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.distributions.chart_histogram import Heap, HistogramPanels
from playground.ui.views.framed import AskingView
from playground.ui.views.shared.head_choice import HeadChoice

Kind = Literal["weights", "gradients", "activations"]


class DistributionsView(AskingView):
    """How the weights, gradients or activations of each layer are spread, and which layer stands out."""

    id: ClassVar[str] = "distributions"
    title: ClassVar[str] = "Distributions"
    order: ClassVar[int] = 60
    question: ClassVar[Question] = "How it learns"
    weight: ClassVar[int] = 22

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._spreads: dict[str, Spread] = {}
        self.mode = HeadChoice(self, "of", ("Weights", "Gradients", "Activations"), "Distribution of")
        self.mode.chosen.connect(self._choose)
        self.panels = HistogramPanels(theme, "distributions_panels", "Distributions by layer", self)
        self.panels.picked.connect(self._pick)
        self.area = PanelScroll(self.panels, self)
        self.body.addWidget(self.area, 1)
        self._restart()
        self.apply_theme()

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """There is a layer."""
        return bool(scene.trace.nodes)

    @property
    def of(self) -> Kind:
        """What is shown."""
        return cast("Kind", self.mode.value.lower())

    def _restart(self) -> None:
        """Forget the histograms."""
        self._spreads = {}
        self.panels.show_heaps(())
        self.panels.say("Getting the network ready to count its numbers.")
        self.note.show_words("")

    def _wait(self, words: str) -> None:
        """Say it in place of the picture."""
        self.panels.say(words)

    def take(self, answer: Any) -> None:
        """Take new histograms."""
        self._spreads = answer
        self._show()

    def apply_theme(self) -> None:
        """Paint in the new colours."""
        super().apply_theme()
        self.panels.update()

    def describe(self) -> str:
        """The layer that stands out, or each layer's mean and spread."""
        shown = [(node, self._spreads[node.id]) for node in self._nodes() if node.id in self._spreads]
        if not shown:
            return f"No distribution of {self.of} yet."
        if self._worst():
            return f"{self._told()}."
        node, spread = max(shown, key=lambda pair: pair[1].deviation)
        deviation = words.rounded(spread.deviation)
        return f"The {self.of} of {node.name} are spread widest, with a standard deviation of {deviation}."

    # ------------------------------------------------------------------------------------------------ inside

    def _nodes(self) -> list[NodeTrace]:
        if self.scene is None:
            return []
        nodes = [node for node in self.scene.trace.nodes if node.output is not None]
        return nodes if self.of == "activations" else [node for node in nodes if node.parameters]

    def _request(self) -> Distributions | None:
        nodes = self._nodes()
        if not nodes or self.scene is None:
            return None
        return Distributions(self.of, tuple(node.id for node in nodes), samples=self._samples())

    def _samples(self) -> int:
        """On so many training samples, the same as elsewhere, activations are looked at."""
        return 0 if self.scene is None else len(examples_of(self.scene.trace.path).indices)

    def _told(self) -> str:
        """What stands out, and of which samples that is told."""
        worst = self._worst()
        if self.of != "activations" or self.scene is None or self.scene.samples is None:
            return worst
        count = min(self._samples(), len(self.scene.samples.train_inputs))
        those = f"first {words.count(count)} training samples"
        return f"{worst} ({those})" if worst else f"Of the {those}"

    def _choose(self, value: str) -> None:
        self._restart()
        self.requests_changed.emit()
        if self.frame is not None:
            self.set_frame(self.frame)

    def _show(self) -> None:
        nodes = [node for node in self._nodes() if node.id in self._spreads]
        nothing = {
            "gradients": "There are no gradients before the first step: press Train, or Batch, to see them.",
            "weights": "No layer has weights.",
            "activations": "No layer gives out numbers.",
        }
        self.panels.say("" if nodes else nothing[self.of])
        self.panels.show_heaps([self._heap(node, self._spreads[node.id]) for node in nodes])
        self.area.refit()
        self.note.show_words(self._told())

    def _heap(self, node: NodeTrace, spread: Spread) -> Heap:
        said = f"{words.short(spread.mean)} ± {words.short(spread.deviation)}"
        if spread.zeros >= 0.005:
            said += f", {words.portion(spread.zeros)} exactly 0"
        if spread.bad:
            said = f"{words.count(spread.bad)} not numbers; {said}"
        warn = bool(spread.bad) or (spread.zeros > 0.9 and self.of != "weights")
        side = f"{words.count(spread.total)} {self.of}"
        return Heap(node.name, side, spread.counts, spread.edges, said, warn)

    def _worst(self) -> str:
        """One sentence on the layer that stands out, without a full stop; empty when none does."""
        shown = [(node, self._spreads[node.id]) for node in self._nodes() if node.id in self._spreads]
        bad = [(node, spread) for node, spread in shown if spread.bad]
        if bad:
            node, spread = max(bad, key=lambda pair: pair[1].bad)
            return f"{node.name} has {words.count(spread.bad)} {self.of} that are not numbers"
        if self.of == "weights" or not shown:
            return ""
        node, spread = max(shown, key=lambda pair: pair[1].zeros)
        if spread.zeros > 0.5:
            return f"{words.portion(spread.zeros)} of the {self.of} of {node.name} are exactly 0"
        if self.of == "gradients" and len(shown) > 1:
            first, last = (math.hypot(shown[at][1].mean, shown[at][1].deviation) for at in (0, -1))
            if last > 0 and first < 0.1 * last:
                return (
                    f"Gradients of {shown[0][0].name} are {times(last / max(first, 1e-30))} smaller than at the output"
                )
        return ""

    def _pick(self, index: int) -> None:
        nodes = [node for node in self._nodes() if node.id in self._spreads]
        if index < len(nodes):
            self.focus.select(nodes[index].id)
