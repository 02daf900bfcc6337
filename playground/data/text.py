"""Texts with a class: names by language, sentences and reviews by sentiment."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt

from playground.kit.text_sets import By, LabelledText, Longest, VocabularySize
from playground.model.families import Seed, TrainShare
from playground.model.parameters import described
from playground.model.recipe import Call, FileRef
from playground.model.target import Target

Array = npt.NDArray[Any]

_NAMES = FileRef("text/names.txt.gz", "372fafa943ec9d04d0b5ff5168018098266b4095c2a78d296dd90700309d8126")
_LANGUAGES = {
    "Arabic": 108,
    "Chinese": 246,
    "Czech": 502,
    "Dutch": 286,
    "English": 3668,
    "French": 273,
    "German": 706,
    "Greek": 193,
    "Irish": 226,
    "Italian": 701,
    "Japanese": 990,
    "Korean": 94,
    "Polish": 138,
    "Portuguese": 74,
    "Russian": 9340,
    "Scottish": 100,
    "Spanish": 296,
    "Vietnamese": 71,
}
"""How many names there are of each."""
_SENTENCES = {
    "Amazon": FileRef(
        "text/amazon_cells_labelled.txt.gz", "bb45f1b55a250c929818d0bff4ff3dcbf49db5b6575a46263797aa1ad71deaff"
    ),
    "IMDb": FileRef("text/imdb_labelled.txt.gz", "08aec4d785ebe534a767417f807e1e21fb8dcf825fe3d2d2d55c6e946afafb22"),
    "Yelp": FileRef("text/yelp_labelled.txt.gz", "60960019a272af9de5af6ad2ca9a07d44d8b9e46404e4a485f93c22d91f53824"),
}
_REVIEWS = (
    FileRef("text/rt-polarity.neg.gz", "e13ac9d307bf5663d4e683c4bc13b96ffd72a7747fa7fa8785d1da04a28cb7c1"),
    FileRef("text/rt-polarity.pos.gz", "cd7c5128d2c17336906d5acd510126daace402b3d642f896f3a007c7ce007135"),
)
_FEELINGS = ("negative", "positive")


class FamilyNames(LabelledText, frozen=True, tag="names"):
    """Family names of 18 languages, letter by letter: which language is a name from?

    Some names are at home in several languages, so nobody gets all of them right. Languages have from 71 to 9 340
    different names; so many of each at most are used, so that it does not pay to guess Russian every time.
    """

    label: ClassVar[str] = "Names"
    full_label: ClassVar[str] = "Names by language"
    aliases: ClassVar[tuple[str, ...]] = ("languages", "surnames")
    sketch: ClassVar[tuple[str, ...]] = ("Rossi", "Italian")

    most: Annotated[
        int,
        described(
            "How many names of one language are used at most, chosen by the seed; only nine languages have more than "
            "250.",
            label="Per language",
            ge=1,
            le=9340,
            log=True,
            usual=(200, 1000),
        ),
    ] = 300
    length: Longest = 16
    train_share: TrainShare = 0.8
    seed: Seed = 1

    def target(self) -> Target:
        """The languages."""
        return Target("classes", tuple(_LANGUAGES))

    def how(self) -> tuple[str, int, int, float, int]:
        """By letter; the 40 most frequent are known, which leaves out a few rare accents."""
        return "letter", 40, self.length, self.train_share, self.seed

    def count(self) -> int:
        """As many of each as there are, or as are wanted at most."""
        return sum(min(count, self.most) for count in _LANGUAGES.values())

    def texts(self) -> Call:
        """See `choose_names`."""
        read = Call.of("playground.kit.text.read_text", _NAMES, _NAMES.sha256)
        return Call.of("playground.data.text.choose_names", read, tuple(_LANGUAGES), self.most, self.seed)


class _Felt(LabelledText, frozen=True):
    """Texts that are negative or positive."""

    def target(self) -> Target:
        """Negative or positive."""
        return Target("classes", _FEELINGS)


class Sentiment(_Felt, frozen=True, tag="sentiment"):
    """Sentences from reviews of goods, films and restaurants: do they praise or blame?

    3 000 sentences, half of them positive. Counting words gets about 78 % right; "not" is where reading in order pays.
    """

    label: ClassVar[str] = "Sentiment"
    aliases: ClassVar[tuple[str, ...]] = ("amazon", "imdb", "yelp", "reviews")
    sketch: ClassVar[tuple[str, ...]] = ("Great!", "positive")

    most: Annotated[
        int,
        described(
            "How many of the 1 000 sentences of each source are used, chosen by the seed.",
            label="Per source",
            ge=1,
            le=1000,
            usual=(500, 1000),
        ),
    ] = 1000
    source: Annotated[
        Literal["all", "Amazon", "IMDb", "Yelp"],
        described("Where the sentences come from: goods at Amazon, films at IMDb, restaurants at Yelp, or all three."),
    ] = "all"
    by: By = "word"
    vocabulary_size: VocabularySize = 2000
    length: Longest = 30
    train_share: TrainShare = 0.8
    seed: Seed = 1

    def how(self) -> tuple[str, int, int, float, int]:
        """As set."""
        return self.by, self.vocabulary_size, self.length, self.train_share, self.seed

    def count(self) -> int:
        """As many of each source as are wanted."""
        return self.most * len(self._sources())

    def texts(self) -> Call:
        """See `choose_sentences`."""
        files = (Call.of("playground.kit.text.read_text", file, file.sha256) for file in self._sources())
        return Call.of("playground.data.text.choose_sentences", tuple(files), self.most, self.seed)

    def _sources(self) -> tuple[FileRef, ...]:
        return tuple(_SENTENCES.values()) if self.source == "all" else (_SENTENCES[self.source],)


class MovieReviews(_Felt, frozen=True, tag="movie_reviews"):
    """10 662 sentences from reviews of films, half of them positive: more to learn from, and harder to tell.

    The sentences are long and often ironic; counting words gets about 76 % right.
    """

    label: ClassVar[str] = "Films"
    full_label: ClassVar[str] = "Reviews of films"
    aliases: ClassVar[tuple[str, ...]] = ("movies", "sentence polarity", "rotten tomatoes")
    sketch: ClassVar[tuple[str, ...]] = ("dull film", "negative")

    samples: Annotated[
        int,
        described(
            "How many of the 10 662 sentences are used, train and test together, chosen by the seed.",
            label="Sentences",
            ge=1,
            le=10_662,
            log=True,
            usual=(2000, 10_662),
        ),
    ] = 10_662
    by: By = "word"
    vocabulary_size: VocabularySize = 5000
    length: Longest = 40
    train_share: TrainShare = 0.9
    seed: Seed = 1

    def how(self) -> tuple[str, int, int, float, int]:
        """As set."""
        return self.by, self.vocabulary_size, self.length, self.train_share, self.seed

    def count(self) -> int:
        """As set."""
        return self.samples

    def texts(self) -> Call:
        """See `choose_reviews`."""
        files = (Call.of("playground.kit.text.read_text", file, file.sha256) for file in _REVIEWS)
        return Call.of("playground.data.text.choose_reviews", *files, self.samples, self.seed)


def choose_names(text: str, languages: tuple[str, ...], most: int, seed: int) -> tuple[list[str], Array]:
    """Choose names at random, at most so many of each language, each kept in the order of the text.

    A line of the text is a language, a tab, a name. Returns the names and their languages, int64 (N,). A smaller choice
    with the same seed is part of a larger one.
    """
    random = np.random.default_rng(seed)
    rows = [line.split("\t") for line in text.split("\n") if line]
    classes = np.array([languages.index(row[0]) for row in rows])
    chosen = np.concatenate(
        [np.sort(random.permutation(np.flatnonzero(classes == number))[:most]) for number in range(len(languages))]
    )
    return [rows[index][1] for index in chosen], classes[chosen]


def choose_sentences(texts: tuple[str, ...], most: int, seed: int) -> tuple[list[str], Array]:
    """Choose sentences at random, so many of each text, each kept in the order of its text.

    A line is a sentence, a tab, and 1 where it is positive, else 0. Returns the sentences and their classes, int64
    (N,). A smaller choice with the same seed is part of a larger one.
    """
    random = np.random.default_rng(seed)
    rows = []
    for text in texts:
        # Lines end with a line feed alone: other marks for an end of line stand inside two of the sentences.
        lines = [line.rsplit("\t", 1) for line in text.split("\n") if line]
        rows += [lines[index] for index in np.sort(random.permutation(len(lines))[:most])]
    return [sentence for sentence, _ in rows], np.array([int(label) for _, label in rows])


def choose_reviews(negative: str, positive: str, samples: int, seed: int) -> tuple[list[str], Array]:
    """Choose sentences at random, of two texts with a sentence a line, each kept in order.

    Returns the sentences and their classes, int64 (samples,): 0 for the first text, 1 for the second. A smaller choice
    with the same seed is part of a larger one.
    """
    random = np.random.default_rng(seed)
    first, second = ([line for line in text.split("\n") if line] for text in (negative, positive))
    chosen = np.sort(random.permutation(len(first) + len(second))[:samples])
    sentences = [*first, *second]
    return [sentences[index] for index in chosen], (chosen >= len(first)).astype(np.int64)
