"""State validation: whether a state of learning may be put into a session, looked at before anything is touched.

A file can be sealed and yet hold anything. Torch's fused optimizers and its indexing take shapes and numbers on trust,
so what does not fit would be written and read beyond the end of tensors.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from playground.engine.build import make_optimizer
from playground.engine.faults import BadState, OtherExperiment
from playground.engine.learner import Learner
from playground.engine.networks import Networks
from playground.engine.random_state import of_processor
from playground.engine.snapshot import Snapshot, StoppingState, without_memory
from playground.engine.step_parts import MOST_COUNT, state_of
from playground.engine.step_parts import fits as part_fits
from playground.model.experiment import Experiment
from playground.model.file_limits import LARGEST_FIGURE
from playground.model.origin import otherness
from playground.model.parameters import MOST_KINDS

DAMAGED = "The saved state of learning is damaged, so learning starts from the beginning."
_OTHER = "The saved state of learning belongs to {}, so learning starts from the beginning."
_WEIGHTS = (torch.float32, torch.float64, torch.float16, torch.bfloat16)
"""The kinds of numbers that weights can be of."""


def fitting(
    found: Snapshot, learner: Learner, experiment: Experiment, over_other_data: bool = False, exactly: bool = True
) -> tuple[Snapshot, str]:
    """What of a snapshot a learner can go on from: all, or unless ``exactly`` the weights that fit, which is then said.

    Raises:
        BadState: it is damaged, does not fit, or was learned from other data and may not go on ``over_other_data``.
    """
    if not over_other_data and (words := otherness(found.origin, experiment.data)):
        raise OtherExperiment(f"{words} They are left out; their file still has them, and opens with a question.")
    if not _remembers_best(found, learner.networks, experiment):
        found = replace(found, stopping=without_memory(found.stopping))
    try:
        validate_state(found, learner.networks, experiment, learner.batches.count)
    except OtherExperiment:
        there = None if exactly else partly(found, learner.snapshot(), learner.batches.count)
        if there is None:
            raise
        return there, "Of the saved state of learning, the weights that fit are kept; the optimizer starts afresh."
    for part in learner.parts:
        state = state_of(found.parts, part.name)
        if state and part.state() and not part_fits(state, part):
            raise BadState(DAMAGED)
    return found, ""


def is_fitting(found: Snapshot, learner: Learner, experiment: Experiment) -> bool:
    """Whether a learner could go on exactly from a snapshot."""
    try:
        fitting(found, learner, experiment)
    except BadState:
        return False
    return True


def validate_state(found: Snapshot, networks: Networks, experiment: Experiment, count: int) -> None:
    """Make sure that a snapshot is sound, and is one of this network, optimizer and number of training samples.

    Raises:
        OtherExperiment: it is sound, but belongs to something else.
        BadState: it is damaged.
    """
    check_numbers(found)
    if not _is_of(found, networks):
        raise OtherExperiment(_OTHER.format("another network"))
    _check_optimizer(found, networks.learned(), experiment)
    if found.stopping is not None and found.stopping.best is not None:
        validate_state(found.stopping.best, networks, experiment, count)
    if len(found.place.order) not in (0, count):
        raise OtherExperiment(_OTHER.format("other data"))


def check_numbers(found: Snapshot) -> None:
    """Make sure of all that can be said without the experiment: counts, order, generators, finite weights.

    Raises:
        BadState: it is damaged.
    """
    place, first = found.place, found.first_loss
    order = place.order
    counts = (found.step, place.epochs, place.position)
    sound = (
        all(type(count) is int and 0 <= count < MOST_COUNT for count in counts)
        and (first is None or (type(first) in (int, float) and abs(first) <= LARGEST_FIGURE))
        and order.dtype == torch.int64
        and order.dim() == 1
        and bool((order.sort().values == torch.arange(len(order))).all())
        and place.position < max(1, len(order))
        and _starts(of_processor(found.random_state))
        and _starts(place.generator)
        and (place.augmentation is None or _starts(place.augmentation))
        and all(_is_finite(value) for value in found.tensors.values())
        and _is_sound(found.stopping, found.step)
        and 0.0 <= found.seconds <= LARGEST_FIGURE
    )
    if not sound:
        raise BadState(DAMAGED)


def partly(found: Snapshot, present: Snapshot, count: int) -> Snapshot | None:
    """What of a sound snapshot can be put into a session that stands at another; ``None`` where no weights fit.

    Weights go by node, name and shape. The optimizer remembers nothing, and where there are not
    ``count`` training samples the pass over the data begins anew.
    """
    fitting = {
        name: value
        for name, value in found.tensors.items()
        if name in present.tensors and fits(value, present.tensors[name])
    }
    if not fitting:
        return None
    place = found.place
    if len(place.order) not in (0, count):
        place = replace(place, position=0, order=place.order[:0])
    anew = replace(found, optimizer={}, first_loss=None, parts={}, stopping=None)
    return replace(anew, place=place, tensors=present.tensors | fitting)


def fits(value: Tensor, place: Tensor) -> bool:
    """Whether a saved tensor can be put in the place of another."""
    return value.shape == place.shape and value.dtype == place.dtype


def _is_of(found: Snapshot, networks: Networks) -> bool:
    """Whether a snapshot has the tensors of these networks, and remembers nothing of others."""
    known = networks.tensors()
    same = known.keys() == found.tensors.keys() and found.optimizer.keys() <= networks.learned().keys()
    return same and all(fits(value, known[name]) for name, value in found.tensors.items())


def _check_optimizer(found: Snapshot, learned: dict[str, nn.Parameter], experiment: Experiment) -> None:
    """Compare what an optimizer is said to remember with what one of its kind does remember after a step."""
    if experiment.training.optimizer.moves_together:
        _check_together(found, learned, experiment)
        return
    patterns = {weight.dim(): _memory(experiment, weight) for weight in learned.values()}
    keys: dict[frozenset[str], set[str]] = {}
    for name, entries in found.optimizer.items():
        pattern = patterns[learned[name].dim()]
        wanted = frozenset(key for key, value in pattern.items() if value is not None)
        remembered = {key for key, value in entries.items() if value is not None}
        if keys.setdefault(wanted, remembered) != remembered:
            raise BadState(DAMAGED)
        if remembered and not wanted <= remembered:
            raise OtherExperiment(_OTHER.format("another optimizer"))
        for key, value in entries.items():
            if value is not None and not _is_right(value, pattern.get(key), learned[name]):
                raise BadState(DAMAGED)


def _remembers_best(found: Snapshot, networks: Networks, experiment: Experiment) -> bool:
    """Whether what is remembered of the best state's weights, if there is one, is of this optimizer.

    Files may hold the memory of one that was changed on the way.
    """
    best = None if found.stopping is None else found.stopping.best
    if best is None or not _is_of(best, networks):
        return True  # the weights are of another network, which is told later
    try:
        _check_optimizer(best, networks.learned(), experiment)
    except OtherExperiment:
        return False
    return True


def _is_right(value: Any, like: Any, weight: nn.Parameter) -> bool:
    """Whether a remembered value of a weight can be one; ``like`` is what is remembered of a weight of size 2."""
    if not isinstance(value, Tensor):
        return like is not None and type(value) is type(like) and not isinstance(value, list)
    if isinstance(like, Tensor) and like.shape != (2,) * weight.dim():
        return fits(value, like) and _is_finite(value)
    return fits(value, weight) and _is_finite(value)  # also what another setting of the same optimizer left behind


def _memory(experiment: Experiment, weight: nn.Parameter) -> dict[str, Any]:
    """What the experiment's optimizer remembers after a step of a parameter that is 2 long in each dimension.

    It is of as many dimensions, and of the same numbers, as a weight.
    """
    parameter = nn.Parameter(torch.zeros((2,) * weight.dim(), dtype=weight.dtype))
    optimizer = make_optimizer(experiment.training.optimizer, [parameter])
    parameter.grad = torch.zeros_like(parameter)
    optimizer.step()
    return dict(optimizer.state[parameter])


def _check_together(found: Snapshot, learned: dict[str, nn.Parameter], experiment: Experiment) -> None:
    """Look at what is remembered of all parameters together: rows as long as all of them are, or single numbers.

    Rows may be in lists, which are all equally long and no longer than the optimizer keeps them.
    """
    if not found.optimizer:
        return
    if len(found.optimizer) > 1:
        raise OtherExperiment(_OTHER.format("another optimizer"))
    whole = sum(weight.numel() for weight in learned.values())
    kinds = {torch.float32, *(weight.dtype for weight in learned.values())}
    entries = next(iter(found.optimizer.values()))
    lists = [value for value in entries.values() if isinstance(value, list)]
    most = experiment.training.optimizer.remembered()
    values = [value for value in entries.values() if not isinstance(value, list)] + [
        item for row in lists for item in row
    ]
    if len({len(row) for row in lists}) > 1 or any(len(row) > most for row in lists):
        raise BadState(DAMAGED)
    for value in values:
        if isinstance(value, Tensor):
            right = value.shape in ((), (whole,)) and value.dtype in kinds and _is_finite(value)
        else:
            right = type(value) in (int, float) and abs(value) <= LARGEST_FIGURE
        if not right:
            raise BadState(DAMAGED)


def _is_sound(stopping: StoppingState | None, step: int) -> bool:
    """Whether what kinds of stopping know can be so.

    Raises:
        BadState: its best state is damaged.
    """
    if stopping is None:
        return True
    if isinstance(stopping.best, Snapshot):
        check_numbers(stopping.best)
    is_earlier = stopping.best is None or (isinstance(stopping.best, Snapshot) and stopping.best.step <= step)
    known = all(abs(number) <= LARGEST_FIGURE for rule in stopping.rules for number in rule.numbers.values())
    few = len(stopping.rules) <= MOST_KINDS
    return few and is_earlier and known and all(0 <= rule.step <= step for rule in stopping.rules)


def _starts(state: Tensor) -> bool:
    """Whether a generator takes a state; torch looks at its type, its size and the numbers that it goes by."""
    try:
        torch.Generator().set_state(state)
    except (RuntimeError, TypeError):
        return False
    return True


def _is_finite(value: Tensor) -> bool:
    if not value.is_floating_point() and not value.is_complex():
        return True
    return value.dtype in _WEIGHTS and bool(value.isfinite().all())
