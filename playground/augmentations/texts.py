"""Augmentations of texts and other tokens: word dropout, word swap."""

from __future__ import annotations

from typing import Annotated, ClassVar

from playground.model.augmentation import Augmentation
from playground.model.dataset import DataSet
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.sequences import TokenSet
from playground.model.signal import PADDING

_MODULE = "playground.modules.augmentation"
_NONE = -1
"""Stands for the padding of data that have none."""


class _OfTokens(Augmentation, frozen=True):
    """A change of sequences of tokens, of each of which one class is told."""

    group: ClassVar[str] = "Texts"

    def refusal(self, data: DataSet) -> str:
        """Only of tokens, with one answer for all."""
        if not isinstance(data, TokenSet):
            return "changes texts, which these data are not"
        if data.target().is_at_each_step:
            return "would change what is right at each step"
        return ""


class WordDropout(_OfTokens, frozen=True, tag="word_dropout"):
    """Makes some words unknown, others each time: a sentence has to be understood without any one of them."""

    label: ClassVar[str] = "Word dropout"
    formula: ClassVar[str] = "each word becomes <unk> with the probability"

    share: Annotated[
        float, described("How many of the words.", ge=0.0, le=0.9, unit="%", step=0.05, usual=(0.05, 0.2))
    ] = 0.1

    def refusal(self, data: DataSet) -> str:
        """Only where there is a token for what is unknown."""
        if isinstance(data, TokenSet) and data.vocabulary().unknown < 0:
            return "puts the unknown in the place of words, and these data know no unknown: take Word swap"
        return super().refusal(data)

    def recipe(self, data: DataSet) -> Call:
        """See `playground.modules.augmentation.drop_words`."""
        unknown = data.vocabulary().unknown if isinstance(data, TokenSet) else _NONE
        return Call.of(f"{_MODULE}.drop_words", self.share, unknown, _padding(data))


class WordSwap(_OfTokens, frozen=True, tag="word_swap"):
    """Lets some neighbouring words change places: what matters is which words there are, more than their order.

    Not so where the order is the whole task.
    """

    label: ClassVar[str] = "Word swap"
    formula: ClassVar[str] = "each pair of neighbours changes places with the probability"

    share: Annotated[
        float, described("How many of the pairs.", ge=0.0, le=0.9, unit="%", step=0.05, usual=(0.05, 0.2))
    ] = 0.1

    def recipe(self, data: DataSet) -> Call:
        """See `playground.modules.augmentation.swap_words`."""
        return Call.of(f"{_MODULE}.swap_words", self.share, _padding(data))


def _padding(data: DataSet) -> int:
    return PADDING if data.signal().padded else _NONE
