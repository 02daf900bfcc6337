"""DataSet: the base of every class on the shelf of data, and the arrays it yields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

import msgspec
import numpy as np
import numpy.typing as npt

from playground.model.disk import reason
from playground.model.drawing import Framing
from playground.model.kind import Kind
from playground.model.parameters import described
from playground.model.pipeline import hold_out, normalise
from playground.model.places import find_data_file
from playground.model.recipe import Call, FileRef, perform
from playground.model.signal import Signal
from playground.model.source_files import SourceFiles
from playground.model.spelling import file_name
from playground.model.target import Target

Array = npt.NDArray[Any]
Family = Literal["plane", "curve", "table", "images", "sequence", "series", "text"]
Part = Literal["train", "validation", "test"]
"""What is learned from; what is looked at to choose settings and when to stop; what nothing is chosen by."""
PARTS: tuple[Part, ...] = ("train", "validation", "test")


class MissingData(FileNotFoundError):
    """Files of a data set are not on this machine, or are damaged; the message says which and what to do."""


class Sizes(msgspec.Struct, frozen=True):
    """How many samples are trained on, how many are kept for testing, and how many for validation.

    ``same`` says that those to test on are the same again, as there are no others.
    """

    train: int
    test: int
    validation: int = 0
    same: bool = False

    def of(self, part: Part) -> int:
        """How many samples a part has."""
        return {"train": self.train, "validation": self.validation, "test": self.test}[part]

    @property
    def all(self) -> int:
        """How many samples there are."""
        return self.train + self.validation + (0 if self.same else self.test)

    def looked_at(self, wanted: Part) -> Part:
        """The part whose samples are looked at: the wanted one where it has any, else test, else train."""
        return wanted if self.of(wanted) else "test" if self.test else "train"

    @property
    def judged(self) -> Part:
        """The part by which it is told how good a network is while it learns: validation, else test, else train."""
        return "validation" if self.validation else "test" if self.test else "train"


class Recipes(msgspec.Struct, frozen=True):
    """How the samples of a data set come about: calls that the app makes and printed scripts hold, numpy alone.

    ``draw`` returns the raw samples, (inputs, targets). ``split`` is to be given those in front and returns the indices
    of each part, int64 (train indices, test indices). ``features`` is to be given the raw inputs (N, dimensions) in
    front and returns what the network sees; ``None`` where they go in as they are. ``normalisation`` is to be given the
    train features in front and returns (offset, scale); ``None`` for tokens, which go in as they are.
    """

    draw: Call
    split: Call
    normalisation: Call | None = None
    features: Call | None = None


class Names(msgspec.Struct, frozen=True):
    """What the numbers of a data set stand for: classes, values or tokens, called ``nouns`` in a sentence."""

    nouns: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Samples:
    """A data set in memory, ready for a network. N is the number of samples of a part.

    Inputs are float32 (N, *signal.shape), already turned into features and normalised; tokens are int64 (N, time).
    Targets are int64 (N,) for classes and float32 (N, values) for values; with an answer for each step int64 (N,
    steps), where padding is `IGNORED`. Points are the raw coordinates, float32 (N, dimensions), of planar data
    and curves, and ``None`` for images. ``offset`` and ``scale`` are what normalisation took off and divided by,
    float32, one number a feature or one for all pixels: ``inputs = (features - offset) / scale``.
    """

    train_inputs: Array
    train_targets: Array
    test_inputs: Array
    test_targets: Array
    train_points: Array | None
    test_points: Array | None
    offset: Array
    scale: Array
    validation_inputs: Array
    validation_targets: Array
    validation_points: Array | None

    def inputs(self, part: Part) -> Array:
        """What goes in, of one part."""
        return {"train": self.train_inputs, "validation": self.validation_inputs, "test": self.test_inputs}[part]

    def targets(self, part: Part) -> Array:
        """What is to come out, of one part."""
        return {"train": self.train_targets, "validation": self.validation_targets, "test": self.test_targets}[part]

    def points(self, part: Part) -> Array | None:
        """The raw coordinates of one part, where samples are points."""
        return {"train": self.train_points, "validation": self.validation_points, "test": self.test_points}[part]

    def raw(self, values: Array) -> Array:
        """Values as networks see them in the data's own numbers: what normalisation took off and divided by is back.

        ``values`` are (N, *signal.shape), or of images any part, with all channels where each has its own scale.
        """
        offset, scale = (self.offset, self.scale) if self.scale.size > 1 else (self.offset.item(), self.scale.item())
        found: Array = values * scale + offset
        return found


@dataclass(frozen=True)
class Grid:
    """Evenly spaced points over a data set's domain, and the network inputs they give.

    ``points`` is float32 (M, dimensions), row by row from the lowest to the highest y, x fastest; ``inputs`` is float32
    (M, *signal.shape); ``side`` is the number of points along one axis.
    """

    points: Array
    inputs: Array
    side: int


@dataclass(frozen=True)
class Preview:
    """A few raw samples for a thumbnail: points with their targets, small images, short lines of text, or a curve.

    ``points`` is float32 (M, dimensions) with ``targets`` as in `Samples`; ``images`` is uint8 (M, height, width) from
    0 (paper) to 255 (full ink), or (M, height, width, 3) of red, green and blue. ``text`` are two or three lines of a
    few letters, such as a sequence and its answer. ``line`` is float32 (M,), values at steps evenly apart, or (lines,
    M) of several.
    """

    points: Array | None = None
    targets: Array | None = None
    images: Array | None = None
    text: tuple[str, ...] = ()
    line: Array | None = None


class DataSet(Kind, frozen=True, kw_only=True):
    """One kind of data: what goes in, what is to be predicted, and how the arrays come about."""

    validation: Annotated[
        float,
        described(
            "The part of the samples to train on that is set aside: training may be stopped, and settings chosen, by "
            "how it goes there, so that the test part stays unseen.",
            label="Validation",
            ge=0.0,
            le=0.9,
            unit="%",
            step=0.05,
            usual=(0.1, 0.25),
            zero="none",
        ),
    ] = 0.0

    if TYPE_CHECKING:

        def __init__(self, **settings: Any) -> None:
            """Which settings there are is known of a kind, not of whatever kind a shelf has."""

    family: ClassVar[Family] = "plane"
    """Which output view fits: a plane with points, a fitted curve, or images; rows of a table have none."""
    domain: ClassVar[tuple[tuple[float, float], ...]] = ()
    """Lowest and highest value along each raw coordinate, from which noise may stray; empty for images."""
    full_label: ClassVar[str] = ""
    """Its name in a sentence, where the label is cut short to stand under a picture."""
    ink: ClassVar[float] = 1.0
    """The raw value of a pixel of full ink; paper is 0. Only images have it."""
    framing: ClassVar[Framing | None] = None
    """How a drawing is made into an image like those of the set; ``None`` where one cannot draw."""

    def signal(self) -> Signal:
        """What one sample looks like to the network."""
        raise NotImplementedError

    def target(self) -> Target:
        """What is to be predicted."""
        raise NotImplementedError

    def sizes(self) -> Sizes:
        """How many samples each part will have, without making them."""
        whole = self.split_sizes()
        kept = round(whole.train * self.validation)
        return Sizes(whole.train - kept, whole.test, kept, whole.same)

    def split_sizes(self) -> Sizes:
        """How many samples `split_recipe` gives to train, with those for validation, and to test."""
        raise NotImplementedError

    def recipes(self) -> Recipes:
        """How the samples come about."""
        raise NotImplementedError

    def files(self) -> SourceFiles[Self]:
        """The files that it reads, none where data are generated, and what is held of those that may change."""
        return SourceFiles(self, self.full_label or self.label, tuple(_files_in(self.recipes().draw)))

    def names(self) -> Names:
        """What the numbers of its inputs and targets stand for."""
        return Names("classes", self.target().names)

    def problems(self) -> tuple[str, ...]:
        """What is wrong with the settings, in sentences; empty when it can be trained on."""
        nothing = "No sample is left to train on: raise the number of samples or the train share."
        words = (self._all_aside() if self.split_sizes().train else nothing, self.files().missing())
        return tuple(sentence for sentence in words if sentence)

    def _all_aside(self) -> str:
        """A sentence, if all samples to train on are set aside for validation."""
        kept = self.split_sizes().train == 0 or self.sizes().train > 0
        return "" if kept else "No sample is left to train on: take a smaller part for validation."

    def notes(self) -> tuple[str, ...]:
        """What the settings leave out or fill in, in sentences, such as how many texts are cut; nothing is wrong."""
        return ()

    def preview(self, side: int = 52) -> Preview:
        """A few samples for a thumbnail of ``side`` pixels, made within a few milliseconds."""
        raise NotImplementedError

    def load(self) -> Samples:
        """Make or read the samples, part them, turn them into features and normalise them.

        Raises:
            MissingData: a file is not there or is damaged.
        """
        inputs, targets = self._raw()
        recipes = self.recipes()
        train, test = _follow(recipes.split, inputs, targets)
        train, validation = hold_out(train, self.validation)
        seen = self._seen(inputs)
        train_features, test_features, validation_features = seen[train], seen[test], seen[validation]
        if recipes.normalisation is None:
            offset, scale = np.zeros((), np.float32), np.ones((), np.float32)
        else:
            offset, scale = _follow(recipes.normalisation, train_features)
            train_features = normalise(train_features, offset, scale)
            test_features = normalise(test_features, offset, scale)
            validation_features = normalise(validation_features, offset, scale)
        return Samples(
            train_inputs=train_features,
            train_targets=targets[train],
            test_inputs=test_features,
            test_targets=targets[test],
            train_points=inputs[train] if self.domain else None,
            test_points=inputs[test] if self.domain else None,
            offset=offset,
            scale=scale,
            validation_inputs=validation_features,
            validation_targets=targets[validation],
            validation_points=inputs[validation] if self.domain else None,
        )

    def encode(self, points: Array, samples: Samples) -> Array:
        """Raw coordinates (M, dimensions) as the network sees them: float32 (M, *signal.shape)."""
        return normalise(self._seen(points), samples.offset, samples.scale)

    def _raw(self) -> tuple[Array, Array]:
        inputs, targets = self._made(self.recipes().draw)
        return inputs, targets

    def _made(self, call: Call) -> Any:
        """What a call that may read the files gives."""
        return self._read(lambda: perform(call, find_data_file))

    def _read(self, reading: Callable[[], Any]) -> Any:
        """What something gives that may read the files, which may be missing or damaged."""
        files = self.files()
        missing = files.missing()
        if missing:
            raise MissingData(f"{missing.removesuffix('.')}, {files.absent()[0].parent}.")
        if not files.refs:
            return reading()
        try:
            return reading()
        except ValueError as error:
            raise MissingData(str(error)) from error
        except OSError as error:
            name = file_name(error.filename) if error.filename else "of the data"
            raise MissingData(f"The file {name} cannot be read, as {reason(error)}.") from error

    def _seen(self, inputs: Array) -> Array:
        making = self.recipes().features
        return inputs if making is None else np.asarray(_follow(making, inputs))


def mean_the_same(one: DataSet, other: DataSet) -> bool:
    """Whether a place of the input, and an answer, are the same in both data: a pixel, a step, a token, a class.

    What was chosen, pinned or pointed at may stay then; samples are others all the same.
    """
    alike = type(one) is type(other) and one.signal() == other.signal() and one.target() == other.target()
    return alike and one.names() == other.names()


def grid_over(data: DataSet, side: int, samples: Samples) -> Grid:
    """Evenly spaced points over the domain, ``side`` along each axis; only for planar data and curves."""
    axes = [np.linspace(low, high, side, dtype=np.float32) for low, high in data.domain]
    mesh = np.meshgrid(*axes)
    points = np.stack([axis.ravel() for axis in mesh], axis=1)
    return Grid(points, data.encode(points, samples), side)


def _files_in(call: Call) -> Iterator[FileRef]:
    for value in (*call.args, *(value for _, value in call.keywords)):
        if isinstance(value, FileRef):
            yield value
        if isinstance(value, Call):
            yield from _files_in(value)
        if isinstance(value, tuple):
            yield from _files_in(Call("", value))


def _follow(call: Call, *first: Array) -> Any:
    """Make a call whose first arguments are arrays at hand."""
    return perform(Call(call.target, (*first, *call.args), call.keywords), find_data_file)
