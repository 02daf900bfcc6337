"""The forward half of the arithmetic tab: how one number comes about, drawn by the kind of its arithmetic."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from playground.model.layer import Activation
from playground.numerals import figure
from playground.ui.theme.theme import Theme
from playground.ui.views.arithmetic.derivation_steps import DerivationSteps
from playground.ui.views.arithmetic.half import Half
from playground.ui.views.arithmetic.lines import mixture_table, read_out, terms_of
from playground.ui.views.arithmetic.number_look import NumberLook
from playground.ui.views.arithmetic.operating_point import OperatingPoint, Point
from playground.ui.views.arithmetic.slide import channel_sums, has_window, on_maps, slide_of
from playground.ui.views.arithmetic.sliding_window import Area, Sliding
from playground.ui.views.arithmetic.step_rows import StepRows
from playground.ui.views.arithmetic.steps import has_rows, show_features, show_rows, show_times
from playground.ui.views.arithmetic.strip import Strip
from playground.ui.views.arithmetic.term_table import TermTable
from playground.ui.views.shared.number_place import Site
from playground.ui.widgets.label import Label

SIDE_BY_SIDE = 400
"""From this width on, in px of the design, the steps stand beside the terms."""
IN_TERMS = ("weighted", "activated", "joined", "copied", "largest", "mean", "looked_up", "shifted", "gated")
"""Kinds of arithmetic whose terms are listed; those of a window on maps, and steps of features, are drawn instead."""
LIMITS = (2.0, 4.0, 6.0, 10.0, 20.0, 50.0, 100.0, 1e3, 1e4, 1e6, 1e9)


class Forward(Half):
    """Maps, terms or steps, lines, and a sentence. ``row_chosen(int)`` asks for another unit, channel or feature.

    ``time_chosen(int)`` asks for another step of a sequence, ``head_chosen(int)`` for another head of attention;
    ``placed(row, column)`` asks for another place of the map, ``hovered(row, column)`` tells where the pointer is on
    it; ``followed(node, place)`` that a number was clicked to see how it came about itself.
    """

    row_chosen = Signal(int)
    time_chosen = Signal(int)
    head_chosen = Signal(int)
    placed = Signal(int, int)
    hovered = Signal(int, int)
    followed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "arithmetic_forward", parent)
        self._look: NumberLook | None = None
        self._channel = self._head = 0
        self.times = Strip(theme, "arithmetic_times", "Steps of the sequence", self)
        self.rows = Strip(theme, "arithmetic_rows", "Units or channels of this layer", self)
        self.sliding = Sliding(theme, "arithmetic_maps", "Maps and the window on them", self)
        self.channels = Strip(theme, "arithmetic_channels", "What each input channel adds", self)
        self.heads = Strip(theme, "arithmetic_heads", "What each head takes", self)
        self.entering = StepRows(theme, "arithmetic_entering", "What enters, step by step", self)
        self.terms = TermTable(theme, "arithmetic_terms", "What enters", self)
        self.curve = OperatingPoint(theme, "arithmetic_curve", "The point on the curve", self)
        self.steps = DerivationSteps(theme, "arithmetic_steps", "Steps of the arithmetic", self)
        self.shares = TermTable(theme, "arithmetic_shares", "Logits, exponentials and shares", self)
        self.words = Label("", self)
        self.words.setObjectName("arithmetic_words")
        self.words.setProperty("role", "label")
        self.words.setWordWrap(True)
        self._arrange()
        self.times.chosen.connect(self.time_chosen)
        self.rows.chosen.connect(self.row_chosen)
        self.heads.chosen.connect(self._choose_head)
        self.entering.picked.connect(self._enter_step)
        self.shares.picked.connect(self._choose_share)
        self.sliding.placed.connect(self.placed)
        self.sliding.hovered.connect(self.hovered)
        self.sliding.entered.connect(self._enter)
        self.channels.chosen.connect(self._choose_channel)
        self.terms.picked.connect(self.followed)

    def _arrange(self) -> None:
        self._middle = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._listed = QVBoxLayout()
        self._listed.addWidget(self.heads)
        self._listed.addWidget(self.terms)
        self._middle.addWidget(self.sliding, 4)
        self._middle.addWidget(self.entering, 5)
        self._middle.addLayout(self._listed, 5)
        for part in (self.curve, self.steps, self.shares):
            self._middle.addWidget(part, 4)
        for top in (self.entering, self.steps, self.shares):
            self._middle.setAlignment(top, Qt.AlignmentFlag.AlignTop)
        self._middle.setAlignment(self._listed, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout(self)
        self._strips = QHBoxLayout()
        self._strips.addWidget(self.times, 2)
        self._strips.addWidget(self.rows, 1)
        self._strips.addWidget(self.channels, 1)
        self._column.addLayout(self._strips)
        self._column.addLayout(self._middle, 1)
        self._column.addWidget(self.words)
        self._column.addStretch(0)  # takes what is left over where the middle does not

    @property
    def crowded(self) -> bool:
        """Whether there is much side by side."""
        return not self.sliding.isHidden() or not self.shares.isHidden()

    @property
    def channel(self) -> int:
        """Which of the channels under the window is shown."""
        return self._channel

    @property
    def head(self) -> int:
        """Which of the heads of attention is shown."""
        return self._head

    def show_head(self, head: int) -> None:
        """Show what another head takes, from the next number on."""
        self._head = head

    def show_nothing(self, site: Site, words: str) -> None:
        """Say why a number has no arithmetic, below the strips to choose another one from."""
        self._look = None
        drawn = (self.channels, self.sliding, self.entering, self.curve)
        for part in (*drawn, self.heads, self.terms, self.steps, self.shares):
            part.hide()
        show_times(self.times, site)
        show_features(self.rows, site)
        self.words.setText(words)
        self._fit()

    def show_look(self, look: NumberLook, field: Area | None, ghost: Area | None) -> None:
        """Show a number; ``field`` and ``ghost`` are what it and the one under the pointer rest on in the input."""
        before, self._look = self._look, look
        if before is None or before.node.id != look.node.id or before.node.sources != look.node.sources:
            self._channel = 0
        self._show_words(look)
        show_times(self.times, look)
        show_features(self.rows, look)
        self._show_maps(look, field, ghost)
        self._show_terms(look)
        self._show_curve(look)
        self._show_shares(look)
        self._fit()

    def forget(self) -> None:
        """Nothing is looked at."""
        self._look = None

    def apply_theme(self) -> None:
        """Take measures anew."""
        self._column.setSpacing(self._theme.px(6))
        self._column.setContentsMargins(0, 0, self._theme.px(10), 0)
        self._middle.setSpacing(self._theme.px(20))
        self._strips.setSpacing(self._theme.px(20))
        self._listed.setSpacing(self._theme.px(6))
        self._fit()

    # ------------------------------------------------------------------------------------------------ inside

    def _fit(self) -> None:
        wide = self.width() >= self._theme.px(SIDE_BY_SIDE)
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if direction != self._middle.direction():
            self._middle.setDirection(direction)
        self._middle.setStretchFactor(self._listed, 0 if self.terms.isHidden() else 5)
        # Maps and curves take all the room there is; tables do not, and the sentence stays right below them.
        grows = not (self.sliding.isHidden() and self.curve.isHidden())
        if grows != bool(self._column.stretch(1)):
            self._column.setStretch(1, int(grows))
            self._column.setStretch(self._column.count() - 1, int(not grows))

    def _show_words(self, look: NumberLook) -> None:
        words = look.cell.words
        if look.switched_off:
            words = f"It is switched off, so 0 leaves it instead of {figure(look.cell.value)}. {words}"
        self.words.setText(words)
        self.sliding.setAccessibleDescription(words)

    def _show_maps(self, look: NumberLook, field: Area | None, ghost: Area | None) -> None:
        maps = on_maps(look)
        self.sliding.setVisible(maps)
        window = has_window(look) and look.cell.kind == "weighted"
        sums = channel_sums(look) if window else np.zeros(1)
        self._channel = min(self._channel, len(sums) - 1)
        self.channels.setVisible(len(sums) > 1)
        if len(sums) > 1:
            self.channels.show_values("From", "channel", sums, self._channel)
        if maps:
            self.sliding.show_slide(slide_of(look, self._channel, self._theme, ghost, field))
        self.steps.setVisible(not has_window(look))
        self.steps.show_steps([(step.name, step.terms, step.value) for step in look.cell.steps])

    def _show_terms(self, look: NumberLook) -> None:
        rows, mixtures = has_rows(look), look.cell.mixtures
        shown = not has_window(look) and not rows and look.cell.kind in IN_TERMS
        self.terms.setVisible(shown or bool(mixtures))
        self.entering.setVisible(rows)
        self.heads.setVisible(len(mixtures) > 1)
        self._head = min(self._head, max(len(mixtures) - 1, 0))
        if mixtures:
            totals = np.array([mixture.total for mixture in mixtures])
            self.heads.show_values("Heads", "head", totals, self._head)
            self.terms.show_table(mixture_table(look, self._head))
        elif shown:
            self.terms.show_table(terms_of(look))
        if rows:
            show_rows(self.entering, look)

    def _show_curve(self, look: NumberLook) -> None:
        layer = look.node.layer
        shown = isinstance(layer, Activation) and len(look.cell.terms) == 1
        self.curve.setVisible(shown)
        if isinstance(layer, Activation) and shown:
            entering = look.cell.terms[0].value
            size = abs(entering) if np.isfinite(entering) else 0.0
            limit = next((limit for limit in LIMITS if size <= 0.9 * limit), size * 1.1)
            zs = np.linspace(-limit, limit, 201)
            with np.errstate(all="ignore"):
                slope = float(layer.slope(np.array([entering]))[0])
                curve = layer.curve(zs)
            self.curve.show_point(Point(zs, curve, entering, look.cell.value, slope))

    def _show_shares(self, look: NumberLook) -> None:
        read = read_out(look)
        self.shares.setVisible(read is not None)
        if read is not None:
            self.shares.show_table(read.table)
            self.words.setText(read.words)  # the sum is told by its terms and steps

    def _choose_share(self, row: object) -> None:
        if isinstance(row, int):
            self.row_chosen.emit(row)

    def _choose_channel(self, channel: int) -> None:
        self._channel = channel
        if self._look is not None:
            self.hovered.emit(-1, -1)

    def _choose_head(self, head: int) -> None:
        self._head = head
        if self._look is not None:
            self._show_terms(self._look)
            self.head_chosen.emit(head)

    def _enter_step(self, row: int, column: int) -> None:
        """Follow a number that enters at a step."""
        look = self._look
        if look is not None and has_rows(look):
            term = look.cell.terms[row * look.cell.grid[1] + column]
            self.followed.emit((look.node.sources[term.source], term.place))

    def _enter(self, row: int, column: int) -> None:
        """Follow a cell of the patch to the number of the layer before that it shows."""
        look = self._look
        if look is None or not has_window(look):
            return
        rows, columns = look.cell.grid[-2:]
        term = look.cell.terms[(self._channel * rows + row) * columns + column]
        source = look.node.sources[term.source]
        if term.place and any(node.id == source for node in look.scene.trace.nodes):
            self.followed.emit((source, term.place))
