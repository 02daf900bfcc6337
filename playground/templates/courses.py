"""Templates of whole networks that courses teach; the output stays the experiment's own."""

from __future__ import annotations

from typing import ClassVar

from playground.model.network import Node
from playground.model.registry import LAYERS
from playground.model.signal import Signal
from playground.model.template import Template, chain


class LeNet(Template, frozen=True, tag="lenet"):
    """The network that read cheques in the 1990s: two convolutions with pooling, then two layers of units (LeNet-5)."""

    label: ClassVar[str] = "LeNet"
    formula: ClassVar[str] = "(Conv → tanh → AvgPool) × 2 → Linear 120 → Linear 84"
    aliases: ClassVar[tuple[str, ...]] = ("lenet-5", "lenet5", "digits", "lecun")
    images: ClassVar[bool] = True

    def pieces(self, entering: Signal) -> tuple[Node, ...]:
        """6 and 16 maps of 5×5 filters, 120 and 84 units; the second convolution is padded on small images."""
        conv, tanh, pool = LAYERS.find("conv2d"), LAYERS.find("tanh")(), LAYERS.find("avg_pool2d")()
        linear = LAYERS.find("linear")
        small = entering.kind == "image" and min(entering.shape[1:]) < 20
        return chain(
            conv(channels=6, kernel=5, padding=2),
            tanh,
            pool,
            conv(channels=16, kernel=5, padding=2 if small else 0),
            tanh,
            pool,
            LAYERS.find("flatten")(),
            linear(units=120),
            tanh,
            linear(units=84),
            tanh,
        )


class ThreeBlocks(Template, frozen=True, tag="three_block_cnn"):
    """Three convolutional blocks, each with more maps of half the size, and the mean of every map at the end."""

    label: ClassVar[str] = "Three-block CNN"
    formula: ClassVar[str] = "(Conv → BatchNorm → ReLU → MaxPool) × 3 → mean of each map"
    aliases: ClassVar[tuple[str, ...]] = ("cnn", "convolutional network", "convnet")
    images: ClassVar[bool] = True

    def pieces(self, entering: Signal) -> tuple[Node, ...]:
        """16, 32 and 64 channels; pooling as long as the image is large enough."""
        side = min(entering.shape[1:]) if entering.kind == "image" else 8
        layers = []
        for channels in (16, 32, 64):
            layers.append(LAYERS.find("conv2d")(channels=channels, padding=1))
            layers.append(LAYERS.find("batch_norm")())
            layers.append(LAYERS.find("relu")())
            if side >= 2:
                layers.append(LAYERS.find("max_pool2d")())
                side //= 2
        return chain(*layers, LAYERS.find("global_avg_pool")())
