"""Documents on disk: whole or refused, whatever happens to the file or to the process that writes it."""

from __future__ import annotations

import hashlib
import io
import json
import math
import os
import random
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from playground.model import file_limits, files
from playground.model.archive import load, pack, save, unpack
from playground.model.document import Document
from playground.model.files import FileProblems
from playground.model.members import SEAL
from tests.draws import TIMES
from tests.model.networks import experiment

SMALL = Document(
    experiment({"kind": "linear"}), b"state of learning" * 3, {"loss.step": [1.0, 2.0], "loss.value": [0.5, 0.25]}
)
PACKED = pack(SMALL)


def sealed(content: bytes) -> bytes:
    """A zip with a comment of the seal's length, sealed as ours are."""
    bare = content[:-SEAL]
    return bare + hashlib.sha256(bare).hexdigest().encode()


def zipped(members: list[tuple[str, bytes]], compression: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, content in members:
            file.writestr(zipfile.ZipInfo(name), content, compression)
        file.comment = b"0" * SEAL
    return sealed(buffer.getvalue())


def with_manifest(members: dict[str, bytes], **more: object) -> list[tuple[str, bytes]]:
    entries = {
        name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()} for name, content in members.items()
    }
    manifest = json.dumps({"format": 1, "members": entries, **more}).encode()
    return [("manifest.json", manifest), *members.items()]


EXPERIMENT = files.write(SMALL.experiment)


def test_a_document_comes_back_whole_and_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "spiral.playground"
    save(path, SMALL)
    assert load(path) == SMALL
    assert path.read_bytes() == PACKED
    assert pack(load(path)) == PACKED
    assert [entry.name for entry in tmp_path.iterdir()] == ["spiral.playground"]


def test_json_holds_the_experiment_alone(tmp_path: Path) -> None:
    path = tmp_path / "spiral.json"
    save(path, SMALL)
    assert path.read_bytes() == EXPERIMENT
    assert load(path) == Document(SMALL.experiment)


def test_a_figure_that_is_not_a_number_survives() -> None:
    again = unpack(pack(Document(SMALL.experiment, None, {"test_loss.value": [math.nan, 1.0]})))
    assert again.history is not None
    assert math.isnan(again.history["test_loss.value"][0])
    assert again.history["test_loss.value"][1] == 1.0


def test_a_document_without_its_suffix_is_known_by_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "renamed"
    path.write_bytes(PACKED)
    assert load(path) == SMALL


def test_cut_off_anywhere_it_is_refused() -> None:
    for length in range(len(PACKED)):
        with pytest.raises(FileProblems):
            unpack(PACKED[:length])


def test_a_flipped_bit_anywhere_is_noticed() -> None:
    chance = random.Random(1)
    for _ in range(300):
        damaged = bytearray(PACKED)
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        with pytest.raises(FileProblems):
            unpack(bytes(damaged))


