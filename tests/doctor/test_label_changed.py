"""Augmentation that makes another class of a sample is told with the classes, and none that leaves it what it is."""

from __future__ import annotations

from playground.doctor.augmenting import LabelChanged
from playground.doctor.evidence import Evidence
from playground.doctor.finding import Finding
from playground.doctor.proof import Bars
from playground.engine.history import History
from playground.model import edits
from playground.model.augmentation import Augmentation
from playground.model.registry import AUGMENTATIONS
from playground.model.trace import trace
from tests.draws import seeds
from tests.engine.setups import data, experiment, layer, stack


def found(kind: str, seed: int, *kinds: Augmentation, **settings: object) -> Finding | None:
    samples = data(kind, seed=seed, **{"samples": 1200, **settings})
    made = experiment(stack(layer("flatten")), samples, pace={"augmentation": kinds})
    return LabelChanged().look(Evidence(made, trace(made), samples.load(), History()))


def of(id: str, **settings: object) -> Augmentation:
    return AUGMENTATIONS.find(id)(**settings)


@seeds(1, 2, 3)
def test_a_flip_of_digits_is_told_with_the_classes_that_it_changes(seed: int) -> None:
    finding = found("digits", seed, of("shift", pixels=1), of("flip"))
    assert finding is not None
    assert finding.text.startswith("Flip shows images mirrored, and ")
    assert isinstance(finding.proof, Bars)
    changed = {finding.proof.names[place] for place in finding.proof.bad}
    assert changed & {"2", "3", "4", "5", "6", "7", "9"}
    assert not changed & {"0", "8"}
    samples = data("digits", seed=seed)
    made = experiment(stack(layer("flatten")), samples, pace={"augmentation": (of("shift"), of("flip"))})
    (fix,) = finding.fixes
    assert [kind.id() for kind in edits.fix(made, "", fix).training.augmentation] == ["shift"]


@seeds(1, 2, 3)
def test_a_half_turn_of_digits_is_told(seed: int) -> None:
    finding = found("digits", seed, of("rotate", degrees=180.0))
    assert finding is not None
    assert "turned by 180°" in finding.text
    assert isinstance(finding.proof, Bars)
    assert {"6", "9"} & {finding.proof.names[place] for place in finding.proof.bad}


@seeds(1, 2, 3)
def test_nothing_is_said_of_what_leaves_a_class_what_it_is(seed: int) -> None:
    assert found("digits", seed, of("rotate", degrees=10.0), of("shift", pixels=1)) is None
    assert found("digits", seed, of("flip", share=0.0)) is None
    assert found("digits", seed) is None
    assert found("shapes", seed, of("flip"), of("rotate", degrees=180.0), samples=400) is None
    assert found("emoji", seed, of("flip"), samples=700) is None
