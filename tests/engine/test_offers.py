"""What is offered has an effect, and what cannot be set, or would change nothing, is told with the reason."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import torch

from playground.engine.session import Session
from playground.model import edits
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.model.offers import LOW_LOSS, Offer, offers, offers_below, suited
from playground.model.registry import AUGMENTATIONS, DATA, OBJECTIVES, OPTIMIZERS, STOPPING
from playground.model.trace import trace

TRIALS: dict[str, Any] = {
    "clip_norm": 0.05,
    "clip_value": 0.05,
    "accumulate": 2,
    "gradient_noise": 0.1,
    "l1": 0.5,
    "max_norm": 0.01,
    "mixup": 1.0,
    "decay_all": False,
}
"""Settings of training that act on each step, with values that would be felt."""
OF_OPTIMIZERS = {"nesterov": True, "dampening": 0.5, "decoupled": True, "momentum_decay": 0.5}
STEPS = 12
LATE = {"lion": ("clip_norm", "clip_value", "mixup")}
"""It goes by the sign of a mean, which shorter or blended gradients turn only now and then."""
LONG = "movie_reviews"
"""What takes seconds to read is left out; it is of tokens, as others are."""


def learned(experiment: Experiment) -> list[torch.Tensor]:
    session = Session(experiment)
    for _ in range(STEPS):
        session.step()
    return list(session.checkpoint().snapshot.tensors.values())


def differ(one: list[torch.Tensor], other: list[torch.Tensor]) -> bool:
    return any(not torch.equal(first, second) for first, second in zip(one, other, strict=True))


def single(optimizer: str, **settings: Any) -> Experiment:
    """One unit, which every optimizer can learn, with a batch that it does not have right yet."""
    made = load_example("perceptron")
    for path, value in (
        *(("training.optimizer", OPTIMIZERS.find(optimizer)(**settings)), ("data.noise", 0.5), ("data.samples", 60)),
        *(("training.threads", 1), ("training.optimizer.learning_rate", 0.05)),
    ):
        made = edits.set_value(made, path, value)
    return made


def reason(experiment: Experiment, path: str) -> str:
    return offers(experiment).get(path, Offer()).reason


def effect(made: Experiment, path: str, value: Any, before: list[torch.Tensor]) -> bool:
    """Whether a setting can be set, and changes what is learned."""
    changed = edits.set_value(made, path, value)
    return trace(changed).trainable and differ(learned(changed), before)


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS.kinds))
def test_each_setting_of_training_has_an_effect_with_each_optimizer_or_says_why_not(optimizer: str) -> None:
    made = single(optimizer)
    before = learned(made)
    for name, value in ((name, value) for name, value in TRIALS.items() if name not in LATE.get(optimizer, ())):
        path = f"training.{name}"
        assert effect(made, path, value, before) is not bool(reason(made, path)), (name, reason(made, path))


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS.kinds))
def test_each_setting_of_an_optimizer_has_an_effect_or_says_why_not(optimizer: str) -> None:
    kind = OPTIMIZERS.find(optimizer)
    settings = {name: value for name, value in OF_OPTIMIZERS.items() if name in kind.__struct_fields__}
    switches = [{}, {"weight_decay": 0.1}, {kind.momentum_field: 0.0}, {kind.momentum_field: 0.5}]
    for given in (each for each in switches if settings and set(each) <= set(kind.__struct_fields__)):
        made = single(optimizer, **given)
        before = learned(made)
        for name, value in settings.items():
            path = f"training.optimizer.{name}"
            other = not getattr(made.training.optimizer, name) if isinstance(value, bool) else value
            assert effect(made, path, other, before) is not bool(reason(made, path)), (given, name)


@pytest.mark.parametrize("objective", list(OBJECTIVES.kinds))
def test_what_cannot_be_set_with_an_objective_is_told(objective: str) -> None:
    plain = edits.set_value(load_example("moons_autoencoder"), "objective", objective)
    for path in [f"training.{name}" for name in TRIALS if name != "decay_all"]:
        made = edits.set_value(plain, path, TRIALS[path.removeprefix("training.")])
        wrong = [problem.text for problem in trace(made).errors if problem.section == "training"]
        assert bool(wrong) is bool(reason(plain, path)), (path, wrong)
        assert not reason(made, path), "what is set can be set back"
    refused = offers(plain).get("training.optimizer", Offer()).refused
    for id in OPTIMIZERS.kinds:
        made = edits.set_value(plain, "training.optimizer", id)
        wrong = [problem.text for problem in trace(made).errors if refused.get(id, "-").rstrip(".") in problem.text]
        assert bool(wrong) is (id in refused), id


@pytest.mark.parametrize("data", [id for id in DATA.kinds if id != LONG])
def test_augmentations_are_offered_that_suit_the_data(data: str) -> None:
    made = edits.set_data(load_example("circle"), DATA.find(data)())
    offer = offers(made).get("training.augmentation", Offer())
    suiting = [id for id, kind in AUGMENTATIONS.kinds.items() if not kind().refusal(made.data)]
    assert [id for id in AUGMENTATIONS.kinds if not offer.reason and id not in offer.refused] == suiting
    assert bool(offer.reason) is not bool(suiting)


def test_accuracy_is_offered_where_there_is_one_and_what_is_added_watches_what_there_is() -> None:
    circle, sine = load_example("circle"), load_example("sine")
    assert not offers_below(offers(circle), "training.stopping")
    found = offers_below(offers(sine), "training.stopping.*")
    assert list(found["watches"].refused) == ["accuracy"]
    target = STOPPING.find("target")()
    assert suited(target, found) == msgspec.structs.replace(target, watches="loss", wanted=LOW_LOSS)
    early = STOPPING.find("early")()
    assert suited(early, found) == early
    assert suited(target, {}) == target


def test_no_row_of_a_truth_table_is_set_aside_and_one_that_is_can_be_taken_back() -> None:
    made = edits.set_data(load_example("circle"), DATA.find("truth_table")())
    assert reason(made, "data.validation").startswith("Truth table has 4 rows")
    assert not reason(edits.set_value(made, "data.validation", 0.25), "data.validation")
    assert not reason(load_example("circle"), "data.validation")


def test_a_schedule_that_looks_at_the_test_loss_is_not_offered_where_there_is_none() -> None:
    made = edits.set_value(load_example("circle"), "data.train_share", 1.0)
    assert list(offers(made)["training.schedule"].refused) == ["plateau"]
