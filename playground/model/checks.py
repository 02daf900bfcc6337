"""Checks of the data and training sections: what would stop a run before its first step, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from playground.model import memory as reckoning
from playground.model.edits import first_loss
from playground.model.experiment import Experiment
from playground.model.layer import Mend, SetLoss, SetTraining
from playground.model.memory import SizedNode
from playground.numerals import count, counted, in_bytes

Found = tuple[str, Literal["network", "data", "training"], Literal["error", "warning"], str, tuple[Mend, ...]]
"""The fields of a problem, in order: text, section, severity, node, mends."""


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
    """What is wrong with the training section: optimizer settings, a loss that cannot fit, a batch beyond the data."""
    section = experiment.training
    target = experiment.data.target()
    found: list[Found] = [(text, "training", "error", "", ()) for text in section.optimizer.problems()]
    if not section.loss.fits(target):
        what = counted(target.count, "class") if target.kind == "classes" else "values, not classes"
        better = first_loss(experiment.data)
        text = f"{section.loss.label} cannot be used here, because the data has {what}: choose {better.label}."
        mend = Mend(f"Set loss to {better.label}", SetLoss(better.id()))
        found.append((text, "training", "error", "", (mend,)))
    train = experiment.data.sizes().train
    if 0 < train < section.batch_size:
        text = (
            f"A batch of {count(section.batch_size)} is more than the {counted(train, 'training sample')}: "
            "lower the batch size or take more samples."
        )
        found.append((text, "training", "error", "", (set_batch(train),)))
    return found


def memory(experiment: Experiment, nodes: Sequence[SizedNode]) -> list[Found]:
    """Whether the run would outgrow the memory that is free, or take so much of it that one should know before."""
    need = reckoning.reckon(experiment, nodes)
    room = reckoning.free()
    if need.total > room:
        return [_beyond(experiment, nodes, need, room)]
    found = reckoning.heaviest(experiment, nodes) if reckoning.is_large(need.total) else None
    if found is None:
        return []
    node, words, mends = found
    text = (
        f"Training takes about {in_bytes(need.total)} of this machine's {in_bytes(reckoning.machine())} of memory, as "
        f"{node.name} {words}: make it smaller, or press Train to build it as it is."
    )
    return [(text, "network", "warning", node.id, mends)]


def _beyond(experiment: Experiment, nodes: Sequence[SizedNode], need: reckoning.Need, room: int) -> Found:
    """What takes more memory than there is, and what would fit."""
    batch = reckoning.fitting_batch(need, room)
    there = f"and {in_bytes(room)} are free"
    if batch:
        text = (
            f"A batch of {count(need.batch)} needs about {in_bytes(need.total)}, {there}: "
            f"with this network a batch of {count(batch)} fits."
        )
        return text, "training", "error", "", (set_batch(batch),)
    found = reckoning.heaviest(experiment, nodes)
    if need.data > room // 2 or found is None:
        text = f"The data need about {in_bytes(need.data)}, {there}: take fewer samples."
        return text, "data", "error", "", ()
    node, words, smaller = found
    text = f"Training needs about {in_bytes(need.total)}, {there}, as {node.name} {words}: make it smaller."
    return text, "network", "error", node.id, smaller


def set_batch(size: int) -> Mend:
    """The mend that sets the batch size."""
    return Mend(f"Set batch size to {count(size)}", SetTraining("batch_size", size))
