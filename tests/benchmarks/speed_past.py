"""S12 of the measures: from the moment a recorded step is wanted until all visible views are painted with it."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from playground.engine.messages import Frame
from playground.model.experiment import Experiment
from playground.ui.shell.window import Window
from tests.benchmarks.frame import Result
from tests.benchmarks.speed_window import close_window, open_window, wait
from tests.engine.setups import three_blocks, tiny

PLACES = 100
LONGEST = 60.0


def past_tiny() -> Result:
    """S12: from the handle to all views painted, over 100 recorded places of 2-4-2-1, paused and training, in ms."""
    return _past(tiny(), 20, "activations")


def past_cnn() -> Result:
    """S12: the same with the three-block MNIST network, feature maps showing."""
    return _past(three_blocks(), 2, "feature_maps")


def _past(experiment: Experiment, steps_apart: int, tab: str) -> Result:
    window = open_window(experiment, tab)
    conductor = window.conductor
    conductor.play()
    for place in range(PLACES):
        reached = (place + 1) * steps_apart
        wait(lambda: conductor.state.step >= reached, LONGEST)  # noqa: B023
        conductor.keep(f"place {place}")  # what is kept is recorded
    conductor.pause()
    wait(lambda: not conductor.playing and len(conductor.past.steps) >= PLACES, LONGEST)
    wait(lambda: False, 3.0)
    places = [int(step) for step in conductor.past.steps]
    shuffled = [int(step) for step in np.random.default_rng(0).permutation(places)[:PLACES]]
    shown: list[Frame] = []
    conductor.framed.connect(shown.append)
    paused = [_look(window, shown, step) for step in shuffled]
    conductor.play()
    wait(lambda: conductor.playing, LONGEST)
    before, start = conductor.state.step, time.perf_counter()
    training = [_look(window, shown, step) for step in shuffled]
    rate = (conductor.state.step - before) / (time.perf_counter() - start)
    close_window(window)
    return {
        "places": len(places),
        "paused": _told(paused),
        "training": _told(training),
        "steps_per_second": round(rate),
    }


def _look(window: Window, shown: list[Frame], step: int) -> float:
    """Look at a step; returns how many ms pass until its frame is handed out and painted."""
    shown.clear()
    start = time.perf_counter()
    window.conductor.past.look_at(step)
    while not (shown and shown[-1].at == step):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        if time.perf_counter() > start + LONGEST:
            raise RuntimeError(f"no frame of step {step}")
    QApplication.processEvents()  # what was handed out is painted
    return 1000 * (time.perf_counter() - start)


def _told(times: list[float]) -> Result:
    return {
        "median_ms": round(float(np.median(times)), 1),
        "p95_ms": round(float(np.percentile(times, 95)), 1),
        "greatest_ms": round(max(times), 1),
    }


BENCHMARKS = {"past_tiny": past_tiny, "past_cnn": past_cnn}
