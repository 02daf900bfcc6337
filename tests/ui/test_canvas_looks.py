"""In which way the canvas shows the network: gradients, own inputs, backs of cards, units that are off, cells."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMenu
from pytestqt.qtbot import QtBot

from playground.engine.requests import Gradients, OnExamples, OnGrid, OnRaw, Outputs
from playground.model.derivation import Region
from playground.model.examples import load_example
from playground.model.files import from_plain
from playground.model.trace import trace
from playground.ui.canvas.asking import Asking
from playground.ui.canvas.backs import laid, mosaic
from playground.ui.canvas.cards import Card, cards_of
from playground.ui.canvas.insets import BINS, parts, spread
from playground.ui.canvas.layout import Layout
from playground.ui.state.focus import Focus
from playground.ui.theme.theme import Theme
from tests.draws import draws
from tests.pictures import alike
from tests.ui.test_canvas_live import Live, digits

LEFT = Qt.MouseButton.LeftButton


def layout_of(live: Live) -> Layout:
    layout = live.canvas.stage.layout_
    assert layout is not None
    return layout


def ask(live: Live, kind: type) -> list[object]:
    return [request for request in live.canvas.requests() if isinstance(request, kind)]


def center(live: Live, picture: QImage, id: str, row: int) -> QColor:
    tile = layout_of(live).tile_box(layout_of(live).card(id), row)
    assert tile is not None
    place = live.canvas.stage.to_view(tile).center()
    return picture.pixelColor(live.canvas.viewport().mapTo(live.canvas, place))


def press(live: Live, key: Qt.Key) -> None:
    QTest.keyClick(live.canvas.stage, key)


# ------------------------------------------------------------------------------------------------------ gradients


def test_the_switch_and_its_key_change_between_values_and_gradients(qtbot: QtBot) -> None:
    live = Live(qtbot, load_example("circle"))
    values = live.show()
    segment, other = (
        live.canvas.findChild(QAbstractButton, f"canvas_shown_{what}") for what in ("gradients", "values")
    )
    assert segment is not None
    assert other is not None
    with qtbot.waitSignal(live.canvas.requests_changed):
        QTest.mouseClick(segment, LEFT)
    assert ask(live, Gradients)
    assert live.show() != values
    assert "output rises" in live.canvas.footer.accessibleDescription()
    press(live, Qt.Key.Key_G)
    assert not ask(live, Gradients)
    assert other.isChecked()
    press(live, Qt.Key.Key_G)
    assert segment.isChecked()


def test_tiles_over_the_plane_have_the_colours_of_the_outputs_slopes(qtbot: QtBot) -> None:
    live = Live(qtbot, load_example("circle"))
    live.canvas.view_options.show("Gradients")
    frame = live.frame()
    live.canvas.set_frame(frame)
    picture = live.picture()
    (asked,) = ask(live, Gradients)
    assert isinstance(asked, Gradients)
    assert isinstance(asked.on, OnGrid)
    assert asked.of == "output"
    for id in ("linear_1", "tanh_1"):
        values = frame.answers[asked][id]
        side = asked.on.side
        middle = values.reshape(side, side, -1)[side // 2 - 1 : side // 2 + 1, side // 2 - 1 : side // 2 + 1, 0].mean()
        wanted = live.theme.signed_table()[round(127.5 + 127.5 * middle / np.abs(values).max())]
        shown = center(live, picture, id, 0)
        assert abs(shown.red() - int(wanted[0])) + abs(shown.blue() - int(wanted[2])) < 40
    assert "gradients" in live.canvas.footer.accessibleDescription()


def test_images_ask_for_slopes_of_the_loss_and_drawings_of_the_output(qtbot: QtBot) -> None:
    live = Live(qtbot, digits())
    live.canvas.view_options.show("Gradients")
    (asked,) = ask(live, Gradients)
    assert isinstance(asked, Gradients)
    assert asked.of == "loss"
    assert isinstance(asked.on, OnExamples)
    assert "input" in asked.nodes
    assert "output" in asked.nodes
    live.show()
    assert "loss rises" in live.canvas.footer.accessibleDescription()
    live.focus.give(drawing(), "your drawing")
    (asked,) = ask(live, Gradients)
    assert isinstance(asked, Gradients)
    assert asked.of == "output"
    assert asked.on == drawing()
    live.show()
    assert "largest output" in live.canvas.footer.accessibleDescription()


@pytest.mark.parametrize(
    ("example", "dark"), [("sine", False), ("bumps", True), ("blobs", False), ("digits_resnet", True)]
)
def test_gradients_of_every_kind_of_data_paint(qtbot: QtBot, example: str, dark: bool) -> None:
    live = Live(qtbot, load_example(example), dark)
    live.canvas.view_options.show("Gradients")
    empty = live.picture()
    assert not alike(live.show(), empty)


def test_every_card_with_gradients_prints_its_scale(qtbot: QtBot) -> None:
    live = Live(qtbot, load_example("digits_cnn"))
    live.canvas.view_options.show("Gradients")
    live.canvas.set_frame(live.frame())
    layout = layout_of(live)
    for card in layout.cards:
        if card.face != "spine":
            assert live.canvas.pictures.of(card, *layout.window(card)).scale.startswith("±")


# ----------------------------------------------------------------------------------------------------- own inputs


def drawing() -> OnRaw:
    pixels = np.zeros((1, 8, 8))
    pixels[0, 1:7, 3] = 16.0
    return OnRaw((1, 8, 8), tuple(pixels.ravel().tolist()))


def test_a_drawing_takes_the_examples_place_and_says_so(qtbot: QtBot) -> None:
    live = Live(qtbot, digits())
    before = live.show()
    with qtbot.waitSignal(live.canvas.requests_changed):
        live.focus.give(drawing(), "your drawing")
    assert {request.on for request in ask(live, Outputs) if isinstance(request, Outputs)} == {drawing()}
    assert not alike(live.show(), before)
    layout = layout_of(live)
    picture = live.canvas.pictures.of(layout.card("input"), 0, 1)
    assert picture.caption == ("Your drawing", "no label")
    assert picture.pixels is not None
    assert picture.pixels.shape == (8, 8, 4)
    live.focus.give(None)
    assert alike(live.show(), before)


def test_a_point_of_the_plane_is_ringed_with_each_units_value(qtbot: QtBot) -> None:
    live = Live(qtbot, load_example("circle"))
    plain = live.show()
    live.focus.give(OnRaw((2,), (1.0, -0.5)), "a point")
    frame = live.frame()
    live.canvas.set_frame(frame)
    assert not alike(live.picture(), plain)
    answers = [answer for asked, answer in frame.answers.items() if getattr(asked, "on", None) == live.focus.given]
    pictures = live.canvas.pictures
    layout = layout_of(live)
    for row in range(3):
        assert pictures.value_there(layout.card("linear_1"), row) == pytest.approx(
            float(answers[0]["linear_1"][0, row])
        )
    logit = float(answers[0]["output"][0, 0])
    assert pictures.value_there(layout.card("output"), 0) == pytest.approx(1 / (1 + np.exp(-logit)))
    live.focus.give(None)
    assert alike(live.show(), plain)


@pytest.mark.parametrize("point", [(0.3,), (99.0,), (float("nan"),)])
def test_any_point_of_a_curve_paints(qtbot: QtBot, point: tuple[float, ...]) -> None:
    live = Live(qtbot, load_example("sine"))
    plain = live.show()
    live.focus.give(OnRaw((1,), point), "a point")
    assert not alike(live.show(), plain)


# ---------------------------------------------------------------------------------------------------------- backs


@given(st.integers(1, 5), st.integers(1, 20), st.integers(1, 5), st.integers(1, 5))
@draws(40)
def test_a_mosaic_holds_every_kernel_once(units: int, channels: int, high: int, wide: int) -> None:
    kernels = np.arange(1.0, units * channels * high * wide + 1).reshape(units, channels, high, wide)
    made = mosaic(kernels)
    for unit in range(units):
        found = made[unit][np.isfinite(made[unit])]
        assert sorted(found.tolist()) == sorted(kernels[unit].ravel().tolist())
    assert (made[:, :high, :wide] == kernels[:, 0]).all()


def test_only_cards_with_images_to_show_turn() -> None:
    experiment = digits()
    cards = cards_of(experiment, trace(experiment))
    turning = {card.id: card for card in cards if card.turns}
    assert set(turning) == {"conv2d_1", "linear_1"}
    assert turning["linear_1"].seen == (12, 3, 3)
    flat = from_plain(
        {
            "data": {"kind": "digits"},
            "networks": {
                "main": [
                    {"kind": "flatten"},
                    {"kind": "dropout"},
                    {"kind": "linear", "units": 64},
                    {"kind": "linear", "units": 64},
                ]
            },
        }
    )
    seen = {card.id: card.seen for card in cards_of(flat, trace(flat))}
    assert seen["linear_1"] == (1, 8, 8)
    assert seen["linear_2"] == ()


def test_k_turns_the_selected_card_and_back(qtbot: QtBot) -> None:
    live = Live(qtbot, load_example("digits_cnn"))
    front = live.show()
    live.focus.select("conv2d_1")
    selected = live.picture()
    press(live, Qt.Key.Key_K)
    turned = live.show()
    assert turned != selected
    layout = layout_of(live)
    assert layout.card("conv2d_1").back
    assert layout.card("conv2d_1").footer == "kernels"
    assert "what each unit learned" in live.canvas.footer.accessibleDescription()
    press(live, Qt.Key.Key_K)
    live.focus.select("")
    assert live.show() == front


def test_a_card_without_a_back_says_so(qtbot: QtBot) -> None:
    live = Live(qtbot, load_example("circle"))
    with qtbot.waitSignal(live.canvas.said) as said:
        live.canvas.turn("linear_1")
    assert said.args is not None
    assert "no back" in said.args[0]


def test_kernels_of_more_channels_than_are_drawn_are_counted() -> None:
    card = Card("c", "Conv2d 1", "8×8×8", "maps", 8, "c", ("b",), turns=True, reads=200)
    (over,) = laid((card,), {"c"}, False)
    assert over.back
    assert over.footer == "64 of 200"


# --------------------------------------------------------------------------------------------------------- spines


def test_a_spread_counts_all_numbers_on_one_axis() -> None:
    before = np.array([[-4.0, 0.5, 4.0, np.nan]])
    after = np.array([[-1.0, -1.0, 1.0]])
    found = spread(before, after)
    assert found.limit == 4.0
    assert found.bad == 1
    assert np.flatnonzero(found.before).tolist() == [0, BINS // 2 + 1, BINS - 1]
    assert found.after.max() == 1.0
    assert np.count_nonzero(found.after) == 2


def test_parts_that_are_added_lie_beside_every_row_and_joined_ones_beside_their_own(qapp: object) -> None:
    theme = Theme()
    one, two = np.ones((3, 2, 2)), np.full((3, 2, 2), 2.0)
    added = parts([one, two], one + two, slice(0, 2), theme)
    assert added.added
    assert added.of == ((0, 1), (0, 1))
    assert added.scale == "±3"
    joined = parts([one, two[:2]], np.concatenate([one, two[:2]]), slice(1, 5), theme)
    assert not joined.added
    assert joined.of == ((0, 1), (2, 3))
    assert joined.count == 4


@pytest.mark.parametrize("merge", ["add", "concat"])
@pytest.mark.parametrize("data", ["circle", "sine", "digits"])
def test_spines_show_what_they_do(qtbot: QtBot, merge: str, data: str) -> None:
    start = [{"kind": "flatten"}] if data == "digits" else []
    layers = [
        *start,
        {"id": "a", "kind": "linear", "units": 5},
        {"id": "n", "kind": "batch_norm"},
        {"id": "b", "kind": "linear", "units": 5},
        {"id": "d", "kind": "dropout"},
        {"id": "m", "kind": merge, "inputs": ["a", "d"]},
    ]
    live = Live(qtbot, from_plain({"data": {"kind": data}, "networks": {"main": layers}}))
    empty = live.picture()
    assert not alike(live.show(), empty)
    pictures, layout = live.canvas.pictures, layout_of(live)
    assert pictures.spread(layout.card("n")) is not None
    found = pictures.parts(layout.card("m"), *layout.window(layout.card("m")))
    assert found is not None
    assert found.added == (merge == "add")
    assert layout.card("d").inset == "dropped"


# ------------------------------------------------------------------------------------------------ off, and a cell


def test_units_that_are_off_are_faded_with_their_lines(qtbot: QtBot) -> None:
    live = Live(qtbot, load_example("circle"))
    plain = live.show()
    live.canvas.view_options.show_off([("linear_1", 1)])
    faded = live.picture()
    assert not alike(faded, plain)
    assert center(live, faded, "linear_1", 0) == center(live, plain, "linear_1", 0)
    assert center(live, faded, "linear_1", 1) != center(live, plain, "linear_1", 1)
    live.canvas.view_options.show_off([])
    assert alike(live.picture(), plain)


def test_a_cell_that_is_looked_at_is_ringed(qtbot: QtBot) -> None:
    live = Live(qtbot, digits())
    live.focus.select("conv2d_1", 2)
    plain = live.show()
    live.focus.point_at((3, 4))
    cell = live.canvas.view_options.cell
    assert cell is not None
    assert (cell.node, cell.row, cell.place, cell.size) == ("conv2d_1", 2, (3, 4), (6, 6))
    assert cell.region == Region(3, 4, 6, 7)
    assert cell.input_size == (8, 8)
    assert not alike(live.picture(), plain)
    live.focus.select("linear_1", 0)
    assert live.canvas.view_options.cell is None
    live.focus.select("conv2d_1", 2)
    live.focus.point_at((300, 4))
    assert live.canvas.view_options.cell is None


def test_what_is_asked_by_default_is_no_more_than_values_and_weights() -> None:
    live_experiment = load_example("circle")
    from_cards = cards_of(live_experiment, trace(live_experiment))
    asking = Asking(live_experiment, from_cards, Focus())
    assert {type(request).__name__ for request in asking.requests(True)} == {"Outputs", "Weights"}


def test_the_folded_corner_and_the_menu_turn_a_card_over(qtbot: QtBot) -> None:
    live = Live(qtbot, load_example("digits_cnn"))
    live.show()
    corner = live.canvas.card_rect("conv2d_1").topRight() + QPoint(-5, 5)
    assert "Turn the card over" in live.canvas.stage.tip(QPointF(corner))
    QTest.mouseClick(live.canvas.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, corner)
    assert live.canvas.view_options.turned == {"conv2d_1"}
    assert live.focus.node == ""
    live.canvas.open_menu("conv2d_1", live.canvas.mapToGlobal(QPoint(100, 100)))
    menu = live.canvas.findChild(QMenu, "card_menu")
    assert menu is not None
    action = next(action for action in menu.actions() if action.objectName() == "card_turn")
    assert action.text().startswith("Turn the card back")
    action.trigger()
    menu.close()
    assert not live.canvas.view_options.turned


def test_another_experiment_lies_with_its_front_up_and_the_switch_stays(qtbot: QtBot) -> None:
    live = Live(qtbot, load_example("digits_cnn"))
    live.canvas.turn("conv2d_1")
    live.canvas.view_options.show("Gradients")
    live.store.load(load_example("digits_resnet"), None)
    assert not live.canvas.view_options.turned
    assert live.canvas.view_options.gradients


def test_rows_of_joined_paths_all_show_and_are_paged_where_they_are_many(qtbot: QtBot) -> None:
    def joined(units: int) -> Layout:
        layers = [
            {"id": "a", "kind": "linear", "units": units},
            {"id": "b", "kind": "linear", "units": units},
            {"id": "m", "kind": "concat", "inputs": ["a", "b"]},
        ]
        live = Live(qtbot, from_plain({"data": {"kind": "circle"}, "networks": {"main": layers}}))
        live.show()
        return layout_of(live)

    few, many = joined(6), joined(20)
    assert few.window(few.card("m")) == (0, 12)
    assert few.pager_box(few.card("m")) is None
    assert many.pager_box(many.card("m")) is not None
