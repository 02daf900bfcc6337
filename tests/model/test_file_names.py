"""Names that every system takes, and none that is taken."""

from __future__ import annotations

import os
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given

from playground.model.archive import SUFFIXES
from playground.model.file_names import LONGEST, free_beside, proposed_name, refused_by_windows, with_known_suffix
from tests.draws import draws
from tests.hostile.kinds import names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("My *first* net?", "my-first-net.playground"),
        ("  ", "experiment.playground"),
        ("NUL", "experiment.playground"),
        ("com¹", "experiment.playground"),
        ("हिन्दी", "हिन्दी.playground"),
        ("cafe\u0301", "café.playground"),
        ("文字" * 200, f"{'文字' * 20}.playground"),
        ("../../etc/passwd", "etc-passwd.playground"),
    ],
)
def test_proposed_names_say_what_the_text_says(text: str, name: str) -> None:
    assert proposed_name(text, ".playground", "experiment") == name


@given(names)
@draws(200)
def test_every_system_takes_a_proposed_name(tmp_path: Path, text: str) -> None:
    name = proposed_name(text, ".playground", "experiment")
    assert len(name.encode()) <= 143
    assert not set(name) & set('<>:"/\\|?*')
    assert name.isprintable()
    assert not PureWindowsPath(name).is_reserved()
    assert not refused_by_windows(name)
    assert not name.startswith((".", "-", " "))
    assert name.removesuffix(".playground").strip(" .-")
    (tmp_path / name).write_bytes(b"")
    assert name in os.listdir(tmp_path)


@given(names.filter(lambda name: name not in ("", ".", "..") and "/" not in name and "\0" not in name))
@draws(200)
def test_a_name_ends_as_asked_for_or_gets_the_first_suffix(name: str) -> None:
    path = with_known_suffix(Path("/folder") / name, SUFFIXES)
    assert path.parent == Path("/folder")
    assert path.suffix.lower() in SUFFIXES
    assert path.name == name or path.name == f"{name.rstrip(' .') or name}{SUFFIXES[0]}"
    assert with_known_suffix(path, SUFFIXES) == path


@pytest.mark.parametrize(
    ("typed", "name"), [("lesson 1.2", "lesson 1.2.playground"), ("A.JSON", "A.JSON"), ("b.", "b.playground")]
)
def test_only_known_suffixes_are_suffixes(typed: str, name: str) -> None:
    assert with_known_suffix(Path(typed), SUFFIXES).name == name


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("mine.playground", ""),
        ("文字 1.2.json", ""),
        ("a:b.playground", "Windows takes no : in a name"),
        ("a?*.json", "Windows takes no * ? in a name"),
        ("a\nb.json", "Windows takes no '\\n' in a name"),
        ("mine.", "Windows takes no name that ends in a dot or a blank"),
        ("nul.playground", "Windows keeps the name NUL for a device"),
        ("Com1", "Windows keeps the name COM1 for a device"),
    ],
)
def test_names_that_windows_refuses(name: str, words: str) -> None:
    assert refused_by_windows(name) == words


def test_a_free_name_is_nobodys_and_no_longer_than_allowed(tmp_path: Path) -> None:
    for stem in ("mine", "文" * 81):
        path = tmp_path / f"{stem}.playground"
        path.touch()
        first = free_beside(path)
        first.symlink_to("nowhere")
        second = free_beside(path)
        second.touch()
        assert len({path, first, second}) == 3
        assert second.name.endswith("-3.playground")
        assert len(second.name.encode()) <= LONGEST
