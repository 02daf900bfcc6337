"""Documents: damaged anywhere they are refused; sealed with anything inside they are refused in words, or sound."""

from __future__ import annotations

import hashlib
import io
import json
import random
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from playground.engine.history import CURVES, History
from playground.model import files
from playground.model.archive import load, pack, unpack
from playground.model.document import Document
from playground.model.examples import load_example
from playground.model.file_limits import LARGEST_HISTORY, LONGEST_MARK, MOST_IN_COLUMN, MOST_MARKS, MOST_NUMBERS
from playground.model.file_problems import FileProblems
from playground.model.glance import glance
from playground.model.members import SEAL
from tests.draws import AT_LENGTH, TIMES, draws
from tests.hostile.kinds import names, numbers, shapes, texts

EXPERIMENT = files.write(load_example("circle"))
CURVE = {"batch_loss.step": [1.0, 2.0, 3.0], "batch_loss.value": [0.5, 0.25, 0.125]}
PACKED = pack(Document(load_example("circle"), b"what was learned", CURVE, ((2, "Learning rate 0.1 → 0.03"),)))


def sealed(members: dict[str, bytes], more: dict[str, Any] | None = None) -> bytes:
    """A document whose seal and sums are right, whatever is in it."""
    entries = {name: {"size": len(each), "sha256": hashlib.sha256(each).hexdigest()} for name, each in members.items()}
    manifest = json.dumps({"format": 1, "members": entries, **(more or {})}).encode()
    return zipped({"manifest.json": manifest, **members})


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name), content)
        file.comment = b"0" * SEAL
    bare = buffer.getvalue()[:-SEAL]
    return bare + hashlib.sha256(bare).hexdigest().encode()


def told(content: bytes) -> list[str]:
    """The sentences in which a document is refused; there are some."""
    with pytest.raises(FileProblems) as caught:
        unpack(content)
    assert all(problem and len(problem) < 600 and "\n" not in problem for problem in caught.value.problems)
    return caught.value.problems


# ------------------------------------------------------------------------------------------------------------ damaged


def test_cut_off_at_any_byte_it_is_refused() -> None:
    for length in range(0, len(PACKED), 1 if AT_LENGTH else 7):
        told(PACKED[:length])


def test_any_flipped_bit_is_noticed() -> None:
    chance = random.Random(None if AT_LENGTH else 1)
    for _ in range(100 * TIMES):
        damaged = bytearray(PACKED)
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        told(bytes(damaged))


