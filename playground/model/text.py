"""From text to tokens, in the standard library and numpy alone: the steps that sets of text share.

The functions stand on their own, as exported scripts print them word for word. N is the number of texts or windows, T
the number of steps of the longest.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from playground.model.pipeline import part

Array = npt.NDArray[Any]
Labelled = tuple[list[str], Array]
"""Texts with their classes, int64 (N,)."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]|_")


def read_text(path: Path, sha256: str) -> str:
    """Read a gzipped text.

    Raises:
        ValueError: the file is not, byte for byte, the one with that SHA-256.
    """
    packed = Path(path).read_bytes()
    if hashlib.sha256(packed).hexdigest() != sha256:
        raise ValueError(f"The file {Path(path).name} is damaged: put the published file in its place.")
    return gzip.decompress(packed).decode("utf-8")


def read_plain_text(path: Path, most: int) -> tuple[str, bool]:
    """Read the beginning of any file of text, at most so many bytes; returns it, and whether more follows.

    Raises:
        ValueError: the file is empty, or holds something else than text.
    """
    with Path(path).open("rb") as file:
        content = file.read(most + 1)
    more = len(content) > most
    return decode_text(content[:most], more, Path(path).name), more


def decode_text(content: bytes, more: bool, name: str) -> str:
    """The beginning of a file of text, of which more may follow. Every line ends with a line feed.

    What its first bytes say of its encoding is believed (UTF-8, UTF-16, UTF-32); without such a mark it is UTF-8, or
    else Windows-1252.

    Raises:
        ValueError: the file of that name is empty, or holds something else than text.
    """
    marks = {
        codecs.BOM_UTF8: "utf-8-sig",
        codecs.BOM_UTF32_LE: "utf-32",
        codecs.BOM_UTF32_BE: "utf-32",
        codecs.BOM_UTF16_LE: "utf-16",
        codecs.BOM_UTF16_BE: "utf-16",
    }
    marked = next((encoding for mark, encoding in marks.items() if content.startswith(mark)), "")
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            # What was cut may end within a letter, which then is left out.
            text = codecs.getincrementaldecoder(encoding)().decode(content, final=not more)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ValueError(f"The file {name} is not text: choose one that an editor of plain text can open.")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    strange = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\f")
    if "\0" in text or strange > len(text) / 100:
        raise ValueError(f"The file {name} is not text: choose one that an editor of plain text can open.")
    if not text.strip():
        raise ValueError(f"The file {name} is empty: choose one with text in it.")
    return text


def split_text(text: str, by: str) -> list[str]:
    """A text in lower case, in pieces: its letters, or its words and signs.

    A word is letters and digits, with apostrophes inside it; every other sign that is not blank is a piece of its own.
    """
    return list(text.lower()) if by == "letter" else _WORD.findall(text.lower())


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
    pieces = list(reading[0]) if by == "letter" else split_text(reading[0], by)
    vocabulary = choose_vocabulary([pieces[: round(len(pieces) * train_share)]], vocabulary_size)
    numbers = {piece: number for number, piece in enumerate(vocabulary, start=1)}
    return np.array([numbers.get(piece, 0) for piece in pieces], np.int64)


def cut_text(tokens: Array, samples: int, seed: int, length: int, train_share: float) -> tuple[Array, Array]:
    """Cut windows out of a text at places drawn by chance, each with the token that follows every one of its steps.

    The first part of the text gives the windows to train on, which come first; the rest of it gives the others. Returns
    two arrays int64 (samples, length); the second is one step ahead of the first.

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
    windows = tokens[np.concatenate(starts)[:, None] + np.arange(length + 1)]
    return windows[:, :-1].copy(), windows[:, 1:].copy()
