"""Choosing: papers on which one thing of several is chosen by a click or with the arrow keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Protocol

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.markup import show_tip
from playground.ui.widgets.painted import PaintedWidget
from playground.ui.widgets.tips import Tip

Steps = dict[Qt.Key, int]
ACROSS: Steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
DOWN: Steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class Keyed(Protocol):
    """Something that can be chosen: its key, and its tooltip."""

    @property
    def key(self) -> int:
        """What stands for it."""

    @property
    def tip(self) -> str:
        """What is said of it under the pointer."""


class Chooser(PaintedWidget):
    """Things with keys, one of them the current; a click or the arrow keys choose: ``chosen(key)`` tells which."""

    chosen = Signal(int)
    steps: ClassVar[Steps] = ACROSS
    """The arrow keys that go to a neighbour, and which."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._current = -1

    def set_current(self, key: int) -> None:
        """Mark the thing of that key."""
        if key != self._current:
            self._current = key
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose."""
        found = self._at(event.position())
        if found is not None:
            self.chosen.emit(found.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys choose the neighbour."""
        step = self.steps.get(Qt.Key(event.key()))
        keys = [thing.key for thing in self._things()]
        if step is None or not keys:
            super().keyPressEvent(event)
            return
        at = keys.index(self._current) + step if self._current in keys else 0
        self.chosen.emit(keys[min(max(at, 0), len(keys) - 1)])

    def event(self, event: QEvent) -> bool:
        """Show a thing's own tooltip."""
        if isinstance(event, QHelpEvent):
            found = self._at(QPointF(event.pos()))
            show_tip(event.globalPos(), Tip(found.tip).rich if found is not None and found.tip else "", self)
            return True
        return super().event(event)

    def _things(self) -> Sequence[Keyed]:
        """What can be chosen, in order."""
        raise NotImplementedError

    def _at(self, position: QPointF) -> Keyed | None:
        """What lies at a place."""
        raise NotImplementedError


class Pointer(PaintedWidget):
    """Things by their place in order; what a click or Enter would choose is pointed at, with mouse or arrow keys.

    ``chosen(int)`` tells what was chosen.
    """

    chosen = Signal(int)
    steps: ClassVar[Steps] = ACROSS
    """The arrow keys that point at a neighbour, and which."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self._at = -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a click would choose."""
        self._point(self._place(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing."""
        self._point(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose."""
        place = self._place(event.position())
        if place >= 0:
            self.chosen.emit(self._meant(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys point at a neighbour, Enter chooses it."""
        step, count = self.steps.get(Qt.Key(event.key())), self._count()
        if step is not None and count:
            self._point(min(max(self._at + step, 0), count - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= self._at < count:
            self.chosen.emit(self._meant(self._at))
        else:
            super().keyPressEvent(event)

    def _count(self) -> int:
        """How many can be pointed at."""
        raise NotImplementedError

    def _place(self, at: QPointF) -> int:
        """Which lies there; -1 for none."""
        raise NotImplementedError

    def _meant(self, place: int) -> int:
        """What choosing it tells: its place."""
        return place

    def _point(self, place: int) -> None:
        if place != self._at:
            self._at = place
            self.setCursor(Qt.CursorShape.PointingHandCursor if place >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()
