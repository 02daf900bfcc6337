"""What the foot of an activation's card claims, and when it claims nothing."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from playground.layers.activation import ReLU, Tanh
from playground.model import edits
from playground.model.examples import load_example
from playground.model.trace import trace
from playground.ui.canvas.cards import cards_of
from playground.ui.canvas.states import CardStatus, state_of
from tests.ui.test_canvas_live import Live


def test_units_that_let_nothing_through_are_dead() -> None:
    z = np.array([[1.0, -1.0, -2.0], [-1.0, -3.0, 0.5]]).repeat(20, axis=0)
    assert state_of(ReLU(), z) == CardStatus("1 dead", True)


def test_flat_inputs_are_counted_and_many_warn() -> None:
    z = np.array([[0.0, 9.0], [0.1, -9.0]]).repeat(20, axis=0)
    assert state_of(Tanh(), z) == CardStatus("50 % flat", False)
    assert state_of(Tanh(), np.full((40, 2), 9.0)) == CardStatus("100 % flat", True)
    assert state_of(Tanh(), np.zeros((40, 2))) == CardStatus("", False)
    assert state_of(Tanh(), np.full((40, 2), 0.2)) == CardStatus("", False)


def test_numbers_that_are_none_claim_nothing() -> None:
    assert state_of(Tanh(), np.full((40, 2), np.nan)) == CardStatus("", False)


def test_the_foot_of_a_card_says_it_from_enough_examples(qtbot: QtBot) -> None:
    experiment = load_example("circle")
    live = Live(qtbot, experiment)
    live.show()
    card = next(card for card in cards_of(experiment, trace(experiment)) if card.judged)
    state = live.canvas.stage.states[card.id]
    assert state.words.endswith("flat")
    few = edits.set_value(experiment, "data.samples", 20)
    live = Live(qtbot, few)
    live.show()
    assert live.canvas.stage.states == {}


def test_images_claim_nothing() -> None:
    experiment = load_example("digits_cnn")
    assert not any(card.judged for card in cards_of(experiment, trace(experiment)))
