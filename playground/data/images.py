"""Small grey images of ten classes each: MNIST, Fashion-MNIST and digits of 8×8 pixels."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import numpy as np
import numpy.typing as npt

from playground.model.dataset import Recipes, Sizes
from playground.model.drawing import Framing
from playground.model.families import ImageSet, Normalisation, Seed, TrainShare
from playground.model.parameters import described
from playground.model.recipe import Call, FileRef

Array = npt.NDArray[Any]

TrainImages = Annotated[
    int,
    described(
        "How many of the 60 000 training images are used, chosen by the seed.",
        label="Train images",
        ge=1,
        le=60_000,
        log=True,
        usual=(1000, 60_000),
    ),
]
TestImages = Annotated[
    int,
    described(
        "How many of the 10 000 test images are used, chosen by the seed.",
        label="Test images",
        ge=0,
        le=10_000,
        usual=(1000, 10_000),
    ),
]
InkNoise = Annotated[
    float,
    described(
        "Random grey added to every pixel, as a share of full ink; pixels may go below paper and above full ink.",
        ge=0.0,
        le=0.5,
        unit="%",
        step=0.01,
        usual=(0.0, 0.25),
    ),
]
_DIGITS = tuple("0123456789")
DIGITS_FILE = FileRef("digits/digits.csv.gz", "09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22")


class Mnist(ImageSet, frozen=True, tag="mnist"):
    """70 000 digits written by hand, 28×28 pixels: the "hello, world" of deep learning.

    A softmax alone reaches about 92 %, a hidden layer 98 %, a few convolutions 99 %.
    """

    label: ClassVar[str] = "MNIST"
    classes: ClassVar[tuple[str, ...]] = _DIGITS
    framing: ClassVar[Framing | None] = Framing(
        20, "mass", "fitted into 20×20 pixels and centred by its mass, as MNIST's own digits were"
    )
    published: ClassVar[tuple[FileRef, ...]] = (
        FileRef("mnist/train-images-idx3-ubyte.gz", "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
        FileRef("mnist/train-labels-idx1-ubyte.gz", "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
        FileRef("mnist/t10k-images-idx3-ubyte.gz", "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
        FileRef("mnist/t10k-labels-idx1-ubyte.gz", "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
    )
    """Train images, train labels, test images, test labels."""

    samples: TrainImages = 60_000
    test_samples: TestImages = 10_000
    noise: InkNoise = 0.0
    seed: Seed = 1
    normalisation: Normalisation = "0 to 1"

    def split_sizes(self) -> Sizes:
        """As asked for."""
        return Sizes(self.samples, self.test_samples)

    def recipes(self) -> Recipes:
        """Images chosen from the four files, parted as published: other people wrote those to test on."""
        arrays = (Call.of("playground.model.pipeline.read_idx", file, file.sha256) for file in self.published)
        settings = (self.samples, self.test_samples, self.noise, self.seed)
        return Recipes(
            Call("playground.data.images.choose_images", (*arrays, *settings)),
            Call.of("playground.model.pipeline.part_at", self.samples),
            self.pixel_scaling(self.normalisation),
        )


class FashionMnist(Mnist, frozen=True, tag="fashion_mnist"):
    """70 000 pictures of clothes and shoes, 28×28 pixels: MNIST's harder sister, where shirts look like pullovers.

    A softmax alone reaches about 84 %, a few convolutions 91 %. Its files are not part of the app.
    """

    label: ClassVar[str] = "Fashion"
    full_label: ClassVar[str] = "Fashion-MNIST"
    aliases: ClassVar[tuple[str, ...]] = ("fashion", "fashion-mnist")
    framing: ClassVar[Framing | None] = Framing(
        28, "middle", "enlarged to fill 28 pixels and put in the middle, as Fashion-MNIST's own pictures were"
    )
    classes: ClassVar[tuple[str, ...]] = (
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    )
    published: ClassVar[tuple[FileRef, ...]] = (
        FileRef(
            "fashion-mnist/train-images-idx3-ubyte.gz",
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        ),
        FileRef(
            "fashion-mnist/train-labels-idx1-ubyte.gz",
            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        ),
        FileRef(
            "fashion-mnist/t10k-images-idx3-ubyte.gz",
            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        ),
        FileRef(
            "fashion-mnist/t10k-labels-idx1-ubyte.gz",
            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        ),
    )


class Digits(ImageSet, frozen=True, tag="digits"):
    """1 797 digits written by hand, 8×8 pixels: small enough to count every pixel, and to train in a second."""

    label: ClassVar[str] = "Digits 8×8"
    classes: ClassVar[tuple[str, ...]] = _DIGITS
    side: ClassVar[int] = 8
    ink: ClassVar[float] = 16.0
    framing: ClassVar[Framing | None] = Framing(
        8, "middle", "fitted into 32×32 dots and counted in blocks of 4×4, as the set's own digits were", grain=4
    )

    samples: Annotated[
        int,
        described(
            "How many of the 1 797 images are used, train and test together, chosen by the seed.",
            ge=1,
            le=1797,
            usual=(500, 1797),
        ),
    ] = 1797
    noise: InkNoise = 0.0
    train_share: TrainShare = 0.8
    seed: Seed = 1
    normalisation: Normalisation = "0 to 1"

    def split_sizes(self) -> Sizes:
        """The train share, rounded to whole samples, and the rest."""
        train = round(self.samples * self.train_share)
        return Sizes(train, self.samples - train)

    def recipes(self) -> Recipes:
        """Images chosen from the file, parted at random by the seed."""
        table = Call.of("playground.model.pipeline.read_table", DIGITS_FILE, DIGITS_FILE.sha256)
        return Recipes(
            Call.of("playground.data.images.choose_digits", table, self.samples, self.noise, self.seed),
            Call.of("playground.model.pipeline.part", self.train_share, self.seed),
            self.pixel_scaling(self.normalisation),
        )


def choose_images(
    train_images: Array,
    train_labels: Array,
    test_images: Array,
    test_labels: Array,
    samples: int,
    test_samples: int,
    noise: float,
    seed: int,
) -> tuple[Array, Array]:
    """Choose images of the train and test files at random, each kept in the order of its file, and add noise.

    Images are uint8 (N, height, width), labels uint8 (N,). Returns pixels (samples + test_samples, 1, height, width),
    train first, uint8 or with noise float32, and classes, int64 (samples + test_samples,). Noise is a standard
    deviation of 255 · noise on every pixel. A smaller choice with the same seed is part of a larger one.
    """
    random = np.random.default_rng(seed)
    train = np.sort(random.permutation(len(train_labels))[:samples])
    test = np.sort(random.permutation(len(test_labels))[:test_samples])
    pixels = np.concatenate([train_images[train], test_images[test]])[:, None]
    classes = np.concatenate([train_labels[train], test_labels[test]]).astype(np.int64)
    if noise > 0.0:
        grey = random.standard_normal(pixels.shape, dtype=np.float32)
        grey *= np.float32(255.0 * noise)
        grey += pixels
        return grey, classes
    return pixels, classes


def choose_digits(table: Array, samples: int, noise: float, seed: int) -> tuple[Array, Array]:
    """Choose rows at random, kept in the order of the table (64 pixels from 0 to 16, then the digit), and add noise.

    The table is uint8 (rows, 65). Returns pixels, float32 (samples, 1, 8, 8), and classes, int64 (samples,). Noise is a
    standard deviation of 16 · noise on every pixel. A smaller choice with the same seed is part of a larger one.
    """
    random = np.random.default_rng(seed)
    rows = table[np.sort(random.permutation(len(table))[:samples])]
    pixels = rows[:, :64].reshape(-1, 1, 8, 8).astype(np.float32)
    pixels += random.standard_normal(pixels.shape, dtype=np.float32) * np.float32(16.0 * noise)
    return pixels, rows[:, 64].astype(np.int64)
