"""Settings: what the window remembers between two starts. Nothing that cannot be clicked in place."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

import msgspec

from playground.model.places import user_state

RECENT = 8


class Settings(msgspec.Struct):
    """Theme, zoom, the window's size and place, and recently used files (newest first)."""

    dark: bool = False
    zoom: float = 1.0
    geometry: str = ""
    recent: list[str] = []

    def remember_file(self, path: Path) -> None:
        """Put a file at the top of the recent ones."""
        text = str(path.resolve())
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
        return msgspec.json.decode(settings_file().read_bytes(), type=Settings)
    except (OSError, msgspec.MsgspecError):
        return Settings()


def save_settings(settings: Settings) -> None:
    """Write the settings; a folder that cannot be written is no reason to disturb anybody."""
    path = settings_file()
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(settings))
        os.replace(name, path)
