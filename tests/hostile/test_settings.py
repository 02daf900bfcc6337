"""Settings: whatever lies in their file, the window opens, with what of them is one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from playground.model.examples import load_example
from playground.ui.app import application
from playground.ui.settings import Settings, load_settings, settings_file
from playground.ui.theme import ZOOMS
from playground.ui.window import Window
from tests.hostile.kinds import draws, names, shapes
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


@pytest.mark.parametrize("geometry", ["", "zz", "01d9d0cb", "01d9d0cb" + "ff" * 60, "é"])
def test_a_window_opens_whatever_place_it_is_said_to_have_had(qtbot: QtBot, geometry: str) -> None:
    application()
    settings_file().write_text(json.dumps({"geometry": geometry, "zoom": -1e9, "recent": ["/nowhere" * 500]}))
    window = Window(load_example("circle"), None, load_settings())
    window.show()
    assert window.width() >= 640
    close(window)
