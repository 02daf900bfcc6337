"""Archive: a document on disk. A `.playground` file has experiment, weights and curves, a `.json` file the experiment.

A `.playground` file is a zip of fixed, uncompressed members, so nothing in it can unfold to more than the file's size:

- ``manifest.json``: the format's version, size and SHA-256 of every other member, and the marks on the curves
- ``experiment.json``: the experiment and what was being looked at, as `files` writes them
- ``state.safetensors``: the state of learning, if there is one
- ``history.json``: the columns of the curves and of how the layers were doing, if there are any

The zip's comment is the seal: the SHA-256 of every byte before it. So no damage, wherever it is, goes unnoticed.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import msgspec

from playground.model import files
from playground.model.disk import TooLarge, open_file, write_file
from playground.model.document import CopyOf, Document
from playground.model.file_limits import (
    LARGEST_DOCUMENT,
    LARGEST_EXPERIMENT,
    LAST_STEP,
    LONGEST_MARK,
    MEGABYTE,
    MOST_MARKS,
)
from playground.model.file_paths import as_seen_from, whole_from
from playground.model.file_problems import FileProblems, NoExperiment
from playground.model.file_version import FileVersion
from playground.model.members import EXPERIMENT, HISTORY, MAGIC, MANIFEST, SEAL, STATE, Progress, read_members
from playground.model.saved_curves import read_curves
from playground.model.spelling import one_line, quoted
from playground.numerals import count

FORMAT = 1
"""The version of the archive's layout; the experiment inside carries its own."""

