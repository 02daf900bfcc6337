"""Archive: a document on disk. A `.playground` file has experiment, weights and curves, a `.json` file the experiment.

A `.playground` file is a zip of fixed, uncompressed members, so nothing in it can unfold to more than the file's size:

- ``manifest.json``: the format's version, size and SHA-256 of every other member, and the marks on the curves
- ``experiment.json``: the experiment, as `files` writes it
- ``state.safetensors``: the state of learning, if there is one
- ``history.json``: the columns of the curves and of how the layers were doing, if there are any

The zip's comment is the seal: the SHA-256 of every byte before it. So no damage, wherever it is, goes unnoticed.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import math
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from playground.model import files
from playground.model.disk import TooLarge, open_file, read_file, reason, write_file
from playground.model.experiment import Experiment
from playground.model.file_version import FileVersion
from playground.model.files import FileProblems
from playground.model.paths import as_seen_from, whole_from

FORMAT = 1
"""The version of the archive's layout; the experiment inside carries its own."""
MANIFEST, EXPERIMENT, STATE, HISTORY = "manifest.json", "experiment.json", "state.safetensors", "history.json"

DOCUMENT = ".playground"
"""How the name of a file ends that holds weights and curves too."""
JSON = ".json"
"""How the name of a file ends that holds the experiment alone."""
SUFFIXES = (DOCUMENT, JSON)
LARGEST_DOCUMENT = 2 * 2**30
LARGEST_JSON = 64 * 2**20
_MOST_MEMBERS = 16
_SEAL = 64
_MAGIC = b"PK\x03\x04"


@dataclass(frozen=True)
class Document:
    """What is saved together: the experiment, and how far learning it has come.

    ``state`` is the state of learning as ``messages.Kept`` gives it; ``history`` has columns of numbers by name;
    ``marks`` are the steps at which something was changed, each with what. ``version`` is that of the file it was read
    from, to tell later whether the file is another by then; no two documents differ by it.
    """

    experiment: Experiment
    state: bytes | None = None
    history: dict[str, list[float]] | None = None
    marks: tuple[tuple[int, str], ...] = ()
    version: FileVersion | None = field(default=None, compare=False)


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    size: int
    sha256: str


class _Manifest(msgspec.Struct, frozen=True):
    """Marks stand here, as an older Playground skips what it does not know here, and refuses members unknown to it."""

    format: int
    members: dict[str, _Entry]
    marks: tuple[tuple[int, str], ...] = ()


def holds_weights(path: Path) -> bool:
    """Whether what is saved under that name holds what was learned, too: all but ``.json`` does."""
    return path.suffix.lower() != JSON


def save(path: Path, document: Document) -> FileVersion:
    """Write a document so that the file is at every instant either the old one or the new one, whole.

    A path that ends in ``.json`` gets the experiment alone. Files of data in its folder are named from there. Returns
    what the file holds now.

    Raises:
        OSError: it cannot be written; the old file is as it was.
    """
    document = dataclasses.replace(document, experiment=as_seen_from(document.experiment, path.parent))
    content = pack(document) if holds_weights(path) else files.write(document.experiment)
    write_file(path, content)
    return FileVersion.of(content)


def load(path: Path) -> Document:
    """Read a document, or an experiment written as JSON; files of data are meant from its folder.

    Raises:
        FileProblems: it is damaged, hostile, too large or not an experiment; each line says what is wrong.
        OSError: it cannot be read.
    """
    is_document = path.suffix.lower() == DOCUMENT
    with open_file(path) as file:
        start = file.read(len(_MAGIC))
    is_document = is_document or start == _MAGIC
    limit = LARGEST_DOCUMENT if is_document else LARGEST_JSON
    try:
        content = read_file(path, limit)
    except TooLarge as error:
        raise FileProblems([f"{path.name} is not opened, as {reason(error)}."]) from error
    document = unpack(content) if is_document else Document(files.read(content))
    experiment = whole_from(document.experiment, path.parent)
    return dataclasses.replace(document, experiment=experiment, version=FileVersion.of(content))


