"""What is bundled: fonts with figures of equal width, icons that can be tinted, and a notice for each."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from playground.model.places import assets

ICONS = sorted((assets() / "icons").glob("*.svg"))


@pytest.mark.parametrize("style", ["Regular", "Medium", "SemiBold", "Italic"])
def test_the_typeface_has_figures_of_equal_width(style: str) -> None:
    assert b"tnum" in (assets() / "fonts" / f"Inter-{style}.otf").read_bytes()


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_icons_take_the_colour_they_are_given(path: object) -> None:
    root = ElementTree.parse(str(path)).getroot()
    assert root.get("stroke") == "currentColor"
    assert root.get("viewBox") == "0 0 24 24"


def test_what_others_made_comes_with_their_notice() -> None:
    notices = {path.name for path in (assets() / "licenses").iterdir()}
    assert notices == {
        "digits.txt",
        "emoji.txt",
        "fashion-mnist-MIT.txt",
        "inter-OFL.txt",
        "lucide-ISC.txt",
        "mnist.txt",
        "names-MIT.txt",
        "noto-emoji-Apache-2.0.txt",
        "scikit-learn-BSD-3-Clause.txt",
        "sentences.txt",
        "series.txt",
        "shakespeare.txt",
    }


DATA = sorted(path for path in (assets() / "data").rglob("*") if path.is_file())


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.name)
def test_every_file_of_data_is_named_in_a_notice_by_itself_or_with_its_folder(path: Path) -> None:
    notices = "\n".join(notice.read_text("utf-8") for notice in (assets() / "licenses").iterdir())
    assert path.name in notices or f"{path.parent.name}/*{path.suffix}" in notices


def test_what_asks_for_credit_is_credited() -> None:
    text = (assets() / "licenses" / "sentences.txt").read_text("utf-8")
    for named in ("Kotzias", "Pang", "Lee", "UCI", "https://creativecommons.org/licenses/by/4.0/", "unchanged"):
        assert named in text
