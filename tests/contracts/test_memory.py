"""What a training is said to take is what it takes: measured for every layer, optimizer and data set."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
import torch
from torch import nn

from playground.engine.build import make_optimizer, use_channels_last
from playground.engine.session import Session
from playground.model import memory
from playground.model.dataset import DataSet
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.model.files import from_plain
from playground.model.layer import Layer, Refused
from playground.model.learning import Optimizer
from playground.model.parameters import parameters_of
from playground.model.places import find_data_file
from playground.model.recipe import perform, resolve
from playground.model.registry import DATA, LAYERS, OPTIMIZERS
from playground.model.signal import Signal, image, sequence, tokens, vector
from playground.model.trace import trace
from tests.contracts.generated import called, mask_for, tensors_for
from tests.contracts.memory_use import MemoryUse, use_of_a_step

SIGNALS = (
    *(vector(64), image(8, 14, 21), sequence(24, 32), sequence(24, 32, True)),
    *(tokens(24, 40), tokens(24, 40, True)),
)
FACTOR, FEW, BATCH = 1.5, 80, 8


def variants(kind: type[Layer]) -> Iterator[Layer]:
    """The layer as it comes, and with each choice, switch and share another, or a size twice as large."""
    plain = kind()
    yield plain
    for parameter in parameters_of(kind):
        value = getattr(plain, parameter.name)
        others: tuple[object, ...] = ()
        if parameter.type == "choice":
            others = tuple(choice for choice in parameter.choices if choice != value)
        elif parameter.type == "bool":
            others = (not value,)
        elif parameter.type == "float" and parameter.allows(0.5):
            others = (0.5,)
        elif parameter.type == "int" and isinstance(value, int) and parameter.allows(2 * value):
            others = (2 * value,)
        for other in others:
            yield msgspec.structs.replace(plain, **{parameter.name: other})


def measured(layer: Layer, inputs: tuple[Signal, ...]) -> tuple[float, float]:
    """Numbers that a sample more takes: until the backward pass, and at most."""
    module = perform(layer.recipe(*inputs), find_data_file)
    assert isinstance(module, nn.Module)
    uses = []
    for batch in (BATCH, 2 * BATCH):
        given = tensors_for(inputs, batch)
        if inputs[0].kind == "image":
            use_channels_last(module)
            given = [each.contiguous(memory_format=torch.channels_last) for each in given]
        mask = mask_for(inputs[0], batch)
        whole = None if mask is None else torch.ones_like(mask)
        parts = called(layer, inputs, given, whole)
        uses.append(use_of_a_step(module, parts[: len(given)], parts[len(given) :]))
    kept, most = ((more - less) / BATCH / memory.BYTES for less, more in zip(*uses, strict=True))
    return kept, most


@pytest.mark.parametrize("kind", LAYERS.kinds.values(), ids=list(LAYERS.kinds))
def test_a_layer_takes_about_as_much_as_it_says(kind: type[Layer]) -> None:
    tried = 0
    for signal in (each for each in SIGNALS if (each.kind == "tokens") == kind.reads_tokens):
        for layer in variants(kind):
            steps = signal.time if signal.timed else 0
            made = msgspec.structs.replace(layer, units=10, steps=steps) if kind.pinned else layer
            inputs = (signal, signal) if kind.merges else (signal,)
            try:
                made.output(*inputs)
            except Refused:
                continue
            kept, most = measured(made, inputs)
            said = made.memory(*inputs)
            for real, told in ((kept, said.kept), (most, said.kept + said.gradients)):
                assert real <= FACTOR * told + FEW, (made, str(signal), real, told)
                assert told <= FACTOR * real + FEW, (made, str(signal), real, told)
            tried += 1
    assert tried


@pytest.mark.parametrize("name", ["digits_resnet", "reverse", "recall_lstm", "names_gru", "sentiment_transformer"])
def test_a_step_takes_about_as_much_as_was_reckoned(name: str) -> None:
    experiment = load_example(name)
    nodes = trace(experiment).nodes
    need = memory.reckon(experiment, nodes)
    session = Session(experiment)
    session.step()
    with MemoryUse() as use:
        session.step()
    learned = memory.BYTES * sum(node.parameters for node in nodes)
    told = need.batch * need.sample + learned
    assert told / FACTOR < use.peak < told * FACTOR


def optimizers() -> Iterator[Optimizer]:
    for kind in OPTIMIZERS.kinds.values():
        yield kind()
        for parameter in parameters_of(kind):
            if parameter.type == "bool":
                yield msgspec.structs.replace(kind(), **{parameter.name: True})
            elif parameter.name == "momentum":
                yield msgspec.structs.replace(kind(), momentum=0.5)


@pytest.mark.parametrize("optimizer", list(optimizers()), ids=str)
def test_an_optimizer_remembers_as_many_numbers_as_it_says(optimizer: Optimizer) -> None:
    experiment = load_example("circle")
    training = msgspec.structs.replace(experiment.training, optimizer=optimizer)
    if optimizer.problems():
        return
    one = optimizer.id() == "perceptron"  # whose rule is for one unit
    module = nn.Linear(20, 1 if one else 20, bias=False)
    made = make_optimizer(training.optimizer, list(module.parameters()))
    if optimizer.procedure:
        inputs, targets = torch.ones(2, 20), torch.zeros(2, module.out_features)
        resolve(optimizer.procedure)(module, nn.MSELoss(), made, inputs, targets, 1e9)
    else:
        module(torch.ones(2, 20)).sum().backward()
        made.step()
    held = [value.numel() for state in made.state.values() for value in state.values() if torch.is_tensor(value)]
    if optimizer.id() in ("muon", "lbfgs"):  # which remember more of other weights, and as steps go by
        assert 0 <= sum(held) // 400 <= optimizer.remembered()
    else:
        assert sum(held) // 400 == optimizer.remembered()


def small(kind: type[DataSet]) -> Experiment:
    few = {"samples": 300, "test_samples": 50, "most": 200}
    known = {parameter.name: parameter for parameter in parameters_of(kind)}
    entry = {name: count for name, count in few.items() if name in known and known[name].allows(count)}
    return from_plain({"data": {"kind": kind.id(), **entry}, "networks": {"main": []}})


@pytest.mark.parametrize("kind", DATA.kinds.values(), ids=list(DATA.kinds))
def test_data_take_about_as_much_as_was_reckoned(kind: type[DataSet]) -> None:
    experiment = small(kind)
    if experiment.data.problems():
        return
    try:
        samples = experiment.data.load()
    except (OSError, ValueError):
        return  # its files are not here
    parts = (samples.train_inputs, samples.test_inputs, samples.train_targets, samples.test_targets)
    held = sum(part.nbytes for part in parts)
    told = memory.reckon(experiment, trace(experiment).nodes).data
    assert held / FACTOR <= told <= 3 * held
