"""Groups on the canvas: chosen, named, folded, moved and dissolved by mouse and keys; and the overview."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from playground.model import files
from playground.model.network import INPUT
from playground.model.registry import TEMPLATES
from tests.ui.desk import CONTROL, LEFT, NONE, Desk, plain

SHIFT = Qt.KeyboardModifier.ShiftModifier
STACK: tuple[dict[str, object], ...] = tuple(
    {"kind": kind, "id": id} for kind, id in zip(["linear", "tanh", "linear", "tanh"], "abcd", strict=True)
)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot, plain(*STACK))


def group(desk: Desk, first: str = "b", last: str = "c") -> str:
    """A group made with the mouse and the keyboard; its id."""
    desk.click_card(first)
    QTest.mouseClick(desk.canvas.viewport(), LEFT, SHIFT, desk.header(last))
    desk.key(Qt.Key.Key_G, CONTROL)
    desk.bot.waitUntil(desk.canvas.grips.name.isVisible)
    QTest.keyClicks(desk.canvas.grips.name, "Block")
    QTest.keyClick(desk.canvas.grips.name, Qt.Key.Key_Return)
    return desk.store.experiment.networks["main"].groups[-1].id


def cards(desk: Desk) -> list[str]:
    layout = desk.canvas.stage.layout_
    assert layout is not None
    return [card.id for card in layout.cards]


def runs(desk: Desk) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.name, each.nodes) for each in desk.store.experiment.networks["main"].groups]


def test_a_run_of_cards_becomes_a_group_with_a_name(desk: Desk) -> None:
    said: list[str] = []
    desk.canvas.said.connect(said.append)
    id = group(desk)
    assert said == ["2 layers are chosen: Ctrl+G makes them a group."]
    assert runs(desk) == [("Block", ("b", "c"))]
    assert not desk.canvas.grips.bracket_rect(id).isEmpty()
    assert desk.store.undo_label == "Name group Block"
    desk.store.undo()
    desk.store.undo()
    assert runs(desk) == []


def test_shift_and_arrows_choose_a_run_and_escape_forgets_it(desk: Desk) -> None:
    desk.click_card("b")
    desk.key(Qt.Key.Key_Right, SHIFT)
    desk.key(Qt.Key.Key_Right, SHIFT)
    assert "".join(desk.canvas.groups.run) == "bcd"
    desk.key(Qt.Key.Key_Left, SHIFT)
    assert "".join(desk.canvas.groups.run) == "bc"
    desk.key(Qt.Key.Key_Escape)
    assert "".join(desk.canvas.groups.run) == ""
    assert desk.focus.node == "b"


def test_a_group_folds_into_one_card_and_shows_its_layers_again(desk: Desk) -> None:
    id = group(desk)
    desk.click(desk.canvas.grips.bracket_rect(id).center())
    assert cards(desk) == [INPUT, "a", "c", "d", "output"]
    layout = desk.canvas.stage.layout_
    assert layout is not None
    card = layout.card("c")
    assert (card.name, card.face, card.members) == ("Block", "group", ("b", "c"))
    assert card.footer.startswith("2 layers · ")
    assert "folded into one card" in desk.canvas.stage.tip(QPointF(desk.header("c")))
    assert "c" in {node for request in desk.canvas.requests() for node in getattr(request, "nodes", ())}
    box = desk.canvas.card_rect("c")
    desk.click(QPoint(box.right() - 12, box.top() + 14))
    assert cards(desk) == [INPUT, "a", "b", "c", "d", "output"]
    desk.click_card("c")
    desk.key(Qt.Key.Key_F)
    assert "b" not in cards(desk)
    QTest.mouseDClick(desk.canvas.viewport(), LEFT, NONE, desk.header("c"))
    assert "b" in cards(desk)


def test_folding_is_no_edit_but_lies_in_the_file(desk: Desk) -> None:
    id = group(desk)
    label = desk.store.undo_label
    desk.canvas.groups.toggle(id)
    assert desk.store.undo_label == label
    text = files.write(desk.store.experiment, desk.store.views)
    experiment, views = files.read_both(text)
    again = Desk(desk.bot, experiment, views=views)
    assert "b" not in cards(again)
    assert files.write(again.store.experiment, again.store.views) == text


def test_a_layer_that_is_looked_at_from_elsewhere_comes_out_of_its_group(desk: Desk) -> None:
    desk.canvas.groups.toggle(group(desk))
    desk.focus.select("b")
    assert "b" in cards(desk)


def test_a_folded_group_is_moved_copied_and_removed_as_one(desk: Desk) -> None:
    desk.canvas.groups.toggle(group(desk))
    commands = desk.canvas.commands
    commands.shift("c", -1)
    assert desk.ids == ["b", "c", "a", "d", "output"]
    commands.shift("c", 1)
    assert desk.ids == ["a", "b", "c", "d", "output"]
    commands.shift("a", 1)
    assert desk.ids == ["b", "c", "a", "d", "output"]
    commands.duplicate("c")
    assert [name for name, _ in runs(desk)] == ["Block", "Block 2"]
    assert commands.copy("c")
    assert len(msgspec.json.decode(QGuiApplication.clipboard().text())) == 2
    before = len(desk.ids)
    commands.remove("c")
    assert len(desk.ids) == before - 2
    commands.paste("output")
    assert len(desk.ids) == before


def test_what_is_added_before_a_folded_group_stays_outside(desk: Desk) -> None:
    desk.canvas.groups.toggle(group(desk))
    desk.click(desk.canvas.plus_rect("c").center())
    desk.canvas.palette_.field.setText("dropout")
    QTest.keyClick(desk.canvas.palette_.field, Qt.Key.Key_Return)
    assert desk.ids[1].startswith("dropout")
    assert runs(desk) == [("Block", ("b", "c"))]
    assert desk.canvas.commands.following("a") == desk.ids[1]
    assert desk.canvas.commands.following(desk.ids[1]) == "c"


def test_a_link_into_a_folded_group_is_refused_in_words(desk: Desk) -> None:
    said: list[str] = []
    desk.canvas.groups.toggle(group(desk))
    desk.canvas.said.connect(said.append)
    desk.canvas.commands.link("input", "c")
    assert said == ["A link needs one layer to lead to: unfold Block first, then drag it there."]


def test_the_menu_makes_folds_renames_and_dissolves(desk: Desk) -> None:
    desk.click_card("b")
    press(desk, "b", "group_with_next")
    assert runs(desk) == [("Group", ("b", "c"))]
    desk.bot.waitUntil(desk.canvas.grips.name.isVisible)
    QTest.keyClick(desk.canvas.grips.name, Qt.Key.Key_Escape)
    assert runs(desk)[0][0] == "Group"
    press(desk, "b", "group_fold")
    assert "b" not in cards(desk)
    press(desk, "c", "group_rename")
    assert desk.canvas.grips.name.isVisible()
    QTest.keyClicks(desk.canvas.grips.name, "Stem")
    desk.click_card("a")
    assert runs(desk)[0][0] == "Stem"
    press(desk, "c", "group_dissolve")
    assert runs(desk) == []
    assert "b" in cards(desk)


def press(desk: Desk, id: str, name: str) -> None:
    desk.canvas.open_menu(id, desk.canvas.mapToGlobal(QPoint(300, 200)))
    menu = desk.canvas.findChild(QMenu, "card_menu")
    assert menu is not None
    action = menu.findChild(QAction, name)
    assert action is not None
    menu.close()
    action.trigger()
    desk.bot.waitUntil(lambda: desk.canvas.findChild(QMenu, "card_menu") is None)


def test_a_template_arrives_as_a_group_that_fits_what_enters_it(qtbot: QtBot) -> None:
    desk = Desk(qtbot, plain({"kind": "conv2d", "id": "stem", "channels": 5}, data="digits"))
    desk.canvas.open_palette("output")
    desk.canvas.palette_.field.setText("residual block")
    QTest.keyClick(desk.canvas.palette_.field, Qt.Key.Key_Return)
    assert runs(desk)[0][0] == "Residual block"
    layer = desk.store.experiment.node(desk.ids[1]).layer
    assert getattr(layer, "channels", 0) == 5
    assert desk.store.undo_label == "Add Residual block"
    assert desk.focus.node == runs(desk)[0][1][-1]


def test_skip_links_end_at_the_folded_card(qtbot: QtBot) -> None:
    desk = Desk(qtbot, plain({"kind": "linear", "id": "stem", "units": 4}))
    for _ in range(2):
        desk.canvas.commands.add_template(TEMPLATES.find("residual_block"), "output")
    first, second = desk.store.experiment.networks["main"].groups
    desk.canvas.groups.toggle(first.id)
    layout = desk.canvas.stage.layout_
    assert layout is not None
    assert layout.card(first.nodes[-1]).sources == ("stem",)
    assert {arc.source for arc in layout.arcs} == {first.nodes[-1]}
    assert [bracket.band.id for bracket in layout.brackets] == [second.id]


def test_the_overview_comes_when_the_network_is_wider_and_leads_anywhere(qtbot: QtBot) -> None:
    desk = Desk(qtbot, plain(*STACK))
    assert desk.canvas.overview.isHidden()
    for _ in range(4):
        desk.canvas.commands.add_template(TEMPLATES.find("mlp"), "output")
    overview = desk.canvas.overview
    assert overview.isVisible()
    desk.canvas.stage.horizontalScrollBar().setValue(0)
    assert overview.seen[0] == 0
    QTest.mouseClick(overview, LEFT, NONE, QPoint(overview.width() - 3, 10))
    assert overview.seen[1] == pytest.approx(1.0, abs=0.01)
    assert desk.canvas.card_rect("output").right() <= desk.canvas.viewport().width()


def test_the_ground_is_dragged_and_the_wheel_zooms_where_the_mouse_is(qtbot: QtBot) -> None:
    desk = Desk(qtbot, plain(*STACK))
    for _ in range(4):
        desk.canvas.commands.add_template(TEMPLATES.find("mlp"), "output")
    stage = desk.canvas.stage
    bar = stage.horizontalScrollBar()
    bar.setValue(300)
    view = desk.canvas.viewport()
    QTest.mousePress(view, Qt.MouseButton.MiddleButton, NONE, QPoint(400, 200))
    QTest.mouseMove(view, QPoint(340, 200))
    QTest.mouseRelease(view, Qt.MouseButton.MiddleButton, NONE, QPoint(340, 200))
    assert bar.value() == 360
    desk.focus.select(stage.visible_cards()[1].id)
    chosen, start = desk.focus.node, bar.value()
    layout = stage.layout_
    assert layout is not None
    ground = QPoint(420, view.height() - 2)
    desk.drag(ground, ground - QPoint(80, 0))
    assert (desk.focus.node, bar.value()) == (chosen, start + 80)
    desk.click(ground)
    assert desk.focus.node == ""
    seen = stage.visible_cards()
    card = seen[len(seen) // 2]
    middle = desk.canvas.card_rect(card.id).center()
    stage.set_zoom(1.4, QPointF(middle))
    assert (desk.canvas.card_rect(card.id).center() - middle).manhattanLength() < 60
    assert abs(desk.canvas.card_rect(card.id).center().x() - middle.x()) <= 3
