"""Difference: what separates two experiments, so that a session changes only what must change."""

from __future__ import annotations

import msgspec

from playground.model.changes import changes
from playground.model.experiment import Experiment, Training
from playground.model.last_answer import keeps_last_answer
from playground.model.network import Node
from playground.model.parameters import parameters_of
from playground.model.settings import steps_of

_OF_NODES = tuple(found.name for found in parameters_of(Node))
_STARTS = ("initializer", "bias_initializer")
_TUNED = ("training.optimizer", "training.schedule")
"""What the next step takes as it is."""


class Difference(msgspec.Struct, frozen=True):
    """What differs between two experiments.

    Attributes:
        task: another kind of data or objective, a changed seed, other starting weights, or another experiment
            altogether (told by its description): learning starts afresh.
        data: the samples change.
        structure: nodes, links or parameters of layers that need a rebuild.
        live_layers: ids of nodes in which only live parameters (dropout rate) changed.
        optimizer: another kind of optimizer, or a parameter that is not live.
        settings: live parameters of the same optimizer, or the schedule: the next step takes them as they are.
        loss: another setting of the objective, such as another loss.
        pace: batch size, limits, stopping, threads, and all else of training that is not tuned.
        freezing: which layers are frozen, or how.
        factors: how much longer or shorter the steps of layers are.
        decays: which parameters decay.
        forgets: something that is remembered from step to step goes: a mean of the weights, the scale of a loss,
            gradients that wait for those of more batches, or what came of looking for plateaus or the end of the run.
        placement: the kind of numbers that weights are, or where they lie; they are turned into the other one.
    """

    task: bool
    data: bool
    structure: bool
    live_layers: tuple[str, ...]
    optimizer: bool
    settings: bool
    loss: bool
    pace: bool
    freezing: bool = False
    factors: bool = False
    decays: bool = False
    forgets: bool = False
    placement: bool = False

    @property
    def groups(self) -> bool:
        """Whether other parameters learn alike, by one rate and decay, than before."""
        return self.factors or self.decays

    @property
    def rebuild(self) -> bool:
        """Whether modules must be built anew."""
        return self.task or self.data or self.structure or self.loss or self.placement

    @property
    def matters(self) -> bool:
        """Whether a session has anything to do; a new name alone is nothing."""
        live = bool(self.live_layers) or self.freezing or self.factors
        return self.rebuild or live or self.optimizer or self.settings or self.pace


@keeps_last_answer
def difference(old: Experiment, new: Experiment) -> Difference:
    """What separates two experiments."""
    found = changes(old, new)
    layers = [change for change in found if change.is_in("networks")]
    own = {name: [change for change in layers if steps_of(change.path)[3:4] == (name,)] for name in _OF_NODES}
    layers = [change for change in layers if not any(change in changed for changed in own.values())]
    optimizer = [change for change in found if change.is_in("training.optimizer")]
    only_live = all(change.live for change in optimizer)
    scheduled = any(change.is_in("training.schedule") for change in found)
    structure = not all(change.live for change in layers)
    ids = dict.fromkeys(str(steps_of(change.path)[2]) for change in layers if change.live)
    return Difference(
        task=any(type(one) is not type(other) for one, other in ((old.data, new.data), (old.objective, new.objective)))
        or any(change.path in ("seed", "description") for change in found)
        or bool(own["initializer"])
        or any(change.is_in(f"training.{name}") for change in found for name in _STARTS),
        data=any(change.is_in("data") for change in found),
        structure=structure,
        live_layers=() if structure else tuple(ids),
        optimizer=bool(optimizer) and not only_live,
        settings=(bool(optimizer) or scheduled) and only_live,
        loss=any(change.is_in("objective") for change in found),
        pace=any(change.is_in("training") and not any(map(change.is_in, _TUNED)) for change in found),
        freezing=bool(own["frozen"]) or any(change.path == "training.freeze_averages" for change in found),
        factors=bool(own["rate_factor"]),
        decays=any(change.path == "training.decay_all" for change in found),
        forgets=_forgets(old.training, new.training),
        placement=old.training.precision.numbers != new.training.precision.numbers
        or old.training.device != new.training.device,
    )


def _forgets(old: Training, new: Training) -> bool:
    """Whether what was remembered under the old settings has no place under the new ones."""
    means = old.averaging.recipe() is not None and new.averaging.recipe() is None
    plateaus = old.schedule.watch() is not None and type(new.schedule) is not type(old.schedule)
    scale = old.precision.is_scaled and not new.precision.is_scaled
    waiting = old.accumulate > 1 and (new.accumulate == 1 or old.precision.is_scaled != new.precision.is_scaled)
    before, after = ([(type(kind), kind.figure) for kind in each.stopping] for each in (old, new))
    unwatched = any(before.count(watched) > after.count(watched) for watched in before)
    return means or plateaus or scale or waiting or unwatched


def only_tunes(old: Experiment, new: Experiment) -> bool:
    """Whether nothing but live settings of the optimizer or the schedule differ, such as its learning rate.

    The next step takes them as they are: modules, figures and what is seen of the network stay what they were, and so
    does the memory that is taken.
    """
    change = difference(old, new)
    if not change.settings or change.rebuild or change.optimizer or change.live_layers or change.pace:
        return False
    if change.freezing or change.factors:
        return False
    return old.training.optimizer.remembered() == new.training.optimizer.remembered()
