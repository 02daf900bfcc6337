"""Members: what lies in a document's archive, read from the file itself and checked before any of it is believed.

Nothing that a file declares decides how much is read or held: sizes are looked at first, the seal next, which is read
piece by piece, and only then the members.
"""

from __future__ import annotations

import hashlib
import struct
import zipfile
from collections.abc import Callable
from typing import BinaryIO

from playground.model.file_limits import LARGEST_EXPERIMENT, LARGEST_HISTORY, LARGEST_MANIFEST, MEGABYTE
from playground.model.file_problems import FileProblems
from playground.model.file_version import FileVersion
from playground.model.spelling import quoted

MANIFEST, EXPERIMENT, STATE, HISTORY = "manifest.json", "experiment.json", "state.safetensors", "history.json"
NAMES = (MANIFEST, EXPERIMENT, STATE, HISTORY)
MAGIC = b"PK\x03\x04"
"""How an archive begins."""
SEAL = 64
"""Letters of the archive's comment: the SHA-256 of all bytes before it."""
Progress = Callable[[int, int], None]
"""Is told how many bytes have been read, and of how many; it may raise to end the reading."""

_LARGEST = {EXPERIMENT: LARGEST_EXPERIMENT, MANIFEST: LARGEST_MANIFEST, HISTORY: LARGEST_HISTORY}
_MOST_MEMBERS = 16
_LARGEST_LIST = 4_096
_END = struct.Struct("<4s4H2LH")  # sign, two disks, two counts, size and place of the list, length of the comment
_PIECE = MEGABYTE
# fmt: off
_UNREADABLE = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OverflowError, EOFError, struct.error,
)
# fmt: on
DAMAGED = "The file is damaged, incomplete or was not saved by Playground"
_DAMAGED = f"{DAMAGED}: open a copy of it, or save it anew."


def read_members(file: BinaryIO, progress: Progress | None = None) -> tuple[dict[str, bytes], FileVersion]:
    """The members of an archive by name, and what the file holds.

    Raises:
        FileProblems: the archive is damaged or is not one of ours, in one sentence.
    """
    size = file.seek(0, 2)
    _check_end(file, size)
    version = _check_seal(file, size, progress)
    return _read(file, size), version


def read_small(file: BinaryIO, whole: bool = True, progress: Progress | None = None) -> dict[str, bytes]:
    """The members without weights and curves; with ``whole`` every byte is checked all the same.

    Raises:
        FileProblems: the archive is damaged or is not one of ours, in one sentence.
    """
    size = file.seek(0, 2)
    _check_end(file, size)
    if whole:
        _check_seal(file, size, progress)
    return _read(file, size, (MANIFEST, EXPERIMENT))


def _read(file: BinaryIO, size: int, wanted: tuple[str, ...] = NAMES) -> dict[str, bytes]:
    try:
        return _members(file, size, wanted)
    except FileProblems:
        raise
    except _UNREADABLE as error:
        raise FileProblems([f"The archive cannot be read: {str(error)[:200].rstrip('.')}."]) from error


def _check_end(file: BinaryIO, size: int) -> None:
    """Look at the end alone: what is no archive of ours, or has a long list of members, is read no further."""
    file.seek(max(size - _END.size - SEAL, 0))
    end = file.read(_END.size + SEAL)
    if len(end) < _END.size + SEAL:
        raise FileProblems([_DAMAGED])
    sign, _, _, _, count, length, place, comment = _END.unpack(end[: _END.size])
    file.seek(0)
    whole = sign == b"PK\x05\x06" and comment == SEAL and place + length == size - len(end)
    if not whole or file.read(len(MAGIC)) != MAGIC:
        raise FileProblems([_DAMAGED])
    if count > _MOST_MEMBERS or length > _LARGEST_LIST:
        raise FileProblems(["The archive has too many members."])


def _check_seal(file: BinaryIO, size: int, progress: Progress | None) -> FileVersion:
    digest, at = hashlib.sha256(), 0
    file.seek(0)
    while at < size - SEAL:
        piece = file.read(min(_PIECE, size - SEAL - at))
        if not piece:
            break
        digest.update(piece)
        at += len(piece)
        if progress is not None:
            progress(at, size - SEAL)
    seal = file.read(SEAL)
    if seal != digest.hexdigest().encode():
        raise FileProblems([_DAMAGED])
    digest.update(seal)
    return FileVersion(size, digest.hexdigest())


def _members(file: BinaryIO, size: int, wanted: tuple[str, ...]) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        raise FileProblems(["The archive has one of its members twice."])
    strange = sorted(set(names) - set(NAMES))
    if strange:
        raise FileProblems([f"The archive has a member that does not belong there: {quoted(strange[0])}."])
    if any(entry.flag_bits & 1 or entry.compress_type != zipfile.ZIP_STORED for entry in entries):
        raise FileProblems(["The archive is encrypted or compressed, which documents of Playground never are."])
    if any(entry.compress_size != entry.file_size for entry in entries):
        raise FileProblems(["The archive's members do not have the sizes that it declares."])
    if sum(entry.file_size for entry in entries) > size:
        raise FileProblems(["The archive declares more than it holds."])
    if not all(0 <= entry.header_offset < size for entry in entries):
        raise FileProblems([_DAMAGED])
    for entry in entries:
        largest = _LARGEST.get(entry.filename, size)
        if entry.file_size > largest:
            raise FileProblems([f"In the archive, {entry.filename} is larger than {largest // MEGABYTE} MB."])
    return {entry.filename: _member(file, entry) for entry in entries if entry.filename in wanted}


def _member(file: BinaryIO, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of a member, as they lie there: read in one go, so that a large one is held once."""
    file.seek(entry.header_offset)
    header = file.read(30)
    if header[:4] != MAGIC:
        raise FileProblems([_DAMAGED])
    name, extra = struct.unpack_from("<HH", header, 26)
    if file.read(name) != entry.filename.encode():
        raise FileProblems([_DAMAGED])
    file.seek(extra, 1)
    content = file.read(entry.file_size)
    if len(content) < entry.file_size:
        raise FileProblems([_DAMAGED])
    return content
