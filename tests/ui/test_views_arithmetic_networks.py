"""The arithmetic tab in networks beside one another: what enters one is what it reads, and words fit the objective."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from playground.engine.session import Session
from playground.model import edits
from playground.ui.views.arithmetic.lines import read_out, terms_of
from tests.contracts.test_views import EXPERIMENTS
from tests.ui.test_views_arithmetic import Tab


@pytest.mark.parametrize(
    ("name", "role", "example", "entering"),
    [
        ("points made of noise", "generator", "Noise 0", "Noise"),
        ("points made of noise", "discriminator", "real", "Input"),
        ("points made again", "decoder", "Test point 0", "Encoder output"),
    ],
)
def test_what_enters_a_network_is_what_that_network_reads(
    qtbot: QtBot, name: str, role: str, example: str, entering: str
) -> None:
    tab = Tab(qtbot, name)
    first, *_, last = tab.session.experiment.networks[role].ids()
    tab.look(first, 1)
    assert tab.view.look is not None
    assert tab.cell.value == pytest.approx(tab.view.look.left, abs=1e-5)
    assert example in tab.view.note.text()
    assert "class" not in tab.view.note.text() or role == "decoder"
    assert terms_of(tab.view.look).heads[0] == entering
    tab.look(last)
    assert tab.view.look is not None
    shares = read_out(tab.view.look)
    assert (shares is None) == (role != "discriminator")


def test_pixels_that_are_drawn_again_are_not_called_classes(qtbot: QtBot) -> None:
    shown = edits.set_value(EXPERIMENTS["images made again"], "objective.loss", "binary_cross_entropy")
    tab = Tab(qtbot, "images made again", made=Session(shown))
    tab.look(shown.networks["decoder"].ids()[-1])
    assert tab.view.look is not None
    shares = read_out(tab.view.look)
    assert shares is not None
    assert (shares.table.heads[0], shares.table.rest) == ("Unit", "units")
