"""Augmentation: the base of the shelf of ways to change samples a little while they are learned from."""

from __future__ import annotations

from typing import Annotated, ClassVar

from playground.model.dataset import Array, DataSet
from playground.model.kind import Kind
from playground.model.parameters import described
from playground.model.recipe import Call

ShareChanged = Annotated[
    float,
    described(
        "How many of the samples are changed.", label="How many", ge=0.0, le=1.0, unit="%", step=0.05, usual=(0.25, 1.0)
    ),
]


class Augmentation(Kind, frozen=True):
    """One way to change each sample of a batch by chance, so that no two epochs see the same; tests never see it."""

    sees_light: ClassVar[bool] = False
    """Whether it is given images whose pixels run from 0 to 1, rather than what the network gets."""

    def refusal(self, data: DataSet) -> str:
        """Why samples of some data cannot be changed so, as the end of a sentence; empty where they can."""
        raise NotImplementedError

    def recipe(self, data: DataSet) -> Call:
        """What changes a batch: a call that is still to be given the inputs and a generator of chance in front."""
        raise NotImplementedError

    def problems(self) -> tuple[str, ...]:
        """What is wrong with its settings together, one sentence each."""
        return ()

    def is_mirroring(self) -> bool:
        """Whether it may show the mirror image of a sample, from side to side or upside down."""
        return False

    def mirrored(self, images: Array) -> Array:
        """Images (N, channels, height, width) as it mirrors them."""
        return images

    def largest_turn(self) -> float:
        """By how many degrees it turns an image at most."""
        return 0.0


class ImageAugmentation(Augmentation, frozen=True):
    """A change of images, whose pixels it sees from 0 (paper, or black) to 1 (ink, or full light)."""

    group: ClassVar[str] = "Images"
    sees_light: ClassVar[bool] = True

    def refusal(self, data: DataSet) -> str:
        """Only of images of which the whole is told, or which are to come out again."""
        if data.signal().kind != "image":
            return "changes images, which these data are not"
        return "" if data.target().is_one_of_classes else "would change what is right at each place"
