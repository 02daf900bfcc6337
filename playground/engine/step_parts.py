"""StepParts: what acts around each step of a run beside the plain step, such as a schedule. None of them, no cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor, nn

from playground.engine.batches import Batches
from playground.engine.networks import Networks
from playground.engine.optimizers import Optimizers
from playground.model.experiment import Experiment

State = Mapping[str, Tensor]
"""What a part remembers, by name."""
MOST_COUNT = 2**53
"""Greater counts are no whole numbers any more where they are drawn."""


@dataclass(frozen=True)
class StepPlace:
    """What a part acts on. ``unseen_loss`` evaluates, at the end of an epoch, the part that `Sizes.judged` names."""

    experiment: Experiment
    networks: Networks
    optimizers: Optimizers
    batches: Batches
    unseen_loss: Callable[[], float]


class StepPart:
    """Something that acts around each step. Made anew after any change but a step, and takes over what was remembered.

    ``step_figures`` are numbers that it tells of each step by name, all there from the beginning: NaN before a step.
    What it remembers is part of each snapshot, so that a run goes on exactly.
    """

    name: ClassVar[str] = ""
    """What its state goes by in files."""

    def __init__(self) -> None:
        self.step_figures: dict[str, float] = {}

    @property
    def gradient_scale(self) -> float:
        """By how much the gradients that lie with the weights now are larger than they are."""
        return 1.0

    def before(self, step: int) -> None:
        """Act before a step that follows on so many."""

    def altered(self, inputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """What is learned from in the place of a batch."""
        return inputs, targets

    def measured(self, measure: nn.Module) -> nn.Module:
        """What a step compares answers by, in the place of a measure."""
        return measure

    def state(self) -> dict[str, Tensor]:
        """Copies of what it remembers."""
        return {}

    def accepts(self, state: State) -> bool:
        """Whether a state, whose tensors are like those of its own, can be gone on from: they may come from a file."""
        return True

    def go_to(self, state: State) -> None:
        """Go on from a state that was accepted; from the beginning where it is empty."""

    def end(self) -> None:
        """Act no more: take away what was put elsewhere, such as hooks of optimizers."""


def is_like(state: State, own: State) -> bool:
    """Whether a state has the tensors of another one: the same names and sizes, counts as counts.

    Numbers of other digits become their own as they are gone on from, as the weights do where the precision changes.
    """
    return state.keys() == own.keys() and all(
        value.shape == own[name].shape
        and (value.dtype == own[name].dtype or (value.is_floating_point() and own[name].is_floating_point()))
        for name, value in state.items()
    )


def fits(state: State, part: StepPart) -> bool:
    """Whether a part can go on from a state."""
    return bool(state) and is_like(state, part.state()) and part.accepts(state)


def state_of(states: State, name: str) -> dict[str, Tensor]:
    """The state of one part out of those of all, which have its name and a slash in front."""
    return {key.removeprefix(f"{name}/"): value for key, value in states.items() if key.startswith(f"{name}/")}


def states_of(parts: tuple[StepPart, ...]) -> dict[str, Tensor]:
    """Copies of what all parts remember, by the name of the part, a slash, and the name that it has there."""
    return {f"{part.name}/{key}": value for part in parts for key, value in part.state().items()}


def go_to(parts: tuple[StepPart, ...], states: State) -> None:
    """Let parts go on from states, and those from the beginning that find none that fits."""
    for part in parts:
        state = state_of(states, part.name)
        part.go_to(state if fits(state, part) else {})
