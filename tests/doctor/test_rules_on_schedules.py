"""Rules about schedules: where they speak up, where not, and that what they offer helps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.doctor.evidence import DivergedRun, Evidence
from playground.doctor.finding import Finding
from playground.doctor.schedules import NoWarmUp, RateFaded
from playground.engine.history import History
from playground.engine.messages import Diverged, Evaluated, Scalars
from playground.model import edits
from playground.model.experiment import Experiment
from playground.model.files import from_plain
from playground.model.trace import trace
from tests.doctor.runs import Run
from tests.draws import seeds
from tests.model.networks import experiment

FADING = {"kind": "exponential", "gamma": 0.9}


def small(schedule: dict[str, Any], **training: Any) -> Experiment:
    """Five steps an epoch on 50 training points."""
    made = experiment({"kind": "linear", "units": 8}, {"kind": "tanh"}, data="circle")
    for path, value in {"data.samples": 100, "data.train_share": 0.5, "training.batch_size": 10}.items():
        made = edits.set_value(made, path, value)
    made = edits.set_value(edits.set_value(made, "training.threads", 1), "training.schedule", schedule)
    for name, value in training.items():
        made = edits.set_value(made, f"training.{name}", value)
    return made


def seen(made: Experiment, losses: Any, rates: Any = None, accuracy: float = 0.5, **more: Any) -> Evidence:
    """A run with these batch losses and rates."""
    history = History()
    told = {} if rates is None else {"learning_rate": np.asarray(rates, dtype=np.float64)}
    history.add_scalars(Scalars(1, 1, np.asarray(losses, dtype=np.float64), {}, told))
    count = len(losses)
    for step in range(0, count + 1, max(count // 10, 1)):
        history.add_evaluation(Evaluated(1, step, step / 5, 0.6, accuracy, 50, 0.6, accuracy, 50, None))
    return Evidence(made, trace(made), made.data.load(), history, **more)


def falling(count: int, stands_from: int) -> Any:
    steps = np.arange(count)
    return np.where(steps < stands_from, 0.7 * 0.99**steps, 0.7 * 0.99**stands_from)


def faded(count: int, by: int) -> Any:
    """A rate that falls from 0.1 to a hundredth of it by a step, and on."""
    return 0.1 * 0.01 ** (np.arange(count) / by)


def found(rule: RateFaded | NoWarmUp, evidence: Evidence) -> Finding | None:
    return rule.look(evidence)


def test_a_rate_that_fades_while_the_loss_falls_is_told_with_ways_to_let_it_fade_later() -> None:
    finding = found(RateFaded(), seen(small(FADING), falling(400, 100), faded(400, 150)))
    assert finding is not None
    assert "since step 150" in finding.text
    assert [fix.label for fix in finding.fixes] == ["Set factor γ to 0.974", "Set schedule to Constant"]
    cosine = small({"kind": "polynomial", "over": 20}, epochs=200)
    finding = found(RateFaded(), seen(cosine, falling(400, 100), faded(400, 150)))
    assert finding is not None
    assert finding.fixes[0].label == "Let it take all 200 epochs"


@pytest.mark.parametrize(
    ("losses", "rates", "accuracy"),
    [
        (falling(400, 100), faded(400, 390), 0.5),  # only at the very end of the run
        (np.full(400, 0.7), faded(400, 150), 0.5),  # nothing fell before
        (falling(400, 100), faded(400, 150), 1.0),  # all is learned
        (falling(150, 100), faded(150, 100), 0.5),  # too soon to tell
        (falling(400, 100), None, 0.5),
    ],
)
def test_a_rate_that_fades_in_time_is_not_told(losses: Any, rates: Any, accuracy: float) -> None:
    assert found(RateFaded(), seen(small(FADING), losses, rates, accuracy)) is None


def test_a_constant_rate_is_not_told_though_another_one_had_faded() -> None:
    assert found(RateFaded(), seen(small({"kind": "constant"}), falling(400, 100), faded(400, 150))) is None


@seeds(0, 1, 2)
def test_a_schedule_that_is_much_too_short_is_found_in_a_real_run_and_its_fix_helps(seed: int) -> None:
    made = edits.set_value(small(FADING, **{"optimizer.learning_rate": 0.3}), "seed", seed)
    run = Run(made).train(340, every=50)
    finding = run.findings()["rate_faded"]
    better = Run(edits.fix(made, "", finding.fixes[-1])).train(340, every=50)
    assert "rate_faded" not in better.findings()
    assert better.history.train_loss.values[-1] < run.history.train_loss.values[-1]


def transformer(rate: float, seed: int = 0, schedule: dict[str, Any] | None = None) -> Experiment:
    block = {"kind": "encoder_block", "heads": 2, "hidden": 32, "norm": "after"}
    made = from_plain(
        {
            "data": {"kind": "reverse", "samples": 400, "length": 6},
            "objective": {"kind": "supervised", "loss": {"kind": "cross_entropy"}},
            "networks": {"main": [{"kind": "embedding", "width": 16}, {"kind": "position"}, block, block]},
            "training": {"optimizer": {"kind": "adam", "learning_rate": rate}, "batch_size": 32, "threads": 1},
            "seed": seed,
        }
    )
    return edits.set_value(made, "training.schedule", schedule) if schedule else made


def stuck(count: int) -> Any:
    return np.concatenate([np.linspace(2.65, 2.36, 20), np.full(count - 20, 2.36)])


def test_attention_that_is_stuck_since_its_first_long_steps_lacks_a_warm_up() -> None:
    made = transformer(0.06)
    finding = found(NoWarmUp(), seen(made, stuck(320), accuracy=0.1))
    assert finding is not None
    assert "stood at 2.4 since" in finding.text
    assert finding.fixes[0].label == "Warm up for 200 steps"
    warm = edits.fix(made, "", finding.fixes[0])
    assert (warm.training.schedule.warm_up, warm.training.schedule.by) == (200, "steps")
    assert found(NoWarmUp(), seen(warm, stuck(320), accuracy=0.1)) is None
    by_epoch = found(NoWarmUp(), seen(transformer(0.06, schedule={"kind": "cosine"}), stuck(320), accuracy=0.1))
    assert by_epoch is not None
    assert by_epoch.fixes[0].label == "Warm up for 20 epochs"


def test_attention_that_goes_astray_in_its_first_steps_lacks_a_warm_up() -> None:
    trouble = DivergedRun(Diverged(1, 12, 5, "The loss became infinite.", 0.006), (10.0, 11.0), (3.0, 90.0))
    finding = found(NoWarmUp(), seen(transformer(0.06), np.full(20, 2.6), accuracy=0.1, trouble=trouble))
    assert finding is not None
    assert "astray at step 12" in finding.text
    late = DivergedRun(Diverged(1, 900, 800, "The loss became infinite.", 0.006))
    assert found(NoWarmUp(), seen(transformer(0.06), np.full(20, 2.6), accuracy=0.1, trouble=late)) is None


@pytest.mark.parametrize(
    ("made", "losses", "accuracy"),
    [
        (transformer(0.0001), stuck(320), 0.1),  # short steps lead nobody astray
        (transformer(0.06), np.linspace(2.65, 1.0, 320), 0.1),  # it falls
        (transformer(0.06), stuck(320), 0.9),  # most is learned
        (transformer(0.06), stuck(120), 0.1),  # too soon to tell
        (transformer(0.06, schedule={"kind": "one_cycle"}), stuck(320), 0.1),  # begins with short steps itself
        (small({"kind": "constant"}), np.full(320, 0.7), 0.5),  # no attention
    ],
)
def test_a_warm_up_is_not_missed_elsewhere(made: Experiment, losses: Any, accuracy: float) -> None:
    assert found(NoWarmUp(), seen(made, losses, accuracy=accuracy)) is None


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_a_transformer_without_warm_up_is_found_in_a_real_run_and_the_warm_up_helps(seed: int) -> None:
    made = transformer(0.06, seed)
    run = Run(made).train(320, every=40)
    finding = run.findings()["no_warm_up"]
    better = Run(edits.fix(made, "", finding.fixes[0])).train(320, every=40)
    assert "no_warm_up" not in better.findings()
    assert better.history.train_loss.values[-1] < 0.5 * run.history.train_loss.values[-1]
