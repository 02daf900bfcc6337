"""UpdateStages: the strip under the network that walks through one update, stage by stage."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from playground.ui.panels.update_words import SHOWN, STAGES
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.label import Label
from playground.ui.widgets.segmented import SegmentedControl
from playground.ui.widgets.tips import set_tip

TITLE = "One update, taken apart"
_NUMBERED = tuple(f"{number} {stage}" for number, stage in enumerate(STAGES, start=1))


class UpdateStages(QFrame):
    """Four stages to choose from, a sentence on the one that is shown, and ways forth, back and out.

    Signals: ``stage_changed(int)`` with the stage from 0; ``closed()`` when it is to be closed.
    """

    stage_changed = Signal(int)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words: tuple[str, ...] = ()
        self.setObjectName("update_stages")
        self.setAccessibleName(TITLE)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = Label(TITLE, self)
        self._title.setProperty("role", "title")
        self._shown = Label("", self)
        self._shown.setObjectName("update_shown")
        self._shown.setProperty("role", "tick")
        self._text = Label("", self)
        self._text.setObjectName("update_text")
        self._text.setProperty("role", "body")
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._stages = SegmentedControl(theme, _NUMBERED, "update_stage", "Stage", self)
        self._stages.chosen.connect(self._on_chosen)
        self._back = self._button("Back", "update_back", "The stage before (Left)")
        self._next = self._button("Next", "update_next", "The next stage (Right)")
        self._back.clicked.connect(self._go_back)
        self._next.clicked.connect(self._go_on)
        self._close = IconButton(theme, "x", "update_close", "Close", parent=self)
        set_tip(self._close, "Close: nothing was changed (Esc)")
        self._close.clicked.connect(self.closed)
        self._arrange()
        theme.changed.connect(self.apply_theme)
        self.apply_theme()
        self.hide()

    @property
    def stage(self) -> int:
        """The stage that is shown, from 0."""
        return _NUMBERED.index(self._stages.value)

    @property
    def text(self) -> str:
        """The sentence that stands there."""
        return self._text.text()

    def open(self, text: str) -> None:
        """Open at the first stage with a sentence that stands until there are words for the stages."""
        self._words = ()
        self._stages.set_value(_NUMBERED[0])
        self._show(text)
        self.show()

    def set_words(self, words: tuple[str, ...]) -> None:
        """Take the words for the four stages, and show those of the stage that is chosen."""
        self._words = words
        self._fit()
        self._show(words[self.stage])

    def say(self, text: str) -> None:
        """Say why there is nothing to be shown."""
        self._words = ()
        self._show(text)

    def go_to(self, stage: int) -> None:
        """Show a stage, from 0; beyond the ends nothing happens."""
        if self._words and 0 <= stage < len(STAGES) and stage != self.stage:
            self._stages.set_value(_NUMBERED[stage])
            self._show(self._words[stage])
            self.stage_changed.emit(stage)

    def take_key(self, key: Qt.Key) -> bool:
        """Do what a key means here: 1 to 4, Left, Right, Escape; returns whether it means anything."""
        if key == Qt.Key.Key_Escape:
            self.closed.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.go_to(self.stage + (1 if key == Qt.Key.Key_Right else -1))
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_4:
            self.go_to(key - Qt.Key.Key_1)
        else:
            return False
        return True

    def apply_theme(self) -> None:
        """Take colours and sizes anew."""
        t, px = self._theme.tokens, self._theme.px
        self.setStyleSheet(
            f"QFrame#update_stages {{ background: {t.panel}; border: none; border-bottom: 1px solid {t.line}; }}"
        )
        self._column.setContentsMargins(px(20), px(8), px(12), px(8))
        self._column.setSpacing(px(6))
        self._row.setSpacing(px(8))
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """As narrow as may be: it gives way to the width that the network has."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep room for the longest of the sentences, and let go of what there is no room for."""
        super().resizeEvent(event)
        self._fit()

    # ----------------------------------------------------------------------------------------------------- inside

    def _arrange(self) -> None:
        self._row = QHBoxLayout()
        for part in (self._title, self._stages, self._back, self._next):
            self._row.addWidget(part)
        self._row.addStretch(1)
        self._row.addWidget(self._shown)
        self._row.addWidget(self._close)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._row)
        self._column.addWidget(self._text)

    def _button(self, word: str, name: str, tip: str) -> QPushButton:
        button = QPushButton(word, self)
        button.setObjectName(name)
        button.setAccessibleName(word)
        button.setProperty("look", "plain")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        set_tip(button, tip)
        return button

    def _go_back(self) -> None:
        self.go_to(self.stage - 1)

    def _go_on(self) -> None:
        self.go_to(self.stage + 1)

    def _on_chosen(self, value: str) -> None:
        if self._words:
            self._show(self._words[self.stage])
            self.stage_changed.emit(self.stage)

    def _show(self, text: str) -> None:
        self._text.setText(text)
        self.setAccessibleDescription(text)
        self._shown.setText(f"Lines: {SHOWN[self.stage]}" if self._words else "")
        self._back.setEnabled(bool(self._words) and self.stage > 0)
        self._next.setEnabled(bool(self._words) and self.stage < len(STAGES) - 1)
        self._stages.setEnabled(bool(self._words))

    def _fit(self) -> None:
        self._fit_row()
        self._fit_text()

    def _fit_row(self) -> None:
        """Without room first the words on the lines go, then the title, which the sentence stands in for."""
        px = self._theme.px
        margins = self._column.contentsMargins()
        left = self.width() - margins.left() - margins.right() - px(8)
        for part in (self._stages, self._back, self._next, self._close):
            left -= part.sizeHint().width() + px(8)
        for label, spare in ((self._title, 0), (self._shown, px(136))):
            wide = max(label.sizeHint().width(), spare) + px(8)
            label.setVisible(wide <= left)
            left -= wide
        self._stages.setMinimumWidth(min(self._stages.sizeHint().width(), max(self.width() - px(200), 0)))

    def _fit_text(self) -> None:
        """The same height for all four sentences, so that nothing jumps from stage to stage."""
        metrics = QFontMetrics(self._theme.font("body"))
        wide = max(self.width() - self._theme.px(36), self._theme.px(200))
        flags = int(Qt.TextFlag.TextWordWrap)
        room = QRect(0, 0, wide, 10_000)
        high = [metrics.boundingRect(room, flags, words).height() for words in self._words]
        self._text.setFixedHeight(max((2 * metrics.lineSpacing(), *high)))
