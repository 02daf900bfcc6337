"""LayerPalette: every kind of layer and template, found by typing a few letters. Opens where the layer will stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QIcon, QKeyEvent, QPainter, QPixmap, QPolygonF
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from playground.model.kind import summary_of
from playground.model.layer import Activation, Layer
from playground.model.registry import LAYERS, TEMPLATES
from playground.model.spelling import key
from playground.model.template import Template
from playground.ui.theme.theme import Theme
from playground.ui.widgets.label import Label
from playground.ui.widgets.markup import verbatim

WIDTH, HEIGHT = 340, 380
SETTING = "setting "
"""What is before a setting's name in the place of a layer's id, which has no space."""
LEAST = 3
"""From so many letters on settings are looked for too."""
_KIND = int(Qt.ItemDataRole.UserRole)
_SUMMARY = _KIND + 1
Addable = type[Layer] | type[Template]
Index = QModelIndex | QPersistentModelIndex
_LOW = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
_ICONS = {"units": "grid", "maps": "image", "pooled": "minimize", "steps": "list", "heads": "eye"}


class LayerPalette(QFrame):
    """A searchable list of layers under their headings, and of templates: several layers placed in one go.

    ``chosen(kind)`` is emitted with the class of the layer or template that was picked, ``setting_chosen(label)`` with
    what a setting of training is called, and ``closed()`` when Escape sends it away. ``find_settings`` gives labels and
    summaries of settings that some words mean.
    """

    chosen = Signal(object)
    setting_chosen = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._room = parent
        self.find_settings: Callable[[str], Sequence[tuple[str, str]]] = _no_settings
        self.setObjectName("palette")
        self.setAccessibleName("Layers to add")
        self.field = QLineEdit(self)
        self.field.setObjectName("palette_search")
        self.field.setAccessibleName("Search layers")
        self.field.setPlaceholderText("Search layers and templates")
        self.field.setClearButtonEnabled(False)
        self.list = QListWidget(self)
        self.list.setObjectName("palette_list")
        self.list.setAccessibleName("Layers")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_Line(theme, self.list))
        self.nothing = Label("No layer or template is called that.", self)
        self.nothing.setObjectName("palette_nothing")
        self.nothing.setProperty("role", "label")
        self._column = QVBoxLayout(self)
        for widget in (self.field, self.list, self.nothing):
            self._column.addWidget(widget)
        self._column.setStretch(1, 1)
        self.field.textChanged.connect(self._fill)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._take)
        theme.changed.connect(self.apply_theme)
        self.apply_theme()
        self.hide()

    def apply_theme(self) -> None:
        """Take colours and sizes anew."""
        t, px = self._theme.tokens, self._theme.px
        self.setStyleSheet(
            f"QFrame#palette {{ background: {t.panel}; border: 1px solid {t.line_2}; border-radius: {px(10)}px; }}"
        )
        self._column.setContentsMargins(px(10), px(10), px(6), px(8))
        self._column.setSpacing(px(6))
        self.list.setIconSize(QSize(px(24), px(18)))
        if self.isVisible():  # else it is filled as it opens
            self._fill(self.field.text())

    def open_at(self, point: QPoint) -> None:
        """Open below a point of the parent, as near as it fits, ready to type."""
        px, room = self._theme.px, self._room.rect()
        wide, high = min(px(WIDTH), room.width() - 16), min(px(HEIGHT), room.height() - 16)
        left = min(max(point.x() - wide // 2, 8), max(room.width() - wide - 8, 8))
        top = min(max(point.y(), 8), max(room.height() - high - 8, 8))
        self.setGeometry(left, top, wide, high)
        self.field.clear()
        self._fill("")
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def kinds(self) -> list[Addable]:
        """The layers and templates that are listed now, in order."""
        found = [self.list.item(row).data(_KIND) for row in range(self.list.count())]
        return [_found(id) for id in found if id and not id.startswith(SETTING)]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The field's arrow keys move in the list; Return picks; Escape and leaving close."""
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(Qt.Key(event.key()))
        if watched is self.field and event.type() == QEvent.Type.FocusOut:
            self.hide()
        return super().eventFilter(watched, event)

    def _key(self, key: Qt.Key) -> bool:
        if key == Qt.Key.Key_Escape:
            self.hide()
            self.closed.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.list.currentItem())
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        else:
            return False
        return True

    def _step(self, by: int) -> None:
        row = self.list.currentRow() + by
        while 0 <= row < self.list.count():
            if self.list.item(row).data(_KIND):
                self.list.setCurrentRow(row)
                return
            row += by

    def _take(self, item: QListWidgetItem | None) -> None:
        id = item.data(_KIND) if item is not None else None
        if id:
            self.hide()
        if id and id.startswith(SETTING):
            self.setting_chosen.emit(id.removeprefix(SETTING))
        elif id:
            self.chosen.emit(_found(id))

    def _fill(self, text: str) -> None:
        """List what matches, best match first within its heading."""
        wanted = text.strip().lower()
        self.list.clear()
        for group, kinds in _groups():
            matching = [kind for kind in kinds if _matches(kind, group, wanted)]
            if matching:
                self._add_heading(group)
            for kind in matching:
                self._add_kind(kind)
        if len(wanted) >= LEAST:
            self._add_settings(wanted)
        self.list.setVisible(self.list.count() > 0)
        self.nothing.setVisible(self.list.count() == 0)
        self.list.setCurrentRow(self._best(wanted))

    def _best(self, wanted: str) -> int:
        """The row to start at: the best name, the first of equals; layers stand before templates."""
        rows = [row for row in range(self.list.count()) if self.list.item(row).data(_KIND)]
        return max(rows, key=partial(_rank, self.list, wanted), default=-1)

    def _add_heading(self, group: str) -> None:
        item = QListWidgetItem(group)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(self._theme.font("tick"))
        item.setForeground(self._theme.color("text_3"))
        self.list.addItem(item)

    def _add_kind(self, kind: Addable) -> None:
        item = QListWidgetItem(self._icon(kind), kind.label)
        item.setData(_SUMMARY, summary_of(kind))
        item.setData(_KIND, kind.id())
        item.setToolTip(verbatim(f"{summary_of(kind)}\n{kind.formula}".strip()))
        self.list.addItem(item)

    def _add_settings(self, wanted: str) -> None:
        """Settings of training that are called so: picking one leads to it."""
        for place, (label, summary) in enumerate(self.find_settings(wanted)):
            if not place:
                self._add_heading("Settings of training")
            item = QListWidgetItem(self._theme.icon("settings", size=16), label)
            item.setData(_SUMMARY, summary)
            item.setData(_KIND, f"{SETTING}{label}")
            item.setToolTip(verbatim(summary))
            self.list.addItem(item)

    def _icon(self, kind: Addable) -> QIcon:
        if issubclass(kind, Template):
            return self._theme.icon("layers", size=16)
        if issubclass(kind, Activation):
            return QIcon(self._curve(kind()))
        return self._theme.icon("link" if kind.merges else _ICONS.get(kind.picture, "layers"), size=16)

    def _curve(self, layer: Activation) -> QPixmap:
        """The activation's curve as an icon."""
        wide, high = self._theme.px(24), self._theme.px(18)
        pixmap = QPixmap(2 * wide, 2 * high)
        pixmap.setDevicePixelRatio(2.0)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self._theme.pen("text_2", 1.5))
            painter.drawPolyline(_polyline(layer, QRectF(2, 2, wide - 4, high - 4)))
        return pixmap


