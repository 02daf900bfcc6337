"""The strip between the network and the tabs: what stays there, and what goes by itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from playground.ui.shell.notices import Notices
from playground.ui.state.notice import Notice
from playground.ui.theme.theme import Theme
from playground.ui.widgets.notice import NoticeBar
from tests.draws import draws


def strips(qtbot: QtBot) -> Notices:
    notices = Notices(Theme())
    qtbot.addWidget(notices)
    return notices


def over(notices: Notices) -> QTimer:
    timer = notices.findChild(QTimer, "hint_over")
    assert isinstance(timer, QTimer)
    return timer


def test_a_hint_goes_by_itself_and_the_others_stay(qtbot: QtBot) -> None:
    notices = strips(qtbot)
    over(notices).setInterval(1)
    notices.say(Notice("The file is kept."))
    notices.say(Notice("This card has no back.", topic="hint"))
    assert notices.texts == ["This card has no back.", "The file is kept."]
    qtbot.waitUntil(lambda: notices.texts == ["The file is kept."])


def test_the_next_hint_takes_the_place_of_the_one_before(qtbot: QtBot) -> None:
    notices = strips(qtbot)
    notices.say(Notice("2 layers are chosen.", topic="hint"))
    notices.say(Notice("3 layers are chosen.", topic="hint"))
    notices.say(Notice("3 layers are chosen.", topic="hint"))
    assert notices.texts == ["3 layers are chosen."]
    assert over(notices).isActive()
    notices.clear()
    assert not notices.texts
    assert not over(notices).isActive()
    assert notices.isHidden()


def settle(notices: Notices) -> list[NoticeBar]:
    """All strips, oldest first, once everything has found its place."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    return notices.findChildren(NoticeBar)


def words_fit(strip: NoticeBar) -> bool:
    text = strip.findChild(QLabel, f"{strip.objectName()}_text")
    assert isinstance(text, QLabel)
    return text.height() >= text.heightForWidth(text.width())


sentences = st.lists(st.sampled_from(("A word.", "Some words. " * 9, "a/long/path/" * 20, "長い" * 60)), min_size=1)


@draws(12)
@given(sentences, st.lists(st.sampled_from((300, 520, 800, 1400)), min_size=1, max_size=3), st.integers(60, 500))
def test_what_is_said_is_whole_at_every_width_and_number(
    qapp: object, said: list[str], widths: list[int], room: int
) -> None:
    host = QWidget()
    notices = Notices(Theme(), host)
    host.show()
    for place, sentence in enumerate(said):
        action = (lambda: None) if place % 2 else None
        notices.say(Notice(f"{place} {sentence}", label="Save as…", action=action, details="why" if place % 3 else ""))
    more = notices.findChild(QPushButton, "notices_more")
    assert isinstance(more, QPushButton)
    for width in widths:
        notices.set_room(room)
        notices.resize(width, 1)
        strips = settle(notices)
        seen = [strip for strip in strips if strip.isVisible()]
        assert len(strips) == min(len(said), 3)
        assert all(words_fit(strip) for strip in seen)
        assert seen[-1].text == notices.texts[0], "the newest is there"
        assert len(seen) == 1 or notices.height() <= room
        assert more.isVisible() == (len(seen) < len(strips))
        assert all(strip.geometry().bottom() < notices.height() for strip in seen)
    if more.isVisible():
        more.click()
        assert all(strip.isVisible() and words_fit(strip) for strip in settle(notices))
        assert not more.isVisible()
    host.close()
    host.deleteLater()
