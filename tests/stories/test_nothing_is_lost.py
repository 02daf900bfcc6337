"""Nothing learned is lost: whatever is edited, opened or reset, undo brings weights and curves back exactly."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from playground.engine.messages import Kept
from playground.model import edits
from playground.model.grouping import group
from playground.model.registry import LAYERS
from playground.ui.shell.window import Window
from playground.ui.state.store import Edit
from tests.engine.setups import tiny
from tests.stories.conftest import PATIENCE, Open, child, losses, open_file, settled, train


def kept(qtbot: QtBot, window: Window) -> bytes:
    """All that is learned, bit for bit: weights, optimizer, random numbers, place in the data, step."""
    found: list[Kept] = []
    window.conductor.kept.connect(found.append)
    window.conductor.keep("story")
    # The window asks too, in case it loses the trainer.
    qtbot.waitUntil(lambda: any(answer.token == "story" for answer in found), timeout=PATIENCE)
    window.conductor.kept.disconnect(found.append)
    return next(answer.state for answer in found if answer.token == "story")


def curves(window: Window) -> list[object]:
    history = window.conductor.history
    return [history.batch_loss.values.tolist(), [*history.health], [*history.marks]]


def stands(qtbot: QtBot, window: Window, step: int) -> None:
    """Wait until the trainer stands at a step of what the window shows."""
    conductor = window.conductor
    qtbot.waitUntil(
        lambda: conductor.samples is not None and conductor.state.step == step == conductor.history.last_step,
        timeout=PATIENCE,
    )
    assert not conductor.playing


def test_a_layer_is_deleted_and_comes_back_with_all_it_had_learned(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    train(qtbot, window, 60)
    before, shown = kept(qtbot, window), curves(window)
    window.canvas.commands.remove("linear_2")
    train(qtbot, window, 20)
    after = kept(qtbot, window)
    window.store.undo()
    stands(qtbot, window, 60)
    assert kept(qtbot, window) == before
    assert curves(window) == shown
    label = window.store.redo_label
    said = f"Back at step 60, as it was before “{label}”: Redo brings back step 80."
    assert said in window.notices.texts
    window.store.redo()
    stands(qtbot, window, 80)
    assert kept(qtbot, window) == after
    assert len(losses(window)) == 80


def test_an_edit_while_it_trains_is_taken_back_to_its_step(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    conductor = window.conductor
    conductor.play()
    qtbot.waitUntil(lambda: conductor.state.step > 100, timeout=PATIENCE)
    window.canvas.commands.remove("linear_2")
    at = conductor.state.step
    qtbot.waitUntil(lambda: conductor.state.step > at + 200, timeout=PATIENCE)
    window.store.undo()
    qtbot.waitUntil(lambda: not conductor.playing and bool(window.notices.texts), timeout=PATIENCE)
    step = conductor.state.step
    assert window.notices.texts[0].startswith("Back at step ")
    assert step == conductor.history.last_step
    alone = [*losses(window)]
    window.conductor.reset()
    qtbot.waitUntil(lambda: conductor.state.step == 0 and not losses(window), timeout=PATIENCE)
    train(qtbot, window, step)
    assert losses(window) == alone


def test_a_reset_right_after_a_batch_takes_that_batch_back(qtbot: QtBot, open_window: Open) -> None:
    """Nothing has been told of the batch yet."""
    window = open_window("circle")
    start = kept(qtbot, window)
    window.conductor.step_batch()
    window.conductor.reset()
    assert kept(qtbot, window) == start
    assert not losses(window)


def test_reset_is_an_edit_like_others(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    store = window.store
    window.conductor.reset()
    assert not store.undo_label
    assert window.notices.texts == ["There is nothing to reset: these are the starting weights."]
    start = kept(qtbot, window)
    train(qtbot, window, 30)
    before, shown = kept(qtbot, window), curves(window)
    QTest.keyClicks(window, "relu")
    assert window.conductor.state.step == 30
    window.walk.toggle()
    QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert store.undo_label.startswith("Reset")
    assert kept(qtbot, window) == start
    assert not losses(window)
    window.store.undo()
    stands(qtbot, window, 30)
    assert kept(qtbot, window) == before
    assert curves(window) == shown


def test_an_example_begins_at_step_0_with_its_own_network(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    start = kept(qtbot, window)
    train(qtbot, window, 31)
    first = kept(qtbot, window)
    window.documents.open_example("xor")
    train(qtbot, window, 5)
    second = kept(qtbot, window)
    window.documents.open_example("circle")
    qtbot.waitUntil(lambda: window.conductor.samples is not None, timeout=PATIENCE)
    assert kept(qtbot, window) == start
    assert (window.conductor.state.step, losses(window)) == (0, [])
    window.canvas.commands.remove("linear_2")
    train(qtbot, window, 4)
    window.documents.open_example("circle")
    assert kept(qtbot, window) == start
    window.documents.open_new()
    assert window.conductor.state.step == 0
    for _ in range(4):
        window.store.undo()
    stands(qtbot, window, 5)
    assert kept(qtbot, window) == second
    window.store.undo()
    stands(qtbot, window, 31)
    assert kept(qtbot, window) == first


def drag(window: Window, *units: int) -> None:
    """Drag the slider of the first layer's units over these values."""
    for value in units:
        window.store.apply(
            edits.set_value(window.store.experiment, "networks.main.linear_1.units", value), "Units", "units"
        )
    window.store.seal()


