"""What layers say when they cannot work on what they are given, and what they count."""

from __future__ import annotations

import pytest

from playground.layers.convolution import Conv2d
from playground.layers.dense import Linear
from playground.layers.merge import Add, Concat
from playground.layers.normalization import BatchNorm, LayerNorm
from playground.layers.output import Output
from playground.layers.pooling import AvgPool2d, GlobalAvgPool, MaxPool2d
from playground.layers.regularization import Dropout2d
from playground.model.fix import Fix, Insert, Remove, SetValue
from playground.model.layer import Layer, Refused
from playground.model.needs import shape_in_words
from playground.model.parameters import parameters_of
from playground.model.registry import LAYERS
from playground.model.signal import Signal, image, vector

REMOVE = Fix("Remove this layer", Remove())


def refusal(layer: Layer, *inputs: Signal) -> tuple[str, tuple[Fix, ...]]:
    with pytest.raises(Refused) as caught:
        layer.output(*inputs)
    return str(caught.value), caught.value.fixes


@pytest.mark.parametrize("layer", [Linear(), Output()])
def test_a_dense_layer_on_an_image_wants_flatten(layer: Layer) -> None:
    assert refusal(layer, image(32, 7, 7)) == (
        "{name} needs one row of numbers but gets 32×7×7.",
        (Fix("Insert Flatten", Insert("flatten")),),
    )


@pytest.mark.parametrize("layer", [Conv2d(), MaxPool2d(), AvgPool2d(), GlobalAvgPool(), Dropout2d()])
def test_layers_for_images_say_so(layer: Layer) -> None:
    text, fixes = refusal(layer, vector(8))
    assert text.endswith("an image but gets a row of 8 numbers: move it before Flatten, or remove it.")
    assert fixes == (REMOVE,)


def test_a_kernel_larger_than_its_image() -> None:
    assert refusal(Conv2d(kernel=5), image(1, 3, 8)) == (
        "{name} has a 5×5 kernel but gets an image of only 3×8 pixels: lower the kernel to 3 or less.",
        (Fix("Set kernel to 3", SetValue(".kernel", 3)),),
    )
    text, fixes = refusal(Conv2d(kernel=4, padding=1, dilation=3), image(1, 6, 6))
    assert text == (
        "{name} has a 4×4 kernel, which dilation 3 spreads over 10 pixels, but gets an image of only 6×6 pixels with "
        "its padding of 1 on each side: lower the kernel to 3 or less."
    )
    assert fixes == (Fix("Set kernel to 3", SetValue(".kernel", 3)),)
    assert refusal(MaxPool2d(), image(4, 1, 1))[1] == (Fix("Set kernel to 1", SetValue(".kernel", 1)),)


def test_padding_same_needs_stride_one() -> None:
    text, fixes = refusal(Conv2d(padding="same", stride=2), image(1, 8, 8))
    assert text == (
        "{name} has padding same, which keeps the image's size, but stride 2 would shrink it: set the stride to 1 or "
        "the padding to a number."
    )
    assert fixes == (
        Fix("Set stride to 1", SetValue(".stride", 1)),
        Fix("Set padding to 1", SetValue(".padding", 1)),
    )


def test_pooling_takes_half_a_kernel_of_padding_at_most() -> None:
    text, fixes = refusal(AvgPool2d(kernel=3, padding=2), image(1, 8, 8))
    assert "half" not in text
    assert text.startswith("{name} has padding 2 but a 3×3 kernel, so some windows would see padding alone:")
    assert fixes == (Fix("Set padding to 1", SetValue(".padding", 1)),)


def test_merging_layers_want_two_inputs_that_fit() -> None:
    for layer in (Add(), Concat()):
        text, fixes = refusal(layer, vector(3))
        assert text == "{name} needs two inputs: choose a second one to read from."
        assert fixes == ()
    text, fixes = refusal(Add(), image(16, 28, 28), image(32, 14, 14))
    assert "it gets a 16×28×28 image and a 32×14×14 image:" in text
    assert fixes == (REMOVE,)
    text, fixes = refusal(Concat(), image(16, 28, 28), vector(1))
    assert "it gets a 16×28×28 image and a single number:" in text


def test_concat_adds_channels_up() -> None:
    assert Concat().output(image(3, 5, 4), image(2, 5, 4), image(1, 5, 4)) == image(6, 5, 4)
    assert Concat().output(vector(3), vector(2)) == vector(5)
    assert [line.terms for line in Concat().arithmetic(vector(3), vector(2))] == ["3 + 2"]


def test_counts_are_written_as_products() -> None:
    def counts(layer: Layer, signal: Signal) -> list[tuple[str, str, int]]:
        return [(line.name, line.terms, line.value) for line in layer.counts(signal)]

    assert counts(Conv2d(), image(1, 28, 28)) == [("Weights", "16 · 3 · 3 · 1", 144), ("Biases", "16", 16)]
    assert counts(Linear(units=4, bias=False), vector(2)) == [("Weights", "4 · 2", 8)]
    assert counts(BatchNorm(), image(16, 7, 7)) == [("Scales", "16", 16), ("Shifts", "16", 16)]
    assert counts(LayerNorm(), image(2, 3, 4)) == [("Scales", "2 · 3 · 4", 24), ("Shifts", "2 · 3 · 4", 24)]


def test_batch_norm_needs_two_samples_where_one_gives_a_single_number() -> None:
    assert BatchNorm().smallest_batch(vector(4)) == 2
    assert BatchNorm().smallest_batch(image(4, 1, 1)) == 2
    assert BatchNorm().smallest_batch(image(4, 1, 2)) == 1


def test_a_huge_layer_is_counted_and_not_built() -> None:
    weights, biases = Linear(units=65_536).counts(vector(65_536))
    assert weights.value == 65_536**2
    assert biases.value == 65_536


def test_the_output_is_in_no_palette_and_has_no_units_to_edit() -> None:
    assert all(not kind.pinned for kinds in LAYERS.groups().values() for kind in kinds)
    assert [parameter.name for parameter in parameters_of(Output)] == ["bias", "activation"]


def test_shapes_in_sentences() -> None:
    assert shape_in_words(vector(1)) == "a single number"
    assert shape_in_words(vector(8)) == "a row of 8 numbers"
    assert shape_in_words(image(32, 7, 7)) == "a 32×7×7 image"


def test_names_on_cards_and_headings() -> None:
    names = (
        "Linear Conv2d MaxPool AvgPool GlobalAvgPool Flatten Dropout Dropout2d BatchNorm LayerNorm Add Concat ReLU ELU "
        "GELU SiLU Sigmoid Tanh Softplus Softmax Output"
    )
    assert {kind.label for kind in LAYERS.kinds.values()} >= {*names.split(), "Leaky ReLU"}
    headings = "Dense Activation Convolution Pooling Normalisation Regularization Shape Merge"
    assert list(LAYERS.groups())[:8] == headings.split()
