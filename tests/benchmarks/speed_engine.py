"""S1, S8 and S10 of the measures: the engine beside plain PyTorch loops, and how fast it stops."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch import Tensor, nn

from playground.engine.build import use_channels_last
from playground.engine.machine import use_threads, warm_up
from playground.engine.messages import Built, Pause, Play, Replace, Report, State
from playground.engine.runner import Runner
from playground.engine.session import Session
from playground.model.experiment import Experiment
from tests.benchmarks.frame import Result, alternate, ratio, summary
from tests.engine.setups import three_blocks, tiny, with_training


def plain_tiny() -> nn.Module:
    """The tiny network by hand."""
    return nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 2), nn.Tanh(), nn.Linear(2, 1))


def plain_three_blocks() -> nn.Module:
    """The convolutional network by hand."""
    parts: list[nn.Module] = []
    for before, after in ((1, 16), (16, 32), (32, 64)):
        parts += [nn.Conv2d(before, after, 3, padding="same"), nn.ReLU(), nn.MaxPool2d(2)]
    dense = nn.Sequential(nn.Flatten(), nn.Linear(64 * 9, 64), nn.ReLU(), nn.Dropout(0.25), nn.Linear(64, 10))
    return nn.Sequential(*parts, *dense)


def plain_steps(
    network: nn.Module, loss: nn.Module, optimizer: torch.optim.Optimizer, inputs: Tensor, targets: Tensor, size: int
) -> Iterator[None]:
    """A hand-written training loop, one step at a time, for ever."""
    generator = torch.Generator().manual_seed(0)
    while True:
        order = torch.randperm(len(inputs), generator=generator)
        for start in range(0, len(inputs), size):
            index = order[start : start + size]
            optimizer.zero_grad()
            value = loss(network(inputs[index]), targets[index])
            value.backward()
            optimizer.step()
            yield


def steps_per_second(step: Callable[[], object], count: int) -> float:
    """How fast so many steps went."""
    start = time.perf_counter()
    for _ in range(count):
        step()
    return count / (time.perf_counter() - start)


def engine_tiny() -> Result:
    """S1: steps a second of a session over a hand-written loop, 2-4-2-1 tanh, batch 10."""
    session = Session(tiny())
    torch.manual_seed(0)
    network = plain_tiny()
    inputs = torch.from_numpy(session.samples.train_inputs)
    targets = torch.from_numpy(session.samples.train_targets.astype(np.float32)).unsqueeze(1)
    optimizer = torch.optim.SGD(network.parameters(), 0.1, fused=True)
    plain = plain_steps(network, nn.BCEWithLogitsLoss(), optimizer, inputs, targets, 10)
    return _compare(session, plain, 3000)


def engine_cnn() -> Result:
    """S1: the same with the three-block MNIST network, batch 64, both in channels_last."""
    session = Session(three_blocks())
    torch.manual_seed(0)
    network = plain_three_blocks()
    use_channels_last(network)
    inputs = torch.from_numpy(session.samples.train_inputs).contiguous(memory_format=torch.channels_last)
    targets = torch.from_numpy(session.samples.train_targets)
    optimizer = torch.optim.Adam(network.parameters(), 0.001, fused=True)
    plain = plain_steps(network, nn.CrossEntropyLoss(), optimizer, inputs, targets, 64)
    return _compare(session, plain, 40)


def _compare(session: Session, plain: Iterator[None], count: int) -> Result:
    figures = alternate(
        {
            "session": lambda: steps_per_second(session.step, count),
            "plain": lambda: steps_per_second(lambda: next(plain), count),
        }
    )
    return {
        "unit": "steps a second",
        "threads": torch.get_num_threads(),
        "session": summary(figures["session"], 1),
        "plain": summary(figures["plain"], 1),
        "ratio": ratio(figures["session"], figures["plain"]),
    }


def stop_tiny() -> Result:
    """S8: from the pause button to the report of an idle thread, tiny network."""
    return _stop(tiny())


def stop_cnn() -> Result:
    """S8: the same with the MNIST network."""
    return _stop(three_blocks())


def _stop(experiment: Experiment) -> Result:
    runner = Runner()
    runner.start()
    runner.send(Replace(experiment, 1))
    _wait(runner, lambda report: isinstance(report, Built))
    seconds = []
    for index in range(15):
        runner.send(Play())
        time.sleep(0.3 + 0.037 * index)
        runner.mailbox.empty()
        start = time.perf_counter()
        runner.send(Pause())
        _wait(runner, lambda report: isinstance(report, State) and not report.playing)
        seconds.append(time.perf_counter() - start)
    start = time.perf_counter()
    runner.send(Play())
    ended = runner.stop(10.0)
    return {
        "unit": "seconds",
        "pause": summary(seconds),
        "thread_ended": ended,
        "end_of_thread": round(time.perf_counter() - start, 4),
    }


def _wait(runner: Runner, wanted: Callable[[Report], bool]) -> None:
    while not any(wanted(report) for report in runner.mailbox.empty()):
        time.sleep(0.0005)


def mnist_epoch() -> Result:
    """S10 (minutes): one epoch over all 60,000 of MNIST beside a plain script, and the test accuracy."""
    warm_up()
    session = Session(with_training(three_blocks(60_000), epochs=1))
    use_threads(0)
    start = time.perf_counter()
    while not session.finished():
        session.step()
    ours = time.perf_counter() - start
    figures = session.evaluate()
    torch.manual_seed(0)
    network = plain_three_blocks()
    use_channels_last(network)
    inputs, targets = torch.from_numpy(session.samples.train_inputs), torch.from_numpy(session.samples.train_targets)
    optimizer = torch.optim.Adam(network.parameters(), 0.001, fused=True)
    plain = plain_steps(network, nn.CrossEntropyLoss(), optimizer, inputs, targets, 64)
    start = time.perf_counter()
    for _ in range(session.step_count):
        next(plain)
    theirs = time.perf_counter() - start
    accuracy = figures[1].accuracy if figures else float("nan")
    return {
        "seconds": round(ours, 2),
        "plain_seconds": round(theirs, 2),
        "ratio": round(theirs / ours, 4),
        "test_accuracy": round(accuracy, 4),
    }


BENCHMARKS = {
    "engine_tiny": engine_tiny,
    "engine_cnn": engine_cnn,
    "stop_tiny": stop_tiny,
    "stop_cnn": stop_cnn,
    "mnist_epoch": mnist_epoch,
}
