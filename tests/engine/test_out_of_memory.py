"""Where memory runs out in spite of all reckoning it is said in one sentence, and what was learned is kept."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from playground.engine import probe_context
from playground.engine.commands import Play, Replace
from playground.engine.faults import NotTrainable, OutOfMemory, in_words, ran_out
from playground.engine.machine import enough_memory
from playground.engine.messages import Evaluated, Failed, Ready, State
from playground.engine.requests import (
    Backward,
    Distributions,
    NextUpdate,
    OnExamples,
    OnGrid,
    Outputs,
    Request,
    Taps,
    Weights,
)
from playground.engine.session import Session
from playground.model.experiment import Experiment
from playground.model.network import Node
from tests.engine.brittle import Starving
from tests.engine.desks import Desk
from tests.engine.setups import data, experiment, insert, layer, stack

GB = 2**30
SAID = "Memory ran out while a step was made, and what was learned is kept: "


def starved(call: int, times: int = 1, training: bool = True) -> Experiment:
    network = stack(layer("linear", units=4), layer("tanh"))
    return experiment(insert(network, 2, Node("hungry", Starving(call, times, training))), data("circle"))


def plain() -> Session:
    return Session(experiment(stack(layer("linear", units=4), layer("tanh")), data("circle")))


def weights(session: Session) -> np.ndarray:
    request = Weights(("linear_1", "output"))
    answers, _ = session.answer((request,))
    return np.concatenate([array.ravel() for node in answers[request].values() for array in node.values()])


def test_a_step_without_memory_is_not_learned_from_and_learning_goes_on() -> None:
    session, other = Session(starved(5)), plain()
    wanted = [other.step() for _ in range(10)]
    got = [session.step() for _ in range(4)]
    with pytest.raises(OutOfMemory) as caught:
        session.step()
    assert str(caught.value).startswith(f"{SAID}a batch of 10 takes about ")
    assert "set the batch size to 5, or close other programs." in str(caught.value)
    assert session.step_count == 4
    assert got + [session.step() for _ in range(6)] == wanted


def test_where_there_is_no_memory_to_learn_again_either_learning_is_at_its_last_snapshot() -> None:
    session, other = Session(starved(5, times=3)), plain()
    for each in (session, other):
        [each.step() for _ in range(4)]
    session.resume(session.checkpoint())  # the last snapshot is that of step 4
    [session.step() for _ in range(4)]
    with pytest.raises(OutOfMemory):
        session.step()
    assert session.step_count == 4
    assert np.array_equal(weights(session), weights(other))
    with pytest.raises(OutOfMemory):  # it stays hungry for one more call, and harms nothing
        session.step()
    assert [session.step() for _ in range(5)] == [other.step() for _ in range(5)]


def test_an_evaluation_without_memory_pauses_and_says_so_and_training_can_go_on() -> None:
    desk = Desk()
    try:
        desk.link.send(Replace(starved(1, training=False), 1))
        desk.wait(Ready)
        failed = desk.wait(Failed)
        assert failed.text.startswith("Memory ran out while the network was looked at, and what was learned is kept: ")
        assert failed.text.count(". ") == 0
        desk.link.send(Play(20))
        desk.wait(State, lambda state: state.step == 20 and not state.playing)
        desk.wait(Evaluated)
    finally:
        assert desk.link.stop(10.0)


def test_a_step_without_memory_pauses_the_trainer_with_the_sentence() -> None:
    desk = Desk()
    try:
        desk.link.send(Replace(starved(5), 1))
        desk.wait(Ready)
        desk.link.send(Play())
        assert desk.wait(Failed).text.startswith(SAID)
        assert desk.paused().step == 4
        desk.link.send(Play(6))
        desk.wait(State, lambda state: state.step == 10 and not state.playing)
    finally:
        assert desk.link.stop(10.0)


def test_a_view_without_memory_gets_a_sentence_and_others_their_answers() -> None:
    session = Session(starved(1, training=False))
    grid, other = Outputs(OnGrid(4), ("output",)), Weights(("linear_1",))
    answers, failures = session.answer((grid, other))
    assert list(answers) == [other]
    assert failures[grid].startswith("There is not enough memory to compute this: look at fewer samples")


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("[enforce fail at alloc_cpu.cpp:118] DefaultCPUAllocator: can't allocate memory: you tried ..."),
        RuntimeError("[enforce fail] DefaultCPUAllocator: not enough memory: you tried to allocate 8 bytes."),
        RuntimeError("std::bad_alloc"),
        RuntimeError("bad allocation"),
        RuntimeError("could not create a memory object"),
        RuntimeError("CUDA out of memory. Tried to allocate 2 GiB"),
    ],
)
def test_whatever_says_that_there_is_no_memory_is_told_alike(error: Exception) -> None:
    assert ran_out(error)
    assert in_words(error).startswith("There is not enough memory for this")
    with pytest.raises(NotTrainable, match="needs more memory than this machine has left"), enough_memory():
        raise error
    assert not ran_out(RuntimeError("the memory format is not supported"))


def test_what_looks_at_more_than_fits_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    network = stack(layer("embedding", width=8), layer("self_attention", heads=2))
    session = Session(experiment(network, data("copy_task", samples=40)))
    inside, update = Taps(OnExamples("train", tuple(range(16))), ("self_attention_1",)), NextUpdate()
    assert set(session.answer((inside, update))[0]) == {inside, update}
    monkeypatch.setattr(probe_context, "free", lambda: 20_000)
    failures = session.answer((inside, update))[1]
    assert "to look inside with 16 samples needs about 52 kB, and 20 kB are free." in failures[inside]
    assert "to take an update of 10 samples apart needs about" in failures[update]
    session.step()


@pytest.mark.parametrize(
    "request_",
    [
        Outputs(OnExamples("train", tuple(range(200))), ("linear_1",)),
        Weights(("linear_1",)),
        Distributions("weights", ("linear_1",)),
        Backward(OnExamples("train", (0,)), "linear_1", (0,)),
        NextUpdate(),
    ],
    ids=lambda request: type(request).__name__,
)
def test_no_answer_is_begun_that_would_not_fit(request_: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe_context, "MOST_NUMBERS", 200)
    session = plain()
    assert set(session.answer((request_,))[0]) == {request_}
    monkeypatch.setattr(probe_context, "free", lambda: 10)
    (said,) = session.answer((request_,))[1].values()
    assert said.endswith(", and 10 bytes are free.")


CHILD = f"""
import resource
from playground.engine.faults import OutOfMemory
from playground.engine.session import Session
from playground.model import memory
from tests.engine.setups import data, experiment, layer, stack, with_training

wide = [layer("linear", units=1024), layer("tanh")] * 6
small = experiment(stack(*wide), data("circle", samples=20000, train_share=0.9))
large = with_training(small, batch_size=18000)
session = Session(small)
losses = [session.step() for _ in range(3)]
memory.free = lambda: 64 * {GB}
session.replace(large)
taken = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (taken + {GB} // 5, resource.RLIM_INFINITY))
try:
    session.step()
except OutOfMemory as error:
    print(error)
session.replace(small)
losses += [session.step() for _ in range(3)]
print(session.step_count, all(loss < 10 for loss in losses))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
def test_under_a_real_limit_a_step_that_does_not_fit_is_told_and_learning_goes_on() -> None:
    done = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    said, steps = done.stdout.splitlines()
    assert said.startswith(f"{SAID}a batch of 18\u202f000 takes about ")
    assert steps == "6 True"
