"""Sets of text: texts of unequal length with a class, and running text whose next token is foretold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Annotated, Any, ClassVar, Literal

from playground.kit.counting import Pieces, Ranking, split_once
from playground.kit.text import split_text
from playground.model.dataset import Array, Family, Part, Preview, Recipes, Sizes
from playground.model.parameters import described
from playground.model.pipeline import part
from playground.model.places import find_data_file
from playground.model.recipe import Call, perform
from playground.model.sequences import PADDING_SIGN, TokenSet, Vocabulary, share_out
from playground.model.signal import Signal
from playground.numerals import count, counted, percent

UNKNOWN = "<unk>"
"""What is shown for whatever is not in the vocabulary."""

By = Annotated[
    Literal["word", "letter"],
    described(
        "What a step is: a letter, or a word. For words the text is put in lower case, and signs such as , and ! are "
        "words of their own.",
        label="Split by",
    ),
]
VocabularySize = Annotated[
    int,
    described(
        "How many different words or letters are known, the most frequent ones of the train part; all others become "
        "<unk>, the unknown.",
        label="Vocabulary",
        ge=1,
        le=20_000,
        log=True,
        usual=(500, 5000),
    ),
]
Longest = Annotated[
    int,
    described(
        "How many steps of a text are kept; what is longer is cut, what is shorter is filled up with padding, which "
        "counts for nothing.",
        label="Longest",
        ge=1,
        le=200,
        usual=(10, 60),
    ),
]


@dataclass(frozen=True)
class Survey:
    """What a set of text holds: its vocabulary, padding and the unknown included, how many texts, and how many are cut.

    ``pieces`` is the number of words or letters in all of it, ``strange`` how many of those are unknown, ``different``
    how many different ones there are.
    """

    vocabulary: tuple[str, ...]
    texts: int = 0
    cut: int = 0
    pieces: int = 0
    strange: int = 0
    different: int = 0


class TextSet(TokenSet, frozen=True):
    """Text, by word or by letter."""

    family: ClassVar[Family] = "text"
    group: ClassVar[str] = "Text"
    sketch: ClassVar[tuple[str, ...]] = ()
    """Two short lines for the thumbnail."""

    def preview(self, side: int = 52) -> Preview:
        """Two short lines, so that no file is read."""
        return Preview(text=self.sketch)


class LabelledText(TextSet, frozen=True):
    """Texts of unequal length, each of one class.

    Token 0 is padding, 1 the unknown; the words or letters that are known follow, the most frequent first.
    """

    def how(self) -> tuple[str, int, int, float, int]:
        """By word or letter, the size of the vocabulary, the longest text, the train share and the seed."""
        raise NotImplementedError

    def texts(self) -> Call:
        """How the texts come about: a call that returns a list of them, and their classes, int64 (N,)."""
        raise NotImplementedError

    def count(self) -> int:
        """How many texts there are, without reading them."""
        raise NotImplementedError

    def vocabulary(self) -> Vocabulary:
        """Padding, the unknown, and the most frequent words or letters; texts are split as those of the set."""
        by, texts = self.how()[0], self.survey().vocabulary
        return Vocabulary(texts, True, by, " " if by == "word" else "", 1, partial(split_text, by=by))

    def signal(self) -> Signal:
        """Up to the longest that is kept."""
        return self.vocabulary().signal(self.how()[2])

    def split_sizes(self) -> Sizes:
        """The train share, rounded to whole texts, and the rest."""
        return share_out(self.count(), self.how()[3])

    def recipes(self) -> Recipes:
        """The texts as tokens, parted at random by the seed."""
        draw = Call("playground.kit.text.number_texts", (self.texts(), *self.how()))
        return Recipes(draw, Call.of("playground.model.pipeline.part", *self.how()[3:]))

    def notes(self) -> tuple[str, ...]:
        """How many texts are cut, and how much of them is unknown."""
        found, (by, _, length, _, _) = self.survey(), self.how()
        words = []
        if found.cut:
            verb, longest = "is" if found.cut == 1 else "are", counted(length, by)
            cut = f"{count(found.cut)} of {counted(found.texts, 'text')}"
            words.append(f"{cut} {verb} longer than {longest} and {verb} cut.")
        if found.strange:
            known = len(found.vocabulary) - 2
            share = percent(found.strange / found.pieces)
            words.append(f"{count(known)} of {counted(found.different, by)} are known; {share} of the text is unknown.")
        return tuple(words)

    def _raw(self) -> tuple[Array, Array]:
        """What is drawn, from what is kept of the texts."""
        tokens, classes = self._read(lambda: _numbered(self.texts(), *self.how()))
        return tokens, classes

    def originals(self, part: Part, index: int) -> tuple[str, ...]:
        """The words or letters of the text, in lower case and as far as they are kept."""
        first = self.sizes().train if part == "validation" else 0
        try:
            return _original(self.texts(), self.how(), part != "test", first + index)
        except (OSError, ValueError):
            return ()

    def survey(self) -> Survey:
        """What the set holds; where its files cannot be read, a vocabulary without any word."""
        try:
            return _survey(self.texts(), *self.how())
        except (OSError, ValueError):
            return Survey((PADDING_SIGN, UNKNOWN))


class NextToken(TextSet, frozen=True):
    """Running text: windows of it go in, and at each step the token that follows is to be told.

    The first part of the text is trained on, the rest is kept for testing.
    """

    def windows(self) -> tuple[int, int, int, float]:
        """How many windows there are, the seed for their places, their length, and the train share."""
        raise NotImplementedError

    def numbers(self) -> Call:
        """The text as tokens: a call that returns int64 (tokens,)."""
        raise NotImplementedError

    def count(self) -> int:
        """How many tokens the text has."""
        raise NotImplementedError

    def signal(self) -> Signal:
        """All windows have the same length."""
        return self.vocabulary().signal(self.windows()[2])

    def split_sizes(self) -> Sizes:
        """The train share, rounded to whole windows, and the rest."""
        return share_out(self.windows()[0], self.windows()[3])

    def recipes(self) -> Recipes:
        """The text cut into windows, which are parted by their place in it."""
        split = Call.of("playground.model.pipeline.part_at", self.split_sizes().train)
        return Recipes(cut_into_windows(self.numbers(), self), split)

    def problems(self) -> tuple[str, ...]:
        """Also: a part of the text is too short."""
        return tuple(sentence for sentence in (*super().problems(), shortage_of(self)) if sentence)


def cut_into_windows(numbers: Call, data: NextToken) -> Call:
    """A text as tokens, cut into the windows of a data set."""
    in_order = (("in_order", True),) if data.validation else ()
    return Call("playground.kit.text.cut_text", (numbers, *data.windows()), in_order)


def shortage_of(data: NextToken) -> str:
    """A sentence, if a part of the text is too short for a window."""
    _, _, length, share = data.windows()
    whole, sizes = data.count(), data.split_sizes()
    edge = round(whole * share)
    for part_name, samples, there in (("train", sizes.train, edge), ("test", sizes.test, whole - edge)):
        if samples and there < length + 1:
            have = f"The {part_name} part has {counted(there, data.vocabulary().noun)}"
            takes = f"one window takes {count(length + 1)} ({count(length)} and the next one)"
            return f"{have}, but {takes}: take shorter windows or a longer text."
    return ""


@lru_cache(maxsize=4)
def _pieces(texts: Call, by: str) -> tuple[Pieces, Any]:
    """The texts in pieces, and their classes; kept, so that changing a field does not read the files again."""
    found, classes = perform(texts, find_data_file)
    return Pieces.of(split_once(text, by) for text in found), classes


@lru_cache(maxsize=8)
def _parts(texts: Call, by: str, train_share: float, seed: int) -> tuple[Array, Array]:
    """Which texts are trained on, and which are kept for testing."""
    _, classes = _pieces(texts, by)
    return part(classes, classes, train_share, seed)


@lru_cache(maxsize=8)
def _ranking(texts: Call, by: str, train_share: float, seed: int) -> Ranking:
    """How frequent the pieces of the texts that are trained on are."""
    pieces, _ = _pieces(texts, by)
    return pieces.ranking(pieces.texts(_parts(texts, by, train_share, seed)[0]))


@lru_cache(maxsize=2048)
def _original(texts: Call, how: tuple[str, int, int, float, int], train: bool, index: int) -> tuple[str, ...]:
    """The pieces of one text of a part, as far as they are kept."""
    by, _, length, train_share, seed = how
    (pieces, _), places = _pieces(texts, by), _parts(texts, by, train_share, seed)[0 if train else 1]
    numbers = pieces.texts(places[index : index + 1])[:length]
    return tuple(pieces.different[number] for number in numbers.tolist())


def _numbered(texts: Call, by: str, size: int, length: int, train_share: float, seed: int) -> tuple[Array, Array]:
    """What `number_texts` makes of them."""
    pieces, classes = _pieces(texts, by)
    return pieces.tokens(_ranking(texts, by, train_share, seed), size, length), classes.copy()


@lru_cache(maxsize=16)
def _survey(texts: Call, by: str, size: int, length: int, train_share: float, seed: int) -> Survey:
    (pieces, _), found = _pieces(texts, by), _ranking(texts, by, train_share, seed)
    return Survey(
        (PADDING_SIGN, UNKNOWN, *found.vocabulary(size)),
        len(pieces.lengths),
        int((pieces.lengths > length).sum()),
        found.count,
        found.strange(size),
        found.different,
    )
