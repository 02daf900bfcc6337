"""NumberField: a number that is edited in place. Bad input is outlined and explained, and goes when it is left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from playground.typed_numbers import NotANumber
from playground.ui.theme.theme import Theme
from playground.ui.widgets.figures import Number, Spelling
from playground.ui.widgets.markup import Markup, show_tip
from playground.ui.widgets.tips import Tip, set_tip

Check = Callable[[Number | str], str]
Nudge = Callable[[Number, int], Number]


class NumberField(QLineEdit):
    """A number (or one of a few words), taken over at Enter or when the field is left.

    ``check`` answers one sentence for a value that is not allowed, else an empty text. ``nudge`` says which value
    comes next for the arrow keys. Signals: ``changed(value)`` with an allowed, different value; ``complained(str)``
    with the sentence when there is something wrong, and empty when it is well again. Escape brings back the value, and
    so does leaving the field while something is wrong. Enter leaves it. Space is part of what is typed, as in
    ``1 000``; until something is typed it is left to the window.

    A complaint pops up at the field, unless ``told_beside`` says that its owner shows it on a line of its own.
    """

    changed = Signal(object)
    complained = Signal(str)

    def __init__(
        self,
        theme: Theme,
        spelling: Spelling,
        name: str,
        label: str,
        check: Check,
        nudge: Nudge | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._spelling = spelling
        self._check = check
        self._nudge = nudge
        self._value: Number | str | None = None
        self._tip = Tip("")
        self._complaint = ""
        self.told_beside = False
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.editingFinished.connect(self._finish)

    @property
    def value(self) -> Number | str | None:
        """The last allowed value."""
        return self._value

    @property
    def complaint(self) -> str:
        """What is wrong with what is typed, empty when nothing is."""
        return self._complaint

    def set_tip(self, tip: Tip | str) -> None:
        """The tooltip for when nothing is wrong."""
        self._tip = Tip(tip) if isinstance(tip, str) else tip
        if not self._complaint:
            self._say(self._tip)

    def room(self) -> int:
        """The width in pixels that its text needs, or the word for zero where that is longer."""
        metrics = self.fontMetrics()
        widest = max(metrics.horizontalAdvance(text) for text in (self.text(), self._spelling.zero))
        margins = self.textMargins()
        return (
            widest + margins.left() + margins.right() + self._theme.px(24 if self.property("look") == "field" else 12)
        )

    def set_value(self, value: Number | str) -> None:
        """Show a value, silently. What is being typed stays while the value is the same."""
        if value == self._value:
            return
        self._value = value
        self._show()

    def nudge(self, steps: int) -> None:
        """Go to the next or previous value, as the arrow keys do."""
        if self._nudge is None or self._value is None or isinstance(self._value, str):
            return
        value = self._nudge(self._value, steps)
        if not self._check(value):
            self._take(value)

    def event(self, event: QEvent) -> bool:
        """Leave Space to the window as long as nothing is typed.

        Where a number has more digits than there is room for, its tooltip has them all.
        """
        if event.type() == QEvent.Type.ToolTip and self._is_cut():
            said = replace(self._tip, text=f"{self.text()}. {self._tip.text}").rich
            show_tip(self.mapToGlobal(self.rect().bottomLeft()), Markup(said), self)
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._leaves(event):
            event.ignore()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down change the value, Escape brings back what was, Enter leaves the field when all is well."""
        if self._leaves(event):
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape and (self.isModified() or self._complaint):
            self._show()
            self.selectAll()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._nudge is not None:
            self.nudge(1 if event.key() == Qt.Key.Key_Up else -1)
        else:
            super().keyPressEvent(event)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._complaint:
                self.clearFocus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select everything, so that typing replaces it."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Bring back the value where what is typed is wrong, and say what was wrong with it."""
        super().focusOutEvent(event)
        elsewhere = event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
        if self._complaint and elsewhere:
            said = self._complaint
            self._show()
            self._pop_up(said)

    def _leaves(self, event: QKeyEvent) -> bool:
        """Whether a key is a Space that is no part of anything typed."""
        return _is_space(event) and not self.isModified()

    def _is_cut(self) -> bool:
        """Whether there is no room for all digits, and nothing else to be told."""
        return not self._complaint and self.room() > self.width() + self._theme.px(8)

    def _finish(self) -> None:
        if not self.isModified():
            return
        try:
            value = self._spelling.read(self.text())
        except NotANumber as error:
            self._complain(str(error))
            return
        sentence = self._check(value)
        if sentence:
            self._complain(sentence)
            return
        text = self.text()
        self._take(value)
        self._pop_up(self._spelling.remark(text, value, lambda other: not self._check(other)))

    def _take(self, value: Number | str) -> None:
        different = value != self._value
        self._value = value
        self._show()
        if different:
            self.changed.emit(value)

    def _show(self) -> None:
        if self._value is not None:
            self.setText(self._spelling.show(self._value))
            self.setCursorPosition(0)  # of more digits than there is room for, the first ones are in view
        self.setModified(False)
        if self._complaint:
            self._complain("")

    def _complain(self, sentence: str) -> None:
        self._complaint = sentence
        self._say(self._tip if self.told_beside or not sentence else Tip(sentence))
        self.setAccessibleDescription(sentence or self._tip.plain)
        self.setProperty("bad", "true" if sentence else "false")
        self.style().unpolish(self)
        self.style().polish(self)
        if not self.told_beside:
            self._pop_up(sentence)
        self.complained.emit(sentence)

    def _pop_up(self, sentence: str) -> None:
        if sentence and self.isVisible():
            show_tip(self.mapToGlobal(self.rect().bottomLeft()), Markup(Tip(sentence).rich), self)

    def _say(self, tip: Tip) -> None:
        set_tip(self, tip)
        self.setAccessibleDescription(tip.plain)


def _is_space(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.NoModifier
