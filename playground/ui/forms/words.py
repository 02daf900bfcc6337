"""Words and scales that an editor takes from a parameter's description."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from playground.model.fields import InvalidValue, checked
from playground.model.parameters import Parameter
from playground.numerals import exact_share, told_share
from playground.ui.widgets.figures import Number, Spelling
from playground.ui.widgets.scale import Scale, linear, logarithmic
from playground.ui.widgets.tips import Tip

_WIDEST = 10_000
"""A whole number with more values than this is typed, not dragged."""


def tooltip(parameter: Parameter) -> Tip:
    """One sentence, the formula, the usual range: Momentum: how much of the last step is kept. Usually 0.8 to 0.99."""
    usual = ""
    if parameter.usual is not None:
        spelt = spelling(parameter)
        low, high = (spelt.show(_typed(parameter, value)) for value in parameter.usual)
        usual = f"Usually {low} to {high}."
    return Tip(f"{parameter.label}: {parameter.help[:1].lower()}{parameter.help[1:]}", parameter.formula, usual)


def spelling(parameter: Parameter) -> Spelling:
    """How the parameter's numbers are written."""
    percent = parameter.unit == "%"
    return Spelling(
        whole=parameter.type == "int",
        percent=percent,
        unit="" if percent else parameter.unit,
        zero=parameter.zero,
        words=parameter.choices,
    )


def words_of(parameter: Parameter, choice: str) -> str:
    """A choice as people read it: ``x^2`` is ``x²``."""
    return parameter.word_of(choice).replace("^2", "²").replace("^3", "³")


@dataclass(frozen=True)
class Checker:
    """Says in one sentence why a value is not allowed."""

    parameter: Parameter

    def __call__(self, value: Number | str) -> str:
        """The sentence, empty for an allowed value."""
        parameter = self.parameter
        if parameter.type == "int" and isinstance(value, float):
            return f"{parameter.label} is a whole number: allowed is {parameter.range_in_words}."
        try:
            checked(parameter, value)
        except InvalidValue as error:
            if parameter.unit != "%" or isinstance(value, str) or parameter.low is None or parameter.high is None:
                return str(error)
            low = f"{'above ' if parameter.low_open else ''}{exact_share(parameter.low)}"
            high = f"{'below ' if parameter.high_open else ''}{exact_share(parameter.high)}"
            return f"{parameter.label} cannot be {told_share(value)}: allowed is {low} to {high}."
        return ""


@dataclass(frozen=True)
class Nudger:
    """The next or previous value for the arrow keys: the next stop of the scale, or the next whole number."""

    parameter: Parameter
    scale: Scale | None

    def __call__(self, value: Number, steps: int) -> Number:
        """The value some steps on."""
        if self.scale is None or not self.scale.low <= value <= self.scale.high:
            unit = self.parameter.step or (1 if self.parameter.type == "int" else 0.1)
            return _typed(self.parameter, round(value + steps * unit, 10))
        stops = self.scale.stops
        beyond = [stop for stop in stops if (stop > value if steps > 0 else stop < value)]
        if not beyond:
            return value
        return _typed(self.parameter, beyond[0] if steps > 0 else beyond[-1])


def scale_for(parameter: Parameter) -> Scale | None:
    """The scale a slider would have, ``None`` where the number is better typed."""
    if parameter.type not in ("int", "float") or parameter.low is None or parameter.high is None:
        return None
    return _allowed_scale(parameter, parameter.low, parameter.high)


@lru_cache(maxsize=512)
def _allowed_scale(parameter: Parameter, low: Number, high: Number) -> Scale | None:
    """The stops of a range that are allowed, which are looked through one by one."""
    scale = _whole_range(parameter, low, high)
    if scale is None:
        return None
    allowed = tuple(stop for stop in scale.stops if parameter.allows(_typed(parameter, stop)))
    return Scale(allowed, scale.log) if len(allowed) > 1 else None


def _whole_range(parameter: Parameter, low: Number, high: Number) -> Scale | None:
    usual = parameter.usual
    if parameter.slider is not None:
        return logarithmic(*parameter.slider, whole=parameter.type == "int")
    if parameter.log:
        return _logarithmic(parameter, low, high)
    if parameter.type == "float" and parameter.zero and usual is not None and 0 < usual[0] < 0.01 * high:
        first = 10.0 ** (math.floor(math.log10(usual[0])) - 1)
        last = 10.0 ** (math.ceil(math.log10(usual[1])) + 1)
        return logarithmic(first, min(last, high), zero=True)
    if parameter.type == "int":
        return _whole(int(low), int(high))
    return linear(low, high, parameter.step or _nice((high - low) / 100))


def _logarithmic(parameter: Parameter, low: Number, high: Number) -> Scale | None:
    whole = parameter.type == "int"
    if low > 0 and high / low <= 1e5:
        return logarithmic(low, high, whole=whole)
    if parameter.usual is None:
        return None
    first = 10.0 ** (math.floor(math.log10(parameter.usual[0])) - 2)
    last = 10.0 ** math.ceil(math.log10(parameter.usual[1]))
    return logarithmic(max(first, low), min(last, high), whole=whole)


def _whole(low: int, high: int) -> Scale | None:
    if high - low > _WIDEST:
        return None
    step = max(1, int(_nice((high - low) / 100)))
    inner = range(-(-low // step) * step, high + 1, step)
    return Scale(tuple(float(stop) for stop in sorted({low, *inner, high})))


def _nice(size: float) -> float:
    """The smallest of 1, 2, 5, 10 ... and their decimal fractions that is not below a size."""
    exponent = math.floor(math.log10(size))
    for mantissa in (1, 2, 5, 10):
        if mantissa * 10.0**exponent >= size * (1 - 1e-9):
            return float(f"{mantissa}e{exponent}")
    return 10.0 ** (exponent + 1)


def _typed(parameter: Parameter, value: float) -> Number:
    return int(value) if parameter.type == "int" else float(value)
