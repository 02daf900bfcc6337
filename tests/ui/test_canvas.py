"""The canvas in people's hands: real widgets, real clicks, real keys; every edit can be undone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from playground.model import edits
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.model.kind import summary_of
from playground.model.registry import LAYERS
from tests.ui.desk import ALT, CONTROL, LEFT, NONE, Desk, plain


@pytest.fixture
def experiment() -> Experiment:
    return plain({"kind": "linear", "units": 4}, {"kind": "tanh"}, {"kind": "linear", "units": 3})


@pytest.fixture
def desk(qtbot: QtBot, experiment: Experiment) -> Desk:
    return Desk(qtbot, experiment)


def test_a_click_selects_a_card_and_its_row(desk: Desk) -> None:
    desk.click_card("linear_1")
    assert desk.focus.node == "linear_1"
    layout = desk.canvas.stage.layout_
    assert layout is not None
    tile = layout.tile_box(layout.card("tanh_1"), 2)
    assert tile is not None
    desk.click(desk.canvas.stage.to_view(tile).center())
    assert (desk.focus.node, desk.focus.row) == ("tanh_1", 2)
    desk.click_card("input")
    assert desk.focus.node == "input"
    desk.click(desk.canvas.viewport().rect().bottomRight() - QPoint(4, 4))
    assert desk.focus.node == ""


def test_plus_opens_the_palette_and_typing_adds_a_layer(desk: Desk) -> None:
    desk.click(desk.canvas.plus_rect("linear_2").center())
    palette = desk.canvas.palette_
    assert palette.isVisible()
    QTest.keyClicks(palette.field, "relu")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert desk.ids == ["linear_1", "tanh_1", "relu_1", "linear_2", "output"]
    assert desk.focus.node == "relu_1"
    assert desk.store.undo_label == "Add ReLU"
    desk.store.undo()
    assert desk.ids == ["linear_1", "tanh_1", "linear_2", "output"]
    assert desk.focus.node == ""


def test_plus_shows_between_docked_cards_under_the_mouse(desk: Desk) -> None:
    desk.click(desk.canvas.plus_rect("tanh_1").center())
    assert desk.canvas.palette_.isVisible()
    QTest.keyClick(desk.canvas.palette_.field, Qt.Key.Key_Escape)
    assert not desk.canvas.palette_.isVisible()
    assert desk.ids == ["linear_1", "tanh_1", "linear_2", "output"]


def test_keys_add_remove_and_duplicate(desk: Desk) -> None:
    desk.focus.select("linear_1")
    desk.key(Qt.Key.Key_A)
    assert desk.canvas.palette_.isVisible()
    QTest.keyClicks(desk.canvas.palette_.field, "dropout")
    QTest.keyClick(desk.canvas.palette_.field, Qt.Key.Key_Return)
    assert desk.ids[1] == "dropout_1"
    desk.key(Qt.Key.Key_Delete)
    assert desk.ids == ["linear_1", "tanh_1", "linear_2", "output"]
    assert desk.focus.node == "tanh_1"
    desk.key(Qt.Key.Key_D, CONTROL)
    assert desk.ids == ["linear_1", "tanh_1", "tanh_2", "linear_2", "output"]
    assert desk.store.undo_label == "Duplicate Tanh 1"
    for _ in range(3):
        desk.store.undo()
    assert desk.ids == ["linear_1", "tanh_1", "linear_2", "output"]


def test_copy_cut_and_paste_go_through_the_clipboard(desk: Desk) -> None:
    desk.focus.select("linear_1")
    desk.key(Qt.Key.Key_C, CONTROL)
    desk.focus.select("linear_2")
    desk.key(Qt.Key.Key_V, CONTROL)
    assert desk.ids == ["linear_1", "tanh_1", "linear_2", "linear_3", "output"]
    assert desk.store.experiment.node("linear_3").layer == desk.store.experiment.node("linear_1").layer
    desk.focus.select("tanh_1")
    desk.key(Qt.Key.Key_X, CONTROL)
    assert "tanh_1" not in desk.ids
    assert desk.store.undo_label == "Cut Tanh 1"
    desk.key(Qt.Key.Key_V, CONTROL)
    assert "tanh_1" in desk.ids


@pytest.mark.parametrize("text", ["good morning", "5", "[]", '[{"kind": "nothing"}]', '{"a": 1}', '[{"units": 3}]'])
def test_foreign_text_is_not_pasted_but_spoken_of(desk: Desk, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    before = desk.store.experiment
    with desk.bot.waitSignal(desk.canvas.said) as said:
        desk.key(Qt.Key.Key_V, CONTROL)
    assert "clipboard" in said.args[0]
    assert desk.store.experiment is before


def test_layers_written_by_hand_can_be_pasted(desk: Desk) -> None:
    QGuiApplication.clipboard().setText('[{"kind": "linear", "units": 9}, {"kind": "relu"}]')
    desk.focus.select("input")
    desk.key(Qt.Key.Key_V, CONTROL)
    assert desk.ids[:2] == ["linear_3", "relu_1"]
    assert desk.store.undo_label == "Paste 2 layers"


def test_a_card_is_dragged_to_another_place(desk: Desk) -> None:
    desk.drag(desk.header("linear_2"), desk.header("linear_1") - QPoint(30, 0))
    assert desk.ids == ["linear_2", "linear_1", "tanh_1", "output"]
    assert desk.store.undo_label == "Move Linear 2"
    desk.store.undo()
    assert desk.ids == ["linear_1", "tanh_1", "linear_2", "output"]


def test_escape_lets_a_dragged_card_go(desk: Desk) -> None:
    view = desk.canvas.viewport()
    QTest.mousePress(view, LEFT, NONE, desk.header("linear_2"))
    QTest.mouseMove(view, desk.header("linear_1"))
    desk.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(view, LEFT, NONE, desk.header("linear_1"))
    assert desk.ids == ["linear_1", "tanh_1", "linear_2", "output"]


def test_arrows_walk_over_cards_and_rows(desk: Desk) -> None:
    desk.key(Qt.Key.Key_Right)
    assert desk.focus.node == "input"
    desk.key(Qt.Key.Key_Right)
    desk.key(Qt.Key.Key_Down)
    desk.key(Qt.Key.Key_Down)
    assert (desk.focus.node, desk.focus.row) == ("linear_1", 2)
    desk.key(Qt.Key.Key_Up)
    assert desk.focus.row == 1
    desk.key(Qt.Key.Key_Left)
    assert desk.focus.node == "input"
    desk.key(Qt.Key.Key_Left)
    assert desk.focus.node == "input"
    desk.key(Qt.Key.Key_Escape)
    assert desk.focus.node == ""


def test_alt_arrows_move_the_card(desk: Desk) -> None:
    desk.focus.select("tanh_1")
    desk.key(Qt.Key.Key_Right, ALT)
    assert desk.ids == ["linear_1", "linear_2", "tanh_1", "output"]
    desk.key(Qt.Key.Key_Right, ALT)
    assert desk.ids == ["linear_1", "linear_2", "tanh_1", "output"]
    desk.key(Qt.Key.Key_Left, ALT)
    assert desk.ids == ["linear_1", "tanh_1", "linear_2", "output"]


@pytest.mark.parametrize("id", ["input", "output"])
def test_what_stays_is_explained(desk: Desk, id: str) -> None:
    desk.focus.select(id)
    with desk.bot.waitSignal(desk.canvas.said) as said:
        desk.key(Qt.Key.Key_Delete)
    assert id in said.args[0]
    assert len(desk.ids) == 4


def test_other_keys_are_left_to_the_window(desk: Desk) -> None:
    desk.key(Qt.Key.Key_Space)
    desk.key(Qt.Key.Key_B)
    assert len(desk.ids) == 4


def test_a_broken_network_is_fixed_by_a_click(qtbot: QtBot) -> None:
    desk = Desk(qtbot, plain({"kind": "conv2d"}, {"kind": "linear"}, {"kind": "relu"}, data="mnist"))
    assert not desk.store.trace.trainable
    assert desk.canvas.requests() == ()
    button = desk.canvas.fix_button("linear_1")
    assert button.isVisible()
    assert button.text() == "Insert Flatten"
    QTest.mouseClick(button, LEFT)
    assert desk.store.trace.trainable
    assert desk.store.undo_label == "Insert Flatten"
    assert not desk.canvas.footer.notice.isVisible()
    assert desk.canvas.requests()
    desk.store.undo()
    assert desk.canvas.footer.notice.isVisible()


def test_the_canvas_scrolls_to_a_new_error(qtbot: QtBot) -> None:
    desk = Desk(qtbot, load_example("mnist_cnn"))
    flatten = next(node.id for node in desk.store.experiment.nodes if node.layer.id() == "flatten")
    desk.store.apply(edits.remove(desk.store.experiment, (flatten,)), "Remove Flatten")
    broken = desk.store.trace.errors[0].node
    assert desk.canvas.viewport().rect().contains(desk.canvas.card_rect(broken))
    assert "linear" in desk.canvas.describe().lower()
    assert desk.store.trace.errors[0].text in desk.canvas.describe()


def test_a_skip_link_is_pulled_from_the_rail(qtbot: QtBot) -> None:
    desk = Desk(qtbot, plain({"kind": "linear", "units": 4}, {"kind": "linear", "units": 4}, {"kind": "add"}))
    start = desk.canvas.card_rect("linear_1")
    desk.drag(QPoint(start.right() - 1, start.top() + 25), desk.canvas.card_rect("add_1").center())
    assert desk.store.experiment.node("add_1").inputs == ("linear_2", "linear_1")
    assert desk.store.trace.trainable
    layout = desk.canvas.stage.layout_
    assert layout is not None
    assert [(arc.source, arc.target) for arc in layout.arcs] == [("linear_1", "add_1")]


def test_a_link_back_is_refused_in_words(desk: Desk) -> None:
    start = desk.canvas.card_rect("linear_2")
    with desk.bot.waitSignal(desk.canvas.said):
        desk.drag(QPoint(start.right() - 1, start.top() + 25), desk.canvas.card_rect("linear_1").center())
    assert not desk.store.undo_label


def menu_actions(desk: Desk, id: str) -> dict[str, QAction]:
    desk.canvas.open_menu(id, QPoint(0, 0))
    menu = desk.canvas.findChildren(QMenu, "card_menu")[-1]
    return {action.objectName(): action for part in (menu, *menu.findChildren(QMenu)) for action in part.actions()}


def close_menu(desk: Desk) -> None:
    for menu in desk.canvas.findChildren(QMenu, "card_menu"):
        menu.close()


def test_the_menu_connects_and_edits(qtbot: QtBot) -> None:
    desk = Desk(qtbot, plain({"kind": "linear", "units": 4}, {"kind": "linear", "units": 4}, {"kind": "add"}))
    menu_actions(desk, "add_1")["read_from_linear_1"].trigger()
    close_menu(desk)
    assert desk.store.experiment.node("add_1").inputs == ("linear_2", "linear_1")
    menu_actions(desk, "add_1")["read_from_linear_1"].trigger()
    close_menu(desk)
    assert desk.store.experiment.node("add_1").inputs == ()
    menu_actions(desk, "linear_1")["skip_to_add_1"].trigger()
    close_menu(desk)
    assert desk.store.undo_label == "Read Add from Linear 2 and Linear 1"
    menu_actions(desk, "linear_2")["card_remove"].trigger()
    close_menu(desk)
    assert desk.ids == ["linear_1", "add_1", "output"]


def test_the_menu_of_input_and_output_offers_what_is_possible(desk: Desk) -> None:
    offered = menu_actions(desk, "output")
    close_menu(desk)
    assert "card_remove" not in offered
    assert "read_from_linear_1" in offered
    offered = menu_actions(desk, "input")
    close_menu(desk)
    assert "card_add_a_layer_before" not in offered
    assert "card_add_a_layer_after" in offered


def control(desk: Desk, name: str) -> QToolButton:
    found = desk.canvas.findChild(QToolButton, name)
    assert isinstance(found, QToolButton)
    return found


def wheel(desk: Desk, turn: int, held: Qt.KeyboardModifier) -> None:
    view = desk.canvas.viewport()
    place = QPointF(view.rect().center())
    event = QWheelEvent(
        place,
        QPointF(view.mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, turn),
        Qt.MouseButton.NoButton,
        held,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def test_zoom_by_wheel_and_buttons_stays_within_half_and_double(desk: Desk) -> None:
    wheel(desk, 120, CONTROL)
    assert desk.canvas.stage.zoom == pytest.approx(1.1)
    for _ in range(20):
        wheel(desk, 120, CONTROL)
    assert desk.canvas.stage.zoom == 2.0
    for _ in range(40):
        control(desk, "canvas_zoom_out").click()
    assert desk.canvas.stage.zoom == 0.5
    desk.click_card("linear_2")
    assert desk.focus.node == "linear_2"


def test_fit_brings_all_cards_into_view(qtbot: QtBot) -> None:
    layers: list[dict[str, object]] = [{"kind": "linear", "units": 4}, {"kind": "tanh"}] * 4
    desk = Desk(qtbot, plain(*layers))
    assert not desk.canvas.viewport().rect().contains(desk.canvas.card_rect("output"))
    desk.canvas.stage.set_zoom(0.5)
    desk.canvas.stage.fit()
    assert desk.canvas.viewport().rect().contains(desk.canvas.card_rect("output").adjusted(0, 0, 0, -60))
    assert 0.75 <= desk.canvas.stage.zoom < 1.0
    wheel(desk, -120, Qt.KeyboardModifier.NoModifier)


def test_rows_out_of_view_are_paged_by_clicks_and_keys(qtbot: QtBot) -> None:
    desk = Desk(qtbot, plain({"kind": "linear", "units": 20}, {"kind": "tanh"}))
    stage = desk.canvas.stage
    assert stage.layout_ is not None
    card = stage.layout_.card("tanh_1")
    assert stage.layout_.window(card) == (0, 8)
    pager = stage.layout_.pager_box(card)
    assert pager is not None
    desk.click(stage.to_view(pager).center() + QPoint(20, 0))
    assert stage.layout_.window(card) == (8, 8)
    assert stage.layout_.window(stage.layout_.card("linear_1")) == (8, 8)
    desk.focus.select("tanh_1", 19)
    assert stage.layout_.window(card) == (12, 8)
    desk.focus.select("tanh_1", 0)
    assert stage.layout_.window(card) == (0, 8)


def test_tooltips_explain(desk: Desk) -> None:
    tip = desk.canvas.stage.tip
    assert tip(QPointF(desk.canvas.plus_rect("linear_2").center())) == "Add a layer here"
    words = tip(QPointF(desk.header("linear_1")))
    assert summary_of(LAYERS.find("linear")) in words
    assert "z = W x + b" in words
    assert "12 parameters" in words


def test_every_control_has_a_name(desk: Desk) -> None:
    for name in ("canvas_zoom_out", "canvas_zoom_in", "canvas_fit", "canvas_stage", "palette_search", "palette_list"):
        widget = desk.canvas.findChild(QWidget, name)
        assert isinstance(widget, QWidget)
        assert widget.accessibleName()
    assert desk.canvas.accessibleDescription() == desk.canvas.describe()
    assert "2 – 4 – 3 – 1" in desk.canvas.describe()
