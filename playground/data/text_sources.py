"""Sentences in three classes: who writes like this?"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import numpy as np
import numpy.typing as npt

from playground.kit.text_sets import By, LabelledText, Longest, VocabularySize
from playground.model.families import Seed, TrainShare
from playground.model.parameters import described
from playground.model.recipe import Call, FileRef
from playground.model.target import Target

Array = npt.NDArray[Any]

_CUSTOMERS = (
    FileRef("text/amazon_cells_labelled.txt.gz", "bb45f1b55a250c929818d0bff4ff3dcbf49db5b6575a46263797aa1ad71deaff"),
    FileRef("text/yelp_labelled.txt.gz", "60960019a272af9de5af6ad2ca9a07d44d8b9e46404e4a485f93c22d91f53824"),
)
_CRITICS = (
    FileRef("text/rt-polarity.neg.gz", "e13ac9d307bf5663d4e683c4bc13b96ffd72a7747fa7fa8785d1da04a28cb7c1"),
    FileRef("text/rt-polarity.pos.gz", "cd7c5128d2c17336906d5acd510126daace402b3d642f896f3a007c7ce007135"),
)
_SHAKESPEARE = FileRef("text/shakespeare.txt.gz", "bf237b9f5a05abe79d7a0caa809b6513fbcbc323e9521a77086d556e4c9bbed8")
_SOURCES = ("customer", "critic", "Shakespeare")


class TextSources(LabelledText, frozen=True, tag="text_sources"):
    """Sentences by customers, by critics of films, and by Shakespeare: who writes like this?

    Three classes of real text. Single words tell most of them apart; the longer a sentence, the surer one can be.
    """

    label: ClassVar[str] = "Who wrote it"
    full_label: ClassVar[str] = "Who wrote it: customer, critic, Shakespeare"
    aliases: ClassVar[tuple[str, ...]] = ("sources", "authors", "three classes")
    sketch: ClassVar[tuple[str, ...]] = ("thou art", "Shakesp.")

    most: Annotated[
        int,
        described(
            "How many sentences of each of the three are used, chosen by the seed.",
            label="Per source",
            ge=1,
            le=2000,
            usual=(500, 2000),
        ),
    ] = 1000
    by: By = "word"
    vocabulary_size: VocabularySize = 2000
    length: Longest = 30
    train_share: TrainShare = 0.8
    seed: Seed = 1

    def target(self) -> Target:
        """Who wrote it."""
        return Target("classes", _SOURCES)

    def how(self) -> tuple[str, int, int, float, int]:
        """As set."""
        return self.by, self.vocabulary_size, self.length, self.train_share, self.seed

    def count(self) -> int:
        """As many of each as are wanted."""
        return 3 * self.most

    def texts(self) -> Call:
        """See `choose_by_source`."""
        customers, critics = (
            tuple(Call.of("playground.kit.text.read_text", file, file.sha256) for file in files)
            for files in (_CUSTOMERS, _CRITICS)
        )
        plays = Call.of("playground.kit.text.read_text", _SHAKESPEARE, _SHAKESPEARE.sha256)
        return Call.of("playground.data.text_sources.choose_by_source", customers, critics, plays, self.most, self.seed)


def choose_by_source(
    customers: tuple[str, ...], critics: tuple[str, ...], plays: str, most: int, seed: int
) -> tuple[list[str], Array]:
    """Choose sentences at random, as many of each source, each kept in the order of its texts.

    Lines of customers end in a tab and a mark, which is left out; of the plays only lines of at least four words are
    taken. Returns the sentences and their sources, int64 (3 · most,): 0 customers, 1 critics, 2 plays. A smaller choice
    with the same seed is part of a larger one.
    """
    random = np.random.default_rng(seed)
    rated = [line.rsplit("\t", 1)[0] for text in customers for line in text.split("\n") if line]
    judged = [line for text in critics for line in text.split("\n") if line]
    spoken = [line for line in plays.split("\n") if line.count(" ") > 2 and not line.endswith(":")]
    sentences = list[str]()
    for lines in (rated, judged, spoken):
        sentences += [lines[index] for index in np.sort(random.permutation(len(lines))[:most])]
    return sentences, np.repeat(np.arange(3), most)