@pytest.mark.slow
def test_a_drag_takes_nothing_that_its_last_value_leaves_room_for(
    qtbot: QtBot, open_window: Open, tmp_path: Path
) -> None:
    window = open_window(tiny())
    train(qtbot, window, 5)
    with qtbot.waitSignal(window.documents.saved, timeout=PATIENCE):
        window.documents.save_to(tmp_path / "mine.playground")
    before, shown = kept(qtbot, window), curves(window)
    drag(window, 3, 1, 3, 4)
    assert not window.store.undo_label
    stands(qtbot, window, 5)
    assert kept(qtbot, window) == before
    assert curves(window) == shown
    assert window.store.saving.unsaved == ""
    drag(window, 3)
    narrow = kept(qtbot, window)
    drag(window, 1, 2, 3)
    assert kept(qtbot, window) == narrow
    window.store.undo()
    drag(window, 1, 2, 5, 1, 3)
    assert kept(qtbot, window) == narrow
    window.store.undo()
    stands(qtbot, window, 5)
    assert kept(qtbot, window) == before
    assert not window.store.undo_label


Act = Callable[[Window], None]
ACTS: list[Act] = [
    lambda window: window.canvas.commands.remove(window.store.experiment.ids()[0]),
    lambda window: window.canvas.commands.add(LAYERS.kinds["linear"], window.store.experiment.ids()[0]),
    lambda window: window.canvas.commands.add(LAYERS.kinds["conv2d"], "output"),
    lambda window: window.canvas.commands.shift(window.store.experiment.ids()[0], 1),
    lambda window: window.conductor.new_weights(),
    lambda window: window.store.apply(edits.set_value(window.store.experiment, "data.noise", 0.3), "Noise"),
    lambda window: window.store.apply(
        edits.set_value(window.store.experiment, "training.batch_size", 17), "Batch size"
    ),
    lambda window: window.store.apply(group(window.store.experiment, ("output",), "All")[0], "Group"),
    lambda window: window.weight_edits.write("output", "bias", (0,), (1.5,)),
    lambda window: window.conductor.reset(),
    lambda window: window.weight_edits.toggle("output", 0),
    lambda window: window.documents.open_example("xor"),
]


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 12))])
def test_any_edits_are_taken_back_one_by_one_to_the_very_first_weights(
    qtbot: QtBot, open_window: Open, seed: int
) -> None:
    chance = random.Random(seed)
    window = open_window(tiny())
    store = window.store
    past: list[tuple[Edit, bytes]] = []
    for _ in range(9):
        if chance.random() < 0.5 and window.conductor.can_train:
            train(qtbot, window, chance.randrange(1, 4))
        state = kept(qtbot, window)
        chance.choice(ACTS)(window)
        if store.turn is not None and store.turn.edit not in [edit for edit, _ in past]:
            past.append((store.turn.edit, state))
    future: list[bytes] = []
    for edit, state in reversed(past):
        future.append(kept(qtbot, window))
        store.undo()
        # Where only a setting was changed learning goes on with the old one.
        assert kept(qtbot, window) == (future[-1] if edit.left is None else state)
    assert not store.undo_label
    for state in reversed(future):
        store.redo()
        assert kept(qtbot, window) == state


def test_the_header_says_saved_where_the_file_holds_what_is_learned(
    qtbot: QtBot, open_window: Open, tmp_path: Path
) -> None:
    window = open_window("circle")
    path = tmp_path / "mine.playground"

    def saved() -> str:
        label = child(window, "saved_state")
        assert isinstance(label, QLabel)
        return label.text()

    assert saved() == "Not saved yet"
    train(qtbot, window, 30)
    with qtbot.waitSignal(window.documents.saved, timeout=PATIENCE):
        window.documents.save_to(path)
    assert saved() == "Saved"
    window.conductor.reset()
    assert (saved(), window.store.dirty) == ("Unsaved changes", True)
    window.conductor.step_batch()
    qtbot.waitUntil(lambda: window.conductor.state.step == 1, timeout=PATIENCE)
    assert saved() == "Unsaved changes"
    window.store.undo()
    qtbot.waitUntil(lambda: saved() == "Saved", timeout=PATIENCE)
    window.canvas.commands.remove("linear_2")
    assert saved() == "Unsaved changes"
    window.store.undo()
    assert (saved(), window.store.dirty) == ("Saved", False)
    window.documents.open_example("xor")
    assert (saved(), window.store.path) == ("Not saved yet", None)
    window.store.undo()
    assert (saved(), window.store.path) == ("Saved", path)
    window.documents.save_to(tmp_path / "mine.json")
    settled(qtbot, window)
    assert (saved(), window.store.dirty) == ("Weights not saved", False)
    window.conductor.reset()
    assert saved() == "Saved"
    assert open_file(qtbot, window, path)
    qtbot.waitUntil(lambda: window.conductor.state.step == 30, timeout=PATIENCE)
    assert saved() == "Saved"
    train(qtbot, window, 1)
    assert (saved(), window.store.dirty) == ("Unsaved changes", True)
