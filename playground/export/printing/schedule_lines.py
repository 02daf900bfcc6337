"""The lines of a schedule: the rate is set before each step or epoch, by the functions that the engine calls."""

from __future__ import annotations

from playground.export.printing.expressions import WIDTH, write_call
from playground.export.printing.loop_lines import LoopLines, LoopPlaces
from playground.export.printing.quoting import write_value
from playground.model.rate_plan import WARM_UP, RatePlan, rate_plan
from playground.model.recipe import Call

_SET_RATE, _SET_MOMENTUM = "playground.modules.rates.set_rate", "playground.modules.rates.set_momentum"


def schedule_lines(places: LoopPlaces) -> LoopLines:
    """Set the rate, and the momentum where that moves too; look at the test loss where that decides."""
    training, names = places.experiment.training, places.names
    plan = rate_plan(training, places.experiment.data.sizes().train)
    if plan is None:
        return LoopLines()
    counted, indent = ("step", 12) if plan.by_step else ("epoch", 8)
    base, optimizers = write_value(float(training.optimizer.settings()["lr"])), ", ".join(places.optimizers)
    after = f"{counted} - {plan.warm_up}" if plan.warm_up else counted
    share = _print_share(plan, places, after, indent)
    lines, told = [], [("learning_rate", "rate")]
    if plan.warm_up:
        lines.append(f"share = {_print_warm_up(plan, places, counted)} if {counted} < {plan.warm_up} else {share}")
        share = "share"
    lines.append(f"rate = {names.of(_SET_RATE)}({base} * {share}, {optimizers})")
    if plan.momentum is not None:
        at = f"max(0, {after})" if plan.warm_up else after
        momentum = write_call(plan.momentum, names.of, (at,), indent, WIDTH - 24)
        lines.append(f"momentum = {names.of(_SET_MOMENTUM)}({momentum}, {optimizers})")
        told.append(("momentum", "momentum"))
    watch, look = _print_watch(plan, places, counted)
    epoch, batch = ((), tuple(lines)) if plan.by_step else (tuple(lines), ())
    return LoopLines(optimizers=watch, epoch=epoch, batch=batch, evaluated=look, told=tuple(told))


def _print_share(plan: RatePlan, places: LoopPlaces, after: str, indent: int) -> str:
    """What gives the part of the base rate after the warm-up."""
    if plan.watch is not None:
        return "plateau.share"
    return "1.0" if plan.share is None else write_call(plan.share, places.names.of, (after,), indent, WIDTH - 24)


def _print_warm_up(plan: RatePlan, places: LoopPlaces, counted: str) -> str:
    return write_call(Call.of(WARM_UP, plan.warm_up, plan.start), places.names.of, (counted,))


def _print_watch(plan: RatePlan, places: LoopPlaces, counted: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What makes the watch, and what lets it look at the test loss; nothing where there is none."""
    if plan.watch is None:
        return (), ()
    look = f'plateau.look(on_{places.experiment.data.sizes().judged}["loss"])'
    waiting = f"if {counted} >= {plan.warm_up}:\n            " if plan.warm_up else ""
    return (f"plateau = {write_call(plan.watch, places.names.of, (), 4)}",), (f"{waiting}{look}",)
