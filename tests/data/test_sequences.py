"""Tasks on sequences: their answers, what is typed, padding, balance."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.model.dataset import DataSet
from playground.model.registry import DATA
from playground.model.sequences import PADDING_SIGN, TextReading, TokenSet, TokenTask
from playground.model.signal import PADDING
from tests.draws import draws

TASKS = [kind for kind in DATA.kinds.values() if issubclass(kind, TokenTask)]
tasks = pytest.mark.parametrize("kind", TASKS, ids=lambda kind: kind.id())


def made(id: str, **fields: Any) -> TokenSet:
    """A set of tokens by its id."""
    data = DATA.find(id)(**fields)
    assert isinstance(data, TokenSet)
    return data


@tasks
@pytest.mark.parametrize("vary", [False, True])
def test_the_answers_are_those_of_the_rule(kind: type[TokenTask], vary: bool) -> None:
    data = msgspec.structs.replace(kind(), samples=400, vary=vary)
    samples = data.load()
    for row, answer in zip(samples.train_inputs.tolist(), samples.train_targets, strict=True):
        real = tuple(token for token in row if not (vary and token == PADDING))
        expected = data.answer(real)
        assert expected is not None
        np.testing.assert_array_equal(np.atleast_1d(answer)[: len(expected)], expected)


@tasks
def test_lengths_vary_up_to_the_longest(kind: type[TokenTask]) -> None:
    data = msgspec.structs.replace(kind(), samples=2000, vary=True)
    lengths = (data.load().train_inputs != PADDING).sum(axis=1)
    assert data.signal().padded
    assert data.vocabulary().texts[PADDING] == PADDING_SIGN
    assert lengths.max() == data.signal().time
    assert lengths.min() <= 2
    assert len(np.unique(lengths)) > data.signal().time // 2 - 1


@tasks
def test_what_is_written_can_be_read_again(kind: type[TokenTask]) -> None:
    data = kind()
    samples = data.load()
    row = samples.test_inputs[0]
    reading = TextReading.of(data.vocabulary().write(row.tolist()), data)
    assert (reading.words, reading.unknown) == ("", ())
    assert "".join(reading.pieces) == data.vocabulary().write(row.tolist())
    np.testing.assert_array_equal(data.encode(np.array([reading.tokens]), samples), row[None])


@pytest.mark.parametrize(
    ("id", "typed", "answer"),
    [
        ("reverse", "GDGLJHEK", "KEHJLGDG"),
        ("copy_task", "ABCDABCD", "ABCDABCD"),
        ("sort", "HGFEDCBA", "ABCDEFGH"),
    ],
)
def test_answers_of_letters(id: str, typed: str, answer: str) -> None:
    data = made(id)
    right = data.answer(TextReading.of(typed, data).tokens)
    assert right is not None
    assert "".join(data.target().names[token] for token in right) == answer


@pytest.mark.parametrize(
    ("id", "typed", "answer"),
    [
        ("recall", "CAB", "C"),
        ("needle", "ABD*CA", "C"),
        ("parity", "0110", "even"),
        ("parity", "111", "odd"),
        ("majority", "11010", "more 1s"),
        ("majority", "100", "more 0s"),
        ("brackets", "(()())", "balanced"),
        ("brackets", "())(", "not balanced"),
        ("brackets", "((", "not balanced"),
    ],
)
def test_answers_for_the_whole(id: str, typed: str, answer: str) -> None:
    data = made(id, vary=True)
    right = data.answer(TextReading.of(typed, data).tokens)
    assert right is not None
    assert data.target().names[right[0]] == answer


@pytest.mark.parametrize(
    ("id", "typed"), [("needle", "AB"), ("needle", "A*B*A"), ("needle", "AB*"), ("majority", "01")]
)
def test_some_inputs_have_no_answer(id: str, typed: str) -> None:
    data = made(id, vary=True)
    assert data.answer(TextReading.of(typed, data).tokens) is None


def test_parity_at_each_step() -> None:
    data = made("parity", asked="each step")
    assert data.target().steps == 10
    assert data.answer(TextReading.of("0110100001", data).tokens) == (0, 1, 0, 0, 1, 1, 1, 1, 1, 0)


def test_shapes_of_brackets_must_match() -> None:
    data = made("brackets", shapes=3)
    assert data.answer(TextReading.of("([]{})", data).tokens) == (1,)
    assert data.answer(TextReading.of("([)]", data).tokens) == (0,)


def test_brackets_are_half_balanced_and_evenly_drawn() -> None:
    data = made("brackets", pairs=3, vary=False, samples=10_000, train_share=1.0)
    samples = data.load()
    assert samples.train_targets.mean() == 0.5
    drawn = Counter(data.vocabulary().write(row) for row in samples.train_inputs[samples.train_targets == 1].tolist())
    # There are five balanced rows of three pairs (the third Catalan number); each is drawn 1 000 times, give or take.
    assert len(drawn) == 5
    assert all(880 < count < 1120 for count in drawn.values())


def test_spoilt_brackets_have_the_same_lengths_and_small_mistakes() -> None:
    data = made("brackets", samples=4000, train_share=1.0)
    samples = data.load()
    lengths = (samples.train_inputs != PADDING).sum(axis=1)
    good, bad = (lengths[samples.train_targets == answer] for answer in (1, 0))
    assert abs(good.mean() - bad.mean()) < 0.5
    texts = map(data.vocabulary().write, samples.train_inputs.tolist())
    counts = [abs(text.count("(") - text.count(")")) for text in texts]
    assert set(np.array(counts)[samples.train_targets == 0].tolist()) == {0, 2}


def test_the_needle_is_one_and_never_last() -> None:
    data = made("needle", vary=True)
    for row in data.load().train_inputs[:500].tolist():
        written = data.vocabulary().write(row)
        assert written.count("*") == 1
        assert not written.endswith("*")


def test_majority_is_never_a_tie() -> None:
    samples = made("majority", length=6).load()
    assert (samples.train_inputs.sum(axis=1) != 3).all()
    assert 0.45 < samples.train_targets.mean() < 0.55


def test_adding_sums_the_two_marked() -> None:
    data: DataSet = DATA.find("adding")()
    samples = data.load()
    numbers, marks = samples.train_inputs[..., 0], samples.train_inputs[..., 1]
    assert (marks.sum(axis=1) == 2.0).all()
    assert (marks[:, :10].sum(axis=1) == 1.0).all()
    np.testing.assert_allclose((numbers * marks).sum(axis=1), samples.train_targets[:, 0], rtol=1e-6)
    # The variance of the sum of two even numbers from 0 to 1 is 2 / 12.
    assert abs(samples.train_targets.var() - 1.0 / 6.0) < 0.01


def test_what_is_not_in_the_alphabet_is_left_out_in_words() -> None:
    reading = TextReading.of("az b!", made("reverse", vary=True))
    assert reading.pieces == ("A", "B")
    assert reading.words == "Z, ! are left out, as this data knows A to L."
    assert TextReading.of("a?", made("needle")).words.startswith("? is left out, as this data knows A to F and *.")
    assert (
        TextReading.of("D", made("recall", vary=True, alphabet=3)).words == "D is left out, as this data knows A, B, C."
    )


def test_padding_cannot_be_typed() -> None:
    assert TextReading.of(PADDING_SIGN, made("reverse", vary=True)).tokens == ()


def test_length_is_told() -> None:
    assert TextReading.of("ABC", made("reverse")).words == "Type 8 letters: there are 3."
    assert TextReading.of("", made("parity", length=1)).words == "Type 1 bit: there are 0."
    long = TextReading.of("ABCDEFGHIJ", made("reverse", vary=True))
    assert (len(long.tokens), long.words) == (8, "Only the first 8 letters are read.")


@pytest.mark.parametrize(
    ("vary", "tokens", "words"),
    [
        (False, [1, 2, 3], "3 letters do not fit: this data takes 8."),
        (True, [1] * 9, "9 letters do not fit: this data takes 1 to 8."),
        (True, [1, 13], "Tokens are whole numbers from 0 to 12."),
        (True, [1, 0.5], "Tokens are whole numbers from 0 to 12."),
        (True, [0, 1], "A sequence has at least one step, and padding only at its end."),
        (True, [], "0 letters do not fit: this data takes 1 to 8."),
    ],
)
def test_tokens_that_do_not_fit_are_refused_in_words(vary: bool, tokens: list[float], words: str) -> None:
    data = made("reverse", vary=vary)
    with pytest.raises(ValueError, match=words):
        data.encode(np.array([tokens]), data.load())


@draws(50)
@given(typed=st.text(max_size=30))
def test_whatever_is_typed_is_read(typed: str) -> None:
    for id in ("reverse", "brackets", "shakespeare"):
        data = made(id)
        reading = TextReading.of(typed, data)
        assert len(reading.tokens) == len(reading.pieces)
        assert all(0 <= token < len(data.vocabulary().texts) for token in reading.tokens)