def pack(document: Document) -> bytes:
    """A document as the bytes of a `.playground` file; the same document gives the same bytes."""
    members = {EXPERIMENT: files.write(document.experiment)}
    if document.state is not None:
        members[STATE] = document.state
    if document.history is not None:
        members[HISTORY] = msgspec.json.encode(document.history)
    entries = {name: _Entry(len(content), _digest(content)) for name, content in members.items()}
    manifest = msgspec.json.format(msgspec.json.encode(_Manifest(FORMAT, entries, document.marks)), indent=2)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in {MANIFEST: manifest, **members}.items():
            archive.writestr(zipfile.ZipInfo(name), content)
        # The comment must have its length before the bytes in front of it can be digested.
        archive.comment = b"0" * _SEAL
    bare = buffer.getvalue()[:-_SEAL]
    return bare + _digest(bare).encode()


def unpack(content: bytes) -> Document:
    """A document from the bytes of a `.playground` file.

    Raises:
        FileProblems: the archive is damaged or is not one of ours, in one sentence; or as ``files.read``.
    """
    if not content.startswith(_MAGIC) or content[-_SEAL:] != _digest(content[:-_SEAL]).encode():
        raise FileProblems(
            ["The file is damaged, incomplete or was not saved by Playground: open a copy of it, or save it anew."]
        )
    try:
        members = _members(content)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError) as error:
        if isinstance(error, FileProblems):
            raise
        raise FileProblems([f"The archive cannot be read: {str(error).rstrip('.')}."]) from error
    marks = _check_manifest(members).marks
    return Document(files.read(members[EXPERIMENT]), members.get(STATE), _history(members.get(HISTORY)), marks)


def _members(content: bytes) -> dict[str, bytes]:
    """The members by name; every declared size is checked before anything is read."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        names = [entry.filename for entry in entries]
        if len(entries) > _MOST_MEMBERS or len(set(names)) < len(names):
            raise FileProblems(["The archive has too many members, or one of them twice."])
        strange = sorted(set(names) - {MANIFEST, EXPERIMENT, STATE, HISTORY})
        if strange:
            raise FileProblems([f"The archive has a member that does not belong there: {strange[0][:80]!r}."])
        if any(entry.flag_bits & 1 or entry.compress_type != zipfile.ZIP_STORED for entry in entries):
            raise FileProblems(["The archive is encrypted or compressed, which documents of Playground never are."])
        if any(entry.compress_size != entry.file_size for entry in entries):
            raise FileProblems(["The archive's members do not have the sizes that it declares."])
        if sum(entry.file_size for entry in entries) > len(content):
            raise FileProblems(["The archive declares more than it holds."])
        if any(entry.file_size > LARGEST_JSON for entry in entries if entry.filename != STATE):
            raise FileProblems([f"A part of the archive is larger than {LARGEST_JSON // 2**20} MB."])
        return {entry.filename: archive.read(entry) for entry in entries}


def _check_manifest(members: dict[str, bytes]) -> _Manifest:
    if MANIFEST not in members or EXPERIMENT not in members:
        raise FileProblems(["The archive holds no experiment."])
    try:
        manifest = msgspec.json.decode(members[MANIFEST], type=_Manifest)
    except (msgspec.DecodeError, RecursionError) as error:
        raise FileProblems([f"The archive's list of members cannot be read: {error}."]) from error
    if manifest.format > FORMAT:
        raise FileProblems(
            [f"This file was made by a newer Playground (format {manifest.format}, here {FORMAT}): update to open it."]
        )
    found = {name: _Entry(len(content), _digest(content)) for name, content in members.items() if name != MANIFEST}
    if manifest.format < 1 or manifest.members != found:
        raise FileProblems(["The archive's members are not those that its list names."])
    return manifest


def _history(content: bytes | None) -> dict[str, list[float]] | None:
    if content is None:
        return None
    try:
        columns = msgspec.json.decode(content, type=dict[str, list[float | None]])
    except (msgspec.DecodeError, RecursionError) as error:
        raise FileProblems([f"The curves in the archive cannot be read: {error}."]) from error
    # JSON has no word for a figure that is not a number, such as a test loss without test samples.
    return {name: [math.nan if value is None else value for value in column] for name, column in columns.items()}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
