"""Memory faults: what is said where memory runs out in spite of what was reckoned, and how what hangs on it goes."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from playground.engine.faults import OutOfMemory, ran_out
from playground.model import memory
from playground.model.experiment import Experiment
from playground.model.trace import trace
from playground.numerals import count, in_bytes


def let_go(error: BaseException) -> None:
    """Let go of all that the calls which failed still hold, so that there is memory to go back with."""
    traceback.clear_frames(error.__traceback__)


@contextmanager
def raising(make: Callable[[], Exception]) -> Iterator[None]:
    """Where memory runs out inside, raise another exception, made once there is memory again."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not ran_out(error):
            raise
        let_go(error)
        raise make() from error


def explained(what: str, experiment: Experiment) -> AbstractContextManager[None]:
    """Where memory runs out inside, say in one sentence while what that was, and what would fit.

    Raises:
        OutOfMemory: memory ran out.
    """

    def in_words() -> OutOfMemory:
        return OutOfMemory(f"Memory ran out while {what}, and what was learned is kept: {_way_out(experiment)}.")

    return raising(in_words)


def _way_out(experiment: Experiment) -> str:
    nodes = trace(experiment).nodes
    need = memory.reckon(experiment, nodes)
    room = memory.free()
    fitting = min(memory.fitting_batch(need, room // 2), need.batch // 2)
    if fitting:
        taken = f"a batch of {count(need.batch)} takes about {in_bytes(need.total)}, and {in_bytes(room)} are free"
        return f"{taken}; set the batch size to {count(fitting)}, or close other programs"
    heaviest = memory.heaviest(experiment, nodes, need, room // 2)
    way = "take fewer samples" if heaviest is None else f"{heaviest.node.name} {heaviest.words}; {heaviest.way}"
    return f"{in_bytes(room)} are free, and {way}, or close other programs"
