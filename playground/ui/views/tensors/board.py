"""TensorBoard: the tensors of an operation side by side, with the signs between them, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.engine.tensor_requests import ShownTensor, TensorResult, TensorWork
from playground.model.tensor_operations import DenseProduct, Elementwise, Inspect
from playground.model.tensor_shapes import Shape, Span
from playground.ui.theme.theme import Theme
from playground.ui.views.tensors.plate import MarkedCells, PlateContent, TensorPlate
from playground.ui.widgets.label import Label

MOST = 4
"""Tensors of the operation with the most, its result among them."""
SIGN = 28
"""Width between two tensors, px of the design."""
REFUSED = 260
"""How wide the words are that stand in place of a result, px of the design."""


class TensorBoard(QWidget):
    """Tensors, signs and the result. ``picked(row, column)`` tells the cell of the result under the pointer."""

    picked = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tensors_board")
        self.setAccessibleName("The tensors of the operation")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme = theme
        self._contents: Sequence[PlateContent] = ()
        self._refused = False
        self.plates = [TensorPlate(theme, f"tensors_plate_{place}", "Tensor", self) for place in range(MOST - 1)]
        self.result = TensorPlate(theme, "tensors_result", "Result", self)
        self.result.pointed.connect(self._on_pointed)
        self.signs = [Label("", self) for _ in range(MOST - 1)]
        for sign in self.signs:
            sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
            sign.setProperty("role", "title")
        self.say("")

    def say(self, words: str) -> None:
        """Say a sentence in place of the tensors."""
        parts: tuple[QWidget, ...] = (*self.plates, *self.signs)
        for part in parts:
            part.hide()
        self._contents, self._refused = (), False
        self.result.show_content(None)
        self.result.say(words)
        self._place()

    def show_work(self, work: TensorWork, found: TensorResult, cell: Shape) -> None:
        """Show the tensors and the result, with the cells marked that its ``cell`` is made of."""
        self._refused = found.result is None
        self._contents = _contents(work, found, cell)
        shown = self._contents if self._refused else self._contents[:-1]
        for place, plate in enumerate(self.plates):
            plate.setVisible(place < len(shown))
            if place < len(shown):
                plate.show_content(shown[place])
        self.result.show_content(None if self._refused else self._contents[-1])
        self.result.say(found.refusal)
        texts = _signs(work, len(shown))
        for sign, text in zip(self.signs, texts, strict=False):
            sign.setText(text)
        for place, sign in enumerate(self.signs):
            sign.setVisible(place < len(shown))
        self._place()

    def minimumSizeHint(self) -> QSize:
        """A row of small cells with their words."""
        return QSize(1, self._theme.px(40))

    def sizeHint(self) -> QSize:
        """Room for a few rows."""
        return QSize(self._theme.px(420), self._theme.px(140))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._place()

    def apply_theme(self) -> None:
        """Take measures anew."""
        self._place()

    def _place(self) -> None:
        """Give each tensor the width that it wants, or its share where there is too little."""
        count = len(self._contents) if self._refused else len(self._contents) - 1
        shown = [*self.plates[: max(count, 0)], self.result]
        gap, high = self._theme.px(SIGN), self.height()
        for plate in shown:
            plate.resize(max(plate.width(), 1), max(high, 1))
        wanted = [plate.wanted_width for plate in shown]
        if self._refused:
            wanted[-1] = float(self._theme.px(REFUSED))
        elif not self._contents:
            wanted[-1] = float(self.width())
        left, widths = 0.0, shared(wanted, self.width() - gap * (len(shown) - 1))
        for plate, wide in zip(shown, widths, strict=True):
            plate.setGeometry(round(left), 0, max(int(wide), 1), max(high, 1))
            left += wide + gap
        areas, line = [plate.picture_area() for plate in shown], self._theme.px(20)
        for sign, plate, before, after in zip(self.signs, shown, areas, areas[1:], strict=False):
            middle = before.top() + min(before.height(), after.height()) / 2
            sign.setGeometry(plate.geometry().right() + 1, round(middle - line / 2), gap, line)

    def _on_pointed(self, row: int, column: int) -> None:
        if row >= 0:
            self.picked.emit(row, column)


def shared(wanted: Sequence[float], room: float) -> list[float]:
    """How wide each is: what it wants where there is room, else those that want most get less, all of them alike."""
    given = [0.0] * len(wanted)
    left, open_ = max(room, 0.0), sorted(range(len(wanted)), key=lambda place: wanted[place])
    for done, place in enumerate(open_):
        given[place] = min(wanted[place], left / (len(wanted) - done))
        left -= given[place]
    return given


def _signs(work: TensorWork, count: int) -> list[str]:
    """What stands behind each tensor: the operation's sign, ``+`` before biases, and in front of the result ``=``."""
    if count == 1:
        return ["→"]
    between = [work.operation.sign, "+"][: count - 1]
    return [*between, "="]


def _contents(work: TensorWork, found: TensorResult, cell: Shape) -> list[PlateContent]:
    """What each plate shows, the result last; of one that is only looked at there is no second picture."""
    operation, result = work.operation, found.result
    names = operation.names
    if result is None:
        return [PlateContent(name, part) for name, part in zip(names, found.operands, strict=False)]
    last = PlateContent("z", result, (1, 1), _marked(result, tuple((at, at + 1) for at in cell), (1, 1), cell))
    if isinstance(operation, Inspect):
        return [PlateContent("x", result, (1, 1), last.marked)]
    shapes = [part.shape for part in found.operands]
    fits = len(cell) == len(result.shape)
    spans = operation.span(cell, *shapes) if fits else ((),) * len(shapes)
    contents = []
    for place, (name, part, span) in enumerate(zip(names, found.operands, spans, strict=False)):
        repeats = isinstance(operation, Elementwise) or (isinstance(operation, DenseProduct) and place == 2)
        times = _times(part, result) if repeats else (1, 1)
        contents.append(PlateContent(name, part, times, _marked(part, span, times, cell) if fits else None))
    return [*contents, last]


def _times(part: ShownTensor, result: ShownTensor) -> tuple[int, int]:
    """How often what is shown of a tensor is repeated, down and across, to be as large as the result."""
    (rows, columns), (downs, rights) = part.values.shape, result.values.shape
    return (downs if rows == 1 else 1, rights if columns == 1 else 1)


def _marked(part: ShownTensor, span: Span, times: tuple[int, int], cell: Shape) -> MarkedCells | None:
    """The rows and columns of some cells among those that are shown; ``None`` where none of them is."""
    if tuple(first for first, _ in span[:-2]) != part.lead and len(part.shape) > 2:
        return None
    (first, last), (left, right) = ((0, 1), (0, 1), *span)[-2:] if len(span) != 1 else ((0, 1), span[0])
    if times[0] > 1:
        first, last = cell[-2], cell[-2] + 1
    if times[1] > 1:
        left, right = cell[-1], cell[-1] + 1
    rows, columns = part.values.shape[0] * times[0], part.values.shape[1] * times[1]
    if first >= rows or left >= columns:
        return None
    return MarkedCells((first, min(last, rows)), (left, min(right, columns)))
