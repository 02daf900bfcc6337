"""How many random inputs a test draws: few and always the same ones, or many and new ones at length.

Every ``@given`` follows what stands here, on whatever machine. A test that says nothing draws 100 examples;
``@draws(count)`` says another number. They come from seeds that follow from the test's own text, so it is green or red
for everybody alike, and of them the fast suite takes the first fifth. ``PLAYGROUND_DRAWS=1`` in the environment takes
all; ``PLAYGROUND_DRAWS=100`` draws a hundred times as many, from new seeds each time:

    PLAYGROUND_DRAWS=100 python -m pytest tests/hostile
"""

from __future__ import annotations

import math
import os

import pytest
from hypothesis import HealthCheck, Phase, settings

TIMES = int(os.environ.get("PLAYGROUND_DRAWS", "1"))
"""How many times as many examples are drawn."""
AT_LENGTH = TIMES > 1
SHARE = 1.0 if "PLAYGROUND_DRAWS" in os.environ else 0.2
"""Of what a test says it draws, so much is drawn."""
COUNT = 100
"""So many examples are drawn by a test that does not say how many."""

# How long one example takes rests on the machine, and a function is given the same window for all its examples.
_CHECKS = (
    HealthCheck.too_slow,
    HealthCheck.function_scoped_fixture,
    HealthCheck.data_too_large,
    HealthCheck.differing_executors,
)


def draws(count: int, steps: int = 50, shrink: bool = True) -> settings:
    """Draw a fifth of so many examples, or all, or ``TIMES`` as many; a state machine takes so many steps in each.

    Unless ``shrink``, what fails is told as it was drawn: for examples that take too long to be made smaller.
    """
    return settings(
        phases=tuple(Phase) if shrink else (Phase.explicit, Phase.generate),
        max_examples=math.ceil(count * TIMES * SHARE),
        stateful_step_count=steps,
        derandomize=not AT_LENGTH,
        deadline=None,
        database=None,
        suppress_health_check=_CHECKS,
    )


def seeds(first: int, *others: int) -> pytest.MarkDecorator:
    """What a training achieves is asked of several seeds: of the first in every run, of others by the slow tests."""
    return pytest.mark.parametrize("seed", [first, *(pytest.param(seed, marks=pytest.mark.slow) for seed in others)])


settings.register_profile("playground", draws(COUNT))
settings.load_profile("playground")
