"""S2 to S7 of the measures: the real window beside the engine alone, its start, and an edit of a deep network."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

import msgspec
import numpy as np
from PySide6.QtCore import QEventLoop, QTimer

from playground.engine.links import SWITCH, Where
from playground.engine.messages import Evaluated, Frame
from playground.engine.session import Session
from playground.model import edits
from playground.model.examples import load_example
from playground.model.experiment import Experiment, Training
from playground.model.network import Network, Node
from playground.model.registry import DATA, LAYERS, OPTIMIZERS
from playground.ui.shell.app import application
from playground.ui.shell.settings import Settings
from playground.ui.shell.window import Window
from tests.benchmarks.frame import Result, summary
from tests.engine.setups import supervised, three_blocks, tiny

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SECONDS = 2.0
ROUNDS = 10


def live_tiny() -> Result:
    """S2, S3: steps a second in the window over those of a session alone, and how late the window is; 2-4-2-1."""
    return live(tiny(), 3000)


def live_cnn() -> Result:
    """S2, S3: the same with the three-block MNIST network, feature maps showing."""
    return live(three_blocks(), 60, "feature_maps")


def live_deep() -> Result:
    """S2, S3: the same with 2-8-8-8-8-8-8-1 on the spiral, every unit's heat map and every weight's line live."""
    return live(msgspec.structs.replace(_deep(6, 8), data=DATA.find("spiral")()), 1500)


def live_forty() -> Result:
    """S2, S3: the same with a network of 41 layers, of which the canvas shows some and the overview all."""
    return live(_deep(20, 8), 500)


def scroll() -> Result:
    """A network of 41 layers pulled through the canvas: from a scrolled step to pixels, and from a zoom, in ms."""
    window = open_window(_deep(20, 8))
    _train_live(window)
    stage, bar = window.canvas.stage, window.canvas.stage.horizontalScrollBar()
    steps, zooms = [], []
    for value in range(0, bar.maximum(), 25):
        start = time.perf_counter()
        bar.setValue(value)
        window.canvas.viewport().repaint()
        steps.append(1000 * (time.perf_counter() - start))
    for index in range(20):
        start = time.perf_counter()
        stage.set_zoom(0.9 if index % 2 else 1.0)
        window.canvas.viewport().repaint()
        zooms.append(1000 * (time.perf_counter() - start))
    close_window(window)
    return {
        "step_ms": summary(steps, 1),
        "step_p99_ms": round(float(np.percentile(steps, 99)), 1),
        "zoom_ms": summary(zooms, 1),
    }


def epochs() -> Result:
    """S4: epochs a second live on 2-4-2-1 tanh, batch 10, 250 training points; and on eight layers of six units."""
    return {"2-4-2-1": _epochs(tiny()), "8 x 6": _epochs(_deep(8, 6))}


def spiral() -> Result:
    """S5: seconds until the shipped spiral example's test loss is below 0.05, live, for five seeds."""
    seconds = []
    for seed in range(5):
        window = open_window(msgspec.structs.replace(load_example("spiral"), seed=seed))
        solved: list[float] = []
        start = time.perf_counter()
        window.conductor.play()

        def below(window: Window = window) -> bool:
            latest = window.conductor.history.latest
            return isinstance(latest, Evaluated) and latest.test_loss < 0.05

        if wait(below, 60):
            solved.append(time.perf_counter() - start)
        seconds += solved or [float("inf")]
        close_window(window)
    return {"seconds": summary(seconds), "solved": sum(np.isfinite(seconds).tolist()), "of": 5}


def start() -> Result:
    """S6: process start to the first painted window, and to *Train*, over importing torch and making an optimizer."""
    first, ready, bare = [], [], []
    with tempfile.TemporaryDirectory() as compiled:
        for mode in ("--first", "--ready", "--bare"):
            _process(mode, compiled)
        for _ in range(ROUNDS):
            first.append(_process("--first", compiled))
            ready.append(_process("--ready", compiled))
            bare.append(_process("--bare", compiled))
    ratios = [a / b for a, b in zip(ready, bare, strict=True)]
    return {
        "first_paint": summary(first),
        "ready": summary(ready),
        "torch_alone": summary(bare),
        "ratio": summary(ratios),
    }


def edit() -> Result:
    """S7: a layer inserted into a network of 30 layers, to shapes and canvas repainted, in milliseconds."""
    window = open_window(_deep(15, 8))
    took = []
    for index in range(20):
        before = window.store.experiment.ids()[index % 15]
        start = time.perf_counter()
        changed, _ = edits.insert(window.store.experiment, LAYERS.find("tanh")(), before)
        window.store.apply(changed, "Add Tanh")
        window.canvas.grab()
        took.append(1000 * (time.perf_counter() - start))
        window.store.undo()
    close_window(window)
    return {"milliseconds": summary(took, 2)}


BENCHMARKS = {
    "live_tiny": live_tiny,
    "live_cnn": live_cnn,
    "live_deep": live_deep,
    "live_forty": live_forty,
    "scroll": scroll,
    "epochs": epochs,
    "spiral": spiral,
    "start": start,
    "edit": edit,
}


