"""Colour images of 32×32 pixels: emoji by category, and shapes and textures that are drawn by chance."""

from __future__ import annotations

import gzip
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt

from playground.model.dataset import Part, Preview, Recipes, Sizes
from playground.model.drawing import Framing
from playground.model.families import ImageSet, Normalisation, SampleCount, Seed, TrainShare
from playground.model.parameters import described
from playground.model.pipeline import hold_out, part
from playground.model.places import read_bundled
from playground.model.recipe import Call, FileRef

Array = npt.NDArray[Any]

Grain = Annotated[
    float,
    described(
        "Random light added to each colour of every pixel, as a share of full light; pixels may go below and above it.",
        ge=0.0,
        le=0.5,
        unit="%",
        step=0.01,
        usual=(0.0, 0.25),
    ),
]
_PIXELS = FileRef(
    "emoji/emoji32-pixels-idx4-ubyte.gz", "9a92ec57c80d3e0cbf6759d88f7c5b755c3250e905caf2b4b67b062871607458"
)
_LABELS = FileRef(
    "emoji/emoji32-labels-idx1-ubyte.gz", "d0876193320a900a2b3d2c4f8e0d75afc52a4688f0f963fa594bf8aa1e221981"
)
_NAMES = "data/emoji/emoji32-names.txt.gz"
_EMOJI = 1906


class _ColourImages(ImageSet, frozen=True):
    """Pictures of 32×32 pixels in red, green and blue, parted at random."""

    side: ClassVar[int] = 32
    channels: ClassVar[int] = 3
    framing: ClassVar[Framing | None] = None

    samples: SampleCount = 1000
    noise: Grain = 0.0
    train_share: TrainShare = 0.8
    seed: Seed = 1
    normalisation: Normalisation = "0 to 1"

    def split_sizes(self) -> Sizes:
        """The train share, rounded to whole samples, and the rest."""
        train = round(self.samples * self.train_share)
        return Sizes(train, self.samples - train)

    def drawing(self) -> Call:
        """How the pictures come about: a call that returns pixels and classes."""
        raise NotImplementedError

    def recipes(self) -> Recipes:
        """Parted at random by the seed; all pixels alike, or each colour by its own mean and spread."""
        split = Call.of("playground.model.pipeline.part", self.train_share, self.seed)
        return Recipes(self.drawing(), split, self.pixel_scaling(self.normalisation))


class Emoji(_ColourImages, frozen=True, tag="emoji"):
    """1 906 emoji in colour, 32×32 pixels: which of nine categories is a picture from?

    Few pictures for so many kinds of things, so a network soon knows them by heart: the lesson on overfitting and
    augmentation. Guessing the largest category gets about 20 % right.
    """

    label: ClassVar[str] = "Emoji"
    aliases: ClassVar[tuple[str, ...]] = ("smileys", "noto", "colour pictures", "rgb")
    classes: ClassVar[tuple[str, ...]] = (
        "Smileys",
        "People",
        "Animals",
        "Food",
        "Travel",
        "Activities",
        "Objects",
        "Symbols",
        "Flags",
    )
    """Unicode's categories, each by its first word: *Smileys & Emotion*, *Animals & Nature*, which has plants too."""

    samples: Annotated[
        int,
        described(
            "How many of the 1 906 pictures are used, train and test together, chosen by the seed.",
            ge=1,
            le=_EMOJI,
            log=True,
            usual=(500, _EMOJI),
        ),
    ] = _EMOJI
    ground: Annotated[
        Literal["white", "grey", "black", "any"],
        described("What lies behind the pictures, which are clear around their edges; any draws a colour for each."),
    ] = "white"

    def drawing(self) -> Call:
        """The files, read, and the pictures chosen from them."""
        arrays = (Call.of("playground.model.pipeline.read_idx", file, file.sha256) for file in (_PIXELS, _LABELS))
        settings = (self.samples, self.ground, self.noise, self.seed)
        return Call("playground.data.colours.choose_emoji", (*arrays, *settings))

    def sample_names(self, part: Part) -> tuple[str, ...]:
        """What each picture shows: *cat face*."""
        return _emoji_names(self.samples, self.train_share, self.validation, self.seed)[part]


