"""JSON as text: read into plain values, and where it cannot be read a sentence that says where and how to fix it."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np

from playground.model.file_limits import MOST_BRACKETS, MOST_VALUES
from playground.model.spelling import quoted
from playground.numerals import count

MOST_LEVELS = 100
"""How deep brackets may stand in each other; an experiment needs no more than six."""
_TOKEN = re.compile(r'\\.|"|[\[\]{}]|\bNaN\b|-?\bInfinity\b', re.DOTALL)
_BINARY = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")
_NO_TEXT = "it is not text at all; choose another file"
_WORDS = {"True": "true", "False": "false", "None": "null"}


class BadJson(ValueError):
    """A text is not JSON that can be read; the message is a sentence with line and column, where there are any."""

    def __init__(self, why: str) -> None:
        super().__init__(f"This is not JSON that can be read: {why}.")


def parse(content: bytes | str) -> object:
    """Plain dictionaries, lists, texts, numbers, truth values and ``None`` from JSON.

    Raises:
        BadJson: it is no text, empty, nested too deep or has a mistake; or a key stands twice in one place.
    """
    text = content.removeprefix("\ufeff") if isinstance(content, str) else _decode(content)
    if not text.strip():
        raise BadJson("the file is empty")
    if "\0" in text:
        raise BadJson(_NO_TEXT)
    _check_size(text)
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
    except _NoNumber as error:
        _check_tokens(text)
        raise BadJson(f"it has {error}, which is not a number that can be used here") from error
    except json.JSONDecodeError as error:
        raise BadJson(_explain(text, error)) from error
    except BadJson:
        raise
    except ValueError as error:  # only a whole number beyond what Python turns into one is left
        raise BadJson("a number in it has too many digits") from error


def _decode(content: bytes) -> str:
    encoding = json.detect_encoding(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        if _BINARY.search(content):
            raise BadJson(_NO_TEXT) from error
        before = content[: error.start].count(b"\n") + 1
        raise BadJson(f"line {before} is not text in UTF-8; save it as UTF-8") from error


def _check_size(text: str) -> None:
    """Refuse what would take long to read, or what Python's own reader would break at (deep nesting)."""
    bare = text.encode("utf-8", "surrogatepass").replace(rb"\\", b"").replace(rb"\"", b"")
    signs = np.frombuffer(bare + b" ", np.uint8)
    outside = np.bitwise_xor.accumulate(signs == ord('"')) == 0
    opening = ((signs == ord("[")) | (signs == ord("{"))) & outside
    closing = ((signs == ord("]")) | (signs == ord("}"))) & outside
    if int(np.cumsum(opening.astype(np.int8) - closing, dtype=np.int32).max()) > MOST_LEVELS:
        _check_tokens(text)
    if np.count_nonzero(opening) > MOST_BRACKETS:
        raise BadJson(f"it has more than {count(MOST_BRACKETS)} lists and objects")
    if np.count_nonzero((signs == ord(",")) & outside) > MOST_VALUES:
        raise BadJson(f"it has more than {count(MOST_VALUES)} values")


class _NoNumber(ValueError):
    """What Python takes for a number and JSON does not know."""


def _refuse(word: str) -> object:
    raise _NoNumber(word)


def _check_tokens(text: str) -> None:
    """Find where it is nested too deep, or has what is no number."""
    depth, within = 0, False
    for token in _TOKEN.finditer(text):
        word = token[0]
        if word == '"':
            within = not within
        elif within:
            continue
        elif word in ("[", "{"):
            depth += 1
            if depth > MOST_LEVELS:
                raise BadJson(f"{_place(text, token.start())} is nested deeper than {MOST_LEVELS} levels")
        elif word in ("]", "}"):
            depth -= 1
        elif not word.startswith("\\"):
            raise BadJson(f"{_place(text, token.start())} has {word}, which is not a number that can be used here")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise BadJson(f"the key {quoted(name)} is written twice in one place")
        found[name] = value
    return found


def _explain(text: str, error: json.JSONDecodeError) -> str:
    """What is wrong at the place where Python's reader stopped, and what to do; the words of Python vary by version."""
    said, here = error.msg, error.pos
    within = {
        "Unterminated string": "has a text that does not end: close it with a double quote",
        "Invalid control character": "has a line break or a tab within a text: write \\n or \\t",
        "Invalid \\": "has a single backslash within a text: write it twice",
    }
    for start, words in within.items():
        if said.startswith(start):
            return f"{_place(text, here)} {words}"
    here += len(text[here:]) - len(text[here:].lstrip())
    if text[here : here + 1] == "," and text[here + 1 :].lstrip()[:1] in ("]", "}"):
        here += 1 + len(text[here + 1 :]) - len(text[here + 1 :].lstrip())
    rest, before = text[here:], text[:here].rstrip()
    if not rest:
        return f"{_place(text, len(before))} is the end, too soon: a bracket, brace or value is missing"
    if rest[0] in "]}" and before.endswith(","):
        return f"{_place(text, len(before) - 1)} has a comma with nothing after it: remove it"
    return f"{_place(text, here)} {_mistake(said, rest)}"


def _mistake(said: str, rest: str) -> str:
    """What is wrong with what stands there."""
    found = re.match(r"[^\W\d]\w*", rest)
    word = found[0] if found else ""
    if rest.startswith(("//", "/*", "#")):
        return "has a comment, which JSON does not know: remove it"
    if word in _WORDS:
        return f"has {word}: write {_WORDS[word]}"
    if rest[0] in "'‘’“”`":
        return f"has {rest[0]} as a quotation mark: write names and texts in double quotes"
    if said.startswith("Extra data"):
        return "is after the end, where nothing may follow: remove it"
    if word and said.startswith(("Expecting property name", "Expecting value")):
        return f"has {quoted(word)} without quotation marks: write names and texts in double quotes"
    if said.startswith("Expecting ',' delimiter"):
        return f"has {quoted(rest[0])} where a comma or the closing bracket should stand"
    if said.startswith("Expecting ':' delimiter"):
        return f"has {quoted(rest[0])} where a colon should stand"
    what = "a name in double quotes" if said.startswith("Expecting property name") else "a value"
    return f"has {quoted(rest[0])} where {what} should begin"


def _place(text: str, here: int) -> str:
    """Line and column of a place, both from 1."""
    line = text.count("\n", 0, here) + 1
    return f"line {line}, column {here - (text.rfind(chr(10), 0, here) + 1) + 1}"
