"""Where two places of the window tell the same figure they tell the same, or say of which samples and which step."""

from __future__ import annotations

import re

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.engine.messages import Frame
from playground.model.files import from_plain
from playground.numerals import fixed, share
from playground.ui.canvas.results import bars
from playground.ui.theme.theme import Theme
from playground.ui.views.activations.view import ActivationsView
from playground.ui.views.distributions.view import DistributionsView
from tests.ui.test_canvas_live import Live


@pytest.mark.parametrize("kind", ["relu", "tanh", "sigmoid"])
@pytest.mark.parametrize("samples", [60, 500])
def test_a_card_and_the_tab_count_the_same_flat_inputs(qtbot: QtBot, kind: str, samples: int) -> None:
    layers = [{"kind": "linear", "units": 12}, {"kind": kind}, {"kind": "linear", "units": 6}, {"kind": kind}]
    data = {"kind": "circle", "samples": samples}
    live = Live(qtbot, from_plain({"data": data, "networks": {"main": layers}, "seed": 4}))
    for _ in range(20):
        live.session.step()
    live.show()
    view = ActivationsView(live.theme, live.focus)
    qtbot.addWidget(view)
    view.set_scene(live.scene(1))
    answers, failures = live.session.answer(view.requests())
    view.set_frame(Frame(1, 20, 0.1, answers, failures))
    count = min(200, len(live.session.samples.train_inputs))
    for id in (f"{kind}_1", f"{kind}_2"):
        view.focus.select(id)
        state = live.canvas.stage.states.get(id)
        flat = re.match(rf"(\d+ %) of the inputs of the first {count} training samples", view.note.text())
        assert flat is not None
        if state is not None and state.words.endswith("dead"):
            assert f"; {state.words.split()[0]} of" in view.note.text()
        else:
            assert (state.words if state is not None else "0 % flat") == f"{flat[1]} flat"


def test_what_a_relu_sets_to_0_is_what_its_card_calls_flat(qtbot: QtBot) -> None:
    layers = [{"kind": "linear", "units": 12}, {"kind": "relu"}]
    data = {"kind": "circle", "samples": 500}
    live = Live(qtbot, from_plain({"data": data, "networks": {"main": layers}, "seed": 4}))
    live.show()
    view = DistributionsView(live.theme, live.focus)
    qtbot.addWidget(view)
    view.set_scene(live.scene(1))
    view.mode.set_value("Activations")
    answers, failures = live.session.answer(view.requests())
    view.set_frame(Frame(1, 0, 0.0, answers, failures))
    (spreads,) = answers.values()
    assert live.canvas.stage.states["relu_1"].words == f"{share(spreads['relu_1'].zeros)} flat"
    assert "first 200 training samples" in view.note.text()


def test_shares_on_a_card_have_the_two_decimals_of_those_beside_a_drawing(qapp: object) -> None:
    shares = np.array([0.9994, 0.0005, 0.0001])
    assert bars(shares, slice(0, 3), Theme(), shares=True).numbers == tuple(fixed(value, 2) for value in shares)
    assert bars(shares, slice(0, 3), Theme(), shares=False).numbers == ("1.00", "5e−4", "1e−4")
