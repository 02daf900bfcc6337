"""Views in places of every size and zoom: they fit where they are put, and nothing lies outside of them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.ui.views import view_kinds
from tests.contracts.test_views import CASES, run, show
from tests.ui.test_views import make

FIRST = list(dict(reversed(CASES)).items())


@pytest.mark.parametrize(("id", "name"), FIRST)
@pytest.mark.parametrize("zoom", [2.0, *(pytest.param(zoom, marks=pytest.mark.slow) for zoom in (1.0, 1.25, 1.5))])
def test_a_view_fits_into_its_column_and_a_narrow_one(qtbot: QtBot, id: str, name: str, zoom: float) -> None:
    view = make(qtbot, id)
    view.theme.set_zoom(zoom)
    show(view, run(name))
    for width in (round(850 * zoom), 480) if view.place == "tab" else (round(280 * zoom), 230):
        view.resize(width, round(260 * zoom))
        QApplication.processEvents()
        assert view.width() <= width
        for part in view.findChildren(QWidget):
            if part.isVisible() and part.parent() is view:
                left = part.mapTo(view, QPoint()).x()
                assert left >= 0
                assert left + part.width() <= view.width()


@pytest.mark.parametrize("id", [id for id, kind in view_kinds().items() if kind.place == "tab"])
def test_a_tab_keeps_a_margin_at_every_width(qtbot: QtBot, id: str) -> None:
    view = make(qtbot, id, dict(FIRST)[id])
    for width in (260, 479, 900):
        view.resize(width, 220)
        assert view.body.contentsMargins().left() >= 12


def test_a_sentence_in_place_of_the_confusion_takes_all_the_room(qtbot: QtBot) -> None:
    view = make(qtbot, "confusion", size=(280, 150))
    QApplication.processEvents()
    assert view.matrix.width() == view.width()
    assert not view.worst.isVisible()
    show(view, run("images"))
    QApplication.processEvents()
    assert view.worst.isVisible()


def test_words_shorten_before_controls_do(qtbot: QtBot) -> None:
    view = make(qtbot, "activations", "plane, five classes", (500, 200))
    view.theme.set_zoom(2.0)
    view.note.show_words("Far more words than there is room for beside the choice of layers, " * 3)
    QApplication.processEvents()
    assert view.mode.width() == view.mode.sizeHint().width()
