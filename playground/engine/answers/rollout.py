"""Answers in which the network reads what it said itself; each comes whole from one set of weights."""

from __future__ import annotations

import math
import time

import numpy as np

from playground.engine.answer_values import Continued, Floats
from playground.engine.probe_context import ProbeContext, answers
from playground.engine.requests import Continuation, OnRaw, Rollout
from playground.model.sampling import drawn, read_window, tempered

LEARNING_SECONDS, STANDING_SECONDS = 1.0, 0.1
"""So long a text is written at once: whole where weights would move before the rest of it, else as it can be followed.
"""


@answers(Rollout)
def rollout(context: ProbeContext, request: Rollout) -> Floats:
    """What is forecast step by step, (steps,); fewer where a forecast is no number."""
    shape, last = request.on.shape, context.networks.answer
    size = math.prod(shape)
    read = list(request.on.values)
    for _ in range(request.steps):
        entering = context.encoded(OnRaw(shape, tuple(read[-size:])))
        answered = context.networks.run(entering, (last,), context.off)[last]
        forecast = float(context.evaluator.read(answered).values.flat[0])
        if not math.isfinite(forecast):
            break
        read.append(forecast)
    return np.array(read[size:], np.float32)


@answers(Continuation)
def continuation(context: ProbeContext, request: Continuation) -> Continued:
    """What the network writes, each token with the share it had."""
    length, last = context.data.signal().time, context.networks.answer
    until = time.perf_counter() + (LEARNING_SECONDS if context.learner is None else STANDING_SECONDS)
    written: list[int] = []
    had: list[float] = []
    while len(written) < request.count and (not written or time.perf_counter() < until):
        tokens, place = read_window((*request.tokens, *written), length)
        entering = context.encoded(OnRaw((length,), tuple(map(float, tokens))))
        expected = context.networks.run(entering, (last,), context.off)[last][0, place]
        shares = tempered(context.evaluator.read(expected).probabilities, request.temperature)
        if not np.isfinite(shares).all():
            break
        token = drawn(shares, request.seed, request.place + len(written))
        written.append(token)
        had.append(float(shares[token]))
    return Continued(np.array(written, np.int64), np.array(had, np.float64))
