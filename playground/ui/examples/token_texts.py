"""Token texts: what the steps of a sequence are called, those that the vocabulary lacks by the words they stand for."""

from __future__ import annotations

from collections.abc import Sequence

from playground.engine.requests import Inputs, OnExamples
from playground.model.sequences import TokenSet
from playground.model.signal import PADDING

Typed = tuple[str, ...]
"""The pieces of a text as somebody typed them, one a step."""


def token_texts(data: TokenSet, tokens: Sequence[int], on: Inputs, typed: Typed = ()) -> tuple[str, ...]:
    """The text of each step: an unknown token shows the word it stands for, as far as that is known.

    ``on`` is what the tokens are: an example, whose words stand in the data, or an input of one's own, whose words were
    ``typed``.
    """
    vocabulary = data.vocabulary()
    named, unknown = vocabulary.spell(tokens), vocabulary.unknown
    if unknown not in tokens:
        return named
    match on:
        case OnExamples(part, (index, *_)):
            stands = data.originals(part, index)
        case _:
            stands = typed
    pairs = zip(named, tokens, strict=True)
    return tuple(
        stands[step] if token == unknown and step < len(stands) else text for step, (text, token) in enumerate(pairs)
    )


def written(data: TokenSet, tokens: Sequence[int], on: Inputs, typed: Typed = ()) -> str:
    """A sequence as a text, padding left out, unknown tokens by the words they stand for."""
    padded = data.signal().padded
    texts = token_texts(data, tokens, on, typed)
    kept = (text for text, token in zip(texts, tokens, strict=True) if not (padded and token == PADDING))
    return data.vocabulary().joiner.join(kept)
