"""Words for one update taken apart: what happened at each stage, with the numbers of this batch."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from playground import numerals
from playground.engine.answer_values import Update
from playground.model.answer_words import predicted
from playground.model.dataset import Samples
from playground.model.experiment import Experiment
from playground.model.step_hooks import FIGURES
from playground.model.trace import Trace
from playground.numerals import count, counted, rounded, setting

Array = npt.NDArray[Any]
_SIGNS = {"weight": "w", "bias": "b"}
NOWHERE = ("", 0)
"""No node and row."""
STAGES = ("Forward", "Loss", "Backward", "Update")
SHOWN = ("weights", "weights", "gradients of the loss", "changes")
"""What lines and dots on the canvas show at each stage."""


@dataclass(frozen=True)
class Steepest:
    """The parameter on which the loss depends most: where it is, its gradient, its value and its change.

    ``memory`` is what the optimizer remembers of it, before the step and after it, by the letters of its formula.
    """

    words: str
    gradient: float
    value: float
    change: float
    memory: dict[str, tuple[float, float]] = field(default_factory=dict)


def stage_words(
    update: Update, experiment: Experiment, trace: Trace, samples: Samples, chosen: tuple[str, int] = NOWHERE
) -> tuple[str, ...]:
    """A sentence or two for each of the four stages; ``chosen`` are a node and a row of it that are looked at."""
    steepest = find_steepest(update, trace)
    return (
        _forward(update, experiment),
        _loss(update, experiment, samples),
        _backward(steepest, update),
        _update(update, experiment, steepest, find_steepest(update, trace, chosen) or steepest),
    )


def find_steepest(update: Update, trace: Trace, chosen: tuple[str, int] = NOWHERE) -> Steepest | None:
    """The parameter with the largest gradient, of all or of a row of a node; ``None`` where all gradients are 0."""
    best: Steepest | None = None
    for node, group in update.weight_gradients.items():
        if chosen != NOWHERE and node != chosen[0]:
            continue
        for name, weight_gradients in group.items():
            size = np.nan_to_num(np.abs(weight_gradients), nan=0.0)
            if chosen != NOWHERE and chosen[1] < len(size):
                size[: chosen[1]] = size[chosen[1] + 1 :] = 0.0
            place = np.unravel_index(int(size.argmax()), size.shape)
            if size[place] > (abs(best.gradient) if best is not None else 0.0):
                at = ", ".join(str(int(index) + 1) for index in place)
                words = f"{_SIGNS.get(name, name)}[{at}] of {trace.node(node).name}"
                value, change = float(update.weights[node][name][place]), float(update.changes[node][name][place])
                memory = _memory(update, node, name, place)
                best = Steepest(words, float(weight_gradients[place]), value, change, memory)
    return best


def _memory(update: Update, node: str, name: str, place: tuple[Any, ...]) -> dict[str, tuple[float, float]]:
    """What is remembered of one number before the step, nothing being 0, and after it."""
    before, after = (known.get(node, {}).get(name, {}) for known in (update.memory_before, update.memory))
    nothing = np.zeros(1)
    return {
        letter: (float(before[letter][place] if letter in before else nothing[0]), float(values[place]))
        for letter, values in after.items()
    }


def _forward(update: Update, experiment: Experiment) -> str:
    samples = len(update.indices)
    outputs = update.outputs[list(update.outputs)[-1]]
    who = "one sample" if samples == 1 else f"{count(samples)} samples"
    went = f"Batch {count(update.step)}: {who} went through the network with the weights as they are."
    which = "for it" if samples == 1 else "for the first of them"
    return f"{went} {_output_words(outputs[:1], experiment, which)}"


def _output_words(outputs: Array, experiment: Experiment, which: str) -> str:
    """What comes out for one sample, (1, *output.shape), and how that is read."""
    reading = experiment.read(outputs)
    if outputs.ndim != 2:
        return f"{which.capitalize()} it gives {counted(outputs.size, 'number')}."
    if reading.target.has_values:
        several = "s are" if outputs.shape[1] > 1 else " is"
        return f"{which.capitalize()} the output{several} {', '.join(map(rounded, outputs[0, :4]))}."
    best = int(reading.classes[0])
    sure = _percent(float(reading.confidence[0])) if reading.interpreter.gives_class_probabilities else ""
    told = predicted(reading.target.class_words(best), share=sure)
    if outputs.shape[1] == 1:
        return f"{which.capitalize()} the output is {rounded(outputs[0, 0])}, {told}."
    return f"{which.capitalize()} the largest of {outputs.shape[1]} outputs is {rounded(outputs[0, best])}, {told}."


def _loss(update: Update, experiment: Experiment, samples: Samples) -> str:
    loss, target = experiment.objective.comparison(), experiment.target
    many = "" if len(update.indices) == 1 else "The mean over the batch is "
    value = f"{many}{numerals.loss(update.loss)}." if many else f"It is {numerals.loss(update.loss)}."
    if update.terms:
        parts = {term.name: term.label for term in experiment.objective.terms}
        told = ", ".join(f"{parts.get(name, name)} {numerals.loss(part)}" for name, part in update.terms.items())
        value = f"Over the batch: {told}. Each part moves the weights of its own network."
    if loss is None:
        return f"{experiment.objective.label}: {experiment.objective.formula}. {value}"
    first = slice(update.indices[0], update.indices[0] + 1)
    wanted = experiment.objective.right_answers(samples.train_inputs[first], samples.train_targets[first])[0]
    if target.is_input:
        right = "the input itself"
    else:
        right = target.class_words(int(wanted)) if target.has_classes else ", ".join(map(rounded, np.ravel(wanted)[:4]))
    compares = f"{loss.label} compares every output with its target, which is {right} for the first sample"
    formula = loss.formula.replace(" ", "\u00a0")  # a line is broken beside it, not in it
    return f"{compares}: {formula}. {value}" if formula else f"{compares}. {value}"


def _backward(steepest: Steepest | None, update: Update) -> str:
    rule = "Back through the network, the chain rule gives the loss's gradient for every weight and bias:"
    if steepest is None:
        return f"{rule} they are all 0, so nothing will move."
    return (
        f"{rule} how the loss changes where that number grows. "
        f"The largest is that of {steepest.words}, {rounded(steepest.gradient)}.{_clipped(update)}"
    )


def _clipped(update: Update) -> str:
    """How much the gradients were shortened, if they were; of several optimizers of the first that did."""
    for name, before in update.step_figures.items():
        after = update.step_figures.get(name.replace(*FIGURES), before)
        if name.endswith(FIGURES[0]) and after < before:
            return f" The norm of all was {rounded(before)}, and is clipped to {rounded(after)}: so they stand here."
    return ""


def _update(update: Update, experiment: Experiment, steepest: Steepest | None, chosen: Steepest | None) -> str:
    optimizer = experiment.training.optimizer
    rate = float(getattr(optimizer, "learning_rate", math.nan))
    moves = f"{optimizer.label} moves every number so that the loss gets smaller."
    if steepest is not None:
        new = steepest.value + steepest.change
        before, after = apart(steepest.value, new)
        plain = math.isclose(steepest.change, -rate * steepest.gradient, rel_tol=1e-2)
        gradient = rounded(steepest.gradient)
        letter = steepest.words.partition("[")[0]
        how = (
            f"{letter} ← {letter} − {setting(rate)} · {f'({gradient})' if steepest.gradient < 0 else gradient}"
            if plain
            else f"gradient {gradient}, learning rate {setting(rate)} and what it keeps of earlier steps"
        )
        moves = f"{moves} {steepest.words}: {how}, {before} → {after}."
    kept = "" if chosen is None else _kept(chosen, optimizer.label)
    return f"{moves}{kept} {_outcome(update, experiment)}".rstrip()


def _kept(steepest: Steepest, who: str) -> str:
    """What the optimizer remembers of a parameter, in the letters of its formula."""
    if not steepest.memory:
        return ""
    told = [f"{letter} {' → '.join(apart(*values))}" for letter, values in steepest.memory.items()]
    return f" Of {steepest.words} {who} remembers {', '.join(told)}."


def _outcome(update: Update, experiment: Experiment) -> str:
    if update.terms:
        return ""
    moved = any(change.any() for group in update.changes.values() for change in group.values())
    if experiment.training.accumulate > 1 and not moved:
        return "Nothing moves yet: the gradients wait for those of more batches."
    if not math.isfinite(update.loss_after):
        return "With the new weights the loss of this batch is no finite number: try a smaller learning rate."
    if update.loss_after == update.loss:
        return f"The loss of this batch stays at {numerals.loss(update.loss)}."
    before, after = apart(update.loss, update.loss_after, least=3, fixed=True)
    if update.loss_after < update.loss:
        return f"The loss of this batch falls from {before} to {after}."
    return f"The loss of this batch rises from {before} to {after}: the step was too long."


def apart(before: float, after: float, least: int = 2, fixed: bool = False) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to tell them apart, at most eight."""
    for digits in range(least, 9):
        pair = tuple((numerals.fixed if fixed else rounded)(value, digits) for value in (before, after))
        if pair[0] != pair[1] and (fixed or digits > least):
            break
    return pair[0], pair[1]


def _percent(share: float) -> str:
    return numerals.share(share, 0 if share < 0.995 else 1)
