"""The canvas with sequences: tokens, strips, heads, answers, and the lines of who looks at whom."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from playground.engine.messages import Frame
from playground.engine.requests import OnRaw, Outputs, Taps
from playground.engine.session import Session
from playground.model import grouping
from playground.model.files import from_plain
from playground.model.sequences import TokenSet
from playground.model.trace import trace
from playground.ui.canvas.cards import Card, cards_of
from playground.ui.canvas.group_menu import add_group_entries
from playground.ui.canvas.layout import Layout
from playground.ui.canvas.picture import Picture
from playground.ui.canvas.view_options import GRADIENTS, VALUES
from playground.ui.state.scene import Scene
from tests.ui.desk import Desk

EMBED = {"kind": "embedding", "width": 8}
NETWORKS: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    "reverse": (
        {"kind": "reverse", "samples": 60},
        [EMBED, {"kind": "position"}, {"kind": "encoder_block", "heads": 4, "hidden": 12}],
    ),
    "varied": (
        {"kind": "reverse", "samples": 60, "vary": True, "length": 9},
        [EMBED, {"kind": "self_attention", "heads": 2}, {"kind": "relu"}, {"kind": "layer_norm"}],
    ),
    "letters": (
        {"kind": "shakespeare", "samples": 40, "length": 24},
        [EMBED, {"kind": "self_attention", "heads": 2, "causal": True}],
    ),
    "long": ({"kind": "copy_task", "samples": 40, "length": 60}, [EMBED, {"kind": "gru", "hidden": 5}]),
    "names": (
        {"kind": "names"},
        [EMBED, {"kind": "lstm", "hidden": 6, "bidirectional": True}, {"kind": "additive_attention"}],
    ),
    "adding": (
        {"kind": "adding", "samples": 40, "length": 12},
        [{"kind": "conv1d", "channels": 3}, {"kind": "relu"}, {"kind": "max_pool1d"}, {"kind": "flatten"}],
    ),
    "sines": ({"kind": "sine_mix", "samples": 80, "window": 10}, [{"kind": "rnn", "returns": "last state"}]),
    "patches": (
        {"kind": "digits"},
        [{"kind": "patches", "size": 2}, {"kind": "linear", "units": 200}, {"kind": "mean_steps"}],
    ),
    "rows": ({"kind": "digits"}, [{"kind": "rows"}, {"kind": "gru", "hidden": 6}, {"kind": "last_step"}]),
}


@cache
def session(name: str) -> Session:
    data, layers = NETWORKS[name]
    made = Session(from_plain({"data": data, "networks": {"main": layers}}))
    for _ in range(3):
        made.step()
    return made


class Watched(Desk):
    """A desk whose canvas shows a session that has learned for a moment."""

    def __init__(self, qtbot: QtBot, name: str, dark: bool = False) -> None:
        self.session = session(name)
        super().__init__(qtbot, self.session.experiment, dark)
        experiment = self.store.experiment
        self.canvas.set_scene(Scene(experiment, self.store.trace, experiment.data.load(), 1))

    def frame(self) -> Frame:
        answers, failures = self.session.answer(self.canvas.requests())
        assert not failures
        return Frame(1, 0, 0.0, answers, failures)

    def show(self) -> QImage:
        self.canvas.set_frame(self.frame())
        self.canvas.stage.settle()
        return self.canvas.grab().toImage()

    @property
    def layout(self) -> Layout:
        assert self.canvas.stage.layout_ is not None
        return self.canvas.stage.layout_

    def card(self, id: str) -> Card:
        return self.layout.card(id)

    def picture(self, id: str) -> Picture:
        card = self.card(id)
        return self.canvas.pictures.of(card, *self.layout.pictured(card))

    def answer(self, kind: type, id: str) -> Any:
        frame = self.frame()
        return next(found[id] for asked, found in frame.answers.items() if isinstance(asked, kind) and id in found)

    def at(self, id: str, row: int, across: float = 0.5, down: float = 0.5) -> QPoint:
        box = self.layout.tile_box(self.card(id), row)
        assert box is not None
        place = self.canvas.stage.to_view(box)
        return QPoint(place.x() + int(across * place.width()), place.y() + int(down * place.height()))

    def said_at(self, id: str, row: int, across: float = 0.5, down: float = 0.5) -> str:
        QTest.mouseMove(self.canvas.viewport(), self.at(id, row, across, down))
        QApplication.processEvents()
        probe = self.canvas.stage.probe
        reading = probe.reading(probe.hovered) if probe.hovered is not None else None
        return f"{reading.title}; {reading.detail}" if reading is not None else ""


@pytest.mark.parametrize("name", NETWORKS)
def test_every_kind_of_sequence_paints_values_and_gradients(qtbot: QtBot, name: str) -> None:
    desk = Watched(qtbot, name, dark=name < "n")
    empty = desk.canvas.grab().toImage()
    full = desk.show()
    assert empty != full
    desk.canvas.view_options.show(GRADIENTS)
    assert desk.show() != full
    desk.canvas.view_options.show(VALUES)
    assert desk.show() == full


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name in ("varied", "patches") else pytest.mark.slow) for name in NETWORKS],
)
def test_nothing_breaks_wherever_one_clicks(qtbot: QtBot, name: str) -> None:
    desk = Watched(qtbot, name)
    desk.show()
    view = desk.canvas.viewport()
    for x in range(8, view.width(), 79):
        for y in range(60, view.height(), 97):
            QTest.mouseMove(view, QPoint(x, y))
            desk.click(QPoint(x, y))
            desk.canvas.stage.tip(QPointF(x, y))
    for card in desk.layout.cards:
        desk.focus.select(card.id, 1)
        for key in (Qt.Key.Key_W, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Up):
            desk.key(key)
        desk.key(Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    desk.show()
    assert desk.store.experiment is desk.session.experiment


def test_faces_follow_from_what_leaves() -> None:
    experiments = {name: session(name).experiment for name in NETWORKS}
    faces = {name: [card.face for card in cards_of(found, trace(found))] for name, found in experiments.items()}
    assert faces["reverse"] == ["tokens", "steps", "steps", "heads", "answers"]
    assert faces["varied"] == ["tokens", "steps", "heads", "steps", "spine", "answers"]
    assert faces["names"] == ["tokens", "steps", "steps", "units", "bars"]
    assert faces["adding"] == ["steps", "steps", "steps", "steps", "spine", "bars"]
    assert faces["sines"] == ["steps", "units", "bars"]
    assert faces["patches"] == ["image", "steps", "steps", "units", "bars"]


def test_rows_of_a_sequence_line_up_and_activations_and_position_dock(qtbot: QtBot) -> None:
    desk = Watched(qtbot, "reverse")
    heights = {tuple(desk.layout.row_middle(card, step) for step in range(8)) for card in desk.layout.cards}
    assert len(heights) == 1
    assert desk.card("position_1").host == "embedding_1"
    assert Watched(qtbot, "adding").card("relu_1").host == "conv1d_1"


def test_a_strip_has_the_colours_of_its_numbers(qtbot: QtBot) -> None:
    desk = Watched(qtbot, "reverse")
    shown = desk.show()
    values = desk.answer(Outputs, "position_1")[0]
    table, limit = desk.theme.signed_table(), np.abs(values).max()
    for step, feature in ((0, 1), (4, 6), (7, 3)):
        place = desk.canvas.viewport().mapTo(desk.canvas, desk.at("position_1", step, (feature + 0.5) / 8))
        wanted = table[round(127.5 + 127.5 * values[step, feature] / limit)]
        assert _apart(shown.pixelColor(place), wanted) < 12


def test_tokens_are_those_of_the_example_also_before_the_network_is_ready(qtbot: QtBot) -> None:
    desk = Watched(qtbot, "varied")
    data = desk.store.experiment.data
    assert isinstance(data, TokenSet)
    for example in (0, 3):
        desk.focus.choose(example)
        signs = desk.picture("input").signs
        tokens = data.load().test_inputs[example]
        assert "".join(sign.text for sign in signs if sign.look != "padding") == data.vocabulary().write(
            tokens.tolist()
        )
        assert sum(sign.look == "padding" for sign in signs) == int((tokens == 0).sum())


def test_an_input_of_ones_own_takes_the_place_of_the_example(qtbot: QtBot) -> None:
    desk = Watched(qtbot, "reverse")
    desk.focus.give(OnRaw((8,), (0.0, 1.0, 2.0, 3.0, 0.0, 1.0, 2.0, 3.0)), "your own sequence")
    desk.show()
    assert [sign.text for sign in desk.picture("input").signs] == list("ABCDABCD")
    wrong = [sign.below for sign in desk.picture("output").signs]
    assert set(wrong) <= {"", *(f"true {letter}" for letter in "ABCD")}


def test_answers_say_the_likeliest_class_its_share_and_what_is_right(qtbot: QtBot) -> None:
    desk = Watched(qtbot, "varied")
    experiment = desk.store.experiment
    samples = experiment.data.load()
    example = int((samples.test_inputs == 0).sum(axis=1).argmax())
    desk.focus.choose(example)
    desk.show()
    shares = experiment.read(desk.answer(Outputs, "output")[0]).probabilities
    names, right = experiment.data.target().names, samples.test_targets[example]
    for step, sign in enumerate(desk.picture("output").signs):
        if right[step] < 0:
            assert sign.look == "padding"
            continue
        said = int(shares[step].argmax())
        assert (sign.text, sign.beside) == (names[said], f"{shares[step].max():.2f}")
        assert sign.below == ("" if said == right[step] else f"true {names[right[step]]}")


def test_lines_are_the_attention_of_the_chosen_head(qtbot: QtBot) -> None:
    desk = Watched(qtbot, "reverse")
    desk.show()
    weights = desk.answer(Taps, "encoder_block_1")["attention"][0]
    for head in (0, 2):
        desk.focus.select("encoder_block_1", head)
        desk.canvas.stage.settle()
        (bundle,) = [found for found in desk.canvas.stage.bundles if found.attends]
        found = {(line.target_row, line.source_row): line.strength for line in bundle.lines}
        assert len(found) == 64
        for (reading, read), strength in found.items():
            assert strength == pytest.approx(weights[head, reading, read])
        assert f"Lines: head {head + 1}, who reads whom" in desk.canvas.footer.accessibleDescription()
    desk.focus.select("embedding_1", 0)  # the head stays chosen
    desk.canvas.stage.settle()
    assert "Lines: head 3" in desk.canvas.footer.accessibleDescription()


def test_the_head_under_the_mouse_draws_the_lines(qtbot: QtBot) -> None:
    desk = Watched(qtbot, "reverse")
    desk.show()
    weights = desk.answer(Taps, "encoder_block_1")["attention"][0]
    said = desk.said_at("encoder_block_1", 1, 6.5 / 8, 3.5 / 8)
    data = desk.store.experiment.data
    assert isinstance(data, TokenSet)
    letters = data.vocabulary().write(data.load().test_inputs[0].tolist())
    assert said.startswith("Head 2: ")
    assert f"step 4 “{letters[3]}” looks at step 7 “{letters[6]}” with" in said
    (bundle,) = [found for found in desk.canvas.stage.bundles if found.attends]
    assert max(line.strength for line in bundle.lines) == pytest.approx(weights[1].max())
    desk.canvas.grab()


def test_padding_has_neither_lines_nor_cells(qtbot: QtBot) -> None:
    desk = Watched(qtbot, "varied")
    samples = desk.store.experiment.data.load()
    example = int((samples.test_inputs == 0).sum(axis=1).argmax())
    desk.focus.choose(example)
    desk.show()
    count = int((samples.test_inputs[example] != 0).sum())
    assert count < 9
    (bundle,) = [found for found in desk.canvas.stage.bundles if found.attends]
    assert {line.source_row for line in bundle.lines} == set(range(count))
    image = desk.picture("self_attention_1").image
    assert image is not None
    assert (image.width(), image.height()) == (count, 2 * count)
    strip = desk.picture("embedding_1").pixels
    assert strip is not None
    assert (strip.reshape(9, -1, 4)[count:] == 0).all()
    assert desk.said_at("embedding_1", 8).startswith("Step 9: padding")


def test_what_cannot_be_seen_is_clear_and_said(qtbot: QtBot) -> None:
    desk = Watched(qtbot, "letters")
    desk.show()
    pixels = desk.picture("self_attention_1").pixels
    assert pixels is not None
    alpha = pixels.reshape(2, 24, 24, 4)[..., 3]
    assert (alpha[:, *np.triu_indices(24, 1)] == 0).all()
    assert (alpha[:, *np.tril_indices(24)] == 255).all()
    assert "does not see step 23" in desk.said_at("self_attention_1", 0, 22.5 / 24, 2.5 / 24)


def test_pooling_by_attention_has_a_line_from_each_real_step(qtbot: QtBot) -> None:
    desk = Watched(qtbot, "names")
    desk.show()
    weights = desk.answer(Taps, "additive_attention_1")["attention"][0, 0, 0]
    (bundle,) = [found for found in desk.canvas.stage.bundles if found.attends]
    assert sum(line.strength for line in bundle.lines) == pytest.approx(1.0, abs=1e-5)
    assert all(line.strength == pytest.approx(weights[line.source_row]) for line in bundle.lines)
    assert "Lines: how much each step counts" in desk.canvas.footer.accessibleDescription()


def test_a_number_of_a_strip_is_read_out_and_looked_at(qtbot: QtBot) -> None:
    desk = Watched(qtbot, "adding")
    desk.show()
    value = desk.answer(Outputs, "conv1d_1")[0][2, 1]
    assert desk.said_at("conv1d_1", 2, 0.5).startswith(f"Step 3, feature 2: {'−' if value < 0 else ''}")
    desk.click(desk.at("conv1d_1", 2, 0.5))
    assert (desk.focus.node, desk.focus.row, desk.focus.place) == ("conv1d_1", 2, (0, 1))


def test_a_strip_of_more_numbers_than_cells_shows_the_farthest_from_zero(qtbot: QtBot) -> None:
    desk = Watched(qtbot, "patches")
    desk.show()
    values = desk.answer(Outputs, "linear_1")[0]
    pixels = desk.picture("linear_1").pixels
    assert pixels is not None
    cells = pixels.reshape(16, -1, 4)
    assert cells.shape[1] == 67
    said = desk.said_at("linear_1", 0, 0.001)
    which = int(np.abs(values[0, :3]).argmax())
    assert f"feature {which + 1}: " in said
    assert "of 3 in this cell the farthest from 0" in said


def test_patches_are_drawn_as_pieces_of_the_image(qtbot: QtBot) -> None:
    desk = Watched(qtbot, "patches")
    shown = desk.show()
    image = desk.store.experiment.data.load().test_inputs[0, 0]
    darkest = int(np.argmax(image.reshape(4, 2, 4, 2).sum(axis=(1, 3))))
    ink, paper = (desk.theme.color(token) for token in ("image_ink", "image_paper"))
    place = desk.canvas.viewport().mapTo(desk.canvas, desk.at("patches_1", darkest, 0.25, 0.25))
    value = image[darkest // 4 * 2, darkest % 4 * 2] / image.max()
    assert abs(shown.pixelColor(place).red() - (paper.red() + value * (ink.red() - paper.red()))) < 40


def test_long_sequences_turn_their_pages_together(qtbot: QtBot) -> None:
    desk = Watched(qtbot, "long")
    desk.show()
    first, count = desk.layout.window(desk.card("embedding_1"))
    assert first == 0
    assert count < 60
    desk.canvas.stage.page_to(desk.card("embedding_1"), 30)
    assert {desk.layout.window(card)[0] for card in desk.layout.cards} == {30}
    assert len(desk.picture("input").signs) == count
    desk.show()


def test_a_step_can_be_switched_off_but_no_head(qtbot: QtBot) -> None:
    desk = Watched(qtbot, "reverse")
    switches = desk.canvas.hands.switches
    assert switches.unit("embedding_1", 2) == "step 3"
    assert not switches.can_switch("encoder_block_1")
    said: list[str] = []
    switches.said.connect(said.append)
    desk.focus.select("encoder_block_1", 1)
    desk.key(Qt.Key.Key_X)
    assert "Heads cannot be switched off" in said[0]


def test_a_block_unfolds_into_its_parts_from_its_menu_and_folds_again(qtbot: QtBot) -> None:
    desk = Watched(qtbot, "reverse")
    before = desk.store.experiment
    action = _entry(desk, "encoder_block_1")
    assert action is not None
    action.trigger()
    assert "encoder_block_1_attention" in desk.ids
    assert desk.store.experiment.networks["main"].groups[0].name == "Encoder block 1"
    desk.canvas.grab()
    desk.store.undo()
    assert desk.store.experiment == before
    assert _entry(desk, "embedding_1") is None
    assert _entry(desk, "input") is None


@pytest.mark.parametrize("name", ["reverse", "varied"])
def test_a_folded_group_shows_strips_of_what_leaves_it(qtbot: QtBot, name: str) -> None:
    desk = Watched(qtbot, name)
    desk.show()
    inner = desk.ids[1:-1]
    experiment, group = grouping.group(desk.store.experiment, tuple(inner), "Body")
    desk.store.apply(experiment, "Group")
    desk.canvas.groups.toggle(group)
    card = desk.card(inner[-1])
    assert (card.face, card.stripes, card.features) == ("group", True, 8)
    desk.show()
    values, pixels = desk.answer(Outputs, inner[-1])[0], desk.picture(inner[-1]).pixels
    assert pixels is not None
    assert pixels.reshape(len(values), -1, 4).shape[1] == 8
    assert desk.said_at(inner[-1], 0).startswith("Step 1, feature 5: ")


def _entry(desk: Desk, id: str) -> QAction | None:
    """The entry that unfolds a layer, where its card's menu has one."""
    menu = QMenu(desk.canvas)
    add_group_entries(menu, desk.canvas.groups, id, lambda group: None)
    return menu.findChild(QAction, "card_unfold")


def _apart(shown: QColor, wanted: Any) -> int:
    return abs(shown.red() - int(wanted[0])) + abs(shown.green() - int(wanted[1])) + abs(shown.blue() - int(wanted[2]))
