"""File names: what a file may be called on Linux, macOS and Windows alike, and a name that no other file has."""

from __future__ import annotations

import os
import unicodedata
from itertools import count
from pathlib import Path

LONGEST = 255
"""The most bytes that a name may have in UTF-8."""
LONGEST_PROPOSED = 120
"""A name that is proposed stays below what folders that are encrypted take (143), with room for its ending."""
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{port}{sign}" for port in ("com", "lpt") for sign in "0123456789¹²³"}
)
"""Windows takes these for devices, whatever their ending."""
_FOREIGN = frozenset({
    ".docx", ".doc", ".odt", ".rtf", ".pptx", ".ppt", ".odp", ".xlsx", ".xls", ".ods", ".pdf", ".txt", ".md", ".csv",
    ".html", ".xml", ".zip", ".py", ".ipynb", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".pt", ".pth", ".onnx",
    ".h5", ".keras", ".safetensors",
})  # fmt: skip
"""Endings of other programs' files, which somebody may have typed."""


def cut(text: str, most: int) -> str:
    """The beginning of a text that takes at most so many bytes in UTF-8; no letter loses its marks."""
    used = 0
    for place, letter in enumerate(text):
        used += len(letter.encode("utf-8", "surrogatepass"))
        if used > most:
            end = place
            while end and unicodedata.combining(text[end]):
                end -= 1
            return text[:end]
    return text


def proposed_name(text: str, suffix: str, otherwise: str) -> str:
    """A name for a file after a text such as ``My *first* net``: small letters, digits, and ``-`` for all else.

    It is ``otherwise`` where nothing of the text is left, and where Windows takes it for a device.
    """
    plain = unicodedata.normalize("NFC", text).lower()
    kept = "".join(letter if unicodedata.category(letter)[0] in "LNM" else " " for letter in plain)
    stem = cut("-".join(kept.split()), LONGEST_PROPOSED).strip("-")
    return f"{otherwise if not stem or stem in _RESERVED else stem}{suffix}"


def with_known_suffix(path: Path, known: tuple[str, ...]) -> Path:
    """The path with the first known suffix added, unless it ends in one of them, in capitals or not.

    What else stands behind a dot, such as in ``lesson 1.2``, belongs to the name.
    """
    if path.suffix.lower() in known:
        return path
    stem = path.name.rstrip(" .") or path.name
    return path.with_name(f"{stem}{known[0]}")


def without_foreign_ending(stem: str) -> str:
    """The beginning of a name without the ending of another program's files: ``my`` for ``my.docx``."""
    short = stem.rstrip(" .")
    bare = Path(short).stem if Path(short).suffix.lower() in _FOREIGN else ""
    return bare or stem


def refused_by_windows(name: str) -> str:
    """Why Windows takes no file of that name, in words that finish a sentence; empty where it does.

    A ``:`` would even be taken, and the file be hidden behind the one whose name stands in front of it.
    """
    signs = sorted(set(name) & set('<>:"/\\|?*') | {sign for sign in name if ord(sign) < 32})
    if signs:
        return f"Windows takes no {' '.join(sign if sign.isprintable() else ascii(sign) for sign in signs)} in a name"
    if name.rstrip(" .") != name:
        return "Windows takes no name that ends in a dot or a blank"
    stem = name.split(".")[0].rstrip().lower()
    return f"Windows keeps the name {stem.upper()} for a device" if stem in _RESERVED else ""


def free_beside(path: Path) -> Path:
    """The first of ``mine-2.playground``, ``mine-3.playground`` and so on that nothing has as its name."""
    for number in count(2):
        end = f"-{number}{path.suffix}"
        free = path.with_name(cut(path.stem, LONGEST - len(os.fsencode(end))) + end)
        if not os.path.lexists(free):
            return free
    raise AssertionError("numbers do not end")
