"""What SECURITY.md promises is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from playground import cli
from playground.data.text_running import MOST_BYTES
from playground.model import file_limits, file_readings, places
from playground.model.json_text import MOST_LEVELS
from playground.ui.shell import faults, settings

TEXT = (Path(__file__).parents[2] / "SECURITY.md").read_text("utf-8")
MEGABYTE = file_limits.MEGABYTE
LIMITS = {
    "experiment as JSON": (file_limits.LARGEST_EXPERIMENT // MEGABYTE, file_limits.MOST_VALUES, MOST_LEVELS),
    "layers, links written out": (file_limits.MOST_LAYERS, file_limits.MOST_LINKS),
    "name, description, path": (file_limits.LONGEST_NAME, file_limits.LONGEST_DESCRIPTION, file_limits.LONGEST_PATH),
    "document": (file_limits.LARGEST_DOCUMENT // 2**30,),
    "curves": (
        file_limits.LARGEST_HISTORY // MEGABYTE,
        file_limits.MOST_NUMBERS,
        file_limits.MOST_IN_COLUMN,
        file_limits.MOST_COLUMNS,
    ),
    "marks on curves": (file_limits.MOST_MARKS, file_limits.LONGEST_MARK),
    "list of tensors in a state": (file_limits.LARGEST_HEADER // MEGABYTE, file_limits.MOST_TENSORS),
    "problems told of one file": (file_limits.MOST_SHOWN,),
    "text of one's own": (MOST_BYTES // 1_000_000, file_readings.MOST_HELD // MEGABYTE),
    "published data file": (places.LARGEST_PUBLISHED // MEGABYTE,),
    "settings, log of crashes": (settings.LARGEST // MEGABYTE,),
    "picture": (cli.LARGEST_SIDE, cli.MOST_PIXELS // 1_000_000),
}


@pytest.mark.parametrize("what", LIMITS)
def test_limits_are_those_of_the_code(what: str) -> None:
    row = re.search(rf"^\| {re.escape(what)} \| (.*) \|$", TEXT, re.MULTILINE)
    assert row is not None
    written = [int(number.replace("\u202f", "")) for number in re.findall(r"\d[\d\u202f]*", row[1])]
    for limit in LIMITS[what]:
        assert limit in written


def test_the_log_is_as_small_as_the_settings() -> None:
    assert faults.LARGEST_LOG == settings.LARGEST


def test_files_and_options_it_names_are_there() -> None:
    root = Path(__file__).parents[2]
    for path in re.findall(r"`((?:playground|tests)/[\w/.]+)`", TEXT):
        assert (root / path).exists(), path
