"""Precision as scripts have it: of which numbers networks and samples are, and what layers compute in."""

from __future__ import annotations

from playground.export.printing.expressions import write_call
from playground.export.printing.loop_lines import LoopLines, LoopPlaces
from playground.export.printing.quoting import write_value
from playground.model.experiment import Experiment
from playground.model.precision import SCALER_FIGURES
from playground.model.recipe import Call

DEVICE = "cpu"
_SCALER = "playground.modules.scaler"


def print_numbers(experiment: Experiment) -> str:
    """What turns a network, or what compares answers, into the experiment's numbers; empty where it is so already."""
    precision = experiment.training.precision
    return "" if precision.numbers == "float32" else f".to(torch.{precision.numbers})"


def print_within(experiment: Experiment) -> str:
    """The arguments of torch's autocast; empty where layers compute with all digits."""
    within = experiment.training.precision.within
    return f"{write_value(DEVICE)}, dtype=torch.{within}" if within else ""


def print_inputs(experiment: Experiment, inputs: str) -> str:
    """Inputs as the networks take them; tokens stay whole numbers."""
    return inputs if experiment.data.signal().kind == "tokens" else f"{inputs}{print_numbers(experiment)}"


def print_targets(experiment: Experiment, targets: str, mixed: bool = False) -> str:
    """Targets likewise; class numbers stay whole ones, unless samples are ``mixed``."""
    is_count = experiment.objective.form(experiment.data) == "index" and not mixed
    return targets if is_count else f"{targets}{print_numbers(experiment)}"


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
    call = experiment.training.precision.scaler(DEVICE)
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
