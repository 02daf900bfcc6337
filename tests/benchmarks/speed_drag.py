"""S13 of the measures: what one place of a dragged knob costs the window."""

from __future__ import annotations

import time

from playground.model.examples import load_example
from playground.ui.panels.training import TrainingPanel
from tests.benchmarks.frame import Result, summary
from tests.benchmarks.speed_window import close_window, open_window, wait

PLACES = 60


def drag() -> Result:
    """S13: the learning rate of the MNIST network dragged: processor time of the window for one place, in ms.

    From the slider to the trainer's answer; ``at_once`` is up to where the slider is free again. Painting counts.
    """
    window = open_window(load_example("mnist_cnn"))
    window.bottom.open("feature_maps")
    row = window.left.findChildren(TrainingPanel)[0].row("learning_rate")
    slider = row.slider
    if slider is None:
        raise RuntimeError("the learning rate has no slider")
    wait(lambda: False, 3.0)
    start = time.thread_time()
    wait(lambda: False, 0.15)
    idle = 1000 * (time.thread_time() - start)
    at_once, whole = [], []
    for index in range(PLACES):
        start = time.thread_time()
        slider.moved.emit(0.01 + 0.001 * index, True)
        at_once.append(1000 * (time.thread_time() - start))
        wait(lambda: False, 0.15)
        whole.append(1000 * (time.thread_time() - start))
    slider.settled.emit()
    close_window(window)
    return {"at_once_ms": summary(at_once[5:], 2), "whole_ms": summary(whole[5:], 2), "idle_ms": round(idle, 2)}


BENCHMARKS = {"drag": drag}
