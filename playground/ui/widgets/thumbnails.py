"""Thumbnails: small pictures to choose one from, with their names below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.tips import set_tip

NAMED = 30
"""Below this width of a cell, px of the design, names go to the tooltips."""

Picture = Callable[[Theme, int], QPixmap]
"""Draws a square picture: theme and side in px of the design."""


@dataclass(frozen=True)
class ThumbnailChoice:
    """One thumbnail: a stable id, the name under it, its tooltip, and who draws it."""

    id: str
    label: str
    tip: str
    picture: Picture


class Thumbnail(QAbstractButton):
    """A framed picture with its name; the chosen one has an accent frame."""

    stepped = Signal(int, int)

    def __init__(self, theme: Theme, choice: ThumbnailChoice, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.choice = choice
        self._side = 52.0
        self._named = True
        self._pixmap: QPixmap | None = None
        self.setCheckable(True)
        self.setObjectName(name)
        self.setAccessibleName(choice.label)
        set_tip(self, choice.tip)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self._restyle)

    @property
    def named(self) -> bool:
        """Whether its name stands under it."""
        return self._named

    def set_choice(self, choice: ThumbnailChoice) -> None:
        """Show another picture of the same thing."""
        if choice != self.choice:
            self.choice = choice
            set_tip(self, choice.tip)
            self._restyle()

    def set_form(self, side: float, cell: float, named: bool) -> None:
        """Take a side and the width of a cell in px of the design, and whether the name is shown."""
        if side != self._side or named != self._named:
            self._pixmap = None
        self._side, self._named = side, named
        self.setFixedSize(self._theme.px(cell), self._theme.px(side + (19 if named else 0)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to neighbours, which the grid knows; Enter chooses as Space does."""
        steps = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self.stepped.emit(*step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame, picture, name."""
        theme, zoom = self._theme, self._theme.zoom
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            side = theme.px(self._side)
            left = (self.width() - side) // 2
            width = 2.0 if self.isChecked() else 1.0
            half = width * zoom / 2
            frame = QRectF(left, 0, side, side).adjusted(half, half, -half, -half)
            token = "accent" if self.isChecked() else ("line_2" if self.underMouse() else "line")
            painter.setPen(theme.pen(token, width))
            painter.setBrush(theme.color("accent_soft" if self.isChecked() and theme.dark else "card"))
            painter.drawRoundedRect(frame, 8 * zoom, 8 * zoom)
            inner = self._side - 8
            if self._pixmap is None:
                self._pixmap = self.choice.picture(theme, round(inner))
            edge = theme.px(inner)
            painter.drawPixmap(
                QRectF(left + (side - edge) / 2, (side - edge) / 2, edge, edge).toRect(),
                self._pixmap,
                self._pixmap.rect(),
            )
            if self._named:
                self._paint_name(painter, side)

    def enterEvent(self, event: object) -> None:
        """Show that it can be clicked."""
        self.update()

    def leaveEvent(self, event: object) -> None:
        """Rest again."""
        self.update()

    def _paint_name(self, painter: QPainter, side: int) -> None:
        theme = self._theme
        font = theme.font("tick")
        if self.isChecked():
            font = theme.font("title")
            font.setPixelSize(theme.font("tick").pixelSize())
        painter.setFont(font)
        painter.setPen(theme.color("text_1" if self.isChecked() else "text_2"))
        text = short_name(self.choice.label, painter.fontMetrics(), self.width() - 1)  # widths are rounded
        while painter.fontMetrics().horizontalAdvance(text) > self.width() and font.pixelSize() > theme.px(9):
            font.setPixelSize(font.pixelSize() - 1)
            painter.setFont(font)
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, self.width())
        rest = QRectF(0, side + theme.px(2), self.width(), self.height() - side - theme.px(2))
        painter.drawText(rest, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, text)

    def _restyle(self) -> None:
        self._pixmap = None
        self.update()


def short_name(label: str, metrics: QFontMetrics, room: int) -> str:
    """As many of a label's words as fit in ``room`` pixels, at least the first: ``Leaky`` for *Leaky ReLU*.

    What is cut ends in no word that wants another one: ``Sum`` for *Sum of columns*.
    """
    words = label.split(" ")
    while len(words) > 1 and metrics.horizontalAdvance(" ".join(words)) > room:
        words.pop()
        while len(words) > 1 and words[-1] in ("of", "in", "by", "and"):
            words.pop()
    return " ".join(words)


class ThumbnailGrid(QWidget):
    """Thumbnails four a row, or three where names would be cut.

    ``chosen(id)`` when the person picks one; ``select`` is silent.
    Tab stops at one of them, the chosen one at first; arrows go on from there without choosing.
    """

    chosen = Signal(str)
    COLUMNS = (4, 3)
    """How many a row: the first number at which every name has room."""

    def __init__(self, theme: Theme, name: str, label: str, side: float = 52, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._most = side
        self._items: list[Thumbnail] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(0)
        self._columns = self.COLUMNS[0]
        self._grid.setColumnStretch(self._columns, 1)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._arrange)

    @property
    def selected(self) -> str:
        """Id of the chosen thumbnail, empty for none."""
        return next((item.choice.id for item in self._items if item.isChecked()), "")

    def items(self) -> tuple[Thumbnail, ...]:
        """The thumbnails in order."""
        return tuple(self._items)

    def set_choices(self, choices: Sequence[ThumbnailChoice]) -> None:
        """Offer other pictures; the buttons stay when only their pictures differ, and keep the focus."""
        if [item.choice.id for item in self._items] == [choice.id for choice in choices]:
            for item, choice in zip(self._items, choices, strict=True):
                item.set_choice(choice)
            return
        for item in self._items:
            self._grid.removeWidget(item)
            item.hide()
            item.deleteLater()
        self._items = []
        for index, choice in enumerate(choices):
            item = Thumbnail(self._theme, choice, f"{self.objectName()}_{choice.id}", self)
            item.clicked.connect(self._on_clicked)
            item.stepped.connect(self._on_stepped)
            self._grid.addWidget(item, index // self._columns, index % self._columns)
            self._items.append(item)
        self._arrange()
        self._stop_at(0)

    def select(self, wanted: str) -> None:
        """Mark one as chosen, silently; an unknown id marks none."""
        for item in self._items:
            item.setChecked(item.choice.id == wanted)
        if not any(item.hasFocus() for item in self._items):
            self._stop_at(next((index for index, item in enumerate(self._items) if item.isChecked()), 0))

    def _stop_at(self, place: int) -> None:
        for index, item in enumerate(self._items):
            item.setFocusPolicy(Qt.FocusPolicy.StrongFocus if index == place else Qt.FocusPolicy.ClickFocus)

    def sizeHint(self) -> QSize:
        """Four a row, as there usually are."""
        return QSize(self._theme.px(4 * self._most + 24), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """As narrow as the panel makes it."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit as many a row as have room for their names."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        width = self.width() / self._theme.zoom
        fitting = [columns for columns in self.COLUMNS if self._has_room(self._cell(width, columns))]
        self._take_columns(fitting[0] if fitting else self.COLUMNS[0])
        cell = self._cell(width, self._columns)
        side = float(int(min(self._most, cell - 5)))
        self._grid.setVerticalSpacing(self._theme.px(4))
        for item in self._items:
            item.set_form(side, float(int(cell)), named=cell >= NAMED)

    def _cell(self, width: float, columns: int) -> float:
        """Width of a cell, px of the design."""
        return min(width / columns, self._most + 16) if width > 50 else self._most + 6

    def _has_room(self, cell: float) -> bool:
        """Whether the name of each, or its first word, has room in a cell."""
        metrics, room = QFontMetrics(self._theme.font("tick")), self._theme.px(cell)
        return all(
            metrics.horizontalAdvance(short_name(item.choice.label, metrics, room)) <= room for item in self._items
        )

    def _take_columns(self, columns: int) -> None:
        if columns != self._columns:
            self._grid.setColumnStretch(self._columns, 0)
            self._columns = columns
            self._grid.setColumnStretch(columns, 1)
            for index, item in enumerate(self._items):
                self._grid.addWidget(item, index // columns, index % columns)

    def _on_clicked(self) -> None:
        item = self.sender()
        if isinstance(item, Thumbnail):
            self.select(item.choice.id)
            self.chosen.emit(item.choice.id)

    def _on_stepped(self, right: int, down: int) -> None:
        item = self.sender()
        if not isinstance(item, Thumbnail):
            return
        place = self._items.index(item) + right + down * self._columns
        if 0 <= place < len(self._items):
            self._stop_at(place)
            # Qt takes Tab for a key that moves the focus, but not arrows after a click.
            self.window().setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
            self._items[place].setFocus(Qt.FocusReason.TabFocusReason)
