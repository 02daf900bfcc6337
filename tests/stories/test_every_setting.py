"""Every setting of training is changed while it trains, twice, in quick order: undo leads back to every number."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.engine.session import Session
from playground.engine.snapshot import decode
from playground.model.averaging import ExponentialMean
from playground.model.experiment import Experiment
from playground.model.parameters import Parameter
from playground.model.sections import Setting, settings_of
from playground.schedules.plateau import ReduceOnPlateau
from playground.stopping.early import StopEarly
from playground.ui.forms.number_row import NumberRow
from playground.ui.shell.window import Window
from playground.ui.state.store import Edit
from tests.any_values import any_value
from tests.engine.setups import tiny, with_training
from tests.setting_hands import ACTIONS, SettingHands
from tests.stories.conftest import PATIENCE, Open, losses, open_file, settled, train
from tests.stories.test_nothing_is_lost import kept, stands

FIRST = "training.initializer"
"""Learning begins anew with it, so what was learned till then is put aside."""
SETTINGS = ("set", "set inside", "row of kinds", "of a layer", "freeze", "validation")
"""What hands do that is one edit each."""
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 8))]


def remembering() -> Experiment:
    """What remembers more than weights and an optimizer from step to step."""
    kinds = {"schedule": ReduceOnPlateau(patience=0, threshold=0.9), "stopping": (StopEarly(patience=1000),)}
    return with_training(tiny(), averaging=ExponentialMean(decay=0.8), **kinds)


def another(parameter: Parameter, value: object, draw: random.Random) -> Any:
    """Another value that is allowed; few threads, as others share this machine."""
    for _ in range(50):
        drawn = draw.randrange(3) if parameter.name == "threads" else any_value(parameter, draw, ends=True)
        if drawn != value:
            return drawn
    return value


def there(window: Window) -> dict[str, Setting]:
    """All settings that the panel has now, by path."""
    return {setting.path: setting for setting in settings_of(window.store.experiment)}


def change_all(window: Window, draw: random.Random) -> None:
    """Set each setting to another value, one right after the other, and train wherever that can be."""
    for path in sorted(there(window), key=lambda path: path != FIRST):
        setting = there(window).get(path)  # with another optimizer there are others
        if setting is not None:
            window.store.set(path, another(setting.parameter, setting.value, draw))
            if window.conductor.can_train and not window.conductor.playing:
                window.conductor.play()
            QApplication.processEvents()


def turn_back(window: Window) -> None:
    while window.store.undo_label:
        window.store.undo()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "first",
    [pytest.param(tiny(), id="plain", marks=pytest.mark.slow), pytest.param(remembering(), id="remembering")],
)
def test_all_are_changed_twice_while_it_trains_and_undo_leads_back_to_every_bit(
    qtbot: QtBot, open_window: Open, tmp_path: Path, first: Experiment, seed: int
) -> None:
    window, draw, path = open_window(first), random.Random(seed), tmp_path / "mine.playground"
    conductor, store = window.conductor, window.store
    train(qtbot, window, 40)
    conductor.play()
    qtbot.waitUntil(lambda: conductor.state.step > 40, timeout=PATIENCE)
    for _ in range(2):
        change_all(window, draw)
    changed = store.experiment
    turn_back(window)
    assert store.experiment == first
    back = kept(qtbot, window)
    step = conductor.state.step
    stands(qtbot, window, step)
    alone = Session(first)
    assert step >= 40
    assert losses(window) == [alone.step() for _ in range(step)]
    assert back == alone.keep()
    while store.redo_label:
        store.redo()
    assert store.experiment == changed
    turn_back(window)
    stands(qtbot, window, step)
    assert kept(qtbot, window) == back
    window.documents.save_to(path)
    settled(qtbot, window)
    shown = losses(window)
    window.documents.open_example("xor")
    assert open_file(qtbot, window, path)
    stands(qtbot, window, step)
    assert (kept(qtbot, window), losses(window)) == (back, shown)
    train(qtbot, window, 30)
    assert losses(window)[step:] == [alone.step() for _ in range(30)]


def learned(state: bytes) -> list[object]:
    """The step, the place in the data and all weights of a state; nothing of one in which nothing was learned yet."""
    if not state:
        return []
    found = decode(state)
    return [found.step, found.place.position, {name: value.tolist() for name, value in found.tensors.items()}]


@pytest.mark.parametrize("seed", SEEDS)
def test_any_settings_are_taken_back_one_by_one_to_the_very_first_weights(
    qtbot: QtBot, open_window: Open, seed: int
) -> None:
    draw = random.Random(seed)
    window = open_window(remembering())
    hands, store = SettingHands(window, draw, ends=True), window.store
    past: list[tuple[Edit, bytes]] = []
    for _ in range(12):
        if draw.random() < 0.5 and window.conductor.can_train:
            learn_some(qtbot, window, draw.randrange(1, 30))
        state = kept(qtbot, window)
        ACTIONS[draw.choice(SETTINGS)](hands)
        if store.turn is not None and all(store.turn.edit is not edit for edit, _ in past):
            past.append((store.turn.edit, state))
    future: list[tuple[Edit, bytes]] = []
    for edit, state in reversed(past):
        future.append((edit, kept(qtbot, window)))
        store.undo()
        is_back(qtbot, window, edit, state, future[-1][1])
    assert not store.undo_label
    assert store.experiment == remembering()
    for edit, state in reversed(future):
        now = kept(qtbot, window)
        store.redo()
        is_back(qtbot, window, edit, state, now)


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_was_set_last_a_file_brings_the_weights_back(
    qtbot: QtBot, open_window: Open, tmp_path: Path, seed: int
) -> None:
    draw, path = random.Random(seed), tmp_path / "mine.playground"
    window = open_window(remembering())
    hands, store = SettingHands(window, draw, ends=True), window.store
    for round in range(4):
        if window.conductor.can_train:
            learn_some(qtbot, window, 30)
        for _ in range(1 + round % 2):
            ACTIONS[draw.choice(SETTINGS)](hands)
        before, said = weights(kept(qtbot, window)), store.undo_label
        window.documents.save_to(path)
        settled(qtbot, window)
        window.documents.open_example("xor")
        assert open_file(qtbot, window, path)
        assert weights(kept(qtbot, window)) == before, said
        assert not any("damaged" in text for text in window.notices.texts), said


def is_back(qtbot: QtBot, window: Window, edit: Edit, state: bytes, now: bytes) -> None:
    """What was learned on the other side of an edit is back; where it touched nothing of it, the weights stay."""
    if edit.left is None:
        assert weights(kept(qtbot, window)) == weights(now), edit.label
    else:
        assert kept(qtbot, window) == state, edit.label


def weights(state: bytes) -> list[object]:
    """The step, the place in the data and all weights of a state; nothing of one in which nothing was learned yet."""
    if not state:
        return []
    found = decode(state)
    return [found.step, found.place.position, {name: value.tolist() for name, value in found.tensors.items()}]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("averaging", "none"),
        ("schedule", "cosine"),
        pytest.param("stopping", (), marks=pytest.mark.slow),
        pytest.param("stopping.0.watches", "accuracy", marks=pytest.mark.slow),
    ],
)
def test_what_a_setting_remembered_comes_back_with_it(
    qtbot: QtBot, open_window: Open, path: str, value: object
) -> None:
    """A mean of the weights, how often the rate was lowered, what early stopping had seen."""
    window = open_window(remembering())
    train(qtbot, window, 60)
    before = kept(qtbot, window)
    window.store.set(f"training.{path}", value)
    train(qtbot, window, 60)
    after = kept(qtbot, window)
    window.store.undo()
    stands(qtbot, window, 60)
    assert kept(qtbot, window) == before
    window.store.redo()
    stands(qtbot, window, 120)
    assert kept(qtbot, window) == after


def learn_some(qtbot: QtBot, window: Window, steps: int) -> None:
    """Train for so many steps, or as far as the limits that are set let it."""
    conductor = window.conductor
    conductor.play(steps)
    qtbot.waitUntil(lambda: not conductor.starting.lasts and not conductor.playing, timeout=PATIENCE)


def test_each_number_is_typed_twice_while_it_trains(qtbot: QtBot, open_window: Open) -> None:
    window, draw = open_window(tiny()), random.Random(0)
    panel, conductor = window.left.training, window.conductor
    train(qtbot, window, 20)
    before = losses(window)
    for place in range(len(panel.folds)):
        panel.open(place)
    conductor.play()
    rows = [found for fold in panel.folds.values() for found in fold.rows()]
    typed = [(path, row) for path, row in rows if isinstance(row, NumberRow) and row.field.isEnabled()]
    assert len(typed) > 10
    for path, row in typed:
        for _ in range(2):
            value = another(row.parameter, there(window)[path].value, draw)
            write(row, value)
            assert not row.field.complaint, path
            assert np.isclose(there(window)[path].value, value, rtol=0.01), path
    turn_back(window)
    assert window.store.experiment == tiny()
    conductor.pause()
    kept(qtbot, window)
    assert losses(window)[:20] == before
    assert len(losses(window)) == conductor.state.step


def write(row: NumberRow, value: float) -> None:
    """Type a number into its field, as the field spells it."""
    shown = 100 * value if row.parameter.unit == "%" else value
    row.field.setFocus()
    row.field.selectAll()
    QTest.keyClicks(row.field, f"{shown:.3g}" if isinstance(shown, float) else str(shown))
    QTest.keyClick(row.field, Qt.Key.Key_Return)
