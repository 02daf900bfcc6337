"""What a view says is of one network: that of the last frame, or it says of which step it is."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from playground.engine.history import History
from playground.engine.messages import Frame
from playground.engine.session import Session
from playground.ui.views.base import View
from tests.contracts.test_views import CASES, EXPERIMENTS, VIEWS, Run, make, run

__all__ = ["make"]
FIRST = [(id, next(name for known, name in CASES if known == id)) for id in VIEWS]


@cache
def earlier(name: str) -> Run:
    session = Session(EXPERIMENTS[name])
    session.step()
    return Run(session, History())


def look(view: View, run: Run) -> None:
    """Show it that network, until it asks for nothing else."""
    for _ in range(3):
        frame = run.frame(view.requests())
        view.set_frame(Frame(1, frame.step, frame.epoch, frame.answers))


def said(view: Any) -> tuple[str, ...]:
    note = getattr(view, "note", None)
    return view.describe(), *(() if note is None else (note.text(), note.toolTip()))


@pytest.mark.parametrize(("id", "name"), FIRST)
def test_nothing_of_an_earlier_network_stays_in_what_it_says(id: str, name: str, make: Any, qtbot: QtBot) -> None:
    views, later = (make(id), make(id)), run(name)
    for view in views:
        view.resize(560, 400)
        view.set_scene(later.scene())
        view.set_history(later.history)
    look(views[0], earlier(name))
    for view in views:
        look(view, later)
    # Numbers to be read are printed a few times a second.
    qtbot.waitUntil(lambda: said(views[0]) == said(views[1]), timeout=5_000)


@pytest.mark.parametrize(("id", "name"), [*FIRST, ("saliency", "images")])
def test_words_of_one_example_never_stand_beside_numbers_of_another(id: str, name: str, make: Any) -> None:
    """While the answer about another example is on its way, all is about the one of before, or nothing is said."""
    view = make(id)
    view.resize(560, 400)
    view.set_scene(run(name).scene())
    view.set_history(run(name).history)
    look(view, run(name))
    before = said(view)
    view.focus.choose(3)
    between = said(view)
    look(view, run(name))
    after = said(view)
    silent = between[0].startswith(("No", "Nothing")) or before[0].startswith(between[0])
    assert between in (before, after) or silent
