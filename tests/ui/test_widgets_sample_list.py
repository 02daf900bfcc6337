"""A list of samples: what it says of each is whole, and a text can be read below it in several lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.ui.theme.theme import Theme
from playground.ui.widgets.sample_list import SampleLine, SampleList, wrapped
from tests.draws import draws

SENTENCES = (
    "avoid , avoid , avoid !",
    "i was totally fascinated by the music , the dancing and everything about this film , which i can recommend to all",
    "still , i do like this movie for it's empowerment of women",
)


def lines(count: int) -> list[SampleLine]:
    return [
        SampleLine(at, at % 2, "predicted positive, true negative (65 %)", "loss 1.059", True, "", SENTENCES[at % 3])
        for at in range(count)
    ]


@draws(60)
@given(st.text(" \t\nabMW.,é漢", max_size=120), st.floats(40, 400), st.integers(1, 4))
def test_any_text_is_broken_into_lines_that_fit(qapp: object, text: str, room: float, most: int) -> None:
    metrics = QFontMetricsF(Theme().font("label"))
    found = wrapped(text, metrics, room, most)
    assert len(found) <= most
    for line in found:
        assert metrics.horizontalAdvance(line) <= max(room, metrics.horizontalAdvance("…")) + 1
    if text.split() and all(metrics.horizontalAdvance(word) <= room for word in text.split()) and len(found) < most:
        assert " ".join(found).split() == text.split()  # nothing is left out while there is room


def test_a_sentence_stands_whole_below_what_is_said_of_it(qtbot: QtBot) -> None:
    view = SampleList(Theme(), "samples", "Samples")
    qtbot.addWidget(view)
    metrics = QFontMetricsF(view.theme.font("label"))
    for width, height in ((712, 110), (812, 170), (470, 110), (1000, 600)):
        view.resize(width, height)
        view.show_lines(lines(12))
        places = view.places()
        assert len(places) >= 2
        for line, box in places:
            assert box.bottom() <= height
            assert box.right() <= width
            parts = wrapped(line.text, metrics, view.text_room(line, box.width()), view.most_lines)
            assert " ".join(parts) == line.text
            with qtbot.waitSignal(view.chosen) as told:
                QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
            assert told.args == [line.key]
        view.grab()
