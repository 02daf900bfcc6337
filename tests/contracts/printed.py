"""Arithmetic as it is printed, worked out anew: between which numbers the result lies, as figures are rounded."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable
from dataclasses import dataclass

NUMBER = re.compile(r"(?<![\w.])(\d+(?:\u202f\d{3})*)(?:\.(\d+))?(?:e(−?\d+))?")
SIGNS = {"·": "*", "−": "-", "σ(": "sigmoid(", "√(": "sqrt(", "ln(": "log(", "e^": "E**"}


@dataclass(frozen=True)
class Between:
    """Numbers from ``low`` to ``high``."""

    low: float
    high: float

    @classmethod
    def printed(cls, whole: str, decimals: str, exponent: str) -> Between:
        """What may stand behind a figure: half a unit of its last digit more or less."""
        scale = 10.0 ** int((exponent or "0").replace("−", "-"))
        value = float(f"{whole.replace(NARROW, '')}.{decimals or '0'}") * scale
        exact = not decimals and NARROW not in whole and not exponent  # whole numbers up to there are as they stand
        half = 0.0 if exact else 0.5 * 10.0 ** -len(decimals or "") * scale
        return cls(value - half, value + half)

    def of(self, function: Callable[[float], float]) -> Between:
        """What a growing function makes of it."""
        return Between(function(self.low), function(self.high))


NARROW = "\u202f"
FUNCTIONS: dict[str, Callable[[float], float]] = {
    "tanh": math.tanh,
    "sigmoid": lambda z: 0.5 * (1.0 + math.tanh(0.5 * z)),
    "sqrt": lambda z: math.sqrt(max(z, 0.0)),
    "log": lambda z: math.log(z) if z > 0 else -math.inf,
}


def worked_out(text: str) -> Between | None:
    """What a printed sum, product or formula gives; ``None`` for words, for a sum with an ellipsis, and over 0.

    Words before a comma are left out (*of step 3, e^1.2 / …*), and of ``a = b`` the right side is taken.
    """
    for part in (text, text.partition(", ")[2]):
        if not part or "…" in part:
            continue
        try:
            tree = ast.parse(_python(part.rpartition(" = ")[2]), mode="eval")
        except SyntaxError:
            continue
        try:
            return _between(tree.body)
        except (LookupError, ZeroDivisionError, OverflowError):
            return None
    return None


def unit(printed: str) -> float:
    """Half a unit of the last digit of a printed figure."""
    match = NUMBER.search(printed)
    assert match, printed
    made = Between.printed(match[1], match[2], match[3])
    return (made.high - made.low) / 2


def _python(text: str) -> str:
    """The text with figures as calls, in signs that Python reads."""

    def call(match: re.Match[str]) -> str:
        parts = ", ".join(repr(match[place] or "") for place in (1, 2, 3))
        return f"figure({parts})"

    made = NUMBER.sub(call, text)
    strings = re.split(r"(figure\([^)]*\))", made)
    for place in range(0, len(strings), 2):
        for sign, read in SIGNS.items():
            strings[place] = strings[place].replace(sign, read)
    return "".join(strings)


def _between(node: ast.expr) -> Between:
    match node:
        case ast.Call(ast.Name("figure"), [ast.Constant(whole), ast.Constant(decimals), ast.Constant(exponent)]):
            return Between.printed(str(whole), str(decimals), str(exponent))
        case ast.Call(ast.Name("max"), parts):
            each = [_between(part) for part in parts]
            return Between(max(part.low for part in each), max(part.high for part in each))
        case ast.Call(ast.Name(name), [inner]):
            return _between(inner).of(FUNCTIONS[name])
        case ast.UnaryOp(ast.USub(), inner):
            made = _between(inner)
            return Between(-made.high, -made.low)
        case ast.BinOp(ast.Name("E"), ast.Pow(), power):
            return _between(power).of(math.exp)
        case ast.BinOp(left, ast.Pow(), power) if isinstance(left, ast.UnaryOp):
            raise LookupError(power)
        case ast.BinOp(left, sign, right):
            return _joined(_between(left), sign, _between(right))
    raise LookupError(ast.dump(node))


def _joined(left: Between, sign: ast.operator, right: Between) -> Between:
    ends = [(a, b) for a in (left.low, left.high) for b in (right.low, right.high)]
    match sign:
        case ast.Add():
            made = [a + b for a, b in ends]
        case ast.Sub():
            made = [a - b for a, b in ends]
        case ast.Mult():
            made = [a * b for a, b in ends]
        case ast.Div() if right.low > 0 or right.high < 0:
            made = [a / b for a, b in ends]
        case _:
            raise LookupError(ast.dump(sign))
    return Between(min(made), max(made))
