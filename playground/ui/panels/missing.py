"""MissingFiles: what to do about data whose files are not on this machine."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from playground.model.dataset import DataSet
from playground.model.disk import make_folder, reason
from playground.ui.store import Store
from playground.ui.theme import Theme
from playground.ui.widgets.notice import NoticeBar

_ACTIONS = ("Open folder", "Copy path", "Look again")


class MissingFiles(QWidget):
    """One sentence, the folder to open or copy, a second look, and the files under *Details*; hidden when all is well.

    The folder is made when it is opened.
    """

    def __init__(self, theme: Theme, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._store = store
        self._absent: tuple[Path, ...] = ()
        self._notice: NoticeBar | None = None
        self.setObjectName("missing_files")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return () if self._notice is None else tuple(self._notice.findChildren(QPushButton))

    def show_data(self, data: DataSet) -> None:
        """Say what a data set misses."""
        absent = data.absent()
        if absent == self._absent:
            return
        self._absent = absent
        if self._notice is not None:
            self._column.removeWidget(self._notice)
            self._notice.hide()
            self._notice.deleteLater()
            self._notice = None
        if absent:
            self._notice = NoticeBar(self._theme, data.missing(), "error", "missing_files_notice", self)
            for action in _ACTIONS:
                self._notice.add_action(action)
            self._notice.set_details("\n".join((str(absent[0].parent), *(place.name for place in absent))))
            self._notice.acted.connect(self._on_acted)
            self._column.addWidget(self._notice)
        self.setVisible(bool(absent))

    def _on_acted(self, which: int) -> None:
        folder, notice = self._absent[0].parent, self._notice
        if which == 0 and notice is not None:
            try:
                make_folder(folder)
            except OSError as error:
                notice.set_text(f"The folder cannot be made, as {reason(error)}: make it by hand, then look again.")
                return
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        elif which == 1:
            QGuiApplication.clipboard().setText(str(folder))
        else:
            self._store.refresh()
