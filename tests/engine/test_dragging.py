"""A slider of the data that is dragged: who waits at its end is not kept waiting for every place on the way."""

from __future__ import annotations

from playground.engine.commands import Replace, TrainerCommand, Watch
from playground.engine.messages import Built
from playground.engine.requests import OnGrid, Outputs
from playground.engine.thread_link import ThreadLink
from playground.model import edits
from tests.engine.setups import data, tiny


def obeyed(*commands: TrainerCommand) -> list[Built]:
    """What was built where all commands were there before the first one was read."""
    link = ThreadLink()
    for command in commands:
        link.send(command)
    link.start()
    assert link.stop(30.0)
    return [report for report in link.reports() if isinstance(report, Built)]


def test_samples_that_others_take_the_place_of_are_not_read() -> None:
    first = tiny()
    watch = Watch((Outputs(OnGrid(5), ("output",)),))
    drags = [edits.set_value(first, "data.samples", 100 + at) for at in range(8)]
    commands = [each for at, made in enumerate(drags) for each in (Replace(made, at + 2), watch)]
    (built,) = obeyed(Replace(first, 1, fresh=True), *commands)
    assert built.generation == 9
    assert built.fresh
    assert built.epoch == 0.0


def test_another_kind_of_data_and_another_layer_are_each_built() -> None:
    first = tiny()
    other = edits.set_data(first, data("xor"))
    wide = edits.set_value(other, "networks.main.linear_1.units", 7)
    found = obeyed(Replace(first, 1, fresh=True), Replace(other, 2), Replace(wide, 3))
    assert [built.generation for built in found] == [1, 2, 3]
