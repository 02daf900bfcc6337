"""Numbers written by hand and units switched off: what a session makes of them, and what it refuses."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.engine.answer_values import Ablated
from playground.engine.faults import Divergence, Unwritable
from playground.engine.requests import Ablation, OnExamples, Outputs, Weights
from playground.engine.session import Session
from playground.model.network import Node
from tests.draws import draws
from tests.engine.setups import data, experiment, insert, layer, stack, tiny, with_network, with_optimizer

WEIGHTS = Weights(("linear_1", "linear_2"))
SEEN = OnExamples("test", tuple(range(20)))


def weights(session: Session) -> dict[str, dict[str, np.ndarray]]:
    answers, failures = session.answer((WEIGHTS,))
    assert not failures
    found: dict[str, dict[str, np.ndarray]] = answers[WEIGHTS]
    return found


def ablated(session: Session) -> Ablated | None:
    found: Ablated | None = session.answer((Ablation(),))[0][Ablation()]
    return found


@draws(30)
@given(unit=st.integers(0, 3), source=st.integers(0, 1), value=st.floats(-5, 5, width=32))
def test_a_number_lands_where_it_was_written_and_nowhere_else(unit: int, source: int, value: float) -> None:
    session = Session(tiny())
    before = weights(session)
    session.put("linear_1", "weight", (unit, source), (value,))
    after = weights(session)
    before["linear_1"]["weight"][unit, source] = value
    for node, group in before.items():
        for name, wanted in group.items():
            np.testing.assert_array_equal(after[node][name], wanted)


def test_a_row_takes_its_numbers_in_order() -> None:
    session = Session(tiny())
    session.put("linear_1", "weight", (2,), (0.5, -0.25))
    session.put("linear_1", "bias", (), (1.0, 2.0, 3.0, 4.0))
    np.testing.assert_array_equal(weights(session)["linear_1"]["weight"][2], [0.5, -0.25])
    np.testing.assert_array_equal(weights(session)["linear_1"]["bias"], [1, 2, 3, 4])


def test_kernels_take_numbers_too() -> None:
    images = experiment(stack(layer("conv2d", channels=2), layer("flatten")), data("digits", samples=40))
    session = Session(images)
    sobel = (1.0, 0.0, -1.0, 2.0, 0.0, -2.0, 1.0, 0.0, -1.0)
    session.put("conv2d_1", "weight", (1, 0), sobel)
    request = Weights(("conv2d_1",))
    kernel = session.answer((request,))[0][request]["conv2d_1"]["weight"][1, 0]
    np.testing.assert_array_equal(kernel.ravel(), sobel)
    assert math.isfinite(session.step())


@pytest.mark.parametrize(
    ("node", "name", "index", "values", "says"),
    [
        ("linear_9", "weight", (0, 0), (1.0,), "no layer linear_9"),
        ("tanh_1", "weight", (0, 0), (1.0,), "Tanh 1 has no weight"),
        ("linear_1", "weight", (4, 0), (1.0,), "its weight is 4×2"),
        ("linear_1", "weight", (0, -1), (1.0,), "its weight is 4×2"),
        ("linear_1", "weight", (0, 0, 0), (1.0,), "its weight is 4×2"),
        ("linear_1", "weight", (0,), (1.0,), "takes 2 numbers, not 1"),
        ("linear_1", "bias", (0,), (1.0, 2.0), "takes one number, not 2"),
        ("linear_1", "bias", (0,), (math.nan,), "finite numbers only"),
        ("linear_1", "bias", (0,), (1e39,), "finite numbers only"),
    ],
)
def test_what_cannot_be_written_is_said_and_changes_nothing(
    node: str, name: str, index: tuple[int, ...], values: tuple[float, ...], says: str
) -> None:
    session = Session(tiny())
    before = weights(session)
    with pytest.raises(Unwritable, match=says) as caught:
        session.put(node, name, index, values)
    assert "nothing was written" in str(caught.value)
    for group, other in zip(before.values(), weights(session).values(), strict=True):
        for key in group:
            np.testing.assert_array_equal(group[key], other[key])


def test_learning_goes_on_from_what_was_written() -> None:
    """Writing what is there already changes no loss, whatever the optimizer remembers."""
    start = with_optimizer(tiny(), momentum=0.9)
    session, plain = Session(start), Session(start)
    for _ in range(30):
        assert session.step() == plain.step()
    bias = weights(session)["linear_1"]["bias"]
    session.put("linear_1", "bias", (), tuple(map(float, bias)))
    assert [session.step() for _ in range(30)] == [plain.step() for _ in range(30)]


def test_a_number_that_wrecks_learning_is_named_and_undone() -> None:
    session = Session(tiny())
    for _ in range(60):
        session.step()
    session.put("output", "weight", (0, 0), (1e30,))
    with pytest.raises(Divergence, match="numbers written by hand are too large") as caught:
        session.step()
    assert caught.value.suggested_rate is None
    assert session.step_count == caught.value.back_to <= 60
    request = Weights(("output",))
    written = session.answer((request,))[0][request]["output"]["weight"]
    assert np.abs(written).max() < 10
    assert session.step() < 1


def test_units_that_are_off_give_nothing_and_training_does_not_notice() -> None:
    session, plain = Session(tiny()), Session(tiny())
    request = Outputs(SEEN, ("linear_1", "tanh_1"))
    session.switch_off((("tanh_1", 1), ("tanh_1", 3)))
    values = session.answer((request,))[0][request]["tanh_1"]
    assert not values[:, [1, 3]].any()
    assert values[:, [0, 2]].all()
    assert [session.step() for _ in range(20)] == [plain.step() for _ in range(20)]
    session.switch_off(())
    assert session.answer((request,))[0][request]["tanh_1"].all()


def test_units_stay_off_over_a_rebuild_while_their_node_stands() -> None:
    session = Session(tiny())
    session.switch_off((("tanh_1", 1), ("linear_2", 0)))
    network = session.experiment.networks["main"]
    wider = insert(network, 4, Node("linear_9", layer("linear", units=3)))
    session.replace(with_network(session.experiment, wider))
    request = Outputs(SEEN, ("tanh_1", "linear_2"))
    found = session.answer((request,))[0][request]
    assert not found["tanh_1"][:, 1].any()
    assert not found["linear_2"][:, 0].any()
    shorter = type(network)(tuple(node for node in network.nodes if node.id not in ("linear_2", "tanh_2")))
    session.replace(with_network(session.experiment, shorter))
    one = Outputs(SEEN, ("tanh_1",))
    assert not session.answer((one,))[0][one]["tanh_1"][:, 1].any()


def test_an_ablation_tells_what_the_units_are_worth() -> None:
    session = Session(tiny())
    for _ in range(1500):
        session.step()
    assert ablated(session) is None
    session.switch_off(tuple(("tanh_1", row) for row in range(4)))
    found = ablated(session)
    figures = session.evaluate()
    assert found is not None
    assert figures is not None
    assert (found.part, found.count) == ("test", 250)
    assert found.loss == pytest.approx(figures[1].loss)
    assert found.accuracy == figures[1].accuracy
    assert found.loss_without > found.loss
    assert found.accuracy_without < 0.8 < found.accuracy
