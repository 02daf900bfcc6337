"""A link dragged to a layer that reads something already offers to merge both, or to read from there instead."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from playground.model.network import INPUT
from tests.ui.desk import Desk, plain

LAYERS: tuple[dict[str, object], ...] = (
    {"kind": "linear", "units": 4},
    {"kind": "tanh"},
    {"kind": "linear", "units": 4},
    {"kind": "tanh"},
)


def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot, plain(*LAYERS))


def dragged(desk: Desk, source: str, target: str) -> dict[str, QAction]:
    """The menu's entries by object name, after a link was drawn."""
    start, end = desk.canvas.card_rect(source), desk.canvas.card_rect(target)
    desk.drag(QPoint(start.right() - 1, start.top() + 25), end.center())
    menus = [menu for menu in desk.canvas.findChildren(QMenu) if menu.isVisible()]
    found = {action.objectName(): action for menu in menus for action in menu.actions()}
    for menu in menus:
        menu.close()
    return found


def test_a_link_to_a_layer_that_reads_something_offers_to_insert_add(qtbot: QtBot) -> None:
    made = desk(qtbot)
    entries = dragged(made, "tanh_1", "output")
    assert [action.text() for action in entries.values()] == [
        "Insert Add here",
        "Insert Concat here",
        "Read from Tanh 1 instead",
    ]
    before = made.store.experiment
    entries["link_add"].trigger()
    network = made.store.experiment.networks["main"]
    added = network.node(made.focus.node)
    assert added.layer.id() == "add"
    assert network.sources(network.index(added.id)) == ("tanh_2", "tanh_1")
    assert network.sources(network.index("output")) == (added.id,)
    assert made.store.trace.trainable
    made.store.undo()
    assert made.store.experiment == before


def test_only_what_fits_is_offered(qtbot: QtBot) -> None:
    made = desk(qtbot)
    entries = dragged(made, INPUT, "tanh_2")  # 2 numbers beside 4 cannot be added, but stand side by side
    assert [*entries] == ["link_concat", "link_instead"]
    entries["link_instead"].trigger()
    network = made.store.experiment.networks["main"]
    assert network.sources(network.index("tanh_2")) == (INPUT,)


def test_a_merging_layer_takes_the_link_at_once(qtbot: QtBot) -> None:
    made = Desk(qtbot, plain(*LAYERS, {"kind": "add", "inputs": ["tanh_2", "linear_2"]}))
    assert not dragged(made, "tanh_1", "add_1")
    network = made.store.experiment.networks["main"]
    assert network.sources(network.index("add_1")) == ("tanh_2", "linear_2", "tanh_1")
