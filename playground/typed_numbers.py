"""Numbers as people write them, read in one place for fields, cells and the command line.

The rule
--------
1. Digits of any script count, full-width ones too; so do a true minus, a dash in its place, a plus, and letters that
   cannot be seen are passed over. ``.5`` and ``5.`` are numbers, ``1e-3``, ``1E−3`` and ``1×10⁻³`` are the same one.
2. Spaces of any width, apostrophes and underscores part groups of digits: ``12 345``, ``12'345``, ``0.031 246``,
   ``1_000``. Groups have three digits; with underscores as many as one likes, as in Python.
3. A point alone is the decimal point, a comma alone the decimal comma: ``0.5``, ``0,001``, ``1234,567``.
4. Where both stand, the last is the decimal one and the other parts groups: ``1,234.5``, ``1.234,5``. One that stands
   several times parts groups: ``1,000,000``.
5. A lone comma that may part thousands, as in ``1,000``, does so where a whole number is meant. Elsewhere it is refused
   and both readings are named; so is a lone point, as in ``1.000``, where a whole number is meant. A power of ten
   settles it: ``1,000e3`` has a decimal comma.
6. Nothing is read as ``-0.0``. What is beyond the numbers that can be held, or between them and 0, is refused.
"""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal

from playground.numerals import count, exact

MOST_LETTERS = 400
"""What is longer than this is no number that anybody means."""
LONGEST_POWER = 9
"""Letters of a power of ten, with its sign."""

