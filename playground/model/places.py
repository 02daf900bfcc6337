"""Where things lie: what is bundled with the app, and the folders that belong to the person using it."""

from __future__ import annotations

import errno
from pathlib import Path

import platformdirs

from playground.model.disk import TooLarge, is_folder, look, read_file
from playground.model.recipe import FileRef

LARGEST_PUBLISHED = 64 * 2**20
"""The most bytes that a published file of data may have: more than any has, and little enough to be read whole."""
_PACKAGE = Path(__file__).resolve().parents[1]


def assets() -> Path:
    """The folder of bundled files: inside an installed package, or beside it in a checkout."""
    inside = _PACKAGE / "assets"
    return inside if is_folder(inside) else _PACKAGE.parent / "assets"


def read_bundled(name: str) -> bytes:
    """The bytes of a bundled file, by its path below `assets`."""
    return read_file(assets() / name, LARGEST_PUBLISHED)


def user_data() -> Path:
    """The person's own data folder, where files of data sets that are not bundled are looked for."""
    return Path(platformdirs.user_data_dir("playground", appauthor=False))


def user_state() -> Path:
    """The person's folder for recent files, window layout, recovery copies and crash reports."""
    return Path(platformdirs.user_state_dir("playground", appauthor=False))


def place_for(file: FileRef) -> Path:
    """Where a person may put a file of data that is not bundled."""
    return user_data() / "data" / file.name


def find_data_file(file: FileRef) -> Path:
    """Where a file of data lies: bundled, or in the person's data folder.

    Raises:
        FileNotFoundError: it is in neither; the message says where it may be put.
        TooLarge: it has more than `LARGEST_PUBLISHED` bytes, where it is a published one.
        OSError: what lies there is no plain file.
    """
    for path in (assets() / "data" / file.name, place_for(file)):
        try:
            found = look(path)
        except FileNotFoundError:
            continue
        if file.sha256 and found.st_size > LARGEST_PUBLISHED:
            raise TooLarge(path, found.st_size, LARGEST_PUBLISHED)
        return path
    place = place_for(file)
    raise FileNotFoundError(
        errno.ENOENT, f"The file {place.name} is not there: put it into {place.parent}.", str(place)
    )
