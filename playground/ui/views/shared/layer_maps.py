"""What views of maps have in common: one example, and beside it a mosaic of maps for each layer on images."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground import numerals as words
from playground.engine.messages import Frame
from playground.engine.requests import Inputs, Outputs, Request
from playground.model.trace import NodeTrace
from playground.ui.examples.looked_at import Looked, Stepper, looked_at, part_inputs, target_words, verdict_words
from playground.ui.examples.pictures import example_picture
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.framed import FramedView
from playground.ui.views.shared.map_strip import Maps, MapStrip
from playground.ui.widgets.heat import picture
from playground.ui.widgets.heat_colours import largest
from playground.ui.widgets.image_example import ExampleCard
from playground.ui.widgets.sideways import SidewaysScroll

Array = npt.NDArray[Any]


class LayerMapsView(FramedView):
    """Maps of the layers on images, for one input; subclasses say what the maps are of."""

    what: ClassVar[str] = ""
    """What the maps are called: *feature maps*."""

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._maps_answer: dict[str, Array] | None = None
        self._ends: dict[str, Array] | None = None
        self._enlarged: tuple[str, int] | None = None
        self.example = ExampleCard(theme, f"{self.id}_example", "The example", self)
        self.large = ExampleCard(theme, f"{self.id}_enlarged", "An enlarged map", self)
        self.large.hide()
        self.strip = MapStrip(theme, f"{self.id}_strip", f"{self.title} by layer", self)
        self.strip.chosen.connect(self._pick)
        self.area = SidewaysScroll(self.strip, self)
        self.area.setObjectName(f"{self.id}_scroll")
        self.area.horizontalScrollBar().valueChanged.connect(self.strip.refresh)
        self.stepper = Stepper(theme, focus, self.id, self)
        self._lay_out()
        focus.example_changed.connect(self._follow)
        focus.node_changed.connect(self._ring)
        self._restart()
        self.apply_theme()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.addWidget(self.example, 1)
        left.addWidget(self.stepper)
        self._row = QHBoxLayout()
        self._row.addLayout(left)
        self._row.addWidget(self.area, 1)
        self._row.addWidget(self.large)
        self.body.addLayout(self._row, 1)

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Some layer gives out an image."""
        return any(node.output is not None and node.output.kind == "image" for node in scene.trace.nodes)

    @classmethod
    def is_about(cls, node: NodeTrace | None) -> bool:
        """A layer that gives out an image is selected."""
        return node is not None and node.output is not None and node.output.kind == "image"

    def maps_request(self, on: Inputs, nodes: tuple[str, ...]) -> Request:
        """What to ask for the maps of these nodes; the answer is a dict from node id to (1, *output.shape)."""
        raise NotImplementedError

    def ends_request(self, on: Inputs) -> Request:
        """What to ask for the input as the network sees it, and for its answer."""
        nodes = () if self.scene is None else self.scene.trace.nodes
        return Outputs(on, ("input", *(node.id for node in nodes[-1:] if node.output is not None)))

    def requests(self) -> tuple[Request, ...]:
        """The maps of the layers that are shown, and what goes in and comes out."""
        looked, ids = self._looked(), tuple(node.id for node in self.shown_nodes())
        if looked is None or not ids:
            return ()
        return tuple(dict.fromkeys((self.maps_request(looked.on, ids), self.ends_request(looked.on))))

    def set_frame(self, frame: Frame) -> None:
        """Take the maps, or say why there are none."""
        self.frame = frame
        asked = self.requests()
        if not asked:
            return
        missing = [request for request in asked if request not in frame.answers]
        if not missing:
            self._maps_answer, self._ends = frame.answers[asked[0]], frame.answers[asked[-1]]
            self._show()
        elif missing[0] in frame.failures:
            self._wait(frame.failures[missing[0]])

    def _restart(self) -> None:
        """Forget the maps."""
        self._maps_answer = self._ends = self._enlarged = None
        self.large.hide()
        self.strip.show_maps((), 100)
        self.strip.say(f"Getting the network ready to show its {self.what}.")

    def _scene_changed(self) -> None:
        """Show the example as soon as there are samples."""
        self.stepper.set_scene(self.scene)
        self._show_example()

    def _wait(self, words: str) -> None:
        """Say it in place of the picture."""
        self.strip.say(words)

    def apply_theme(self) -> None:
        """Paint in the new colours."""
        super().apply_theme()
        self._row.setSpacing(self.theme.px(20))
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the maps into the new room."""
        super().resizeEvent(event)
        wide = self.width() > self.theme.px(300)
        self.example.setVisible(wide)
        self.stepper.setVisible(wide and self.height() > self.theme.px(130))
        self._show()

    def describe(self) -> str:
        """The example and what the network makes of it."""
        if self._maps_answer is None:
            return f"No {self.what} yet: the network is not ready."
        count = len(self.shown_nodes())
        said = "; ".join(line for line in self._words()[0] if line)
        return f"{said}; {self.what} of {count} {'layer' if count == 1 else 'layers'}."

    def image_nodes(self) -> list[NodeTrace]:
        """All layers that give out an image."""
        if self.scene is None:
            return []
        return [node for node in self.scene.trace.nodes if node.output and node.output.kind == "image"]

    def shown_nodes(self) -> list[NodeTrace]:
        """Those of them whose maps are shown."""
        return self.image_nodes()

    # ------------------------------------------------------------------------------------------------ inside

    def _looked(self) -> Looked | None:
        return looked_at(self.scene, self.focus)

    def _show(self) -> None:
        self._show_example()
        if self._maps_answer is None:
            return
        answer = self._maps_answer
        layers = [self._maps(node, answer[node.id][0]) for node in self.shown_nodes() if node.id in answer]
        self.strip.say("")
        self.strip.show_maps(layers, self.area.width())
        self._ring()
        self._show_large()

    def _maps(self, node: NodeTrace, values: Array) -> Maps:
        """One layer's maps: signed around zero, or from zero up where nothing is below it."""
        most = largest(values)
        shape = "" if node.output is None else f"{node.output}  "
        said = words.rounded(most, 2)
        most = most or 1.0
        if self.signed(values):
            return Maps(node.name, f"{shape}±{said}", values, -most, most, self.theme.signed_table())
        return Maps(node.name, f"{shape}0 to {said}", values, 0.0, most, self.theme.magnitude_table())

    def signed(self, values: Array) -> bool:
        """Whether maps are painted around zero."""
        lowest = float(values.min())  # NaN where there is one
        return lowest < 0 or (lowest != lowest and float(np.nan_to_num(values).min()) < 0)

    def _show_example(self) -> None:
        shown, (lines, wrong) = self._example_picture(), self._words()
        self.example.show_example(shown, lines, wrong)

    def _example_picture(self) -> QImage | None:
        """The example; of an input of one's own what the network was given, once it has answered."""
        looked = self._looked()
        inputs = None if self.scene is None else part_inputs(self.scene)
        if looked is None or self.scene is None or inputs is None or inputs.ndim != 4:
            return None
        if looked.target is not None:
            return example_picture(inputs[min(self.focus.example, len(inputs) - 1)], self.scene, self.theme)
        return None if self._ends is None else example_picture(self._ends["input"][0], self.scene, self.theme)

    def _words(self) -> tuple[tuple[str, ...], bool]:
        """Which example it is and what it is read as; and whether that is wrong."""
        looked = self._looked()
        if looked is None or self.scene is None:
            return (), False
        out = self.scene.trace.path.nodes[-1].id
        if self._maps_answer is None or self._ends is None or out not in self._ends or self._ends[out].ndim != 2:
            return (looked.words, target_words(self.scene, looked)), False
        said, wrong = verdict_words(self.scene, looked, self._ends[out][0])
        return (looked.words, said), wrong

    def _show_large(self) -> None:
        answer = self._maps_answer
        if self._enlarged is None or answer is None or self._enlarged[0] not in answer:
            self.large.hide()
            return
        id, channel = self._enlarged
        found = [node for node in self.shown_nodes() if node.id == id]
        if not found or channel >= len(answer[id][0]):
            self.large.hide()
            return
        maps = self._maps(found[0], answer[id][0])
        made = picture(maps.values[channel], maps.low, maps.high, maps.table)
        self.large.show_example(made, (f"{maps.title}, {channel + 1} of {len(maps.values)}", maps.scale))
        self.large.show()

    def _pick(self, layer: int, channel: int) -> None:
        """Enlarge a map, or put it back."""
        picked = (self.shown_nodes()[layer].id, channel)
        self._enlarged = None if picked == self._enlarged else picked
        self.focus.select(*picked)
        self._ring()
        self._show_large()

    def _ring(self) -> None:
        ids = [node.id for node in self.shown_nodes()]
        if self.focus.node in ids:
            self.strip.set_current(ids.index(self.focus.node), self.focus.row)
        else:
            self.strip.set_current(-1, -1)

    def _follow(self) -> None:
        self._maps_answer = None
        self._show_example()
        self.requests_changed.emit()
