"""Figures: how numbers are written for people, and read back from what people type."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from playground.numerals import MINUS, setting

Number = int | float

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_GROUPS = re.compile(r"[+-]?\d{1,3}(,\d{3})+")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)


def read(text: str) -> Number | None:
    """The number that a text means, ``None`` when it means none.

    Narrow spaces, a true minus and a decimal comma are understood; ``1,000`` is not, because it may be 1 or 1000.
    """
    plain = _SPACES.sub("", text).replace(MINUS, "-")
    if _GROUPS.fullmatch(plain):
        return None
    plain = plain.replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        return None
    value = float(plain)
    if not math.isfinite(value):
        return None
    if re.fullmatch(r"[+-]?\d+", plain):
        return int(plain)
    return value


@dataclass(frozen=True)
class Spelling:
    """How one number is spelt in a field: whole or not, as per cent, with a unit, with words for some values.

    Attributes:
        whole: only whole numbers are meant.
        percent: a share, shown and typed as per cent.
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
            return f"{setting(round(100 * value, 6))} %"
        return f"{setting(value)} {self.unit}" if self.unit else setting(value)

    def read(self, text: str) -> Number | str | None:
        """The value that a text means, ``None`` when it means none."""
        bare = text.strip()
        if bare in self.words:
            return bare
        if self.zero and bare.lower() == self.zero.lower():
            return 0 if self.whole else 0.0
        ending = "%" if self.percent else self.unit
        if ending and bare.endswith(ending):
            bare = bare[: -len(ending)]
        value = read(bare)
        if value is None:
            return None
        if self.percent:
            return round(value / 100, 10)
        if self.whole and isinstance(value, float) and value == int(value):
            return int(value)
        return value if self.whole else float(value)
