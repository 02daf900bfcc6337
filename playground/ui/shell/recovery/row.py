"""RecoveredRow: one recovery copy in the list of recovered work, with what can be done about it."""

from __future__ import annotations

import contextlib
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from playground.model.spelling import file_name, one_line
from playground.numerals import counted
from playground.ui.panels.pictures import DataPicture
from playground.ui.shell.recovery.folder import Recovered, Unreadable
from playground.ui.state.ages import ago, to_the_minute
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import LinkButton
from playground.ui.widgets.cut_label import CutLabel
from playground.ui.widgets.label import Label
from playground.ui.widgets.tips import set_tip

FRAME, PICTURE, EDGE, HIGH = 60, 52, 8, 76
"""The frame of the picture and the picture in it, what is round them, and the height of a row, px of the design."""


class RecoveredRow(QAbstractButton):
    """A picture, the name, when it was copied, what it had learned and whose file it is; a click or Enter opens it.

    One that is discarded is taken back by them; one that cannot be opened hands the keys on to its *Discard*.

    Signals: ``opened(Path)``; ``discarded(Path)``, also by the Delete key; ``taken_back(Path)``; ``stepped(int)`` for
    the row above (-1) or below (1).
    """

    opened = Signal(object)
    discarded = Signal(object)
    taken_back = Signal(object)
    stepped = Signal(int)

    def __init__(self, theme: Theme, copy: Recovered | Unreadable, name: str, now: float, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.copy = copy
        self._pixmap: QPixmap | None = None
        self._given_up = False
        self._words = words(copy, now)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = CutLabel(f"{name}_title", self)
        self._age = Label("", self)
        self._lines = tuple(CutLabel(f"{name}_line_{index}", self) for index in range(2))
        self._open = LinkButton("Open", f"{name}_open", self)
        self._discard = LinkButton("Discard", f"{name}_discard", self)
        self._back = LinkButton("Take back", f"{name}_back", self)
        for label, role in ((self._title, "title"), (self._age, "label"), *((line, "label") for line in self._lines)):
            label.setProperty("role", role)
        self._arrange()
        self.clicked.connect(self._on_open)
        self._open.clicked.connect(self._on_open)
        self._discard.clicked.connect(self._on_discard)
        self._back.clicked.connect(self._on_back)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.set_discarded(False)

    def set_discarded(self, discarded: bool) -> None:
        """Show that it goes when the window closes, or that it stays."""
        if discarded != self._given_up and self.isAncestorOf(self.focusWidget()):
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # the link that was pressed goes
        self._given_up = discarded
        title, age, first, second, warns = self._words
        if discarded:
            second, warns = "Discarded: Enter takes it back, or it is removed when the window closes", False
        self._title.set_text(title)
        self._age.setText(age)
        self._lines[0].set_text(first, middle=True)
        self._lines[1].set_text(second, middle=True)
        self._lines[1].setProperty("role", "warning" if warns else "label")
        self._lines[1].style().unpolish(self._lines[1])
        self._lines[1].style().polish(self._lines[1])
        self._open.setVisible(isinstance(self.copy, Recovered) and not discarded)
        self._discard.setVisible(not discarded)
        self._back.setVisible(discarded)
        opens = discarded or isinstance(self.copy, Recovered)
        self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)
        self.setAccessibleName(title)
        self.setAccessibleDescription(". ".join(part for part in (age, first, second) if part))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, or does what the link says that has the keys; Delete discards; the arrows go up and down."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            next((link for link in (self._open, self._discard, self._back) if link.hasFocus()), self).click()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._on_back() if self._given_up else self._on_discard()
        elif key in steps:
            self.stepped.emit(steps[key])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame under the pointer, and the picture."""
        theme, px = self._theme, self._theme.px
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.underMouse() and self.cursor().shape() == Qt.CursorShape.PointingHandCursor:
                painter.setPen(theme.pen("line_2", 1))
                painter.setBrush(theme.color("segment"))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(8), px(8))
            frame = QRectF(px(EDGE), px(EDGE), px(FRAME), px(FRAME))
            painter.setPen(theme.pen("line", 1))
            painter.setBrush(theme.color("card"))
            painter.drawRoundedRect(frame, px(8), px(8))
            painter.setOpacity(0.4 if self._given_up else 1.0)
            inner = px((FRAME - PICTURE) / 2)
            place = frame.adjusted(inner, inner, -inner, -inner).toRect()
            picture = self._picture()
            painter.drawPixmap(place, picture, picture.rect())

    def _picture(self) -> QPixmap:
        """Samples of its data; a sign where they cannot be drawn, as it cannot be opened or their files are gone."""
        if self._pixmap is None:
            self._pixmap = self._theme.pixmap("info", "text_3", PICTURE)
            if isinstance(self.copy, Recovered):
                with contextlib.suppress(OSError):
                    self._pixmap = DataPicture(self.copy.experiment.data)(self._theme, PICTURE)
        return self._pixmap

    def _arrange(self) -> None:
        self._links = QHBoxLayout()
        self._grid = QGridLayout(self)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(self._title, 0, 0)
        self._grid.addWidget(self._age, 0, 1, Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(self._lines[0], 1, 0, 1, 2)
        self._grid.addWidget(self._lines[1], 2, 0)
        self._grid.addLayout(self._links, 2, 1, Qt.AlignmentFlag.AlignRight)
        for link in (self._open, self._discard, self._back):
            link.setCursor(Qt.CursorShape.PointingHandCursor)
            self._links.addWidget(link)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if isinstance(self.copy, Unreadable):
            set_tip(self, one_line(str(self.copy.path)))

    def _restyle(self) -> None:
        px = self._theme.px
        self._pixmap = None
        self._grid.setContentsMargins(px(FRAME + 2 * EDGE + 2), px(EDGE), px(EDGE), px(EDGE))
        self._grid.setHorizontalSpacing(px(14))
        self._links.setSpacing(px(14))
        self._grid.setVerticalSpacing(px(3))
        self.setFixedHeight(px(HIGH))
        self.update()

    def _on_open(self) -> None:
        if self._given_up:
            self._on_back()
        elif isinstance(self.copy, Recovered):
            self.opened.emit(self.copy.path)
        else:
            self._discard.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_discard(self) -> None:
        self.discarded.emit(self.copy.path)

    def _on_back(self) -> None:
        self.taken_back.emit(self.copy.path)


def words(copy: Recovered | Unreadable, now: float) -> tuple[str, str, str, str, bool]:
    """Name, age, what it is, whose file it is or what is wrong with it, and whether the last is a warning."""
    if isinstance(copy, Unreadable):
        line = f"{to_the_minute(copy.when)} · {file_name(copy.path)}"
        return "A copy that cannot be opened", ago(now - copy.when), line, one_line(copy.why), True
    experiment = copy.experiment
    learned = f"{counted(copy.steps, 'step')} learned" if copy.steps else "nothing learned"
    parts = (to_the_minute(copy.when), learned, experiment.data.label, counted(len(experiment.nodes), "layer"))
    of, warns = _of_file(copy)
    name = one_line(experiment.name) or "Without a name"
    return name, ago(now - copy.when), " · ".join(parts), of, warns


def _of_file(copy: Recovered) -> tuple[str, bool]:
    """What is known of the file that its document lies in, and whether to be careful."""
    if copy.file is None:
        return "Never saved to a file", False
    file = one_line(_shortened(copy.file))
    if copy.missing:
        return f"Its file is gone: {file}", False
    if copy.newer:
        return f"Its file was saved later: {file}", True
    return f"Its file lacks this: {file}", False


def _shortened(path: Path) -> str:
    """A path from the home folder on, where it lies there."""
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(path)
