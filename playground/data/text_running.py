"""Running text to be told further: Shakespeare's letters, and a file of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Annotated, ClassVar, Literal

import numpy as np

from playground.kit.counting import Pieces, Ranking
from playground.kit.text import cut_text, decode_text, split_letters, split_text
from playground.kit.text_sets import UNKNOWN, By, NextToken, VocabularySize, cut_into_windows, shortage_of
from playground.model.dataset import Array, MissingData, Part, Samples
from playground.model.encodings import DETECT, ENCODINGS, choice_words, detect, is_guess, name_of
from playground.model.families import Seed
from playground.model.file_readings import FileReading
from playground.model.own_file import OwnFile, OwnSourceFile
from playground.model.parameters import described
from playground.model.places import find_data_file
from playground.model.recipe import Call, FileRef, perform
from playground.model.sequences import Vocabulary
from playground.model.spelling import file_name
from playground.model.target import Target
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

# fmt: off
Encoding = Annotated[
    Literal[
        "detect", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp1250", "cp1251", "cp1253",
        "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "cp932", "euc_jp", "iso2022_jp", "gb18030", "big5",
        "cp949", "iso8859_2", "iso8859_5", "iso8859_7", "iso8859_15", "koi8_r", "koi8_u",
        "mac_roman", "mac_latin2", "mac_cyrillic", "cp437", "cp850", "cp866",
    ],
    described(
        "How the bytes of the file stand for letters: found out from the file itself, or one of these. Choose one if "
        "letters look wrong.",
        folded=True,
        words={name: choice_words(name) for name in ENCODINGS},
    ),
]
# fmt: on


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

    def vocabulary(self) -> Vocabulary:
        """The 65 letters and signs that occur, blanks and line feeds among them."""
        return Vocabulary(tuple(_LETTERS), split=tuple)

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
        read = Call.of("playground.kit.text.read_text", self.published, self.published.sha256)
        return Call.of("playground.kit.text.number_letters", read, _LETTERS)


@dataclass(frozen=True)
class _Known:
    """What a file of one's own holds: its vocabulary and how many tokens, and whether more follows."""

    vocabulary: tuple[str, ...] = _UNREAD
    count: int = 0
    unknown: int = 0
    different: int = 0
    more: bool = False


class OwnText(OwnFile, NextToken, frozen=True, tag="own_text"):
    """A text file of your own: which letter, or which word, comes next?

    Any plain text will do: a book, your letters, a program. At most its first 2 MB are read. The network comes to write
    like it, the more so the more text there is.
    """

    label: ClassVar[str] = "Own text"
    aliases: ClassVar[tuple[str, ...]] = ("file", "my text")
    sketch: ClassVar[tuple[str, ...]] = ("Your", "text…")

    largest: ClassVar[int] = MOST_BYTES
    what: ClassVar[str] = "a file of plain text"

    samples: Windows = 5000
    length: WindowLength = 32
    by: By = "letter"
    vocabulary_size: VocabularySize = 2000
    train_share: TextShare = 0.9
    encoding: Encoding = "detect"
    seed: Seed = 1

    def files(self) -> _TextFile:
        """The file, whose encoding may be guessed."""
        return _TextFile(self)

    def vocabulary(self) -> Vocabulary:
        """The unknown, and the most frequent letters or words of the first part."""
        texts, joiner = self._known().vocabulary, " " if self.by == "word" else ""
        return Vocabulary(texts, False, self.by, joiner, 0, partial(_split, by=self.by))

    def target(self) -> Target:
        """The token after each step."""
        return Target("classes", self._known().vocabulary, steps=self.length, next=True)

    def windows(self) -> tuple[int, int, int, float]:
        """As set."""
        return self.samples, self.seed, self.length, self.train_share

    def count(self) -> int:
        """As many tokens as were found."""
        return self._known().count

    def numbers(self) -> Call:
        """See `number_own`."""
        file = self.files()
        encoding = _encoding(file.reading(), self.encoding)
        return self._numbers(Call.of("playground.kit.text.read_plain_text", file.ref, MOST_BYTES, encoding))

    def unusable(self, reading: FileReading) -> str:
        """Whether the file is empty, or no text."""
        return _decoded(reading, self.encoding)[1]

    def problems(self) -> tuple[str, ...]:
        """Also what is wrong with the file."""
        wrong = self.files().trouble()
        return (wrong,) if wrong else super().problems()

    def notes(self) -> tuple[str, ...]:
        """Whether the file was read to its end, and how much of it is unknown."""
        found, words = self._known(), []
        if found.more:
            words.append(f"The file is long: its first {MOST_BYTES // 1_000_000} MB are read.")
        if guessed := self.files().guessed():
            words.append(f"It is read as {guessed}, as its letters suggest: choose the encoding if they are wrong.")
        if found.unknown:
            known, share = len(found.vocabulary) - 1, percent(found.unknown / found.count)
            words.append(
                f"{count(known)} of {counted(found.different, self.by)} are known; {share} of the text is unknown."
            )
        return tuple(words)

    def originals(self, part: Part, index: int) -> tuple[str, ...]:
        """The letters or words of the window."""
        if self.problems():
            return ()
        first = {"train": 0, "validation": self.sizes().train, "test": self.split_sizes().train}
        row = index + first[part]
        places = _window_places(self.count(), *self.windows(), bool(self.validation))[row : row + 1].ravel()
        pieces = _pieces(self.files().reading(), self.encoding, self.by)
        return tuple(pieces.different[number] for number in pieces.numbers[places].tolist())

    def load(self) -> Samples:
        """Cut what was read of the file.

        Raises:
            MissingData: no file is chosen, or it cannot be used; the message says why.
        """
        wrong = self.files().trouble() or shortage_of(self)
        if wrong:
            raise MissingData(wrong)
        return super().load()

    def _raw(self) -> tuple[Array, Array]:
        """What is drawn, from what was read."""
        reading = self.files().reading()
        numbers = self._numbers((_decoded(reading, self.encoding)[0], reading.more))
        inputs, targets = perform(cut_into_windows(numbers, self), find_data_file)
        return inputs, targets

    def _numbers(self, read: Call | tuple[str, bool]) -> Call:
        return Call("playground.kit.text.number_own", (read, self.by, self.vocabulary_size, self.train_share))

    def _known(self) -> _Known:
        """What was read of the file."""
        file = self.files()
        if not self.path or file.trouble():
            return _Known()
        return _survey(file.reading(), self.encoding, self.by, self.vocabulary_size, self.train_share)


