"""Soak: a long time of training, editing, undo, opening, saving and looking on the real window, and what it costs.

    python -m tests.soak --minutes 30

prints one JSON object: memory, threads, open files and controls over time, how fast they grow an hour after the first
fifth and in the second half, what the trainer's process holds, how often steps were being made, and every fault and
every line of Qt's log. What leaks grows as fast in the second half; what is kept up to a bound (curves and weights for
undo, answers that are remembered) does not. The same seed makes the same choices, though not at the same steps.
"""

from __future__ import annotations

import argparse
import ctypes
import faulthandler
import gc
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_HOME = tempfile.TemporaryDirectory(prefix="playground-soak-")
for _name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
    os.environ[_name] = _HOME.name
if sys.dont_write_bytecode:  # else each trainer compiles all anew, which it does on nobody's machine
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = os.path.join(_HOME.name, "compiled")

import numpy as np  # noqa: E402  the folders above must be known before platformdirs is asked
from PySide6.QtCore import QEventLoop, QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler  # noqa: E402
from PySide6.QtWidgets import QApplication, QMessageBox  # noqa: E402

from playground.model.examples import load_example  # noqa: E402
from playground.model.registry import LAYERS  # noqa: E402
from playground.ui.shell.app import application, keep_copies  # noqa: E402
from playground.ui.shell.faults import Faults  # noqa: E402
from playground.ui.shell.settings import Settings  # noqa: E402
from playground.ui.shell.window import Window  # noqa: E402
from tests.setting_hands import ACTIONS, SettingHands  # noqa: E402

EXAMPLES = ("circle", "xor", "sine", "digits_cnn", "spiral")
KINDS = ("linear", "relu", "tanh", "dropout", "batch_norm")
MOST_NODES = 10
SAMPLE_SECONDS = 10.0
SHARE_OF_SETTINGS = 0.5
"""So much of what hands do is done to how the network learns."""
GOING_ON = 0.6
"""How often training goes on that something has ended."""
FINDING_MS = 1500
"""So long a list of rates stays open."""


