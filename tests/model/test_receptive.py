"""The receptive field is where the gradient of a network with positive weights is not zero: no more, and no less."""

from __future__ import annotations

import msgspec
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from playground.engine.build import Graph, build
from playground.model.derivation import Region
from playground.model.layer import Layer
from playground.model.network import Network, Node
from playground.model.receptive import receptive_field
from playground.model.registry import LAYERS
from playground.model.signal import image
from playground.model.trace import NetworkTrace, trace
from tests.draws import draws
from tests.model.networks import experiment

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")


def layer(kind: str, **values: object) -> Layer:
    return LAYERS.find(kind)(**values)


def network(*nodes: Node, shape: tuple[int, int] = (8, 8)) -> NetworkTrace:
    """The trace of a network on images of 8×8."""
    made = experiment(data="digits")
    whole = Network((*nodes, Node("flat", layer("global_avg_pool")), Node("output", layer("output"))))
    return trace(msgspec.structs.replace(made, networks={"main": whole})).path


def sliding() -> st.SearchStrategy[Layer]:
    convolutions = st.builds(
        lambda kernel, stride, padding: layer(
            "conv2d", channels=2, kernel=kernel, stride=1 if padding == "same" else stride, padding=padding
        ),
        st.integers(2, 4),
        st.integers(1, 3),
        st.sampled_from([0, 1, "same"]),
    )
    pools = st.builds(
        lambda kernel, stride, padding: layer("avg_pool2d", kernel=kernel, stride=stride, padding=padding),
        st.integers(2, 3),
        st.integers(0, 3),
        st.integers(0, 1),
    )
    others = st.sampled_from([layer("softplus"), layer("dropout"), layer("batch_norm")])
    return st.one_of(convolutions, pools, convolutions, others)


@st.composite
def networks(draw: st.DrawFn) -> NetworkTrace:
    """A chain of sliding layers, with a skip link round a part of it where shapes allow."""
    layers = draw(st.lists(sliding(), min_size=1, max_size=4))
    nodes = [Node(f"n{place}", each) for place, each in enumerate(layers)]
    made = network(*nodes)
    assume(all(node.output is not None for node in made.nodes))
    last = made.node(nodes[-1].id).output
    equal: list[str] = [node.id for node in made.nodes[: len(nodes) - 1] if node.output == last]
    skip = draw(st.sampled_from(["", *equal]))
    if skip:
        nodes.append(Node("skip", layer("add"), (nodes[-1].id, skip)))
    return network(*nodes)


def positive(traced: NetworkTrace) -> Graph:
    """Its modules in float64 with all that is learned positive."""
    graph = build(traced, 0).double().eval()
    for value in graph.parameters():
        value.data = value.data.abs() + 0.1
    return graph


def touched(graph: Graph, node: str, place: tuple[int, int]) -> Region | None:
    """The rectangle round all pixels with a gradient that is not 0."""
    leaf = torch.rand(1, 1, 8, 8, dtype=torch.float64).requires_grad_()
    values = graph.run(leaf, (node,))[node]
    torch.autograd.backward(values[0, :, place[0], place[1]].sum())
    assert leaf.grad is not None
    found = torch.nonzero(leaf.grad[0].sum(0))
    if not len(found):
        return None
    (top, left), (bottom, right) = found.min(0).values.tolist(), (found.max(0).values + 1).tolist()
    return Region(top, left, bottom, right)


@draws(40)
@given(made=networks(), share=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_it_is_where_the_gradient_is_not_zero(made: NetworkTrace, share: tuple[float, float]) -> None:
    graph = positive(made)
    for node in made.nodes:
        assert node.output is not None
        sides = node.output.shape[1:] or (1, 1)
        place = (int(share[0] * (sides[0] - 1)), int(share[1] * (sides[1] - 1)))
        if node.output.kind == "image":
            assert receptive_field(made, node.id, place) == touched(graph, node.id, place)
    whole = receptive_field(made, "output", (0, 0))
    assert whole is not None
    assert whole.bottom - whole.top <= 8


def test_the_one_of_textbooks_goes_on_beyond_the_border() -> None:
    made = network(
        Node("a", layer("conv2d", channels=2, kernel=3, padding="same")),
        Node("b", layer("conv2d", channels=2, kernel=3, padding="same")),
        Node("c", layer("max_pool2d")),
    )
    assert receptive_field(made, "b", (0, 7), clipped=False) == Region(-2, 5, 3, 10)
    assert receptive_field(made, "b", (0, 7)) == Region(0, 5, 3, 8)
    assert receptive_field(made, "c", (1, 2), clipped=False) == Region(0, 2, 6, 8)


def test_dilation_counts_with_its_gaps() -> None:
    made = network(Node("a", layer("conv2d", channels=1, kernel=3, dilation=2, padding="same")))
    assert receptive_field(made, "a", (4, 4)) == Region(2, 2, 7, 7)


def test_rows_of_numbers_rest_on_everything() -> None:
    made = network(Node("a", layer("conv2d", channels=2, kernel=3)), Node("b", layer("layer_norm")))
    whole = Region(0, 0, 8, 8)
    assert receptive_field(made, "b", (0, 0)) == receptive_field(made, "flat", (0, 0)) == whole
    assert receptive_field(made, "output", (0, 0)) == whole


def test_where_there_are_no_pixels_there_is_none() -> None:
    made = network(Node("a", layer("conv2d", channels=1, kernel=1, padding=2)))
    assert receptive_field(made, "a", (0, 0)) is None
    assert receptive_field(made, "input", (3, 4)) == Region(3, 4, 4, 5)
    planar = trace(experiment({"id": "output", "kind": "output"})).path
    assert receptive_field(planar, "output", (0, 0)) is None
    broken = network(Node("a", layer("linear")))
    assert receptive_field(broken, "a", (0, 0)) is None
    with pytest.raises(KeyError):
        receptive_field(made, "gone", (0, 0))


def test_it_says_of_one_layer_what_its_window_covers() -> None:
    conv = layer("conv2d", kernel=3, stride=2, padding=1)
    assert conv.receptive_field(Region(1, 0, 3, 1), image(1, 9, 9)) == Region(1, -1, 6, 2)
