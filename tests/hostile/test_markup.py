"""Words of documents in the window: whatever looks like markup, a key or a sign of Qt is shown word for word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QPainter, QPaintEvent, Qt, QTextDocument
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from playground.model import edits
from playground.model.files import read_both
from playground.ui.canvas.cards import cards_of
from playground.ui.canvas.group_bands import with_groups_folded
from playground.ui.canvas.words import card_tip
from playground.ui.shell.app import application
from playground.ui.shell.settings import Settings
from playground.ui.shell.window import Window
from playground.ui.widgets.image_export import svg_of
from playground.ui.widgets.label import Label
from playground.ui.widgets.markup import Markup, menu_text, verbatim
from playground.ui.widgets.notice import NoticeBar
from playground.ui.widgets.tips import Tip
from tests.draws import draws
from tests.hostile.kinds import texts
from tests.stories.conftest import close

XML = "{http://www.w3.org/2000/svg}"
MARK = "<img src='//server/share/x.png'><b>bold</b> &amp; R&D [*]"
"""What would load a picture from elsewhere, and be shown in bold letters."""

tags = st.sampled_from(
    ("<b>", "</b>", "<br>", "<img src='x'>", "<a href='x'>y</a>", "<table>", "<!-- x -->", "&lt;", "<p")
)
marked = st.lists(st.one_of(tags, texts), max_size=4).map("".join)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    """A window on a document that holds the mark wherever it may hold words, with a notice and a recent file of it."""
    text = tmp_path / MARK.replace("/", "")
    text.write_text(f"{MARK} the quick brown fox " * 40, "utf-8")
    plain = {
        "name": MARK,
        "description": MARK,
        "data": {"kind": "own_text", "path": str(text), "samples": 20, "length": 4, "by": "word"},
        "networks": {"main": [{"kind": "embedding", "id": "one"}, {"kind": "lstm", "id": "two"}]},
        "groups": {"main": [{"id": "first", "name": MARK[:40].strip(), "nodes": ["one", "two"]}]},
        "views": {"folded": ["first"]},
    }
    application()
    settings = Settings()
    settings.recent.insert(0, str(text))
    experiment, views = read_both(json.dumps(plain).encode())
    made = Window(experiment, settings, views)
    made.resize(1440, 900)
    made.show()
    made.focus.select("two")
    made.documents.open(text)
    yield made
    close(made)


def tipped(window: Window) -> Iterator[tuple[str, str]]:
    """Every tooltip of the window and of what is in its lists, with what has it."""
    for widget in [window, *window.findChildren(QWidget)]:
        yield widget.objectName(), widget.toolTip()
        if isinstance(widget, QComboBox):
            for index in range(widget.count()):
                yield widget.objectName(), str(widget.itemData(index, Qt.ItemDataRole.ToolTipRole) or "")
    for action in window.findChildren(QAction):
        yield action.text(), action.toolTip()


def test_no_word_of_a_document_is_taken_for_markup(window: Window, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(window.notices.texts))
    labels = [label for label in window.findChildren(QLabel) if "<img" in label.text()]
    assert labels
    for label in labels:
        assert label.textFormat() == Qt.TextFormat.PlainText, label.objectName()
    tips = [(name, tip) for name, tip in tipped(window) if "img src" in tip]
    assert tips
    for name, tip in tips:
        assert "<img" not in tip or not Qt.mightBeRichText(tip), name
    shown = window.store.experiment
    cards = with_groups_folded(cards_of(shown, window.store.trace), shown, window.store.views.folded)
    told = [card_tip(card) for card in cards]
    assert any("img src" in tip for tip in told), told
    assert all("<img" not in tip for tip in told)
    assert window.windowTitle().count("[*]") % 2 == 0


def test_the_question_before_work_is_lost_says_the_name_word_for_word(window: Window) -> None:
    window.store.apply(edits.rename(window.store.experiment, f"{MARK} more"), "Rename")
    said: list[tuple[str, str]] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        said.extend((label.text(), label.objectName()) for label in box.findChildren(QLabel))
        box.reject()

    QTimer.singleShot(0, look)
    assert not window.documents.may_leave(lambda: None)
    shown = next(text for text, _ in said if "server" in text)
    assert "<img" not in shown
    assert MARK in words_of(shown)


def words_of(tip: str) -> str:
    """What a tooltip shows."""
    if not Qt.mightBeRichText(tip):
        return tip
    document = QTextDocument()
    document.setHtml(tip)
    return document.toPlainText()


@draws(60)
@given(marked)
def test_any_text_is_shown_word_for_word(qapp: object, text: str) -> None:
    seen = "".join(letter if letter.isprintable() else " " for letter in text)
    assert words_of(verbatim(seen)) == seen
    assert verbatim(Markup(text)) == text
    assert Label(seen).text() == seen
    assert Label(seen).textFormat() == Qt.TextFormat.PlainText
    assert words_of(Tip(seen).rich).split() == seen.split()
    assert QAction(menu_text(seen)).iconText().split() == seen.replace("...", "").split()


class Written(QWidget):
    """A widget with a text painted on it."""

    text = ""

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.drawText(5, 20, self.text)


@draws(40)
@given(marked)
def test_pictures_in_svg_hold_words_as_words(qapp: object, text: str) -> None:
    widget = Written()
    widget.resize(200, 40)
    svgs = []
    for widget.text in ("word", text):
        widget.setAccessibleName(widget.text)
        svgs.append(ElementTree.fromstring(svg_of(widget)))
    kinds = [{element.tag for element in svg.iter()} - {f"{XML}title", f"{XML}text"} for svg in svgs]
    assert kinds[1] <= kinds[0]
    widget.deleteLater()


def test_a_notice_shows_what_it_is_given(qtbot: QtBot, window: Window) -> None:
    bar = NoticeBar(window.theme, f"{MARK} could not be opened.")
    qtbot.addWidget(bar)
    assert bar.text == f"{MARK} could not be opened."
    label = bar.findChild(QLabel, "notice_text")
    assert isinstance(label, QLabel)
    assert label.textFormat() == Qt.TextFormat.PlainText
