"""DetachedViews: views that have left their place, enlarged in the middle of the window or in a window of their own."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from playground.numerals import count
from playground.ui.guarding import Guarded
from playground.ui.theme.theme import Theme
from playground.ui.views.base import View, shows_mean
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.frames import Hairline
from playground.ui.widgets.label import Label
from playground.ui.widgets.markup import verbatim

TELLING_MS = 500
"""How often loose views say anew what they show, where no frame has come."""


class DetachedFrame(QWidget):
    """A view with a head of its own: its title, what it shows right now, and the way back.

    Signals: ``back_wanted(str)`` with the view's id; ``window_wanted(str)`` to have it in a window of its own.
    """

    back_wanted = Signal(str)
    window_wanted = Signal(str)

    def __init__(self, theme: Theme, name: str, own_window: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window if own_window else Qt.WindowType.Widget)
        self.setObjectName(name)
        self.setProperty("look", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme = theme
        self.view: View | None = None
        self._title = Label("", self)
        self._title.setProperty("role", "title")
        self._words = Label("", self)
        self._words.setObjectName(f"{name}_words")
        self._words.setProperty("role", "label")
        self._words.setMinimumWidth(1)
        self._words.setWordWrap(True)  # a sentence is read to its end
        self._away = IconButton(theme, "external-link", f"{name}_window", "Open in a window of its own", parent=self)
        self._away.setVisible(not own_window)
        self._away.clicked.connect(self._on_away)
        self._back = QPushButton("Put back", self)
        self._back.setObjectName(f"{name}_back")
        self._back.setToolTip("Put the view back in its place (Esc)")
        self._back.clicked.connect(self._on_back)
        self._head = QHBoxLayout()
        self._head.addWidget(self._title)
        self._head.addWidget(self._words, 1)
        self._head.addWidget(self._away)
        self._head.addWidget(self._back)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(Hairline(parent=self))
        theme.changed.connect(self.apply_theme)
        self.apply_theme()

    def apply_theme(self) -> None:
        """Take colours and measures anew."""
        px = self._theme.px
        self._head.setContentsMargins(px(24), px(8), px(16), px(8))
        self._head.setSpacing(px(12))
        self._column.setContentsMargins(0, 0, 0, px(8))
        self._column.setSpacing(0)

    def hold(self, view: View) -> None:
        """Take a view in."""
        self.view = view
        self.setAccessibleName(view.title)
        self.setWindowTitle(f"{view.title} – Playground")
        self._title.setText(view.title)
        self._column.addWidget(view, 1)
        view.show()

    def let_go(self, home: QWidget) -> None:
        """Give the view up, hidden; ``home`` keeps it until somebody shows it, as this frame may go before that."""
        if self.view is not None:
            self._column.removeWidget(self.view)
            self.view.setParent(home)
            self.view = None

    def tell(self, moving: bool = False) -> None:
        """Say what the view shows right now; while learning is ``moving`` on, of which step that is."""
        if self.view is not None:
            words = described(self.view, moving)
            self._words.setText(words)
            self._words.setToolTip(verbatim(words))
            self.view.setAccessibleDescription(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts the view back."""
        if event.key() == Qt.Key.Key_Escape:
            self._on_back()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing its window puts the view back."""
        self._on_back()
        super().closeEvent(event)

    def _on_back(self) -> None:
        if self.view is not None:
            self.back_wanted.emit(self.view.id)

    def _on_away(self) -> None:
        if self.view is not None:
            self.window_wanted.emit(self.view.id)


def described(view: View, moving: bool) -> str:
    """What a view shows, in words. They stand while its picture moves on, so they name the step that they are of.

    Where a mean of the weights is shown they say so, as what is chosen above the network may not be in sight.
    """
    words = "This view failed."
    with Guarded():
        words = words if view.failed else view.describe()
    step = f"Step {count(view.frame.step)}" if moving and view.frame is not None and view.requests() else ""
    whose = "averaged weights" if shows_mean(view) else ""
    told = ", ".join(part for part in (step, whose) if part)
    return f"{told[:1].upper()}{told[1:]}: {words}" if told else words


class DetachedViews(QObject):
    """Knows which views have left their place, and brings them away and back.

    Signals: ``left(str)`` as a view leaves its place; ``returned(str)`` when it may be shown there again;
    ``enlarged(bool)`` when the large place in the middle of the window is taken or given up.
    """

    left = Signal(str)
    returned = Signal(str)
    enlarged = Signal(bool)

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._torn: dict[str, DetachedFrame] = {}
        self._away: set[str] = set()
        self.moving = False
        """Whether learning moves on, so that words are of an earlier step than the picture below them."""
        self._telling = QTimer(self, interval=TELLING_MS)
        self._telling.timeout.connect(self.tell)
        self.large = DetachedFrame(theme, "enlarged", own_window=False)
        self.large.back_wanted.connect(self.put_back)
        self.large.window_wanted.connect(self._on_window_wanted)

    def away(self, id: str) -> bool:
        """Whether a view has left its place."""
        return id in self._away

    def enlarge(self, view: View) -> None:
        """Show a view in the large place, or put it back when it is there already."""
        if self.away(view.id):
            self.put_back(view.id)
            return
        if self.large.view is not None:
            self.put_back(self.large.view.id)
        self._leave(view)
        self.large.hold(view)
        self.large.tell(self.moving)
        self.enlarged.emit(True)
        self.large.setFocus(Qt.FocusReason.OtherFocusReason)

    def tear_off(self, view: View) -> None:
        """Show a view in a window of its own, or bring that window to the front."""
        if view.id in self._torn:
            self._torn[view.id].raise_()
            return
        if self.large.view is view:
            self.large.let_go(self._window)
            self.enlarged.emit(False)
        else:
            self._leave(view)
        frame = DetachedFrame(self._theme, f"torn_{view.id}", own_window=True, parent=self._window)
        frame.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        frame.back_wanted.connect(self.put_back)
        frame.resize(self._theme.px(720), self._theme.px(520))
        self._torn[view.id] = frame
        frame.hold(view)
        frame.tell(self.moving)
        frame.show()

    def put_back(self, id: str) -> None:
        """Let a view return to its place."""
        frame = self._torn.pop(id, None)
        if frame is not None:
            frame.let_go(self._window)
            frame.close()
        elif self.large.view is not None and self.large.view.id == id:
            self.large.let_go(self._window)
            self.enlarged.emit(False)
        else:
            return
        self._away.discard(id)
        if not self._away:
            self._telling.stop()
        self.returned.emit(id)

    def put_all_back(self) -> None:
        """Let every view return."""
        for id in sorted(self._away):
            self.put_back(id)

    def keep_only(self, ids: set[str]) -> None:
        """Let those return that have nothing to show for this experiment."""
        for id in sorted(self._away - ids):
            self.put_back(id)

    def tell(self) -> None:
        """Say anew what each loose view shows."""
        for frame in (self.large, *self._torn.values()):
            frame.tell(self.moving)

    def _leave(self, view: View) -> None:
        self._away.add(view.id)
        self._telling.start()
        self.left.emit(view.id)

    def _on_window_wanted(self, id: str) -> None:
        if self.large.view is not None and self.large.view.id == id:
            self.tear_off(self.large.view)


class Placeholder(QWidget):
    """What stands where a view has left: its name, and a button that brings it back."""

    def __init__(self, detached: DetachedViews, id: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.id = id
        self.setObjectName(f"vacancy_{id}")
        words = Label(f"{title} is shown elsewhere.", self)
        words.setProperty("role", "label")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setWordWrap(True)
        self.back = QPushButton("Put back", self)
        self.back.setObjectName(f"put_back_{id}")
        self.back.setAccessibleName(f"Put {title} back")
        self.back.clicked.connect(partial(detached.put_back, id))
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(words)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
