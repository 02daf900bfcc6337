"""Past: how the network looked at a step that was recorded, without touching the one that learns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

from playground.engine import probes
from playground.engine.around_parts import means_in
from playground.engine.build import make, meaning_of
from playground.engine.carrying import adopt
from playground.engine.checkpoint import Checkpoint
from playground.engine.mean_weights import twin_of
from playground.engine.memory_faults import explained
from playground.engine.networks import whole_trace
from playground.engine.probe_context import ProbeContext
from playground.engine.random_state import RandomState
from playground.engine.requests import Request
from playground.engine.tape import Tape
from playground.model.difference import difference
from playground.model.experiment import Experiment
from playground.numerals import count


class PastAnswers(NamedTuple):
    """What views asked, as it was at a step, ``epoch`` passes over the data from the start."""

    step: int
    epoch: float
    answers: dict[Request, Any]
    failures: dict[Request, str]


class Past:
    """A twin of the networks of now, which takes on the weights of recorded steps; made when it is first asked.

    Its tensors are those of the snapshot itself, so it takes no memory of its own and a step is taken on at once. This
    is sound as no answer changes what is learned.
    """

    def __init__(self, tape: Tape, present: ProbeContext, experiment: Experiment) -> None:
        """``present`` is how the networks of an ``experiment`` are looked at now."""
        self._tape = tape
        self._present = present
        self._experiment = experiment
        self._twin: ProbeContext | None = None

    @property
    def steps(self) -> tuple[int, ...]:
        """The steps that are recorded, growing."""
        return self._tape.steps

    def answer(self, step: int, requests: Sequence[Request], averaged: bool = False) -> PastAnswers:
        """Answers as they were at the newest recorded step at or before one, and in words why some cannot be told.

        ``averaged`` ones are of the mean of the weights, where one was kept then.
        """
        found = self._tape.nearest(step)
        if found is None:
            text = f"Nothing is recorded of step {count(step)}: what this network learned is recorded from later on."
            return PastAnswers(step, 0.0, {}, dict.fromkeys(requests, text))
        with explained("the past was looked at", self._experiment):
            twin = self._taken_on(found, averaged)
            with torch.inference_mode():
                return PastAnswers(found.step, found.epoch, *probes.answer(twin, requests))

    def _taken_on(self, found: Checkpoint, averaged: bool) -> ProbeContext:
        """The twin, with the weights of a recorded state of this network, or with the mean of them."""
        if self._twin is None:
            self._twin = self._present.beside(twin_of(self._present.networks))
        twin = self._twin
        twin.off = self._present.off
        if found.experiment.networks != self._experiment.networks:
            self._exchange(twin, found.experiment)
        known, laid = twin.networks.tensors(), self._present.networks.tensors()
        recorded: dict[str, Tensor] = found.snapshot.tensors
        if averaged:
            recorded = recorded | means_in(found.snapshot.parts)
        for name, value in recorded.items():
            # One out of a file lies in memory in another order, and sums of numbers in another order differ.
            like = laid[name].detach()
            known[name].data = value if like.stride() == value.stride() else torch.empty_like(like).copy_(value)
        return twin

    def _exchange(self, twin: ProbeContext, experiment: Experiment) -> None:
        """Take on another setting of layers that was changed between two steps, such as the rate of a dropout."""
        traced = whole_trace(experiment, meaning_of(experiment))
        RandomState.park()
        for id in difference(self._experiment, experiment).live_layers:
            module = make(traced.node(id)).eval()
            adopt(twin.networks.module(id), module)
            twin.networks.put(id, module)
        twin.traced, self._experiment = traced, experiment
