"""The wheel: built from the checkout, it has code, data, fonts, icons, examples and licences."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXPECTED = (
    "playground/cli.py",
    "playground/py.typed",
    "playground/assets/desktop/playground.desktop",
    "playground/assets/data/mnist/train-images-idx3-ubyte.gz",
    "playground/assets/data/digits/digits.csv.gz",
    "playground/assets/data/emoji/emoji32-pixels-idx4-ubyte.gz",
    "playground/assets/data/text/shakespeare.txt.gz",
    "playground/assets/data/timeseries/sunspots-yearly.csv",
    "playground/assets/fonts/Inter-Regular.otf",
    "playground/assets/icons/play.svg",
    "playground/assets/examples/13_mnist_cnn.json",
    "playground/assets/licenses/inter-OFL.txt",
)


def test_the_wheel_has_everything_the_app_needs(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = tmp_path.glob("nn_playground-*.whl")
    with zipfile.ZipFile(wheel) as content:
        names = set(content.namelist())
        (points,) = [name for name in names if name.endswith("entry_points.txt")]
        listed = content.read(points).decode()
        assert "[console_scripts]\nplayground = playground.cli:main" in listed
        assert "[gui_scripts]\nplayground-window = playground.cli:main" in listed
        font = content.getinfo("playground/assets/fonts/Inter-Regular.otf")
        assert font.file_size == (ROOT / "assets/fonts/Inter-Regular.otf").stat().st_size
    assert set(EXPECTED) <= names
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / "assets").rglob("*") if path.is_file()}
    assert {f"playground/{path}" for path in there} <= names
    assert not [name for name in names if name.startswith("tests/")]
