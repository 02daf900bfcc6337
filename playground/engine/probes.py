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
        except KeyError as error:
            failures[request] = f"There is no layer {error.args[0]} in this network."
        except Exception as error:
            failures[request] = f"This could not be computed: {error}"
    bench.forget()
    return found, failures
