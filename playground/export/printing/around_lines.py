"""What is done around a step, as scripts have it: batches that are blended, hooks of optimizers, means of weights."""

from __future__ import annotations

from playground.export.printing.expressions import write_call
from playground.export.printing.loop_lines import LoopLines, LoopPlaces
from playground.export.printing.quoting import write_value
from playground.model.recipe import Call
from playground.model.step_hooks import StepHook, average_hook, step_hooks


def around_lines(places: LoopPlaces) -> LoopLines:
    """The lines of clipping, noise, L1, largest norms, averaging and mixup, where they are set."""
    training = places.experiment.training
    making, told = list[str](), list[tuple[str, str]]()
    given = [name for name in places.experiment.step().given if name.endswith("optimizer")]
    for name, optimizer in zip(given, places.optimizers, strict=True):
        prefix = name.removesuffix("optimizer")
        average = average_hook(training, prefix)
        for hook in (*step_hooks(training, prefix), *((average,) if average else ())):
            making += _registered(hook, optimizer, places)
            told += [(name, f"{hook.variable}.figures[{write_value(name)}]") for name in hook.figures]
    swapping = _swapping(places)
    return LoopLines(
        optimizers=tuple(making),
        batch=_mixed(places) if training.mixup else (),
        beside=(*swapping, *(f"averaged_{line}" for line in places.measured()), *swapping) if swapping else (),
        evaluated=_put_beside(places) if swapping else (),
        end=tuple(f"{line}  # from here on there is the mean" for line in swapping_in_force(places)),
        told=tuple(told),
    )


def swapping_in_force(places: LoopPlaces) -> tuple[str, ...]:
    """The lines that let weights and their means change places, where the means are what counts; else none."""
    return _swapping(places) if places.experiment.training.averaging.is_in_force else ()


def _swapping(places: LoopPlaces) -> tuple[str, ...]:
    """The lines that let weights and their means change places; none where no means are kept."""
    given = (name for name in places.experiment.step().given if name.endswith("optimizer"))
    hooks = (average_hook(places.experiment.training, name.removesuffix("optimizer")) for name in given)
    return tuple(f"{hook.variable}.swap()" for hook in hooks if hook is not None)


def waiting_lines(places: LoopPlaces) -> LoopLines:
    """Let optimizers wait for several batches, where that is set: around whatever else stands around them."""
    batches = places.experiment.training.accumulate
    if batches == 1:
        return LoopLines()
    call = Call.of("playground.modules.accumulation.Accumulated", batches)
    making = (f"{optimizer} = {write_call(call, places.names.of, (optimizer,), 4)}" for optimizer in places.optimizers)
    return LoopLines(optimizers=tuple(making))


def _registered(hook: StepHook, optimizer: str, places: LoopPlaces) -> list[str]:
    """The lines that make what is called around a step, and have the optimizer call it."""
    first = (optimizer,) if hook.of_optimizer else ()
    when = "post" if hook.after else "pre"
    return [
        f"{hook.variable} = {write_call(hook.call, places.names.of, first, 4)}",
        f"{optimizer}.register_step_{when}_hook({hook.variable})",
    ]


def _mixed(places: LoopPlaces) -> tuple[str, ...]:
    """The line that blends a batch; where a step asks for no targets, the inputs stand for them."""
    experiment = places.experiment
    call = experiment.objective.mixing(experiment.data, experiment.training.mixup)
    with_targets = "targets" in experiment.step().given
    left, given = ("inputs, targets", ("inputs", "targets")) if with_targets else ("inputs, _", ("inputs", "inputs"))
    return (f"{left} = {write_call(call, places.names.of, given, 12)}",)


def _put_beside(places: LoopPlaces) -> tuple[str, ...]:
    """The lines that put the figures of the means beside those of the weights, or in front."""
    averaging, lines = places.experiment.training.averaging, list[str]()
    for part in places.measured_into:
        main, other = (f"averaged_{part}", part) if averaging.is_in_force else (part, f"averaged_{part}")
        named = f'f"{averaging.beside}_{{name}}": value for name, value in {other}.items()'
        lines.append(f"{part} = {main} | {{{named}}}")
    return tuple(lines)
