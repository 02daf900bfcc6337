"""Settings: what the window remembers between two starts. Nothing that cannot be clicked in place."""

from __future__ import annotations

import contextlib
from functools import partial
from pathlib import Path

import msgspec

from playground.model.disk import absolute, make_folder, read_file, real_path, write_file
from playground.model.json_text import BadJson, parse
from playground.model.places import user_state
from playground.model.spelling import fault_of
from playground.ui.state.background import soon
from playground.ui.theme.theme import ZOOMS

RECENT = 8
LARGEST = 2**20
"""The most bytes of a settings file that is read."""


class Settings(msgspec.Struct):
    """Theme, zoom, the window's size and place, recently used files (newest first), and whether data are folded."""

    dark: bool = False
    zoom: float = 1.0
    geometry: str = ""
    recent: list[str] = []
    data_folded: bool = False

    def remember_file(self, path: Path) -> None:
        """Put a file at the top of the recent ones; none whose name the settings cannot hold."""
        text = _whole(path)
        if fault_of(text):
            return
        self.recent = [text, *(other for other in self.recent if other != text)][:RECENT]

    def forget_file(self, path: Path) -> None:
        """Take a file off the recent ones, by whatever path it is known, as it is gone or cannot be opened."""
        gone = {str(path), _whole(path)}
        self.recent = [other for other in self.recent if other not in gone]


def _whole(path: Path) -> str:
    """The path that a file is remembered by: without links, unless their disk does not answer."""
    return str(soon(partial(real_path, path), absolute(str(path))))


def settings_file() -> Path:
    """Where settings lie."""
    return user_state() / "window.json"


def load_settings() -> Settings:
    """The settings of the last time; each that is missing or no setting has its default."""
    try:
        plain = parse(read_file(settings_file(), LARGEST))
    except (OSError, BadJson):
        return Settings()
    found = Settings()
    if not isinstance(plain, dict):
        return found
    for field in msgspec.structs.fields(Settings):
        with contextlib.suppress(KeyError, msgspec.ValidationError):
            setattr(found, field.name, msgspec.convert(plain[field.name], field.type))
    found.zoom = min(max(found.zoom, ZOOMS[0]), ZOOMS[-1])
    found.geometry = found.geometry if found.geometry.isascii() else ""
    found.recent = [name for name in found.recent if name and not fault_of(name)][:RECENT]
    return found


def save_settings(settings: Settings) -> None:
    """Write the settings; a folder that cannot be written is no reason to disturb anybody."""
    path = settings_file()
    with contextlib.suppress(OSError):
        make_folder(path.parent)
        write_file(path, msgspec.json.encode(settings))
