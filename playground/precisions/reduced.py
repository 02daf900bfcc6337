"""Precisions in which layers compute with fewer digits than are kept: what is called mixed precision."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from playground.model.parameters import described
from playground.model.precision import Precision
from playground.model.recipe import Call


class BFloat16(Precision, frozen=True, tag="bfloat16"):
    """Linear layers, convolutions and attention compute in bfloat16, under torch's autocast; weights stay float32.

    A number has no more than two or three digits that count, but as many sizes as in float32, so no gradient becomes 0
    that would not be 0 there. Graphics cards and newer processors are faster with it and need less memory; on others it
    is slower. The views show what the weights give in float32.
    """

    label: ClassVar[str] = "BFloat16"
    formula: ClassVar[str] = "1 sign, 8 bits of size, 7 bits of digits;  ε = 0.008"
    aliases: ClassVar[tuple[str, ...]] = ("bf16", "brain float", "mixed precision", "amp", "autocast")
    within: ClassVar[Literal["", "bfloat16", "float16"]] = "bfloat16"


class Float16(Precision, frozen=True, tag="float16"):
    """Layers compute in float16, under torch's autocast, and a scaler keeps small gradients from becoming 0.

    A number has three digits that count, but what is below 0.000 000 06 is 0 and what is above 65 504 is infinite.
    So the loss is multiplied by a large number before the way back, and the gradients are divided by it again. Where
    some of them are infinite, the step is skipped and the number gets smaller; after many steps without that it grows.
    Graphics cards are fast with it; processors are slow. The views show what the weights give in float32.
    """

    label: ClassVar[str] = "Float16"
    formula: ClassVar[str] = "1 sign, 5 bits of size, 10 bits of digits;  ε = 0.001;  g = ∇(scale · L) / scale"
    aliases: ClassVar[tuple[str, ...]] = ("half", "fp16", "16", "grad scaler", "gradient scaler")
    within: ClassVar[Literal["", "bfloat16", "float16"]] = "float16"

    initial_scale: Annotated[
        float,
        described(
            "What the loss is multiplied by in the first steps, before it finds its own size; a run that is under way "
            "keeps the size that it has found.",
            ge=1.0,
            le=2.0**40,
            log=True,
            usual=(1024, 65536),
            formula="scale",
            live=True,
        ),
    ] = 65536.0
    growth: Annotated[
        float,
        described(
            "By how much the scale grows after enough steps none of which was skipped.",
            gt=1.0,
            le=1024.0,
            usual=(2, 2),
            formula="scale ← scale · growth",
            live=True,
            folded=True,
        ),
    ] = 2.0
    backoff: Annotated[
        float,
        described(
            "By how much the scale shrinks after a step that was skipped, as a gradient was infinite.",
            gt=0.0,
            lt=1.0,
            step=0.05,
            usual=(0.5, 0.5),
            formula="scale ← scale · backoff",
            live=True,
            folded=True,
        ),
    ] = 0.5
    interval: Annotated[
        int,
        described(
            "After so many steps in a row that were not skipped the scale grows.",
            label="Grows after",
            ge=1,
            le=1_000_000,
            log=True,
            usual=(100, 2000),
            unit="steps",
            live=True,
        ),
    ] = 2000

    def scaler(self, device: str) -> Call | None:
        """torch.amp.GradScaler."""
        return Call.of(
            "torch.amp.GradScaler",
            device,
            init_scale=self.initial_scale,
            growth_factor=self.growth,
            backoff_factor=self.backoff,
            growth_interval=self.interval,
        )
