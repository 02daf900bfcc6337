"""When figures are due: soon after the start, and later so that they hold the steps up little."""

from __future__ import annotations

from playground.engine.pacing import EVALUATION_SHARE, FIRST_SHARE, Pacing

COST = 0.5


def wait_of(pacing: Pacing, since: float) -> float:
    """After how many seconds within a long epoch the next evaluation is due, to a tenth of a second."""
    return next(tenths / 10 for tenths in range(1, 10_000) if pacing.plan(False, since + tenths / 10)[0])


def test_the_first_figures_come_soon_and_later_ones_hold_up_little() -> None:
    pacing = Pacing()
    now, waits = 100.0, []
    for _ in range(6):
        pacing.note(False, now - COST, now, 10_000)
        waits.append(wait_of(pacing, now))
        now += waits[-1] + COST
    assert waits[0] == FIRST_SHARE * COST
    assert waits == sorted(waits)
    assert waits[-1] == EVALUATION_SHARE * COST
    pacing.forget()
    pacing.note(False, now - COST, now, 10_000)
    assert wait_of(pacing, now) == FIRST_SHARE * COST
