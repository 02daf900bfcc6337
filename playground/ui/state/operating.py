"""Operating points: on which training examples cards and views look at what enters the activations."""

from __future__ import annotations

from collections.abc import Iterable

from playground.engine.requests import OnExamples
from playground.model.operating import operating_samples, samples_of
from playground.model.trace import NetworkTrace


def examples_of(network: NetworkTrace) -> OnExamples:
    """The samples on which the activations of a network are looked at."""
    return OnExamples("train", tuple(range(samples_of(network))))


def operating_examples(sizes: Iterable[int]) -> OnExamples:
    """The samples, given how many numbers of one sample enter each activation of a network."""
    return OnExamples("train", tuple(range(operating_samples(sizes))))
