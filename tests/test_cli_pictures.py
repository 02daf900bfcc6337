"""Pictures from the command line: the real window, set as is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.pictures import alike, same_at_a_glance
from tests.test_cli import run


def test_a_picture_of_a_file_shows_what_it_has_learned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp: object
) -> None:
    path = str(tmp_path / "x.playground")
    run(capsys, "train", "circle", "--epochs", "10", "--save", path)
    for name, target in (("learned", path), ("fresh", "circle")):
        status, _, err = run(capsys, "picture", target, "-o", str(tmp_path / f"{name}.png"), "--size", "1200x800")
        assert (status, err) == (0, "")
    learned, fresh = (QImage(str(tmp_path / f"{name}.png")) for name in ("learned", "fresh"))
    assert learned.size() == fresh.size()
    assert not same_at_a_glance(learned, fresh)


@pytest.mark.slow
def test_a_picture_of_other_settings_shows_their_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp: object
) -> None:
    path, other = str(tmp_path / "x.playground"), "training.batch_size=32"
    run(capsys, "train", "circle", "--epochs", "2", "--save", path)
    for name, target in (("saved", path), ("example", "circle")):
        drawn = ("-o", str(tmp_path / f"{name}.png"), "--size", "1120x680", "--set", other)
        assert run(capsys, "picture", target, *drawn) == (0, "", "")
    saved, example = (QImage(str(tmp_path / f"{name}.png")) for name in ("saved", "example"))
    assert saved == example


OPTIONS: dict[str, tuple[str, ...]] = {
    "plain": (),
    "example": ("--select", "linear_1", "--row", "3", "--example", "7"),
    "gradients": ("--gradients",),
    "enlarge": ("--view", "arithmetic", "--enlarge"),
    "stage": ("--stage", "4"),
}


@pytest.mark.parametrize(
    "names", [("plain", "example"), pytest.param(tuple(OPTIONS), marks=pytest.mark.slow)], ids=["two", "all"]
)
def test_a_picture_is_set_as_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp: object, names: tuple[str, ...]
) -> None:
    drawn: list[QImage] = []
    for name in names:
        given = OPTIONS[name]
        path = str(tmp_path / f"{name}.png")
        tab = () if "--view" in given else ("--view", "arithmetic")
        status, _, err = run(capsys, "picture", "circle", "-o", path, "--size", "1120x680", *given, *tab)
        assert (status, err) == (0, ""), name
        picture = QImage(path)
        assert not any(alike(picture, other) for other in drawn), name
        drawn.append(picture)


def test_a_picture_shows_the_pixel_and_the_back_that_are_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp: object
) -> None:
    path = tmp_path / "x.png"
    wanted = ("--select", "conv2d_1", "--row", "2", "--pixel", "4,5", "--turn", "--view", "arithmetic")
    assert run(capsys, "picture", "digits_cnn", "-o", str(path), "--size", "1120x680", *wanted) == (0, "", "")
    assert path.exists()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("--row", "99"), "There is no row 99 in 'linear_1'"),
        (("--pixel", "3,3"), "There is no pixel in row 3, column 3 of 'linear_1'"),
        (("--example", "9999"), "There is no example 9999"),
        (("--turn",), "has no back"),
    ],
)
def test_a_picture_of_what_there_is_not_is_refused(
    asked: tuple[str, ...], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp: object
) -> None:
    path = tmp_path / "x.png"
    status, _, err = run(capsys, "picture", "circle", "-o", str(path), "--select", "linear_1", *asked)
    assert status == 1
    assert words in err
    assert not path.exists()
