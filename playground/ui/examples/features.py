"""Features: what the network could see of each point, which of it is on, and how each looks over the plane. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from playground.model.dataset import DataSet
from playground.model.parameters import parameters_of
from playground.model.places import find_data_file
from playground.model.recipe import Call, perform

Array = npt.NDArray[Any]
_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SIDE = 24
"""Points along each axis of the pictures of features that are off."""


@dataclass(frozen=True)
class FeatureChoice:
    """A setting of data that takes any of some features: its field, all names, and the chosen ones."""

    field: str
    names: tuple[str, ...]
    chosen: tuple[str, ...]

    @property
    def places(self) -> tuple[int, ...]:
        """Where each chosen one stands among all."""
        return tuple(self.names.index(name) for name in self.chosen)

    @property
    def labels(self) -> tuple[str, ...]:
        """All names as they are printed."""
        return tuple(map(pretty, self.names))

    def toggled(self, place: int) -> tuple[str, ...]:
        """The chosen ones, in the order of all, with one more or one less."""
        name = self.names[place]
        return tuple(other for other in self.names if (other in self.chosen) != (other == name))


def choice_of(data: DataSet) -> FeatureChoice | None:
    """The features of points in the plane, where data lets them be chosen."""
    if len(data.domain) != 2 or data.signal().kind != "vector":
        return None
    for parameter in parameters_of(data):
        chosen = getattr(data, parameter.name)
        if parameter.type == "several" and len(chosen) == data.signal().rows:
            return FeatureChoice(parameter.name, parameter.choices, tuple(chosen))
    return None


def input_labels(data: DataSet) -> tuple[str, ...]:
    """What the numbers of a sample are called, where it is a row of them: the chosen features, or x₁, x₂ and so on."""
    choice, signal = choice_of(data), data.signal()
    if choice is not None:
        return tuple(map(pretty, choice.chosen))
    if signal.kind != "vector":
        return ()
    return ("x",) if signal.units == 1 else tuple(f"x{str(at).translate(_BELOW)}" for at in range(1, signal.units + 1))


@lru_cache(maxsize=8)
def planes(data: DataSet) -> Array:
    """All features that data offers over its plane: float32 (features, side, side), y upwards."""
    choice = choice_of(data)
    making = msgspec.structs.replace(data, **{choice.field: choice.names}).recipes().features if choice else None
    if making is None:
        return np.zeros((0, SIDE, SIDE), dtype=np.float32)
    axes = [np.linspace(low, high, SIDE, dtype=np.float32) for low, high in data.domain]
    points = np.stack([axis.ravel() for axis in np.meshgrid(*axes)], axis=1)
    values = perform(Call(making.target, (points, *making.args), making.keywords), find_data_file)
    return over_plane(np.asarray(values), SIDE)


def over_plane(values: Array, side: int) -> Array:
    """Values of units over the plane (side · side, units) as pictures (units, side, side), y upwards."""
    return values.reshape(side, side, -1).transpose(2, 0, 1)[:, ::-1]


def pretty(feature: str) -> str:
    """A feature's name in print: ``x²``."""
    return feature.replace("^2", "²").replace("-", "−")
