"""Spelling: how names that people write are compared, corrected and quoted."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import PurePath

_PREFIXES = ("torch.nn.", "torch.optim.", "torch.", "nn.", "optim.")
_LONGEST_QUOTED = 60
_LONGEST_KEPT = 100
"""Longer names are no kind's, and what they are compared by is not kept."""
_WIDEST_FILE, _WIDEST_NAME = 40, 64
"""So many columns of a name of a file, or of an experiment, stand in a sentence."""
_FAULT = re.compile("[\ud800-\udfff\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_JOINERS = "\u200c\u200d"
"""What some scripts write between letters to join them or keep them apart."""


def key(word: str) -> str:
    """What a name is compared by: letters and digits alone, in small letters, without the module of torch in front.

    So ``torch.nn.LeakyReLU``, ``Leaky ReLU`` and ``leaky_relu`` are the same name.
    """
    return _key(word) if len(word) <= _LONGEST_KEPT else _key.__wrapped__(word)


@lru_cache(maxsize=4096)
def _key(word: str) -> str:
    """All names are compared again at each letter that somebody types."""
    low = word.casefold().strip()
    prefix = next((prefix for prefix in _PREFIXES if low.startswith(prefix)), "")
    return "".join(letter for letter in low[len(prefix) :] if letter.isalnum())


def nearest(wanted: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known names that may have been meant, best first: slips of the keys, then those that begin so or hold it.

    Of three letters or fewer nothing may be another letter, as ``cnn`` is no slip for ``rnn``.
    """
    word = key(wanted[:_LONGEST_QUOTED])
    ranked = [(rank, place, name) for place, name in enumerate(known) if (rank := _rank(word, key(name))) is not None]
    best = [name for rank, _, name in ranked if rank == 0]  # the same but for capitals, underscores and the like
    return best or [name for _, _, name in sorted(ranked)[:most]]


def _rank(word: str, name: str) -> int | None:
    """How far a name is from a word; ``None`` where it cannot have been meant."""
    if len(word) < 2 or not name:
        return None
    allowed = 1 if len(word) < 5 else 2 if len(word) < 9 else 3
    if abs(len(word) - len(name)) <= allowed:
        slips = _slips(word, name, 2 if len(word) < 4 else 1)
        if slips <= allowed:
            return slips
    if len(word) > 2 and name.startswith(word):
        return 10
    return 11 if len(word) > 3 and word in name else None


def _slips(word: str, name: str, other: int) -> int:
    """How many slips of the keys make one name of another: a letter left out, added, or put before its neighbour.

    Another letter counts as ``other`` slips.
    """
    before, last = list[int](), list(range(len(name) + 1))
    for row, letter in enumerate(word, start=1):
        now = [row]
        for column, target in enumerate(name, start=1):
            best = min(last[column] + 1, now[-1] + 1, last[column - 1] + (0 if letter == target else other))
            crossed = row > 1 and column > 1 and word[row - 2] == target and letter == name[column - 2]
            now.append(min(best, before[column - 2] + 1) if crossed else best)
        before, last = last, now
    return last[-1]


def suggestion(wanted: str, known: Iterable[str]) -> str:
    """A question with the names that may have been meant, such as ``Did you mean sgd?``; empty where none is near."""
    near = nearest(wanted, known)
    return f"Did you mean {' or '.join(near)}?" if near else ""


def quoted(value: object) -> str:
    """What someone wrote, as a sentence may show it: on one line, with nothing that cannot be seen, cut where long."""
    if isinstance(value, str):
        seen = [letter if letter.isprintable() else ascii(letter)[1:-1] for letter in value[: _LONGEST_QUOTED + 1]]
        while sum(map(len, seen)) > _LONGEST_QUOTED:
            seen.pop()
        return f"'{''.join(seen)}{'…' if len(seen) < len(value) else ''}'"
    text = ""
    for piece in json.JSONEncoder().iterencode(value):  # of something large only the beginning is written
        text += piece
        if len(text) > _LONGEST_QUOTED:
            return f"{text[:_LONGEST_QUOTED]}…"
    return text


def file_name(path: PurePath | str) -> str:
    """The last part of a path as a sentence may show it: as it is where that is plain to read, else `quoted`.

    What is long has an ellipsis in its middle, so that the ending stays.
    """
    name = elided(PurePath(path).name or str(path), _WIDEST_FILE)
    return name if name.isprintable() and name == name.strip() and name else quoted(name)


def short_name(name: str) -> str:
    """The name of an experiment as a sentence may show it: on one line, with an ellipsis in its middle where long."""
    return elided(one_line(name[:1000]), _WIDEST_NAME)


def elided(text: str, columns: int) -> str:
    """A text with an ellipsis in its middle where it takes more columns; Chinese and other wide letters take two."""
    if len(text) <= columns // 2 or (len(text) <= columns and sum(map(_columns, text)) <= columns):
        return text
    head, tail = _first(text, (columns - 1) * 3 // 5), _first(text[: -columns - 1 : -1], (columns - 1) * 2 // 5)
    return f"{head.rstrip()}…{tail[::-1].lstrip()}"


def _first(text: Iterable[str], columns: int) -> str:
    """The first letters that so many columns hold."""
    taken = ""
    for letter in text:
        columns -= _columns(letter)
        if columns < 0:
            break
        taken += letter
    return taken


def _columns(letter: str) -> int:
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def one_line(text: str) -> str:
    """A text as one line of letters that can be seen, with one space between words."""
    seen = "".join(letter if letter.isprintable() else " " if letter.isspace() else "" for letter in text)
    return " ".join(seen.split())


def visible(text: str) -> str:
    """A text as one line that a terminal may show.

    What moves the cursor, turns the order of letters round or cannot be seen is written as its code.
    """
    if text.isprintable():
        return text
    return "".join(
        letter
        if letter.isprintable() or letter in _JOINERS or unicodedata.category(letter) == "Zs"
        else ascii(letter)[1:-1]
        for letter in text
    )


def fault_of(text: str) -> str:
    """Why a text can be kept in no file or shown on no screen, in words; empty where it can.

    Half of a pair of surrogates is no letter, so UTF-8 cannot write it. Of control characters, tabs and line breaks
    alone are text.
    """
    found = _FAULT.search(text)
    if found is None:
        return ""
    code = f"\\u{ord(found[0]):04x}"
    if unicodedata.category(found[0]) == "Cs":
        return f"{code} in it is half a letter, which no file can hold; write it out or leave it out"
    return f"{code} in it is a control character; leave it out"
