"""Settings that have no effect get a word on the card, with a fix that takes it away."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.model.edits import fix
from playground.model.examples import examples, load_example
from playground.model.layer import Activation, Layer
from playground.model.saturation import flat_share
from playground.model.trace import Problem, trace
from tests.engine.setups import data, experiment, layer, stack


def warnings(*layers: Layer, on: str = "circle", **settings: Any) -> tuple[Problem, ...]:
    made = experiment(stack(*layers), data(on, **settings), loss="binary_cross_entropy")
    return tuple(found for found in trace(made).problems if found.severity == "warning")


@pytest.mark.parametrize(
    ("layers", "on", "words"),
    [
        ((layer("linear", units=1), layer("softmax")), "circle", "Softmax gives 1 whatever enters"),
        ((layer("linear", units=1), layer("layer_norm")), "circle", "LayerNorm gives the same for every sample"),
        ((layer("linear", units=3), layer("flatten")), "circle", "Flatten changes nothing"),
        ((layer("leaky_relu", negative_slope=1.0),), "circle", "Leaky ReLU 1 bends nothing"),
        ((layer("conv2d", channels=1), layer("softmax"), layer("flatten")), "digits", "one channel alone"),
        ((layer("max_pool2d", kernel=1), layer("flatten")), "digits", "MaxPool 1 hands on what enters as it is"),
        ((layer("avg_pool2d", kernel=1), layer("flatten")), "digits", "AvgPool 1 hands on what enters as it is"),
        ((layer("embedding"), layer("gru", dropout=0.2, returns="last state")), "brackets", "dropout of GRU 1 drops"),
        ((layer("embedding"), layer("max_pool1d", kernel=1), layer("mean_steps")), "brackets", "hands on what enters"),
        ((layer("linear"), layer("dropout", rate=0.0)), "circle", "Dropout drops nothing, as its rate is 0"),
        ((layer("conv2d"), layer("dropout2d", rate=0.0), layer("flatten")), "digits", "Dropout2d drops nothing"),
        ((layer("conv2d", kernel=4, padding="same"), layer("flatten")), "digits", "one zero more below and right"),
        ((layer("embedding"), layer("conv1d", kernel=2, padding="same"), layer("mean_steps")), "brackets", "even"),
        ((layer("flatten"), layer("linear", units=10), layer("softmax")), "digits", "Softmax stands before Output"),
        ((layer("flatten"), layer("softmax"), layer("dropout", rate=0.1)), "digits", "Cross-entropy has a softmax"),
        ((layer("conv2d"), layer("softmax"), layer("flatten")), "digits", "there are two of them"),
        ((layer("linear", units=1), layer("sigmoid")), "circle", "Binary cross-entropy has a sigmoid of its own"),
    ],
)
def test_a_setting_without_effect_is_told_and_fixed(layers: tuple[Layer, ...], on: str, words: str) -> None:
    made = experiment(stack(*layers), data(on), loss="cross_entropy" if on == "digits" else "binary_cross_entropy")
    found = [
        problem for problem in trace(made).problems if problem.severity == "warning" and problem.section == "network"
    ]
    assert [words in problem.text for problem in found] == [True]
    assert trace(made).trainable
    for each in found[0].fixes:
        after = trace(fix(made, found[0].node, each))
        assert after.trainable
        assert words not in " ".join(problem.text for problem in after.problems)


def test_what_has_an_effect_is_not_told() -> None:
    assert not warnings(layer("linear", units=2), layer("softmax"))
    assert not warnings(layer("linear", units=2), layer("layer_norm"), layer("batch_norm"), layer("leaky_relu"))
    made = experiment(
        stack(layer("embedding"), layer("gru", dropout=0.2, layers=2, returns="last state")), data("brackets")
    )
    assert not [problem for problem in trace(made).problems if "drops" in problem.text]
    assert not warnings(layer("linear", units=4), layer("sigmoid"), layer("dropout", rate=0.1))
    assert not warnings(layer("linear", units=1), layer("softplus"))
    digits = (
        (layer("conv2d", kernel=4, dilation=2, padding="same"), layer("flatten")),
        (layer("conv2d", kernel=4, padding=2), layer("flatten")),
        (layer("flatten"), layer("softmax"), layer("linear", units=5)),
        (layer("flatten"), layer("linear", units=10), layer("sigmoid")),
    )
    for layers in digits:
        assert not trace(experiment(stack(*layers), data("digits"))).problems
    pooled = experiment(stack(layer("max_pool2d", kernel=1, stride=2), layer("flatten")), data("digits"))
    assert not [problem for problem in trace(pooled).problems if "hands on" in problem.text]


@pytest.mark.parametrize("id", [example.id for example in examples()])
def test_no_example_has_a_setting_without_effect(id: str) -> None:
    assert not [problem for problem in trace(load_example(id)).problems if problem.section == "network"]


def test_a_small_slope_that_was_asked_for_is_not_flat() -> None:
    inputs = np.linspace(-3.0, 3.0, 100)
    for slope, flat in ((0.01, 0.0), (0.3, 0.0), (0.0, 0.5)):
        leaky = layer("leaky_relu", negative_slope=slope)
        assert isinstance(leaky, Activation)
        assert flat_share(leaky, inputs) == flat
