"""The rule about clipping: it fires where gradients are shortened nearly always, and not where they seldom are."""

from __future__ import annotations

from playground.doctor import suited
from playground.model import edits
from playground.model.experiment import Experiment
from tests.doctor.runs import Run
from tests.draws import seeds
from tests.engine.setups import tiny, with_training


def clipped(seed: int, **settings: float) -> Experiment:
    return edits.set_value(with_training(tiny(), **settings), "seed", seed)


@seeds(0, 1, 2)
def test_clipping_that_always_acts_is_told_with_a_bound_that_lets_most_steps_pass(seed: int) -> None:
    run = Run(clipped(seed, clip_norm=0.001)).train(220, every=110)
    finding = run.findings()["clipping"]
    assert finding.text.startswith("Clipping shortened the gradients of 100 % of the last 200 steps, from a norm of ")
    assert finding.proof is not None
    (fix,) = finding.fixes
    run.change(edits.fix(run.session.experiment, "", fix)).train(220, every=110)
    assert "clipping" not in run.findings()


@seeds(0, 1, 2)
def test_clipping_that_seldom_acts_and_none_are_left_alone(seed: int) -> None:
    for settings in ({"clip_norm": 10.0}, {}):
        run = Run(clipped(seed, **settings)).train(220, every=110)
        assert "clipping" not in run.findings()
        assert ("clipping" in {rule.id for rule in suited(run.evidence)}) == bool(settings)


def test_cutting_values_is_told_too_and_it_waits_for_enough_steps() -> None:
    run = Run(clipped(0, clip_value=1e-4)).train(100, every=50)
    assert "clipping" not in run.findings()
    assert "clipping" in run.train(120, every=60).findings()
