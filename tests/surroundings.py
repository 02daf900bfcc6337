"""Run tests in other surroundings: under other languages, and with a screen that is scaled.

``python -m tests.surroundings`` runs cheap tests of the window so, ``python -m tests.surroundings PATHS ...`` others;
whatever pytest takes can be given. Tests that look for a pixel at its place know of no scale. Ends with a status other
than 0 where any of the runs did.

A language is set for the libraries of C (``LC_ALL``), for Qt (``PLAYGROUND_LOCALE``, which `tests/conftest.py` makes
Qt's default) or both: German writes 1.234,5 where English writes 1,234.5, and Turkish has a small letter for I that no
other language has.
"""

from __future__ import annotations

import os
import subprocess
import sys

WAYS: dict[str, dict[str, str]] = {
    "plain C": {"LC_ALL": "C", "PLAYGROUND_LOCALE": "C"},
    "German": {"LC_ALL": "de_DE.UTF-8", "PLAYGROUND_LOCALE": "de_DE"},
    "Turkish": {"LC_ALL": "tr_TR.UTF-8", "PLAYGROUND_LOCALE": "tr_TR"},
    "125 %": {"QT_SCALE_FACTOR": "1.25"},
    "200 %": {"QT_SCALE_FACTOR": "2"},
}
CHEAP = (
    "tests/test_numerals.py",
    "tests/ui/test_forms.py",
    "tests/ui/test_panels_bar.py",
    "tests/ui/test_panels_left.py",
    "tests/ui/test_training_panel.py",
    "tests/ui/test_widgets_controls.py",
    "tests/stories/test_build_and_train.py",
)


def main() -> int:
    """Run pytest once in each surroundings; returns the worst status."""
    worst = 0
    for name, chosen in WAYS.items():
        print(f"\n== {name}", flush=True)
        command = [sys.executable, "-m", "pytest", *(sys.argv[1:] or CHEAP)]
        worst = max(worst, abs(subprocess.run(command, env=os.environ | chosen, check=False).returncode))
    return worst


if __name__ == "__main__":
    raise SystemExit(main())
