"""DataSet: the base of every class on the shelf of data, and the arrays it yields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from playground.model.kind import Kind
from playground.model.places import find_data_file
from playground.model.recipe import Call, FileRef, perform
from playground.model.signal import Signal

Array = npt.NDArray[Any]
Family = Literal["plane", "curve", "images"]


class MissingData(FileNotFoundError):
    """Files of a data set are not on this machine, or are damaged; the message says which and what to do."""


class Target(msgspec.Struct, frozen=True):
    """What is to be predicted: one of named classes, or ``units`` real values."""

    kind: Literal["classes", "values"]
    names: tuple[str, ...]

    @property
    def count(self) -> int:
        """Number of classes, or of values to be predicted."""
        return len(self.names)


class Sizes(msgspec.Struct, frozen=True):
    """How many samples are trained on and how many are kept for testing."""

    train: int
    test: int


@dataclass(frozen=True)
class Samples:
    """A data set in memory, ready for a network. N is the number of samples of a part.

    Inputs are float32 (N, *signal.shape), already turned into features and normalised. Targets are int64 (N,) for
    classes and float32 (N, values) for values. Points are the raw coordinates, float32 (N, dimensions), of planar data
    and curves, and ``None`` for images. ``offset`` and ``scale`` are what normalisation took off and divided by:
    ``inputs = (features - offset) / scale``.
    """

    train_inputs: Array
    train_targets: Array
    test_inputs: Array
    test_targets: Array
    train_points: Array | None
    test_points: Array | None
    offset: Array
    scale: Array


@dataclass(frozen=True)
class Grid:
    """Evenly spaced points over a data set's domain, and the network inputs they give.

    ``points`` is float32 (M, dimensions), row by row from the lowest to the highest y, x fastest; ``inputs`` is float32
    (M, *signal.shape); ``side`` is the number of points along one axis.
    """

    points: Array
    inputs: Array
    side: int


class DataSet(Kind, frozen=True):
    """One kind of data: what goes in, what is to be predicted, and how the arrays come about."""

    family: ClassVar[Family] = "plane"
    """Which output view fits: a plane with points, a fitted curve, or images."""
    domain: ClassVar[tuple[tuple[float, float], ...]] = ()
    """Lowest and highest value along each raw coordinate; empty for images."""

    def signal(self) -> Signal:
        """What one sample looks like to the network."""
        raise NotImplementedError

    def target(self) -> Target:
        """What is to be predicted."""
        raise NotImplementedError

    def sizes(self) -> Sizes:
        """How many samples train and test will have, without making them."""
        raise NotImplementedError

    def draw(self) -> Call:
        """How the raw samples come about: a call that returns (inputs, targets), numpy alone."""
        raise NotImplementedError

    def features(self) -> Call | None:
        """How raw inputs become what the network sees; ``None`` where they go in as they are.

        The call is still to be given the raw inputs (N, dimensions) in front.
        """
        return None

    def parting(self) -> Call:
        """How samples are parted: a call to be given (inputs, targets) in front, returning the indices of each part.

        The returned arrays are int64: (train indices, test indices).
        """
        raise NotImplementedError

    def scaling(self) -> Call:
        """How features are normalised: a call to be given the train features in front, returning (offset, scale)."""
        raise NotImplementedError

    def files(self) -> tuple[FileRef, ...]:
        """The files it reads, empty for data that is generated."""
        return tuple(value for value in self.draw().args if isinstance(value, FileRef))

    def missing(self) -> str:
        """One sentence on files that are not there and where to put them; empty when all is well."""
        try:
            for file in self.files():
                find_data_file(file)
        except FileNotFoundError as error:
            return str(error)
        return ""

    def problems(self) -> tuple[str, ...]:
        """What is wrong with its settings, one sentence each: no feature chosen, no training samples, files missing."""
        missing = self.missing()
        return (missing,) if missing else ()

    def load(self) -> Samples:
        """Make or read the samples, part them, turn them into features and normalise them.

        Raises:
            MissingData: a file is not there or is damaged.
        """
        try:
            inputs, targets = perform(self.draw(), find_data_file)
        except FileNotFoundError as error:
            raise MissingData(str(error)) from error
        train, test = _follow(self.parting(), inputs, targets)
        points = inputs if self.domain else None
        seen = self._seen(inputs)
        offset, scale = _follow(self.scaling(), seen[train])
        return Samples(
            train_inputs=_normalise(seen[train], offset, scale),
            train_targets=targets[train],
            test_inputs=_normalise(seen[test], offset, scale),
            test_targets=targets[test],
            train_points=None if points is None else points[train],
            test_points=None if points is None else points[test],
            offset=offset,
            scale=scale,
        )

    def encode(self, points: Array, samples: Samples) -> Array:
        """Raw coordinates (M, dimensions) as the network sees them: float32 (M, *signal.shape)."""
        return _normalise(self._seen(points), samples.offset, samples.scale)

    def grid(self, side: int, samples: Samples) -> Grid:
        """Evenly spaced points over the domain, ``side`` along each axis; only for planar data and curves."""
        axes = [np.linspace(low, high, side, dtype=np.float32) for low, high in self.domain]
        mesh = np.meshgrid(*axes)
        points = np.stack([axis.ravel() for axis in mesh], axis=1)
        return Grid(points, self.encode(points, samples), side)

    def _seen(self, inputs: Array) -> Array:
        features = self.features()
        return inputs if features is None else np.asarray(_follow(features, inputs))


def _follow(call: Call, *first: Array) -> Any:
    """Make a call whose first arguments are arrays at hand."""
    return perform(Call(call.target, (*first, *call.args), call.keywords), find_data_file)


def _normalise(features: Array, offset: Array, scale: Array) -> Array:
    return ((features - offset) / scale).astype(np.float32)
