"""Notice: one sentence that matters, with what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.flow import Flow
from playground.ui.widgets.label import Label

_ICONS = {"error": ("circle-alert", "error"), "warning": ("alert-triangle", "warning"), "info": ("info", "text_2")}


class NoticeBar(QFrame):
    """Icon, sentence, actions as links, details that unfold and can be copied, and a cross to close it.

    Signals: ``acted(int)`` with the index of the action clicked; ``closed()``.
    """

    acted = Signal(int)
    closed = Signal()

    def __init__(
        self, theme: Theme, text: str, severity: str = "warning", name: str = "notice", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._severity = severity
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setProperty("look", f"notice_{severity}")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icon = Label("", self)
        self._text = Label(text, self)
        self._text.setWordWrap(True)
        self._text.setObjectName(f"{name}_text")
        self._text.setProperty("role", {"error": "error", "warning": "warning"}.get(severity, "label"))
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column = QVBoxLayout()
        self._column.addWidget(self._text)
        self._actions = Flow()
        self._column.addLayout(self._actions)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(self._column, 1)
        self._details: QPlainTextEdit | None = None
        self._links: list[QPushButton] = []
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def text(self) -> str:
        """The sentence."""
        return self._text.text()

    def set_text(self, text: str) -> None:
        """Say something else."""
        if text != self._text.text():
            self._text.setText(text)
            self.setAccessibleName(text)

    def links(self) -> tuple[QPushButton, ...]:
        """The actions, in order."""
        return tuple(self._links)

    def add_action(self, label: str) -> None:
        """Offer something to do, as a link on the line under the sentence."""
        link = self._link(label, f"{self.objectName()}_action_{len(self._links)}")
        link.clicked.connect(self._on_link)
        self._links.append(link)

    def set_details(self, details: str) -> None:
        """Keep details under a link, to be read and copied."""
        self._details = QPlainTextEdit(details, self)
        self._details.setReadOnly(True)
        self._details.setObjectName(f"{self.objectName()}_details")
        self._details.setAccessibleName("Details")
        self._details.setMaximumHeight(self._theme.px(120))
        self._details.hide()
        show = self._link("Details", f"{self.objectName()}_show_details")
        show.clicked.connect(self._toggle_details)
        copy = self._link("Copy", f"{self.objectName()}_copy")
        copy.clicked.connect(self._copy)
        self._column.addWidget(self._details)

    def make_closable(self) -> None:
        """Add the cross."""
        cross = IconButton(self._theme, "x", f"{self.objectName()}_close", "Close this notice", parent=self)
        cross.clicked.connect(self.closed)
        self._row.addWidget(cross, 0, Qt.AlignmentFlag.AlignTop)

    def height_at(self, width: int) -> int:
        """The height that all it says needs at a width, px of the screen."""
        self.ensurePolished()
        self._text.ensurePolished()
        return max(self.heightForWidth(width), self.minimumSizeHint().height())

    @property
    def unfolded(self) -> int:
        """Height of the details that have been unfolded, px of the screen."""
        if self._details is None or self._details.isHidden():
            return 0
        return self._details.maximumHeight() + self._column.spacing()

    def _link(self, label: str, name: str) -> QPushButton:
        link = QPushButton(label, self)
        link.setProperty("look", "link")
        link.setObjectName(name)
        link.setAccessibleName(label)
        link.setCursor(Qt.CursorShape.PointingHandCursor)
        self._actions.addWidget(link)
        return link

    def _on_link(self) -> None:
        link = self.sender()
        if isinstance(link, QPushButton):
            self.acted.emit(self._links.index(link))

    def _toggle_details(self) -> None:
        if self._details is not None:
            self._details.setVisible(self._details.isHidden())

    def _copy(self) -> None:
        details = self._details.toPlainText() if self._details is not None else ""
        QGuiApplication.clipboard().setText(f"{self.text}\n{details}")

    def _restyle(self) -> None:
        icon, token = _ICONS.get(self._severity, _ICONS["info"])
        self._icon.setPixmap(self._theme.pixmap(icon, token, 16))
        # The icon, the first line of the sentence and the cross stand at one height.
        self._icon.setFixedSize(QSize(self._theme.px(16), self._theme.px(28)))
        margin = self._theme.px(8)
        self._row.setContentsMargins(margin, self._theme.px(2), margin, self._theme.px(2))
        self._row.setSpacing(margin)
        self._column.setContentsMargins(0, self._theme.px(6), 0, self._theme.px(5))
        self._column.setSpacing(self._theme.px(4))
        self._actions.setSpacing(self._theme.px(14))
