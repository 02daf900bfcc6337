"""Footer: the line under the cards. What lines, dots and colours mean, and at most one notice with its repairs."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from playground.model.fix import Fix
from playground.model.trace import Problem
from playground.ui.theme.palette import NO_NUMBER
from playground.ui.theme.theme import Table, Theme
from playground.ui.widgets.label import Label
from playground.ui.widgets.markup import Markup, verbatim

HEIGHT = 34


class ProblemNotice(QFrame):
    """One problem in words, with a link for each repair.

    ``fixed(node, fix)`` is emitted when a repair is pressed.
    """

    fixed = Signal(str, object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.problem: Problem | None = None
        self.setObjectName("canvas_notice")
        self._icon = Label("", self)
        self._text = Label("", self)
        self._text.setObjectName("canvas_notice_text")
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.buttons: list[QPushButton] = []
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._text, 1)
        self.hide()

    def show_problem(self, problem: Problem | None) -> None:
        """Say what is wrong; nothing hides the notice."""
        if problem == self.problem:
            return
        self.problem = problem
        for button in self.buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        self.setVisible(problem is not None)
        if problem is None:
            return
        self._text.setText(problem.text)
        self.setAccessibleName(problem.text)
        for index, fix in enumerate(problem.fixes):
            self._add_button(problem, fix, index)
        self.apply_theme()

    def apply_theme(self) -> None:
        """Take colours and sizes anew."""
        t, px = self._theme.tokens, self._theme.px
        error = self.problem is not None and self.problem.severity == "error"
        name, token = ("circle-alert", "error") if error else ("alert-triangle", "warning")
        self._icon.setPixmap(self._theme.pixmap(name, token, 16))
        self._text.setProperty("role", "error" if error else "warning")
        self._text.style().polish(self._text)
        fill, line = (t.panel, t.error) if error else (t.warning_fill, t.warning_line)
        self.setStyleSheet(
            f"QFrame#canvas_notice {{ background: {fill}; border: 1px solid {line}; border-radius: {px(8)}px; }}"
        )
        self._row.setContentsMargins(px(10), px(3), px(10), px(3))
        self._row.setSpacing(px(8))

    def size_for(self, width: int) -> QSize:
        """How large it wants to be in a canvas that wide: one line, or wrapped where that is too long."""
        px = self._theme.px
        beside = px(20) + px(16) + px(8) + sum(button.sizeHint().width() + px(8) for button in self.buttons) + px(4)
        metrics = QFontMetrics(self._theme.font("label"))
        text = metrics.horizontalAdvance(self._text.text()) + px(14)
        room = max(width - 2 * px(20) - beside, px(120))
        if text <= room:
            return QSize(text + beside, px(28))
        flags = int(Qt.TextFlag.TextWordWrap)
        high = metrics.boundingRect(0, 0, room - px(4), 10_000, flags, self._text.text()).height()
        return QSize(room + beside, high + px(14))

    def _add_button(self, problem: Problem, fix: Fix, index: int) -> None:
        button = QPushButton(fix.label, self)
        button.setObjectName(f"fix_{problem.node}_{index}")
        button.setProperty("look", "link")
        button.setAccessibleName(fix.label)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(self._fix)
        self._row.addWidget(button)
        button.show()
        self.buttons.append(button)

    def _fix(self) -> None:
        pressed = self.sender()
        if self.problem is not None and pressed in self.buttons:
            self.fixed.emit(self.problem.node, self.problem.fixes[self.buttons.index(pressed)])


NOT_NUMBERS = Markup(f'<span style="color: {NO_NUMBER}">■</span> in a picture: not a number, or infinite')
"""What the colour means that is on no scale, for whoever looks for it in the legend."""


class Footer(QWidget):
    """The legend, and the notice under the card that it speaks of."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parts: tuple[tuple[str, str], ...] = ()
        self._under = 0
        self._aside: QWidget | None = None
        self._corner: QWidget | None = None
        self.notice = ProblemNotice(theme, self)
        self.setObjectName("canvas_legend")
        self.setAccessibleName("Legend")
        self.setToolTip(verbatim(NOT_NUMBERS))

    def show_legend(self, parts: tuple[tuple[str, str], ...]) -> None:
        """Explain: pairs of a sign (``signed``, ``magnitude``, ``bias`` or nothing) and its words."""
        if parts != self._parts:
            self._parts = parts
            self.setAccessibleDescription(". ".join(words for _, words in parts))
            self.update()

    def set_aside(self, aside: QWidget) -> None:
        """Take a line of words for the right end, which shows and hides itself; ``rearrange`` follows it."""
        self._aside = aside
        aside.setParent(self)
        self.rearrange()

    def set_corner(self, corner: QWidget) -> None:
        """Take a small picture for the right corner, which shows and hides itself; ``rearrange`` follows it."""
        self._corner = corner
        corner.setParent(self)
        self.rearrange()

    def rearrange(self) -> None:
        """Make room for what is to be said."""
        self._arrange()

    def show_problem(self, problem: Problem | None, under: int) -> None:
        """Show a problem below a place ``under``, in px from the left."""
        self._under = under
        self.notice.show_problem(problem)
        self._arrange()

    def apply_theme(self) -> None:
        """Take colours and sizes anew."""
        self.notice.apply_theme()
        self._arrange()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the notice inside."""
        super().resizeEvent(event)
        self._arrange()

    def _end(self) -> int:
        """Where the room for words ends: at the right edge, or before the picture in the corner."""
        if self._corner is None or self._corner.isHidden():
            return self.width()
        return self.width() - self._corner.sizeHint().width() - self._theme.px(20)

    def _arrange(self) -> None:
        px = self._theme.px
        low, end = px(HEIGHT), self._end()
        if self._corner is not None:
            size = self._corner.sizeHint()
            self._corner.setGeometry(end + px(8), (low - size.height()) // 2, size.width(), size.height())
        if self.notice.problem is not None:
            size = self.notice.size_for(end)
            low = max(low, size.height() + px(6))
            left = min(max(self._under - size.width() // 2, px(20)), max(end - size.width() - px(20), px(20)))
            self.notice.setGeometry(left, (low - size.height()) // 2, size.width(), size.height())
        if self._aside is not None and not self._aside.isHidden():
            # Beside a problem there is no room: then what stands aside has a line of its own.
            top = low if self.notice.problem is not None else px(3)
            wide = min(self._aside.sizeHint().width(), end - 2 * px(12))
            self._aside.setGeometry(end - wide - px(12), top, wide, px(HEIGHT - 6))
            low = max(low, top + px(HEIGHT - 3))
        self.setFixedHeight(low)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the legend, as far as the notice leaves room for it."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self._theme.font("tick"))
            px = self._theme.px
            end = self.notice.x() - px(12) if self.notice.problem is not None else self._end() - px(12)
            if self._aside is not None and not self._aside.isHidden():
                end = min(end, self._aside.x() - px(12))
            x = px(20)
            for sign, words in self._parts:
                wide = self._sign_width(sign) + painter.fontMetrics().horizontalAdvance(words)
                if x + wide > end:
                    break
                x += self._paint_sign(painter, sign, x)
                painter.setPen(self._theme.color("text_2"))
                painter.drawText(QPointF(x, self.height() / 2 + px(4)), words)
                x += painter.fontMetrics().horizontalAdvance(words) + px(22)

    def _sign_width(self, sign: str) -> int:
        return {"signed": self._theme.px(88), "magnitude": self._theme.px(88), "bias": self._theme.px(16)}.get(sign, 0)

    def _paint_sign(self, painter: QPainter, sign: str, x: int) -> int:
        px, middle = self._theme.px, self.height() / 2
        if sign == "bias":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.tokens.signed[1]))
            painter.drawEllipse(QPointF(x + px(5), middle), px(9) / 2, px(9) / 2)
        elif sign:
            table = self._theme.signed_table() if sign == "signed" else self._theme.magnitude_table()
            painter.drawImage(QRectF(x, middle - px(4), px(80), px(8)), _strip(table))
        return self._sign_width(sign)


def _strip(table: Table) -> QImage:
    """A colour scale from left to right, as an image of its own."""
    return QImage(table.tobytes(), len(table), 1, QImage.Format.Format_RGBA8888).copy()