class _Line(QStyledItemDelegate):
    """Paints one line of the list: a heading, or a layer's icon, name and what it does."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """A heading is lower than a layer."""
        return QSize(0, self._theme.px(40 if index.data(_KIND) else 26))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the line."""
        theme, px = self._theme, self._theme.px
        box: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not index.data(_KIND):
            painter.setFont(theme.font("tick"))
            painter.setPen(theme.color("text_3"))
            painter.drawText(box.adjusted(px(6), 0, 0, -px(2)), _LOW, str(index.data()))
            painter.restore()
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_soft"))
            painter.drawRoundedRect(box.adjusted(0, 1, -px(4), -1), px(6), px(6))
        index.data(Qt.ItemDataRole.DecorationRole).paint(painter, box.x() + px(8), box.y() + px(11), px(24), px(18))
        text = box.adjusted(px(42), px(4), -px(10), -px(3))
        painter.setFont(theme.font("body", QFont.Weight.Medium))
        painter.setPen(theme.color("text_1"))
        painter.drawText(text, Qt.AlignmentFlag.AlignTop, str(index.data()))
        painter.setFont(theme.font("tick"))
        painter.setPen(theme.color("text_2"))
        words = painter.fontMetrics().elidedText(str(index.data(_SUMMARY)), Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, _LOW, words)
        painter.restore()


def _polyline(layer: Activation, box: QRectF) -> QPolygonF:
    z = np.linspace(-3, 3, 25)
    bent = np.asarray(layer.curve(z))
    low, span = float(bent.min()), float(np.ptp(bent)) or 1.0
    x = box.x() + (z + 3) / 6 * box.width()
    y = box.bottom() - (bent - low) / span * box.height()
    return QPolygonF([QPointF(*point) for point in zip(x.tolist(), y.tolist(), strict=True)])


def _groups() -> list[tuple[str, list[Addable]]]:
    """All that can be added, under headings: layers first, templates at the end."""
    found: list[tuple[str, list[Addable]]] = [(name, list(kinds)) for name, kinds in LAYERS.groups().items()]
    return found + [(name, list(kinds)) for name, kinds in TEMPLATES.groups().items()]


def _no_settings(text: str) -> Sequence[tuple[str, str]]:
    return ()


def _found(id: str) -> Addable:
    """The layer of that id, or else the template."""
    return LAYERS.kinds[id] if id in LAYERS.kinds else TEMPLATES.find(id)


def _names(kind: Addable) -> tuple[str, ...]:
    """All that people call it."""
    return (kind.label, kind.id(), *kind.aliases)


def _matches(kind: Addable, group: str, wanted: str) -> bool:
    flat = key(wanted)
    return any(wanted in word.lower() or (flat and flat in key(word)) for word in (*_names(kind), group))


def _rank(listed: QListWidget, wanted: str, row: int) -> int:
    """How well a name fits what was typed.

    4 where a layer's begins so, 3 a word of it, 2 a template's, 1 where a layer is also called just so, as by torch.
    """
    name, id = listed.item(row).text().lower(), listed.item(row).data(_KIND)
    if id.startswith(SETTING):
        return -1
    layer = LAYERS.kinds.get(id)
    if wanted and any(word.startswith(wanted) for word in (name, *name.replace("-", " ").split())):
        return 2 if layer is None else 4 if name.startswith(wanted) else 3
    return int(layer is not None and bool(wanted) and key(wanted) in map(key, _names(layer)))
