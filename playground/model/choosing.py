"""Choosing: another kind in the place of one, and the loss that comes naturally for some data."""

from __future__ import annotations

from typing import Any, TypeVar

from playground.model.fix import Fix, SetValue
from playground.model.kind import Kind
from playground.model.learning import Loss
from playground.model.parameters import parameter_of, parameters_of
from playground.model.registry import LOSSES, OBJECTIVES
from playground.model.target import Target

K = TypeVar("K", bound=Kind)


def like(kind: type[K], old: Kind) -> K:
    """A new kind with the values that an old one has under the same names, where they are allowed."""
    values: dict[str, Any] = {}
    unit = kind.counted_in
    if unit and getattr(old, unit, None) != parameter_of(kind, unit).default:
        return kind()
    for parameter in parameters_of(kind):
        value = getattr(old, parameter.name, None)
        if value is not None and parameter.allows(value):
            values[parameter.name] = value
    return kind(**values)


def use_usual_objective() -> Fix:
    """The fix that learns something else of the data: the first objective on the shelf."""
    usual = next(iter(OBJECTIVES.kinds.values()))
    return Fix(f"Set objective to {usual.label}", SetValue("objective", usual.id()))


def first_loss(target: Target) -> Loss:
    """The loss that comes naturally for that target: of those that fit, the one with the fewest outputs.

    That is binary cross-entropy for two classes, cross-entropy for more; among equals, the first on the shelf.
    """
    fitting = [loss for loss in (kind() for kind in LOSSES.kinds.values()) if loss.fits(target)]
    return min(fitting, key=lambda loss: loss.units(target))
