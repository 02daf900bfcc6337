"""Packages put on the path with the metadata that an installer writes, without a network and without an installer."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import Any

EXAMPLE = Path(__file__).parents[1] / "example_package"


def install(site: Path, name: str, modules: dict[str, str], points: dict[str, dict[str, str]]) -> None:
    """Write a package with these modules, and what its installed metadata says of entry points by group."""
    package = site / name.replace("-", "_")
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("", "utf-8")
    for module, text in modules.items():
        (package / f"{module}.py").write_text(text, "utf-8")
    write_metadata(site, {"name": name, "version": "1.0", "entry-points": points})


def install_example(site: Path) -> None:
    """Install the example package as its pyproject.toml describes it."""
    project: dict[str, Any] = tomllib.loads((EXAMPLE / "pyproject.toml").read_text("utf-8"))["project"]
    shutil.copytree(EXAMPLE / "playground_example", site / "playground_example")
    write_metadata(site, project)


def write_metadata(site: Path, project: dict[str, Any]) -> None:
    """The folder beside a package by which Python knows that it is installed, and what it brings."""
    name, version = project["name"], project["version"]
    folder = site / f"{name.replace('-', '_')}-{version}.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "utf-8")
    lines = []
    for group, points in project["entry-points"].items():
        lines += [f"[{group}]", *(f"{point} = {value}" for point, value in points.items()), ""]
    (folder / "entry_points.txt").write_text("\n".join(lines), "utf-8")
