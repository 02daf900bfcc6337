"""The view of tensors: an operation of torch on tensors of the experiment or typed ones, cell by cell."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.engine.tensor_requests import TensorResult, TensorWork
from playground.model.tensor_shapes import Shape
from playground.ui.plots.chart_note import Note
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.framed import AskingView
from playground.ui.views.tensors.board import TensorBoard
from playground.ui.views.tensors.controls import OperationBar
from playground.ui.views.tensors.sources import batch_of
from playground.ui.views.tensors.wording import cell_texts, code, sentence
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.label import Label

WAITING = "Getting the network ready to work with its tensors."
LOW, HALF = 100, 190
"""Below this height, in px of the design, the line of torch has no room; below the second what happened to the shapes
is in the tooltip of how the cell came about, so that numbers are seen."""
NARROW = 420
"""Below this width it stands alone, without how the cell came about."""


class TensorsView(AskingView):
    """A bench for tensors: shape, type, sum, broadcasting, and a Linear layer as a matrix product, as torch does it."""

    id: ClassVar[str] = "tensors"
    title: ClassVar[str] = "Tensors"
    order: ClassVar[int] = 32
    question: ClassVar[Question] = "What the layers do"
    weight: ClassVar[int] = 12

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._cell: Shape = ()
        self._shown: tuple[TensorWork, TensorResult, tuple[str, ...], str] | None = None
        self.bar = OperationBar(theme, self)
        self.bar.changed.connect(self._on_changed)
        self.board = TensorBoard(theme, self)
        self.board.picked.connect(self._pick)
        self._make_foot()
        self.body.addWidget(self.bar)
        self.body.addWidget(self.board, 1)
        self.body.addLayout(self._foot)
        focus.example_changed.connect(self.requests_changed)
        focus.node_changed.connect(self._follow)
        self._restart()
        self.apply_theme()

    def _make_foot(self) -> None:
        """How the cell came about, other parts of what has many axes, and the line of torch."""
        self.told = Note("tensors_told", self)
        self.told.setProperty("role", "label")
        self.before = IconButton(self.theme, "chevron-left", "tensors_before", "Part before", small=True, parent=self)
        self.after = IconButton(self.theme, "chevron-right", "tensors_after", "Next part", small=True, parent=self)
        self.before.clicked.connect(self._back)
        self.after.clicked.connect(self._on)
        self.line = Label("", self)
        self.line.setObjectName("tensors_line")
        self.line.setAccessibleName("The line of torch")
        self.line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy = IconButton(self.theme, "copy", "tensors_copy", "Copy these lines of torch", small=True, parent=self)
        self.copy.clicked.connect(self._copy)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self.told, 1)
        for part in (self.before, self.after, self.line, self.copy):
            self._foot.addWidget(part)

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Whatever is learned is learned by tensors."""
        return True

    def _forget(self) -> None:
        """Forget the cell that was looked at."""
        self._cell = ()

    def _restart(self) -> None:
        """Forget what was worked out with another network."""
        self._shown = None
        self._cell = ()
        self._wait(WAITING)

    def _wait(self, words: str) -> None:
        """Say it in place of the tensors."""
        self.board.say(words)
        self.note.show_words("")
        self.told.show_words("")
        self.line.setText("")
        for part in (self.before, self.after, self.copy):
            part.hide()

    def _scene_changed(self) -> None:
        """Offer the tensors that there are now."""
        chosen = self.bar.layer.selected
        self.bar.set_scene(self.scene)
        if self.bar.layer.selected != chosen:  # else it stays, also where another layer is selected
            self.bar.follow(self.focus.node)

    def take(self, answer: Any) -> None:
        """Show what torch made of it."""
        work = self._request()
        if work is None or not isinstance(answer, TensorResult):
            return
        node = self.bar.layer_shown
        self._shown = work, answer, self.bar.told_names, "" if node is None else node.name
        self._show()

    def apply_theme(self) -> None:
        """Take measures anew."""
        super().apply_theme()
        self.bar.apply_theme()
        self._foot.setSpacing(self.theme.px(8))
        self.line.setFont(self.theme.font("body"))
        self.board.apply_theme()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the tensors come first."""
        super().resizeEvent(event)
        self._fit()

    def describe(self) -> str:
        """The line of torch, what it does, and how the cell that is looked at came about."""
        if self._shown is None:
            return "No tensors yet: the network is not ready."
        work, found, _, layer = self._shown
        said = sentence(work, found, layer)
        texts = cell_texts(work, found)
        return f"{work.operation.line()}: {said}" + (f" {texts[-1]}." if texts[-1] else "")

    # ------------------------------------------------------------------------------------------------ inside

    def _request(self) -> TensorWork | None:
        on = batch_of(self.scene, self.focus)
        return None if on is None or self.broken else self.bar.work(on, self._cell)

    def _show(self) -> None:
        if self._shown is None:
            return
        work, found = self._shown[:2]
        cell = self._cell if found.result is not None and len(self._cell) == len(found.result.shape) else found.cell
        self.board.show_work(work, found, cell)
        self._tell()
        self.line.setText(work.operation.line())
        self._fit()

    def _tell(self) -> None:
        """What happened to the shapes, and how the cell came about; what is wrong with what is typed comes first."""
        if self._shown is None:
            return
        work, found, _, layer = self._shown
        said = self.bar.problem or ("" if found.result is None else sentence(work, found, layer))
        texts = cell_texts(work, found)
        self.note.show_words(said)
        self.told.show_one_of((said,) if self.bar.problem and self._is_low else texts, f"{texts[0]}. {said}")

    @property
    def _is_low(self) -> bool:
        return self.height() < self.theme.px(HALF)

    def _fit(self) -> None:
        """What of the foot has something to show, and room."""
        shown = self._shown
        self.note.setVisible(not self._is_low)
        high, wide = self.height() >= self.theme.px(LOW), self.width() >= self.theme.px(NARROW)
        parts = 0 if shown is None or shown[1].result is None else _parts(shown[1])
        self.line.setVisible(high and shown is not None)
        self.copy.setVisible(high and shown is not None)
        self.told.setVisible(high and wide)
        for button in (self.before, self.after):
            button.setVisible(high and parts > 1)

    def _pick(self, row: int, column: int) -> None:
        """Look at another cell of the result."""
        if self._shown is None or (result := self._shown[1].result) is None:
            return
        cell = (*result.lead, row, column)[-len(result.shape) :] if result.shape else ()
        self._look_at(cell)

    def _look_at(self, cell: Shape) -> None:
        if cell != self._cell:
            self._cell = cell
            self._show()
            self.requests_changed.emit()

    def _back(self) -> None:
        self._step(-1)

    def _on(self) -> None:
        self._step(1)

    def _step(self, by: int) -> None:
        """Show another part of a result of more than two axes."""
        if self._shown is None or (result := self._shown[1].result) is None or len(result.shape) < 3:
            return
        cell = list(self._shown[1].cell)
        for axis in reversed(range(len(cell) - 2)):
            cell[axis] += by
            if 0 <= cell[axis] < result.shape[axis]:
                break
            cell[axis] %= result.shape[axis]
        self._look_at(tuple(cell))

    def _on_changed(self) -> None:
        """Another operation, or other tensors."""
        self._cell = ()
        self._tell()
        self.requests_changed.emit()

    def _follow(self) -> None:
        before = self.bar.layer.selected
        self.bar.follow(self.focus.node)
        if self.bar.layer.selected != before:
            self._cell = ()
            self.requests_changed.emit()

    def _copy(self) -> None:
        if self._shown is not None:
            work, found, names, _ = self._shown
            QGuiApplication.clipboard().setText(code(work, found, names))
            self.note.show_words("The lines are copied.")


def _parts(found: TensorResult) -> int:
    """How many parts of two axes the result has."""
    count = 1
    for size in () if found.result is None else found.result.shape[:-2]:
        count *= size
    return count
