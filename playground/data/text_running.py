"""Running text to be told further: Shakespeare's letters, and a file of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, ClassVar, Literal

import numpy as np

from playground.model.counting import Pieces, Ranking
from playground.model.dataset import Array, MissingData, Samples, Target
from playground.model.disk import absolute, look, reason
from playground.model.families import Seed
from playground.model.parameters import described
from playground.model.recipe import Call, FileRef
from playground.model.spelling import file_name
from playground.model.text import cut_text, read_plain_text, split_text
from playground.model.text_sets import UNKNOWN, By, NextToken, VocabularySize
from playground.numerals import count, counted, percent

MOST_BYTES = 2_000_000
"""How much of a file of one's own is read."""
_LETTERS = "\n !$&',-.3:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_UNREAD = (UNKNOWN, *"abcdefghijklmnopqrstuvwxyz")
"""What stands for the vocabulary of a text that cannot be read."""

Windows = Annotated[
    int,
    described(
        "How many windows are cut out of the text at places drawn by chance, train and test together.",
        label="Windows",
        ge=1,
        le=50_000,
        log=True,
        usual=(2000, 20_000),
    ),
]
WindowLength = Annotated[
    int,
    described(
        "How many steps the network sees at once; at each of them it tells the next one.", ge=1, le=256, usual=(16, 128)
    ),
]
TextShare = Annotated[
    float,
    described(
        "The first part of the text, which is trained on; the rest is kept to test on.",
        label="Train share",
        ge=0.0,
        le=1.0,
        unit="%",
        step=0.05,
        usual=(0.5, 0.95),
    ),
]


class Shakespeare(NextToken, frozen=True, tag="shakespeare"):
    """A million letters of Shakespeare's plays: which letter comes next?

    It is what language models are trained to do, only with words. Who only knows how frequent each letter is has a loss
    of about 3.3; a small transformer that sees a few dozen letters comes below 2, and begins to write words.
    """

    label: ClassVar[str] = "Shakespeare"
    aliases: ClassVar[tuple[str, ...]] = ("tiny shakespeare", "next letter", "characters")
    sketch: ClassVar[tuple[str, ...]] = ("To be", "or no…")
    published: ClassVar[FileRef] = FileRef(
        "text/shakespeare.txt.gz", "bf237b9f5a05abe79d7a0caa809b6513fbcbc323e9521a77086d556e4c9bbed8"
    )
    letters_in_all: ClassVar[int] = 1_115_394

    samples: Windows = 8000
    length: WindowLength = 64
    train_share: TextShare = 0.9
    seed: Seed = 1

    def vocabulary(self) -> tuple[str, ...]:
        """The 65 letters and signs that occur."""
        return tuple(_LETTERS)

    def target(self) -> Target:
        """The letter after each step."""
        return Target("classes", tuple(_LETTERS), steps=self.length, next=True)

    def windows(self) -> tuple[int, int, int, float]:
        """As set."""
        return self.samples, self.seed, self.length, self.train_share

    def count(self) -> int:
        """As published."""
        return self.letters_in_all

    def numbers(self) -> Call:
        """See `number_letters`."""
        read = Call.of("playground.model.text.read_text", self.published, self.published.sha256)
        return Call.of("playground.model.text.number_letters", read, _LETTERS)


@dataclass(frozen=True)
class _Known:
    """What a file of one's own holds: its vocabulary and how many tokens, whether more follows, and what is wrong."""

    vocabulary: tuple[str, ...] = _UNREAD
    count: int = 0
    unknown: int = 0
    different: int = 0
    more: bool = False
    words: str = ""


_last: dict[str, _Known] = {}
"""What was found last in each file, by its path."""