BOMB = b"\0" * 2**20
HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "text": lambda: b"hello",
    "no members": lambda: zipped([]),
    "no manifest": lambda: zipped([("experiment.json", EXPERIMENT)]),
    "no experiment": lambda: zipped(with_manifest({"history.json": b"{}"})),
    "manifest is no JSON": lambda: zipped([("manifest.json", b"\xff"), ("experiment.json", EXPERIMENT)]),
    "manifest is deep": lambda: zipped([("manifest.json", b"[" * 100_000), ("experiment.json", EXPERIMENT)]),
    "manifest is a list": lambda: zipped([("manifest.json", b"[]"), ("experiment.json", EXPERIMENT)]),
    "newer": lambda: zipped(with_manifest({"experiment.json": EXPERIMENT}, format=2)),
    "older than all": lambda: zipped(with_manifest({"experiment.json": EXPERIMENT}, format=-1)),
    "no format": lambda: zipped(with_manifest({"experiment.json": EXPERIMENT}, format=None)),
    "unnamed member": lambda: zipped([*with_manifest({"experiment.json": EXPERIMENT}), ("history.json", b"{}")]),
    "missing member": lambda: zipped(with_manifest({"experiment.json": EXPERIMENT, "history.json": b"{}"})[:-1]),
    "wrong sum": lambda: zipped([with_manifest({"experiment.json": EXPERIMENT})[0], ("experiment.json", b"{}")]),
    "path upwards": lambda: zipped(with_manifest({"experiment.json": EXPERIMENT, "../../evil": b"x"})),
    "absolute path": lambda: zipped(with_manifest({"experiment.json": EXPERIMENT, "/etc/passwd": b"x"})),
    "drive": lambda: zipped(with_manifest({"experiment.json": EXPERIMENT, "C:\\evil": b"x"})),
    "folder": lambda: zipped(with_manifest({"experiment.json": EXPERIMENT, "state.safetensors/": b""})),
    "pickle": lambda: zipped(with_manifest({"experiment.json": EXPERIMENT, "data.pkl": b"cos\nsystem\n"})),
    "many members": lambda: zipped(with_manifest({f"{index}": b"" for index in range(500)})),
    "compressed": lambda: zipped(with_manifest({"experiment.json": EXPERIMENT}), zipfile.ZIP_DEFLATED),
    "bomb": lambda: zipped(with_manifest({"experiment.json": EXPERIMENT, "history.json": BOMB}), zipfile.ZIP_DEFLATED),
    "lzma bomb": lambda: zipped(with_manifest({"experiment.json": EXPERIMENT, "history.json": BOMB}), zipfile.ZIP_LZMA),
    "experiment is empty": lambda: zipped(with_manifest({"experiment.json": b""})),
    "experiment is deep": lambda: zipped(with_manifest({"experiment.json": b"[" * 100_000})),
    "experiment is wrong": lambda: zipped(with_manifest({"experiment.json": b'{"data": {"kind": "warp"}}'})),
    "history is no JSON": lambda: zipped(with_manifest({"experiment.json": EXPERIMENT, "history.json": b"{"})),
    "history is deep": lambda: zipped(
        with_manifest({"experiment.json": EXPERIMENT, "history.json": b'{"a":' + b"[" * 100_000})
    ),
    "history has words": lambda: zipped(
        with_manifest({"experiment.json": EXPERIMENT, "history.json": b'{"loss.value": ["x"]}'})
    ),
    "something in front": lambda: sealed(b"MZ" + PACKED),
    "something behind": lambda: PACKED + b"\0",
    "two documents": lambda: PACKED + PACKED,
    "the middle removed": lambda: sealed(PACKED[:100] + PACKED[200:]),
    "the directory removed": lambda: sealed(PACKED[: PACKED.index(b"PK\x01\x02")] + b"0" * 64),
    "no seal": lambda: PACKED[:-64] + b"0" * 64,
    "sizes too large": lambda: sealed(PACKED.replace(len(EXPERIMENT).to_bytes(4, "little"), b"\xff\xff\xff\x7f")),
    "sizes zero": lambda: sealed(PACKED.replace(len(EXPERIMENT).to_bytes(4, "little"), b"\0\0\0\0")),
    "other names in the directory": lambda: sealed(
        PACKED[:200] + PACKED[200:].replace(b"history.json", b"manifest.jso")
    ),
    "encrypted": lambda: sealed(_with_flag(PACKED, 1)),
}


def _with_flag(content: bytes, flag: int) -> bytes:
    """Set a bit of the general flags in each entry of the directory."""
    damaged = bytearray(content)
    start = damaged.find(b"PK\x01\x02")
    while start >= 0:
        damaged[start + 8] |= flag
        start = damaged.find(b"PK\x01\x02", start + 4)
    return bytes(damaged)


def duplicated() -> bytes:
    name = with_manifest({"experiment.json": EXPERIMENT})
    with pytest.warns(UserWarning, match="Duplicate name"):
        return zipped([*name, ("experiment.json", EXPERIMENT)])


