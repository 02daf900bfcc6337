"""Probes: copies of exactly what a visible view asked to see, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playground.engine import answers
from playground.engine.bench import ANSWERERS, Bench
from playground.engine.requests import Request

__all__ = ["answer", "answers"]  # the shelf registers its answerers as it is imported


def answer(bench: Bench, requests: Sequence[Request]) -> tuple[dict[Request, Any], dict[Request, str]]:
    """Answers by request, and in words why the others have none.

    The bench's graph must be in evaluation mode, without gradients. Answers are arrays of their own.
    """
    found: dict[Request, Any] = {}
    failures: dict[Request, str] = {}
    for request in requests:
        try:
            found[request] = ANSWERERS[type(request)](bench, request)
        except Exception as error:
            failures[request] = _in_words(error, bench)
    bench.forget()
    return found, failures


def _in_words(error: Exception, bench: Bench) -> str:
    """One sentence; of what torch says at length, the first line."""
    if isinstance(error, KeyError) and error.args and error.args[0] not in bench.graph.ids:
        return f"There is no layer {error.args[0]} in this network."
    first = str(error).partition("\n")[0] or type(error).__name__
    return f"This could not be computed: {first}"
