"""The view of what convolutions and poolings see in one example."""

from __future__ import annotations

import random
from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from playground.engine.requests import OnExamples, Outputs, Part
from playground.model.trace import NodeTrace
from playground.ui.focus import Focus
from playground.ui.theme import Theme
from playground.ui.views.base import Scene
from playground.ui.views.framed import AskingView
from playground.ui.views.predicted import shares
from playground.ui.views.predictions import example_picture
from playground.ui.widgets import chart_words as words
from playground.ui.widgets.heat import largest, picture
from playground.ui.widgets.image_example import ExampleCard
from playground.ui.widgets.image_maps import Maps, MapStrip

Array = npt.NDArray[Any]


class FeatureMapsView(AskingView):
    """What every layer on images makes of one example: a map a channel, on one printed scale a layer."""

    id: ClassVar[str] = "feature_maps"
    title: ClassVar[str] = "Feature maps"
    place: ClassVar[Literal["output", "metrics", "tab"]] = "tab"
    order: ClassVar[int] = 30

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._answer: dict[str, Array] | None = None
        self._enlarged: tuple[str, int] | None = None
        self.example = ExampleCard(theme, "feature_maps_example", "The example", self)
        self.large = ExampleCard(theme, "feature_maps_enlarged", "An enlarged map", self)
        self.large.hide()
        self.note.hide()
        self.strip = MapStrip(theme, "feature_maps_strip", "Feature maps by layer", self)
        self.strip.picked.connect(self._pick)
        self.area = QScrollArea(self)
        self.area.setObjectName("feature_maps_scroll")
        self.area.setAccessibleName("Feature maps by layer")
        self.area.setWidget(self.strip)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lay_out()
        focus.example_changed.connect(self._follow)
        focus.node_changed.connect(self._ring)
        self.restart()
        self.apply_theme()

    def _lay_out(self) -> None:
        self._buttons = [
            self._button("chevron-left", "Previous example", self._previous),
            self._button("chevron-right", "Next example", self._next),
            self._button("dice", "Random example", self._random),
        ]
        buttons = QHBoxLayout()
        for button in self._buttons:
            buttons.addWidget(button)
        buttons.addStretch(1)
        left = QVBoxLayout()
        left.addWidget(self.example, 1)
        left.addLayout(buttons)
        row = QHBoxLayout()
        row.addLayout(left)
        row.addWidget(self.area, 1)
        row.addWidget(self.large)
        self._row = row
        self.body.addLayout(row, 1)

    def _button(self, icon: str, title: str, slot: object) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"feature_maps_{title.split()[0].lower()}")
        button.setProperty("look", "icon")
        button.setProperty("icon_name", icon)
        button.setToolTip(title)
        button.setAccessibleName(title)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(slot)
        return button

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Some layer gives out an image."""
        return any(node.output is not None and node.output.kind == "image" for node in scene.trace.network.nodes)

    def restart(self) -> None:
        """Forget the maps."""
        self._answer = None
        self._enlarged = None
        self.large.hide()
        self.strip.show_maps((), 100)
        self.strip.say("Getting the network ready to show its feature maps.")

    def scene_changed(self) -> None:
        """Show the example as soon as there are samples."""
        self._show_example()

    def wait(self, words: str) -> None:
        """Say it in place of the picture."""
        self.strip.say(words)

    def take(self, answer: Any) -> None:
        """Take new maps."""
        self._answer = answer
        self._show()

    def apply_theme(self) -> None:
        """Paint in the new colours."""
        super().apply_theme()
        self._row.setSpacing(self.theme.px(20))
        for button in self._buttons:
            button.setIcon(self.theme.icon(str(button.property("icon_name"))))
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the maps into the new room."""
        super().resizeEvent(event)
        self.example.setVisible(self.width() > self.theme.px(300))
        self._show()

    def describe(self) -> str:
        """The example and what the network makes of it."""
        if self._answer is None:
            return "No feature maps yet: the network is not ready."
        count = len(self._nodes())
        return f"{'; '.join(self._words())}; feature maps of {count} {'layer' if count == 1 else 'layers'}."

    # ------------------------------------------------------------------------------------------------ inside

    @property
    def _part(self) -> Part:
        samples = None if self.scene is None else self.scene.samples
        return "train" if samples is not None and not len(samples.test_inputs) else "test"

    def _inputs(self) -> Array | None:
        samples = None if self.scene is None else self.scene.samples
        if samples is None:
            return None
        return samples.test_inputs if self._part == "test" else samples.train_inputs

    def _index(self) -> int:
        inputs = self._inputs()
        return 0 if inputs is None else min(self.focus.example, len(inputs) - 1)

    def _nodes(self) -> list[NodeTrace]:
        if self.scene is None:
            return []
        return [node for node in self.scene.trace.network.nodes if node.output and node.output.kind == "image"]

    def _request(self) -> Outputs | None:
        nodes = self._nodes()
        if not nodes or self.scene is None or self._inputs() is None:
            return None
        ids = [node.id for node in nodes]
        answer = self.scene.trace.network.nodes[-1]
        if answer.output is not None and answer.id not in ids:
            ids.append(answer.id)
        return Outputs(OnExamples(self._part, (self._index(),)), tuple(ids))

    def _show(self) -> None:
        self._show_example()
        if self._answer is None:
            return
        answer = self._answer
        layers = [self._maps(node, answer[node.id][0]) for node in self._nodes() if node.id in answer]
        self.strip.say("")
        self.strip.show_maps(layers, self.area.width())
        self._ring()
        self._show_large()

    def _maps(self, node: NodeTrace, values: Array) -> Maps:
        """One layer's maps: signed around zero, or from zero up where nothing is below it."""
        most = largest(values) or 1.0
        shape = "" if node.output is None else f"{node.output}  "
        if float(np.nan_to_num(values).min()) < 0:
            scale = f"{shape}±{words.short(float(f'{most:.2g}'))}"
            return Maps(node.name, scale, values, -most, most, self.theme.signed_table())
        scale = f"{shape}0 to {words.short(float(f'{most:.2g}'))}"
        return Maps(node.name, scale, values, 0.0, most, self.theme.magnitude_table())

    def _show_example(self) -> None:
        inputs = self._inputs()
        if inputs is None or self.scene is None or not len(inputs) or inputs.ndim != 4:
            self.example.show_example(None, ())
            return
        shown = example_picture(inputs[self._index()], self.scene, self.theme)
        lines = self._words()
        self.example.show_example(shown, lines, "not" in lines[-1].split())

    def _words(self) -> tuple[str, ...]:
        """Which example it is, and what it is read as."""
        scene = self.scene
        if scene is None or scene.samples is None:
            return ()
        targets = scene.samples.test_targets if self._part == "test" else scene.samples.train_targets
        names = scene.experiment.data.target().names
        label = int(targets[self._index()])
        first = f"{self._part.capitalize()} image {words.count(self._index())}"
        out = scene.trace.network.nodes[-1].id
        if self._answer is None or out not in self._answer or self._answer[out].ndim != 2:
            return (first, f"is {names[label]}")
        chances = shares(self._answer[out], scene.experiment.training.loss.link)[0]
        if not np.isfinite(chances).all():
            return (first, "gets an answer that is no number")
        guess = int(chances.argmax())
        if guess == label:
            return (first, f"read as {names[guess]}, {words.share(float(chances[guess]))}")
        return (first, f"{names[guess]} not {names[label]}")

    def _show_large(self) -> None:
        if self._enlarged is None or self._answer is None or self._enlarged[0] not in self._answer:
            self.large.hide()
            return
        id, channel = self._enlarged
        node = next(node for node in self._nodes() if node.id == id)
        maps = self._maps(node, self._answer[id][0])
        made = picture(maps.values[channel], maps.low, maps.high, maps.table)
        self.large.show_example(made, (f"{node.name}, {channel + 1} of {len(maps.values)}", maps.scale))
        self.large.show()

    def _pick(self, layer: int, channel: int) -> None:
        """Enlarge a map, or put it back."""
        picked = (self._nodes()[layer].id, channel)
        self._enlarged = None if picked == self._enlarged else picked
        self.focus.select(*picked)
        self._ring()
        self._show_large()

    def _ring(self) -> None:
        ids = [node.id for node in self._nodes()]
        if self.focus.node in ids:
            self.strip.set_current(ids.index(self.focus.node), self.focus.row)
        else:
            self.strip.set_current(-1, -1)

    def _follow(self) -> None:
        self._answer = None
        self._show_example()
        self.requests_changed.emit()

    def _previous(self) -> None:
        self._move(self._index() - 1)

    def _next(self) -> None:
        self._move(self._index() + 1)

    def _random(self) -> None:
        inputs = self._inputs()
        if inputs is not None and len(inputs):
            self._move(random.randrange(len(inputs)))

    def _move(self, index: int) -> None:
        inputs = self._inputs()
        if inputs is not None and len(inputs):
            self.focus.choose(index % len(inputs))
