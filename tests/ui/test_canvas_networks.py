"""The canvas with several networks: one after another in a row, or against each other behind a switch."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from playground.model.experiment import Experiment, Training
from playground.model.registry import DATA, OBJECTIVES, OPTIMIZERS
from playground.model.trace import trace
from playground.ui.canvas.cards import cards_of
from playground.ui.canvas.lanes import lanes_of, source_of
from tests.ui.desk import CONTROL, Desk

Key = Qt.Key


def experiment_of(objective: str, data: str = "moons") -> Experiment:
    """The experiment that somebody has who chooses that objective for these data."""
    chosen = DATA.find(data)()
    made = OBJECTIVES.find(objective).suited(chosen)
    training = Training(optimizer=OPTIMIZERS.find("adam")())
    return Experiment(data=chosen, objective=made, networks=made.networks(chosen), training=training)


@pytest.fixture
def autoencoder() -> Experiment:
    return experiment_of("reconstruction")


@pytest.fixture
def gan() -> Experiment:
    return experiment_of("adversarial")


def shown(desk: Desk) -> list[str]:
    return [card.id for card in desk.canvas.stage.cards]


def switch(desk: Desk, label: str) -> None:
    button = desk.canvas.findChild(QAbstractButton, f"canvas_network_{label}")
    assert isinstance(button, QAbstractButton)
    button.click()


def test_networks_of_the_path_stand_in_one_row(autoencoder: Experiment) -> None:
    (lane,) = lanes_of(autoencoder, trace(autoencoder))
    cards = cards_of(autoencoder, trace(autoencoder), lane)
    assert [card.id for card in cards] == ["input", *autoencoder.ids()]
    first = autoencoder.networks["decoder"].nodes[0].id
    sources = next(card.sources for card in cards if card.id == first)
    assert sources == (autoencoder.networks["encoder"].nodes[-1].id,), "the decoder reads what the encoder gives"


def test_networks_against_each_other_are_chosen_by_a_switch(qtbot: QtBot, gan: Experiment) -> None:
    desk = Desk(qtbot, gan)
    assert shown(desk) == ["input", *gan.networks["discriminator"].ids()]
    switch(desk, "generator")
    assert shown(desk) == ["input:generator", *gan.networks["generator"].ids()]
    switch(desk, "discriminator")
    assert shown(desk) == ["input", *gan.networks["discriminator"].ids()]


def test_who_selects_a_node_of_another_network_sees_it(qtbot: QtBot, gan: Experiment) -> None:
    desk = Desk(qtbot, gan)
    node = gan.networks["generator"].nodes[1].id
    desk.focus.select(node)
    assert node in shown(desk)
    desk.focus.select("input")
    assert "input" in shown(desk)


def test_a_switch_takes_the_selection_along(qtbot: QtBot, gan: Experiment) -> None:
    desk = Desk(qtbot, gan)
    desk.focus.select(gan.networks["discriminator"].nodes[0].id)
    switch(desk, "generator")
    assert desk.focus.node == gan.networks["generator"].nodes[-1].id


@pytest.mark.parametrize("role", ["generator", "discriminator"])
def test_layers_are_added_and_taken_away_in_the_network_that_shows(qtbot: QtBot, gan: Experiment, role: str) -> None:
    desk = Desk(qtbot, gan)
    switch(desk, role)
    other = {"generator": "discriminator", "discriminator": "generator"}[role]
    first = gan.networks[role].nodes[0].id
    desk.click_card(first)
    desk.key(Key.Key_D, CONTROL)
    made = desk.store.experiment
    assert len(made.networks[role]) == len(gan.networks[role]) + 1
    assert made.networks[other] == gan.networks[other]
    desk.key(Key.Key_Delete)
    assert made.networks[other] == desk.store.experiment.networks[other]
    assert desk.store.experiment.networks[role].ids() == gan.networks[role].ids()
    desk.store.undo()
    desk.store.undo()
    assert desk.store.experiment == gan


def test_with_nothing_selected_a_layer_is_pasted_into_the_network_that_shows(qtbot: QtBot, gan: Experiment) -> None:
    desk = Desk(qtbot, gan)
    switch(desk, "generator")
    desk.click_card(gan.networks["generator"].nodes[0].id)
    desk.key(Key.Key_C, CONTROL)
    desk.key(Key.Key_Escape)
    assert desk.focus.node == ""
    desk.key(Key.Key_V, CONTROL)
    assert len(desk.store.experiment.networks["generator"]) == len(gan.networks["generator"]) + 1


def test_the_noise_is_no_node_that_could_be_selected(qtbot: QtBot, gan: Experiment) -> None:
    desk = Desk(qtbot, gan)
    switch(desk, "generator")
    desk.click_card("input:generator")
    assert desk.focus.node == ""
    first = gan.networks["generator"].nodes[0].id
    desk.click_card(first)
    desk.key(Key.Key_Left)
    assert desk.focus.node == first
    assert desk.canvas.stage.tip(QPointF(desk.header("input:generator"))).startswith("<b>Noise</b>")


def test_a_link_from_what_enters_a_network_reads_that(autoencoder: Experiment, gan: Experiment) -> None:
    code, inside = autoencoder.networks["encoder"].nodes[-1].id, autoencoder.networks["decoder"].nodes[1].id
    assert source_of(autoencoder, code, inside) == "input"
    assert source_of(autoencoder, "input", inside) == "", "the decoder never sees the data"
    assert source_of(autoencoder, autoencoder.networks["decoder"].nodes[0].id, inside) == "linear_2"
    made = gan.networks["generator"].nodes[1].id
    assert source_of(gan, "input:generator", made) == "input"
    assert gan.source_name(made) == "Noise"
    assert gan.source_name(gan.networks["discriminator"].nodes[0].id) == "Input"
    assert autoencoder.source_name(inside) == "Encoder output"


def test_each_network_of_a_row_has_its_name_above_its_cards(qtbot: QtBot, autoencoder: Experiment) -> None:
    desk = Desk(qtbot, autoencoder)
    layout = desk.canvas.stage.layout_
    assert layout is not None
    assert [bracket.band.name for bracket in layout.brackets] == ["Encoder", "Decoder"]
    encoder, decoder = layout.brackets
    assert encoder.right < decoder.left
    assert all(layout.boxes[id].x >= decoder.left for id in autoencoder.networks["decoder"].ids())


def test_an_image_that_comes_out_is_shown_as_one(qtbot: QtBot) -> None:
    experiment = experiment_of("reconstruction", "digits")
    card = cards_of(experiment, trace(experiment))[-1]
    assert (card.face, card.single) == ("surface", True)


def test_one_network_has_no_switch(qtbot: QtBot) -> None:
    desk = Desk(qtbot, experiment_of("supervised"))
    assert desk.canvas.findChild(QAbstractButton, "canvas_network_network") is None
    assert set(OBJECTIVES.kinds) >= {"supervised", "reconstruction", "adversarial"}
