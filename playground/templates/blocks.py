"""Templates of blocks: pieces from which convolutional and residual networks are built."""

from __future__ import annotations

from typing import ClassVar

from playground.model.layer import Layer
from playground.model.network import INPUT, Node
from playground.model.registry import LAYERS
from playground.model.signal import Signal
from playground.model.template import Template, chain

CHANNELS = 16
"""Channels of a first block; a later one doubles what enters, up to 64."""


class ConvBlock(Template, frozen=True, tag="conv_block"):
    """Finds patterns and keeps where they are strongest: convolution, batch norm, ReLU, and pooling to half."""

    label: ClassVar[str] = "Conv block"
    formula: ClassVar[str] = "MaxPool(ReLU(BatchNorm(Conv(x))))"
    aliases: ClassVar[tuple[str, ...]] = ("convolutional block", "conv-bn-relu-pool", "cnn block")
    images: ClassVar[bool] = True

    def pieces(self, entering: Signal) -> tuple[Node, ...]:
        """Conv 3×3, BatchNorm, ReLU and MaxPool; no pooling where the image is too small for it."""
        return chain(*_conv(_more(entering)), *_pool(entering))


class DoubleConv(Template, frozen=True, tag="double_conv"):
    """Two convolutions before the image is halved: two 3×3 filters in a row see as much as one of 5×5 (VGG)."""

    label: ClassVar[str] = "VGG block"
    formula: ClassVar[str] = "MaxPool(ReLU(Conv(ReLU(Conv(x)))))"
    aliases: ClassVar[tuple[str, ...]] = ("double conv", "two convolutions")
    images: ClassVar[bool] = True

    def pieces(self, entering: Signal) -> tuple[Node, ...]:
        """Conv 3×3 and ReLU twice, then MaxPool."""
        conv, relu = LAYERS.find("conv2d")(channels=_more(entering), padding=1), LAYERS.find("relu")()
        return chain(conv, relu, conv, relu, *_pool(entering))


class ResidualBlock(Template, frozen=True, tag="residual_block"):
    """Learns only what is to be changed: its input skips two layers and is added to what they make of it (ResNet)."""

    label: ClassVar[str] = "Residual block"
    formula: ClassVar[str] = "y = ReLU(x + F(x))"
    aliases: ClassVar[tuple[str, ...]] = ("resnet", "skip connection", "shortcut")

    def pieces(self, entering: Signal) -> tuple[Node, ...]:
        """Two convolutions (two linear layers where no image enters) of the shape of what enters, and an Add."""
        relu, norm = LAYERS.find("relu")(), LAYERS.find("batch_norm")()
        mix: Layer = LAYERS.find("linear")(units=entering.size)
        if entering.kind == "image":
            mix = LAYERS.find("conv2d")(channels=entering.channels, padding=1)
        inner = chain(mix, norm, relu, mix, norm)
        add = Node("sum", LAYERS.find("add")(), (inner[-1].id, INPUT))
        return (*inner, add, Node("after", relu))


class InceptionBlock(Template, frozen=True, tag="inception_block"):
    """Looks with filters of several sizes at once and lays all their maps side by side (GoogLeNet)."""

    label: ClassVar[str] = "Inception block"
    formula: ClassVar[str] = "y = [Conv₁ₓ₁(x), Conv₃ₓ₃(x), Conv₅ₓ₅(x)]"
    aliases: ClassVar[tuple[str, ...]] = ("googlenet", "parallel convolutions", "branches")
    images: ClassVar[bool] = True

    def pieces(self, entering: Signal) -> tuple[Node, ...]:
        """Convolutions of 1×1, 3×3 and 5×5 that read the same image, a Concat, and a ReLU."""
        conv = LAYERS.find("conv2d")
        looks = tuple(
            Node(f"look_{side}", conv(channels=8, kernel=side, padding=side // 2), (INPUT,)) for side in (1, 3, 5)
        )
        joined = Node("joined", LAYERS.find("concat")(), tuple(look.id for look in looks))
        return (*looks, joined, Node("after", LAYERS.find("relu")()))


def _conv(channels: int) -> tuple[Layer, ...]:
    """A convolution that keeps the size, batch norm and ReLU."""
    conv = LAYERS.find("conv2d")(channels=channels, padding=1)
    return conv, LAYERS.find("batch_norm")(), LAYERS.find("relu")()


def _pool(entering: Signal) -> tuple[Layer, ...]:
    """Pooling to half the size, where there is anything to halve."""
    small = entering.kind == "image" and min(entering.shape[1:]) < 2
    return () if small else (LAYERS.find("max_pool2d")(),)


def _more(entering: Signal) -> int:
    """Twice the channels that enter, from 16 to 64."""
    return min(max(CHANNELS, 2 * entering.channels), 64)
