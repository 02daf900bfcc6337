"""S1, S8 and S10 of the measures: the engine beside plain PyTorch loops, and how fast it stops."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator

import msgspec
import numpy as np
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from playground.engine.build import use_channels_last
from playground.engine.commands import Pause, Play, Replace
from playground.engine.machine import warm_up
from playground.engine.messages import Built, Report, State
from playground.engine.session import Session
from playground.engine.thread_link import ThreadLink
from playground.model.averaging import ExponentialMean
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.model.registry import SCHEDULES
from tests.benchmarks.frame import Result, alternate, ratio, summary
from tests.engine.setups import three_blocks, tiny, with_training


def plain_tiny() -> nn.Module:
    """The tiny network by hand."""
    return nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 2), nn.Tanh(), nn.Linear(2, 1))


def plain_three_blocks(units: int = 64) -> nn.Module:
    """The convolutional network by hand."""
    parts: list[nn.Module] = []
    for before, after in ((1, 16), (16, 32), (32, 64)):
        parts += [nn.Conv2d(before, after, 3, padding="same"), nn.ReLU(), nn.MaxPool2d(2)]
    dense = nn.Sequential(nn.Flatten(), nn.Linear(64 * 9, units), nn.ReLU(), nn.Dropout(0.25), nn.Linear(units, 10))
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
    return compare(session, plain, 800)


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
    return compare(session, plain, 20)


def engine_tiny_knobs() -> Result:
    """S1: the tiny network with a cosine schedule, clipping and a mean of weights, beside a loop that does the same."""
    made = with_training(tiny(), epochs=1000, clip_norm=1.0, averaging=ExponentialMean(decay=0.99))
    session = Session(with_training(made, schedule=SCHEDULES.find("cosine")(by="steps")))
    torch.manual_seed(0)
    network = plain_tiny()
    inputs = torch.from_numpy(session.samples.train_inputs)
    targets = torch.from_numpy(session.samples.train_targets.astype(np.float32)).unsqueeze(1)
    return compare(session, knob_steps(network, nn.BCEWithLogitsLoss(), inputs, targets, 10), 800)


def knob_steps(network: nn.Module, loss: nn.Module, inputs: Tensor, targets: Tensor, size: int) -> Iterator[None]:
    """A hand-written training loop as courses have it with a schedule, clipping and an average, for ever."""
    generator = torch.Generator().manual_seed(0)
    optimizer = torch.optim.SGD(network.parameters(), 0.1, fused=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 1000 * -(-len(inputs) // size))
    average = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(0.99))  # type: ignore[no-untyped-call]
    while True:
        order = torch.randperm(len(inputs), generator=generator)
        for start in range(0, len(inputs), size):
            index = order[start : start + size]
            optimizer.zero_grad()
            loss(network(inputs[index]), targets[index]).backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            average.update_parameters(network)
            yield


def compare(session: Session, plain: Iterator[None], count: int) -> Result:
    """A session beside a plain loop, so many steps a round."""
    figures = alternate(
        {
            "session": lambda: steps_per_second(session.step, count),
            "plain": lambda: steps_per_second(functools.partial(next, plain), count),
        },
        rounds=25,  # many short ones, so that what else the machine does falls on both alike
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
    link = ThreadLink()
    link.start()
    link.send(Replace(experiment, 1))
    _wait(link, lambda report: isinstance(report, Built))
    seconds = []
    for index in range(15):
        link.send(Play())
        time.sleep(0.3 + 0.037 * index)
        link.reports()
        start = time.perf_counter()
        link.send(Pause())
        _wait(link, lambda report: isinstance(report, State) and not report.playing)
        seconds.append(time.perf_counter() - start)
    start = time.perf_counter()
    link.send(Play())
    ended = link.stop(10.0)
    return {
        "unit": "seconds",
        "pause": summary(seconds),
        "thread_ended": ended,
        "end_of_thread": round(time.perf_counter() - start, 4),
    }


def _wait(link: ThreadLink, wanted: Callable[[Report], bool]) -> None:
    while not any(wanted(report) for report in link.reports()):
        time.sleep(0.0005)


def mnist_epoch() -> Result:
    """S10 (a minute): one epoch over all 60,000 of MNIST, the shipped example beside a plain loop, and its accuracy."""
    warm_up()
    example = load_example("mnist_cnn")
    size = example.training.batch_size
    sessions = [Session(msgspec.structs.replace(example, seed=seed)) for seed in range(3)]
    samples = sessions[0].samples
    inputs, targets = torch.from_numpy(samples.train_inputs), torch.from_numpy(samples.train_targets)
    steps = sessions[0].steps_to_epoch_end
    seconds: dict[str, list[float]] = {"session": [], "plain": []}
    accuracies = []
    for seed, session in enumerate(sessions):
        seconds["session"].append(steps / steps_per_second(session.step, steps))
        figures = session.evaluate()
        accuracies.append(figures[1].accuracy if figures else float("nan"))
        torch.manual_seed(seed)
        network = plain_three_blocks(128)
        use_channels_last(network)
        optimizer = torch.optim.Adam(network.parameters(), 0.001, fused=True)
        plain = plain_steps(network, nn.CrossEntropyLoss(), optimizer, inputs, targets, size)
        seconds["plain"].append(steps / steps_per_second(functools.partial(next, plain), steps))
    return {
        "unit": "seconds an epoch",
        "samples": len(inputs),
        "session": summary(seconds["session"], 2),
        "plain": summary(seconds["plain"], 2),
        "ratio": ratio(seconds["plain"], seconds["session"]),
        "test_accuracy": summary(accuracies),
    }


BENCHMARKS = {
    "engine_tiny": engine_tiny,
    "engine_cnn": engine_cnn,
    "engine_tiny_knobs": engine_tiny_knobs,
    "stop_tiny": stop_tiny,
    "stop_cnn": stop_cnn,
    "mnist_epoch": mnist_epoch,
}
