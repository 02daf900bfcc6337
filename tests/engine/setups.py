"""Experiments for the tests and benchmarks of the engine."""

from __future__ import annotations

from typing import Any

import msgspec

from playground.engine.requests import Request
from playground.engine.session import Session
from playground.model.dataset import DataSet
from playground.model.experiment import Experiment, Training
from playground.model.layer import Layer
from playground.model.learning import Loss
from playground.model.network import Network, Node, fresh_id
from playground.model.objective import Objective
from playground.model.registry import DATA, LAYERS, LOSSES, OBJECTIVES, OPTIMIZERS


def layer(kind: str, **values: Any) -> Layer:
    return LAYERS.find(kind)(**values)


def data(kind: str, **values: Any) -> DataSet:
    return DATA.find(kind)(**values)


def stack(*layers: Layer) -> Network:
    """These layers one after the other, and an output."""
    nodes: tuple[Node, ...] = ()
    for each in layers:
        nodes = (*nodes, Node(fresh_id(each, Network(nodes).ids()), each))
    return Network((*nodes, Node("output", layer("output"))))


def insert(network: Network, place: int, node: Node) -> Network:
    return Network((*network.nodes[:place], node, *network.nodes[place:]))


def experiment(
    network: Network,
    on: DataSet,
    optimizer: str = "sgd",
    loss: str = "cross_entropy",
    seed: int = 0,
    pace: dict[str, Any] | None = None,
    **settings: Any,
) -> Experiment:
    training = Training(
        optimizer=OPTIMIZERS.find(optimizer)(**settings),
        **({"batch_size": 10} | (pace or {})),
    )
    return Experiment(data=on, objective=supervised(loss), networks={"main": network}, training=training, seed=seed)


def supervised(loss: str) -> Objective:
    """Learning from right answers by that loss."""
    return OBJECTIVES.find("supervised")(loss=LOSSES.find(loss)())


def loss_of(experiment: Experiment) -> Loss:
    """The loss that its objective compares answers by."""
    loss = experiment.objective.comparison()
    assert loss is not None
    return loss


def tiny(**changes: Any) -> Experiment:
    """The circle, learned by 2-4-2-1 with tanh, batches of 10."""
    network = stack(layer("linear", units=4), layer("tanh"), layer("linear", units=2), layer("tanh"))
    settings: dict[str, Any] = {"loss": "binary_cross_entropy", "learning_rate": 0.1}
    return experiment(network, data("circle"), **(settings | changes))


def three_blocks(samples: int = 2000) -> Experiment:
    """MNIST, learned by three blocks of convolution, ReLU and pooling, then a dense layer with dropout."""
    blocks: list[Layer] = []
    for channels in (16, 32, 64):
        blocks += [layer("conv2d", channels=channels, kernel=3, padding="same"), layer("relu"), layer("max_pool2d")]
    network = stack(*blocks, layer("flatten"), layer("linear", units=64), layer("relu"), layer("dropout", rate=0.25))
    return experiment(network, data("mnist", samples=samples), "adam", learning_rate=0.001, pace={"batch_size": 64})


def with_training(old: Experiment, **values: Any) -> Experiment:
    return msgspec.structs.replace(old, training=msgspec.structs.replace(old.training, **values))


def with_optimizer(old: Experiment, **values: Any) -> Experiment:
    return with_training(old, optimizer=msgspec.structs.replace(old.training.optimizer, **values))


def with_network(old: Experiment, network: Network) -> Experiment:
    return msgspec.structs.replace(old, networks={"main": network})


def ask(session: Session, request: Request) -> Any:
    answers, failures = session.answer((request,))
    assert not failures, failures
    return answers[request]


def refusal(session: Session, request: Request) -> str:
    answers, failures = session.answer((request,))
    assert not answers
    return failures[request]
