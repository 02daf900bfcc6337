"""Offers: which settings of data and training can be set beside what else is set, and why the others cannot.

What is wrong in an experiment is told by its trace; this is for whoever offers settings, so that nobody is led there. A
setting that is what it is by default and would be wrong, or change nothing, has a reason; one that was set stays open,
so that it can be set back, unless it changes nothing. Kinds and choices that cannot be chosen are refused by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from playground.model.checks import NO_ACCURACY, plateau_problem
from playground.model.device import FOUND, Device
from playground.model.experiment import Experiment
from playground.model.kind import Kind
from playground.model.last_answer import keeps_last_answer
from playground.model.parameters import parameter_of
from playground.model.registry import AUGMENTATIONS, OPTIMIZERS, PRECISIONS, SCHEDULES, shelf_of
from playground.model.training_checks import ON_GRADIENTS, cannot_scale, cannot_step, cannot_touch

LOW_LOSS = 0.1
"""A loss that is worth reaching where there is no accuracy."""
EACH = "*"
"""Stands in a path for each kind of a row, those that may be added too."""


class Offer(msgspec.Struct, frozen=True):
    """What can be set at a path.

    Attributes:
        reason: a sentence that says why nothing can be set there; empty where it can.
        refused: ids of kinds, or choices, that cannot be chosen, each with the sentence that says why.
        instead: what stands there in a kind that is added, in the place of its default; ``None`` for that.
    """

    reason: str = ""
    refused: Mapping[str, str] = msgspec.field(default_factory=dict)
    instead: Any = None


Offers = Mapping[str, Offer]
"""Offers by path; a path without one is open."""
OPEN = Offer()
"""All can be set."""


def offers(experiment: Experiment) -> Offers:
    """What cannot be set in an experiment, by path."""
    return _offers(experiment, FOUND.names)


@keeps_last_answer
def _offers(experiment: Experiment, devices: frozenset[str] | None) -> Offers:
    found = dict[str, Offer]()
    looks = (_validation, _optimizers, _idle_of_optimizer, _gradients, _decay, _mixup, _kinds_of_training, _machine)
    for look in looks:
        found.update(look(experiment))
    return found


def refused_optimizers(experiment: Experiment) -> dict[str, str]:
    """Ids of optimizers whose own steps cannot learn so, or this, each with the sentence that says why."""
    why = {id: cannot_step(kind, experiment) for id, kind in OPTIMIZERS.kinds.items()}
    return {id: sentence for id, sentence in why.items() if sentence}


def offers_below(found: Offers, path: str) -> Offers:
    """Those below a path, by what follows it: of a kind in a row those of its place and of each."""
    above = f"{path}."
    return {key.removeprefix(above): offer for key, offer in found.items() if key.startswith(above)} if path else found


def _validation(experiment: Experiment) -> Iterator[tuple[str, Offer]]:
    """Samples that are all there are, so that each is needed to learn from."""
    data = experiment.data
    if not data.validation and (whole := data.split_sizes()).same:
        yield (
            "data.validation",
            Offer(f"{data.label} has {whole.train} rows in all, and each is needed to learn it."),
        )


def _optimizers(experiment: Experiment) -> Iterator[tuple[str, Offer]]:
    """Optimizers that cannot learn so."""
    yield from _refused("training.optimizer", refused_optimizers(experiment))


def _idle_of_optimizer(experiment: Experiment) -> Iterator[tuple[str, Offer]]:
    """Settings of the optimizer that change nothing beside its others."""
    for name, why in experiment.training.optimizer.idle().items():
        yield f"training.optimizer.{name}", Offer(why)


def _gradients(experiment: Experiment) -> Iterator[tuple[str, Offer]]:
    """What is done to gradients, where an optimizer has them in its own hands or does not look at how long they are."""
    training = experiment.training
    if training.optimizer.by_sign:
        why = f"{training.optimizer.label} looks at the sign of each gradient alone, so shorter ones change nothing."
        yield from ((f"training.{name}", Offer(why)) for name in ("clip_norm", "clip_value"))
    if training.optimizer.moves_together:
        for name in ON_GRADIENTS:
            if getattr(training, name) == parameter_of(type(training), name).default:
                yield f"training.{name}", Offer(f"{cannot_touch(training.optimizer)}: choose another optimizer for it.")


def _decay(experiment: Experiment) -> Iterator[tuple[str, Offer]]:
    """What decays, where nothing does."""
    training = experiment.training
    if not training.l1 and not training.optimizer.settings().get("weight_decay", 0.0):
        yield "training.decay_all", Offer("Nothing decays here: raise weight decay or L1 first.")


def _mixup(experiment: Experiment) -> Iterator[tuple[str, Offer]]:
    """Samples that cannot be blended."""
    why = "" if experiment.training.mixup else experiment.objective.unmixable(experiment.data)
    if why:
        yield "training.mixup", Offer(f"{why[:1].upper()}{why[1:]}.")


def _kinds_of_training(experiment: Experiment) -> Iterator[tuple[str, Offer]]:
    """Augmentations that cannot change these data, schedules and kinds of stopping that look at what is not there."""
    data = experiment.data
    why = {id: _sentence(kind(), kind().refusal(data)) for id, kind in AUGMENTATIONS.kinds.items()}
    if all(why.values()) and not experiment.training.augmentation:
        groups = ", ".join(dict.fromkeys(kind.group.lower() for kind in AUGMENTATIONS.kinds.values()))
        yield (
            "training.augmentation",
            Offer(f"None suits {data.full_label or data.label}: there are some for {groups}."),
        )
    else:
        yield from _refused("training.augmentation", why)
    yield from _refused(
        "training.schedule", {id: plateau_problem(kind(), experiment) for id, kind in SCHEDULES.kinds.items()}
    )
    if not experiment.target.has_classes:
        accuracy = {"accuracy": f"There is no accuracy: {NO_ACCURACY}."}
        yield f"training.stopping.{EACH}.watches", Offer(refused=accuracy)
        yield f"training.stopping.{EACH}.wanted", Offer(instead=LOW_LOSS)


def _machine(experiment: Experiment) -> Iterator[tuple[str, Offer]]:
    """Devices that are not here, and precisions that a device or an optimizer does not know."""
    training = experiment.training
    wide = f"{training.precision.label} is set, which it does not know."
    devices: list[type[Device]] = list(shelf_of(Device).kinds.values())
    unfit = {kind.id(): wide for kind in devices if not kind.has(training.precision.numbers)}
    why = {kind.id(): FOUND.refusal(kind) or unfit.get(kind.id(), "") for kind in devices}
    yield from _refused("training.device", why)
    precisions = {kind.id(): cannot_scale(training.optimizer, kind()) for kind in PRECISIONS.kinds.values()}
    for kind in PRECISIONS.kinds.values():
        if not training.device.has(kind.numbers):
            precisions[kind.id()] = f"{training.device.label} does not know it"
    yield from _refused("training.precision", {id: f"{why}." if why else "" for id, why in precisions.items()})


def _refused(path: str, why: dict[str, str]) -> Iterator[tuple[str, Offer]]:
    refused = {id: sentence for id, sentence in why.items() if sentence}
    if refused:
        yield path, Offer(refused=refused)


def _sentence(kind: Kind, why: str) -> str:
    return f"{kind.label} {why}." if why else ""


def suited(kind: Kind, found: Offers) -> Kind:
    """A kind that is to be added, with the first choice that is open where that of its defaults is refused."""
    values: dict[str, Any] = {}
    for name, offer in ((name, offer) for name, offer in found.items() if name in kind.__struct_fields__):
        default = getattr(kind, name)
        if offer.instead is not None:
            values[name] = offer.instead
        elif default in offer.refused:
            choices = parameter_of(kind, name).choices
            values[name] = next((choice for choice in choices if choice not in offer.refused), default)
    return msgspec.structs.replace(kind, **values)
