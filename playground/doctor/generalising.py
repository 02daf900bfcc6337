"""Rules about answers: learned by heart, and classes that are never the answer."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from playground.doctor.evidence import Evidence, measured
from playground.doctor.finding import Finding, Severity
from playground.doctor.fixes import insert_before, offered
from playground.doctor.proof import Bars, Lines
from playground.doctor.rule import Rule
from playground.doctor.words import count, figure, listed, portion
from playground.engine.series import Column
from playground.model.experiment import Experiment
from playground.model.fix import Fix, SetValue
from playground.model.layer import Activation
from playground.model.parameters import parameters_of
from playground.model.registry import LAYERS

SMOOTH = 3
"""The test loss is told from the median of so many evaluations in a row."""
FEWEST = 10
"""Below so many evaluations no trend can be told."""
RISEN = 1.3
"""The test loss is this many times its lowest, or more. Early stopping usually ends a run before (L. Prechelt 1998,
*Early stopping, but when?*, looks at rises of 5 to 20 %); this is past doubt."""
PART = 0.1
"""The rise is this part of the loss at the start, or more: next to a loss near 0, nothing is a large factor."""
LASTING = 5
"""So many evaluations in a row must say so: it may come down again by itself."""
GAP = 0.1
"""So much lower is the test accuracy, and by three standard errors at least: less may be chance."""
LATELY = 0.2
"""Its lowest test loss lies before this last part of the run; else it still gets better on new samples."""
STEPS, EPOCHS, SAMPLES = 500, 1.0, 5
"""After so many steps and passes, a class that so many test samples have should be an answer sometimes."""


class Overfitting(Rule):
    """The network learns its training samples by heart: it gets better on them and worse on those it never saw."""

    id: ClassVar[str] = "overfitting"
    title: ClassVar[str] = "Overfitting"
    severity: ClassVar[Severity] = "hint"
    evaluations: ClassVar[int] = FEWEST

    def look(self, evidence: Evidence) -> Finding | None:
        """The test loss has risen well above its lowest, or test accuracy stays far below, while training goes on."""
        history = evidence.history
        (steps, test), (_, train) = evidence.spread(history.test_loss), evidence.spread(history.train_loss)
        if len(test) < FEWEST or len(train) < FEWEST:
            return None
        smooth = _medians(test)
        best = int(np.argmin(smooth))
        lowest, now = float(smooth[best]), float(smooth[-1])
        bound = max(RISEN * lowest, lowest + PART * evidence.start())
        turned = bool((smooth[-LASTING:] >= bound).all()) and _falls(train, best)
        behind = steps[best] < steps[-1] - LATELY * (steps[-1] - steps[0])
        if not turned and not (behind and self._apart(evidence)):
            return None  # while the test loss comes down, what is learned holds for new samples, however far behind
        when = f"step {count(float(steps[best]))}"
        text = (
            f"The test loss has risen from {figure(lowest)} at {when} to {figure(now)} while the training loss fell to "
            f"{figure(float(train[-1]))}"
            if turned
            else f"{portion(history.train_accuracy.values[-1])} of {evidence.counted('train')} are right, but only "
            f"{portion(history.test_accuracy.values[-1])} of {evidence.counted('test')}"
        )
        text += ", so the network learns its samples by heart: take more samples, add Dropout, or stop earlier."
        lines = (measured(evidence, history.train_loss), measured(evidence, history.test_loss, "dashed"))
        proof = Lines("Training and test loss", lines, (lowest, "lowest test loss"))
        passes = _passes(evidence, float(steps[best])) if turned else 0
        return self.finding(text, proof, offered(evidence.experiment, *_fixes(evidence.experiment, passes)))

    def _apart(self, evidence: Evidence) -> bool:
        """Whether test accuracy is far below training accuracy, more than chance explains."""
        latest = evidence.history.latest
        if latest is None or not latest.test_count or not math.isfinite(latest.test_accuracy):
            return False
        seen, new = latest.train_accuracy, latest.test_accuracy
        error = 3 * math.sqrt(max(new * (1 - new), 0.01) / latest.test_count)
        return seen - new >= max(GAP, error) and evidence.learned


class NeverPredicted(Rule):
    """A class that is never the answer although samples of it are there: the network gave it up for the others."""

    id: ClassVar[str] = "never_predicted"
    title: ClassVar[str] = "Class never predicted"
    severity: ClassVar[Severity] = "hint"
    steps: ClassVar[int] = STEPS

    def suits(self, evidence: Evidence) -> bool:
        """Whether right answers are counted, but for those of running text, of which most are rare."""
        target = evidence.experiment.target
        return target.has_classes and not target.next and evidence.experiment.objective.counts_confusion

    def look(self, evidence: Evidence) -> Finding | None:
        """Its column of the confusion matrix is empty, and its row is not."""
        latest = evidence.history.latest
        if latest is None or latest.confusion is None or latest.step < evidence.since:
            return None
        target = evidence.experiment.target
        if evidence.age < STEPS or latest.epoch < EPOCHS or target.next:  # most tokens of running text are rare
            return None
        if not evidence.stands(STEPS):  # it may come by itself: rare classes are learned last
            return None
        true, answered = latest.confusion.sum(axis=1), latest.confusion.sum(axis=0)
        never = tuple(int(place) for place in np.flatnonzero((answered == 0) & (true >= SAMPLES)))
        if not never:
            return None
        names = target.names
        which = listed([names[place] for place in never])
        many = f"Classes {which} are" if len(never) > 1 else f"Class {which} is"
        text = (
            f"{many} never predicted, though {count(sum(int(true[place]) for place in never))} of "
            f"{evidence.counted('test')} are of {'them' if len(never) > 1 else 'it'}, {_cause(evidence, never)}."
        )
        total = max(int(answered.sum()), 1)
        shares = tuple(float(each) / total for each in answered)
        proof = Bars("How often each class is the answer", names, shares, (1 / len(names), "evenly"), never, "%")
        return self.finding(text, proof, offered(evidence.experiment, *_room(evidence, never)))


def _medians(values: Column) -> Column:
    """Each value's median with the two before it; (count,)."""
    padded = np.concatenate([np.repeat(values[:1], SMOOTH - 1), values])
    return np.asarray(np.median(np.lib.stride_tricks.sliding_window_view(padded, SMOOTH), axis=1))


