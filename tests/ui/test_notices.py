"""The strip between the network and the tabs: what stays there, and what goes by itself."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from playground.ui.conductor import Notice
from playground.ui.notices import Notices
from playground.ui.theme import Theme


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