class Shapes(_ColourImages, frozen=True, tag="shapes"):
    """Shapes and textures in any colours, anywhere, turned and on patterned grounds: ten classes, as many as wanted.

    No pixel and no colour says what a picture shows, so a network without convolutions gets about a quarter right,
    where guessing gets a tenth; one that slides small filters over the picture learns it.
    """

    label: ClassVar[str] = "Shapes"
    full_label: ClassVar[str] = "Coloured shapes and textures"
    aliases: ClassVar[tuple[str, ...]] = ("textures", "geometric shapes")
    classes: ClassVar[tuple[str, ...]] = (
        "disc",
        "ring",
        "square",
        "triangle",
        "cross",
        "star",
        "crescent",
        "stripes",
        "checks",
        "dots",
    )

    samples: SampleCount = 4000

    def drawing(self) -> Call:
        """See `draw_shapes`."""
        return Call("playground.data.colours.draw_shapes", (self.samples, self.noise, self.seed))

    def preview(self, side: int = 52) -> Preview:
        """Four of them."""
        pixels, _ = draw_shapes(10, 0.0, 3)
        return Preview(images=np.ascontiguousarray(pixels[[1, 5, 7, 9]].transpose(0, 2, 3, 1)))


def choose_emoji(
    pixels: Array, labels: Array, samples: int, ground: str, noise: float, seed: int
) -> tuple[Array, Array]:
    """Choose pictures at random, kept in the order of the file, put them on a ground, and add noise.

    Pictures are uint8 (N, 32, 32, 4), red, green, blue and how much each pixel covers. Returns pixels (samples, 3, 32,
    32), uint8 or with noise float32, and classes, int64 (samples,). Noise is a standard deviation of 255 · noise on
    every colour of every pixel. A smaller choice with the same seed is part of a larger one, unless grounds are drawn.
    """
    random = np.random.default_rng(seed)
    rows = choose_rows(random, len(labels), samples)
    chosen = pixels[rows].astype(np.float32)
    light = {"white": 255.0, "grey": 128.0, "black": 0.0}
    behind = np.full((samples, 3), light.get(ground, 0.0), np.float32)
    if ground == "any":
        behind[:] = random.uniform(0.0, 255.0, (samples, 3))
    cover = chosen[..., 3:] / np.float32(255.0)
    mixed = chosen[..., :3] * cover + behind[:, None, None] * (np.float32(1.0) - cover)
    images = np.ascontiguousarray(mixed.transpose(0, 3, 1, 2))
    classes = labels[rows].astype(np.int64)
    if noise > 0.0:
        images += random.standard_normal(images.shape, dtype=np.float32) * np.float32(255.0 * noise)
        return images, classes
    return np.rint(images).astype(np.uint8), classes


def choose_rows(random: np.random.Generator, count: int, samples: int) -> Array:
    """Which of ``count`` pictures are used, drawn at random, in their order: int64 (samples,)."""
    return np.sort(random.permutation(count)[:samples])


@lru_cache(maxsize=8)
def _emoji_names(samples: int, train_share: float, validation: float, seed: int) -> dict[Part, tuple[str, ...]]:
    """What the pictures of each part show, in the order in which `Emoji.load` has them."""
    names = gzip.decompress(read_bundled(_NAMES)).decode().splitlines()
    rows = choose_rows(np.random.default_rng(seed), _EMOJI, samples)
    train, test = part(rows, rows, train_share, seed)
    train, held = hold_out(train, validation)
    parts: dict[Part, Array] = {"train": train, "validation": held, "test": test}
    return {which: tuple(names[row] for row in rows[places]) for which, places in parts.items()}


def shape_cover(kind: int, x: Array, y: Array) -> Array:
    """Which points a shape or texture covers, bool, of points about its middle, where it reaches out to about 1.

    The kinds are disc, ring, square, triangle, cross, star and crescent, and discs of stripes, checks and dots.
    """
    away = np.hypot(x, y)
    if kind == 1:
        return (away < 1.0) & (away > 0.6)
    if kind == 2:
        return np.maximum(np.abs(x), np.abs(y)) < 0.8
    if kind == 3:
        return (y > -0.6) & (np.abs(x) < (1.0 - y) * 0.58)
    if kind == 4:
        return (np.minimum(np.abs(x), np.abs(y)) < 0.28) & (np.maximum(np.abs(x), np.abs(y)) < 0.95)
    if kind == 5:
        turn = np.abs((np.arctan2(y, x) / (2.0 * np.pi) * 5.0) % 1.0 - 0.5)
        return away < 0.42 + 1.2 * np.maximum(turn - 0.1, 0.0)
    if kind == 6:
        return (away < 1.0) & (np.hypot(x - 0.5, y) > 0.8)
    if kind == 7:
        return (away < 1.1) & (np.sin(9.0 * x) > 0.0)
    if kind == 8:
        return (away < 1.1) & (np.sin(8.0 * x) * np.sin(8.0 * y) > 0.0)
    if kind == 9:
        return (away < 1.1) & (np.sin(8.5 * x) * np.sin(8.5 * y) > 0.4)
    return away < 0.9


