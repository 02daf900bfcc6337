"""The backward half of the arithmetic tab: what the loss makes of one number, by the chain rule and checked."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from playground.engine.answer_values import Chain
from playground.numerals import figure, fine, scientific, slope
from playground.ui.theme.theme import Theme
from playground.ui.views.arithmetic.half import Half
from playground.ui.views.arithmetic.lines import chain_table, learned_table
from playground.ui.views.arithmetic.number_look import NumberLook
from playground.ui.views.arithmetic.term_table import TermTable
from playground.ui.widgets.label import Label

SIDE_BY_SIDE = 560
"""From this width on, in px of the design, words, paths and gradients stand side by side."""
NUDGE = 0.01
"""The change of a number of which the words tell the effect."""
NO_TOKEN = " A token cannot be a little more or less, so no gradient goes back to it: the table learns in its place."
"""What is said where tokens enter."""
ON_A_KINK = " It stands on a kink, such as a tie of two numbers, so the two need not agree."
"""What is said of a number where the slopes to both sides differ."""


class BackwardHalf(Half):
    """The gradient in words, the paths it comes along, a check of it, and the gradients of what was learned.

    ``followed(node, place)`` tells that a path was clicked.
    """

    followed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "arithmetic_backward", parent)
        self.title = self._label("arithmetic_gradient", "title")
        self.words = self._label("arithmetic_gradient_words", "label")
        self.paths = TermTable(theme, "arithmetic_paths", "Paths of the chain rule", self)
        self.check = self._label("arithmetic_check", "label")
        self.learned = TermTable(theme, "arithmetic_learned", "Gradients of what was learned", self)
        self.paths.picked.connect(self.followed)
        self._said = QVBoxLayout()
        for part in (self.title, self.words, self.check):
            self._said.addWidget(part)
        self._said.addStretch(1)
        self._column = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._column.addLayout(self._said, 3)
        self._column.addWidget(self.paths, 5)
        self._column.addWidget(self.learned, 4)
        self._column.addStretch(0)
        self.say("")

    def _label(self, name: str, role: str) -> Label:
        label = Label("", self)
        label.setObjectName(name)
        label.setProperty("role", role)
        label.setWordWrap(True)
        return label

    def show_chain(self, look: NumberLook, chain: Chain, older: str = "") -> None:
        """Show the gradient of a number; ``older`` says of which network it is, where that is not the one of now."""
        self._fade(False)
        self.title.setText(f"Gradient here: {slope(chain.gradient)}{older}")
        tokens = look.node.inputs is not None and look.node.inputs[0].kind == "tokens"
        self.words.setText(_effect(chain) + (NO_TOKEN if tokens else ""))
        self.paths.show_table(chain_table(look, chain))
        self.check.setText(_checked(chain))
        learned = learned_table(look, chain)
        self.learned.show_table(learned)
        self.paths.setVisible(bool(chain.terms))
        self.learned.setVisible(bool(learned.lines))
        self.check.show()

    def pend(self) -> None:
        """Another number is looked at, whose gradient is still to come."""
        if not self.check.isHidden():
            self.title.setText("Gradient here: …")
            self._fade(True)

    def _fade(self, faint: bool) -> None:
        self.words.setEnabled(not faint)
        self.check.setEnabled(not faint)
        if faint:
            self.paths.fade()
            self.learned.fade()

    def say(self, words: str) -> None:
        """Say a sentence in place of the gradient."""
        self._fade(False)
        self.title.setText("Gradient of the loss")
        self.words.setText(words)
        for part in (self.paths, self.check, self.learned):
            part.hide()

    def apply_theme(self) -> None:
        """Take measures anew."""
        self._said.setSpacing(self._theme.px(6))
        self._column.setContentsMargins(0, 0, self._theme.px(10), 0)
        self._fit()

    def _fit(self) -> None:
        wide = self.width() >= self._theme.px(SIDE_BY_SIDE)
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._column.setSpacing(self._theme.px(20 if wide else 8))
        if direction != self._column.direction():
            self._column.setDirection(direction)
        # Columns share the width; one below the other they stay together, and what is left over is below them.
        for place, share in enumerate((3, 5, 4, 0) if wide else (0, 0, 0, 1)):
            if share != self._column.stretch(place):
                self._column.setStretch(place, share)
        for part in (self.paths, self.learned):
            self._column.setAlignment(part, Qt.AlignmentFlag.AlignTop if wide else Qt.AlignmentFlag(0))


def _checked(chain: Chain) -> str:
    """The chain rule and a small change side by side, and how far they are apart."""
    both = f"By the chain rule {fine(chain.gradient)}, by a small change {fine(chain.checked)}"
    if not chain.comparable and max(abs(chain.gradient), abs(chain.checked)) > 0.0:
        return f"{both}: so small that rounding in float64 leaves nothing to compare."
    apart = scientific(chain.relative_error, 1) if chain.relative_error else 0
    return f"{both}: relative error {apart} (float64).{ON_A_KINK if chain.kinked else ''}"


def _effect(chain: Chain) -> str:
    """What a small change of the number would do to the loss, in words."""
    if not math.isfinite(chain.gradient):
        return "The gradient is no number any more."
    loss = f"The loss on this example is {figure(chain.loss)}."
    if chain.gradient == 0.0:
        return f"{loss} A small change of this number would not change it."
    turn = "raise" if chain.gradient > 0 else "lower"
    return f"{loss} {NUDGE} more here would {turn} it by about {slope(abs(chain.gradient) * NUDGE)}."
