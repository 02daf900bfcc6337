"""Stage: the surface in people's hands. Mouse and wheel become selections and edits, and numbers are read out."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from playground.ui.canvas.chrome import Highlights
from playground.ui.canvas.commands import Commands
from playground.ui.canvas.hits import Hit, card_at, gap_at
from playground.ui.canvas.keys import Keys
from playground.ui.canvas.numbers import NOWHERE, Numbers
from playground.ui.canvas.pictures import Pictures
from playground.ui.canvas.spots import Spot
from playground.ui.canvas.surface import Pull
from playground.ui.canvas.switches import Switches
from playground.ui.canvas.words import card_tip, lock_tip
from playground.ui.state.focus import Focus
from playground.ui.theme.theme import Theme
from playground.ui.widgets.markup import show_tip


class Stage(Numbers):
    """The picture of the network, with a hand on it.

    Signals: ``palette_wanted(before)`` when a layer is to be added; ``menu_wanted(id, point)`` for a card's menu;
    ``link_drawn(source, target, point)`` when a link was dragged from one card to another;
    ``example_wanted(by)`` to step to another example, ``examples_wanted(QRect)`` with where the input's picture lies on
    the screen to pick one.
    """

    palette_wanted = Signal(str)
    menu_wanted = Signal(str, QPoint)
    link_drawn = Signal(str, str, QPoint)
    example_wanted = Signal(int)
    turn_wanted = Signal(str)
    examples_wanted = Signal(QRect)
    state_wanted = Signal(str, object)

    def __init__(
        self,
        theme: Theme,
        focus: Focus,
        commands: Commands,
        switches: Switches,
        pictures: Pictures,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, focus, pictures, parent)
        self._commands = commands
        self.keys = Keys(focus, commands, switches, self)
        self._under = NOWHERE
        self._grabbed = NOWHERE
        self._pressed = QPointF()
        self._pulled: Pull | None = None
        self._on_ground = False
        self._ringed = False
        self.setObjectName("canvas_stage")
        self.setAccessibleName("Network")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        focus.node_changed.connect(self._on_focus)
        self.keys.palette_wanted.connect(self.palette_wanted)
        self.keys.weight_wanted.connect(self._step_weight)
        self.keys.cell_wanted.connect(self._step_cell)
        self.keys.edit_wanted.connect(self._edit_pinned)

    # ---------------------------------------------------------------------------------------------------- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select, pin, page, or take hold of a card or of the end of a link."""
        if event.button() != Qt.MouseButton.LeftButton or self.layout_ is None:
            return
        self._pressed = event.position()
        found = self._hit(event.position())
        spot = self._spot(event.position(), found)
        self._grabbed = found
        # A click on the picture of the example offers others; a number read out over them would be in the way.
        self.probe.pin(None if self._shows_example(found) else spot)
        if found.what == "card":
            self._select(found, spot)
        elif found.what in ("page_back", "page_on"):
            self._page(found.id, -1 if found.what == "page_back" else 1)
        elif found.what in ("example_back", "example_on"):
            self.example_wanted.emit(-1 if found.what == "example_back" else 1)
        elif found.what == "state":
            self._focus.select(found.id)
            self.state_wanted.emit(found.id, self._pictures.entering(self.layout_.card(found.id)))
        elif found.what == "turn":
            self.turn_wanted.emit(found.id)
        elif found.what == "lock":
            self._commands.padlocks.toggle(found.id)
        elif found.what == "arc":
            self._focus.select(found.id)
        self._on_ground = not found.what and spot is None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Set the number under the mouse by hand, or look at that point of the plane."""
        spot = self._spot(event.position(), self._hit(event.position()))
        switches = spot is not None and self.layout_ is not None and bool(self.layout_.card(spot.node).options)
        if event.button() != Qt.MouseButton.LeftButton or spot is None or switches or not self._act_on(spot):
            self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light what is under the mouse, or drag what was taken hold of."""
        if event.buttons() & Qt.MouseButton.LeftButton and self._grabbed.what in ("card", "knob"):
            self._drag(event.position())
            return
        self._pointer = event.position()
        self._light(self._hit(self._pointer))
        self._read_out()
        self._show_hand()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the palette, or let go of what was dragged."""
        grabbed, pulled = self._grabbed, self._pulled
        self._grabbed, self._pulled = NOWHERE, None
        self.pull(None)
        self.viewport().unsetCursor()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._on_ground and (event.position() - self._pressed).manhattanLength() < QApplication.startDragDistance():
            # Only a click lets the selection go: who drags the ground wants to see more of it.
            self._focus.select("")
        elif grabbed.what == "plus" and self._hit(event.position()) == grabbed:
            self.palette_wanted.emit(grabbed.id)
        elif pulled is None and grabbed.exact and self._shows_example(grabbed):
            self.examples_wanted.emit(self._on_screen(grabbed.id))
        elif pulled is not None and pulled.before:
            self._commands.move(pulled.card, pulled.before)
        elif pulled is not None and pulled.end is not None:
            self._link(pulled.card, event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        self._pointer = None
        self._light(NOWHERE)
        self._read_out()
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl zooms where the mouse is; over a pager it turns pages; else it scrolls along the network."""
        turn = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self.zoom * (1.1 if turn > 0 else 1 / 1.1), event.position())
        elif (found := self._hit(event.position())).what in ("page_back", "page_on"):
            self._page(found.id, -1 if turn > 0 else 1)
        else:
            flat = event.angleDelta().x() or not self.verticalScrollBar().maximum()
            bar = self.horizontalScrollBar() if flat else self.verticalScrollBar()
            bar.setValue(bar.value() - turn)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the card and row under the mouse, or with the selected one from the keyboard."""
        id, row = self._focus.node, self._focus.row
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            found = self._hit(QPointF(event.pos()))
            if found.what != "card" or self.layout_ is None or self.layout_.card(found.id).is_noise:
                return
            row = found.row if found.exact or found.id != id else row
            id = found.id
        if id:
            self._focus.select(id, row)
            self.menu_wanted.emit(id, event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        """Show a card's tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            show_tip(event.globalPos(), self.tip(QPointF(event.pos())), self)
            return True
        return super().viewportEvent(event)

    def tip(self, point: QPointF) -> str:
        """What the tooltip says at a point of the viewport."""
        found = self._hit(point)
        if found.what != "plus" and (spot := self._spot(point, found)) is not None and self.probe.reading(spot):
            # What is read out beside the mouse says more, and at once.
            return ""
        if found.what == "plus":
            return "Add a layer here"
        if found.what == "knob":
            return "Drag to a later card to let it read from here"
        if found.what in ("page_back", "page_on"):
            return "Show other rows"
        if found.what in ("example_back", "example_on"):
            return "Look at another example"
        if found.what == "lock" and self.layout_ is not None:
            return lock_tip(self.layout_.card(found.id))
        if found.what == "turn":
            return "Turn the card over: what each unit learned, as a picture (K)"
        if found.what == "card" and self.layout_ is not None:
            card = self.layout_.card(found.id)
            if card.options and found.exact:
                return f"Switch feature {card.options[found.row]} {'off' if found.row in card.places else 'on'}"
            return card_tip(self.layout_.card(found.id))
        return ""

    def _select(self, found: Hit, spot: Spot | None) -> None:
        """Select the card and row that were clicked, and the pixel of a feature map."""
        noise = self.layout_ is not None and self.layout_.card(found.id).is_noise
        row = spot.row if spot is not None and spot.what == "bias" else found.row
        self._focus.select("" if noise else found.id, row)
        if self.layout_ is not None and found.exact and self.layout_.card(found.id).options:
            self._commands.toggle_feature(found.row)
        self.look_at_pinned()

    def _shows_example(self, found: Hit) -> bool:
        """Whether the chosen example is what was clicked."""
        known = self.layout_ is not None and found.id in self.layout_.boxes
        return known and self.layout_ is not None and self.layout_.card(found.id).face == "image"

    # ------------------------------------------------------------------------------------------------ dragging

    def _drag(self, point: QPointF) -> None:
        far = (point - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if self.layout_ is None or not (far or self._pulled):
            return
        x, y = self.from_view(point)
        if self._grabbed.what == "knob":
            self._pulled = Pull(self._grabbed.id, end=(x, y))
        elif self._commands.movable(self._grabbed.id):
            self._pulled = Pull(self._grabbed.id, before=gap_at(self.layout_, x))
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        self.pull(self._pulled)

    def _link(self, source: str, point: QPointF) -> None:
        target = card_at(self.layout_, *self.from_view(point)) if self.layout_ is not None else ""
        at = self.viewport().mapToGlobal(point.toPoint())
        if target and target != source:
            self.link_drawn.emit(source, target, at)

    def _light(self, found: Hit) -> None:
        if found == self._under:
            return
        self._under = found
        self._show_hand()
        self._mark()

    def _show_hand(self) -> None:
        hand = bool(self._under.what) or self.probe.hovered is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def rearrange(self) -> None:
        """Also look anew at what is under the mouse, and let go of what is no longer there."""
        super().rearrange()
        boxes = self.layout_.boxes if self.layout_ is not None else {}
        if self._grabbed.id not in boxes or (self._pulled is not None and self._pulled.before not in ("", *boxes)):
            self._grabbed, self._pulled = NOWHERE, None
            self.pull(None)
        self._light(NOWHERE if self._pointer is None else self._hit(self._pointer))
        self._read_out()

    def _mark(self) -> None:
        found = self._under
        lit, peeked = None, False
        if found.what == "card" and self.layout_ is not None and found.id in self.layout_.boxes:
            card = self.layout_.card(found.id)
            row = card.places.index(found.row) if found.row in card.places else -1 if card.options else found.row
            lit = (card.host, row) if found.exact and row >= 0 and card.listed else None
            peeked = found.exact and card.face == "heads"
        self._pictures.view_options.peek((found.id, found.row) if peeked else None)
        hovered = found.id if found.what in ("card", "knob", "lock") else ""
        marks = Highlights(self._focus.node, hovered, found.gap)
        self.mark(marks, self._focus.row, lit)

    def _page(self, id: str, by: int) -> None:
        if self.layout_ is not None and id in self.layout_.boxes:
            card = self.layout_.card(id)
            _, first, count, _ = self.layout_.turned(card)
            self.page_to(card, first + by * count)

    # ----------------------------------------------------------------------------------------------------- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keyboard's way to everything the mouse can do; other keys go to the window."""
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            known = self._let_go()
        else:
            known = self.keys.press(event, self.layout_, self.probe.pinned is not None)
        if not known:
            event.ignore()

    def _let_go(self) -> bool:
        """Give up what was begun, innermost first: a drag, a pinned number, a point of one's own, the selection."""
        if self._pulled is not None:
            self._grabbed, self._pulled = NOWHERE, None
            self.pull(None)
            self._focus.select("")
        elif self.probe.pinned is not None:
            self.probe.pin(None)
        elif self._focus.given is not None or self._focus.chosen is not None or self._pictures.point:
            self._focus.give_up()
        elif self._focus.node:
            self._grabbed = NOWHERE
            self._focus.select("")
        else:
            return False
        return True

    def _on_focus(self) -> None:
        if self._focus.node:
            self.reveal(self._focus.node, self._focus.row)
        self._mark()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the selected card in view, from the start of the network where that shows it too."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and self._focus.node:
            self.horizontalScrollBar().setValue(0)
            self.reveal(self._focus.node, self._focus.row)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring of the keyboard."""
        super().focusInEvent(event)
        self._ringed = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Also a ring round the whole when the keyboard is here and nothing is selected."""
        super().paintEvent(event)
        if self.hasFocus() and self._ringed and not self._focus.node:
            with QPainter(self.viewport()) as painter:
                painter.setPen(self.theme.pen("accent", 2.0))
                painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