class OwnText(NextToken, frozen=True, tag="own_text"):
    """A text file of your own: which letter, or which word, comes next?

    Any plain text will do: a book, your letters, a program. At most its first 2 MB are read. The network comes to write
    like it, the more so the more text there is.
    """

    label: ClassVar[str] = "Own text"
    aliases: ClassVar[tuple[str, ...]] = ("file", "my text")
    sketch: ClassVar[tuple[str, ...]] = ("Your", "text…")

    path: Annotated[str, described("The file of plain text that is read.", label="File")] = ""
    samples: Windows = 5000
    length: WindowLength = 32
    by: By = "letter"
    vocabulary_size: VocabularySize = 2000
    train_share: TextShare = 0.9
    seed: Seed = 1

    @property
    def unknown(self) -> int:
        """The first token."""
        return 0

    @property
    def noun(self) -> str:
        """A word or a letter."""
        return self.by

    @property
    def joiner(self) -> str:
        """A space between words."""
        return " " if self.by == "word" else ""

    def vocabulary(self) -> tuple[str, ...]:
        """The unknown, and the most frequent letters or words of the first part."""
        return self._known().vocabulary

    def split(self, text: str) -> tuple[str, ...]:
        """Letters as they are, words in lower case."""
        return tuple(text) if self.by == "letter" else tuple(split_text(text, self.by))

    def target(self) -> Target:
        """The token after each step."""
        return Target("classes", self.vocabulary(), steps=self.length, next=True)

    def windows(self) -> tuple[int, int, int, float]:
        """As set."""
        return self.samples, self.seed, self.length, self.train_share

    def count(self) -> int:
        """As many tokens as were found."""
        return self._known().count

    def numbers(self) -> Call:
        """See `number_own`."""
        read = Call.of("playground.model.text.read_plain_text", self._file(), MOST_BYTES)
        return Call("playground.model.text.number_own", (read, self.by, self.vocabulary_size, self.train_share))

    def files(self) -> tuple[FileRef, ...]:
        """The file, if one was chosen."""
        return (self._file(),) if self.path else ()

    def missing(self) -> str:
        """Whether a file has still to be chosen, or is not there."""
        if not self.path:
            return "No file is chosen: choose a file of plain text."
        try:
            look(self._place())
        except FileNotFoundError:
            return f"The file {file_name(self._place())} is not there: choose another, or put it back."
        except OSError as error:
            return f"The file {file_name(self._place())} cannot be read, as {reason(error)}: choose another."
        return ""

    def problems(self) -> tuple[str, ...]:
        """Also what is wrong with the file."""
        wrong = self.missing() or self._known().words
        return (wrong,) if wrong else super().problems()

    def notes(self) -> tuple[str, ...]:
        """Whether the file was read to its end, and how much of it is unknown."""
        found, words = self._known(), []
        if found.more:
            words.append(f"The file is long: its first {MOST_BYTES // 1_000_000} MB are read.")
        if found.unknown:
            known, share = len(found.vocabulary) - 1, percent(found.unknown / found.count)
            words.append(
                f"{count(known)} of {counted(found.different, self.by)} are known; {share} of the text is unknown."
            )
        return tuple(words)

    def version(self) -> tuple[int, ...]:
        """When the file was last changed, and its size; empty where there is none."""
        try:
            state = look(self._place())
        except OSError:
            return ()
        return state.st_mtime_ns, state.st_size

    def originals(self, part: Literal["train", "test"], index: int) -> tuple[str, ...]:
        """The letters or words of the window."""
        version = self.version()
        if not version or self.problems():
            return ()
        row = index + (0 if part == "train" else self.sizes().train)
        places = _window_places(self.count(), *self.windows())[row : row + 1].ravel()
        pieces, _ = _pieces(self._place(), version, self.by)
        return tuple(pieces.different[number] for number in pieces.numbers[places].tolist())

    def load(self) -> Samples:
        """Read the file and cut it.

        Raises:
            MissingData: no file is chosen, or it cannot be used; the message says why.
        """
        wrong = self.missing() or self._known().words or self.shortage()
        if wrong:
            raise MissingData(wrong)
        return super().load()

    def _place(self) -> Path:
        return absolute(self.path)

    def _file(self) -> FileRef:
        return FileRef(str(self._place()), "")

    def _known(self) -> _Known:
        """What the file holds; read again only when it has changed, and remembered when it is gone.

        The network goes on reading what was read, so its letters must keep their names.
        """
        version = self.version()
        if not version or self.missing():
            return _last.get(self.path, _Known())
        found = _survey(self._place(), version, self.by, self.vocabulary_size, self.train_share)
        _last[self.path] = found
        return found


@lru_cache(maxsize=8)
def _survey(place: Path, version: tuple[int, ...], by: str, vocabulary_size: int, train_share: float) -> _Known:
    try:
        found, more = _ranking(place, version, by, train_share)
    except ValueError as error:
        return _Known(words=str(error))
    except OSError as error:
        return _Known(words=f"The file {file_name(place)} cannot be read, as {reason(error)}: choose another.")
    vocabulary, strange = found.vocabulary(vocabulary_size), found.strange(vocabulary_size)
    return _Known((UNKNOWN, *vocabulary), found.count, strange, found.different, more)


@lru_cache(maxsize=4)
def _ranking(place: Path, version: tuple[int, ...], by: str, train_share: float) -> tuple[Ranking, bool]:
    """How frequent the pieces of the first part are, and whether more of the text follows."""
    pieces, more = _pieces(place, version, by)
    return pieces.ranking(pieces.numbers[: round(len(pieces.numbers) * train_share)]), more


@lru_cache(maxsize=2)
def _window_places(count: int, samples: int, seed: int, length: int, train_share: float) -> Array:
    """Where in the text each step of each window stands, int64 (samples, length)."""
    return cut_text(np.arange(count), samples, seed, length, train_share)[0]


@lru_cache(maxsize=2)
def _pieces(place: Path, version: tuple[int, ...], by: str) -> tuple[Pieces, bool]:
    """The text in pieces, and whether more follows; kept, so that changing a field does not read the file again.

    Raises:
        ValueError: it is no text.
        OSError: it cannot be read.
    """
    text, more = read_plain_text(place, MOST_BYTES)
    return Pieces.of([text if by == "letter" else split_text(text, by)]), more
