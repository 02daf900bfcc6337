"""Procedures: the functions of steps and evaluations, given what an objective says they are called with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from playground.model.objective import Procedure
from playground.model.recipe import resolve


def prepared(procedure: Procedure, known: Mapping[str, Any], later: tuple[str, ...] = ()) -> Callable[..., Any]:
    """The function of a procedure, to be called with what ``later`` names, in that order; the rest is ``known``.

    Raises:
        KeyError: it is to be given something that nobody knows.
    """
    function, given = resolve(procedure.target), procedure.given
    first = next((place for place, name in enumerate(given) if name in later), len(given))
    call = partial(function, *(known[name] for name in given[:first]), **dict(procedure.keywords))
    rest = given[first:]
    if rest == later:  # as is usual: nothing stands between the caller and the function
        return call
    fixed = {name: known[name] for name in rest if name not in later}

    def called(*values: Any) -> Any:
        there = fixed | dict(zip(later, values, strict=True))
        return call(*(there[name] for name in rest))

    return called