class _TextFile(OwnSourceFile[OwnText]):
    """A text file of one's own, whose encoding may be guessed."""

    def is_usable(self) -> bool:
        """Also: each part holds a window."""
        return super().is_usable() and not shortage_of(self.data)

    def field_notes(self) -> dict[str, str]:
        """Under the file, which encoding was guessed."""
        guessed = self.guessed()
        return {"path": f"Read as {guessed}, guessed"} if guessed else {}

    def guessed(self) -> str:
        """What people call the encoding that was guessed from the letters; empty where it was no guess."""
        if self.data.encoding != DETECT or self.trouble():
            return ""
        found = _encoding(self.reading(), self.data.encoding)
        return name_of(found) if is_guess(found) else ""


def _split(text: str, by: str) -> list[str]:
    """Letters as they are, words in lower case."""
    return split_letters(text) if by == "letter" else split_text(text, by)


@lru_cache(maxsize=8)
def _encoding(reading: FileReading, chosen: str) -> str:
    """The encoding a text is read in; where it cannot be found out it is taken for UTF-8."""
    return chosen if chosen != DETECT else detect(reading.content) or "utf-8"


@lru_cache(maxsize=8)
def _decoded(reading: FileReading, chosen: str) -> tuple[str, str]:
    """The text that was read; or nothing, and why it cannot be used."""
    name = file_name(reading.path)
    if chosen == DETECT and reading.content and not detect(reading.content):
        return "", f"The file {name} is not text: choose one that an editor of plain text can open."
    encoding = _encoding(reading, chosen)
    try:
        return decode_text(reading.content, reading.more, name, encoding), ""
    except ValueError as error:
        if isinstance(error.__cause__, UnicodeDecodeError):
            return "", f"The file {name} is not text in {name_of(encoding)}: choose another encoding or file."
        return "", str(error)


@lru_cache(maxsize=8)
def _survey(reading: FileReading, encoding: str, by: str, vocabulary_size: int, train_share: float) -> _Known:
    found = _ranking(reading, encoding, by, train_share)
    vocabulary, strange = found.vocabulary(vocabulary_size), found.strange(vocabulary_size)
    return _Known((UNKNOWN, *vocabulary), found.count, strange, found.different, reading.more)


@lru_cache(maxsize=4)
def _ranking(reading: FileReading, encoding: str, by: str, train_share: float) -> Ranking:
    """How frequent the pieces of the first part are."""
    pieces = _pieces(reading, encoding, by)
    return pieces.ranking(pieces.numbers[: round(len(pieces.numbers) * train_share)])


@lru_cache(maxsize=2)
def _window_places(count: int, samples: int, seed: int, length: int, train_share: float, in_order: bool) -> Array:
    """Where in the text each step of each window stands, int64 (samples, length)."""
    return cut_text(np.arange(count), samples, seed, length, train_share, in_order)[0]


@lru_cache(maxsize=2)
def _pieces(reading: FileReading, encoding: str, by: str) -> Pieces:
    """The text in pieces; kept, so that changing a field does not split the text again."""
    return Pieces.of([_split(_decoded(reading, encoding)[0], by)])
