"""Saved curves: columns of numbers by name, read column by column, so that no single call takes long."""

from __future__ import annotations

import json
import math
import re

import msgspec

from playground.model.file_limits import MOST_COLUMNS, MOST_NUMBERS
from playground.model.file_problems import FileProblems
from playground.numerals import count

Columns = dict[str, list[float]]

_BEGIN, _END = re.compile(rb"\s*\{\s*"), re.compile(rb"\}\s*\Z")
_COLUMN = re.compile(rb'("(?:[^"\\]|\\.){0,400}")\s*:\s*(\[[^\[\]"{}]*\])\s*(?:,\s*|(?=\}))')
_ODD = "The curves in the archive cannot be read"


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
    while found := _COLUMN.match(content, at):
        at = found.end()
        numbers += found[2].count(b",") + 1
        if numbers > MOST_NUMBERS or len(columns) >= MOST_COLUMNS:
            raise FileProblems([f"The archive has more than {count(MOST_NUMBERS)} numbers in its curves."])
        try:
            name = json.loads(found[1])
            # JSON has no word for a figure that is not a number.
            values = msgspec.json.decode(found[2], type=list[float | None])
        except (ValueError, msgspec.MsgspecError) as error:
            raise FileProblems([f"{_ODD}: {str(error)[:200]}."]) from error
        columns[name] = [math.nan if value is None else value for value in values]
    if _END.match(content, at) is None:
        raise FileProblems([f"{_ODD}, as there is something else than lists of numbers in them."])
    return columns