def live(experiment: Experiment, steps: int, tab: str = "activations") -> Result:
    """Windows that train beside a session alone, with a tab open: with the trainer in a process, and in a thread.

    They take turns, so that what else the machine does is borne by all.
    """
    kinds: tuple[Where, ...] = ("process", "thread")
    windows = {where: open_window(experiment, tab, where) for where in kinds}
    session = Session(experiment)
    speeds = {where: list[float]() for where in (*kinds, "alone")}
    lateness, pictures = {where: list[float]() for where in kinds}, {where: list[float]() for where in kinds}
    for _ in range(ROUNDS):
        for where in kinds:
            speed, late, shown = _train_live(windows[where])
            speeds[where].append(speed)
            lateness[where] += late
            pictures[where].append(shown)
        began = time.perf_counter()
        for _ in range(steps):
            session.step()
        speeds["alone"].append(steps / (time.perf_counter() - began))
    for window in windows.values():
        close_window(window)
    return {"alone": summary(speeds["alone"], 1)} | {
        where: {
            "live": summary(speeds[where], 1),
            "ratio": summary([a / b for a, b in zip(speeds[where], speeds["alone"], strict=True)]),
            "late_p99_ms": round(float(np.percentile(lateness[where], 99)), 1),
            "late_max_ms": round(max(lateness[where]), 1),
            "pictures_per_second": summary(pictures[where], 1),
        }
        for where in kinds
    }


def _train_live(window: Window) -> tuple[float, list[float], float]:
    """Train for a while: steps a second, how late a 5 ms timer came each time (ms), pictures a second."""
    late: list[float] = []
    frames: list[Frame] = []
    last = time.perf_counter()

    def sample() -> None:
        nonlocal last
        now = time.perf_counter()
        late.append(max(0.0, 1000 * (now - last) - 5))
        last = now

    conductor = window.conductor
    conductor.play()
    wait(lambda: conductor.playing, 10)
    wait(lambda: False, 0.5)
    timer = QTimer()
    timer.timeout.connect(sample)
    conductor.framed.connect(frames.append)
    first, start, last = conductor.history.batch_loss.steps[-1], time.perf_counter(), time.perf_counter()
    timer.start(5)
    wait(lambda: False, SECONDS)
    timer.stop()
    took = time.perf_counter() - start
    speed = float(conductor.history.batch_loss.steps[-1] - first) / took
    conductor.framed.disconnect(frames.append)
    conductor.pause()
    wait(lambda: not conductor.playing, 10)
    wait(lambda: False, 0.3)
    return speed, late, len(frames) / took


def _epochs(experiment: Experiment) -> Result:
    window = open_window(experiment)
    samples, batch = experiment.data.sizes().train, experiment.training.batch_size
    speeds = [_train_live(window)[0] * batch / samples for _ in range(ROUNDS)]
    close_window(window)
    return summary(speeds, 1)


def _deep(depth: int, width: int) -> Experiment:
    """A network of so many layers of so many units, each followed by tanh, on the circle data."""
    nodes = []
    for index in range(depth):
        nodes.append(Node(f"linear_{index + 1}", LAYERS.find("linear")(units=width)))
        nodes.append(Node(f"tanh_{index + 1}", LAYERS.find("tanh")()))
    nodes.append(Node("output", LAYERS.find("output")()))
    training = Training(optimizer=OPTIMIZERS.find("sgd")(), batch_size=10)
    data = DATA.find("circle")()
    networks = {"main": Network(tuple(nodes))}
    objective = supervised("binary_cross_entropy")
    return Experiment(name="Deep", data=data, objective=objective, networks=networks, training=training)


def open_window(experiment: Experiment, tab: str = "", where: Where | None = None) -> Window:
    """A window that is ready to train, its trainer ``where`` it is to run."""
    if where is not None:
        os.environ[SWITCH] = where
    application()
    window = Window(experiment, Settings())
    window.resize(1440, 900)
    window.show()
    window.conductor.start()
    if not wait(lambda: window.conductor.can_train and window.conductor.samples is not None, 120):
        raise RuntimeError("the window did not get ready")
    if tab:
        window.bottom.open(tab)
    return window


def close_window(window: Window) -> None:
    window.close_saved()
    wait(lambda: False, 0.1)


def wait(ready: Callable[[], bool], seconds: float) -> bool:
    """Run the event loop until a condition holds or time is up."""
    loop = QEventLoop()
    timer = QTimer()
    timer.timeout.connect(lambda: loop.quit() if ready() else None)
    timer.start(10)
    QTimer.singleShot(int(1000 * seconds), loop, loop.quit)
    loop.exec()
    timer.stop()
    return ready()


_PROGRAM = """
import gc, sys, time
gc.disable()  # as the command does until the first picture
start = float(sys.argv[2])
if sys.argv[1] == "--bare":
    import torch
    torch.optim.SGD([torch.zeros(1, requires_grad=True)], 0.1)
    print(time.time() - start)
    sys.exit()
from playground.engine.links import make_link, usual
link = make_link(usual())
if sys.argv[1] == "--ready":
    link.start()  # before all else, as the command does
from playground.model.examples import load_example
from playground.ui.shell.app import application
from playground.ui.shell.settings import Settings
from playground.ui.shell.window import Window
from PySide6.QtCore import QTimer
app = application()
window = Window(load_example("circle"), Settings())
window.show()
if sys.argv[1] == "--first":
    window.repaint()
    print(time.time() - start)
    sys.exit()
gc.freeze()
gc.enable()
window.conductor.start(link)
window.conductor.ready.connect(lambda: (print(time.time() - start), window.close_saved()))
app.exec()
"""


def _process(mode: str, compiled: str) -> float:
    """Seconds that a new process takes; code is kept ``compiled`` in a folder, as it is on everybody's machine."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": compiled}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", _PROGRAM, mode, str(time.time())]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])
