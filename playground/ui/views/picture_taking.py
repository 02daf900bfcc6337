"""PictureTaking: a view's picture, copied to the clipboard or saved as PNG or SVG."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMenu

from playground.model.disk import reason, write_file
from playground.model.spelling import file_name
from playground.ui.forms.questions import ask_with_ending
from playground.ui.plots.chart_note import Note
from playground.ui.state.background import Background
from playground.ui.views.base import View, shows_mean
from playground.ui.widgets.image_export import copy_picture, picture_of, png_of, svg_of

RATIOS = (1, 2, 3, 4)
"""Pixels of a saved PNG for each of the screen's."""


class PictureTaking(QObject):
    """Copies and saves the picture of one view; what stands in the way is said in its note."""

    def __init__(self, view: View, note: Note) -> None:
        super().__init__(view)
        self._view = view
        self._note = note
        self._noted: str | None = None
        self._writing = Background("save_picture", self)
        self._writing.done.connect(self._on_written)

    @property
    def busy(self) -> bool:
        """Whether a picture is being written."""
        return self._writing.busy

    def fill(self, menu: QMenu) -> None:
        """Offer it in a menu."""
        menu.addAction("Copy picture").triggered.connect(self.copy)
        saving = menu.addMenu("Save picture")
        for ratio in RATIOS:
            saving.addAction(f"PNG, {ratio}×…").triggered.connect(partial(self.ask_where, ratio))
        saving.addAction("SVG…").triggered.connect(partial(self.ask_where, 0))

    def copy(self) -> None:
        """Put a picture of the view on the clipboard."""
        try:
            copy_picture(self._view)
        except ValueError as error:
            self._note.show_words(f"The picture cannot be made, as {error}: make the view smaller.")

    def save_at(self, path: str, ratio: int = 2) -> None:
        """Write a picture of the view as PNG or SVG.

        ``ratio`` is how many pixels of a PNG stand for one of the screen.
        """
        place = Path(path)
        vector, name = place.suffix.lower() == ".svg", file_name(place)
        if self.busy:
            self._note.show_words("The last picture is still being written: wait for that.")
            return
        try:
            content = svg_of(self._view) if vector else png_of(picture_of(self._view, float(ratio or 1)))
        except ValueError as error:
            self._note.show_words(f"The picture cannot be made, as {error}: choose a smaller one, or SVG.")
            return
        self._writing.begin(partial(_write, place, content))
        self._writing.wait()
        if self.busy:
            self._noted = self._note.text()
            self._note.show_words(f"Writing the picture to {name}…")

    def ask_where(self, ratio: int = 2, checked: bool = False) -> None:
        """Ask for a file, without stopping anything else; a ``ratio`` of 0 stands for SVG."""
        view, ending = self._view, "png" if ratio else "svg"
        words = f"Save picture of {view.title.lower()}"
        name = f"{view.id}_averaged" if shows_mean(view) else view.id
        dialog = QFileDialog(view, words, f"{name}.{ending}", "Pictures (*.png *.svg)")
        dialog.setObjectName("save_picture")
        dialog.setDefaultSuffix(ending)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(partial(self._on_chosen, ratio))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_chosen(self, ratio: int, path: str) -> None:
        endings = (".png", ".svg") if ratio else (".svg", ".png")
        place, answer = ask_with_ending(self._view.window(), Path(path), endings)
        if answer == "overwrite":
            self.save_at(str(place), ratio)
        elif answer == "elsewhere":
            self.ask_where(ratio)

    def _on_written(self, why: str) -> None:
        noted, self._noted = self._noted, None
        if why or noted is not None:
            self._note.show_words(why or str(noted))


def _write(place: Path, content: bytes) -> str:
    """Write a picture; returns why it cannot be, or nothing."""
    try:
        write_file(place, content)
    except OSError as error:
        return f"The picture cannot be written to {file_name(place)}, as {reason(error)}: choose another place."
    return ""
