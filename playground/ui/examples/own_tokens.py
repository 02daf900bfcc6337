"""A sequence of one's own as it is typed: its tokens, what is wrong with it, and how requests name it. No widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playground.engine.requests import OnRaw
from playground.model.answer_words import inked
from playground.model.dataset import DataSet
from playground.model.sequences import TextReading, TokenSet
from playground.model.signal import PADDING

OWN = "your own sequence"
"""What it is called."""
NAMED = 4
"""So many unknown tokens are named."""
STAND_INS = {"letter": "?¿□", "word": ("unk", "unknownword")}
"""What an unknown token is typed as: the first that the vocabulary does not have either."""


def unknown_words(reading: TextReading, data: TokenSet) -> str:
    """Which of the tokens typed are not in the vocabulary, as a sentence; empty where all are."""
    strange = list(dict.fromkeys(inked(reading.pieces[place]) for place in reading.unknown))
    if not strange:
        return ""
    more = f" and {len(strange) - NAMED} more" if len(strange) > NAMED else ""
    (read_as,) = data.vocabulary().spell((data.vocabulary().unknown,))
    return f"Not in the vocabulary, so taken for {read_as}: {', '.join(strange[:NAMED])}{more}."


def as_typed(data: TokenSet, tokens: Sequence[int], texts: Sequence[str]) -> str:
    """The text that is read as these tokens, padding left out, so that an example can be changed by hand.

    ``texts`` are what they are called; an unknown one whose word is not known is typed as a stand-in.
    """
    vocabulary = data.vocabulary()
    stand_ins = STAND_INS.get(vocabulary.noun, "?")
    unknown = next((text for text in stand_ins if text not in vocabulary.texts), stand_ins[0])
    pairs = zip(tokens, texts, strict=True)
    kept = [pair for pair in pairs if not (vocabulary.padded and pair[0] == PADDING)]
    nameless = (vocabulary.unknown, vocabulary.spell((vocabulary.unknown,))[0])
    return vocabulary.joiner.join(unknown if pair == nameless else pair[1] for pair in kept)


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
        reading = TextReading.of(text, data)
        signal = data.signal()
        count = len(reading.tokens)
        fits = 0 < count <= signal.time and (signal.padded or count == signal.time)
        raw = OnRaw((count,), tuple(float(token) for token in reading.tokens)) if fits else None
        said = reading.words
        said = " ".join(words for words in (said, unknown_words(reading, data)) if words)
        if not fits and not said:
            said = f"The network reads {signal.time} {data.vocabulary().nouns}, and here are {count}."
        return cls(text, reading.tokens, reading.pieces, reading.unknown, said, raw)

    @staticmethod
    def hint(data: DataSet) -> str:
        """What the empty field says."""
        if not isinstance(data, TokenSet):
            return ""
        signal = data.signal()
        vocabulary = data.vocabulary()
        noun = vocabulary.noun if signal.time == 1 else vocabulary.nouns
        return f"{'up to ' if signal.padded else ''}{signal.time} {noun}"
