"""Several networks as one: nodes by their ids, what leaves them, and what each is given."""

from __future__ import annotations

import pytest
import torch

from playground.engine.build import make_graph
from playground.engine.networks import Networks, RoleNetwork
from playground.engine.optimizers import Optimizers
from playground.model.network import Network, Node
from playground.model.objective import DATA, NOISE
from playground.model.trace import NetworkTrace, trace
from tests.engine.setups import data, experiment, layer


def traced(width: int, *ids: str) -> NetworkTrace:
    """Linear layers of that width, one after the other, on points of the plane."""
    nodes = tuple(Node(id, layer("linear", units=width)) for id in ids)
    whole = experiment(Network((*nodes, Node("output", layer("output")))), data("circle"))
    path = trace(whole).path
    return NetworkTrace(path.input, path.nodes[:-1])


@pytest.fixture
def networks() -> Networks:
    """A generator of noise, a judge of points, and one that reads what the judge gives."""
    torch.manual_seed(0)
    parts = (
        RoleNetwork("maker", traced(2, "a", "b"), NOISE),
        RoleNetwork("judge", traced(2, "c"), DATA),
        RoleNetwork("reader", traced(2, "d"), "judge"),
    )
    return Networks(parts, tuple(make_graph(part.trace) for part in parts), ("judge", "reader"))


def test_the_path_is_gone_along_and_other_networks_are_given_noise(networks: Networks) -> None:
    points = torch.randn(5, 2)
    with torch.no_grad():
        found = networks.run(points, ("input", "input:maker", "b", "c", "d"))
        assert networks.answer == "d"
        assert torch.equal(found["d"], networks(points))
        assert torch.equal(found["d"], networks.module("d")(networks.module("c")(points)))
        assert torch.equal(found["input"], points)
        noise = networks.noise(5)
        assert torch.equal(found["input:maker"], noise["maker"])
        assert torch.equal(found["b"], networks.made(noise))
        other = networks.noise(5, seed=1)
        assert torch.equal(networks.run(points, ("b",), noise=other)["b"], networks.made(other))
        assert not torch.equal(networks.made(other), found["b"])


def test_noise_leaves_the_global_generator_as_it_was(networks: Networks) -> None:
    before = torch.random.get_rng_state()
    networks.run(torch.zeros(3, 2), ("b",))
    assert torch.equal(torch.random.get_rng_state(), before)


def test_what_is_not_asked_for_is_not_computed(networks: Networks) -> None:
    called = []
    for id in networks.ids:
        networks.module(id).register_forward_hook(lambda *_, id=id: called.append(id))
    networks.run(torch.zeros(3, 2), ("c",))
    assert called == ["c"]
    networks.run(torch.zeros(3, 2), ("input:maker",))
    assert called == ["c", "a", "b"]


def test_nodes_and_tensors_are_found_by_their_ids(networks: Networks) -> None:
    assert networks.ids == ("a", "b", "c", "d")
    assert list(networks.learned()) == [f"{id}.{name}" for id in networks.ids for name in ("weight", "bias")]
    assert networks.learned().keys() == networks.tensors().keys()
    with pytest.raises(KeyError):
        networks.module("e")
    with pytest.raises(KeyError):
        networks.run(torch.zeros(1, 2), ("e",))
    networks.put("a", torch.nn.Identity())
    assert networks.learning(networks.ids) == ("b", "c", "d")
    networks.put("d", torch.nn.Linear(7, 2))
    with pytest.raises(RuntimeError) as raised:
        networks.run(torch.zeros(1, 2), ("d",))
    assert networks.blamed(raised.value) == "d"


def test_units_that_are_switched_off_give_nothing_to_the_next_network(networks: Networks) -> None:
    with torch.no_grad():
        found = networks.run(torch.ones(1, 2), ("c", "d"), {"c": (0, 1)})
        assert torch.equal(found["c"], torch.zeros(1, 2))
        assert torch.equal(found["d"][0], networks.module("d").get_parameter("bias"))


def test_several_optimizers_remember_in_one_state(networks: Networks) -> None:
    maker, judge = (list(networks.by_role[role].parameters()) for role in ("maker", "judge"))
    optimizers = Optimizers({"a": torch.optim.Adam(maker), "b": torch.optim.Adam(judge)})
    networks(torch.ones(2, 2)).sum().backward()
    optimizers.each[1].step()
    assert set(optimizers.state) == set(judge)
    for parameter in maker:
        parameter.grad = torch.ones_like(parameter)
    optimizers.each[0].step()
    assert set(optimizers.state) == {*maker, *judge}
    assert len(optimizers.param_groups) == 2
