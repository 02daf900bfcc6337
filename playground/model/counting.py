"""Counting: how often each word or letter of some texts comes, fast enough that a slider can be dragged.

What is known of texts (`playground.model.text`) stands on its own, as scripts print it; here the same comes about by
numbers that are kept, so that another size of the vocabulary counts nothing anew. L is the number of all pieces.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from playground.model.text import split_text

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Counted:
    """What of some texts is known: the vocabulary, how many pieces are strange to it, how many differ."""

    vocabulary: tuple[str, ...]
    strange: int
    different: int


@dataclass(frozen=True, eq=False)
class Pieces:
    """Texts in pieces, each as its place among the ``different`` ones: int32 (L,), text by text.

    ``lengths`` (N,) is how many pieces each text has.
    """

    different: tuple[str, ...]
    numbers: Array
    lengths: Array

    @classmethod
    def of(cls, texts: Iterable[Sequence[str]]) -> Pieces:
        """Texts that are split already."""
        places: dict[str, int] = {}
        numbers: list[int] = []
        lengths: list[int] = []
        for pieces in texts:
            numbers += [places.setdefault(piece, len(places)) for piece in pieces]
            lengths.append(len(pieces))
        return cls(tuple(places), np.array(numbers, np.int32), np.array(lengths, np.int64))

    def texts(self, which: Array) -> Array:
        """The numbers of these texts, one text after the other."""
        lengths = self.lengths[which]
        # Each piece stands as far behind the first of its text as in the row that is made.
        shifts = (np.cumsum(self.lengths) - self.lengths)[which] - (np.cumsum(lengths) - lengths)
        found: Array = self.numbers[np.repeat(shifts, lengths) + np.arange(lengths.sum())]
        return found

    def count(self, known: Array, size: int) -> Counted:
        """The most frequent of the pieces ``known``, at most ``size``, as `choose_vocabulary` chooses them."""
        often = np.bincount(known, minlength=len(self.different))
        first = np.zeros(len(self.different), np.int64)
        first[known[::-1]] = np.arange(len(known))[::-1]  # of all places of a piece the first is written last
        there = np.flatnonzero(often)
        chosen = there[np.lexsort((first[there], -often[there]))][:size]
        inside = np.bincount(self.numbers, minlength=len(self.different))[chosen].sum()
        vocabulary = tuple(self.different[number] for number in chosen.tolist())
        return Counted(vocabulary, len(self.numbers) - int(inside), len(self.different))


@lru_cache(maxsize=2**14)
def split_once(text: str, by: str) -> tuple[str, ...]:
    """A text in pieces; kept, with each word in memory once, so that another choice of texts splits only new ones."""
    return tuple(map(sys.intern, split_text(text, by)))
