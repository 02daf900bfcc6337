"""Checks of how training is set: what an optimizer cannot learn, and what cannot be done around its steps."""

from __future__ import annotations

from collections.abc import Iterator

from playground.model.device import FOUND, Processor
from playground.model.experiment import Experiment
from playground.model.fix import Fix, SetValue
from playground.model.learning import Optimizer
from playground.model.parameters import parameters_of
from playground.model.precision import Precision
from playground.model.registry import OPTIMIZERS, PRECISIONS
from playground.model.traced import NetworkTrace, Problem
from playground.numerals import counted

ON_GRADIENTS = ("clip_norm", "clip_value", "accumulate", "gradient_noise", "l1")
"""Settings of training that act on the gradients before a step."""


def training_problems(experiment: Experiment, path: NetworkTrace) -> list[Problem]:
    """What is wrong with the settings of training; ``path`` is the network that the data goes through."""
    found = [
        *_own_step(experiment, path),
        *_together(experiment),
        *_mixup(experiment),
        *_scaled(experiment),
        *_device(experiment),
    ]
    return [Problem(text, "training", "error", "", fixes) for text, fixes in found]


def cannot_step(optimizer: type[Optimizer], experiment: Experiment) -> str:
    """Why no optimizer of a kind can learn by such an objective, or such answers, in a sentence; empty where it can."""
    if optimizer.procedure and not experiment.objective.takes_other_steps:
        return f"{optimizer.label} makes steps of its own, and {experiment.objective.label} needs others."
    if optimizer.learns_one_layer and not experiment.target.is_one_of_two_classes:
        return f"{optimizer.label} tells two classes apart, and no more."
    return ""


def cannot_touch(optimizer: Optimizer) -> str:
    """Why nothing can be done to the gradients of an optimizer that moves all weights together."""
    return f"{optimizer.label} works gradients out several times a step, and leaves none of them alone"


def _own_step(experiment: Experiment, path: NetworkTrace) -> Iterator[tuple[str, tuple[Fix, ...]]]:
    """An optimizer with a step of its own where the objective makes its steps itself, or several layers for one."""
    optimizer, objective = experiment.training.optimizer, experiment.objective
    if optimizer.procedure and not objective.takes_other_steps:
        usual = next(kind for kind in OPTIMIZERS.kinds.values() if not kind.procedure)
        fix = Fix(f"Set optimizer to {usual.label}", SetValue("training.optimizer", usual.id()))
        text = cannot_step(type(optimizer), experiment).removesuffix(".")
        yield f"{text}: choose another optimizer, such as {usual.label}.", (fix,)
    elif optimizer.learns_one_layer and path.nodes and all(node.output is not None for node in path.nodes):
        learning = [node for node in path.nodes if node.counts]
        fits = len(learning) == 1 and learning[0].output is not None and learning[0].output.size == 1
        if not fits or not experiment.target.is_one_of_two_classes:
            sizes = ", ".join(f"{node.output.size}" for node in learning if node.output is not None)
            units = f"{counted(len(learning), 'layer')} with weights here, of size {sizes or '0'}"
            text = f"{optimizer.label} knows how to learn one layer with one unit, for two classes; there are {units}"
            yield f"{text}: leave one Linear with one unit, or choose another optimizer.", ()


def _together(experiment: Experiment) -> Iterator[tuple[str, tuple[Fix, ...]]]:
    """What is to be done to gradients, or by layers, where an optimizer has all of it in its own hands."""
    training = experiment.training
    if not training.optimizer.moves_together:
        return
    for name in ON_GRADIENTS:
        parameter = next(found for found in parameters_of(type(training)) if found.name == name)
        if getattr(training, name) != parameter.default:
            why = cannot_touch(training.optimizer)
            fix = Fix(f"Set {parameter.label.lower()} back", SetValue(f"training.{name}", parameter.default))
            yield f"{why}: set {parameter.label.lower()} back, or choose another optimizer.", (fix,)
    if any(node.rate_factor != 1.0 for node in experiment.nodes):
        why = f"{training.optimizer.label} moves all weights together, so no layer can have a learning rate of its own"
        yield f"{why}: set the factors of layers to 1, or choose another optimizer.", ()


def cannot_scale(optimizer: Optimizer, precision: Precision) -> str:
    """Why a scaler has no place in an optimizer's steps, without a full stop; empty where it has, or is not needed."""
    if not optimizer.procedure or not precision.is_scaled:
        return ""
    return f"{optimizer.label} makes steps of its own, in which gradients are not scaled as {precision.label} needs it"


def _scaled(experiment: Experiment) -> Iterator[tuple[str, tuple[Fix, ...]]]:
    """A scaler where an optimizer has steps of its own, whose gradients nobody divides by the scale."""
    if why := cannot_scale(experiment.training.optimizer, experiment.training.precision):
        kinds = PRECISIONS.kinds.values()
        other = next((kind for kind in kinds if kind.within and not kind().is_scaled), type(PRECISIONS.usual()))
        fix = Fix(f"Set precision to {other.label}", SetValue("training.precision", other.id()))
        yield f"{why}: compute in {other.label}, or choose another optimizer.", (fix,)


def _device(experiment: Experiment) -> Iterator[tuple[str, tuple[Fix, ...]]]:
    """A device that this machine does not have, or that does not know the numbers that are wanted."""
    device, precision, here = experiment.training.device, experiment.training.precision, Processor()
    back = Fix(f"Compute {here.in_words(experiment)}", SetValue("training.device", here.id()))
    if FOUND.lacks(device):
        why = f"This experiment computes on {device.label}, and torch finds no such device on this machine"
        yield f"{why}: compute {here.in_words(experiment)}, or open it where there is one.", (back,)
    elif not device.has(precision.numbers):
        usual = PRECISIONS.usual()
        fix = Fix(f"Set precision to {usual.label}", SetValue("training.precision", usual.id()))
        yield f"{device.label} knows no float64: compute in {usual.label}, or {here.in_words(experiment)}.", (fix, back)


def _mixup(experiment: Experiment) -> Iterator[tuple[str, tuple[Fix, ...]]]:
    """Samples that cannot be blended."""
    why = experiment.objective.unmixable(experiment.data) if experiment.training.mixup else ""
    if why:
        fix = Fix("Switch mixup off", SetValue("training.mixup", 0.0))
        yield f"Mixup cannot be used here, as {why}: switch it off.", (fix,)
