"""Schedules that only ever lower the learning rate: in steps, or along a curve."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar

from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.schedule import LONGEST, Over, Schedule
from playground.model.spelling import quoted
from playground.numerals import setting

Gamma = Annotated[
    float,
    described(
        "What the learning rate is multiplied by each time.",
        label="Factor γ",
        gt=0.0,
        le=1.0,
        step=0.05,
        usual=(0.1, 0.5),
        formula="learning rate ← γ · learning rate",
        live=True,
    ),
]


class StepDecay(Schedule, frozen=True, tag="step"):
    """Lowers the learning rate by a factor at regular distances: long steps to get near, short ones to settle."""

    label: ClassVar[str] = "Step"
    formula: ClassVar[str] = "learning rate · γ^⌊n / every⌋"
    aliases: ClassVar[tuple[str, ...]] = ("step_lr", "staircase")

    every: Annotated[
        int, described("After how many epochs or steps it falls each time.", ge=1, le=LONGEST, usual=(5, 30), live=True)
    ] = 10
    gamma: Gamma = 0.5

    def share(self, length: int) -> Call:
        """A power of gamma."""
        return Call.of("playground.modules.schedules.step_decay", every=self.every, gamma=self.gamma)

    def words(self, length: int) -> str:
        """The factor and the distance."""
        return f"times {setting(self.gamma)} every {setting(self.every)} {self.by}"


class MultiStepDecay(Schedule, frozen=True, tag="multi_step"):
    """Lowers the learning rate by a factor at chosen moments, such as where the loss has come to a halt before."""

    label: ClassVar[str] = "Multi-step"
    formula: ClassVar[str] = "learning rate · γ^(milestones passed)"
    aliases: ClassVar[tuple[str, ...]] = ("multi_step_lr", "multistep")

    milestones: Annotated[
        str, described("After how many epochs or steps it falls, such as 30, 60, 80.", live=True, longest=200)
    ] = "5, 8"
    gamma: Gamma = 0.5

    def share(self, length: int) -> Call:
        """A power of gamma."""
        target = "playground.modules.schedules.multi_step_decay"
        return Call.of(target, milestones=self._counts(), gamma=self.gamma)

    def problems(self) -> tuple[str, ...]:
        """Milestones that are no whole numbers."""
        wrong = [part for part in _parts(self.milestones) if not re.fullmatch(r"[0-9]{1,9}", part)]
        if not wrong:
            return ()
        return (f"Milestones are whole numbers, and {quoted(wrong[0])} is none: write them such as 30, 60, 80.",)

    def words(self, length: int) -> str:
        """The factor and the moments."""
        at = ", ".join(map(setting, self._counts())) or "no milestone"
        return f"times {setting(self.gamma)} at {self.by} {at}"

    def _counts(self) -> tuple[int, ...]:
        return tuple(sorted(int(part) for part in _parts(self.milestones) if re.fullmatch(r"[0-9]{1,9}", part)))


class ExponentialDecay(Schedule, frozen=True, tag="exponential"):
    """Lowers the learning rate a little each time, always by the same factor, so that it never quite comes to 0."""

    label: ClassVar[str] = "Exponential"
    formula: ClassVar[str] = "learning rate · γⁿ"
    aliases: ClassVar[tuple[str, ...]] = ("exponential_lr", "exp")

    gamma: Annotated[
        float,
        described(
            "What the learning rate is multiplied by each time.",
            label="Factor γ",
            gt=0.0,
            le=1.0,
            step=0.01,
            usual=(0.9, 0.999),
            formula="learning rate ← γ · learning rate",
            live=True,
        ),
    ] = 0.95

    def share(self, length: int) -> Call:
        """A power of gamma."""
        return Call.of("playground.modules.schedules.exponential_decay", gamma=self.gamma)

    def words(self, length: int) -> str:
        """The factor."""
        return f"times {setting(self.gamma)} each {'step' if self.by == 'steps' else 'epoch'}"


class PolynomialDecay(Schedule, frozen=True, tag="polynomial"):
    """Lowers the learning rate to 0 by the end: in a straight line, or with a higher power early on and gently then."""

    label: ClassVar[str] = "Polynomial"
    formula: ClassVar[str] = "learning rate · (1 − n / N)^power"
    aliases: ClassVar[tuple[str, ...]] = ("polynomial_lr", "linear", "linear_decay")

    over: Over = 0
    power: Annotated[
        float,
        described(
            "1 is a straight line, 2 falls fast at first and gently at the end.",
            gt=0.0,
            le=10.0,
            step=0.5,
            usual=(1, 2),
            live=True,
        ),
    ] = 1.0

    def share(self, length: int) -> Call:
        """Down to 0."""
        target = "playground.modules.schedules.polynomial_decay"
        return Call.of(target, length=self.over or length, power=self.power)

    def words(self, length: int) -> str:
        """Where it ends."""
        shape = "a line" if self.power == 1 else f"power {setting(self.power)}"
        return f"{shape} to 0 in {setting(self.over or length)} {self.by}"


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[,;\s]+", text) if part]
