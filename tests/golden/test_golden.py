"""Files of every schema version open for ever, and mean the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from playground.model import files
from playground.model.experiment import VERSION
from playground.model.trace import trace

SAVED = sorted(Path(__file__).parent.glob("version_*.json"))


def test_every_version_has_its_file() -> None:
    assert [path.stem for path in SAVED] == [f"version_{version}" for version in range(1, VERSION + 1)]


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.stem)
def test_a_saved_file_opens_and_can_be_trained(path: Path) -> None:
    made = files.read(path.read_bytes())
    assert made.name.startswith("Golden")
    assert trace(made).trainable
    assert trace(made).parameters == 1238
    assert json.loads(files.write(made))["version"] == VERSION
    assert files.read(files.write(made)) == made