DOCUMENT = ".playground"
"""How the name of a file ends that holds weights and curves too."""
_HEAD = 256
_NAME_AT = 30
"""Where in a zip the name of its first member stands."""
JSON = ".json"
"""How the name of a file ends that holds the experiment alone."""
SUFFIXES = (DOCUMENT, JSON)
_OTHER_MEMBERS = "The archive's members are not those that its list names."


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What else lies in a document.

    Marks and ``copy_of`` stand here, as an older Playground skips what is new here, but refuses members that are.
    """

    format: int
    members: dict[str, _Entry]
    marks: Annotated[tuple[tuple[int, str], ...], msgspec.Meta(max_length=MOST_MARKS)] = ()
    copy_of: CopyOf | msgspec.UnsetType = msgspec.UNSET


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
    whole = holds_weights(path)
    content = pack(document) if whole else files.write(document.experiment, document.views)
    largest = LARGEST_DOCUMENT if whole else LARGEST_EXPERIMENT
    if len(content) > largest:  # or it could not be read again
        raise TooLarge(path, len(content), largest)
    write_file(path, content)
    return FileVersion.of(content)


def load(path: Path, progress: Progress | None = None) -> Document:
    """Read a document, or an experiment written as JSON; files of data are meant from its folder.

    ``progress`` is told how far reading has come, and may raise to end it.

    Raises:
        FileProblems: it is damaged, hostile, too large or not an experiment; each line says what is wrong.
        OSError: it cannot be read.
    """
    with opened(path) as (file, is_document):
        if is_document:
            document = _read(file, progress)
        else:
            content = file.read(LARGEST_EXPERIMENT + 1)  # it may grow meanwhile, and some say that they have no size
            experiment, views = files.read_both(content)
            document = Document(experiment, version=FileVersion.of(content), views=views)
    return dataclasses.replace(document, experiment=whole_from(document.experiment, path.parent))


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO, bool]]:
    """A file to be read from its beginning, and whether it holds a document rather than an experiment as JSON.

    Raises:
        FileProblems: it is larger than any of its kind.
        OSError: it cannot be opened.
    """
    with open_file(path) as file:
        head = file.read(_HEAD)
        if path.suffix.lower() not in SUFFIXES and not _begins_as_ours(head):
            raise NoExperiment
        is_document = head.startswith(MAGIC) or path.suffix.lower() == DOCUMENT
        largest = LARGEST_DOCUMENT if is_document else LARGEST_EXPERIMENT
        if file.seek(0, os.SEEK_END) > largest:
            most = f"{count(largest // MEGABYTE)} MB"
            raise FileProblems([f"It is larger than {most}, which no experiment is: choose another file."])
        file.seek(0)
        yield file, is_document


def _begins_as_ours(head: bytes) -> bool:
    """Whether a file may be a document or an experiment by how it begins, whatever its name is."""
    if head.startswith(MAGIC):
        return head[_NAME_AT:].startswith(MANIFEST.encode())
    # Every other byte is zero where it is in UTF-16; blanks and a mark of the encoding may stand in front.
    return head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"{")


def pack(document: Document) -> bytes:
    """A document as the bytes of a `.playground` file; the same document gives the same bytes."""
    members = {EXPERIMENT: files.write(document.experiment, document.views)}
    if document.state is not None:
        members[STATE] = document.state
    if document.history is not None:
        members[HISTORY] = msgspec.json.encode(document.history)
    entries = {name: _Entry(len(content), _digest(content)) for name, content in members.items()}
    listed = Manifest(FORMAT, entries, _short(document.marks), document.copy_of or msgspec.UNSET)
    manifest = msgspec.json.format(msgspec.json.encode(listed), indent=2)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in {MANIFEST: manifest, **members}.items():
            archive.writestr(zipfile.ZipInfo(name), content)
        # The comment must have its length before the bytes in front of it can be digested.
        archive.comment = b"0" * SEAL
    bare = buffer.getvalue()[:-SEAL]
    return bare + _digest(bare).encode()


def unpack(content: bytes) -> Document:
    """A document from the bytes of a `.playground` file.

    Raises:
        FileProblems: the archive is damaged or is not one of ours, in one sentence; or as ``files.read``.
    """
    return _read(io.BytesIO(content), None)


def _read(file: BinaryIO, progress: Progress | None) -> Document:
    members, version = read_members(file, progress)
    manifest = _check_manifest(members)
    curves = members.pop(HISTORY, None)
    experiment, views = files.read_both(members[EXPERIMENT])
    return Document(
        experiment,
        members.get(STATE),
        None if curves is None else read_curves(curves),
        _short(mark for mark in manifest.marks if 0 <= mark[0] <= LAST_STEP),
        version,
        manifest.copy_of if isinstance(manifest.copy_of, CopyOf) else None,
        views,
    )


def _check_manifest(members: dict[str, bytes]) -> Manifest:
    manifest = read_manifest(members)
    found = {name: _Entry(len(content), _digest(content)) for name, content in members.items() if name != MANIFEST}
    if manifest.members != found:
        raise FileProblems([_OTHER_MEMBERS])
    return manifest


def read_manifest(members: dict[str, bytes]) -> Manifest:
    """The list of a document's members; whether they are those that it names is not looked at.

    Raises:
        FileProblems: there is none, or no experiment, or both are of a newer Playground.
    """
    if MANIFEST not in members or EXPERIMENT not in members:
        raise FileProblems(["The archive holds no experiment."])
    try:
        manifest = msgspec.json.decode(members[MANIFEST], type=Manifest)
    except (msgspec.DecodeError, RecursionError) as error:
        why = one_line(str(error))[:LONGEST_MARK]  # names in it may be of any length
        raise FileProblems([f"The archive's list of members cannot be read: {why}."]) from error
    if manifest.format > FORMAT:
        newer = f"made by a newer Playground (format {quoted(manifest.format)}, here {FORMAT})"
        raise FileProblems([f"This file was {newer}: update to open it."])
    if manifest.format < 1:
        raise FileProblems([_OTHER_MEMBERS])
    return manifest


def _short(marks: Iterable[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    """The newest marks, as many and as long as a document holds."""
    return tuple((step, one_line(text)[:LONGEST_MARK]) for step, text in marks)[-MOST_MARKS:]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
