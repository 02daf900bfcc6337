"""RandomState: torch's global random numbers, kept apart for each session.

The processor draws from one generator, and any other device from one of its own, which networks there draw from: the
state of the second stands behind that of the first.
"""

from __future__ import annotations

import contextlib
from typing import ClassVar

import torch

from playground.engine.placement import CPU

MOST_ELSEWHERE = 4096
"""More bytes than the state of another device's generator has."""


class RandomState:
    """One session's stream of torch's global generator, from which dropout draws.

    torch has one such generator in a process. Whoever is about to draw calls ``take``, and finds it where its own
    drawing ended, whatever other sessions did meanwhile.
    """

    _holder: ClassVar[RandomState | None] = None

    def __init__(self, device: torch.device = CPU) -> None:
        """``device`` is where the networks compute."""
        self._elsewhere = None if device == CPU else torch.get_device_module(device)
        self._state = self._drawn()

    def take(self) -> None:
        """Make the global generator this session's."""
        if RandomState._holder is self:
            return
        self.park()
        self._set(self._state)
        RandomState._holder = self

    @classmethod
    def park(cls) -> None:
        """Put the holder's place away before the generator is used for something else, such as starting weights."""
        if RandomState._holder is not None:
            RandomState._holder._state = RandomState._holder._drawn()
            RandomState._holder = None

    def state(self) -> torch.Tensor:
        """The stream's state, uint8."""
        return self._drawn() if RandomState._holder is self else self._state

    def go_to(self, state: torch.Tensor) -> None:
        """Go on from a state."""
        if RandomState._holder is self:
            self._set(state)
        self._state = state

    def _drawn(self) -> torch.Tensor:
        """What the generators stand at."""
        own = torch.get_rng_state()
        return own if self._elsewhere is None else torch.cat([own, self._elsewhere.get_rng_state()])

    def _set(self, state: torch.Tensor) -> None:
        """Let the generators stand there; one whose state comes from another device stays where it is."""
        torch.set_rng_state(of_processor(state))
        if self._elsewhere is not None:
            rest = state[len(of_processor(state)) :]
            with contextlib.suppress(RuntimeError):
                self._elsewhere.set_rng_state(rest)


def of_processor(state: torch.Tensor) -> torch.Tensor:
    """The part of a state that is of the processor's generator; all of one that can be none."""
    own = len(torch.get_rng_state())
    return state[:own] if state.dim() == 1 and len(state) <= own + MOST_ELSEWHERE else state
