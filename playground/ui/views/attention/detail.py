"""One head large: its matrix, lines between two copies of the sequence, the image under it, and how one step reads."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.ui.plots.attention_steps import NOWHERE, Derivation
from playground.ui.theme.theme import Theme
from playground.ui.views.attention.attention_look import AttentionLook, formula, pair_words, reader_words
from playground.ui.views.attention.bars import AttentionBars, ReadingStep, ReadStep
from playground.ui.views.attention.heads import HeadMatrix
from playground.ui.views.attention.lines import AttentionLines
from playground.ui.views.attention.patches import Patched, PatchImage
from playground.ui.views.attention.product import AttentionProduct, Pair

TALL = 280
"""From this height on (px of the design) there is room for how one score comes about."""


class AttentionDetail(QWidget):
    """Pictures of one head that point at the same step together.

    ``pointed(row, column)`` tells the step that reads and the one that is read under the pointer, −1 for none;
    ``clicked(row, column)`` what was clicked.
    """

    pointed = Signal(int, int)
    clicked = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.matrix = HeadMatrix(theme, "attention_matrix", "One head: a row shows where one step looks", self)
        self.image = PatchImage(theme, "attention_image", "Where one patch looks", self)
        self.lines = AttentionLines(theme, "attention_lines", "One head as lines", self)
        self.bars = AttentionBars(theme, "attention_bars", "How one step reads", self)
        self.product = AttentionProduct(theme, "attention_product", "How one score comes about", self)
        self.reading = QVBoxLayout()
        self.reading.addWidget(self.bars, 1)
        self.reading.addWidget(self.product)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        for widget, stretch in ((self.matrix, 9), (self.image, 8), (self.lines, 10)):
            self.row.addWidget(widget, stretch)
        self.row.addLayout(self.reading, 13)
        self.matrix.hovered.connect(self._on_matrix)
        self.matrix.clicked.connect(self._on_matrix_clicked)
        self.lines.pointed.connect(self.pointed)
        self.lines.clicked.connect(self.clicked)
        self.image.pointed.connect(self._on_patch)
        self.image.clicked.connect(self._on_patch_clicked)
        self.bars.pointed.connect(self._on_bar)
        self._look: AttentionLook | None = None
        self._head = 0
        self._cell: Derivation = NOWHERE

    def show_head(self, look: AttentionLook | None, head: int, cell: Derivation) -> None:
        """Show one head, and the step that reads or is read."""
        self._look, self._head, self._cell = look, head, cell
        shown = None if look is None else look.shown
        self.matrix.set_current(head)
        self.matrix.show_attention(shown)
        self.lines.show_attention(shown, head)
        self._show_cell()
        self.arrange()

    def apply_theme(self) -> None:
        """Take measures anew."""
        self.row.setSpacing(self.theme.px(24))
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what has no room."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Matrix first, then where a patch looks, how a step reads, and lines; where it is high how a score comes."""
        px, patched = self.theme.px, self._look is not None and bool(self._look.origin.patches)
        self.image.setVisible(patched)
        room = self.width() - (px(200) if patched else 0)
        self.bars.setVisible(room >= px(440))
        self.lines.setVisible(room >= px(640) or px(300) <= room < px(440))
        paired = self._look is not None and self._look.pairs is not None
        self.product.setVisible(paired and room >= px(440) and self.height() >= px(TALL))

    def _show_cell(self) -> None:
        look, (row, column) = self._look, self._cell
        self.matrix.set_cell(self._cell)
        self.lines.set_cell((row, -1) if row >= 0 else self._cell)
        if look is None:
            self.bars.show_reader(None)
            self.product.show_pair(None)
            self.image.show_patches(None, -1, -1)
            return
        reader = row if row >= 0 else self._main_reader(look, column)
        self.bars.show_reader(self._reader(look, reader))
        self.bars.set_current(column)
        self.product.show_pair(self._pair(look, reader, column))
        if look.origin.patches and look.origin.pixels is not None:
            weights = look.shown.weights[self._head][reader] if row >= 0 else look.shown.weights[self._head][:, column]
            pools = look.pools
            shown = Patched(look.origin.pixels, look.origin.patches, weights, look.shown.limit)
            self.image.show_patches(shown, -1 if pools else row, column)

    def _main_reader(self, look: AttentionLook, column: int) -> int:
        """Who reads a step most."""
        weights = look.shown.weights[self._head][:, column]
        return int(weights.argmax()) if len(weights) else 0

    def _reader(self, look: AttentionLook, row: int) -> ReadingStep:
        weights, read = look.shown.weights[self._head][row], look.shown.read
        scores = None if look.scores is None else look.scores[self._head][row]
        steps = [
            ReadStep(at, text, math.nan if scores is None else float(scores[at]), float(weights[at]), picture)
            for at, (text, picture) in enumerate(zip(read.texts, read.pictures or [None] * len(read), strict=True))
            if look.shown.sees(row, at)
        ]
        said = pair_words(look, self._head, *self._cell)
        origin = look.origin
        return ReadingStep(
            reader_words(look, row),
            formula(look),
            f"{said}." if said else "",
            steps,
            look.shown.limit,
            origin.noun,
            origin.many,
        )

    def _pair(self, look: AttentionLook, row: int, column: int) -> Pair | None:
        """The two steps that are looked at; of one that reads alone, and the one it reads most."""
        weights = look.shown.weights[self._head]
        if look.pairs is None or not 0 <= row < len(weights) or not look.finite:
            return None
        column = column if column >= 0 else int(weights[row].argmax())
        if not look.shown.sees(row, column):
            return None
        queries, keys = (each[self._head] for each in look.pairs)
        texts = look.origin.steps.texts if look.origin.written else look.origin.said
        return Pair(texts[row], texts[column], queries[row], keys[column], float(weights[row, column]))

    def _on_matrix(self, head: int, row: int, column: int) -> None:
        self.pointed.emit(row, column)

    def _on_matrix_clicked(self, head: int, row: int, column: int) -> None:
        if (row, column) != NOWHERE:
            self.clicked.emit(row, column)

    def _on_patch(self, patch: int) -> None:
        look = self._look
        pools = look is not None and look.pools
        self.pointed.emit(*((0 if patch >= 0 else -1, patch) if pools else (patch, -1)))

    def _on_patch_clicked(self, patch: int) -> None:
        look = self._look
        self.clicked.emit(*((0, patch) if look is not None and look.pools else (patch, -1)))

    def _on_bar(self, place: int) -> None:
        row = self._cell[0]
        self.pointed.emit(row if place >= 0 else -1, place)
