"""The rule about float16: it fires where gradients are lost in it, and not where the scale keeps them."""

from __future__ import annotations

from typing import Any

import pytest

from playground.doctor import suited
from playground.model import edits
from playground.model.experiment import Experiment
from playground.model.registry import BIAS_INITIALIZERS, INITIALIZERS, PRECISIONS
from tests.doctor.runs import Run
from tests.engine.setups import tiny, with_training


def started_small(seed: int, precision: str, **settings: Any) -> Experiment:
    """A network whose first layer gets gradients of about 1e−9, as the weights behind it are that small."""
    made = with_training(
        tiny(),
        precision=PRECISIONS.find(precision)(**settings),
        initializer=INITIALIZERS.find("normal")(spread=1e-4),
        bias_initializer=BIAS_INITIALIZERS.find("zeros")(),
    )
    return edits.set_value(made, "seed", seed)


@pytest.mark.parametrize("seed", range(3))
def test_gradients_that_are_lost_are_told_with_a_fix_that_helps(seed: int) -> None:
    run = Run(started_small(seed, "float16", initial_scale=1.0, interval=1_000_000)).train(30, every=10)
    finding = run.findings()["underflow"]
    assert finding.text.startswith("The gradients of Linear 1")
    assert "are 0 in float16 though not in float32" in finding.text
    assert finding.proof is not None
    for fix in finding.fixes:
        changed = edits.fix(run.session.experiment, "", fix)
        assert changed.training.precision != run.session.experiment.training.precision
    wide, _ = finding.fixes
    run.change(edits.fix(run.session.experiment, "", wide)).train(30, every=10)
    assert "underflow" not in run.findings()


@pytest.mark.parametrize("seed", range(3))
def test_a_scale_that_keeps_them_and_other_precisions_are_left_alone(seed: int) -> None:
    for made, is_about in (
        (started_small(seed, "float16"), True),
        (started_small(seed, "bfloat16"), False),
        (with_training(tiny(), precision=PRECISIONS.find("float16")()), True),
    ):
        run = Run(made).train(30, every=10)
        assert "underflow" not in run.findings()
        assert ("underflow" in {rule.id for rule in suited(run.evidence)}) == is_about
