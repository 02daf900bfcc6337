"""The row for the path of a file: its name, a button to choose another, and a cross for none."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QPushButton, QSizePolicy, QWidget

from playground.model.disk import absolute, is_folder
from playground.model.parameters import Parameter
from playground.model.spelling import file_name, one_line
from playground.ui.forms.row import Look, Row
from playground.ui.state.background import soon
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.markup import menu_text
from playground.ui.widgets.tips import set_tip

NOTHING = "Choose a file…"
_LONGEST_TOLD = 300
"""So many letters of a path are told when the mouse rests on its name."""


class FileRow(Row):
    """The name of a file. A click on it opens a dialog to choose another; one may also be dropped on the row."""

    def __init__(
        self, theme: Theme, parameter: Parameter, name: str, look: Look, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parameter, name, look, parent)
        self._path = ""
        self._button = _FileName(theme, self._name, parameter.label, self)
        self._button.clicked.connect(self._browse)
        self._clear = IconButton(theme, "x", f"{self._name}_clear", "Take no file", small=True, parent=self)
        self._clear.clicked.connect(self._take_none)
        self._line.addWidget(self._button, 1)
        self._line.addWidget(self._clear)
        self.setAcceptDrops(True)
        self._finish()
        self.set_value("")

    def set_value(self, value: Any) -> None:
        """Show a path by the name of its file, silently."""
        self._path = str(value)
        self._button.setText(menu_text(file_name(self._path)) if self._path else NOTHING)
        self._clear.setVisible(bool(self._path))
        self._retell()

    def editors(self) -> tuple[QWidget, ...]:
        """The button with the name."""
        return (self._button,)

    def stops(self) -> tuple[QWidget, ...]:
        """The name, and the cross."""
        return (self._button, self._clear)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file, as long as the row can be used."""
        urls = event.mimeData().urls()
        if self._button.isEnabled() and len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the file that was dropped."""
        event.acceptProposedAction()
        self._take(event.mimeData().urls()[0].toLocalFile())

    def _retell(self) -> None:
        super()._retell()
        if self._path and not self._reason:
            set_tip(self._button, one_line(self._path[:_LONGEST_TOLD]))

    def _browse(self) -> None:
        """Ask for a file, without stopping anything else."""
        dialog = QFileDialog(self, f"Choose a file: {self.parameter.label.lower()}")
        dialog.setObjectName(f"{self._name}_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        folder = absolute(self._path).parent
        if self._path and soon(partial(is_folder, folder), False):
            dialog.setDirectory(str(folder))
        dialog.fileSelected.connect(self._take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take(self, path: str) -> None:
        self.changed.emit(path, False)

    def _take_none(self) -> None:
        self.changed.emit("", False)


class _FileName(QPushButton):
    """A button as wide as there is room, whose text is cut in its middle where it is too long."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(80), self._theme.px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(40), self._theme.px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme.pen("text_3" if self.underMouse() else "line_2"))
            painter.setBrush(theme.color("panel"))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), theme.px(6), theme.px(6))
            painter.setFont(theme.font("label"))
            painter.setPen(theme.color("text_1" if self.isEnabled() else "line_2"))
            inner = self.rect().adjusted(theme.px(8), 0, -theme.px(8), 0)
            said = self.text().replace("&&", "&")  # painted as it is, an ampersand marks no key
            text = painter.fontMetrics().elidedText(said, Qt.TextElideMode.ElideMiddle, inner.width())
            painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
