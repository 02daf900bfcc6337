"""What can happen on disk to a text that is learned from: strategies of texts, and of what becomes of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hypothesis import strategies as st

from playground.model.experiment import Experiment
from tests.engine.setups import data, experiment, layer, stack

By = Literal["letter", "word"]
units = st.sampled_from(("letter", "word"))
LETTERS = "abcdefghijklmnop éß\n"
FEWER = LETTERS[2:]


def _swapped(text: str) -> str:
    """The same letters in another order of frequency."""
    return text.translate(str.maketrans("abcd", "bcda")) + "dcba" * len(text)


REWRITINGS: dict[str, Callable[[str], str]] = {
    "fewer letters": lambda text: "".join(letter for letter in text if letter in FEWER) + FEWER * 10,
    "one letter": lambda text: "a" * len(text),
    "other letters": lambda text: text.translate(str.maketrans("abcdefg", "АБВГДЕЖ")) + "Ω" * 9,
    "more letters": lambda text: "zyxwv" * 40 + text,
    "another order": _swapped,
    "more of the same": lambda text: text + text,
    "shorter than a window": lambda text: "abc",
}
"""What leaves a text of another content."""


@dataclass(frozen=True)
class Change:
    """Something that happens to a file: a name, and whether what lies there then is other, and of use at all."""

    name: str
    other: bool = True
    usable: bool = True

    def happen(self, path: Path, text: str) -> None:
        """Let it happen to a file with that text."""
        if self.name in REWRITINGS:
            path.write_text(REWRITINGS[self.name](text), "utf-8")
        elif self.name == "touched":
            os.utime(path, ns=(1, 1))
        elif self.name == "written anew":
            path.unlink()
            path.write_text(text, "utf-8")
        elif self.name == "emptied":
            path.write_bytes(b"")
        elif self.name == "binary":
            path.write_bytes(bytes(range(256)) * 8)
        else:
            path.unlink()
            if self.name == "a folder":
                path.mkdir()
            elif self.name == "a pipe":
                os.mkfifo(path)
            elif self.name == "a dangling link":
                path.symlink_to(path.with_suffix(".nowhere"))


CHANGES = (
    *(Change(name) for name in REWRITINGS),
    *(Change(name, other=False) for name in ("touched", "written anew")),
    *(Change(name, usable=False) for name in ("emptied", "binary", "deleted", "a folder", "a pipe", "a dangling link")),
)

changes = st.sampled_from(CHANGES)
words = st.text(st.sampled_from(LETTERS), min_size=1, max_size=8)
learned_texts = st.lists(words, min_size=6, max_size=30).map(lambda found: (" ".join(found) + "abcdabc ") * 12)
"""Texts long enough for windows of four."""


def put(path: Path, text: str) -> None:
    """Put a text there, whatever became of the one before."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.write_text(text, "utf-8")


def made(path: Path, by: By = "letter") -> Experiment:
    """A small network that writes a text on."""
    text = data("own_text", path=str(path), by=by, length=4, samples=20, vocabulary_size=9)
    return experiment(stack(layer("embedding", width=2), layer("gru", hidden=2)), text, "adam", learning_rate=0.01)
