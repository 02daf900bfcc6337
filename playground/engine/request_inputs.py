"""Inputs of requests: for what views ask the network, named by plain values. No torch."""

from __future__ import annotations

import msgspec

from playground.model.dataset import Part as Part


class OnGrid(msgspec.Struct, frozen=True, tag=True):
    """Inputs: evenly spaced points over the data's domain, ``side`` along each axis (see ``DataSet.grid``)."""

    side: int


class OnExamples(msgspec.Struct, frozen=True, tag=True):
    """Inputs: these samples of a part, by index; indices beyond the part are left out."""

    part: Part
    indices: tuple[int, ...]


class OnRaw(msgspec.Struct, frozen=True, tag=True):
    """Inputs given by hand, one sample, as the data set itself would draw it: a point of the plane, a drawing.

    ``values`` are the raw numbers in C order, before features are made of them and they are normalised; ``shape`` is
    that of one raw sample: (2,) for a point, (channels, height, width) for pixels from 0 to the data's ``ink``,
    (steps,) for the numbers of tokens, (steps, features) for a series.
    """

    shape: tuple[int, ...]
    values: tuple[float, ...]


class OnNoise(msgspec.Struct, frozen=True, tag=True):
    """Inputs: ``count`` samples that a network makes of noise, which ``seed`` decides; for objectives with such a one.

    They are what enters the networks that read the data, as ``"input"``, and what leaves the last node of the one that
    makes them, as networks see samples: points of the plane are ``values * scale + offset``, by its ``Samples``. The
    noise itself is ``"input:<role>"``. On other inputs it is always the same, one row for each sample.
    """

    count: int
    seed: int = 0


Inputs = OnGrid | OnExamples | OnRaw | OnNoise