class Soak:
    """One window, hands that do something every moment, and a table of what the process holds."""

    def __init__(self, seed: int, verbose: bool = False) -> None:
        self.random = random.Random(seed)
        self.verbose = verbose
        self.faults: list[str] = []
        self.log: list[str] = []
        self.done: Counter[str] = Counter()
        self.table: list[dict[str, float]] = []
        self.folder = Path(_HOME.name)
        self.window = Window(load_example("circle"), Settings())
        self.recovery = keep_copies(self.window)
        self.actions: dict[str, Callable[[], object]] = {
            "play or pause": self.window.conductor.toggle,
            "step": self.window.conductor.step_batch,
            "start over": self.window.conductor.reset,
            "add": self.add,
            "remove": self.remove,
            "undo": self.window.store.undo,
            "redo": self.window.store.redo,
            "undo all": self.undo_all,
            "theme": self.window.toggle_theme,
            "zoom": self.zoom,
            "resize": self.resize,
            "example": self.example,
            "save": self.save,
            "open": self.open,
            "look": self.look,
            "view": self.view,
            "enlarge": self.enlarge,
            "take apart": self.window.walk.toggle,
        }
        self.hands = SettingHands(self.window, self.random, ends=True)
        self.of_settings = {name: partial(action, self.hands) for name, action in ACTIONS.items()}

    @property
    def ids(self) -> tuple[str, ...]:
        return self.window.store.experiment.ids()

    def add(self) -> None:
        if len(self.ids) < MOST_NODES:
            self.window.canvas.commands.add(LAYERS.kinds[self.random.choice(KINDS)], self.random.choice(self.ids))

    def remove(self) -> None:
        self.window.canvas.commands.remove(self.random.choice(self.ids))

    def undo_all(self) -> None:
        for _ in range(self.random.randrange(20)):
            self.window.store.undo()

    def zoom(self) -> None:
        self.window.step_zoom(self.random.choice((-1, 0, 1)))

    def resize(self) -> None:
        self.window.resize(*self.random.choice(((1280, 720), (1440, 900), (1920, 1080))))

    def example(self) -> None:
        self.window.documents.open_example(self.random.choice(EXAMPLES))

    def save(self) -> None:
        self.window.documents.save_to(self.folder / f"{self.random.randrange(3)}.playground")

    def open(self) -> None:
        path = self.folder / f"{self.random.randrange(3)}.playground"
        if path.is_file():
            self.window.documents.open(path)

    def look(self) -> None:
        self.window.focus.select(self.random.choice(self.ids), self.random.randrange(4))
        self.window.focus.choose(self.random.randrange(50))

    def view(self) -> None:
        kinds = self.window.views.fitting(self.window.conductor.scene())
        self.window.bottom.open(self.random.choice(kinds).id)

    def enlarge(self) -> None:
        kinds = self.window.views.fitting(self.window.conductor.scene())
        view = self.window.views.get(self.random.choice(kinds).id)
        view.enlarge_wanted.emit()
        self.rest(200)
        self.window.views.detached.put_back(view.id)

    # ------------------------------------------------------------------------------------------------------ the run

    def run(self, minutes: float) -> None:
        """Do something every moment until the time is over; then leave in order."""
        self.window.resize(1440, 900)
        self.window.show()
        self.window.conductor.start()
        answers = QTimer()
        answers.timeout.connect(self.answer)
        answers.start(100)
        start = time.monotonic()
        while (now := time.monotonic() - start) < 60 * minutes:
            if not self.table or now - self.table[-1]["seconds"] >= SAMPLE_SECONDS:
                self.sample(now)
            actions = self.of_settings if self.random.random() < SHARE_OF_SETTINGS else self.actions
            name = self.random.choice(tuple(actions))
            self.done[name] += 1
            if self.verbose:
                print(f"{now:.1f} {name}", file=sys.stderr, flush=True)
            actions[name]()
            self.rest(self.random.choice((50, 200, 500)))
            if self.hands.finding:
                self.rest(self.random.choice((50, FINDING_MS)))
                self.hands.end_finding()
            self.go_on()
        answers.stop()
        self.recovery.stop(keep=False)
        self.window.close_saved()

    def go_on(self) -> None:
        """Train where that can be: most of what hands do ends it, and a window that rests shows little."""
        conductor = self.window.conductor
        if conductor.can_train and not conductor.playing and self.random.random() < GOING_ON:
            conductor.play()

    def answer(self) -> None:
        """Answer a question that is open with any of its buttons, and close whatever else popped up."""
        if self.hands.finding:
            return
        open = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if isinstance(open, QMessageBox):
            self.random.choice(open.buttons()).click()
        elif open is not None:
            open.close()

    def rest(self, milliseconds: int) -> None:
        """Let the window live for a while."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop, loop.quit)
        loop.exec()

    def sample(self, now: float) -> None:
        """Note what the process holds, after a collection and without what the allocator keeps for later."""
        gc.collect()
        if sys.platform.startswith("linux"):
            ctypes.CDLL(None).malloc_trim(0)
        pid = self.window.conductor.trainer.pid
        self.table.append(
            {
                "seconds": round(now, 1),
                "megabytes": _megabytes("self"),
                "trainer": 0.0 if pid in (0, os.getpid()) else _megabytes(str(pid)),
                "playing": float(self.window.conductor.playing),
                "threads": len(os.listdir("/proc/self/task")),
                "files": len(os.listdir("/proc/self/fd")),
                "controls": len(QApplication.allWidgets()),
            }
        )

    def result(self) -> dict[str, Any]:
        """Growth an hour, by least squares, with the figures it rests on."""
        found: dict[str, Any] = {"actions": sum(self.done.values()), "faults": self.faults, "qt log": self.log}
        found["load"] = os.getloadavg()
        after = self.table[len(self.table) // 5 :]
        found["playing"] = round(statistics.mean(row["playing"] for row in self.table), 2)
        for name in ("megabytes", "trainer", "threads", "files", "controls"):
            values = [row[name] for row in after]
            found[name] = {
                "first": values[0],
                "last": values[-1],
                "most": max(values),
                "an hour": _an_hour(after, name),
                "an hour in the second half": _an_hour(self.table[len(self.table) // 2 :], name),
            }
        return found | {"table": self.table[:: max(1, len(self.table) // 30)]}


def _megabytes(process: str) -> float:
    """How much memory a process holds."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except OSError:  # it has ended
        return 0.0
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, 1)


def _an_hour(rows: list[dict[str, float]], name: str) -> float:
    """How much a figure grows an hour, by least squares; NaN where there is but one."""
    if len(rows) < 2:
        return float("nan")
    hours = np.array([row["seconds"] for row in rows]) / 3600
    return round(float(np.polyfit(hours, [row[name] for row in rows], 1)[0]), 1)


def main() -> int:
    """Soak, print the result, and return 1 where a fault or a line of Qt's log came up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verbose", action="store_true", help="write each action to standard error")
    chosen = parser.parse_args()
    application()
    soak = Soak(chosen.seed, chosen.verbose)
    faulthandler.dump_traceback_later(60 * chosen.minutes + 120, exit=True)

    def note(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if not text.startswith("This plugin does not support"):
            soak.log.append(text)

    faults = Faults(soak.window)
    faults.install(soak.folder / "crash.log")
    faults.raised.connect(lambda text, details: soak.faults.append(details))
    faulthandler.enable()
    qInstallMessageHandler(note)
    soak.run(chosen.minutes)
    faults.remove()
    print(json.dumps(soak.result()))
    return 1 if soak.faults or soak.log else 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)
