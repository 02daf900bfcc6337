"""Numbers become words in one place: the same number is written the same wherever it stands."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from playground import numerals
from playground.doctor.words import figure as doctors_figure
from playground.model.signal import image, vector
from playground.numerals import (
    count,
    counted,
    figure,
    fixed,
    grouped,
    in_cell,
    in_tile,
    log_tick,
    loss,
    narrow,
    paged,
    percent,
    portion,
    power,
    rounded,
    setting,
    share,
    shares,
    short,
    tick,
    times,
)
from playground.typed_numbers import read_number as read
from playground.ui.canvas.reading import spelt
from tests.architecture.sources import SOURCES

WRITERS: list[Callable[[float], str]] = [
    *(count, rounded, short, setting, figure, loss, tick, times, spelt, doctors_figure),
    *(numerals.slope, numerals.fine, lambda value: fixed(value, 2), lambda value: counted(value, "step")),
]
IN_LITTLE_ROOM: list[Callable[[float], str]] = [narrow, in_tile, lambda value: in_cell(value, 2)]
FINITE = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12)
TINY = st.floats(-0.02, 0.02) | st.floats(-1e-12, 1e-12)


def test_what_is_no_number_is_called_so_by_all() -> None:
    for write in WRITERS:
        assert write(math.nan).startswith("not a number")
        assert write(math.inf).startswith("∞")
        assert write(-math.inf).startswith("−∞")
    assert [write(math.nan) for write in IN_LITTLE_ROOM] == ["NaN"] * 3
    assert [write(-math.inf) for write in IN_LITTLE_ROOM] == ["−∞"] * 3
    assert share(math.nan) == "–"  # a share of nothing


@pytest.mark.parametrize(
    ("value", "two", "three", "typed", "summed"),
    [
        (0.0, "0", "0", "0", "0"),
        (-0.0, "0", "0", "0", "0"),
        (0.03, "0.03", "0.03", "0.03", "0.030"),
        (0.00099999, "0.001", "0.001", "0.00099999", "0.0010"),
        (0.0003, "3e−4", "3e−4", "0.0003", "3e−4"),
        (0.00001, "1e−5", "1e−5", "0.00001", "1e−5"),
        (1e-8, "1e−8", "1e−8", "1e−8", "1e−8"),
        (5.5512e-17, "5.6e−17", "5.55e−17", "5.5512e−17", "5.6e−17"),
        (-0.5, "−0.5", "−0.5", "−0.5", "−0.500"),
        (1.75, "1.8", "1.75", "1.75", "1.750"),
        (9.996, "10", "10", "9.996", "9.996"),
        (1234.5, "1\u202f200", "1\u202f230", "1\u202f234.5", "1\u202f234"),
        (60_000.0, "60\u202f000", "60\u202f000", "60\u202f000", "60\u202f000"),
        (2.5e12, "2.5e12", "2.5e12", "2.5e12", "2.5e12"),
    ],
)
def test_a_number_is_written_alike_at_every_precision(
    value: float, two: str, three: str, typed: str, summed: str
) -> None:
    assert (rounded(value, 2), rounded(value), setting(value), figure(value)) == (two, three, typed, summed)
    assert in_tile(value) == two


def test_losses_shares_ticks_and_counts() -> None:
    assert [loss(value) for value in (0.0, 0.6931, -2.3, 0.0006, 4.2e-5, 1234.5)] == [
        *("0.000", "0.693", "−2.300", "6e−4", "4.2e−5", "1\u202f234"),
    ]
    assert [share(0.843), share(0.5, 1), share(-0.1)] == ["84 %", "50.0 %", "−10 %"]
    assert [share(0.9999, 1), portion(0.9999, 1), portion(0.996), portion(1.0, 1)] == [
        *("100.0 %", "99.9 %", "99 %", "100.0 %"),
    ]
    assert [portion(0.123, 1), portion(math.nan)] == ["12.3 %", "–"]
    assert [percent(0.05), percent(2e-6), percent(0.1234)] == ["5 %", "0.0002 %", "12 %"]
    assert [tick(value) for value in (0.0, 0.25, -1000.0, 1.5e-4, 1e6)] == ["0", "0.25", "−1\u202f000", "1.5e−4", "1e6"]
    assert [power(exponent) for exponent in (-5, -4, -3, -2, 0)] == ["10⁻⁵", "10⁻⁴", "0.001", "0.01", "1"]
    assert [log_tick(value) for value in (1e-12, 1e-6, 2e-6, 5e-4, 0.002, 1.0)] == [
        *("10⁻¹²", "10⁻⁶", "2×10⁻⁶", "5×10⁻⁴", "0.002", "1"),
    ]
    assert [log_tick(value) for value in (0.0, 5e4, 2e5, 1e6)] == ["0", "50\u202f000", "2×10⁵", "10⁶"]
    assert [times(value) for value in (2.54, 40.4, 12345.0, 3e12)] == ["2.5×", "40×", "10\u202f000×", "10¹²×"]
    assert [counted(1, "step"), counted(2, "class"), counted(2 / 3, "epoch"), counted(1.0, "epoch")] == [
        *("1 step", "2 classes", "0.667 epochs", "1 epoch"),
    ]
    assert in_cell(-0.07, 2, bare=True) == "−.07"
    assert fixed(-0.001, 2) == "0.00"


@given(FINITE | TINY)
@example(0.00105)
@example(999999.6)
def test_what_is_written_is_the_number(value: float) -> None:
    for write, error in ((rounded, 5e-3), (short, 5e-3), (setting, 5e-6), (tick, 5e-6), (figure, 5e-2)):
        back = read(write(value))
        assert math.isclose(back, value, rel_tol=1.01 * error, abs_tol=1e-300), write(value)
        assert "-" not in write(value)


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_whole_numbers_read_back_exactly(value: int) -> None:
    assert read(count(value)) == value == read(setting(value))


@given(FINITE | st.floats(-1e30, 1e30))
def test_in_narrow_cells_there_are_five_signs_at_most(value: float) -> None:
    assert len(narrow(value)) <= 5


def test_nouns_are_as_many_as_the_number_says() -> None:
    assert [counted(1, noun) for noun in ("copy", "class", "day")] == ["1 copy", "1 class", "1 day"]
    assert [counted(2, noun) for noun in ("older copy", "class", "day")] == ["2 older copies", "2 classes", "2 days"]


def test_thousands_have_their_space_in_shapes_sums_and_pages() -> None:
    assert str(vector(20_000)) == "20\u202f000"
    assert str(image(3, 1024, 64)) == "3×1\u202f024×64"
    assert grouped("20000 · (784 + 2·1) − 0.12345") == "20\u202f000 · (784 + 2·1) − 0.12345"
    assert paged(0, 7, 20_000) == "1–7 of 20\u202f000"


@given(st.lists(st.floats(0.0, 0.25), min_size=1, max_size=4))
def test_shares_of_one_whole_add_up_to_what_is_said_of_it(parts: list[float]) -> None:
    said = [int(text.removesuffix(" %")) for text in shares(parts)]
    assert f"{sum(said)} %" == share(sum(parts)) or math.isclose(100 * sum(parts) % 1, 0.5, abs_tol=1e-9)
    assert all(abs(each - 100 * part) < 1 + 1e-9 for each, part in zip(said, parts, strict=True))


def test_no_other_file_writes_numbers_by_hand() -> None:
    """Who writes numbers by hand writes them in another way sooner or later."""
    by_hand = ('.replace("-", "−")', '.replace(",", "\\u202f")', '.replace(",", NARROW)')
    kept = ("playground.numerals", "playground.ui.examples.features", "playground.export.printing")
    for source in SOURCES:
        if not source.module.startswith(kept):
            assert not [made for made in by_hand if made in source.text], source.path
            assert not list(_formatted(source.tree)), source.path


def _formatted(node: ast.AST) -> Iterator[str]:
    """Formats for decimals and digits in f-strings, but for those that ``float`` reads back at once to round."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "float":
        return
    if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
        spec = ast.unparse(node.format_spec)
        if re.search(r"[,efg]'$|%'$", spec):
            yield spec
    for inner in ast.iter_child_nodes(node):
        yield from _formatted(inner)


def test_the_module_needs_nothing_of_ours() -> None:
    tree = ast.parse(Path(numerals.__file__).read_text("utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert names == {"math", "re"}
