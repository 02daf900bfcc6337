"""A tensor that is typed as Python writes it, ``[[1, 2], [3, 4]]``, with the type that torch gives its numbers."""

from __future__ import annotations

import math
import re

import msgspec

from playground.model.spelling import quoted
from playground.numerals import count, counted

MOST_LETTERS = 2000
"""What is longer is no small tensor."""
MOST_AXES = 4
"""So deep brackets may lie in one another."""
_PIECE = re.compile(r"\s*([\[\](),]|[^\s\[\](),]+)")
_NUMBER = re.compile(r"[+-]?(\d+(_\d+)*)?(\.\d*)?([eE][+-]?\d+)?", re.ASCII)
_WORDS = {"True": 1.0, "False": 0.0}
_LARGEST_WHOLE, _LARGEST = 2**53, 3.4028234e38
"""Beyond the one a whole number may be another as it is shown, and beyond the other is infinite in torch."""


class NotATensor(ValueError):
    """What was typed is no tensor; the message is a sentence for the one who typed it."""


class TypedTensor(msgspec.Struct, frozen=True, tag=True):
    """Numbers in C order with their shape, and their type: ``int64``, ``float32`` or ``bool``."""

    shape: tuple[int, ...]
    values: tuple[float, ...]
    dtype: str

    @property
    def text(self) -> str:
        """As Python writes it."""
        return _text(self.shape, [self._number(value) for value in self.values])

    def _number(self, value: float) -> str:
        if self.dtype == "bool":
            return str(bool(value))
        return str(int(value)) if self.dtype == "int64" else repr(value)


def read_tensor(text: str) -> TypedTensor:
    """The tensor that a text means, with the type that ``torch.tensor`` gives it.

    Raises:
        NotATensor: it means none; the message says why, and what would.
    """
    if len(text) > MOST_LETTERS:
        raise NotATensor(f"A tensor of more than {count(MOST_LETTERS)} letters is too long to be typed.")
    pieces = _PIECE.findall(text.replace("−", "-"))
    if not pieces:
        raise NotATensor("Type numbers in brackets, such as [[1, 2], [3, 4]].")
    found = _nested(pieces)
    shape = _shape(found)
    numbers = _flat(found)
    kinds = {kind for kind, _ in numbers}
    dtype = "float32" if "float32" in kinds else "int64" if "int64" in kinds else "bool"
    return TypedTensor(shape, tuple(value for _, value in numbers), dtype)


Numbers = tuple[str, float] | list["Numbers"]
"""A number with its type, or a list of such."""


def _nested(pieces: list[str]) -> Numbers:
    """Lists in lists, as the brackets say."""
    open_: list[list[Numbers]] = [[]]
    wanted = list[str]()
    after_value = False
    for piece in pieces:
        if piece in "[(":
            if after_value:
                raise NotATensor("A comma is missing between two values.")
            if len(open_) > MOST_AXES:
                raise NotATensor(f"Brackets may lie {MOST_AXES} deep in one another at most.")
            open_.append([])
            wanted.append("]" if piece == "[" else ")")
        elif piece in "])":
            if not wanted or wanted.pop() != piece:
                raise NotATensor("A bracket is closed that was not opened.")
            inner = open_.pop()
            if not inner:
                raise NotATensor("There is nothing between two brackets: type at least one number.")
            open_[-1].append(inner)
            after_value = True
        elif piece == ",":
            if not after_value or len(open_) == 1:
                raise NotATensor("A comma stands between two values in brackets, as in [1, 2].")
            after_value = False
        else:
            if after_value:
                raise NotATensor(f"A comma is missing before {quoted(piece)}.")
            open_[-1].append(_number(piece))
            after_value = True
    if len(open_) > 1:
        raise NotATensor("A bracket is not closed yet.")
    return open_[0][0]


def _number(piece: str) -> tuple[str, float]:
    if piece in _WORDS:
        return "bool", _WORDS[piece]
    if not _NUMBER.fullmatch(piece) or not any(letter.isdigit() for letter in piece.lower().partition("e")[0]):
        raise NotATensor(f"{quoted(piece)} is no number: type such as 2, 0.5, −1e3 or True.")
    if set(piece) & set(".eE"):
        value = float(piece)
        if not math.isfinite(value) or abs(value) > _LARGEST:
            raise NotATensor(f"{quoted(piece)} is too large for float32.")
        return "float32", value
    if abs(int(piece)) > _LARGEST_WHOLE:
        raise NotATensor(f"{quoted(piece)} is too large to be shown exactly.")
    return "int64", float(piece)


def _shape(found: Numbers) -> tuple[int, ...]:
    """How long the lists are at each depth; all at one depth must be as long."""
    if isinstance(found, tuple):
        return ()
    shapes = [_shape(inner) for inner in found]
    for place, shape in enumerate(shapes):
        if shape != shapes[0]:
            raise NotATensor(
                f"Part {count(place + 1)} has {_long(shape)}, and the first has {_long(shapes[0])}: all parts of a "
                "tensor have the same shape."
            )
    return (len(found), *shapes[0])


def _long(shape: tuple[int, ...]) -> str:
    return counted(shape[0], "value") if shape else "no brackets"


def _flat(found: Numbers) -> list[tuple[str, float]]:
    return [found] if isinstance(found, tuple) else [number for inner in found for number in _flat(inner)]


def _text(shape: tuple[int, ...], numbers: list[str]) -> str:
    if not shape:
        return numbers[0]
    each = len(numbers) // shape[0]
    parts = [_text(shape[1:], numbers[place * each : (place + 1) * each]) for place in range(shape[0])]
    return f"[{', '.join(parts)}]"
