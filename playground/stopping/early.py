"""Early stopping: a run ends where it gets no better on samples it does not learn from."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from playground.model.dataset import Part
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.stopping import LONGEST, Stopping, Watched, Watches
from playground.numerals import count, counted, setting


class StopEarly(Stopping, frozen=True, tag="early"):
    """Training ends once the network gets no better on samples that it does not learn from.

    What it learns after that is its training samples by heart. The weights of the best epoch come back.
    """

    label: ClassVar[str] = "Early stopping"
    formula: ClassVar[str] = "stop after *patience* epochs without best − L > least change"
    aliases: ClassVar[tuple[str, ...]] = ("early_stopping", "patience")
    finds_best: ClassVar[bool] = True

    watches: Watches = "loss"
    patience: Annotated[
        int,
        described(
            "How many epochs in a row may be no better than the best one; with few of them a run ends by chance.",
            ge=1,
            le=LONGEST,
            usual=(3, 20),
            unit="epochs",
            live=True,
        ),
    ] = 5
    least_change: Annotated[
        float,
        described(
            "By how much more than this a figure must be better to count as better.",
            ge=0.0,
            le=1e6,
            usual=(0.0, 0.01),
            zero="none",
            live=True,
        ),
    ] = 0.0
    warm_up: Annotated[
        int,
        described(
            "So many epochs at the start do not count, as a run may be worse before it gets better.",
            label="Warm-up",
            ge=0,
            le=LONGEST,
            usual=(0, 10),
            unit="epochs",
            zero="none",
            live=True,
        ),
    ] = 0
    restore: Annotated[
        bool,
        described(
            "Whether the weights of the best epoch come back where training ends by itself, rather than staying those "
            "of the last one.",
            label="Bring the best back",
            live=True,
        ),
    ] = True

    @property
    def figure(self) -> Watched:
        """As set."""
        return self.watches

    @property
    def restores(self) -> bool:
        """As set."""
        return self.restore

    def watch(self) -> Call:
        """See `playground.modules.stopping.EarlyStopping`."""
        settings = {"patience": self.patience, "least_change": self.least_change, "warm_up": self.warm_up}
        told = {name: value for name, value in settings.items() if value}
        larger = {"larger": True} if self.watches == "accuracy" else {}
        return Call.of("playground.modules.stopping.EarlyStopping", **told, **larger)

    def why(self, part: Part) -> str:
        """For how long there was nothing better."""
        return f"No better {part} {self.watches} for {counted(self.patience, 'epoch')}"

    def in_words(self, around: msgspec.Struct) -> str:
        """The patience, and what else is not as usual."""
        words = [f"patience {count(self.patience)}{'' if self.watches == 'loss' else f' on {self.watches}'}"]
        words += [f"least change {setting(self.least_change)}"] if self.least_change else []
        words += [f"warm-up {count(self.warm_up)}"] if self.warm_up else []
        return ", ".join([*words, *([] if self.restore else ["last weights stay"])])