@draws(100)
@given(st.data())
def test_damage_under_a_right_seal_is_noticed(data: st.DataObject) -> None:
    """As somebody would do it who knows the format."""
    bare = bytearray(PACKED[:-SEAL])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(bare) - 1))
        bare[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    content = bytes(bare) + hashlib.sha256(bytes(bare)).hexdigest().encode()
    try:
        found = unpack(content)
    except FileProblems as error:
        problems = error.problems
    else:  # what zip does not look at, such as a time
        assert found == unpack(PACKED)
        return
    assert all(problem and len(problem) < 600 for problem in problems)


# ------------------------------------------------------------------------------------------------------ sealed curves


def is_sound(history: History) -> None:
    """What is drawn can rely on this."""
    for name in CURVES:
        series = getattr(history, name)
        steps, values = series.steps, series.values
        assert len(steps) == len(values)
        assert (np.diff(steps) >= 0).all()
        assert np.isfinite(steps).all()
        assert (np.isnan(values) | (np.abs(values) < 3.5e38)).all()
    assert len(history.segment) == len(history.epochs) == len(history.train_loss)
    assert len(history.joined()) == len(history.epochs)
    assert history.last_step >= history.last_evaluation >= 0
    assert isinstance(history.outdated, bool)
    assert all(report.step >= 0 for report in history.health)
    assert History.from_columns(history.columns(), tuple(history.marks)).columns().keys() == history.columns().keys()


figures = st.one_of(st.none(), numbers, st.integers(-2, 5), st.sampled_from((1e308, -1e308, 3e38, 1e-300, 2.0**53)))
lists = st.lists(figures, max_size=5)
column_names = st.one_of(
    st.sampled_from([f"{curve}.{part}" for curve in CURVES for part in ("step", "value")]),
    st.sampled_from([f"health.{part}" for part in ("step", "linear_1.gradient", "linear_1.samples", "x.by_step:0")]),
    st.sampled_from([f"health.linear_1.dead_{part}:0" for part in ("unit", "lowest", "highest")]),
    st.builds("health.{}.{}".format, texts, texts),
    st.builds("health.linear_1.by_step:{}".format, texts | st.integers(0, 10**5000 // 10**4990)),
    names,
)


def whole(values: dict[str, Any]) -> bytes:
    return json.dumps(values).encode()


@draws(100)
@given(st.dictionaries(column_names, lists | st.lists(st.integers(0, 9), max_size=5).map(sorted), max_size=6))
@example({f"{curve}.{part}": [3, 2, 1] for curve in CURVES for part in ("step", "value")})
@example({f"{curve}.{part}": [1, 2, None] for curve in CURVES for part in ("step", "value")})
@example({f"{curve}.{part}": [1e308] * 3 for curve in CURVES for part in ("step", "value")})
def test_curves_are_sound_or_refused(curves: dict[str, Any]) -> None:
    content = sealed({"experiment.json": EXPERIMENT, "state.safetensors": b"", "history.json": whole(curves)})
    try:
        found = unpack(content)
    except FileProblems as error:
        problems = error.problems
    else:
        is_sound(History.from_columns(found.history or {}, found.marks))
        return
    assert all(problem and len(problem) < 600 for problem in problems)


@draws(60)
@given(shapes | st.binary(max_size=50).map(lambda content: content.decode("latin-1")))
def test_what_is_no_curves_is_refused_or_empty(curves: Any) -> None:
    members = {"experiment.json": EXPERIMENT, "history.json": json.dumps(curves).encode()}
    try:
        found = unpack(sealed(members))
    except FileProblems:
        return
    assert isinstance(found.history, dict)


@draws(100)
@given(st.lists(st.tuples(figures, texts) | shapes, max_size=4) | shapes)
def test_marks_are_sound_or_refused(marks: Any) -> None:
    try:
        found = unpack(sealed({"experiment.json": EXPERIMENT}, {"marks": marks}))
    except FileProblems:
        return
    assert all(0 <= step <= 2**53 and text.isprintable() and len(text) <= LONGEST_MARK for step, text in found.marks)
    is_sound(History.from_columns({}, found.marks))


@draws(60)
@given(st.dictionaries(st.sampled_from(("format", "members", "marks")) | names, shapes, max_size=4))
@example({"members": {"": {'"' * 1_000: None}}})
def test_any_list_of_members_is_believed_or_refused(more: dict[str, Any]) -> None:
    try:
        unpack(sealed({"experiment.json": EXPERIMENT}, more))
    except FileProblems as error:
        problems = error.problems
    else:
        return
    assert all(problem and len(problem) < 600 for problem in problems)


def test_what_a_history_holds_can_always_be_read_again() -> None:
    """The fullest there is: every curve at its limit, more marks than are kept, more health than fits."""
    history = History()
    for name in CURVES:
        getattr(history, name).extend(np.arange(1.0, 1_001.0), np.full(1_000, -1.2345678901234567e-301))
    assert 2 * 200_000 * len(CURVES) < MOST_NUMBERS
    assert 25 * MOST_NUMBERS < 1.1 * LARGEST_HISTORY
    for step in range(MOST_MARKS + 10):
        history.add_mark(step, "Learning rate 0.1 → 0.03 " * 100)
    found = unpack(pack(Document(load_example("circle"), b"", history.columns(), tuple(history.marks))))
    assert found.history == history.columns()
    assert len(found.marks) == MOST_MARKS
    assert found.marks[-1][0] == MOST_MARKS + 9


# ---------------------------------------------------------------------------------------------------------- too large

CHILD = """
import resource, struct, sys
from pathlib import Path
from playground.model.archive import load
from playground.model.file_problems import FileProblems

with open("/proc/self/statm") as file:
    now = int(file.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (now + 50 * 2**20, resource.RLIM_INFINITY))
resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
for name in sys.argv[1:]:
    try:
        load(Path(name))
        print(name, "was read")
    except FileProblems as error:
        if max(map(len, error.problems)) > 600:
            print(name, "tells too much")
    except BaseException as error:
        print(name, repr(error)[:200])
"""


def sparse(path: Path, size: int, begin: bytes = b"", end: bytes = b"") -> str:
    """A file that is large and takes no room."""
    with path.open("wb") as file:
        file.write(begin)
        file.truncate(size - len(end))
        file.seek(0, io.SEEK_END)
        file.write(end)
    return str(path)


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process can be limited there")
def test_large_files_are_refused_before_they_are_read(tmp_path: Path) -> None:
    gigabytes = 2 * 2**30
    made = [
        sparse(tmp_path / "a.playground", gigabytes),
        sparse(tmp_path / "b.playground", gigabytes, b"PK\x03\x04"),
        sparse(tmp_path / "c.json", gigabytes, b"{"),
        sparse(tmp_path / "d.json", gigabytes + 1, b"PK\x03\x04"),
        sparse(tmp_path / "e.playground", gigabytes + 1, PACKED[:50], PACKED[-86:]),
        sparse(tmp_path / "f", 2**40),
    ]
    declares = bytearray(PACKED)  # a list of members as long as the file
    declares[-SEAL - 10 : -SEAL - 6] = (200 * 2**20).to_bytes(4, "little")
    made.append(sparse(tmp_path / "g.playground", 200 * 2**20 + 86, b"PK\x03\x04", bytes(declares[-86:])))
    numbers = b'{"a":[' + b"0," * (LARGEST_HISTORY // 16) + b"0]}"
    (tmp_path / "h.playground").write_bytes(
        sealed({"experiment.json": EXPERIMENT, "history.json": numbers[:8_000_000]})
    )
    made.append(str(tmp_path / "h.playground"))
    done = subprocess.run([sys.executable, "-c", CHILD, *made], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr[-2000:]


def test_more_numbers_than_a_document_holds_are_refused(tmp_path: Path) -> None:
    column = b"[" + b"0," * (MOST_IN_COLUMN - 1) + b"0]"
    columns = b",".join(b'"%d":%s' % (place, column) for place in range(MOST_NUMBERS // MOST_IN_COLUMN + 1))
    assert told_of_curves(b"{" + columns + b"}") == [
        "The archive has more than 8\u202f000\u202f000 numbers in its curves."
    ]


def moved(place: int) -> bytes:
    """A sealed document whose list has its first member lie at a place that needs eight bytes to be written."""
    end = struct.Struct("<4s4H2LH")
    sign, *disks, length, start, comment = end.unpack_from(PACKED, len(PACKED) - SEAL - end.size)
    listed = bytearray(PACKED[start : start + length])
    name = int.from_bytes(listed[28:30], "little")
    more = struct.pack("<2HQ", 1, 8, place)
    listed[30:32], listed[42:46] = struct.pack("<H", len(more)), b"\xff" * 4
    listed[46 + name : 46 + name] = more
    bare = PACKED[:start] + listed + end.pack(sign, *disks, len(listed), start, comment)
    return bare + hashlib.sha256(bare).hexdigest().encode()


@pytest.mark.parametrize("place", [len(PACKED) + 40, 2**40, 2**63 - 1, 2**63, 2**64 - 1])
def test_a_member_that_lies_beyond_the_end_is_refused(place: int, tmp_path: Path) -> None:
    path = tmp_path / "x.playground"
    path.write_bytes(moved(place))
    assert told(moved(place))[0].startswith("The file is damaged, incomplete or was not saved by Playground")
    for read in (load, glance):
        with pytest.raises(FileProblems, match="The file is damaged"):
            read(path)


def told_of_curves(curves: bytes) -> list[str]:
    """How curves are refused."""
    return told(sealed({"experiment.json": EXPERIMENT, "history.json": curves}))


@pytest.mark.parametrize("number", [b"0", b"-1.2345678901234567e-301"])
def test_a_curve_has_as_many_numbers_as_are_kept_of_it_and_no_more(number: bytes) -> None:
    kept = b'{"a":[' + (number + b",") * (MOST_IN_COLUMN - 1)
    found = unpack(sealed({"experiment.json": EXPERIMENT, "history.json": kept + number + b"]}"}))
    assert found.history is not None
    assert len(found.history["a"]) == MOST_IN_COLUMN
    for more in (1, 8 * MOST_IN_COLUMN):
        said = told_of_curves(kept + (number + b",") * more + number + b"]}")
        assert said == ["The archive has more than 200\u202f000 numbers in one of its curves."]


@pytest.mark.parametrize("before", [b"", b"{", b'{"a"', b'{"a":', b'{"a":[1]', b'{"a":[1],', b'{"a":[1]}'])
def test_curves_with_many_blanks_are_refused(before: bytes) -> None:
    (said,) = told_of_curves(before + b" " * 2_000_000 + b'{"a":[1]}'[len(before) :])
    assert said.startswith("The curves in the archive cannot be read, as ")


def test_a_document_is_told_how_far_it_has_been_read_and_can_be_given_up(tmp_path: Path) -> None:
    path, seen = tmp_path / "x.playground", list[tuple[int, int]]()
    path.write_bytes(pack(Document(load_example("circle"), bytes(3 * 2**20))))
    load(path, lambda read, size: seen.append((read, size)))
    assert len(seen) == 4
    assert seen[-1] == (path.stat().st_size - SEAL,) * 2

    def give_up(read: int, size: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        load(path, give_up)
