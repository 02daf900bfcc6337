"""Numerals: how numbers become words, in one place for sentences, cards, charts, fields and the command line.

Whatever asks, the same number is written the same at the same precision: a true minus, a narrow space between
thousands, and a power of ten below a thousandth and from a million on. What is not a number says so; what is infinite
is ∞. Nothing is written as ``-0``.

============ ============================================= ==========================
``count``    whole numbers                                 ``2 664``
``rounded``  so many digits that count                     ``0.42``, ``5.6e−17``
``short``    whole numbers in full, others in three digits ``0.125``, ``12 345``
``setting``  what can be typed, such as a learning rate    ``0.00003``
``exact``    what a field holds, with every digit          ``0.9999999``
``told``     what somebody typed, as complaints quote it   ``99 999 999 999``
``fixed``    so many decimals                              ``−0.25``
``figure``   a number inside a sum                         ``1.552``, ``−0.0071``
``slope``    a gradient, three digits                      ``−0.0124``
``fine``     six decimals in groups                        ``0.031 246``
``loss``     three decimals                                ``0.693``
``share``    per cent, with so many decimals               ``84 %``
``shares``   several of one whole, that add up        ``6 %``, ``5 %``
``portion``  the same of a count: 100 % are all, 0 % none  ``99.9 %``
``percent``  per cent, with so many digits that count      ``0.0002 %``
``tick``     on an axis                                    ``0.25``, ``1 000``
``power``    a power of ten on an axis                     ``10⁻⁵``
``times``    how many times                                ``2.5×``, ``40×``
``in_bytes`` memory                                        ``9.3 GB``, ``420 MB``
``counted``  with its noun                                 ``1 step``, ``2.5 epochs``
============ ============================================= ==========================
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from decimal import Context, Decimal

NARROW = "\u202f"
"""The narrow no-break space that parts thousands."""
MINUS = "−"
NOT_A_NUMBER = "not a number"
NAN = "NaN"
"""What stands for ``NOT_A_NUMBER`` inside a cell or bar that has no room for three words."""
UNKNOWN = "–"
"""What stands where nothing was counted or measured, such as an accuracy without samples."""
SMALL, LARGE = 1e-3, 1e6
"""From the one to below the other a number is written out; beyond, with its power of ten."""
SMALLEST_SETTING, LARGEST_SETTING = 1e-5, 1e9
"""The same for what people type: learning rates are read in full."""
LARGEST_TOLD = 10**15
"""The same for what a complaint quotes."""
MOST_TYPED = 12
"""A number with more digits than this was calculated, not typed."""

_BYTES = (("GB", 2**30), ("MB", 2**20), ("kB", 2**10), ("bytes", 1))
_WHOLE = re.compile(r"(?<![.\d])\d{4,}(?![.\d])")
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def count(number: float) -> str:
    """A whole number: ``2 664``, ``−3``."""
    if not isinstance(number, int) and not math.isfinite(number):
        return _no_number(number)
    number = round(number)
    return _signed(f"{abs(number):,}", number)


def rounded(value: float, digits: int = 3) -> str:
    """A number with so many digits that count, without zeros at its end: ``0.42``, ``1 200``, ``5.6e−17``."""
    if not math.isfinite(value):
        return _no_number(value)
    value = float(f"{value:.{digits - 1}e}")
    if value and not SMALL <= abs(value) < LARGE:
        return scientific(value, digits)
    decimals = max(0, digits - 1 - _exponent(value))
    return _signed(_bare(f"{abs(value):,.{decimals}f}"), value)


def short(value: float) -> str:
    """A number in few signs: whole numbers in full, others with three digits that count: ``0.1``, ``12 345``."""
    whole = math.isfinite(value) and value == int(value) and abs(value) < LARGE
    return count(int(value)) if whole else rounded(value, 3)


def setting(value: float) -> str:
    """A number that can be typed, in its shortest form: ``0.03``, ``0.00001``, ``1e−8``.

    What somebody set is written in full; of what was calculated, and so has more digits than anybody types, there are
    six. A whole number that is held as one is written in full however large it is.
    """
    if isinstance(value, int) or not math.isfinite(value) or float(f"{value:.{MOST_TYPED - 1}e}") == value:
        return exact(value)
    return exact(float(f"{value:.5e}"))


def exact(value: float) -> str:
    """A number with every digit, so that it reads back as the same: ``0.9999999``, ``0.1``, ``5e−324``."""
    if isinstance(value, int):
        return count(value)
    if not math.isfinite(value):
        return _no_number(value)
    return _in_full(Decimal(repr(value)))


def told(value: float) -> str:
    """A number as a complaint quotes what somebody typed: in full, unless it is longer than anybody reads."""
    if isinstance(value, int):
        return count(value) if abs(value) < LARGEST_TOLD else _in_full(_few_digits(Decimal(value)), 0)
    return _in_full(Decimal(repr(value)), LARGEST_TOLD) if math.isfinite(value) else _no_number(value)


def told_share(value: float) -> str:
    """The same for a share as per cent: ``150 %``, ``99 999 999 999 %``."""
    return f"{_in_full(Decimal(repr(float(value))).scaleb(2), LARGEST_TOLD)} %" if math.isfinite(value) else UNKNOWN


def exact_share(value: float) -> str:
    """A share as per cent with every digit, so that it reads back as the same: ``10 %``, ``99.99999 %``."""
    return f"{_in_full(Decimal(repr(float(value))).scaleb(2))} %" if math.isfinite(value) else UNKNOWN


def fixed(value: float, decimals: int) -> str:
    """A number with so many decimals: ``−0.25``, ``1 200.0``."""
    if not math.isfinite(value):
        return _no_number(value)
    return _signed(f"{abs(value):,.{decimals}f}", value)


def scientific(value: float, digits: int) -> str:
    """A number with its power of ten and so many digits that count at most: ``2e−9``, ``−3.85e4``."""
    if not math.isfinite(value):
        return _no_number(value)
    mantissa, _, exponent = f"{abs(value):.{digits - 1}e}".partition("e")
    return _signed(f"{_bare(mantissa)}e{int(exponent)}", value)


def figure(value: float, decimals: int = 3) -> str:
    """A number in a sum: ``1.552``, ``−0.0071``, ``3.1e−5`` where decimals would hide it, ``12 346`` where it is large.

    Two digits that count are there at least. Whole numbers are written as such.
    """
    if not math.isfinite(value):
        return _no_number(value)
    size = abs(value)
    if size == int(size) and size < LARGE:
        return count(value)
    if not 10.0**-decimals <= float(f"{size:.1e}") < LARGE:
        return scientific(value, 2)
    more = size < 10.0 ** (1 - decimals)
    return fixed(value, max(0, decimals - max(0, _exponent(size))) + more)


def slope(value: float) -> str:
    """A gradient or slope with three digits that count: ``−0.0124``, ``3.85e−4``."""
    if not math.isfinite(value) or value == 0.0 or abs(value) >= 1.0:
        return figure(value)
    if abs(value) < SMALL:
        return scientific(value, 3)
    return fixed(value, 2 - math.floor(math.log10(abs(value))))


def fine(value: float) -> str:
    """A number with six decimals in groups of three: ``0.031 246``; smaller ones keep four digits."""
    if not math.isfinite(value) or value == 0.0 or abs(value) >= 1e4:
        return figure(value)
    if abs(value) < SMALL:
        return scientific(value, 4)
    whole, _, rest = f"{abs(value):.6f}".partition(".")
    return f"{MINUS if value < 0 else ''}{count(int(whole))}.{rest[:3]}{NARROW}{rest[3:]}"


def loss(value: float) -> str:
    """A loss with three decimals; smaller and larger ones with the digits that tell them: ``0.091``, ``4.2e−5``."""
    if value and math.isfinite(value) and abs(value) < SMALL:
        return rounded(value, 2)
    return fixed(value, 3) if abs(value) < 1000 else rounded(value, 4)


def share(value: float, decimals: int = 0) -> str:
    """A share as per cent, ``84 %``; a dash where there was nothing to take a share of."""
    return f"{fixed(100 * value, decimals)} %" if math.isfinite(value) else UNKNOWN


def portion(value: float, decimals: int = 0) -> str:
    """A share of things that were counted, of which only all are 100 % and only none 0 %.

    9 999 right of 10 000 are ``99.9 %``, and one is ``0.1 %``.
    """
    least = 10.0 ** -(decimals + 2)
    if 0 < value < least / 2:
        return share(least, decimals)
    return share(1 - least if 1 - least < value < 1 else value, decimals)


def percent(value: float, digits: int = 2) -> str:
    """A share as per cent with so many digits that count, however small: ``5 %``, ``0.0002 %``.

    What is not all has as many digits as it takes to say so: ``99.99 %``.
    """
    while 0 < value < 1 and digits < 17 and float(f"{100 * value:.{digits - 1}e}") >= 100:
        digits += 1
    return f"{exact(float(f'{100 * value:.{digits - 1}e}'))} %" if math.isfinite(value) else UNKNOWN


def tick(value: float) -> str:
    """A number on an axis: ``0.25``, ``1 000``, ``1.5e−4``."""
    return rounded(value, 6)


def power(exponent: int) -> str:
    """A power of ten on an axis: ``10⁻⁵`` below a thousandth, else written out."""
    return setting(10.0**exponent) if -3 <= exponent <= 4 else f"10{str(exponent).translate(_RAISED)}"


def log_tick(value: float) -> str:
    """A number on a logarithmic axis: ``10⁻⁵``, ``2×10⁻⁶``; from a thousandth to 50 000 written out."""
    if not math.isfinite(value) or value <= 0.0:
        return tick(value)
    exponent = math.floor(math.log10(value) + 1e-9)
    factor = round(value / 10.0**exponent, 6)
    if factor == 1.0:
        return power(exponent)
    return tick(value) if -3 <= exponent <= 4 else f"{setting(factor)}×{power(exponent)}"


def times(factor: float) -> str:
    """How many times: ``2.5×``, ``40×``, from ten thousand on one digit and zeros, at last a power of ten."""
    if not math.isfinite(factor):
        return _no_number(factor)
    if factor < 10:
        return f"{fixed(factor, 1)}×"
    if factor < 1e4:
        return f"{count(factor)}×"
    return f"{count(float(f'{factor:.0e}')) if factor < 1e9 else power(_exponent(factor))}×"


def counted(number: float, noun: str) -> str:
    """A number with its noun: ``1 step``, ``9 classes``, ``2 copies``, ``0.667 epochs``."""
    amount = short(number) if isinstance(number, float) else count(number)
    return f"{amount} {noun if number == 1 else _plural(noun)}"


def _plural(noun: str) -> str:
    """The plural of a regular noun."""
    if noun.endswith("y") and noun[-2:-1] not in tuple("aeiou"):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith("s") else f"{noun}s"


def in_bytes(number: float) -> str:
    """So many bytes as people say it: ``9.3 GB``, ``24 GB``, ``420 MB``, ``3 kB``."""
    if not math.isfinite(number):
        return _no_number(number)
    unit, size = next(((unit, size) for unit, size in _BYTES if number >= size), _BYTES[-1])
    parts = number / size
    return f"{fixed(parts, 1 if parts < 10 and round(parts, 1) != round(parts) else 0)} {unit}"


def paged(first: int, last: int, total: int) -> str:
    """Which of many are in view, from place ``first``, counted from 0, to before ``last``: ``1–7 of 20 000``."""
    return f"{count(first + 1)}–{count(last)} of {count(total)}"


def grouped(terms: str) -> str:
    """A sum of whole numbers, ``20000 · 784``, with spaces between the thousands of each: ``20 000 · 784``."""
    return _WHOLE.sub(lambda found: count(int(found.group())), terms)


def shares(parts: Sequence[float]) -> tuple[str, ...]:
    """Shares as whole per cents that add up to what ``share`` says of their sum: ``6 %`` and ``5 %`` of ``11 %``."""
    if not all(map(math.isfinite, parts)):
        return tuple(map(share, parts))
    exact = [100 * part for part in parts]
    whole = [math.floor(part) for part in exact]
    left = round(sum(exact)) - sum(whole)
    order = sorted(range(len(exact)), key=lambda place: whole[place] - exact[place])
    for place in order[: max(left, 0)]:
        whole[place] += 1
    return tuple(share(percent / 100) for percent in whole)


def narrow(value: float) -> str:
    """A number for a cell that is narrow, five signs at most: ``−0.09``, ``4e−3``, ``13``, ``1e3``, ``NaN``."""
    if not math.isfinite(value):
        return in_little_room(value)
    if abs(value) >= 1000:
        return scientific(value, 1)
    text = fixed(value, 0 if abs(value) >= 9.95 else 1 if abs(value) >= 0.995 else 2)
    if float(text.replace(MINUS, "-")):
        return text
    small = scientific(value, 1) if value else "0"  # what is not 0 is not called so
    return small if len(small) <= 5 else "0"


def in_tile(value: float) -> str:
    """A number in a tile with room for seven signs: two digits that count, ``1.2``, ``−5.6e−17``, ``NaN``."""
    return rounded(value, 2) if math.isfinite(value) else in_little_room(value)


def in_cell(value: float, decimals: int, bare: bool = False) -> str:
    """A number inside a coloured cell, with so many decimals; ``bare`` leaves out the zero before the point."""
    if not math.isfinite(value):
        return in_little_room(value)
    text = fixed(value, decimals)
    if not bare:
        return text
    if float(f"{value:.{decimals}f}") == 0.0:
        return "0"
    return text.replace("0.", ".", 1) if text.removeprefix(MINUS).startswith("0.") else text


def in_little_room(value: float) -> str:
    """What is no finite number, where there is no room for words: ``NaN``, ``∞``."""
    return NAN if math.isnan(value) else _no_number(value)


def _in_full(value: Decimal, largest: float = LARGEST_SETTING) -> str:
    """All digits, with a power of ten where they would be many zeros, or the number is as large as ``largest``."""
    size, sign = abs(value), -1.0 if value < 0 else 1.0
    if size and not Decimal(repr(SMALLEST_SETTING)) <= size < Decimal(largest):
        digits = "".join(map(str, size.as_tuple().digits))
        return _signed(f"{_bare(f'{digits[0]}.{digits[1:]}')}e{size.adjusted()}", sign)
    return _signed(_bare(f"{size:,f}"), sign)


def _few_digits(value: Decimal) -> Decimal:
    """A number with so many digits that count, at most, as anybody types."""
    return Context(prec=MOST_TYPED).create_decimal(value)


def _no_number(value: float) -> str:
    return NOT_A_NUMBER if math.isnan(value) else "∞" if value > 0 else f"{MINUS}∞"


def _signed(digits: str, value: float) -> str:
    """Digits of a size with the sign of the value, where anything but zeros is left of it."""
    minus = value < 0 and any(sign in "123456789" for sign in digits)
    return f"{MINUS if minus else ''}{digits.replace(',', NARROW).replace('e-', f'e{MINUS}')}"


def _bare(digits: str) -> str:
    """Digits without the zeros that end them after the point."""
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _exponent(value: float) -> int:
    return math.floor(math.log10(abs(value))) if value else 0
