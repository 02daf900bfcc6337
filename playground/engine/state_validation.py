"""State validation: whether a state of learning may be put into a session, looked at before anything is touched.

A file can be sealed and yet hold anything. Torch's fused optimizers and its indexing take shapes and numbers on trust,
so what does not fit would be written and read beyond the end of tensors.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from playground.engine.batches import DataPosition
from playground.engine.build import make_optimizer
from playground.engine.faults import BadState, OtherExperiment
from playground.engine.learner import Learner
from playground.engine.networks import Networks
from playground.engine.snapshot import Snapshot
from playground.engine.step_parts import fits as part_fits
from playground.engine.step_parts import state_of
from playground.model.experiment import Experiment
from playground.model.file_limits import LARGEST_FIGURE
from playground.model.origin import otherness

DAMAGED = "The saved state of learning is damaged, so learning starts from the beginning."
_OTHER = "The saved state of learning belongs to {}, so learning starts from the beginning."
_WEIGHTS = (torch.float32, torch.float64, torch.float16, torch.bfloat16)
"""The kinds of numbers that weights can be of."""
_MOST = 2**53
"""Greater counts are no whole numbers any more where they are drawn."""


def fitting(
    found: Snapshot, learner: Learner, experiment: Experiment, over_other_data: bool = False, exactly: bool = True
) -> tuple[Snapshot, str]:
    """What of a snapshot a learner can go on from: all, or unless ``exactly`` the weights that fit, which is then said.

    Raises:
        BadState: it is damaged, does not fit, or was learned from other data and may not go on ``over_other_data``.
    """
    if not over_other_data and (words := otherness(found.origin, experiment.data)):
        raise OtherExperiment(f"{words} They are left out; their file still has them, and opens with a question.")
    try:
        validate_state(found, learner.networks, experiment, learner.batches.count)
    except OtherExperiment:
        there = None if exactly else partly(found, learner.snapshot(), learner.batches.count)
        if there is None:
            raise
        return there, "Of the saved state of learning, the weights that fit are kept; the optimizer starts afresh."
    for part in learner.parts:
        state = state_of(found.parts, part.name)
        if state and not part_fits(state, part):
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
    known = networks.tensors()
    same = known.keys() == found.tensors.keys() and found.optimizer.keys() <= networks.learned().keys()
    if not same or not all(fits(value, known[name]) for name, value in found.tensors.items()):
        raise OtherExperiment(_OTHER.format("another network"))
    _check_optimizer(found, networks.learned(), experiment)
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
        all(type(count) is int and 0 <= count < _MOST for count in counts)
        and (first is None or (type(first) in (int, float) and abs(first) <= LARGEST_FIGURE))
        and order.dtype == torch.int64
        and order.dim() == 1
        and bool((order.sort().values == torch.arange(len(order))).all())
        and place.position < max(1, len(order))
        and _starts(found.random_state)
        and _starts(place.generator)
        and all(_is_finite(value) for value in found.tensors.values())
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
        place = DataPosition(place.epochs, 0, place.order[:0], place.generator)
    return replace(found, place=place, tensors=present.tensors | fitting, optimizer={}, first_loss=None, parts={})


def fits(value: Tensor, place: Tensor) -> bool:
    """Whether a saved tensor can be put in the place of another."""
    return value.shape == place.shape and value.dtype == place.dtype


def _check_optimizer(found: Snapshot, learned: dict[str, nn.Parameter], experiment: Experiment) -> None:
    """Compare what an optimizer is said to remember with what one of its kind does remember after a step."""
    pattern, size = _memory(experiment)
    remembered = [{key for key, value in entries.items() if value is not None} for entries in found.optimizer.values()]
    if any(keys != remembered[0] for keys in remembered):
        raise BadState(DAMAGED)
    wanted = {key for key, value in pattern.items() if value is not None}
    if remembered and remembered[0] and not wanted <= remembered[0]:
        raise OtherExperiment(_OTHER.format("another optimizer"))
    for name, entries in found.optimizer.items():
        for key, value in entries.items():
            like = pattern.get(key)
            if value is None:
                continue
            if not isinstance(value, Tensor):
                right = like is not None and type(value) is type(like)
            elif isinstance(like, Tensor) and like.shape != size:
                right = fits(value, like)
            else:  # also what another setting of the same optimizer left behind
                right = fits(value, learned[name])
            if not right or (isinstance(value, Tensor) and not _is_finite(value)):
                raise BadState(DAMAGED)


def _memory(experiment: Experiment) -> tuple[dict[str, Any], torch.Size]:
    """What the experiment's optimizer remembers of one parameter after a step, and that parameter's size."""
    parameter = nn.Parameter(torch.zeros(2, 3))
    optimizer = make_optimizer(experiment, nn.ParameterList([parameter]))
    parameter.grad = torch.zeros_like(parameter)
    optimizer.step()
    return dict(optimizer.state[parameter]), parameter.shape


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
