"""What others find before they have run anything: versions, names, workflow, desktop entry agree with each other."""

from __future__ import annotations

import configparser
import os
import re
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import platformdirs
import pytest

import playground
from playground import cli

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
WORKFLOW = (ROOT / ".github/workflows/test.yml").read_text("utf-8")
SLOW_WORKFLOW = (ROOT / ".github/workflows/slow.yml").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
DESKTOP = ROOT / "assets/desktop"
NO_PACKAGE_IMPORTS = {"charset-normalizer": "charset_normalizer", "PySide6-Essentials": "PySide6"}


def packages(text: str) -> set[str]:
    """The packages for Debian that a text names."""
    return set(re.findall(r"\blib(?:egl|gl|x|d|f)[a-z0-9.-]*", text))


def test_the_version_is_the_same_everywhere() -> None:
    version = PROJECT["version"]
    assert playground.__version__ == version
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.findall(r"^## (\S+?),", changes, re.MULTILINE)[0] == version


def test_the_workflow_runs_readmes_command_on_the_oldest_and_newest_python() -> None:
    named = [line.rpartition(" :: ")[2] for line in PROJECT["classifiers"] if ":: 3." in line]
    assert f'python: ["{named[0]}", "{named[-1]}"]' in WORKFLOW
    assert PROJECT["requires-python"] == f">={named[0]}"
    (search,) = re.findall(r"grep -m 1 -- '([^']+)' README.md", WORKFLOW)
    found = next(line for line in README.splitlines() if search in line)
    assert found.startswith("python3 -m venv .venv && .venv/bin/pip install"), found
    assert found.endswith(".venv/bin/python -m pytest -n auto"), found


def test_the_slow_tests_run_every_night_by_the_command_of_contributing() -> None:
    assert "cron:" in SLOW_WORKFLOW
    (python,) = re.findall(r"python: \[.*\]", WORKFLOW)
    assert python in SLOW_WORKFLOW
    (search,) = re.findall(r"grep -m 1 -- '([^']+)' CONTRIBUTING.md", SLOW_WORKFLOW)
    lines = (ROOT / "CONTRIBUTING.md").read_text("utf-8").splitlines()
    assert next(line for line in lines if search in line).partition("#")[0].strip() == f"python {search}"


def test_everybody_installs_the_same_libraries_of_linux() -> None:
    asked = packages(README.partition("sudo apt-get install")[2].partition("```")[0])
    assert len(asked) > 10
    assert packages(WORKFLOW) == packages(SLOW_WORKFLOW) == asked
    assert packages((ROOT / ".ci/run").read_text("utf-8").partition('packages="')[2].partition('"')[0]) == asked


def test_every_dependency_is_imported() -> None:
    text = "\n".join(path.read_text("utf-8") for path in (ROOT / "playground").rglob("*.py"))
    for requirement in PROJECT["dependencies"]:
        (name,) = re.findall(r"^[A-Za-z0-9-]+", requirement)
        module = NO_PACKAGE_IMPORTS.get(name, name)
        assert re.search(rf"^\s*(import|from) {module}\b", text, re.MULTILINE), f"{name} is not used"


def test_types_can_be_read_by_those_who_import_it() -> None:
    assert (ROOT / "playground/py.typed").exists()


def test_the_desktop_entry_opens_files_of_the_type_that_is_declared() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read(DESKTOP / "playground.desktop", "utf-8")
    words = entry["Desktop Entry"]
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    (kind,) = ElementTree.parse(DESKTOP / "playground.xml").iter(f"{space}mime-type")
    (pattern,) = kind.iter(f"{space}glob")
    assert words["MimeType"] == f"{kind.get('type')};"
    assert pattern.get("pattern") == "*.playground"
    assert words["Exec"].split()[0] in PROJECT["gui-scripts"]
    assert (DESKTOP / f"{words['Icon']}.svg").exists()


@pytest.mark.skipif(os.name == "nt", reason="no folder of Windows has such a name")
def test_a_linux_desktop_is_told_how_to_start_this_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platformdirs, "user_data_dir", lambda: str(tmp_path / "share"))
    folder = tmp_path / 'a "50 %" of $x\\'
    folder.mkdir()
    monkeypatch.setattr(sys, "executable", str(folder / "python"))
    assert cli.main(["desktop"]) == 0
    written = {Path(line.removeprefix("Written: ")) for line in capsys.readouterr().out.splitlines()}
    assert {path.name for path in written} == {path.name for path in DESKTOP.iterdir()}
    assert all(path.is_file() for path in written)
    (entry,) = [path for path in written if path.suffix == ".desktop"]
    (command,) = re.findall("^Exec=(.*)$", entry.read_text("utf-8"), re.MULTILINE)
    assert command.endswith('/python" "-m" "playground" %f')
    # As the specification of desktop entries has it: first the file's backslashes, then those within quotes.
    words = re.findall(r'"((?:[^"\\]|\\.)*)"', command.replace("\\\\", "\\"))
    assert re.sub(r"\\(.)", r"\1", words[0]).replace("%%", "%") == str(folder / "python")
    (folder / "playground-window").write_text("")
    assert cli.main(["desktop"]) == 0
    assert re.search('^Exec=".*/playground-window" %f$', entry.read_text("utf-8"), re.MULTILINE)


def test_other_systems_are_told_what_to_do_by_hand(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert cli.main(["desktop"]) == 2
    assert "make a shortcut to playground-window" in capsys.readouterr().err
