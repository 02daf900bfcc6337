"""Hands on cards of sequences: arrows to other examples, pages of heads, and what a spine adds up step by step."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from playground.engine.messages import Frame
from playground.engine.session import Session
from playground.model.files import from_plain
from playground.model.network import INPUT
from playground.ui.canvas.hits import example_boxes, hit
from playground.ui.canvas.layout import Layout
from playground.ui.canvas.replacing import alternatives, replace
from playground.ui.state.scene import Scene
from tests.ui.desk import LEFT, NONE, Desk

TASKS: dict[str, list[dict[str, object]]] = {
    "reverse": [{"kind": "embedding"}, {"kind": "gru", "hidden": 4}],
    "sine_mix": [{"kind": "gru", "hidden": 4, "returns": "last state"}],
    "names": [{"kind": "embedding"}, {"kind": "gru", "hidden": 4, "returns": "last state"}],
}


def desk_of(qtbot: QtBot, data: dict[str, object], layers: list[dict[str, object]]) -> Desk:
    desk = Desk(qtbot, from_plain({"data": data, "networks": {"main": layers}}))
    experiment = desk.store.experiment
    desk.canvas.set_scene(Scene(experiment, desk.store.trace, experiment.data.load(), 1))
    return desk


def layout(desk: Desk) -> Layout:
    assert desk.canvas.stage.layout_ is not None
    return desk.canvas.stage.layout_


@pytest.mark.parametrize("task", TASKS)
def test_arrows_on_the_input_lead_to_other_sequences(qtbot: QtBot, task: str) -> None:
    desk = desk_of(qtbot, {"kind": task}, TASKS[task])
    arrows = example_boxes(layout(desk), layout(desk).card(INPUT))
    assert arrows is not None
    back, on = (desk.canvas.stage.to_view(box).center() for box in arrows)
    desk.click(on)
    desk.click(on)
    assert desk.focus.example == 2
    desk.click(back)
    assert desk.focus.example == 1
    assert desk.focus.node != INPUT
    assert "example" in desk.canvas.stage.tip(on.toPointF())


def test_heads_that_have_no_room_are_reached_by_pages_and_keys(qtbot: QtBot) -> None:
    heads = {"kind": "self_attention", "heads": 64}
    desk = desk_of(qtbot, {"kind": "reverse"}, [{"kind": "embedding", "width": 64}, heads])
    desk.canvas.resize(700, 330)
    id = "self_attention_1"
    card = layout(desk).card(id)
    pager = layout(desk).pager_box(card)
    assert pager is not None
    name, first, count, total = layout(desk).turned(card)
    assert (name, first, total) == (card.head_pages, 0, 64)
    assert count < 64
    place = desk.canvas.stage.to_view(pager)
    desk.click(QPoint(place.right() - 8, place.center().y()))
    assert layout(desk).pictured(card)[0] == min(count, 64 - count)
    desk.focus.select(id, 63)
    assert layout(desk).pictured(card) == (64 - count, count)
    shown = layout(desk).tile_box(card, 63)
    assert shown is not None
    assert hit(layout(desk), shown.x + 2, shown.y + 2).row == 63
    assert layout(desk).tile_box(card, 0) is None
    QTest.mouseClick(desk.canvas.viewport(), LEFT, NONE, desk.canvas.stage.to_view(shown).center())
    assert desk.canvas.view_options.head(id, 64) == 63
    for _ in range(63):
        desk.key(Qt.Key.Key_Up)
    assert layout(desk).pictured(card)[0] == 0


@pytest.mark.parametrize("merge", ["add", "concat"])
def test_a_spine_shows_what_it_joins_step_by_step_and_padding_counts_for_nothing(qtbot: QtBot, merge: str) -> None:
    layers: list[dict[str, object]] = [
        {"id": "e", "kind": "embedding", "width": 6},
        {"id": "g", "kind": "gru", "hidden": 6},
        {"id": "m", "kind": merge, "inputs": ["e", "g"]},
    ]
    desk = desk_of(qtbot, {"kind": "reverse", "vary": True, "length": 9}, layers)
    inputs = desk.store.experiment.data.load().test_inputs
    desk.focus.choose(int((inputs != 0).sum(axis=1).argmin()))
    answers, failures = Session(desk.store.experiment).answer(desk.canvas.requests())
    assert not failures
    desk.canvas.set_frame(Frame(1, 0, 0.0, answers, failures))
    pictures, card = desk.canvas.pictures, layout(desk).card("m")
    real = pictures.real(card)
    found = pictures.parts(card, *layout(desk).window(card))
    assert real is not None
    assert found is not None
    assert not real.all()
    assert found.added
    assert found.of == (tuple(range(9)),) * 2
    values = next(found["m"] for found in answers.values() if "m" in found)[0]
    assert float(found.scale.removeprefix("±")) <= np.abs(values[real]).max() * 1.06


def test_a_block_is_unfolded_where_it_stood_and_its_attention_selected(qtbot: QtBot) -> None:
    desk = desk_of(qtbot, {"kind": "reverse"}, [{"kind": "embedding"}, {"kind": "encoder_block", "heads": 2}])
    desk.canvas.groups.unfold("encoder_block_1")
    node = desk.store.experiment.node(desk.focus.node)
    assert node.layer.id() == "self_attention"
    assert desk.canvas.viewport().rect().contains(desk.canvas.card_rect(node.id))


def test_a_layer_is_replaced_by_another_of_its_sort_with_the_settings_that_both_have(qtbot: QtBot) -> None:
    rnn = {"id": "r", "kind": "rnn", "hidden": 7, "returns": "last state"}
    desk = desk_of(qtbot, {"kind": "recall"}, [{"kind": "embedding"}, rnn])
    before = desk.store.experiment
    desk.canvas.open_menu("r", QPoint(10, 10))
    menu = desk.canvas.findChild(QMenu, "card_menu")
    assert menu is not None
    inner = menu.findChild(QMenu, "card_replace_by")
    assert inner is not None
    assert [action.text() for action in inner.actions()] == ["LSTM", "GRU"]
    inner.actions()[0].trigger()
    menu.close()
    layer = desk.store.experiment.node("lstm_1").layer
    assert (layer.id(), getattr(layer, "hidden", 0), getattr(layer, "returns", "")) == ("lstm", 7, "last state")
    assert desk.focus.node == "lstm_1"
    assert desk.store.trace.trainable
    desk.store.undo()
    assert desk.store.experiment == before


def test_links_and_groups_follow_what_is_replaced(qtbot: QtBot) -> None:
    layers: list[dict[str, object]] = [
        {"id": "e", "kind": "embedding", "width": 6},
        {"id": "g", "kind": "gru", "hidden": 6},
        {"id": "a", "kind": "add", "inputs": ["e", "g"]},
    ]
    desk = desk_of(qtbot, {"kind": "reverse"}, layers)
    desk.focus.select("g")
    desk.canvas.groups.make()
    (found,) = [layer for layer in alternatives(desk.store, "g") if layer.id() == "lstm"]
    replace(desk.store, desk.focus, "g", found)
    network = desk.store.experiment.networks["main"]
    assert network.node("a").inputs == ("e", "lstm_1")
    assert network.groups[0].nodes == ("lstm_1", "a")
    assert desk.store.trace.trainable
    assert alternatives(desk.store, "output") == ()
    assert [layer.id() for layer in alternatives(desk.store, "a")] == ["concat"]
