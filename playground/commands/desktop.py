"""Desktop: an entry in the menus of Linux desktops, with an icon, and a type for ``.playground`` files."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import platformdirs

from playground.commands.experiments import CommandError, write_out
from playground.model.disk import is_file, make_folder, reason
from playground.model.places import read_bundled

PLACES = {
    "playground.desktop": "applications",
    "playground.svg": "icons/hicolor/scalable/apps",
    "playground.xml": "mime/packages",
}
"""Where each bundled file belongs, below the person's folder of data."""
_REFRESHED = {"update-mime-database": "mime", "update-desktop-database": "applications"}
"""What tells the desktop of it, and of which folder; where there is none, it looks by itself at the next start."""
_ESCAPED = str.maketrans({letter: f"\\{letter}" for letter in '"`$\\'})


def install() -> list[Path]:
    """Put the entry, the icon and the type of files where the person's desktop looks for them.

    Returns what was written.

    Raises:
        CommandError: it is no such desktop, or a file cannot be written.
    """
    if not sys.platform.startswith("linux"):
        shown = "make a shortcut to playground-window, and let it open .playground files"
        raise CommandError([f"Only desktops on Linux can be told by a file: {shown}."])
    base = Path(platformdirs.user_data_dir())
    written = []
    for name, folder in PLACES.items():
        path, content = base / folder / name, read_bundled(f"desktop/{name}")
        if name.endswith(".desktop"):
            content = content.replace(b"Exec=playground-window", f"Exec={_command()}".encode())
        try:
            make_folder(path.parent)
        except OSError as error:
            raise CommandError([f"The folder {path.parent} could not be made, as {reason(error)}."]) from error
        write_out(path, content)
        written.append(path)
    for program, folder in _REFRESHED.items():
        found = shutil.which(program)
        if found is not None:
            subprocess.run([found, str(base / folder)], check=False, capture_output=True)
    return written


def _command() -> str:
    """How this very installation is started, as a desktop entry writes it: menus know no environments."""
    program = Path(sys.executable).with_name("playground-window")
    parts = [str(program)] if is_file(program) else [sys.executable, "-m", "playground"]
    return " ".join(_quoted(part) for part in parts)


def _quoted(part: str) -> str:
    r"""An argument in double quotes; a backslash counts once for the entry and once for the command in it."""
    return f'"{part.translate(_ESCAPED)}"'.replace("\\", "\\\\").replace("%", "%%")
