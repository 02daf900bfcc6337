"""DataHead: the line over the data: a click folds them to it, so that all of training is in sight."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from playground.model.dataset import DataSet
from playground.numerals import count, counted, portion
from playground.ui.examples.looked_at import noun_of
from playground.ui.theme.theme import Theme
from playground.ui.widgets.cut_label import CutLabel
from playground.ui.widgets.tips import set_tip

TITLE = "Data"


class DataHead(QAbstractButton):
    """An arrow, the title, and at the right end what there is; checked while the data are folded away.

    While they are, the title is the name of the data. ``summary`` is what it says while they are open, ``line`` what
    it says while they are folded.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = TITLE
        self._lines: tuple[str, ...] = ("",)
        self.setText(TITLE)
        self.setCheckable(True)
        self.setObjectName("data_head")
        self.setAccessibleName(TITLE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.summary = CutLabel("data_summary", self)
        self.line = CutLabel("data_line", self)
        self._row = QHBoxLayout(self)
        for label in (self.summary, self.line):
            self._row.addWidget(label)
            label.setProperty("role", "tick")
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.toggled.connect(self._show_words)
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_data(self, data: DataSet, summary: str, tip: str) -> None:
        """Say how much there is, what it is in one line, and all of it in the tooltip."""
        self._name = data.label
        self.summary.set_text(summary)
        self._lines = lines_of(data)
        set_tip(self, f"{data.full_label or data.label}: {self._lines[0]}. {tip}")
        self._show_words()

    def sizeHint(self) -> QSize:
        """A line."""
        return QSize(self._left() + self.summary.sizeHint().width(), self._theme.px(20))

    def minimumSizeHint(self) -> QSize:
        """Words that have no room are cut."""
        return QSize(self._left(), self._theme.px(20))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Show that it can be clicked."""
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Arrow and title; the words beside are labels."""
        px, theme = self._theme.px, self._theme
        side = px(16)
        with QPainter(self) as painter:
            arrow = theme.pixmap("chevron-right" if self.isChecked() else "chevron-down", "text_2", 16)
            painter.drawPixmap(QRect(-px(4), (self.height() - side) // 2, side, side), arrow)
            painter.setFont(theme.font("title"))
            painter.setPen(theme.color("accent" if self.underMouse() else "text_1"))
            painter.drawText(self.rect().adjusted(px(14), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._title)

    def _left(self) -> int:
        """Where the words may begin."""
        wide = QFontMetrics(self._theme.font("title")).horizontalAdvance(self._title)
        return wide + self._theme.px(14 + 8)

    @property
    def _title(self) -> str:
        return self._name if self.isChecked() else TITLE

    def _show_words(self) -> None:
        self.summary.setVisible(not self.isChecked())
        self.line.setVisible(self.isChecked())
        self._row.setContentsMargins(self._left(), 0, 0, 0)
        self._fit()
        self.updateGeometry()
        self.update()

    def _fit(self) -> None:
        """The longest line that is whole."""
        room, metrics = self.width() - self._left(), QFontMetrics(self._theme.font("tick"))
        fitting = (line for line in self._lines if metrics.horizontalAdvance(line) < room)
        self.line.set_text(next(fitting, self._lines[-1]))

    def _restyle(self) -> None:
        self._row.setSpacing(0)
        self._show_words()


def lines_of(data: DataSet) -> tuple[str, ...]:
    """How much there is, and of which parts: *500 points · 10 % test*; and the same in fewer words."""
    if not data.files().is_usable():
        return ("no data",)
    sizes, parts = data.sizes(), []
    if sizes.validation:
        parts.append(f"{portion(sizes.validation / sizes.all)} validation")
    if sizes.test and not sizes.same:
        parts.append(f"{portion(sizes.test / sizes.all)} test")
    named = counted(sizes.all, noun_of(data))
    return " · ".join((named, *parts)), " · ".join((count(sizes.all), *parts)), named
