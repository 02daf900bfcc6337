"""Last answer: a function of experiments keeps what it last gave, as many parts of the window ask the same in turn."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from operator import is_
from typing import TypeVar, TypeVarTuple

Ts = TypeVarTuple("Ts")
R = TypeVar("R")


def keeps_last_answer(function: Callable[[*Ts], R]) -> Callable[[*Ts], R]:
    """Give the last answer again where the arguments are the very same objects. They are given by position.

    For pure functions of values that never change. Threads may ask at once: what is kept is replaced as a whole.
    """
    kept: list[tuple[tuple[object, ...], R]] = []

    @wraps(function)
    def asked(*args: *Ts) -> R:
        given: tuple[object, ...] = args
        for before, answer in kept[:1]:
            if len(before) == len(given) and all(map(is_, before, given)):
                return answer
        answer = function(*args)
        kept[:] = [(given, answer)]
        return answer

    return asked
