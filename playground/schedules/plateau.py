"""The schedule that looks at what comes of learning."""

from __future__ import annotations

from typing import Annotated, ClassVar

from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.schedule import LONGEST, Schedule
from playground.numerals import count, setting


class ReduceOnPlateau(Schedule, frozen=True, tag="plateau"):
    """Lowers the learning rate by a factor when the test loss has not fallen for some epochs.

    It looks at the test loss at the end of each epoch. Whoever chooses by the test part has no honest test left.
    """

    label: ClassVar[str] = "Plateau"
    formula: ClassVar[str] = "no better for patience epochs: learning rate ← γ · learning rate"
    aliases: ClassVar[tuple[str, ...]] = ("reduce_lr_on_plateau", "reduce_on_plateau")

    patience: Annotated[
        int,
        described(
            "How many epochs without a better test loss are waited through.", ge=0, le=LONGEST, usual=(3, 20), live=True
        ),
    ] = 10
    gamma: Annotated[
        float,
        described(
            "What the learning rate is multiplied by each time.",
            label="Factor γ",
            gt=0.0,
            lt=1.0,
            step=0.05,
            usual=(0.1, 0.5),
            formula="learning rate ← γ · learning rate",
            live=True,
        ),
    ] = 0.1
    threshold: Annotated[
        float,
        described(
            "How much better a loss must be to count, as a part of the best one.",
            label="Least change",
            ge=0.0,
            lt=1.0,
            usual=(0.0001, 0.01),
            live=True,
            folded=True,
        ),
    ] = 1e-4
    cooldown: Annotated[
        int,
        described(
            "How many epochs after a fall nothing is counted.",
            ge=0,
            le=LONGEST,
            usual=(0, 5),
            live=True,
            folded=True,
            zero="none",
        ),
    ] = 0
    lowest: Annotated[
        float,
        described(
            "The part of the learning rate below which it never falls.",
            ge=0.0,
            le=1.0,
            usual=(0.0, 0.1),
            live=True,
            folded=True,
        ),
    ] = 0.0

    def share(self, length: int) -> Call | None:
        """What the watch has come to."""
        return None

    def watch(self) -> Call:
        """Looks at the test loss."""
        return Call.of(
            "playground.modules.schedules.PlateauWatch",
            patience=self.patience,
            gamma=self.gamma,
            threshold=self.threshold,
            cooldown=self.cooldown,
            lowest=self.lowest,
        )

    def words(self, length: int) -> str:
        """When it falls and by what."""
        return f"times {setting(self.gamma)} at a plateau of {count(self.patience)}"
