"""A sequence of one's own as it is typed: its tokens, what is wrong with it, and how requests name it. No widget."""

from __future__ import annotations

from dataclasses import dataclass

from playground.engine.requests import OnRaw
from playground.model.dataset import DataSet
from playground.model.sequences import TokenSet

OWN = "your own sequence"
"""What it is called."""


@dataclass(frozen=True)
class Typed:
    """What was typed, read by the data's own rules.

    ``raw`` is what the network can be asked about; ``None`` where nothing is typed, or where it does not fit, which
    ``words`` say. ``pieces`` are the tokens as they were typed, ``unknown`` the places of those that the
    vocabulary does not have.
    """

    text: str = ""
    tokens: tuple[int, ...] = ()
    pieces: tuple[str, ...] = ()
    unknown: tuple[int, ...] = ()
    words: str = ""
    raw: OnRaw | None = None

    @classmethod
    def read(cls, text: str, data: TokenSet) -> Typed:
        """Read a text."""
        if not text.strip():
            return cls()
        reading = data.read(text)
        signal = data.signal()
        count = len(reading.tokens)
        fits = 0 < count <= signal.time and (signal.padded or count == signal.time)
        raw = OnRaw((count,), tuple(float(token) for token in reading.tokens)) if fits else None
        said = reading.words
        if not fits and not said:
            said = f"The network reads {signal.time} {data.noun}s, and here are {count}."
        return cls(text, reading.tokens, reading.pieces, reading.unknown, said, raw)

    @staticmethod
    def hint(data: DataSet) -> str:
        """What the empty field says."""
        if not isinstance(data, TokenSet):
            return ""
        signal = data.signal()
        return f"{'up to ' if signal.padded else ''}{signal.time} {data.noun}{'' if signal.time == 1 else 's'}"
