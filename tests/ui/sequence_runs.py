"""Small experiments on sequences that have learned for a moment, and views that look at them."""

from __future__ import annotations

from functools import cache
from typing import Any

from pytestqt.qtbot import QtBot

from playground.engine.history import History
from playground.engine.session import Session
from playground.model.sequences import TokenSet
from playground.model.series import SeriesSet
from playground.ui.state.focus import Focus
from playground.ui.theme.theme import Theme
from playground.ui.views import view_kinds
from playground.ui.views.base import View
from tests.contracts.test_views import Run, data, experiment, layer

EMBED = layer("embedding", width=8)
EVERY, LAST = layer("gru", hidden=8), layer("gru", hidden=8, returns="last state")
EXPERIMENTS = {
    "reverse": experiment(data("reverse", samples=120), "cross_entropy", EMBED, EVERY),
    "varied": experiment(data("reverse", samples=120, vary=True, length=9), "cross_entropy", EMBED, EVERY),
    "long": experiment(data("reverse", samples=60, length=40), "cross_entropy", EMBED, EVERY),
    "parity": experiment(data("parity", samples=120, length=6), "cross_entropy", EMBED, LAST),
    "adding": experiment(data("adding", samples=120, length=8), "mse", LAST),
    "sentiment": experiment(data("sentiment"), "cross_entropy", EMBED, LAST),
    "letters": experiment(data("shakespeare", samples=60, length=16), "cross_entropy", EMBED, EVERY),
    "both ways": experiment(
        data("shakespeare", samples=60, length=16), "cross_entropy", EMBED, layer("gru", hidden=8, bidirectional=True)
    ),
    "sines": experiment(data("sine_mix", samples=120, window=10), "mse", LAST),
    "untested": experiment(data("sine_mix", samples=120, window=10, train_share=1.0), "mse", LAST),
    "spots": experiment(data("sunspots", samples=200, window=12, ahead=3), "mse", LAST),
}


@cache
def learned(name: str) -> Run:
    """A session of that experiment after a few steps."""
    session = Session(EXPERIMENTS[name])
    for _ in range(12):
        session.step()
    return Run(session, History())


def open_view(qtbot: QtBot, id: str, name: str, size: tuple[int, int] = (300, 320)) -> Any:
    """A view that looks at that experiment and has one frame."""
    theme = Theme()
    view: View = view_kinds()[id](theme, Focus(theme))
    theme.setParent(view)
    qtbot.addWidget(view)
    view.resize(*size)
    view.show()
    view.set_scene(learned(name).scene())
    answer(view, name)
    return view


def answer(view: View, name: str, times: int = 1) -> None:
    """Give it frames that answer what it asks."""
    for _ in range(times):
        view.set_frame(learned(name).frame(view.requests()))


def token_data(name: str) -> TokenSet:
    """The data of an experiment on tokens."""
    made = EXPERIMENTS[name].data
    assert isinstance(made, TokenSet)
    return made


def series_data(name: str) -> SeriesSet:
    """The data of an experiment on a series."""
    made = EXPERIMENTS[name].data
    assert isinstance(made, SeriesSet)
    return made
