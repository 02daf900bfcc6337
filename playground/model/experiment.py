"""Experiment: everything that decides what will be learned, as one immutable value."""

from __future__ import annotations

from typing import Annotated

import msgspec

from playground.model.dataset import DataSet
from playground.model.learning import Loss, Optimizer
from playground.model.network import Network
from playground.model.parameters import described

VERSION = 1
"""The schema version that files carry."""
MAIN = "main"
"""The name of the only network of a supervised experiment."""


class Training(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the networks learn: optimizer, loss, and how much of the data goes into a step."""

    optimizer: Annotated[Optimizer, described("How gradients become a change of the weights.")]
    loss: Annotated[Loss, described("How wrong a prediction is: what learning makes small.")]
    batch_size: Annotated[
        int,
        described(
            "How many samples one step looks at before it moves the weights.",
            ge=1,
            le=65536,
            log=True,
            usual=(8, 128),
            live=True,
        ),
    ] = 16
    epochs: Annotated[
        int, described("Stop after this many passes over the training data.", ge=0, le=1_000_000, zero="no limit")
    ] = 0
    steps: Annotated[
        int, described("Stop after this many steps in all.", ge=0, le=1_000_000_000, zero="no limit", folded=True)
    ] = 0
    threads: Annotated[
        int,
        described("How many processor threads torch may use.", ge=0, le=256, zero="all but one", folded=True),
    ] = 0


class Views(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was being looked at: the selected node, the open tab, the chosen example of the test data, folded groups."""

    selected: str = ""
    tab: str = ""
    example: Annotated[int, described("Which example of the test data, by its place.", ge=0, le=2**31 - 1)] = 0
    folded: tuple[str, ...] = ()


class Experiment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Data, networks and training; the same value gives the same numbers everywhere."""

    name: str = "Untitled"
    description: str = ""
    data: Annotated[DataSet, described("What is learned.")]
    networks: dict[str, Network]
    training: Training
    seed: Annotated[
        int,
        described(
            "Decides the starting weights, the order of batches and dropout.", label="Weights seed", ge=0, le=2**31 - 1
        ),
    ] = 0
    views: Views = Views()

    @property
    def network(self) -> Network:
        """The main network."""
        return self.networks[MAIN]
