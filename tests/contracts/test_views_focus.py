"""What every view must pass when other things are looked at: an input of one's own, an example, a group of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from playground.engine.messages import Frame
from playground.engine.requests import OnRaw
from playground.ui.state.focus import Chosen
from playground.ui.views.base import View
from tests.contracts.test_views import CASES, paint, run, show
from tests.ui.test_views import make

OWN = {
    "plane, two classes": OnRaw((2,), (1.0, -2.0)),
    "curve": OnRaw((1,), (0.5,)),
    "images": OnRaw((1, 8, 8), tuple(float(number % 17) for number in range(64))),
}


@pytest.mark.parametrize(("id", "name"), [case for case in CASES if case[1] in OWN])
def test_it_goes_on_with_whatever_is_looked_at(qtbot: QtBot, id: str, name: str) -> None:
    view: View = make(qtbot, id)
    show(view, run(name))
    changes: tuple[Callable[[], None], ...] = (
        lambda: view.focus.give(OWN[name], "your input"),
        lambda: view.focus.choose(3),
        lambda: view.focus.choose_together(Chosen("test", (1, 4, 5), "three of them")),
        lambda: view.focus.choose_together(Chosen("test", (10_000,), "one that is no more")),
        lambda: view.focus.choose_together(None),
        lambda: view.focus.give(None),
    )
    for change in changes:
        change()
        answers, failures = run(name).session.answer(view.requests())
        assert not failures
        view.set_frame(Frame(1, 40, 1.0, answers))
        paint(view)
        assert view.describe()
