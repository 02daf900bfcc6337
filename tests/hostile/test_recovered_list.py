"""The list of recovered work: one number is told of it, and the keys do what is said where they are."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from playground.model.examples import load_example
from playground.ui.shell.recovery.folder import Found, Recovered, Unreadable
from playground.ui.shell.window import Window
from tests.draws import draws
from tests.stories.conftest import child
from tests.stories.test_recovered_work import leave, no_copies, offered, press, shown

__all__ = ["no_copies"]


def test_enter_does_what_stands_on_whatever_has_the_keys(qtbot: QtBot, still_window: Window) -> None:
    window, action = still_window, still_window.actions_by_id["recovered"]
    leave("Sound", 50)
    leave("Torn", 5, content=b"torn")
    work = offered(qtbot, window)
    sound, torn = shown(qtbot, window, work)
    for row, name in ((sound, "recovered_0"), (torn, "recovered_1")):
        for _ in range(2):
            link = child(row, f"{name}_discard")
            link.setFocus()
            press(link, Qt.Key.Key_Return)
            assert work.discarded == {row.copy.path}, "it is not opened"
            assert action.text() == "Recovered work… (1)"
            assert row.hasFocus()
            press(row, Qt.Key.Key_Return)
            assert not work.discarded, "the row says so"
            assert action.text() == "Recovered work… (2)"
    press(torn, Qt.Key.Key_Return)
    assert child(torn, "recovered_1_discard").hasFocus(), "there is nothing else to do"
    assert window.store.experiment.name == "Circle"


@draws(6)
@given(sound=st.integers(0, 4), torn=st.integers(0, 3), left_out=st.integers(0, 3), data=st.data())
def test_one_number_is_told_of_what_was_found(sound: int, torn: int, left_out: int, data: st.DataObject) -> None:
    copies = tuple(Recovered(Path(f"/s{place}"), 0.0, load_example("xor")) for place in range(sound))
    unreadable = tuple(Unreadable(Path(f"/t{place}"), "It is torn.", 0.0) for place in range(torn))
    found = Found(copies, unreadable, left_out)
    paths = [entry.path for entry in found.entries]
    discarded = data.draw(st.sets(st.sampled_from(paths))) if paths else set()
    assert found.left(discarded) == sound + torn + left_out - len(discarded)
    assert found.left(discarded | {Path("/gone")}) == found.left(discarded)
