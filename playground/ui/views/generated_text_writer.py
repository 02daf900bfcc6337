"""Writer: a text that goes on token by token, each drawn from what the network expects next. No widget."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from playground.model.probabilities import softmax
from playground.model.sequences import TokenSet

Array = npt.NDArray[Any]
LOOKED_THROUGH = 100
"""Among so many examples a beginning is looked for."""
LETTERS, WORDS = 16, 4
"""How many tokens a beginning has at most."""


@dataclass(frozen=True)
class Drawn:
    """One token that was written: the share it had when it was drawn, and the step of learning at which it was."""

    token: int
    share: float
    step: int
    picked: bool = False
    """Whether a person chose it, rather than chance."""


@dataclass
class Writer:
    """A beginning, and what was written after it.

    The same seed gives the same luck at each place, so the same network writes the same text again.
    """

    prompt: tuple[int, ...] = ()
    temperature: float = 0.8
    seed: int = 0
    written: list[Drawn] = field(default_factory=list)

    def begin(self, prompt: tuple[int, ...]) -> None:
        """Start over after another beginning."""
        self.prompt = prompt
        self.written.clear()

    def window(self, length: int) -> tuple[tuple[int, ...], int]:
        """The last ``length`` tokens, and the step whose output tells the next one.

        A text that is shorter stands at the start; token 0 fills the rest, and a causal network cannot see it.
        """
        tokens = (*self.prompt, *(drawn.token for drawn in self.written))[-length:]
        return (*tokens, *([0] * (length - len(tokens)))), len(tokens) - 1

    def tempered(self, shares: Array) -> Array:
        """Shares (classes,) at this temperature: pⁱ ∝ p^(1/t); at 0 the likeliest gets all. NaN stays NaN."""
        shares = np.clip(shares.astype(np.float64), 0.0, None)
        if not np.isfinite(shares).all() or not shares.sum() > 0:
            return np.full(len(shares), np.nan)
        if self.temperature == 0.0:
            return np.asarray(np.arange(len(shares)) == shares.argmax(), np.float64)
        with np.errstate(divide="ignore"):
            logits = np.log(shares) / self.temperature
        return softmax(logits)

    def draw(self, shares: Array, step: int) -> Drawn | None:
        """Write one more token by chance, from tempered shares; ``None`` where they are no numbers."""
        if not np.isfinite(shares).all():
            return None
        luck = np.random.default_rng((self.seed, len(self.written))).random()
        token = int(np.searchsorted(np.cumsum(shares), luck * shares.sum(), side="right"))
        return self.pick(min(token, len(shares) - 1), shares, step, picked=False)

    def pick(self, token: int, shares: Array, step: int, picked: bool = True) -> Drawn:
        """Write one more token that was chosen."""
        drawn = Drawn(token, float(shares[token]), step, picked)
        self.written.append(drawn)
        return drawn


def first_words(data: TokenSet, inputs: Array) -> tuple[int, ...]:
    """The beginning of a line from the first examples (N, time), or of the first one where none begins a line."""
    most = min(WORDS if data.joiner else LETTERS, data.signal().time)
    names = data.vocabulary()
    breaks = [token for token, name in enumerate(names) if name == "\n"]
    for sample in inputs[:LOOKED_THROUGH]:
        for place in np.flatnonzero(np.isin(sample[:-most], breaks)).tolist():
            found = tuple(int(token) for token in sample[place + 1 : place + 1 + most])
            if names[found[0]].isalpha():
                gaps = [at for at, token in enumerate(found) if names[token].isspace()]
                return found[: gaps[-1]] if gaps else found  # no word is cut
    return tuple(int(token) for token in inputs[0][:most]) if len(inputs) else ()