@pytest.mark.parametrize("make", [*HOSTILE.values(), duplicated], ids=[*HOSTILE, "the same name twice"])
def test_hostile_archives_are_refused_in_words(make: Callable[[], bytes]) -> None:
    with pytest.raises(FileProblems) as caught:
        unpack(make())
    assert all(problem and len(problem) < 300 for problem in caught.value.problems)


def test_a_file_beyond_all_sizes_is_not_read(tmp_path: Path) -> None:
    for name, size in (
        ("large.playground", file_limits.LARGEST_DOCUMENT),
        ("large.json", file_limits.LARGEST_EXPERIMENT),
    ):
        path = tmp_path / name
        with path.open("wb") as file:
            file.truncate(size + 1)
        with pytest.raises(FileProblems, match="larger than"):
            load(path)


def test_a_folder_as_target_is_said_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "taken.playground").mkdir()
    with pytest.raises(IsADirectoryError):
        save(tmp_path / "taken.playground", SMALL)
    with pytest.raises(OSError, match="directory"):
        load(tmp_path / "taken.playground")
    assert [entry.name for entry in tmp_path.iterdir()] == ["taken.playground"]


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        save(tmp_path / "nowhere" / "x.playground", SMALL)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_read_only_folder_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "x.playground"
    save(path, SMALL)
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(PermissionError):
            save(path, Document(SMALL.experiment))
    finally:
        tmp_path.chmod(0o700)
    assert load(path) == SMALL


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
def test_a_write_that_fails_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.playground"
    save(path, SMALL)
    real_open = os.open

    def full(name: str | Path, flags: int, mode: int = 0o777) -> int:
        return real_open("/dev/full", os.O_WRONLY) if str(name).endswith(".part") else real_open(name, flags, mode)

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(OSError, match="No space left"):
        save(path, Document(SMALL.experiment))
    assert load(path) == SMALL
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.playground"]


@pytest.mark.skipif(os.name != "posix", reason="permissions and links of POSIX")
def test_permissions_and_links_stay_as_they_were(tmp_path: Path) -> None:
    real, link = tmp_path / "real.playground", tmp_path / "link.playground"
    save(real, SMALL)
    real.chmod(0o640)
    link.symlink_to(real)
    save(link, Document(SMALL.experiment))
    assert link.is_symlink()
    assert load(real) == Document(SMALL.experiment)
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_what_a_killed_process_left_behind_goes_with_a_later_save(tmp_path: Path) -> None:
    path = tmp_path / "x.playground"
    killed = "import os, pathlib; os.replace = lambda *_: os._exit(9)\nfrom playground.model.disk import write_file\n"
    lefts: list[Path] = []
    for _ in range(2):
        subprocess.run([sys.executable, "-c", f"{killed}write_file(pathlib.Path({str(path)!r}), b'half')"], check=False)
        lefts += [left for left in tmp_path.iterdir() if left not in lefts]
    old, fresh = lefts
    os.utime(old, (0, 0))
    save(path, SMALL)
    assert sorted(tmp_path.iterdir()) == [fresh, path]


KILLER = """
import os, random, signal, sys, time
from pathlib import Path
from playground.model import files
from playground.model.archive import load, save
from playground.model.document import Document

path, chance = Path(sys.argv[1]), random.Random(2)
made = files.read(sys.argv[3])
save(path, Document(made, bytes(300_000)))
for _ in range(int(sys.argv[2])):
    child = os.fork()
    if child == 0:
        for turn in range(1_000_000):
            save(path, Document(made, bytes([turn % 256]) * 300_000))
    time.sleep(chance.uniform(0.0, 0.02))  # so that the signal comes at any moment of a save
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    state = load(path).state
    assert len(set(state)) == 1 and len(state) == 300_000
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a child that can be killed")
@pytest.mark.parametrize("times", [20 * TIMES, pytest.param(500, marks=pytest.mark.slow)])
def test_killed_while_saving_the_file_is_the_old_or_the_new_one(tmp_path: Path, times: int) -> None:
    path = tmp_path / "x.playground"
    command = [sys.executable, "-c", KILLER, str(path), str(times), EXPERIMENT.decode()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert load(path).experiment == SMALL.experiment
