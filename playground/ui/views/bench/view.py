"""The convolution bench: a kernel of one's own on an image, and into the network."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from playground import numerals as words
from playground.engine.requests import Request, Weights
from playground.model import kernels
from playground.model.network import INPUT
from playground.model.trace import NodeTrace
from playground.ui.examples.looked_at import part_of, sample_words
from playground.ui.examples.pictures import example_picture
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.bench.board import BenchBoard, Slid
from playground.ui.views.bench.kernel_grid import KernelGrid
from playground.ui.views.bench.presets import preset_choices
from playground.ui.views.framed import AskingView
from playground.ui.widgets.buttons import Chip
from playground.ui.widgets.combo import Combo
from playground.ui.widgets.heat_colours import largest
from playground.ui.widgets.label import Label
from playground.ui.widgets.thumbnails import ThumbnailGrid

Array = npt.NDArray[Any]
LOW = 205
"""Below this height, in px of the design, there is no room for names under the presets."""
HIGH = 480
"""From this height on the kernel stands under the presets, so that the pictures get the width."""
NARROW = 760
"""Below this width the buttons say less;"""
ROOMY = 560
"""below this one there is no room for the presets;"""
BARE = 400
"""and below this one for image and map alone."""


class BenchView(AskingView):
    """A kernel to paint or choose, slid over the example live; it can become a filter of the first convolution."""

    id: ClassVar[str] = "bench"
    title: ClassVar[str] = "Convolution bench"
    order: ClassVar[int] = 30
    question: ClassVar[Question] = "What the layers do"
    weight: ClassVar[int] = 15

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._weight: Array | None = None
        self._place: tuple[int, int] | None = None
        self.presets = ThumbnailGrid(theme, "bench_presets", "Kernels that have names", 32, self)
        self.presets.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.presets.set_choices(preset_choices())
        self.presets.chosen.connect(self._choose)
        self.grid = KernelGrid(theme, "bench_kernel", "Kernel", self)
        self.grid.changed.connect(self._on_kernel)
        self.grid.complained.connect(self.note.show_words)
        self.sum = Label("", self)
        self.sum.setObjectName("bench_sum")
        self.sum.setProperty("role", "label")
        self.relu = Chip("Then ReLU", "bench_relu", "Turn what is below 0 into 0", self)
        self.relu.setToolTip("Turn what is below 0 into 0, as a ReLU after the convolution would")
        self.relu.toggled.connect(self._show)
        self.board = BenchBoard(theme, "bench_board", "Image, map and products", self)
        self.board.slid_to.connect(self._point)
        self._make_doors()
        self._lay_out()
        focus.example_changed.connect(self._show)
        self._choose("sobel_x")
        self.presets.select("sobel_x")
        self._restart()
        self.apply_theme()

    def _make_doors(self) -> None:
        """What leads into the network and back."""
        self.filter = Combo(self.theme, "bench_filter", "Filter of the first convolution", self)
        self.use = QPushButton("Use as filter", self)
        self.use.setObjectName("bench_use")
        self.use.setAccessibleName("Use as filter")
        self.use.setToolTip("Put this kernel into the network in place of the filter; undo brings the old one back.")
        self.use.clicked.connect(self._use)
        self.take_over = QPushButton("Take filter", self)
        self.take_over.setObjectName("bench_take")
        self.take_over.setAccessibleName("Take filter")
        self.take_over.setToolTip("Lay the network's filter on the bench.")
        self.take_over.clicked.connect(self._take_over)
        self.doors = Label("", self)
        self.doors.setObjectName("bench_doors")
        self.doors.setProperty("role", "label")
        self.filter.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.addWidget(self.presets)
        left.addStretch(1)
        below = QHBoxLayout()
        below.addWidget(self.sum, 1)
        below.addWidget(self.relu)
        middle = QVBoxLayout()
        middle.addWidget(self.grid, 1)
        middle.addLayout(below)
        doors = QHBoxLayout()
        doors.addWidget(self.doors)
        for widget in (self.filter, self.use, self.take_over):
            doors.addWidget(widget)
        doors.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(self.board, 1)
        right.addLayout(doors)
        self._tools = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._tools.addLayout(left)
        self._tools.addLayout(middle)
        self._row = QHBoxLayout()
        self._row.addLayout(self._tools)
        self._row.addLayout(right, 1)
        self.body.addLayout(self._row, 1)

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """The network sees images."""
        return scene.trace.path.input.kind == "image"

    @classmethod
    def is_about(cls, node: NodeTrace | None) -> bool:
        """A layer that learns filters is selected."""
        return node is not None and node.parameters > 0 and node.output is not None and node.output.kind == "image"

    def _forget(self) -> None:
        """Forget the place that the kernel was slid to."""
        self._place = None

    def _restart(self) -> None:
        """Forget the filters of an older network, and where the pointer was as it was shown."""
        self._weight = self._place = None
        self._show_doors()

    def _scene_changed(self) -> None:
        """Show the example as soon as there are samples."""
        self._show_doors()
        self._show()

    def take(self, answer: Any) -> None:
        """Take the filters that the first convolution has now."""
        node = self._first()
        weight = None if node is None else answer[node.id].get("weight")
        other = weight is not None and (self._weight is None or self._weight.shape != weight.shape)
        self._weight = weight
        if other and weight is not None:
            self.filter.set_entries([(str(row), f"Filter {row + 1}", "") for row in range(len(weight))])
            self.filter.select(self.filter.selected or "0")
            self._show_doors()
            if self._side() != len(self.grid.values):
                self._choose(self.presets.selected or "sobel_x")

    def apply_theme(self) -> None:
        """Paint in the new colours."""
        super().apply_theme()
        for part in (self._row, self._tools):
            part.setSpacing(self.theme.px(16))
        self._fit()
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little height the names of the kernels go to their tooltips; in a narrow view, other words."""
        super().resizeEvent(event)
        self._fit()

    def describe(self) -> str:
        """The kernel, and what it gives at the place that is pointed at."""
        pixels = self._pixels()
        name = next(
            (kernel.label for kernel in kernels.NAMED if kernel.id == self.presets.selected), "A kernel of your own"
        )
        if pixels is None or (self._weight is None and self._first() is not None):
            return f"{name} lies on the bench; the network is not ready yet."
        image = _light(pixels)
        row, column = self._where(image)
        out = float(self._slid(image)[row, column])
        return f"{name} gives {words.rounded(out, 3)} at row {row + 1}, column {column + 1} of the example."

    # ------------------------------------------------------------------------------------------------ inside

    def _request(self) -> Request | None:
        node = self._first()
        return None if node is None else Weights((node.id,))

    def _first(self) -> NodeTrace | None:
        """The first layer that slides learned filters over the image itself."""
        nodes = () if self.scene is None else self.scene.trace.nodes
        return next((node for node in nodes if node.layer.picture == "maps" and node.sources == (INPUT,)), None)

    def _side(self) -> int:
        """The kernel's side: that of the first convolution where it can hold one of the presets, else 3."""
        side = 0 if self._weight is None or self._weight.ndim != 4 else self._weight.shape[-1]
        return side if side % 2 and side >= 3 else 3

    def _choose(self, id: str) -> None:
        found = next(kernel for kernel in kernels.NAMED if kernel.id == id)
        self.grid.set_values(kernels.centred(found.rows, self._side()))
        self._show()

    def _on_kernel(self) -> None:
        self.presets.select("")
        self._show()

    def _pixels(self) -> Array | None:
        """The looked-at image as the network sees it, (channels, height, width); see `_light`."""
        scene = self.scene
        if scene is None or scene.samples is None or scene.trace.path.input.kind != "image":
            return None
        samples, given = scene.samples, self.focus.given
        if given is not None:
            raw = np.array(given.values, np.float32).reshape(1, *given.shape)
            encoded: Array = scene.experiment.data.encode(raw, samples)[0]
            return encoded
        inputs = samples.inputs(part_of(scene))
        return np.asarray(inputs[min(self.focus.example, len(inputs) - 1)]) if len(inputs) else None

    def _where(self, image: Array) -> tuple[int, int]:
        high, wide = image.shape
        row, column = self._place or (high // 2, wide // 2)
        return min(row, high - 1), min(column, wide - 1)

    def _show(self, *_: object) -> None:
        kernel = self.grid.values
        self.sum.setText(f"sum {words.rounded(kernel.sum(), 3)}")
        pixels = self._pixels()
        if pixels is None or self.scene is None:
            self.board.say("Getting the data ready to show an image.")
            return
        image = _light(pixels)
        self.board.say("")
        found, rectified = self._slid(image), self.relu.isChecked()
        row, column = self._where(image)
        seen = kernels.patch(image, row, column, len(kernel))
        caption = self.focus.given_as.words or sample_words(self.scene, self.focus.example)
        slid = Slid(
            example_picture(pixels, self.scene, self.theme),
            caption,
            image,
            found,
            largest(found) or 1.0,
            rectified,
            (row, column),
            seen,
            seen * kernel,
            float((seen * kernel).sum()),
            float(found[row, column]),
        )
        self.board.show_slid(slid)

    def _slid(self, image: Array) -> Array:
        """The map that comes out, rectified where that is wanted."""
        found = kernels.slide(image, self.grid.values)
        return np.maximum(found, 0.0) if self.relu.isChecked() else found

    def _point(self, row: int, column: int) -> None:
        self._place = (row, column)
        self._show()

    def _fit(self) -> None:
        low, wide = self.height() < self.theme.px(LOW), self.width() / self.theme.zoom
        self.presets.setFixedWidth(self.theme.px(112 if low else 200))  # names go where it is low
        high = self.height() >= self.theme.px(HIGH)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._tools.setDirection(down if high else across)  # where it is high, the pictures get the width
        self.grid.setFixedWidth(self.theme.px(200) if high else self.grid.sizeHint().width())
        self.presets.setVisible(high or wide >= (ROOMY if low else ROOMY + 72))
        narrow = wide < NARROW
        self.filter.setFixedWidth(self.theme.px(88 if narrow else 104))
        self.use.setText("Use" if narrow else "Use as filter")
        self.take_over.setText("Take" if narrow else "Take filter")
        self.doors.setVisible(not (narrow and self._fits()) and wide >= BARE)
        for part in (self.grid, self.sum, self.relu):
            part.setVisible(wide >= BARE)
        for door in (self.filter, self.use, self.take_over):
            door.setVisible(self._fits() and wide >= BARE)

    # ---------------------------------------------------------------------------------------------- doors

    def _show_doors(self) -> None:
        """Whether the kernel fits into the network, and if not, why."""
        node, weight, fits = self._first(), self._weight, self._fits()
        if node is None:
            text = "No convolution reads the image: add a Conv2d first to use the kernel in the network."
        elif weight is None:
            text = "Getting the network ready."
        elif weight.ndim == 4 and weight.shape[1] > 1:
            channels = words.count(weight.shape[1])
            text = f"{node.name} has a kernel for each of {channels} channels: one alone is no filter."
        elif not fits:
            shape = "×".join(map(str, weight.shape[-2:]))
            text = f"{node.name} has {shape} filters: give it an odd kernel of 3 or more to use this one."
        else:
            text = node.name
        self.doors.setText(text)
        self._fit()

    def _fits(self) -> bool:
        """Whether the kernel can take the place of a filter."""
        weight = self._weight
        return weight is not None and weight.ndim == 4 and weight.shape[-1] == self._side() and weight.shape[1] == 1

    def _use(self) -> None:
        node, weight = self._first(), self._weight
        if node is None or weight is None or weight.shape[-1] != len(self.grid.values):
            return
        row = int(self.filter.selected or 0)
        self.write_wanted.emit(node.id, "weight", (row,), tuple(self.grid.values.ravel().tolist()))
        self.focus.select(node.id, row)
        self.note.show_words(f"Filter {row + 1} of {node.name} is this kernel now; undo brings the old one back.")

    def _take_over(self) -> None:
        if self._weight is not None:
            row = int(self.filter.selected or 0)
            self.presets.select("")
            self.grid.set_values(self._weight[row, 0])
            self._show()


def _light(pixels: Array) -> Array:
    """What a kernel slides over, (height, width): of colours how light each pixel is, as there is one channel."""
    return np.asarray(pixels.mean(axis=0)) if len(pixels) > 1 else pixels[0]
