"""Precision as scripts have it: of which numbers networks and samples are, and what layers compute in."""

from __future__ import annotations

from playground.export.printing.expressions import write_call
from playground.export.printing.loop_lines import LoopLines, LoopPlaces
from playground.export.printing.quoting import write_value
from playground.model.device import Processor
from playground.model.experiment import Experiment
from playground.model.precision import SCALER_FIGURES
from playground.model.recipe import Call

_SCALER = "playground.modules.scaler"


def print_numbers(experiment: Experiment) -> str:
    """What brings a network, or what compares answers, to the device, as the numbers that are wanted; or nothing."""
    precision = experiment.training.precision
    numbers = "" if precision.numbers == "float32" else f"torch.{precision.numbers}"
    given = ", ".join(part for part in (_device(experiment), numbers) if part)
    return f".to({given})" if given else ""


def print_device(experiment: Experiment) -> str:
    """The line that says where a script computes; empty where that is the processor."""
    if not _device(experiment):
        return ""
    return f'\n{_device(experiment)} = {write_value(experiment.training.device.id())}  # or "cpu", "cuda", "mps"'


def _device(experiment: Experiment) -> str:
    """What stands for the device in a script; empty for the processor."""
    return "" if experiment.training.device == Processor() else "DEVICE"


def _named(experiment: Experiment) -> str:
    """The device as torch wants it in any case."""
    return _device(experiment) or write_value(Processor.id())


def print_within(experiment: Experiment) -> str:
    """The arguments of torch's autocast; empty where layers compute with all digits."""
    within = experiment.training.precision.within
    return f"{_named(experiment)}, dtype=torch.{within}" if within else ""


def print_inputs(experiment: Experiment, inputs: str) -> str:
    """Inputs as the networks take them; tokens stay whole numbers."""
    is_count = experiment.data.signal().kind == "tokens"
    return f"{inputs}{_print_moved(experiment) if is_count else print_numbers(experiment)}"


def print_targets(experiment: Experiment, targets: str, mixed: bool = False) -> str:
    """Targets likewise; class numbers stay whole ones, unless samples are ``mixed``."""
    is_count = experiment.objective.form(experiment.data) == "index" and not mixed
    return f"{targets}{_print_moved(experiment) if is_count else print_numbers(experiment)}"


def _print_moved(experiment: Experiment) -> str:
    """What brings whole numbers to the device."""
    return f".to({_device(experiment)})" if _device(experiment) else ""


def precision_lines(places: LoopPlaces) -> LoopLines:
    """What makes a batch of numbers that the networks take, once all else is done to it; and the gradient scaler."""
    experiment = places.experiment
    inputs = print_inputs(experiment, "inputs")
    targets = print_targets(experiment, "targets", bool(experiment.training.mixup))
    is_given = "targets" in experiment.step().given
    pairs = [("inputs", inputs), *([("targets", targets)] if is_given else [])]
    other = [(name, text) for name, text in pairs if name != text]
    batch = f"{', '.join(name for name, _ in other)} = {', '.join(text for _, text in other)}"
    return LoopLines(batch=(batch,) if other else ()).followed_by(_scaler_lines(places))


def _scaler_lines(places: LoopPlaces) -> LoopLines:
    """Let a scaler stand around the loss and the optimizers, where one is needed."""
    experiment, names = places.experiment, places.names
    call = experiment.training.precision.scaler(experiment.training.device.id())
    if call is None:
        return LoopLines()
    making = [
        f"scaler = {write_call(call, names.of, (), 4)}",
        f"measure = {names.of(f'{_SCALER}.ScaledLoss')}(measure, scaler)",
    ]
    told = list[tuple[str, str]]()
    given = [name for name in experiment.step().given if name.endswith("optimizer")]
    for name, optimizer in zip(given, places.optimizers, strict=True):
        prefix = name.removesuffix("optimizer")
        own = Call.of(f"{_SCALER}.ScaledOptimizer", **({"prefix": prefix} if prefix else {}))
        making.append(f"{prefix}scaled = {write_call(own, names.of, (optimizer, 'scaler'), 4)}")
        making.append(f"{optimizer} = {prefix}scaled")
        figures = (f"{prefix}{figure}" for figure in SCALER_FIGURES)
        told += [(figure, f"{prefix}scaled.figures[{write_value(figure)}]") for figure in figures]
    return LoopLines(optimizers=tuple(making), told=tuple(told))
