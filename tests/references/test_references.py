"""The main views look as in their reference pictures; what nobody meant to change is found."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from playground.ui.theme.theme import Theme
from playground.ui.views import view_kinds
from tests.pictures import same_at_a_glance
from tests.references.drawn import FOLDER, REFERENCES, Change, draw, path_of, some_not_numbers

LARGEST, LARGEST_ALL = 30_000, 1_000_000
"""Bytes of one picture, and of all."""


def kept(name: str) -> QImage:
    image = QImage(str(path_of(name)))
    assert not image.isNull(), f"there is no such picture yet: python -m tests.references {name}"
    return image


@pytest.mark.parametrize("name", REFERENCES)
def test_it_looks_as_ever(qapp: object, name: str, tmp_path: Path) -> None:
    drawn, seen = draw(name), tmp_path / f"{name}.png"
    drawn.save(str(seen))
    assert same_at_a_glance(drawn, kept(name)), (
        f"{name} looks otherwise than {path_of(name)}: see {seen}. If that is meant: python -m tests.references {name}"
    )


def test_every_view_has_a_picture_and_all_are_small() -> None:
    assert {reference.view for reference in REFERENCES.values()} == {"", *view_kinds()}
    sizes = {path.stem: path.stat().st_size for path in FOLDER.glob("*.png")}
    assert set(sizes) == set(REFERENCES)
    assert max(sizes.values()) < LARGEST, {name: size for name, size in sizes.items() if size >= LARGEST}
    assert sum(sizes.values()) < LARGEST_ALL


# ------------------------------------------------------------------------------------------ what must not pass


def test_another_colour_table_is_found(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = {dark: Theme(dark).signed_table() for dark in (False, True)}
    monkeypatch.setattr(Theme, "signed_table", lambda theme: np.ascontiguousarray(tables[theme.dark][::-1]))
    for name in ("weights", "gradient_maps"):
        assert not same_at_a_glance(draw(name), kept(name)), name


def as_zero(values: np.ndarray) -> np.ndarray:
    return np.asarray(np.nan_to_num(some_not_numbers(values), posinf=0.0, neginf=0.0))


def as_largest(values: np.ndarray) -> np.ndarray:
    most = float(np.abs(values).max())
    return np.asarray(np.nan_to_num(some_not_numbers(values), nan=most, posinf=most, neginf=-most))


@pytest.mark.parametrize("change", [as_zero, as_largest])
def test_a_not_a_number_that_is_drawn_as_a_number_is_found(qapp: object, change: Change) -> None:
    name = "weights_not_numbers"
    assert not same_at_a_glance(draw(name, change), kept(name))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("feature_maps", lambda maps: np.ascontiguousarray(maps.swapaxes(-1, -2)) if maps.ndim == 4 else maps),
        ("feature_maps", lambda maps: np.ascontiguousarray(maps[..., ::-1]) if maps.ndim == 4 else maps),
        ("attention", lambda table: np.ascontiguousarray(table.swapaxes(-1, -2)) if table.ndim == 4 else table),
        ("boundary", lambda field: field[:, ::-1].copy()),
        ("canvas_images", lambda maps: -maps),
    ],
    ids=["rows and columns", "left and right", "reader and read", "classes", "signs"],
)
def test_what_is_exchanged_is_found(qapp: object, name: str, change: Change) -> None:
    assert not same_at_a_glance(draw(name, change), kept(name))


def test_another_colour_of_the_theme_is_found(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    right = Theme.color

    def color(theme: Theme, token: str, alpha: float = 1.0) -> object:
        return right(theme, "error" if token == "text_1" else token, alpha)

    monkeypatch.setattr(Theme, "color", color)
    assert not same_at_a_glance(draw("confusion"), kept("confusion"))


def test_letters_that_are_smoothed_otherwise_are_the_same(qapp: object) -> None:
    """Another version of Qt may set them part of a pixel further."""
    image = kept("mistakes").convertToFormat(QImage.Format.Format_RGB32)
    moved = image.copy()
    with QPainter(moved) as painter:
        painter.setOpacity(0.25)
        painter.drawImage(1, 0, image)
    assert moved != image
    assert same_at_a_glance(moved, image)
