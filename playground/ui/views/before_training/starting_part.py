"""StartingPart: how the weights start. What leaves the layers in depth with the chosen initializer, and with others."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.engine.depth_requests import DepthSpread, StartDepth, StartingDepth
from playground.model.compared_starts import compared, stack_like, stacks
from playground.model.experiment import Experiment
from playground.model.start_verdict import verdict
from playground.model.starting import in_depth
from playground.numerals import count, counted
from playground.ui.plots.chart_note import Note
from playground.ui.plots.chart_panels import PanelScroll
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.before_training.start_panels import StartPanel, StartPanels
from playground.ui.widgets.label import Label
from playground.ui.widgets.segmented import SegmentedControl

MINE = "Mine"
VALUES, GRADIENTS = "Values", "Gradients"
DEEP = 4
"""A network of fewer layers hardly tells how signals fare in depth: a stack of ten is shown first."""


class StartingPart(QWidget):
    """Three starts side by side, of a stack of ten layers or of one's own network.

    ``asked()`` is emitted when ``request`` would be another. What was answered is kept until something is changed that
    it rests on, so that nothing is asked twice.
    """

    asked = Signal()

    def __init__(self, theme: Theme, note: Note, parent: QWidget | None = None) -> None:
        """``note`` is the label in which it says what is shown."""
        super().__init__(parent)
        self._theme = theme
        self.note = note
        self._scene: Scene | None = None
        self._answer: tuple[StartDepth, ...] = ()
        self._rests_on: tuple[object, ...] = ()
        self._stacks = stacks()
        self._title = Label("How the weights start", self)
        self._title.setProperty("role", "title")
        self.network = SegmentedControl(theme, (*self._stacks, MINE), "before_training_network", "Network", self)
        self.network.set_value(MINE)
        self._picked = False
        """Whether somebody chose of which network it is."""
        self.network.chosen.connect(self._on_network)
        self.of = SegmentedControl(theme, (VALUES, GRADIENTS), "before_training_of", "Spread of", self)
        self.of.chosen.connect(self._show)
        self.panels = StartPanels(theme, "before_training_starts", "How the weights start", self)
        self.area = PanelScroll(self.panels, self)
        self._head = QHBoxLayout()
        for widget, stretch in ((self._title, 0), (self.note, 1), (self.of, 0), (self.network, 0)):
            self._head.addWidget(widget, stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._head)
        column.addWidget(self.area, 1)
        self.restart()
        self.apply_theme()

    def set_scene(self, scene: Scene | None) -> None:
        """Take a changed experiment; what it rests on decides whether it is asked anew."""
        self._scene = scene
        if scene is not None and _rest_of(scene.experiment) != self._rests_on:
            self._rests_on = _rest_of(scene.experiment)
            if not self._picked:
                shallow = self._depth() < DEEP
                like = stack_like(node.layer for node in scene.trace.path.nodes)
                self.network.set_value(like if shallow else MINE)
            self.restart()

    def restart(self) -> None:
        """Forget what was answered."""
        self._answer = ()
        self.panels.show_starts(())
        self.panels.say("Getting fresh copies of the network ready, to see how they start.")
        self.note.show_words("")

    def wait(self, words: str) -> None:
        """Say it in place of the picture."""
        self.panels.say(words)

    def request(self) -> StartingDepth | None:
        """What to ask; nothing where it is known."""
        if self._scene is None or self._answer:
            return None
        initializers = compared(self._scene.experiment.training.initializer)
        return StartingDepth(initializers, self._stacks.get(self.network.value, ()))

    def take(self, answer: Any) -> None:
        """Take what was asked, and ask no more."""
        self._answer = answer
        self._show()
        self.asked.emit()

    def describe(self) -> str:
        """What is said of each start."""
        if not self._answer:
            return "How the weights start is not known yet."
        return f"How the weights start: {self.panels.describe()}."

    def apply_theme(self) -> None:
        """Take measures anew."""
        self._head.setSpacing(self._theme.px(8))
        layout = self.layout()
        if layout is not None:
            layout.setSpacing(self._theme.px(8))
        self.panels.update()

    def _depth(self) -> int:
        """How many layers of one's own network are told of."""
        return 0 if self._scene is None else len(in_depth(self._scene.trace.path))

    def _on_network(self) -> None:
        self._picked = True
        self.restart()
        self.asked.emit()

    def _show(self) -> None:
        if self._scene is None or not self._answer:
            return
        experiment = self._scene.experiment
        chosen = experiment.training.initializer
        panels = [
            self._panel(initializer.words(), initializer == chosen, self._shown(depth), depth)
            for initializer, depth in zip(compared(chosen), self._answer, strict=True)
        ]
        layers = len(panels[0].layers)
        self.panels.say("" if layers else "No layer gives out numbers that could fade or explode in depth.")
        self.panels.show_starts(panels)
        self.area.refit()
        what = "what leaves" if self.of.value == VALUES else "the gradients at"
        said = f"{what} each of {counted(layers, 'layer')} at step 0"
        if self.network.value != MINE and self._depth() < DEEP:
            said += f"; yours has {count(self._depth())}, too few to tell"
        self.note.show_words(said if layers else "")

    def _shown(self, depth: StartDepth) -> DepthSpread:
        return depth.values if self.of.value == VALUES else depth.gradients

    def _panel(self, title: str, chosen: bool, spread: DepthSpread, depth: StartDepth) -> StartPanel:
        names = {} if self._scene is None or self.network.value != MINE else self._scene.experiment.names()
        layers = tuple(names.get(id, f"Layer {place + 1}") for place, id in enumerate(spread.nodes))
        backwards = self.of.value == GRADIENTS  # which begin at the last layer
        spreads = spread.spreads[::-1] if backwards else spread.spreads
        end = spread.high if spread.low == -spread.high else 0.0
        return StartPanel(title, chosen, spread, layers, verdict(spreads, spread.flat, end))


def _rest_of(experiment: Experiment) -> tuple[object, ...]:
    """All that an answer rests on."""
    training = experiment.training
    starts = (training.initializer, training.bias_initializer, training.batch_size)
    return (experiment.networks, experiment.data, experiment.objective, experiment.seed, *starts)
