"""SectionFold: one question about how the network learns: its answer in a line, and under it the settings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from playground.model.experiment import Experiment
from playground.model.offers import Offers, offers_below
from playground.model.parameters import parameters_of
from playground.model.sections import Section, holders, settings_of
from playground.model.setting_words import line_of, section_in_words
from playground.ui.forms.form import Form
from playground.ui.forms.row import Row
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.frames import Hairline
from playground.ui.widgets.tips import set_tip

HIGH = 42
"""Height of the line, px of the design."""
LEFT = 18
"""How far from the left edge its words begin, px of the design."""


class FoldLine(QAbstractButton):
    """An arrow, the question, and under it in words what is set: pale where all of it is as by default."""

    def __init__(self, theme: Theme, section: Section, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._phrases: tuple[str, ...] = ()
        self._differs = False
        self.setText(section.question)
        self.setCheckable(True)
        self.setObjectName(f"settings_{section.id}")
        self.setAccessibleName(section.question)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def words(self) -> str:
        """What is set, all of it."""
        return ", ".join(self._phrases)

    @property
    def said(self) -> str:
        """What is set, as far as the line has room for it."""
        metrics, room = QFontMetrics(self._theme.font("tick")), self.width() - self._theme.px(LEFT)
        line = line_of(self._phrases, lambda words: metrics.horizontalAdvance(words) <= room)
        return metrics.elidedText(line, Qt.TextElideMode.ElideRight, room)

    def show_words(self, phrases: Sequence[str], differs: bool) -> None:
        """Say what is set; the tooltip has all of it."""
        if (tuple(phrases), differs) == (self._phrases, self._differs):
            return
        self._phrases, self._differs = tuple(phrases), differs
        set_tip(self, self.words)
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its words, which are cut where there is no room."""
        px, tick = self._theme.px, QFontMetrics(self._theme.font("tick"))
        return QSize(px(LEFT) + tick.horizontalAdvance(self.words), px(HIGH))

    def minimumSizeHint(self) -> QSize:
        """Any width."""
        return QSize(self._theme.px(40), self._theme.px(HIGH))

    def event(self, event: QEvent) -> bool:
        """Show that it can be clicked."""
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Arrow, question and words."""
        px, theme = self._theme.px, self._theme
        side, left = px(16), px(LEFT)
        question, words = QFontMetrics(theme.font("card")), QFontMetrics(theme.font("tick"))
        high = question.height() + words.height()
        top = (self.height() - high) // 2
        with QPainter(self) as painter:
            arrow = theme.pixmap("chevron-down" if self.isChecked() else "chevron-right", "text_2", 16)
            painter.drawPixmap(QRect(-px(4), top + (question.height() - side) // 2, side, side), arrow)
            painter.setFont(theme.font("card"))
            painter.setPen(theme.color("accent" if self.underMouse() else "text_1"))
            painter.drawText(left, top + question.ascent(), self.text())
            painter.setFont(theme.font("tick"))
            painter.setPen(theme.color("text_1" if self._differs else "text_3"))
            painter.drawText(left, top + question.height() + words.ascent(), self.said)


class SectionFold(QWidget):
    """The line of one section, and a form for each holder of settings that are in it.

    Rows are made when it is first opened, and follow what is set while it is open.

    Signals: ``changed(path, value, bool)`` with the path of a setting in the experiment and whether more may follow (a
    drag); ``settled()`` when that has ended; ``rearranged()`` when other rows came; ``toggled(bool)``; and
    ``reset_wanted()``, to have all of it as by default.
    """

    changed = Signal(str, object, bool)
    settled = Signal()
    rearranged = Signal()
    toggled = Signal(bool)
    reset_wanted = Signal()

    def __init__(self, theme: Theme, section: Section, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.section = section
        self._forms: dict[str, tuple[object, Form]] = {}
        self._shown: dict[str, msgspec.Struct] = {}
        self._experiment: Experiment | None = None
        self._offers: Offers = {}
        self._behind = False
        """Whether the rows are of an earlier experiment, or not made yet."""
        self._extra: tuple[QWidget, ...] = ()
        self.head = FoldLine(theme, section, self)
        label = f"{section.question.rstrip('?')}: back to default"
        self.reset = IconButton(theme, "rotate-ccw", f"settings_{section.id}_reset", label, small=True, parent=self)
        self.reset.clicked.connect(self.reset_wanted)
        self.content = QWidget(self)
        self._inner = QVBoxLayout(self.content)
        self._inner.setContentsMargins(0, 0, 0, 0)
        self.content.hide()
        line = QHBoxLayout()
        line.setSpacing(0)
        line.addWidget(self.head, 1)
        line.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(Hairline(parent=self))
        self._column.addLayout(line)
        self._column.addWidget(self.content)
        self.head.toggled.connect(self._on_toggled)
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def is_open(self) -> bool:
        """Whether its settings are shown."""
        return self.head.isChecked()

    def set_open(self, open: bool) -> None:
        """Show or hide its settings."""
        self.head.setChecked(open)

    def add(self, widget: QWidget) -> None:
        """Put something else under its settings."""
        self._inner.addWidget(widget)
        self._extra = (*self._extra, widget)

    def rows(self) -> Iterator[tuple[str, Row]]:
        """The rows that were made so far, each with the path of its setting."""
        for path, (_, form) in self._forms.items():
            for field in form.fields():
                yield f"{path}.{field}".lstrip("."), form.row(field)

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops: the line, its arrow, and what is under it."""
        forms = [stop for _, form in self._forms.values() for stop in form.stops()]
        return (self.head, self.reset, *forms, *self._extra)

    def show_experiment(self, experiment: Experiment, found: Offers) -> None:
        """Show what is set in words, and where it is open in rows, with what can be set."""
        self._experiment, self._offers, self._behind = experiment, found, True
        differs = any(each.differs for each in settings_of(experiment) if each.section == self.section.id)
        self.head.show_words(section_in_words(experiment, self.section), differs)
        self.reset.setVisible(differs)
        if self.is_open:
            self._show_rows()

    def _show_rows(self) -> None:
        """Show what is set in rows, unless they do so already."""
        experiment = self._experiment
        if experiment is None or not self._behind:
            return
        self._behind = False
        inside = [each for each in settings_of(experiment) if each.section == self.section.id]
        there = set()
        for place, (path, holder) in enumerate(holders(experiment)):
            fields = tuple(each.parameter.name for each in inside if each.path.rpartition(".")[0] == path)
            if fields:
                there.add(path)
                key = (type(holder), fields)
                if path not in self._forms or self._forms[path][0] != key:
                    self._drop(path)
                    self._forms[path] = (key, self._make(path, holder, fields))
                    self._inner.insertWidget(min(place, len(self._forms) - 1), self._forms[path][1])
                    self.rearranged.emit()
                if not _same(self._shown.get(path), holder, fields):
                    self._shown[path] = holder
                    self._forms[path][1].set_values(holder)
                self._forms[path][1].show_around(experiment)
                self._forms[path][1].set_offers(offers_below(self._offers, path))
        for path in set(self._forms) - there:
            self._drop(path)

    def _make(self, path: str, holder: msgspec.Struct, fields: tuple[str, ...]) -> Form:
        """Rows for these fields of a holder."""
        others = [each.name for each in parameters_of(type(holder)) if each.name not in fields]
        name = path.rpartition(".")[2] or "experiment"
        form = Form(self._theme, type(holder), holder, name, "panel", others, (), self.content)
        form.setProperty("path", path)
        form.changed.connect(self._on_changed)
        form.settled.connect(self.settled)
        form.rearranged.connect(self.rearranged)
        return form

    def _drop(self, path: str) -> None:
        if path in self._forms:
            form = self._forms.pop(path)[1]
            self._shown.pop(path, None)
            form.hide()
            form.setParent(None)
            form.deleteLater()

    def _on_changed(self, field: str, value: object, dragging: bool) -> None:
        form = self.sender()
        if isinstance(form, Form):
            self.changed.emit(f"{form.property('path')}.{field}".lstrip("."), value, dragging)

    def _on_toggled(self, open: bool) -> None:
        if open:
            self._show_rows()
        self.content.setVisible(open)
        self.toggled.emit(open)

    def _restyle(self) -> None:
        px = self._theme.px
        self._inner.setContentsMargins(0, px(4), 0, px(10))
        self._inner.setSpacing(px(6))
        self.reset.setFixedWidth(px(24))


def _same(shown: msgspec.Struct | None, holder: msgspec.Struct, fields: tuple[str, ...]) -> bool:
    """Whether these fields are what is shown."""
    if shown is None:
        return False
    pairs = ((getattr(shown, field), getattr(holder, field)) for field in fields)
    return all(one is other or one == other for one, other in pairs)
