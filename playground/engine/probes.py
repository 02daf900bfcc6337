"""Probes: copies of exactly what a visible view asked to see, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from playground.engine import answers
from playground.engine.answer_pacing import AnswerPacing
from playground.engine.faults import ran_out
from playground.engine.memory_faults import let_go
from playground.engine.probe_context import ANSWERERS, ProbeContext
from playground.engine.requests import Request

__all__ = ["answer", "answers"]  # the shelf registers its answerers as it is imported


def answer(
    context: ProbeContext,
    requests: Sequence[Request],
    pacing: AnswerPacing | None = None,
    means: ProbeContext | None = None,
) -> tuple[dict[Request, Any], dict[Request, str]]:
    """Answers by request, and in words why the others have none.

    With a ``pacing`` costly ones that are not due have neither. With ``means``, those that show weights are answered of
    those. The networks must be in evaluation mode, without gradients. Answers are arrays of their own.
    """
    found: dict[Request, Any] = {}
    failures: dict[Request, str] = {}
    for request in requests if pacing is None else pacing.due(requests, time.perf_counter()):
        start = time.perf_counter()
        try:
            looked_at = context if means is None or not request.shows_weights else means
            found[request] = ANSWERERS[type(request)](looked_at, request)
        except Exception as error:
            failures[request] = _in_words(error, context)
        if pacing is not None:
            pacing.note(request, start, time.perf_counter())
    context.forget()
    if means is not None:
        means.forget()
    return found, failures


def _in_words(error: Exception, context: ProbeContext) -> str:
    """One sentence; of what torch says at length, the first line."""
    if ran_out(error):
        let_go(error)
        return "There is not enough memory to compute this: look at fewer samples, or make a layer smaller."
    if isinstance(error, KeyError) and error.args and error.args[0] not in context.networks.ids:
        return f"There is no layer {error.args[0]} in this network."
    first = str(error).partition("\n")[0] or type(error).__name__
    return f"This could not be computed: {first}"
