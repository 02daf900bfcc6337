"""Grips: where the canvas itself and groups are taken hold of. Dragging the ground, folding, choosing runs of cards.

It looks at mouse and keys before the stage does, and leaves the stage all that it does not take.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent

from playground.ui.canvas.group_bands import Bracket
from playground.ui.canvas.group_name import GroupName
from playground.ui.canvas.groups import Groups
from playground.ui.canvas.hits import card_at, hit
from playground.ui.canvas.outlines import fold_box, name_box, unfold_box
from playground.ui.canvas.surface import Surface
from playground.ui.state.focus import Focus
from playground.ui.widgets.markup import show_tip

_PRESS = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


class Grips(QObject):
    """Hands on the ground of the canvas and on its groups."""

    def __init__(self, surface: Surface, groups: Groups, focus: Focus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._surface = surface
        self._groups = groups
        self._focus = focus
        self._pan_from: QPointF | None = None
        self.name = GroupName(surface.theme, surface.viewport())
        self.name.named.connect(groups.rename)
        self.name.closed.connect(self._take_keys)
        groups.name_wanted.connect(self._name_soon)
        self._wanted = ""
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._name_wanted)
        surface.installEventFilter(self)
        surface.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is meant for the ground or a group."""
        if isinstance(event, QMouseEvent) and watched is self._surface.viewport():
            if event.type() in _PRESS:
                return self._press(event)
            if event.type() == QEvent.Type.MouseMove:
                return self._move(event)
            if event.type() == QEvent.Type.MouseButtonRelease and self._pan_from is not None:
                self._pan_from = None
                self._surface.viewport().unsetCursor()
                return event.button() == Qt.MouseButton.MiddleButton
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = self._tip(QPointF(event.pos()))
            if words:
                show_tip(event.globalPos(), words, self._surface)
            return bool(words)
        if isinstance(event, QKeyEvent) and watched is self._surface and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def name_group(self, id: str) -> None:
        """Open the field for a group's name, over its bracket or its folded card."""
        group = next((group for group in self._groups.all if group.id == id), None)
        place = self._place(id)
        if group is not None and place is not None:
            self.name.open_at(id, group.name, place)

    def bracket_rect(self, id: str, part: str = "fold") -> QRect:
        """Where a group's button (``fold``) or name (``name``) lies on the viewport; empty where it is folded."""
        layout, bracket = self._surface.layout_, self._bracket(id)
        if layout is None or bracket is None:
            return QRect()
        return self._surface.to_view((fold_box if part == "fold" else name_box)(layout, bracket))

    # ---------------------------------------------------------------------------------------------------- mouse

    def _press(self, event: QMouseEvent) -> bool:
        self.name.finish()
        layout = self._surface.layout_
        if layout is None:
            return False
        if event.button() == Qt.MouseButton.MiddleButton:
            self._take_ground(event.position())
            return True
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        x, y = self._surface.from_view(event.position())
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not shift:
            self._groups.forget_run()
        twice = event.type() == QEvent.Type.MouseButtonDblClick
        if id := self._button_at(x, y):
            self._groups.toggle(id)
            return True
        if bracket := self._name_at(x, y):
            if twice and not bracket.band.is_network:
                self.name_group(bracket.band.id)
            else:
                self._focus.select(bracket.band.nodes[-1])
            return True
        card = card_at(layout, x, y)
        if shift and card:
            self._groups.extend(card)
            return True
        if twice and card and layout.card(card).members:
            self._groups.toggle(layout.card(card).group)
            return True
        if not hit(layout, x, y).what:
            self._pan_from = event.position()
        return False

    def _move(self, event: QMouseEvent) -> bool:
        held = event.buttons() & (Qt.MouseButton.LeftButton | Qt.MouseButton.MiddleButton)
        if self._pan_from is not None and held:
            by = event.position() - self._pan_from
            across, down = self._surface.horizontalScrollBar(), self._surface.verticalScrollBar()
            across.setValue(across.value() - round(by.x()))
            down.setValue(down.value() - round(by.y()))
            self._pan_from = event.position()
            self._surface.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            return True
        x, y = self._surface.from_view(event.position())
        if not held and (self._button_at(x, y) or self._name_at(x, y)):
            self._surface.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
            return True
        return False

    def _take_ground(self, at: QPointF) -> None:
        self._pan_from = at
        self._surface.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    # ----------------------------------------------------------------------------------------------------- keys

    def _key(self, event: QKeyEvent) -> bool:
        held, key = event.modifiers(), Qt.Key(event.key())
        shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
        group = self._groups.group_of(self._focus.node)
        if key == Qt.Key.Key_G and held == control:
            self._groups.make()
        elif key == Qt.Key.Key_G and held == control | shift and group is not None:
            self._groups.dissolve(group.id)
        elif key == Qt.Key.Key_F and held == Qt.KeyboardModifier.NoModifier and group is not None:
            self._groups.toggle(group.id)
        elif key == Qt.Key.Key_F2 and group is not None:
            self.name_group(group.id)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and held == shift:
            self._extend(-1 if key == Qt.Key.Key_Left else 1)
        elif key == Qt.Key.Key_Escape and self._groups.run:
            self._groups.forget_run()
        else:
            return False
        return True

    def _extend(self, by: int) -> None:
        """Let the chosen run end one card further left or right."""
        layout, run, node = self._surface.layout_, self._groups.run, self._focus.node
        ids = [card.id for card in layout.cards] if layout is not None else []
        if node not in ids:
            return
        here = ids.index(node)
        ends = [place for place, id in enumerate(ids) if id in run] or [here]
        end = ends[0] if ends[0] < here else ends[-1]
        self._groups.extend(ids[min(max(end + by, 0), len(ids) - 1)])

    # ---------------------------------------------------------------------------------------------------- places

    def _button_at(self, x: float, y: float) -> str:
        """The group whose button lies at a point: to fold it, or to show its layers."""
        layout = self._surface.layout_
        if layout is None:
            return ""
        for bracket in layout.brackets:
            if not bracket.band.is_network and fold_box(layout, bracket).holds(x, y):
                return bracket.band.id
        return next((card.group for card in layout.cards if card.members and unfold_box(layout, card).holds(x, y)), "")

    def _name_at(self, x: float, y: float) -> Bracket | None:
        layout = self._surface.layout_
        found = layout.brackets if layout is not None else ()
        return next((each for each in found if layout is not None and name_box(layout, each).holds(x, y)), None)

    def _bracket(self, id: str) -> Bracket | None:
        layout = self._surface.layout_
        return next((each for each in layout.brackets if each.band.id == id), None) if layout is not None else None

    def _place(self, id: str) -> QRect | None:
        layout, bracket = self._surface.layout_, self._bracket(id)
        if layout is None:
            return None
        if bracket is not None:
            return self._surface.to_view(name_box(layout, bracket))
        card = next((card for card in layout.cards if card.group == id), None)
        if card is None:
            return None
        box = self._surface.to_view(layout.boxes[card.id])
        return QRect(box.topLeft() + QPoint(4, 4), box.size())

    def _tip(self, point: QPointF) -> str:
        x, y = self._surface.from_view(point)
        if id := self._button_at(x, y):
            folded = id in self._groups.folded
            return "Show the layers of this group (F)" if folded else "Fold these layers into one card (F)"
        if bracket := self._name_at(x, y):
            what = f"The network called {bracket.band.name.lower()}: a click selects its output"
            return what if bracket.band.is_network else "A group of layers: double-click to rename it"
        return ""

    def _name_soon(self, id: str) -> None:
        """Once the canvas shows the new group: the edit that makes it is not over yet."""
        self._wanted = id
        self._later.start(0)

    def _name_wanted(self) -> None:
        self.name_group(self._wanted)

    def _take_keys(self) -> None:
        self._surface.setFocus(Qt.FocusReason.OtherFocusReason)
