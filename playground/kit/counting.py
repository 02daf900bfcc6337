"""Counting: how often each word or letter of some texts comes, fast enough that a slider can be dragged.

What turns texts into tokens (`playground.kit.text`) stands on its own, as scripts print it; here the same vocabulary
comes about from numbers that are kept, so that another size counts nothing anew. L is the number of all pieces.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from playground.kit.text import split_text

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Ranking:
    """The different pieces of some texts in the order in which a vocabulary takes them in, so that any size is quick.

    ``ranked`` are those that a vocabulary may take, the most frequent first, and ``order`` their numbers. ``known[n]``
    is how many pieces of all texts the first n make up; ``count`` how many there are, ``different`` how many differ.
    """

    ranked: tuple[str, ...]
    order: Array
    known: tuple[int, ...]
    count: int
    different: int

    def vocabulary(self, size: int) -> tuple[str, ...]:
        """The most frequent pieces, at most ``size``, as `choose_vocabulary` chooses them."""
        return self.ranked[:size]

    def strange(self, size: int) -> int:
        """How many pieces of all texts a vocabulary of that size lacks."""
        return self.count - self.known[min(size, len(self.ranked))]


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
        parts = list(texts)
        every = list(chain.from_iterable(parts))
        places = {piece: place for place, piece in enumerate(dict.fromkeys(every))}
        numbers = np.fromiter(map(places.__getitem__, every), np.int32, len(every))
        return cls(tuple(places), numbers, np.fromiter(map(len, parts), np.int64, len(parts)))

    def texts(self, which: Array) -> Array:
        """The numbers of these texts, one text after the other."""
        lengths = self.lengths[which]
        # Each piece stands as far behind the first of its text as in the row that is made.
        shifts = (np.cumsum(self.lengths) - self.lengths)[which] - (np.cumsum(lengths) - lengths)
        found: Array = self.numbers[np.repeat(shifts, lengths) + np.arange(lengths.sum())]
        return found

    def tokens(self, ranking: Ranking, size: int, length: int) -> Array:
        """The texts as tokens, int64 (N, length), as `number_pieces` numbers them: 0 is padding, 1 the unknown."""
        numbers = np.ones(len(self.different), np.int64)
        chosen = ranking.order[:size]
        numbers[chosen] = np.arange(2, 2 + len(chosen))
        steps = np.arange(len(self.numbers)) - np.repeat(np.cumsum(self.lengths) - self.lengths, self.lengths)
        rows = np.repeat(np.arange(len(self.lengths)), self.lengths)
        kept = steps < length
        tokens = np.zeros((len(self.lengths), length), np.int64)
        tokens[rows[kept], steps[kept]] = numbers[self.numbers[kept]]
        tokens[self.lengths == 0, 0] = 1
        return tokens

    def ranking(self, seen: Array) -> Ranking:
        """That of a vocabulary which is made of the pieces ``seen``, numbers of them in their order."""
        often = np.bincount(seen, minlength=len(self.different))
        first = np.zeros(len(self.different), np.int64)
        first[seen[::-1]] = np.arange(len(seen))[::-1]  # of all places of a piece the first is written last
        there = np.flatnonzero(often)
        order = there[np.lexsort((first[there], -often[there]))]
        known = np.cumsum(np.bincount(self.numbers, minlength=len(self.different))[order])
        ranked = tuple(self.different[number] for number in order.tolist())
        return Ranking(ranked, order, (0, *known.tolist()), len(self.numbers), len(self.different))


@lru_cache(maxsize=2**14)
def split_once(text: str, by: str) -> tuple[str, ...]:
    """A text in pieces; kept, with each word in memory once, so that another choice of texts splits only new ones."""
    return tuple(map(sys.intern, split_text(text, by)))
