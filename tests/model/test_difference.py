"""The difference between two experiments: no more changes in a session than must."""

from __future__ import annotations

import msgspec
import pytest

from playground.model import edits
from playground.model.change_words import changes_in_words
from playground.model.difference import difference
from playground.model.experiment import Experiment
from playground.model.registry import DATA, LAYERS, LOSSES, OPTIMIZERS
from tests.model.networks import experiment

START = experiment(
    {"kind": "linear", "id": "a"},
    {"kind": "dropout", "id": "drop", "rate": 0.2},
    training={"optimizer": {"kind": "sgd", "learning_rate": 0.1}, "loss": {"kind": "cross_entropy"}},
)


def test_the_same_experiment_and_a_new_name_differ_in_nothing() -> None:
    assert not difference(START, START).matters
    assert not difference(START, edits.rename(START, "Other")).matters


def test_live_knobs_need_no_rebuild() -> None:
    rate = edits.set_value(START, "training.optimizer", OPTIMIZERS.find("sgd")(learning_rate=0.03))
    found = difference(START, rate)
    assert (found.settings, found.optimizer, found.rebuild) == (True, False, False)
    assert changes_in_words(START, rate) == ("Learning rate 0.1 → 0.03",)
    dropped = edits.set_value(START, "networks.main.drop.rate", 0.5)
    assert difference(START, dropped).live_layers == ("drop",)
    assert not difference(START, dropped).rebuild
    assert changes_in_words(START, dropped) == ("Dropout: Rate 0.2 → 0.5",)
    batch = edits.set_value(START, "training.batch_size", 32)
    assert (difference(START, batch).pace, difference(START, batch).rebuild) == (True, False)


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (edits.set_value(START, "networks.main.a.units", 3), "Linear 1: Units 8 → 3"),
        (edits.insert(START, LAYERS.find("relu")(), "drop")[0], "ReLU 1 added"),
        (edits.remove(START, ("drop",)), "Dropout removed"),
        (edits.connect(START, "drop", ("input",)), "Links changed"),
        (edits.set_value(START, "networks.main.drop", LAYERS.find("tanh")()), "Dropout → Tanh 1"),
    ],
)
def test_another_structure_is_rebuilt(new: Experiment, words: str) -> None:
    found = difference(START, new)
    assert found.structure
    assert found.rebuild
    assert not found.task
    assert changes_in_words(START, new) == (words,)


def test_another_kind_of_data_or_seed_is_another_task() -> None:
    assert difference(START, edits.set_data(START, DATA.find("xor")())).task
    assert difference(START, edits.set_value(START, "seed", 9)).task
    assert difference(START, msgspec.structs.replace(START, description="Another lesson.")).task
    noisy = difference(START, edits.set_value(START, "data.noise", 0.2))
    assert (noisy.task, noisy.data, noisy.rebuild) == (False, True, True)


def test_another_optimizer_or_loss() -> None:
    adam = edits.set_value(START, "training.optimizer", OPTIMIZERS.find("adam")())
    assert (difference(START, adam).optimizer, difference(START, adam).rebuild) == (True, False)
    assert changes_in_words(START, adam) == ("SGD → Adam",)
    loss = edits.set_value(START, "objective.loss", LOSSES.find("binary_cross_entropy")())
    assert difference(START, loss).loss
    assert changes_in_words(START, loss) == ("Loss: Binary cross-entropy",)


@pytest.mark.parametrize(
    ("path", "before", "after", "forgets"),
    [
        ("training.averaging", "ema", "none", True),
        ("training.averaging", "ema", "swa", False),  # the mean goes on
        ("training.averaging", "none", "ema", False),
        ("training.schedule", "plateau", "cosine", True),
        ("training.schedule", "cosine", "step", False),
        ("training.stopping", "early", "none", True),
        ("training.stopping", "none", "early", False),
        ("training.accumulate", 4, 1, True),
        ("training.accumulate", 4, 2, False),
    ],
)
def test_what_was_remembered_and_has_no_place_any_more_is_told(
    path: str, before: str | int, after: str | int, forgets: bool
) -> None:
    old = edits.set_value(START, path, before)
    assert difference(old, edits.set_value(old, path, after)).forgets is forgets


def test_a_setting_of_what_remembers_forgets_nothing() -> None:
    old = START
    for path, kind in (("averaging", "ema"), ("schedule", "plateau"), ("stopping", "early")):
        old = edits.set_value(old, f"training.{path}", kind)
    for path in ("averaging.decay", "schedule.patience", "stopping.0.patience"):
        assert not difference(old, edits.set_value(old, f"training.{path}", 0.5 if "decay" in path else 3)).forgets
    assert difference(old, edits.set_value(old, "training.stopping.0.watches", "accuracy")).forgets
