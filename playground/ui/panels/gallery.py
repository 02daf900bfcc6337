"""Gallery: the examples to start from, with their data and structure, and the files used last."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from playground.model.examples import Example, examples, load_example
from playground.model.experiment import Experiment
from playground.model.registry import DATA
from playground.model.spelling import file_name
from playground.model.trace import Trace, trace
from playground.numerals import counted
from playground.ui.panels.pictures import DataPicture
from playground.ui.theme.theme import Theme
from playground.ui.widgets.frames import Popover
from playground.ui.widgets.label import Label
from playground.ui.widgets.markup import menu_text
from playground.ui.widgets.scrolling import Scrolling
from playground.ui.widgets.tips import set_tip

COLUMNS = 3
WIDE, HIGH, HEADING = 300, 82, 28
"""Room for a card and for a heading, px of the design."""


class GalleryCard(QAbstractButton):
    """One example: what its data looks like, its name, one sentence, and its structure."""

    def __init__(self, theme: Theme, example: Example, experiment: Experiment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.example = example
        self.heading = experiment.data.group
        self.structure = structure_in_words(trace(experiment))
        self._picture = DataPicture(experiment.data)
        self._pixmap: QPixmap | None = None
        self.setObjectName(f"example_{example.id}")
        self.setAccessibleName(example.name)
        self.setAccessibleDescription(f"{example.description} {self.structure}")
        set_tip(self, f"{example.name}: {example.description}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self._restyle)

    def sizeHint(self) -> QSize:
        """Picture and three lines."""
        return QSize(self._theme.px(WIDE), self._theme.px(76))

    def event(self, event: QEvent) -> bool:
        """Show that it can be clicked."""
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Picture on the left, words on the right."""
        theme, px = self._theme, self._theme.px
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.underMouse():
                painter.setPen(theme.pen("line_2", 1))
                painter.setBrush(theme.color("segment"))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(8), px(8))
            frame = QRectF(px(8), px(8), px(60), px(60))
            painter.setPen(theme.pen("line", 1))
            painter.setBrush(theme.color("card"))
            painter.drawRoundedRect(frame, px(8), px(8))
            if self._pixmap is None:
                self._pixmap = self._picture(theme, 52)
            painter.drawPixmap(frame.adjusted(px(4), px(4), -px(4), -px(4)).toRect(), self._pixmap, self._pixmap.rect())
            self._paint_words(painter, QRectF(px(78), px(6), self.width() - px(86), px(64)))

    def _paint_words(self, painter: QPainter, area: QRectF) -> None:
        theme, px = self._theme, self._theme.px
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        painter.setFont(theme.font("title"))
        painter.setPen(theme.color("text_1"))
        painter.drawText(area, top, self.example.name)
        painter.setFont(theme.font("tick"))
        painter.setPen(theme.color("text_3"))
        painter.drawText(area, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight, self.structure)
        painter.setFont(theme.font("label"))
        painter.setPen(theme.color("text_2"))
        rest = area.adjusted(0, px(20), 0, px(2))
        painter.drawText(rest, int(top) | int(Qt.TextFlag.TextWordWrap), self.example.description)

    def _restyle(self) -> None:
        self._pixmap = None
        self.updateGeometry()
        self.update()


