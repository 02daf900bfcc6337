"""From text to tokens, in the standard library and numpy alone: the steps that sets of text share.

The functions stand on their own, as exported scripts print them word for word. N is the number of texts or windows, T
the number of steps of the longest.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from playground.model.pipeline import part

Array = npt.NDArray[Any]
Labelled = tuple[list[str], Array]
"""Texts with their classes, int64 (N,)."""


def read_text(path: Path, sha256: str) -> str:
    """Read a gzipped text.

    Raises:
        ValueError: the file is not, byte for byte, the one with that SHA-256.
    """
    packed = Path(path).read_bytes()
    if hashlib.sha256(packed).hexdigest() != sha256:
        raise ValueError(f"The file {Path(path).name} is damaged: put the published file in its place.")
    return gzip.decompress(packed).decode("utf-8")


def read_plain_text(path: Path, most: int, encoding: str) -> tuple[str, bool]:
    """Read the beginning of any file of text, at most so many bytes; returns it, and whether more follows.

    Raises:
        ValueError: the file is empty, or holds something else than text in that encoding.
    """
    with Path(path).open("rb") as file:
        content = file.read(most + 1)
    more = len(content) > most
    return decode_text(content[:most], more, Path(path).name, encoding), more


def decode_text(content: bytes, more: bool, name: str, encoding: str) -> str:
    """The beginning of a file of text, of which more may follow. Every line ends with a line feed.

    Raises:
        ValueError: the file of that name is empty, or holds something else than text in that encoding.
    """
    try:
        # What was cut may end within a letter, which then is left out.
        text = codecs.getincrementaldecoder(encoding)().decode(content, final=not more)
    except UnicodeDecodeError as error:
        raise ValueError(f"The file {name} is not text in {encoding}: choose another encoding or file.") from error
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    strange = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\f")
    if "\0" in text or strange > len(text) / 100:
        raise ValueError(f"The file {name} is not text: choose one that an editor of plain text can open.")
    if not text.strip():
        raise ValueError(f"The file {name} is empty: choose one with text in it.")
    return text


@lru_cache(maxsize=1)
def split_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Patterns of a word or a sign, of a letter, and of what makes several code points one letter.

    They follow Unicode's rules for words and letters as people see them (UAX #29): an accent, a vowel sign and a joiner
    belong to the letter before them, and so does a sign after a joiner; two letters of a country are its flag. Chinese
    characters and Hiragana, which are written without blanks, are words of their own.
    """
    marks = "".join(chr(code) for code in range(0x300, 0x1F000) if unicodedata.category(chr(code)).startswith("M"))
    on = f"[{marks}\u200c\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\U000e0100-\U000e01ef]"
    alone = "\u3041-\u3096\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    letters = rf"(?:[^\W_{alone}]{on}*)+"
    flag = "[\U0001f1e6-\U0001f1ff]{2}"
    joined = rf"{on}*(?:(?<=\u200d)[^\w\s]{on}*)*"
    word = rf"[{alone}]{on}*|{letters}(?:['’]{letters})*|{flag}|(?:[^\w\s]|_){joined}"
    return re.compile(word), re.compile(rf"{flag}|\s|\S{joined}"), re.compile(rf"{on}|{flag}")


def split_letters(text: str) -> list[str]:
    """A text in letters as people see them, blanks among them; an accent belongs to its letter."""
    _, letter, several = split_patterns()
    return letter.findall(text) if several.search(text) else list(text)


def split_text(text: str, by: str) -> list[str]:
    """A text in lower case, in pieces: its letters, or its words and signs.

    A word is letters and digits, with apostrophes inside it; every other sign that is not blank is a piece of its own.
    """
    return split_letters(text.lower()) if by == "letter" else split_patterns()[0].findall(text.lower())


def choose_vocabulary(texts: Iterable[Sequence[str]], size: int) -> list[str]:
    """The most frequent pieces, at most ``size``; of those that are as frequent, the ones that come first."""
    counts: Counter[str] = Counter()
    for pieces in texts:
        counts.update(pieces)
    return [piece for piece, _ in counts.most_common(size)]


def number_pieces(texts: Sequence[Sequence[str]], vocabulary: list[str], length: int) -> Array:
    """Texts in pieces as tokens, int64 (N, length): cut to that length, or filled up with 0, which is padding.

    1 is what is not in the vocabulary, and stands alone for a text without any piece; the vocabulary begins at 2.
    """
    numbers = {piece: number for number, piece in enumerate(vocabulary, start=2)}
    tokens = np.zeros((len(texts), length), np.int64)
    for row, pieces in enumerate(texts):
        found = [numbers.get(piece, 1) for piece in pieces[:length]] or [1]
        tokens[row, : len(found)] = found
    return tokens


def number_texts(
    labelled: Labelled, by: str, vocabulary_size: int, length: int, train_share: float, seed: int
) -> tuple[Array, Array]:
    """Texts with classes as tokens, int64 (N, length), and classes, int64 (N,).

    The vocabulary is made of those that are trained on.
    """
    texts, classes = labelled
    pieces = [split_text(text, by) for text in texts]
    train, _ = part(classes, classes, train_share, seed)
    vocabulary = choose_vocabulary([pieces[index] for index in train], vocabulary_size)
    return number_pieces(pieces, vocabulary, length), classes


def number_letters(text: str, letters: str) -> Array:
    """Each letter of a text as its place among the letters, int64 (letters of the text,)."""
    table = np.zeros(0x110000, np.int64)
    table[[ord(letter) for letter in letters]] = np.arange(len(letters))
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    return np.asarray(table[codes])


def number_own(reading: tuple[str, bool], by: str, vocabulary_size: int, train_share: float) -> Array:
    """A text as tokens, int64 (pieces,): 0 is what is not in the vocabulary, which is made of the text's first part.

    Letters are taken as they are, words in lower case. The reading is that of `read_plain_text`.
    """
    pieces = split_letters(reading[0]) if by == "letter" else split_text(reading[0], by)
    vocabulary = choose_vocabulary([pieces[: round(len(pieces) * train_share)]], vocabulary_size)
    numbers = {piece: number for number, piece in enumerate(vocabulary, start=1)}
    return np.array([numbers.get(piece, 0) for piece in pieces], np.int64)


def cut_text(
    tokens: Array, samples: int, seed: int, length: int, train_share: float, in_order: bool = False
) -> tuple[Array, Array]:
    """Cut windows out of a text at places drawn by chance, each with the token that follows every one of its steps.

    The first part of the text gives the windows to train on, which come first; the rest of it gives the others. With
    ``in_order`` those to train on stand as in the text, so that the last of them may be set aside. Returns two arrays
    int64 (samples, length); the second is one step ahead of the first.

    Raises:
        ValueError: a part of the text is shorter than a window and the token after it.
    """
    random = np.random.default_rng(seed)
    edge, train = round(len(tokens) * train_share), round(samples * train_share)
    starts = []
    for count, low, high in ((train, 0, edge - length), (samples - train, edge, len(tokens) - length)):
        if count and high <= low:
            raise ValueError("The text is too short for its windows: take shorter windows or a longer text.")
        starts.append(random.integers(low, max(high, low + 1), count))
    if in_order:
        starts[0].sort()
    windows = tokens[np.concatenate(starts)[:, None] + np.arange(length + 1)]
    return windows[:, :-1].copy(), windows[:, 1:].copy()