def _falls(train: Column, best: int) -> bool:
    """Whether the training loss is lower now than at that evaluation."""
    return bool(np.median(train[-SMOOTH:]) < np.median(train[max(best - 1, 0) : best + 2]))


def _passes(evidence: Evidence, step: float) -> int:
    """How many whole passes were made at a step."""
    epochs = evidence.history.epochs
    return int(np.interp(step, epochs.steps, epochs.values)) if len(epochs) else 0


def _fixes(experiment: Experiment, passes: int) -> tuple[Fix | None, ...]:
    dropout = LAYERS.find("dropout")(rate=0.25)
    output = experiment.ids()[-1]
    dropping = sum(node.layer.dropped() for node in experiment.nodes)
    decay = getattr(experiment.training.optimizer, "weight_decay", None)
    return (
        _more_samples(experiment),
        None if dropping else insert_before(f"Add {dropout.label}", (dropout,), (output,)),
        Fix("Set weight decay to 0.001", SetValue("training.optimizer.weight_decay", 0.001)) if decay == 0 else None,
        Fix(f"Stop after {count(passes)} epochs", SetValue("training.epochs", passes)) if passes > 1 else None,
    )


def _more_samples(experiment: Experiment) -> Fix | None:
    """Twice the samples, or as many as there are; ``None`` where there are no more."""
    parameter = next((each for each in parameters_of(experiment.data) if each.name == "samples"), None)
    now = getattr(experiment.data, "samples", 0)
    if parameter is None or not now:
        return None
    more = 2 * now if parameter.high is None else min(2 * now, int(parameter.high))
    return Fix(f"Take {count(more)} samples", SetValue("data.samples", more)) if more > now else None


def _rare(evidence: Evidence, never: tuple[int, ...]) -> bool:
    """Whether these classes have less than a quarter of an even share of the training samples."""
    shares = evidence.class_shares()
    return bool(max(shares[list(never)]) < 0.25 / len(shares))


def _cause(evidence: Evidence, never: tuple[int, ...]) -> str:
    if _rare(evidence, never):
        return "as it hardly sees any while training: take more samples"
    return "so the network cannot tell them from the others yet: train on, or give it more units"


def _room(evidence: Evidence, never: tuple[int, ...]) -> tuple[Fix | None, ...]:
    """More samples where the class is rare, else more units in the narrowest hidden layer."""
    if _rare(evidence, never):
        return (_more_samples(evidence.experiment),)
    nodes = [node for node in evidence.nodes() if getattr(node.layer, "units", 0) and not node.layer.pinned]
    if not nodes:
        if any(isinstance(node.layer, Activation) for node in evidence.nodes()):
            return ()
        layers = (LAYERS.find("linear")(units=16), LAYERS.find("relu")())
        return (insert_before("Add a hidden layer", layers, (evidence.nodes()[-1].id,)),)
    node = min(nodes, key=lambda node: int(getattr(node.layer, "units", 0)))
    units = 2 * int(getattr(node.layer, "units", 0))
    return (Fix(f"Give {node.name} {units} units", SetValue(".units", units, node.id)),)
