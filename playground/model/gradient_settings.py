"""Settings of training that act around a step."""

from __future__ import annotations

from typing import Annotated

from playground.model.parameters import described

DecayAll = Annotated[
    bool,
    described(
        "Let weight decay pull at all that is learned, as torch does by itself; else biases and the weights of "
        "norms are left out, which are few and make nothing complicated.",
        label="Biases and norms decay",
        live=True,
        section="overfitting",
    ),
]
