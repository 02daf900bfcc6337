"""Settings: whatever lies in their file, the window opens, with what of them is one."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from playground.model.examples import load_example
from playground.ui.shell.app import application
from playground.ui.shell.settings import Settings, load_settings, settings_file
from playground.ui.shell.window import Window
from playground.ui.theme.theme import ZOOMS
from tests.draws import draws
from tests.hostile.kinds import names, shapes
from tests.hostile.test_saving import typed
from tests.stories.conftest import close


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().unlink(missing_ok=True)
    yield
    settings_file().unlink(missing_ok=True)


def is_sound(settings: Settings) -> None:
    assert isinstance(settings.dark, bool)
    assert ZOOMS[0] <= settings.zoom <= ZOOMS[-1]
    assert settings.geometry.isascii()
    assert all(isinstance(name, str) for name in settings.recent)
    assert msgspec.json.decode(msgspec.json.encode(settings), type=Settings) == settings


RECENT = ("a" * 300, "a" * 5000, "a/" * 3000, "\0", "\udc80", "~")
NESTED = {"dark": "yes", "zoom": 1e308, "geometry": ["\ud800"], "recent": ["a", "\0", "\ud800", "", "b"]}


@draws(60)
@given(st.dictionaries(st.sampled_from(("dark", "zoom", "geometry", "recent")) | names, shapes, max_size=5) | shapes)
@example(NESTED)
def test_anything_in_the_file_of_the_settings_falls_back(plain: Any) -> None:
    settings_file().write_text(json.dumps(plain), "utf-8")
    is_sound(load_settings())


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"[" * 20_000, b'{"recent":' * 20_000, b'{"zoom": ' + b"9" * 9_000 + b"}", b"{} " * 700_000],
    ids=["empty", "no text", "deep", "deep objects", "digits", "large"],
)
def test_what_cannot_be_read_gives_the_defaults(content: bytes) -> None:
    settings_file().write_bytes(content)
    assert load_settings() == Settings()


def test_what_is_a_setting_stays_one_beside_what_is_none() -> None:
    settings_file().write_text('{"dark": true, "zoom": "large", "recent": 7, "other": 1}')
    assert load_settings() == Settings(dark=True)


@pytest.mark.parametrize(
    "geometry",
    ["01d9d0cb" + "ff" * 60, *(pytest.param(text, marks=pytest.mark.slow) for text in ("", "zz", "01d9d0cb", "é"))],
)
def test_a_window_opens_whatever_place_it_is_said_to_have_had(qtbot: QtBot, geometry: str) -> None:
    application()
    settings_file().write_text(json.dumps({"geometry": geometry, "zoom": -1e9, "recent": ["/nowhere" * 500]}))
    window = Window(load_example("circle"), load_settings())
    window.show()
    assert window.width() >= 640
    close(window)


def test_a_file_is_remembered_and_forgotten_by_whatever_path(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    settings = Settings()
    for known, gone in ((tmp_path / "a", tmp_path / "link" / "a"), (tmp_path / "link" / "a", tmp_path / "a")):
        settings.remember_file(known)
        assert settings.recent == [str(tmp_path / "a")]
        settings.forget_file(gone)
        assert not settings.recent


@draws(20)
@given(st.sampled_from((*RECENT, *errno.errorcode)))
def test_a_place_is_proposed_wherever_the_newest_file_lies(
    still_window: Window, monkeypatch: pytest.MonkeyPatch, where: str | int
) -> None:
    """Also on a disk that does not answer any more, or under a name that none can have."""
    real = os.stat

    def stat(path: object, *rest: Any, **more: Any) -> os.stat_result:
        if isinstance(where, int) and str(path).startswith("/stale"):
            raise OSError(where, os.strerror(where))
        return real(path, *rest, **more)  # type: ignore[arg-type]

    still_window.settings.recent = [f"/stale/{where}/x.playground" if isinstance(where, str) else "/stale/x.playground"]
    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", stat)
        proposed = typed(patch)
        still_window.documents.save_as()
    assert proposed == [str(Path.home() / "circle.playground")]


PROPOSED = {
    "my.docx.playground": "my.playground",
    "photo.PNG.json": "photo.playground",
    "lesson 1.2.playground": "lesson 1.2.playground",
    "v1.final.playground": "v1.final.playground",
    ".png.playground": ".png.playground",
    "mine.PLAYGROUND": "mine.PLAYGROUND",
}


def test_the_ending_of_another_program_is_not_proposed_again(
    still_window: Window, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for own, name in PROPOSED.items():
        still_window.store.load(still_window.store.experiment, tmp_path / own)
        proposed = typed(monkeypatch)
        still_window.documents.save_as()
        assert proposed == [str(tmp_path / name)]
