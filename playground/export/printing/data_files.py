"""Files of data: what a script calls those that it reads, and how it finds them where it is run."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

import msgspec

from playground.export.printing.definitions import Import
from playground.export.printing.quoting import write_help, write_prose
from playground.model.dataset import DataSet
from playground.model.recipe import Call, FileRef

_FIND_FILE = '''def find_file(folder: Path, name: str) -> Path:
    """Find a file of data: where its name leads from the folder, or in the folder itself."""
    short = PureWindowsPath(name).name  # which knows the names of every system
    for path in (folder / name, folder / Path(name).name, folder / short):
        if path.is_file():
            return path
    here = folder.absolute()
    raise SystemExit(f"The file {short!r} is not in {here}: put it there, or name its folder with --data.")'''

_OWN_FOLDER = """
    own = Path(sys.argv[0]).parent
    parser.add_argument("--data", type=Path, default=own, help="folder with the file, by default the script's own")"""


class DataFiles:
    """The files that a data set reads, as a script knows them.

    Published ones lie in a folder that is named with ``--data``. One of a person's own goes by its path from ``folder``
    where it lies in there or below, so that script and file can be moved together, or else by its whole path.
    """

    def __init__(self, data: DataSet, folder: Path | None) -> None:
        self._folder = None if folder is None else Path(os.path.abspath(folder))
        self._files = tuple(self._seen(file) for file in data.files().refs)
        self._published = all(file.sha256 for file in self._files)

    def __bool__(self) -> bool:
        return bool(self._files)

    def call(self, call: Call) -> Call:
        """The same call with the names that files have in the script."""
        keywords = tuple((name, self._value(value)) for name, value in call.keywords)
        return Call(call.target, tuple(self._value(value) for value in call.args), keywords)

    def print_definitions(self) -> list[str]:
        """The function ``find_file``, where there is something to find."""
        return [_FIND_FILE] if self else []

    def imports(self) -> set[Import]:
        """What the printed lines need."""
        found = {Import("pathlib", "Path"), Import("pathlib", "PureWindowsPath")} if self else set()
        return found | ({Import("sys")} if self and not self._published else set())

    def print_need(self, needed: str) -> str:
        """What the script needs, for its docstring; ``needed`` says which packages."""
        if not self:
            return f"{needed}, and makes its data itself."
        folder = "the folder named with --data" if self._published else "its own folder, or the one named with --data"
        lines = [f"{needed}, and reads its data from {folder}:"]
        return "\n".join(lines + [f"    {write_prose(file.name)}" for file in self._files])

    def print_use(self) -> str:
        """How the script is called, for its docstring."""
        data = "" if not self else " --data FOLDER" if self._published else " [--data FOLDER]"
        return f"python SCRIPT{data} [--epochs N | --steps N] [--threads N] [--json]"

    def print_argument(self) -> str:
        """The line that lets the parser know ``--data``."""
        if not self:
            return ""
        # Names of a person's files may have letters that the terminal of whoever asks for help does not have.
        if self._published:
            words = write_help(f"folder with {', '.join(file.name for file in self._files)}")
            return f'\n    parser.add_argument("--data", type=Path, required=True, help={words})'
        return _OWN_FOLDER

    def _seen(self, file: FileRef) -> FileRef:
        name = file.name
        if not file.sha256 and self._folder is not None:
            with contextlib.suppress(ValueError):
                name = Path(name).relative_to(self._folder).as_posix()
        return msgspec.structs.replace(file, name=name)

    def _value(self, value: Any) -> Any:
        if isinstance(value, Call):
            return self.call(value)
        if isinstance(value, FileRef):
            return self._seen(value)
        return tuple(self._value(item) for item in value) if isinstance(value, tuple) else value
