"""MissingFiles: what to do about data whose files are not on this machine."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from playground.model.dataset import DataSet
from playground.model.disk import is_folder, make_folder, reason
from playground.model.places import user_data
from playground.model.spelling import file_name
from playground.ui.panels.data_reader import DataReader, where_nothing_was
from playground.ui.state.background import soon
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from playground.ui.widgets.notice import NoticeBar

_ACTIONS = ("Open folder", "Copy path", "Look again")


class MissingFiles(QWidget):
    """One sentence, the folder to open or copy, a second look, and the files under *Details*; hidden when all is well.

    The app's own folder of data is made when it is opened.
    """

    def __init__(
        self, theme: Theme, store: Store, parent: QWidget | None = None, reader: DataReader | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._store = store
        self._reader = reader or DataReader(store, parent=self)
        self._absent: tuple[Path, ...] = ()
        self._words = ""
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
        files = data.files()
        absent, words = files.absent(), files.missing()
        if (absent, words) == (self._absent, self._words):
            return
        self._absent, self._words = absent, words
        if self._notice is not None:
            self._column.removeWidget(self._notice)
            self._notice.hide()
            self._notice.deleteLater()
            self._notice = None
        if absent:
            self._notice = NoticeBar(self._theme, words, "error", "missing_files_notice", self)
            for action in _ACTIONS:
                self._notice.add_action(action)
            self._notice.set_details("\n".join((str(absent[0].parent), *(place.name for place in absent))))
            self._notice.acted.connect(self._on_acted)
            self._column.addWidget(self._notice)
        self.setVisible(bool(absent))

    def _on_acted(self, which: int) -> None:
        folder = self._absent[0].parent
        if which == 0:
            self._open(folder)
        elif which == 1:
            QGuiApplication.clipboard().setText(str(folder))
        else:
            self._reader.begin(where_nothing_was, self._look_again)

    def _look_again(self, data: DataSet, why: str) -> None:
        self._store.refresh(data)

    def _open(self, folder: Path) -> None:
        """Show a folder in the system's own way, or say why there is nothing to show."""
        why = soon(partial(_why_not_shown, folder), "its disk does not answer")
        if not why:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        elif self._notice is not None:
            self._words = ""  # looking again says what is missing again
            self._notice.set_text(f"The folder {file_name(folder)} cannot be opened, as {why}.")


def _why_not_shown(folder: Path) -> str:
    """Why a folder cannot be shown; the app's own is made. Empty where it is there."""
    try:
        if folder.is_relative_to(user_data()):  # what a document names is not made
            make_folder(folder)
        return "" if is_folder(folder) else "it is not there"
    except OSError as error:
        return reason(error)
