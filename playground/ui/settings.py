"""Settings: what the window remembers between two starts. Nothing that cannot be clicked in place."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import msgspec

from playground.model.disk import make_folder, read_file, write_file
from playground.model.places import user_state
from playground.model.spelling import fault_of

RECENT = 8
LARGEST = 2**20
"""The most bytes of a settings file that is read."""


class Settings(msgspec.Struct):
    """Theme, zoom, the window's size and place, and recently used files (newest first)."""

    dark: bool = False
    zoom: float = 1.0
    geometry: str = ""
    recent: list[str] = []

    def remember_file(self, path: Path) -> None:
        """Put a file at the top of the recent ones; none whose name the settings cannot hold."""
        text = os.path.realpath(path)
        if fault_of(text):
            return
        self.recent = [text, *(other for other in self.recent if other != text)][:RECENT]

    def forget_file(self, path: str) -> None:
        """Take a file off the recent ones, because it is gone."""
        self.recent = [other for other in self.recent if other != path]


def settings_file() -> Path:
    """Where settings lie."""
    return user_state() / "window.json"


def load_settings() -> Settings:
    """The settings of the last time; the defaults when there are none or they cannot be read."""
    try:
        return msgspec.json.decode(read_file(settings_file(), LARGEST), type=Settings)
    except (OSError, ValueError, RecursionError, msgspec.MsgspecError):
        return Settings()


def save_settings(settings: Settings) -> None:
    """Write the settings; a folder that cannot be written is no reason to disturb anybody."""
    path = settings_file()
    with contextlib.suppress(OSError):
        make_folder(path.parent)
        write_file(path, msgspec.json.encode(settings))
