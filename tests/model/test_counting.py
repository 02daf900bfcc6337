"""Counting words fast gives the vocabulary that printed scripts choose."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from playground.kit.counting import Pieces
from playground.kit.text import choose_vocabulary, number_pieces

TEXTS = st.lists(st.lists(st.sampled_from("abcdefg"), max_size=6), min_size=1, max_size=8)


@given(texts=TEXTS, size=st.integers(1, 9), data=st.data())
def test_vocabulary_and_tokens_are_those_of_the_script(texts: list[list[str]], size: int, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(texts))))
    train = np.array(order[: data.draw(st.integers(0, len(texts)))], np.int64)
    pieces = Pieces.of(texts)
    found = pieces.ranking(pieces.texts(train))
    vocabulary = choose_vocabulary([texts[index] for index in train], size)
    assert list(found.vocabulary(size)) == vocabulary
    assert found.strange(size) == sum(piece not in vocabulary for text in texts for piece in text)
    length = data.draw(st.integers(1, 7))
    np.testing.assert_array_equal(pieces.tokens(found, size, length), number_pieces(texts, vocabulary, length))
    assert found.different == len({piece for text in texts for piece in text})
