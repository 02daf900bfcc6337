"""RandomState: torch's global random numbers, kept apart for each session."""

from __future__ import annotations

from typing import ClassVar

import torch


class RandomState:
    """One session's stream of torch's global generator, from which dropout draws.

    torch has one such generator in a process. Whoever is about to draw calls ``take``, and finds it where its own
    drawing ended, whatever other sessions did meanwhile.
    """

    _holder: ClassVar[RandomState | None] = None

    def __init__(self) -> None:
        self._state = torch.get_rng_state()

    def take(self) -> None:
        """Make the global generator this session's."""
        if RandomState._holder is self:
            return
        self.park()
        torch.set_rng_state(self._state)
        RandomState._holder = self

    @classmethod
    def park(cls) -> None:
        """Put the holder's place away before the generator is used for something else, such as starting weights."""
        if RandomState._holder is not None:
            RandomState._holder._state = torch.get_rng_state()
            RandomState._holder = None

    def state(self) -> torch.Tensor:
        """The stream's state, uint8."""
        return torch.get_rng_state() if RandomState._holder is self else self._state

    def go_to(self, state: torch.Tensor) -> None:
        """Go on from a state."""
        if RandomState._holder is self:
            torch.set_rng_state(state)
        self._state = state
