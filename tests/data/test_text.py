"""Text: what is split, known, unknown, cut; running text and its windows; any file of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.data.text_running import MOST_BYTES, OwnText
from playground.kit.text import split_text
from playground.kit.text_sets import UNKNOWN, LabelledText
from playground.model.dataset import MissingData
from playground.model.origin import origin_of, otherness, renamed
from playground.model.places import find_data_file
from playground.model.recipe import Call, perform
from playground.model.registry import DATA
from playground.model.sequences import TextReading, TokenSet
from playground.model.signal import PADDING
from tests.draws import seeds
from tests.work import instructions


def labelled(id: str, **fields: Any) -> LabelledText:
    """A set of texts with classes by its id."""
    data = DATA.find(id)(**fields)
    assert isinstance(data, LabelledText)
    return data


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("I don't like it, at all!", ["i", "don't", "like", "it", ",", "at", "all", "!"]),
        ("Wow... 10/10", ["wow", ".", ".", ".", "10", "/", "10"]),
        ("'quoted' snake_case", ["'", "quoted", "'", "snake", "_", "case"]),
        ("  ", []),
    ],
)
def test_words_are_split_by_a_visible_rule(text: str, pieces: list[str]) -> None:
    assert split_text(text, "word") == pieces


@given(text=st.text(max_size=80))
def test_splitting_by_word_loses_nothing_but_blanks(text: str) -> None:
    assert "".join(split_text(text, "word")) == "".join(text.lower().split())


def test_names_are_capped_and_each_language_is_there() -> None:
    data = labelled("names", most=100)
    samples = data.load()
    counts = np.bincount(np.concatenate([samples.train_targets, samples.test_targets]))
    names = data.target().names
    assert len(names) == 18
    assert counts[names.index("Russian")] == 100
    assert counts[names.index("Vietnamese")] == 71
    assert counts.sum() == data.count() == data.sizes().train + data.sizes().test


def test_all_names_are_there() -> None:
    data = labelled("names", most=9340)
    assert data.count() == 18_012 == len(data.load().train_inputs) + len(data.load().test_inputs)


@pytest.mark.parametrize(("source", "count"), [("all", 3000), ("Amazon", 1000), ("IMDb", 1000), ("Yelp", 1000)])
def test_sentences_of_each_source_are_half_positive(source: str, count: int) -> None:
    samples = labelled("sentiment", source=source).load()
    answers = np.concatenate([samples.train_targets, samples.test_targets])
    assert len(answers) == count
    assert answers.mean() == 0.5


def test_all_reviews_are_half_positive() -> None:
    samples = labelled("movie_reviews").load()
    assert np.concatenate([samples.train_targets, samples.test_targets]).mean() == 0.5


def test_the_vocabulary_is_that_of_the_train_part() -> None:
    data = labelled("sentiment", vocabulary_size=20_000, length=100)
    samples = data.load()
    words = data.vocabulary().texts
    assert words[:2] == ("·", UNKNOWN)
    assert set(np.unique(samples.train_inputs)) == set(range(len(words))) - {1}
    assert 1 in samples.test_inputs
    counts = np.bincount(samples.train_inputs.ravel())[2:]
    assert (np.diff(counts) <= 0).mean() > 0.99


@pytest.mark.parametrize("kind", ["names", "sentiment", "movie_reviews"])
@seeds(1, 5)
def test_samples_from_what_is_kept_of_the_texts_are_those_of_the_script(kind: str, seed: int) -> None:
    data = DATA.find(kind)(seed=seed, length=9)
    inputs, targets = perform(data.recipes().draw, find_data_file)
    train, test = perform(
        Call(data.recipes().split.target, (inputs, targets, *data.recipes().split.args)), find_data_file
    )
    samples = data.load()
    for found, wanted in (
        (samples.train_inputs, inputs[train]),
        (samples.train_targets, targets[train]),
        (samples.test_inputs, inputs[test]),
        (samples.test_targets, targets[test]),
    ):
        assert found.dtype == wanted.dtype
        np.testing.assert_array_equal(found, wanted)


def test_a_small_vocabulary_makes_words_unknown_and_says_how_many() -> None:
    data = labelled("sentiment", vocabulary_size=100)
    assert data.signal().vocabulary == 102
    assert (data.load().train_inputs == data.vocabulary().unknown).any()
    assert any(note.startswith("100 of ") and note.endswith("% of the text is unknown.") for note in data.notes())


def test_what_is_cut_is_counted() -> None:
    data = labelled("sentiment", length=10, vocabulary_size=20_000, train_share=1.0)
    cut = int(data.notes()[0].partition(" of ")[0].replace("\u202f", ""))
    full = labelled("sentiment", length=200, vocabulary_size=20_000, train_share=1.0).load().train_inputs
    assert cut == ((full != PADDING).sum(axis=1) > 10).sum()


def test_by_letter_the_vocabulary_is_letters() -> None:
    data = labelled("sentiment", by="letter", length=100)
    assert all(len(letter) == 1 for letter in data.vocabulary().texts[2:])
    assert (data.vocabulary().noun, data.vocabulary().joiner) == ("letter", "")


def test_typed_sentences_show_what_is_unknown() -> None:
    data = labelled("sentiment")
    reading = TextReading.of("This phone is zzyzx!", data)
    assert reading.pieces == ("this", "phone", "is", "zzyzx", "!")
    assert reading.unknown == (3,)
    assert reading.tokens[3] == data.vocabulary().unknown == 1
    assert data.vocabulary().write(reading.tokens) == "this phone is <unk> !"
    assert TextReading.of("good " * 40, data).words == "Only the first 30 words are read."
    encoded = data.encode(np.array([reading.tokens]), data.load())
    assert encoded.shape == (1, 30)
    assert (encoded[0, 5:] == PADDING).all()


def test_a_typed_unknown_or_padding_sign_is_not_the_token() -> None:
    assert 0 not in TextReading.of("·<unk>", labelled("names")).tokens


def test_shakespeare_is_whole_and_one_step_ahead() -> None:
    data = DATA.find("shakespeare")()
    samples = data.load()
    np.testing.assert_array_equal(samples.train_inputs[:, 1:], samples.train_targets[:, :-1])
    assert (data.target().next, data.signal().padded, data.target().steps) == (True, False, 64)
    everything = DATA.find("shakespeare")(samples=50_000).load()
    assert set(np.unique(everything.train_inputs)) == set(range(65))


def test_shakespeare_is_not_read_letter_by_letter() -> None:
    data = DATA.find("shakespeare")(samples=50_000)
    letters = 1_115_394
    assert instructions(data.load) < letters / 5


def test_shakespeare_parts_do_not_meet() -> None:
    data = DATA.find("shakespeare")(samples=4000, length=200)
    samples = data.load()
    seen = {row[:40].tobytes() for window in samples.train_inputs for row in (window, window[100:])}
    assert not seen & {row[:40].tobytes() for row in samples.test_inputs}


def test_a_prompt_keeps_its_end_and_its_line_feeds() -> None:
    data = DATA.find("shakespeare")(length=4)
    assert isinstance(data, TokenSet)
    reading = TextReading.of("ROMEO:\nO", data)
    assert reading.pieces == ("O", ":", "\n", "O")
    assert reading.words == "Only the last 4 letters are read."


SONG = "The owl and the pussycat went to sea\nin a beautiful pea-green boat.\n" * 30


def own(tmp_path: Path, content: bytes, **fields: Any) -> OwnText:
    """Data that reads a file of that content."""
    path = tmp_path / "own.txt"
    path.write_bytes(content)
    return OwnText(path=str(path), **fields)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_own_text_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    text = "Der Weg – so heißt es dort – führte an der Größe und der Höhe vorbei.\r\n" * 40
    data = own(tmp_path, text.encode(encoding))
    assert data.problems() == ()
    assert {"ö", "ß", "–", "ü", "\n"} <= set(data.vocabulary().texts)
    assert "\r" not in data.vocabulary().texts
    assert data.count() == len(text) - 40
    assert data.vocabulary().write(data.load().train_inputs[0].tolist()) in text.replace("\r\n", "\n")


def test_own_text_by_word(tmp_path: Path) -> None:
    data = own(tmp_path, SONG.encode(), by="word", vocabulary_size=5, length=8)
    assert data.vocabulary().texts[0] == UNKNOWN
    assert len(data.vocabulary().texts) == 6
    assert data.target().names == data.vocabulary().texts
    samples = data.load()
    assert samples.train_inputs.max() == 5
    assert (samples.train_targets == data.vocabulary().unknown).any()
    assert TextReading.of("The whale", data).unknown == (1,)
    assert "are known" in data.notes()[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", r"The file own\.txt is empty: choose one with text in it\."),
        (b" \n\n", r"The file own\.txt is empty"),
        (bytes(range(256)) * 8, r"The file own\.txt is not text: choose one"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 200, r"The file own\.txt is not text"),
        (b"\xff\xfe\0\xd8" * 100, r"The file own\.txt is not text"),
        (
            b"too short",
            r"The train part has 8 letters, but one window takes 33 \(32 and the next one\): take shorter windows or a "
            r"longer text\.",
        ),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    data = own(tmp_path, content)
    (problem,) = data.problems()
    with pytest.raises(MissingData, match=words):
        data.load()
    assert problem.endswith(".")
    assert not data.files().is_usable()
    assert data.signal().vocabulary > 1


def test_no_file_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert OwnText().problems() == ("No file is chosen: choose a file of plain text.",)
    gone = OwnText(path=str(tmp_path / "gone.txt"))
    assert gone.problems() == ("The file gone.txt is not there: choose another, or put it back.",)
    folder = OwnText(path=str(tmp_path))
    assert folder.problems()
    for data in (OwnText(), gone, folder):
        assert not data.files().is_usable()
        assert data.signal().vocabulary == 27
        with pytest.raises(MissingData):
            data.load()


def test_a_changed_file_is_said_and_read_when_that_is_wanted(tmp_path: Path) -> None:
    data = own(tmp_path, SONG.encode()).files().read()
    assert data.files().changed() is None
    Path(data.path).touch()
    assert data.files().changed() is None
    Path(data.path).write_text("z" + SONG, "utf-8")
    assert "z" not in data.vocabulary().texts
    found = data.files().changed()
    assert found is not None
    assert found.words.startswith("The file own.txt was changed on disk: what was read before")
    anew = data.files().read_anew()
    assert "z" in anew.vocabulary().texts
    assert anew.files().changed() is None
    assert "z" not in data.vocabulary().texts  # the earlier reading is still what it was


def test_a_moved_file_has_the_same_fingerprint(tmp_path: Path) -> None:
    data = own(tmp_path, SONG.encode())
    (tmp_path / "other.txt").write_bytes(SONG.encode())
    other = OwnText(path=str(tmp_path / "other.txt"))
    assert origin_of(other) == origin_of(data)
    assert not renamed(other, data)


def test_that_a_text_has_changed_since_is_said_with_what_becomes_of_its_letters(tmp_path: Path) -> None:
    place = tmp_path / "own.txt"
    learned = origin_of(own(tmp_path, SONG.encode()))
    assert otherness(learned, OwnText(path=str(place))) == ""
    for text, words in (
        (SONG + SONG, ", but it has the same letters."),
        ("z" + SONG, ": its letters no longer match them."),
    ):
        place.write_text(text)
        data = OwnText(path=str(place)).files().read_anew()
        assert otherness(learned, data) == f"own.txt has changed since these weights were learned{words}"


def test_letters_keep_their_names_when_the_file_is_gone(tmp_path: Path) -> None:
    place = tmp_path / "gone.txt"
    place.write_text("abcabd" * 70)
    data = OwnText(path=str(place))
    names = data.vocabulary().texts
    place.unlink()
    assert data.vocabulary().texts == names
    assert data.problems() == ()
    assert len(data.load().train_inputs) == data.sizes().train
    found = data.files().changed()
    assert found is not None
    assert found.words.startswith("The file gone.txt cannot be read any more, as it is not there: what was read")
    with pytest.raises(MissingData, match="is not there"):
        data.files().read_anew()


def test_a_long_file_is_read_in_part_and_says_so(tmp_path: Path) -> None:
    # Letters of two bytes, so that the bound falls into the middle of one.
    data = own(tmp_path, b"a" + "é".encode() * MOST_BYTES)
    assert data.notes() == ("The file is long: its first 2 MB are read.",)
    assert data.count() == 1 + (MOST_BYTES - 1) // 2
