"""Facts: what is known about a layer or the data, a label and a value a line, with the real numbers."""

from __future__ import annotations

import html
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from playground.model.answer_words import inked
from playground.model.dataset import DataSet
from playground.model.layer import Activation, Equation
from playground.model.trace import NodeTrace
from playground.numerals import count, grouped
from playground.ui.theme.theme import Theme
from playground.ui.widgets.label import Label, MarkupLabel

Line = tuple[str, str]
"""A label, and its value as rich text."""
MOST_NAMES = 20
"""Of more classes than these only some are named."""


class Facts(QWidget):
    """Lines of label and value; values can be selected and copied."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName(name)
        self._labels: list[tuple[Label, MarkupLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_lines(self, lines: list[Line]) -> None:
        """Show these lines and no others."""
        while len(self._labels) < len(lines):
            self._add(len(self._labels))
        for index, (label, value) in enumerate(self._labels):
            shown = index < len(lines)
            label.setVisible(shown)
            value.setVisible(shown)
            if shown:
                label.setText(lines[index][0])
                value.setText(lines[index][1])
                value.setAccessibleName(lines[index][0])

    def lines(self) -> list[Line]:
        """What is shown."""
        return [(label.text(), value.text()) for label, value in self._labels if not label.isHidden()]

    def _add(self, index: int) -> None:
        label, value = Label("", self), MarkupLabel(self)
        label.setProperty("role", "label")
        value.setProperty("role", "body")
        value.setObjectName(f"{self.objectName()}_{index}")
        value.setWordWrap(True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(label, index, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, index, 1)
        self._labels.append((label, value))

    def _restyle(self) -> None:
        self._grid.setHorizontalSpacing(self._theme.px(10))
        self._grid.setVerticalSpacing(self._theme.px(5))


def facts_of_node(node: NodeTrace) -> list[Line]:
    """Formula, slope, shape and parameter sums of a layer."""
    lines: list[Line] = []
    if node.layer.formula:
        lines.append(("Formula", f"<i>{html.escape(node.layer.formula)}</i>"))
    if isinstance(node.layer, Activation) and node.layer.slope_formula:
        lines.append(("Slope", f"<i>{html.escape(node.layer.slope_formula)}</i>"))
    came = ", ".join(str(signal) for signal in node.inputs) if node.inputs else "?"
    lines.append(("Shape", f"{came} → <b>{node.output or '?'}</b>"))
    lines += [(line.name, _sum(line)) for line in node.arithmetic]
    lines += [(name, _added(sums)) for name, sums in _families(node.counts).items()]
    if node.output is not None:
        total = count(node.parameters) if node.parameters else "none to learn"
        lines.append(("Parameters", f"<b>{total}</b>"))
    return lines


def facts_of_data(data: DataSet) -> list[Line]:
    """Shape, target and sizes of the data; where there are none, that alone, as the figures would be made up."""
    signal, target, sizes = data.signal(), data.target(), data.sizes()
    lines: list[Line] = []
    if data.formula:
        lines.append(("Formula", f"<i>{html.escape(data.formula)}</i>"))
    if not data.files().is_usable():
        return [*lines, ("Samples", "<b>No data</b>")]
    axes = " × ".join(signal.axes)
    lines.append(("Shape", f"<b>{signal}</b> ({axes}{', padded' if signal.padded else ''})"))
    what = "Classes" if target.has_classes else "Values"
    lines.append((what, f"<b>{count(target.count)}</b>: {html.escape(_names(target.names))}"))
    if target.is_at_each_step:
        asked = "the one that follows" if target.next else "an answer"
        lines.append(("Asked for", f"{asked} at each of <b>{target.steps}</b> steps"))
    aside = f"<b>{count(sizes.validation)}</b> to validate, " if sizes.validation else ""
    lines.append(("Samples", f"<b>{count(sizes.train)}</b> to train, {aside}<b>{count(sizes.test)}</b> to test"))
    lines += [("Note", html.escape(note)) for note in data.notes()]
    return lines


def _names(names: tuple[str, ...]) -> str:
    """The names of classes or values, of many only the first and the last."""
    seen = [inked(name) for name in names]
    return ", ".join(seen) if len(seen) <= MOST_NAMES else f"{', '.join(seen[: MOST_NAMES - 2])} … {seen[-1]}"


def _families(sums: tuple[Equation, ...]) -> dict[str, list[Equation]]:
    """Sums by what they count: *Input weights* of all layers and directions are one line, however many there are."""
    families: dict[str, list[Equation]] = {}
    for line in sums:
        families.setdefault(line.name.partition(", ")[0], []).append(line)
    return families


def _added(sums: list[Equation]) -> str:
    """Sums of one family added up; those that follow each other and are alike are written once: ``2 × (4 · 8 · 3)``."""
    if len(sums) == 1:
        return _sum(sums[0])
    runs = [(words, len(list(run))) for words, run in groupby(line.terms for line in sums)]
    alone = len(runs) == 1
    terms = " + ".join(
        f"({words})" if times == 1 and not alone and " " in words else f"{times} × ({words})" if times > 1 else words
        for words, times in runs
    )
    return f"{html.escape(grouped(terms))} = <b>{count(sum(line.value for line in sums))}</b>"


def _sum(line: Equation) -> str:
    value = f"<b>{count(line.value)}</b>{f' {html.escape(line.unit)}' if line.unit else ''}"
    return value if line.terms.replace(" ", "") == str(line.value) else f"{html.escape(grouped(line.terms))} = {value}"
