"""Sections: every setting of training is under a question, and says in words what it is."""

from __future__ import annotations

from typing import Annotated

import msgspec
import pytest

from playground.model.edits import insert
from playground.model.examples import load_example
from playground.model.experiment import Training
from playground.model.kind import Kind
from playground.model.parameters import described, parameters_of
from playground.model.registry import LAYERS, LOSSES, OBJECTIVES, OPTIMIZERS
from playground.model.sections import SECTIONS, differing, settings_of, with_defaults
from playground.model.setting_words import in_words, line_of, section_in_words
from playground.model.settings import get, set

ELSEWHERE = {"optimizer", "batch_size"}
"""Settings of training that have a place of their own."""
IDS = {section.id for section in SECTIONS}


class Warmed(Kind, frozen=True, tag="warmed"):
    """A kind with words of its own."""

    label = "Warmed"
    steps: Annotated[int, described("Steps.")] = 3

    def in_words(self, around: msgspec.Struct) -> str:
        return f"warm after {self.steps}"


class Cooled(Kind, frozen=True, tag="cooled"):
    """A kind without."""

    label = "Cooled"
    steps: Annotated[int, described("Steps.", zero="never")] = 3
    loud: Annotated[bool, described("Loud.")] = True
    share: Annotated[float, described("Share.", unit="%")] = 0.5


def test_every_setting_of_training_is_in_a_section() -> None:
    for parameter in parameters_of(Training):
        assert (parameter.section in IDS) is (parameter.name not in ELSEWHERE), parameter.name
    for shelf in (OPTIMIZERS, OBJECTIVES, LOSSES):
        for kind in shelf.kinds.values():
            assert all(parameter.section in {"", *IDS} for parameter in parameters_of(kind))


def test_settings_have_paths_that_lead_to_them() -> None:
    experiment = load_example("spiral")
    found = {setting.path: setting for setting in settings_of(experiment)}
    assert {"seed", "training.epochs", "training.threads", "training.optimizer.learning_rate"} <= found.keys()
    for path, setting in found.items():
        assert get(experiment, path) == setting.value


def test_what_differs_is_found_and_goes_back_together() -> None:
    experiment = load_example("spiral")
    plain = with_defaults(experiment, differing(experiment))
    assert differing(plain) == ()
    changed = set(set(plain, "training.epochs", 40), "seed", 7)
    assert [setting.path for setting in differing(changed)] == ["seed", "training.epochs"]
    assert with_defaults(changed, differing(changed)) == plain


def test_a_section_says_what_is_set_and_else_what_holds() -> None:
    sections = {section.id: section for section in SECTIONS}
    experiment = load_example("spiral")
    experiment = with_defaults(experiment, differing(experiment))
    assert section_in_words(experiment, sections["length"]) == ("until it is paused",)
    changed = set(set(experiment, "training.epochs", 40), "training.steps", 900)
    assert section_in_words(changed, sections["length"]) == ("40 epochs", "900 steps")


def test_a_kind_says_itself_or_its_name_and_what_was_changed() -> None:
    around = Cooled()
    assert in_words(Warmed(5), around) == "warm after 5"
    assert in_words(Cooled(), around) == "Cooled"
    assert in_words(Cooled(0, False, 0.25), around) == "Cooled, steps never, no loud, share 25 %"


@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_a_line_is_never_longer_than_its_room(count: int) -> None:
    phrases = [f"setting {number} of many" for number in range(count)]
    line = line_of(phrases, lambda words: len(words) <= 36)
    assert len(line) <= 36
    assert line.endswith(", …") is (count > 2)
    assert line_of(("short", "words"), bool) == "short, words"
    assert line_of(("short", "words"), lambda words: False) == "short, …"


def test_what_matters_most_comes_first_and_kinds_of_a_row_each_have_their_words() -> None:
    sections = {section.id: section for section in SECTIONS}
    experiment = load_example("digits_cnn")
    experiment = with_defaults(experiment, differing(experiment))
    assert section_in_words(experiment, sections["start"]) == ("torch's default",)
    for path, value in (
        *(("seed", 7), ("training.initializer", "kaiming_normal"), ("training.bias_initializer", "zeros")),
        *(("training.augmentation", "rotate,shift"), ("training.decay_all", False), ("training.accumulate", 4)),
    ):
        experiment = set(experiment, path, value)
    assert section_in_words(experiment, sections["start"]) == ("He normal", "biases zeros", "weights seed 7")
    assert section_in_words(experiment, sections["overfitting"]) == ("rotate", "shift", "no decay of biases and norms")
    assert section_in_words(experiment, sections["gradients"]) == ("4 batches a move",)


def test_what_is_about_running_averages_is_there_only_where_a_layer_keeps_some() -> None:
    experiment = load_example("spiral")
    assert "training.freeze_averages" not in {setting.path for setting in settings_of(experiment)}
    experiment, _ = insert(experiment, LAYERS.find("batch_norm1d")(), experiment.nodes[0].id)
    assert "training.freeze_averages" in {setting.path for setting in settings_of(experiment)}
