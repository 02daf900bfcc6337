"""Checks of the data and training sections: what would stop a run before its first step, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from playground.model import memory as reckoning
from playground.model.experiment import Experiment
from playground.model.fix import Fix, SetValue
from playground.model.memory import Heaviest, Need, SizedNode, set_batch
from playground.model.rate_plan import DEFAULT_EPOCHS
from playground.model.schedule import Schedule
from playground.model.spelling import quoted
from playground.model.traced import Problem
from playground.numerals import count, counted, in_bytes

Found = tuple[str, Literal["network", "data", "training"], Literal["error", "warning"], str, tuple[Fix, ...]]
"""The fields of a problem, in order: text, section, severity, node, fixes."""
NO_ACCURACY = "values are never exactly right"
"""Why there is no accuracy where values are foretold, as a part of a sentence."""


def data(experiment: Experiment) -> list[Found]:
    """What is wrong with the data section: its settings, and parts without samples."""
    found: list[Found] = [(text, "data", "error", "", ()) for text in experiment.data.problems()]
    if found:
        return found
    sizes = experiment.data.sizes()
    if sizes.test == 0:
        text = "No samples are left for testing, so the test curves stay empty: lower the train share to see them."
        found.append((text, "data", "warning", "", ()))
    return found


def training(experiment: Experiment) -> list[Found]:
    """What is wrong with the training section: settings of its kinds, and what those look at that is not there."""
    optimizer, schedule = experiment.training.optimizer, experiment.training.schedule
    found: list[Found] = [(text, "training", "error", "", ()) for text in experiment.training.problems()]
    for node in experiment.nodes:
        if node.initializer is not None:
            found += [(text, "network", "error", node.id, ()) for text in node.initializer.problems()]
    if text := plateau_problem(schedule, experiment):
        found.append((text, "training", "error", "", ()))
    if schedule.momentum(1) is not None and not optimizer.momentum_field:
        text = f"{schedule.label} moves momentum, but {optimizer.label} has none: only the learning rate moves."
        found.append((text, "training", "warning", "", ()))
    endless = not experiment.training.epochs and not experiment.training.steps
    if endless and schedule.share(DEFAULT_EPOCHS) != schedule.share(DEFAULT_EPOCHS + 1):
        text = (
            f"{schedule.label} takes the whole run, but this one has no end, so it counts as {DEFAULT_EPOCHS} epochs: "
            "say how long it lasts."
        )
        fix = Fix(f"Stop after {DEFAULT_EPOCHS} epochs", SetValue("training.epochs", DEFAULT_EPOCHS))
        found.append((text, "training", "warning", "", (fix,)))
    for place, kind in enumerate(experiment.training.stopping):
        if kind.figure == "accuracy" and not experiment.target.has_classes:
            text = f"{kind.label} watches the accuracy, but {NO_ACCURACY}: watch the loss."
            fix = Fix("Watch the loss", SetValue(f"training.stopping[{place}].watches", "loss"))
            found.append((text, "training", "error", "", (fix,)))
    return [*found, *_augmentation(experiment)]


def plateau_problem(schedule: Schedule, experiment: Experiment) -> str:
    """Why a schedule cannot look at what it wants to, in a sentence; empty where it can, or looks at nothing."""
    if schedule.watch() is None or experiment.data.sizes().judged != "train":
        return ""
    return f"{schedule.label} looks at the test loss, but no samples are left for testing: lower the train share."


def _augmentation(experiment: Experiment) -> list[Found]:
    """Augmentation that cannot change these data, and settings of it that contradict each other."""
    kinds, found = experiment.training.augmentation, list[Found]()
    for place, kind in enumerate(kinds):
        found += [(text, "training", "error", "", ()) for text in kind.problems()]
        if why := kind.refusal(experiment.data):
            left = (*kinds[:place], *kinds[place + 1 :])
            fix = Fix(f"Remove {kind.label}", SetValue("training.augmentation", left))
            found.append((f"{kind.label} {why}.", "training", "error", "", (fix,)))
    return found


def objective(experiment: Experiment) -> list[Problem]:
    """Why these data cannot be learned so; and networks that are not those that the objective wants."""
    found = list(experiment.objective.problems(experiment.data))
    if tuple(experiment.networks) != experiment.objective.names:
        wanted, there = ", ".join(experiment.objective.names), ", ".join(map(quoted, experiment.networks))
        label = experiment.objective.label
        text = f"{label} learns with networks called {wanted}, but there are {there or 'none'}: make those it wants."
        fix = Fix(f"Make the networks of {label}", SetValue("objective", experiment.objective.id()))
        found.append(Problem(text, "network", "error", "", (fix,)))
    return found


def memory(experiment: Experiment, nodes: Sequence[SizedNode], stopped: bool) -> list[Found]:
    """Whether a batch is beyond the data, or the run beyond the memory that is free, or so large that it is warned of.

    There is one fix: the size of a batch that is offered is within the data and within memory. ``stopped`` says that
    other errors keep *Train* waiting, so that nobody is told to press it.
    """
    need = reckoning.reckon(experiment, nodes)
    free, unasked = reckoning.free(), reckoning.unasked()
    taken = reckoning.heaviest(experiment, nodes, need, unasked) if need.total > unasked else None
    batch, train = experiment.training.batch_size, experiment.data.sizes().train
    if 0 < train < batch:
        fitting = reckoning.fitting_batch(need, free) if need.total > free else taken.batch if taken else 0
        told = _beyond_data(batch, train, need, fitting)
        if fitting:
            return [told]
        return [told, *_about_memory(experiment, nodes, need, taken, stopped=True)]
    return _about_memory(experiment, nodes, need, taken, stopped)


def _about_memory(
    experiment: Experiment, nodes: Sequence[SizedNode], need: Need, taken: Heaviest | None, stopped: bool
) -> list[Found]:
    room = reckoning.free()
    if need.total > room:
        return [_beyond(experiment, nodes, need, room)]
    if taken is None:
        return []
    way = taken.way if stopped else f"{taken.way}, or press Train to build it as it is"
    text = (
        f"Training takes about {in_bytes(need.total)} of this machine's {in_bytes(reckoning.machine())} of memory, as "
        f"{taken.node.name} {taken.words}: {way}."
    )
    return [(text, "network", "warning", taken.node.id, taken.fixes)]


def _beyond_data(batch: int, train: int, need: Need, fitting: int) -> Found:
    """A batch of more samples than there are; ``fitting`` is what memory suffices for, 0 for all of them."""
    samples = counted(train, "training sample")
    text = f"A batch of {count(batch)} is more than the {samples}: set the batch size to {count(fitting or train)}"
    if fitting:
        text = (
            f"A batch of {count(batch)} is more than the {samples}, and even those need about {in_bytes(need.total)} "
            f"of memory at once: set the batch size to {count(fitting)}."
        )
        return text, "training", "error", "", (set_batch(fitting),)
    return f"{text} or take more samples.", "training", "error", "", (set_batch(train),)


def _beyond(experiment: Experiment, nodes: Sequence[SizedNode], need: Need, room: int) -> Found:
    """What takes more memory than there is, and what would fit."""
    batch = reckoning.fitting_batch(need, room)
    there = f"and {in_bytes(room)} are free"
    if batch:
        text = (
            f"A batch of {count(need.batch)} needs about {in_bytes(need.total)}, {there}: "
            f"with this network a batch of {count(batch)} fits."
        )
        return text, "training", "error", "", (set_batch(batch),)
    found = reckoning.heaviest(experiment, nodes, need, room)
    if need.data > room // 2 or found is None:
        most = reckoning.fitting_samples(experiment, need, room)
        way = f"take no more than {counted(most, 'sample')} in all" if most else "take fewer samples"
        return f"The data need about {in_bytes(need.data)}, {there}: {way}.", "data", "error", "", ()
    text = f"Training needs about {in_bytes(need.total)}, {there}, as {found.node.name} {found.words}: {found.way}."
    return text, "network", "error", found.node.id, found.fixes
