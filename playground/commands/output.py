"""Output: the one way from the command line to a terminal, which may lack letters, or to a pipe nobody reads any more.

Whatever a document, a file or an error has put into a line, a terminal gets nothing but letters that can be seen.
Escape codes would colour, move or overwrite what stands there, and a line feed in a name would look like an answer.
"""

from __future__ import annotations

import codecs
import io
import json
import os
import sys
import unicodedata
from typing import Any, TextIO

from playground.model.spelling import visible

_PLAINER = {
    "\u00a0": " ", "\u202f": " ", "\u2212": "-", "\u2013": "-", "\u2014": "-", "×": "x", "·": "*", "…": "...",
    "“": '"', "”": '"', "\u2018": "'", "\u2019": "'", "→": "->", "←": "<-", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~",
    "√": "sqrt", "±": "+-", "½": "1/2", "∞": "infinity", "²": "^2", "³": "^3", "°": " degrees", "ŷ": "y^",
}  # fmt: skip
"""What stands for the signs of this program where a terminal lacks them."""


def write_what_is_missing_plainly() -> None:
    """Let signs that a terminal or a pipe does not have be written plainly, and letters of names as codes.

    Without it they would end the command in an error.
    """
    codecs.register_error("playground.plainly", _plainly)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="playground.plainly")


def _plainly(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_plainer(letter) for letter in error.object[error.start : error.end]), error.end


def _plainer(letter: str) -> str:
    greek = unicodedata.name(letter, "").partition("GREEK SMALL LETTER ")[2].lower()
    index = unicodedata.decomposition(letter).partition("<sub> ")[2]
    number = chr(int(index, 16)) if index else ""
    code = ascii(letter)[1:-1]
    return _PLAINER.get(letter) or (greek if greek.isalpha() else "") or (number if number.isascii() else "") or code


def say(*lines: str) -> None:
    """Print lines that were asked for."""
    for line in lines:
        print(visible(line), flush=True)


def say_json(value: Any, indent: int | None = None) -> None:
    """Print a value for programs; all that is no letter of English is escaped, as JSON does it."""
    print(json.dumps(value, indent=indent, allow_nan=False), flush=True)


def write_code(content: bytes) -> None:
    """Write code as it is, in UTF-8 and with its own line feeds, whatever letters and line ends a terminal has."""
    sys.stdout.flush()
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None:
        sys.stdout.write(content.decode())
        return
    binary.write(content)
    binary.flush()


def note(*lines: str) -> None:
    """Say something on standard error. Where that is gone, as after a terminal was closed, the work goes on unread."""
    for line in lines:
        redraw(f"{visible(line)}\n")


def redraw(picture: str) -> None:
    """Write to standard error what moves its cursor: words of this program alone."""
    try:
        print(picture, end="", file=sys.stderr, flush=True)
    except OSError:
        go_unread(sys.stderr)


def go_unread(stream: TextIO | None = None) -> None:
    """Whoever read a stream, the standard output unless another is given, has seen enough, as ``head`` does.

    What is still to be written goes nowhere.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), (stream or sys.stdout).fileno())
