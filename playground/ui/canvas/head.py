"""Head: the line above the cards. What the network is in short, and how large it is shown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from playground.model.trace import NetworkTrace
from playground.ui.canvas.cards import structure, trained_words
from playground.ui.theme.theme import Theme
from playground.ui.widgets.label import Label
from playground.ui.widgets.markup import verbatim

HEIGHT = 46


class Head(QWidget):
    """Title, structure and parameter count at the left; switches and the size of the diagram at the right.

    Signals: ``smaller_wanted()``, ``larger_wanted()`` and ``fit_wanted()`` when a button of that size is pressed.
    """

    smaller_wanted = Signal()
    larger_wanted = Signal()
    fit_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = self._label("canvas_title", "Network", "title")
        self._structure = self._label("canvas_structure", "", "label")
        self._count = self._label("canvas_parameters", "", "label")
        self._zoom = self._label("canvas_zoom", "100 %", "label")
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._out = self._button("canvas_zoom_out", "Smaller diagram (Ctrl+wheel)", "minus")
        self._in = self._button("canvas_zoom_in", "Larger diagram (Ctrl+wheel)", "plus")
        self._fit = self._button("canvas_fit", "Whole diagram", "maximize")
        self._row = QHBoxLayout(self)
        for label in (self._title, self._structure, self._count):
            self._row.addWidget(label)
        self._row.addStretch(1)
        for part in (self._out, self._zoom, self._in, self._fit):
            self._row.addWidget(part)
        self._out.clicked.connect(self.smaller_wanted)
        self._in.clicked.connect(self.larger_wanted)
        self._fit.clicked.connect(self.fit_wanted)

    def add(self, widget: QWidget) -> None:
        """Put a switch left of the size."""
        self._row.insertWidget(self._row.indexOf(self._out), widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, first the count gives way, then the structure: switches are never cut."""
        super().resizeEvent(event)
        self._fit_words()

    def event(self, event: QEvent) -> bool:
        """A switch that comes or goes takes its room, or gives it back."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_words()
        return super().event(event)

    def show_network(self, network: NetworkTrace) -> None:
        """Say how what is shown is built, and how many numbers it learns."""
        self._structure.setText(structure(network))
        known = all(node.output is not None for node in network.nodes)
        self._count.setText(trained_words(network) if known else "parameters not known yet")
        self._fit_words()

    def show_zoom(self, zoom: float) -> None:
        """Say how large the network is shown, 1.0 as designed."""
        self._zoom.setText(f"{round(100 * zoom)} %")

    def apply_theme(self) -> None:
        """Take colours and sizes anew."""
        px = self._theme.px
        for button in (self._out, self._in, self._fit):
            button.setIcon(self._theme.icon(str(button.property("icon_name"))))
        self._zoom.setFixedWidth(px(46))
        self.setFixedHeight(px(HEIGHT))
        self._row.setContentsMargins(px(20), 0, px(12), 0)
        self._row.setSpacing(px(4))
        self._structure.setContentsMargins(px(8), 0, px(12), 0)
        self._fit_words()

    def _fit_words(self) -> None:
        parts = [item.widget() for item in map(self._row.itemAt, range(self._row.count())) if item is not None]
        edges, gap = self._row.contentsMargins(), self._row.spacing()
        words = (self._structure, self._count)
        there = [part for part in parts if part is not None and part not in words and not part.isHidden()]
        others = sum(part.sizeHint().width() + gap for part in there)
        room = self.width() - others - edges.left() - edges.right()
        for label in words:
            room -= label.sizeHint().width() + gap
            label.setVisible(room >= 0)

    def _label(self, name: str, text: str, role: str) -> Label:
        label = Label(text, self)
        label.setObjectName(name)
        label.setProperty("role", role)
        return label

    def _button(self, name: str, words: str, icon: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setProperty("look", "icon")
        button.setProperty("icon_name", icon)
        button.setAccessibleName(words)
        button.setToolTip(verbatim(words))
        return button
