"""Saved curves: columns of numbers by name, read column by column, so that no single call takes long."""

from __future__ import annotations

import json
import math
import re

import msgspec

from playground.model.file_limits import MOST_COLUMNS, MOST_IN_COLUMN, MOST_NUMBERS
from playground.model.file_problems import FileProblems
from playground.numerals import count

Columns = dict[str, list[float]]

_BEGIN, _END = re.compile(rb"\s{0,99}\{\s{0,99}"), re.compile(rb"\}\s{0,99}\Z")
_NAME = re.compile(rb'("(?:[^"\\]|\\.){0,400}")\s{0,99}:\s{0,99}(?=\[)')
_NEXT = re.compile(rb"\s{0,99}(?:,\s{0,99}|(?=\}))")
_LONGEST = 32 * MOST_IN_COLUMN
"""Bytes of a column; a number has at most 25, with its comma."""
_ODD = "The curves in the archive cannot be read"
_TOO_LONG = f"The archive has more than {count(MOST_IN_COLUMN)} numbers in one of its curves."


def read_curves(content: bytes) -> Columns:
    """The columns of a document's curves; a figure that is none, such as a test loss without test samples, is NaN.

    Raises:
        FileProblems: they are no lists of numbers by name, or there are more than a document holds.
    """
    begin = _BEGIN.match(content)
    if begin is None:
        raise FileProblems([f"{_ODD}, as they are no object."])
    columns: Columns = {}
    at, numbers = begin.end(), 0
    while found := _NAME.match(content, at):
        start = found.end()
        end = content.find(b"]", start, start + _LONGEST) + 1
        if not end and len(content) - start > _LONGEST:
            raise FileProblems([_TOO_LONG])
        after = _NEXT.match(content, end) if end else None
        if after is None:
            break
        at = after.end()
        many = content.count(b",", start, end) + 1
        if many > MOST_IN_COLUMN:
            raise FileProblems([_TOO_LONG])
        numbers += many
        if numbers > MOST_NUMBERS or len(columns) >= MOST_COLUMNS:
            raise FileProblems([f"The archive has more than {count(MOST_NUMBERS)} numbers in its curves."])
        columns.update([_column(found[1], content[start:end])])
    if _END.match(content, at) is None:
        raise FileProblems([f"{_ODD}, as there is something else than lists of numbers in them."])
    return columns


def _column(name: bytes, numbers: bytes) -> tuple[str, list[float]]:
    try:
        # JSON has no word for a figure that is not a number.
        values = msgspec.json.decode(numbers, type=list[float | None])
        return json.loads(name), [math.nan if value is None else value for value in values]
    except (ValueError, msgspec.MsgspecError) as error:
        raise FileProblems([f"{_ODD}: {str(error)[:200]}."]) from error
