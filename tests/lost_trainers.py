"""Lost trainers: the process of the trainer is killed, stopped or left without memory, in states drawn at random.

    python -m tests.lost_trainers --times 50

opens the real window and prints one JSON object: what was said each time, how many seconds it took until steps were
made again from the state that the window held, and what did not happen as it should. Linux alone tells a process how
much memory it may have while it runs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PLAYGROUND_TRAINER"] = "process"
_HOME = tempfile.TemporaryDirectory(prefix="playground-lost-")
for _name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
    os.environ[_name] = _HOME.name
if sys.dont_write_bytecode:  # else each trainer compiles all anew, which it does on nobody's machine
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = os.path.join(_HOME.name, "compiled")

from PySide6.QtCore import QEventLoop, QTimer  # noqa: E402  the folders above must be known before platformdirs is asked

from playground.model.examples import load_example  # noqa: E402
from playground.model.registry import LAYERS  # noqa: E402
from playground.ui.shell.app import application  # noqa: E402
from playground.ui.shell.settings import Settings  # noqa: E402
from playground.ui.shell.window import Window  # noqa: E402
from playground.ui.state.notice import Notice  # noqa: E402

PATIENCE_SECONDS = 120.0
WIDE = 4000
"""Units of each of the layers that no longer find memory."""


class Losses:
    """One window, and trainers that are lost to it."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.window = Window(load_example("circle"), Settings())
        self.conductor = self.window.conductor
        self.said: list[Notice] = []
        self.held = 0
        self.conductor.said.connect(self.said.append)
        self.conductor.kept.connect(lambda kept: setattr(self, "held", kept.step))
        self.states: dict[str, Callable[[], None]] = {
            "paused": self.paused,
            "playing": self.playing,
            "edited": self.edited,
            "tuned": self.tuned,
            "saving": self.saving,
        }
        self.ends: dict[str, Callable[[], float]] = {"killed": self.kill, "hung": self.hang, "memory": self.starve}

    # ------------------------------------------------------------------------------------------------------- states

    def paused(self) -> None:
        """Steps were made, and the window holds their state."""
        goal = self.conductor.state.step + 40
        self.conductor.play(40)
        self.until(lambda: self.conductor.state.step >= goal and not self.conductor.playing)
        self.until(lambda: self.held >= goal)

    def playing(self) -> None:
        """Steps are being made."""
        self.paused()
        before = self.conductor.state.step
        self.conductor.play()
        self.until(lambda: self.conductor.state.step > before)

    def edited(self) -> None:
        """A layer has just come in."""
        self.playing()
        self.window.canvas.commands.add(LAYERS.kinds["linear"], "output")

    def tuned(self) -> None:
        """The learning rate is being dragged."""
        self.playing()
        self.window.store.set("training.optimizer.learning_rate", self.random.choice((0.01, 0.02, 0.03)))

    def saving(self) -> None:
        """What is learned was just asked for, to be written to a file."""
        self.playing()
        self.window.documents.save_to(Path(_HOME.name) / "mine.playground")

    # --------------------------------------------------------------------------------------------------------- ends

    def kill(self) -> float:
        """End it; returns when."""
        os.kill(self.conductor.trainer.pid, signal.SIGKILL)
        return time.monotonic()

    def hang(self) -> float:
        """Stop it, and start another one where that is offered; returns when that was."""
        os.kill(self.conductor.trainer.pid, signal.SIGSTOP)
        self.until(lambda: any("has not answered" in notice.text for notice in self.said))
        (offered,) = [notice.action for notice in self.said if notice.action is not None]
        offered()
        return time.monotonic()

    def starve(self) -> float:
        """Give it no more memory than it has, and layers that want more; returns when they were taken back."""
        pid, unlimited = self.conductor.trainer.pid, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
        taken = pages * os.sysconf("SC_PAGE_SIZE")
        resource.prlimit(pid, resource.RLIMIT_AS, (taken, resource.RLIM_INFINITY))
        for _ in range(2):
            self.window.canvas.commands.add(LAYERS.kinds["linear"], "output")
            self.window.store.set(f"networks.main.{self.window.focus.node}.units", WIDE)
        self.conductor.play()
        self.until(lambda: bool(self.said))
        start = time.monotonic()
        if self.conductor.trainer.pid == pid:
            resource.prlimit(pid, resource.RLIMIT_AS, unlimited)
        for _ in range(4):
            self.window.store.undo()
        return start

    # ---------------------------------------------------------------------------------------------------------- run

    def lose(self) -> dict[str, Any]:
        """Lose a trainer once; returns what it was like."""
        state, end = self.random.choice(tuple(self.states)), self.random.choice(tuple(self.ends))
        self.states[state]()
        pid = self.conductor.trainer.pid
        self.said.clear()
        start = self.ends[end]()
        self.until(lambda: bool(self.said) and self.conductor.can_train)
        before = self.conductor.state.step
        self.until(lambda: self.goes_on(before))
        seconds = time.monotonic() - start
        self.conductor.pause()
        self.until(lambda: not self.conductor.playing)
        replaced = self.conductor.trainer.pid != pid
        orphan = replaced and Path(f"/proc/{pid}/stat").exists()
        words = [notice.text for notice in self.said]
        return {"state": state, "end": end, "seconds": round(seconds, 2), "orphan": orphan, "said": words}

    def goes_on(self, before: int) -> bool:
        """Whether steps are made again; else they are asked for."""
        if not self.conductor.playing and not self.conductor.starting.lasts:
            self.conductor.play()
        return self.conductor.playing and self.conductor.state.step > before

    def until(self, holds: Callable[[], bool]) -> None:
        """Let the window live until something holds."""
        late = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            if time.monotonic() > late:
                raise TimeoutError([notice.text for notice in self.said])
            loop = QEventLoop()
            QTimer.singleShot(5, loop.quit)
            loop.exec()


def main() -> int:
    """Lose trainers, print the result, and return 1 where one was left over or nothing was said."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    application()
    losses = Losses(chosen.seed)
    losses.window.resize(1440, 900)
    losses.window.show()
    losses.conductor.start()
    losses.until(lambda: losses.conductor.can_train and losses.conductor.samples is not None)
    found = []
    for _ in range(chosen.times):
        found.append(losses.lose())
        print(json.dumps(found[-1]), file=sys.stderr, flush=True)
    last = losses.conductor.trainer.pid
    losses.window.close_saved()
    seconds = [each["seconds"] for each in found]
    result = {
        "times": len(found),
        "load": os.getloadavg(),
        "median seconds": statistics.median(seconds),
        "longest seconds": max(seconds),
        "within 3 s": sum(each <= 3.0 for each in seconds),
        "orphans": sum(each["orphan"] for each in found) + Path(f"/proc/{last}/stat").exists(),
    }
    print(json.dumps(result | {"each": found}))
    return 1 if result["orphans"] or not all(each["said"] for each in found) else 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)
