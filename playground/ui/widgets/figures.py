"""Spelling: how a number in a field is written for people, and read back from what they type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playground.numerals import exact, exact_share
from playground.typed_numbers import Ambiguous, NotANumber, is_percent, read_number, read_share

Number = int | float
SMALLEST_SHARE = 0.01
"""A share below this may have been typed as such, 0.1 for 10 %."""


@dataclass(frozen=True)
class Spelling:
    """How one number is spelt in a field: whole or not, as per cent, with a unit, with words for some values.

    What is shown is what is held, with every digit.

    Attributes:
        whole: only whole numbers are meant.
        percent: a share, shown and typed as per cent. Elsewhere what is typed with its sign is one, too: ``10 %``
            is 0.1.
        unit: what follows the number.
        zero: the word shown for 0, such as ``off``.
        words: words that may stand in place of a number.
    """

    whole: bool = False
    percent: bool = False
    unit: str = ""
    zero: str = ""
    words: tuple[str, ...] = ()

    def show(self, value: Number | str) -> str:
        """The value as text."""
        if isinstance(value, str):
            return value
        if value == 0 and self.zero:
            return self.zero
        if self.percent:
            return exact_share(value)
        return f"{exact(value)} {self.unit}" if self.unit else exact(value)

    def read(self, text: str) -> Number | str:
        """The value that a text means; ``read(show(value))`` is that value.

        Raises:
            NotANumber: it means none, or may mean one of two; the message is a whole sentence that says what to type.
        """
        bare = text.strip()
        if bare in self.words:
            return bare
        if self.zero and bare.lower() == self.zero.lower():
            return 0 if self.whole else 0.0
        try:
            if self.percent or (is_percent(bare) and not self.whole and not self.unit):
                return read_share(bare)
            value = read_number(bare.removesuffix(self.unit), self.whole)
        except Ambiguous as error:
            raise NotANumber(f"{error}.") from error
        except NotANumber as error:
            kind = "a whole number" if self.whole else "a number"
            words = "".join(f" or {word}" for word in (self.zero, *self.words) if word)
            raise NotANumber(f"{error}: type {kind}{words}.") from error
        return value if self.whole else float(value)

    def remark(self, text: str, value: Number | str, allows: Callable[[Number], bool]) -> str:
        """What a number was taken for, where another one may have been meant: 0.1 in a field of per cents; else empty.

        ``allows`` says whether the other one could have been.
        """
        if not self.percent or isinstance(value, str) or is_percent(text) or not 0 < value < SMALLEST_SHARE:
            return ""
        other = value * 100
        if not allows(other):
            return ""
        meant = exact_share(other)
        return f"This was taken as {exact_share(value)}: for {meant}, type {meant.removesuffix(' %')}."