def draw_shapes(samples: int, noise: float, seed: int) -> tuple[Array, Array]:
    """Draw a shape or texture for each sample, the ten kinds in turn, in any colour, place, size and turn.

    Behind it lie a ground of four blurred colours and grains of another one. Returns pixels (samples, 3, 32, 32), uint8
    or with noise float32, and kinds, int64 (samples,). Noise is a standard deviation of 255 · noise on every colour of
    every pixel.
    """
    kinds = np.arange(samples) % 10
    images = np.empty((samples, 3, 32, 32), np.float32)
    for start in range(0, samples, 500):
        random = np.random.default_rng([seed, start])
        block = images[start : start + 500]
        draw_grounds(block, random)
        draw_covers(block, kinds[start : start + 500], random)
    images *= np.float32(255.0)
    if noise > 0.0:
        grain = np.random.default_rng([seed, samples, 1])
        images += grain.standard_normal(images.shape, dtype=np.float32) * np.float32(255.0 * noise)
        return images, kinds.astype(np.int64)
    return np.rint(images).astype(np.uint8), kinds.astype(np.int64)


def draw_grounds(images: Array, random: np.random.Generator) -> None:
    """Fill images (N, 3, side, side) with blurred colours, from 0 to 1, and up to an eighth of them with grains."""
    count, side = len(images), images.shape[-1]
    ramp = np.linspace(0.0, 1.0, side, dtype=np.float32)
    ground = random.uniform(0.0, 1.0, (count, 3, 1, 1))
    corners = np.clip(ground + random.uniform(-0.2, 0.2, (count, 3, 2, 2)), 0.0, 1.0).astype(np.float32)
    rows = corners[..., :1, :] * (1.0 - ramp[:, None]) + corners[..., 1:, :] * ramp[:, None]
    images[:] = rows[..., :1] * (1.0 - ramp) + rows[..., 1:] * ramp
    grains = random.uniform(0.0, 1.0, (count, 1, side, side)) < random.uniform(0.0, 0.12, (count, 1, 1, 1))
    images[:] = np.where(grains, random.uniform(0.0, 1.0, (count, 3, 1, 1)).astype(np.float32), images)


def draw_covers(images: Array, kinds: Array, random: np.random.Generator) -> None:
    """Put a shape or texture of its kind on each image (N, 3, side, side).

    Covers are worked out twice as fine and averaged, so that edges are soft. The colour lies about half-way round from
    that of the middle of the image in each of red, green and blue, so that it shows on any ground.
    """
    count, side = len(images), images.shape[-1]
    fine = (np.arange(2 * side, dtype=np.float32) + 0.5) / side - 1.0
    middles = random.uniform(-0.3, 0.3, (count, 2, 1, 1)).astype(np.float32)
    angles, sizes = random.uniform(0.0, 2.0 * np.pi, (count, 1, 1)), random.uniform(0.45, 0.7, (count, 1, 1))
    cos, sin = (np.cos(angles) / sizes).astype(np.float32), (np.sin(angles) / sizes).astype(np.float32)
    x, y = fine[None, None, :] - middles[:, 0], fine[None, :, None] - middles[:, 1]
    along, up = cos * x + sin * y, cos * y - sin * x
    shift = random.uniform(-0.15, 0.15, (count, 3, 1, 1))
    colours = ((images[:, :, side // 2, side // 2, None, None] + 0.5 + shift) % 1.0).astype(np.float32)
    for kind in range(10):
        mine = np.flatnonzero(kinds == kind)
        cover = shape_cover(kind, along[mine], up[mine]).reshape(len(mine), side, 2, side, 2)
        soft = cover.mean(axis=(2, 4), dtype=np.float32)[:, None]
        images[mine] += (colours[mine] - images[mine]) * soft