class Gallery(Popover):
    """The examples under the headings of their data, three a row where there is room, and the files used last.

    Signals: ``chosen(id)`` for an example, ``recent_chosen(path)`` for a file. It closes at either.
    """

    chosen = Signal(str)
    recent_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "gallery", "Examples", parent)
        self._recent: list[str] = []
        self._files: list[QPushButton] = []
        self._cards: list[GalleryCard] = []
        self._headings: dict[str, Label] = {}
        title = Label("Examples", self)
        title.setProperty("role", "title")
        self._head = QHBoxLayout()
        self._head.addWidget(title)
        self._head.addStretch(1)
        self.column.addLayout(self._head)
        self._content = QWidget()
        self._content.setObjectName("gallery_content")
        self._grid = QGridLayout(self._content)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(0)
        self._area = Scrolling(self._content, "gallery_scroll", "Examples", self)
        self.column.addWidget(self._area, 1)
        self._files_title = Label("Recent files", self)
        self._files_title.setProperty("role", "title")
        self.column.addWidget(self._files_title)
        self._list = QVBoxLayout()
        self.column.addLayout(self._list)
        self.set_recent([])

    def cards(self) -> tuple[GalleryCard, ...]:
        """The examples group by group, made when first shown."""
        if not self._cards:
            order = list(DATA.groups())
            loaded = [(example, load_example(example.id)) for example in examples()]
            for example, experiment in sorted(loaded, key=lambda pair: order.index(pair[1].data.group)):
                card = GalleryCard(self._theme, example, experiment, self._content)
                card.clicked.connect(self._on_card)
                self._cards.append(card)
        return tuple(self._cards)

    def set_recent(self, paths: Sequence[str]) -> None:
        """Offer files used last, newest first."""
        for button in self._files:
            self._list.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._files = []
        for index, path in enumerate(paths):
            button = QPushButton(menu_text(file_name(path)), self)
            button.setProperty("look", "link")
            button.setObjectName(f"recent_{index}")
            button.setAccessibleName(f"Open {file_name(path)}")
            button.setProperty("path", path)
            set_tip(button, path)
            button.clicked.connect(self._on_file)
            self._list.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            self._files.append(button)
        self._files_title.setVisible(bool(self._files))

    def files(self) -> tuple[QPushButton, ...]:
        """The files used last, as links."""
        return tuple(self._files)

    def open_below(self, anchor: QWidget) -> None:
        """Show it under a control, as high as its content or the window allows."""
        px, window = self._theme.px, anchor.window()
        most = window.width() - px(48)
        columns = max(min((most - px(20)) // px(WIDE), COLUMNS), 1)
        high = self._place(columns)
        self._area.setFixedWidth(min(px(WIDE) * columns + px(20), most))
        self._area.setFixedHeight(px(160))
        rest = self.sizeHint().height() - px(160)
        room = max(px(160), window.height() - rest - px(16))
        self._area.setFixedHeight(min(high, room))
        super().open_below(anchor)
        if self._cards:
            self._cards[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def _place(self, columns: int) -> int:
        """Lay the cards out under their headings; how high they are then."""
        row, high = 0, 0
        for group in dict.fromkeys(card.heading for card in self.cards()):
            if group not in self._headings:
                self._add_heading(group)
            self._headings[group].setContentsMargins(self._theme.px(8), self._theme.px(8), 0, 0)
            self._grid.addWidget(self._headings[group], row, 0, 1, columns)
            members = [card for card in self._cards if card.heading == group]
            for index, card in enumerate(members):
                self._grid.addWidget(card, row + 1 + index // columns, index % columns)
            rows = -(-len(members) // columns)
            row, high = row + 1 + rows, high + self._theme.px(HEADING) + rows * self._theme.px(HIGH)
        return high

    def _add_heading(self, group: str) -> None:
        """A heading, and a link to it at the top."""
        self._headings[group] = Label(group, self._content)
        self._headings[group].setProperty("role", "label")
        link = QPushButton(group, self)
        link.setProperty("look", "link")
        link.setObjectName(f"gallery_to_{group}")
        link.setAccessibleName(f"Show the examples under {group}")
        link.clicked.connect(self._on_link)
        self._head.addWidget(link)

    def _on_link(self) -> None:
        """Scroll to the group's heading and take the keys to its first example."""
        link = self.sender()
        heading = self._headings.get(link.text()) if isinstance(link, QPushButton) else None
        if heading is not None:
            next(card for card in self._cards if card.heading == heading.text()).setFocus()
            self._area.verticalScrollBar().setValue(heading.y())

    def _on_card(self) -> None:
        card = self.sender()
        if isinstance(card, GalleryCard):
            self.hide()
            self.chosen.emit(card.example.id)

    def _on_file(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.hide()
            self.recent_chosen.emit(str(button.property("path")))


def structure_in_words(traced: Trace) -> str:
    """A stack that begins with few numbers as ``2 – 8 – 1``, anything else as its number of layers."""
    signals = [traced.path.input, *(node.output for node in traced.nodes if node.counts)]
    if all(signal is not None and signal.kind == "vector" for signal in signals):
        return " – ".join(str(signal) for signal in signals)
    return counted(len(traced.nodes), "layer")