_MINUS = "-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"
_LOOK = str.maketrans(
    {
        **dict.fromkeys(_MINUS, "-"),
        **dict.fromkeys("\ufe62\uff0b", "+"),
        **dict.fromkeys("\uff0e\ufe52\u066b", "."),
        **dict.fromkeys("\uff0c\ufe50\u3001\u060c\u066c", ","),
        **dict.fromkeys("'\u2019\u02bc\uff07\u2018", "'"),
        **dict.fromkeys("\uff3f", "_"),
        **dict.fromkeys("\uff25\uff45E\U0001d452", "e"),
        **dict.fromkeys("\uff05\ufe6a\u066a", "%"),
    }
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_POWER = re.compile(
    r"(?:(?P<size>.*\S)\s*[x×·*]\s*|(?P<sign>[+-]?))10(?:\^\s*(?P<plain>[+-]?\d+)|(?P<raised>[⁻⁺]?[⁰¹²³⁴-⁹]+))"
)
_NUMBER = re.compile(r"(?P<sign>[+-]?)\s*(?P<size>[\d.,' _]*\d[\d.,' _]*?)\s*(?:e\s*(?P<power>[+-]?\d+))?", re.ASCII)
_PARTED = re.compile(
    r"\d{1,3}(?P<mark>[ '.,])\d{3}(?:(?P=mark)\d{3})*|\d{1,2}(?P<inner>[ ',])(?:\d{2}(?P=inner))+\d{3}"
)
_MANY_DIGITS = re.compile(r"[+-]?[\d.,' _]+(e[+-]?\d*)?", re.ASCII)
_BEHIND = re.compile(r"(?:\d{3}[ '])*\d{1,3}")


class NotANumber(ValueError):
    """What was typed is no number; the message is a sentence that says why, without its full stop."""


class Unholdable(NotANumber):
    """What was typed is a number, but one that is too long, too large or too close to 0 to be held."""


class Ambiguous(NotANumber):
    """What was typed may be one of two numbers; the message names both, and asks for one of them."""


def read_number(text: str, whole: bool = False) -> int | float:
    """The number that a text means: an int where it is whole and written without a point, or ``whole`` is meant.

    Where ``whole`` is meant and the number is not, it is a float.

    Raises:
        NotANumber: it means none, or one of two (``Ambiguous``); the message says so.
    """
    size, sign, power = _parts(text, "a whole number" if whole else "a number")
    plain = _plain(size, sign, power, whole, text)
    value = Decimal(f"{sign}{plain}e{power}")
    held = _held(value, text)
    if whole and value == value.to_integral_value():
        return int(value)
    if "." not in plain and power == "0":
        return int(value)
    return held


def read_share(text: str) -> float:
    """The share that a text in per cent means, with its sign or without: ``12.5 %`` is 0.125.

    Raises:
        NotANumber: it means none, or one of two (``Ambiguous``); the message says so.
    """
    size, sign, power = _parts(text.translate(_LOOK).rstrip().removesuffix("%"), "a number")
    plain = _plain(size, sign, power, False, text)
    return _held(Decimal(f"{sign}{plain}e{int(power) - 2}"), text)


def is_percent(text: str) -> bool:
    """Whether a text says itself that it is in per cent."""
    return text.translate(_LOOK).rstrip().endswith("%")


def _parts(text: str, kind: str) -> tuple[str, str, str]:
    """What stands for the size, the sign, and the power of ten, in plain letters."""
    seen = "".join(_letter(letter) for letter in text[: MOST_LETTERS + 1].translate(_LOOK)).strip()
    if not seen:
        raise NotANumber("Nothing is typed here")
    if len(text) > MOST_LETTERS:
        if not _MANY_DIGITS.fullmatch(seen):
            raise NotANumber(f"{_said(text)} is not {kind}")
        raise Unholdable(f"{_said(text)} has more than {MOST_LETTERS} letters, which no number here needs")
    power = _POWER.fullmatch(seen)
    if power is not None:
        seen = f"{power['size'] or (power['sign'] or '') + '1'}e{power['plain'] or power['raised'].translate(_RAISED)}"
    found = _NUMBER.fullmatch(seen)
    if found is None:
        raise NotANumber(f"{_said(text)} is not {kind}")
    if len(found["power"] or "") > LONGEST_POWER:
        what = "closer to 0" if (found["power"] or "").startswith("-") else "larger"
        raise Unholdable(f"{_said(text)} is {what} than any number that can be held")
    return found["size"], found["sign"].removeprefix("+"), str(int(found["power"] or 0))


def _letter(letter: str) -> str:
    """A digit of any script as one of ours, a blank as a space, what cannot be seen as nothing."""
    value = unicodedata.decimal(letter, None)
    if value is not None:
        return str(value)
    if letter.isspace():
        return " "
    return "" if unicodedata.category(letter) == "Cf" else letter


def _plain(size: str, sign: str, power: str, whole: bool, text: str) -> str:
    """The digits of a size with a point at most."""
    if "_" in size and re.fullmatch(r"[\d_]*[.,]?[\d_]*", size) and not re.search(r"(?<!\d)_|_(?!\d)", size):
        size = size.replace("_", "")
    marks = [mark for mark in size if mark in ".,"]
    decimal = marks[-1] if marks and marks.count(marks[-1]) == 1 else ""
    if power == "0" and len(marks) == 1 and _PARTED.fullmatch(size) and size[0] != "0":
        decimal = _decided(size, sign, whole, text)
    ahead, _, behind = size.rpartition(decimal) if decimal else (size, "", "")
    if not _is_grouped(ahead) or (behind and not behind.isdigit() and not _BEHIND.fullmatch(behind)):
        raise NotANumber(f"{_said(text)} is not a number")
    ahead, behind = (re.sub(r"[., ']", "", part) for part in (ahead, behind))
    return f"{ahead or '0'}.{behind or '0'}" if decimal else ahead


def _decided(size: str, sign: str, whole: bool, text: str) -> str:
    """What a lone point or comma before three digits is: decimal, or empty where it parts thousands."""
    if "." in size and not whole:
        return "."
    if "," in size and whole:
        return ""
    one, other = (f"{sign}{re.sub('[.,]', mark, size)}" for mark in (".", ""))
    raise Ambiguous(f"{_said(text)} may be {exact(float(one))} or {count(int(other))}: type one of these")


def _is_grouped(digits: str) -> bool:
    """Whether digits stand in groups that somebody writes, or in none."""
    return not digits or digits.isdigit() or _PARTED.fullmatch(digits) is not None


def _held(value: Decimal, text: str) -> float:
    """A number as it is held; what is not 0 does not become it."""
    held = float(value)
    if not math.isfinite(held) or (value and not held):
        what = "closer to 0" if held == 0 else "larger"
        raise Unholdable(f"{_said(text)} is {what} than any number that can be held")
    return held + 0.0  # what is -0.0 becomes 0.0


def _said(text: str) -> str:
    cut = text.strip()
    cut = cut if len(cut) <= 40 else f"{cut[:40]}…"
    return f"'{''.join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in cut)}'"
