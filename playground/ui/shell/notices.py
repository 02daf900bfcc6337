"""Notices: what must be said, strips between the network and the tabs, never over them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.model.difference import difference
from playground.model.experiment import Experiment
from playground.ui.state.notice import Notice
from playground.ui.state.store import Store, Turn
from playground.ui.theme.measures import NO_LIMIT
from playground.ui.theme.theme import Theme
from playground.ui.widgets import notice
from playground.ui.widgets.buttons import LinkButton

MOST = 3
_LASTING = frozenset({"fault", "data"})
"""Topics that outlast another run, and another file."""
HINT_MS = 8000
"""How long a hint stands: twice what it takes to read a long sentence."""


class Notices(QWidget):
    """The strips that are open, newest first. Equal sentences are said once, and at most three stand at a time.

    Each is as high as what it says needs. Where they have no room the oldest are folded under a link that says how
    many there are; a click on it shows them until something else is said. ``resized()`` tells of another height.
    """

    resized = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notices")
        self.setAccessibleName("Notices")
        self._theme = theme
        self._strips: list[notice.NoticeBar] = []
        self._topics: dict[notice.NoticeBar, str] = {}
        self._store: Store | None = None
        self._hint: notice.NoticeBar | None = None
        self._hint_over = QTimer(self)
        self._hint_over.setObjectName("hint_over")
        self._hint_over.setSingleShot(True)
        self._hint_over.setInterval(HINT_MS)
        self._hint_over.timeout.connect(self.end_hint)
        self._count = 0
        self._room = NO_LIMIT
        self._all_wanted = False
        self._more = LinkButton("", "notices_more", self)
        self._more.setCursor(Qt.CursorShape.PointingHandCursor)
        self._more.clicked.connect(self._show_all)
        self._more.hide()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        self._layout.setSpacing(theme.px(4))
        self._layout.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def follow(self, store: Store) -> None:
        """Close what is no longer true as the experiment is edited, gone back to, or replaced."""
        self._store = store
        store.changed.connect(self._on_changed)
        store.changed_inside.connect(self._on_turn)
        store.loaded.connect(self.clear)

    @property
    def texts(self) -> list[str]:
        """The sentences that are said now, newest first."""
        return [strip.text for strip in self._strips]

    def say(self, said: Notice) -> None:
        """Open a strip with a sentence, unless it says so already."""
        if said.text in self.texts:
            if self._hint is not None and self._hint.text == said.text:
                self._hint_over.start()
            return
        strip = notice.NoticeBar(self._theme, said.text, said.severity, f"notice_{self._count}", self)
        self._count += 1
        if said.details:
            strip.set_details(said.details)
        actions = [(said.label, said.action), *said.more] if said.action is not None else list(said.more)
        for label, _ in actions:
            strip.add_action(label)
        if actions:
            strip.acted.connect(partial(self._act, strip, tuple(action for _, action in actions)))
        strip.make_closable()
        self._topics[strip] = said.topic
        if said.topic == "hint":
            self.end_hint()
            self._hint = strip
            self._hint_over.start()
        strip.closed.connect(self._on_closed)
        self._all_wanted = False
        self._strips.insert(0, strip)
        self._layout.insertWidget(0, strip)
        for old in self._strips[MOST:]:
            self._drop(old)
        self._fit()

    def withdraw(self, text: str) -> None:
        """Close the strip that says this: it is no longer true."""
        for strip in [strip for strip in self._strips if strip.text == text]:
            self._drop(strip)
        self._fit()

    def withdraw_about(self, topic: str) -> None:
        """Close the strips of a topic: they are no longer true, or another one takes their place."""
        for strip in [strip for strip in self._strips if self._topics[strip] == topic]:
            self._drop(strip)
        self._fit()

    def clear(self) -> None:
        """Close the strips about what is over: the run before, the file before. Faults stay until they are closed."""
        for strip in list(self._strips):
            if self._topics[strip] not in _LASTING:
                self._drop(strip)
        self._fit()

    def end_run(self) -> None:
        """Close what is said of how learning went, and the hint: another run goes on from here."""
        self.end_hint()
        self.withdraw_about("run")

    def end_save(self, *_: object) -> None:
        """Close what is said of a save that failed: another one went well."""
        self.withdraw_about("save")

    def _on_changed(self, old: Experiment, new: Experiment) -> None:
        turn = None if self._store is None else self._store.turn
        limits = [(each.epochs, each.steps, each.seconds, each.stopping) for each in (old.training, new.training)]
        if turn is not None and turn.edit.elsewhere is not None:
            self.clear()
        elif limits[0] != limits[1] or difference(old, new).task:
            self.end_run()
        elif turn is not None:
            self._on_turn(turn)

    def _on_turn(self, turn: Turn) -> None:
        if turn.edit.anew or turn.way in ("undone", "redone"):
            self.end_run()

    def end_hint(self) -> None:
        """Close the hint: it was read, or the next one comes."""
        if self._hint is not None:
            self._drop(self._hint)
            self._fit()

    def sizeHint(self) -> QSize:
        """As high as its strips."""
        return self._layout.sizeHint()

    def set_room(self, room: int) -> None:
        """Take so much height, px of the screen, and no more as long as more than one strip is open."""
        if room != self._room:
            self._room = room
            self._settle()

    def event(self, event: QEvent) -> bool:
        """Other words or another font need another height."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._settle()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower strip is higher."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._settle()

    def _settle(self) -> None:
        """Give each strip the height it needs at this width: a splitter does not ask for heights by width."""
        if self.isHidden() or not self._strips:
            return
        edges, gap, left = self._layout.contentsMargins(), self._layout.spacing(), self._room
        left -= edges.top() + edges.bottom()
        total, folded = edges.top() + edges.bottom(), 0
        for place, strip in enumerate(self._strips):
            high = strip.height_at(self.width() - edges.left() - edges.right())
            left -= high - strip.unfolded + gap
            link = 0 if place == len(self._strips) - 1 else self._more.sizeHint().height()
            fits = place == 0 or self._all_wanted or (not folded and left >= link)
            folded += not fits
            strip.setFixedHeight(high)
            strip.setVisible(fits)
            total += high + gap if fits else 0
        self._more.setText(f"and {folded} more")
        self._more.setAccessibleName(f"Show {folded} more notices" if folded > 1 else "Show 1 more notice")
        self._more.setVisible(folded > 0)
        total += self._more.sizeHint().height() if folded else -gap
        if total != self.minimumHeight():
            self.setFixedHeight(total)
            self.resized.emit()

    def _show_all(self) -> None:
        self._all_wanted = True
        self._settle()

    def _act(self, strip: notice.NoticeBar, actions: tuple[Callable[[], None], ...], index: int) -> None:
        self._drop(strip)
        self._fit()
        actions[index]()

    def _on_closed(self) -> None:
        strip = self.sender()
        if isinstance(strip, notice.NoticeBar):
            self._drop(strip)
            self._fit()

    def _drop(self, strip: notice.NoticeBar) -> None:
        if strip in self._strips:
            self._strips.remove(strip)
            if strip is self._hint:
                self._hint = None
                self._hint_over.stop()
            del self._topics[strip]
            self._layout.removeWidget(strip)
            strip.hide()
            strip.deleteLater()

    def _fit(self) -> None:
        edge = self._theme.px(8) if self._strips else 0
        self._layout.setContentsMargins(self._theme.px(16), edge, self._theme.px(16), edge)
        was = self.isHidden()
        self.setVisible(bool(self._strips))
        self._settle()
        if was != self.isHidden():
            self.resized.emit()
