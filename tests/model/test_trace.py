"""The trace: shapes and counts of known networks, problems in words, and fixes that fix."""

from __future__ import annotations

import pytest
from hypothesis import given

from playground.model import edits
from playground.model.experiment import Experiment
from playground.model.fix import Connect
from playground.model.trace import Problem, trace
from tests.draws import draws
from tests.engine.setups import loss_of
from tests.model.networks import experiment, experiments

CNN = (
    {"kind": "conv2d", "channels": 16, "kernel": 3, "padding": 1},
    {"kind": "relu"},
    {"kind": "max_pool2d", "kernel": 2},
    {"kind": "flatten"},
)


def test_the_shapes_and_counts_of_a_small_cnn() -> None:
    network = trace(experiment(*CNN, data="mnist")).path
    assert [str(node.output) for node in network.nodes] == ["16×28×28", "16×28×28", "16×14×14", "3\u202f136", "10"]
    assert [node.parameters for node in network.nodes] == [160, 0, 0, 0, 31370]
    assert network.parameters == 31530
    assert ("Height" in (names := [line.name for line in network.nodes[0].arithmetic])) or "Side" in names
    assert any("(28 + 2·1 − 3) / 1 + 1" in line.terms for line in network.nodes[0].arithmetic)


def test_the_names_on_the_cards_count_layers_of_a_kind() -> None:
    traced = trace(experiment({"kind": "linear"}, {"kind": "relu"}, {"kind": "linear"}, {"kind": "dropout"}))
    assert [node.name for node in traced.nodes] == ["Linear 1", "ReLU 1", "Linear 2", "Dropout", "Output"]


def test_the_output_sizes_itself_from_data_and_loss() -> None:
    blobs = experiment(data="blobs")
    assert str(trace(blobs).node("output").output) == "4"
    binary = experiment(training={"loss": {"kind": "binary_cross_entropy"}})
    assert str(trace(binary).node("output").output) == "1"
    assert str(trace(experiment(data="plane")).node("output").output) == "1"


def problem_at(made: Experiment, node: str) -> Problem:
    return next(problem for problem in trace(made).problems if problem.node == node)


def test_a_linear_layer_on_an_image_offers_to_flatten() -> None:
    made = experiment({"kind": "linear", "id": "dense"}, data="mnist")
    problem = problem_at(made, "dense")
    assert problem.severity == "error"
    assert "Linear 1" in problem.text
    fixed = edits.fix(made, "dense", problem.fixes[0])
    assert trace(fixed).trainable
    assert [node.layer.id() for node in fixed.nodes] == ["flatten", "linear", "output"]


def test_a_kernel_beyond_the_image_offers_a_smaller_one() -> None:
    made = experiment({"kind": "conv2d", "id": "c", "kernel": 9}, {"kind": "flatten"}, data="digits")
    fixed = edits.fix(made, "c", problem_at(made, "c").fixes[0])
    assert trace(fixed).trainable


def test_what_comes_after_a_mistake_is_unknown_but_not_accused() -> None:
    made = experiment({"kind": "linear", "id": "dense"}, {"kind": "relu", "id": "bent"}, data="mnist")
    traced = trace(made)
    assert traced.node("bent").output is None
    assert [problem.node for problem in traced.errors] == ["dense"]


def test_a_lone_add_is_offered_a_path_that_fits() -> None:
    made = experiment(
        {"kind": "linear", "id": "a", "units": 4},
        {"kind": "linear", "id": "b", "units": 4},
        {"kind": "add", "id": "sum"},
    )
    problem = problem_at(made, "sum")
    assert problem.fixes[0].edits == (Connect(("b", "a")),)
    assert trace(edits.fix(made, "sum", problem.fixes[0])).trainable


def test_a_lone_concat_without_a_path_that_fits_can_be_removed() -> None:
    made = experiment({"kind": "linear", "units": 5}, {"kind": "concat", "id": "alone"})
    (problem,) = trace(made).errors
    assert [fix.label for fix in problem.fixes] == ["Remove this layer"]
    assert trace(edits.fix(made, "alone", problem.fixes[0])).trainable


def test_a_path_is_offered_round_the_last_block() -> None:
    made = experiment(
        {"kind": "linear", "units": 4},
        {"kind": "tanh", "id": "before"},
        {"kind": "linear", "units": 4},
        {"kind": "batch_norm"},
        {"kind": "tanh", "id": "after"},
        {"kind": "add", "id": "sum"},
    )
    (fix,) = problem_at(made, "sum").fixes
    assert fix.edits == (Connect(("after", "before")),)
    assert fix.label == "Add the path from Tanh 1"


def test_a_path_of_equal_shape_is_offered_where_the_block_changes_it() -> None:
    made = experiment(
        {"kind": "linear", "units": 5},
        {"kind": "linear", "units": 4, "id": "wide"},
        {"kind": "tanh", "id": "after"},
        {"kind": "add", "id": "sum"},
    )
    (fix,) = problem_at(made, "sum").fixes
    assert fix.edits == (Connect(("after", "wide")),)


@pytest.mark.parametrize("sources", [["later"], ["nowhere"], ["first", "input"]])
def test_wiring_that_cannot_be_is_said_and_fixed(sources: list[str]) -> None:
    made = experiment(
        {"kind": "linear", "id": "first"},
        {"kind": "linear", "id": "second", "inputs": sources},
        {"kind": "linear", "id": "later"},
    )
    problem = problem_at(made, "second")
    assert problem.severity == "error"
    fixed = edits.fix(made, "second", problem.fixes[0])
    assert not trace(fixed).errors


def test_a_branch_that_nobody_reads_is_a_warning() -> None:
    made = experiment({"kind": "linear", "id": "lost"}, {"kind": "linear", "inputs": ["input"]})
    traced = trace(made)
    assert traced.trainable
    warning = problem_at(made, "lost")
    assert warning.severity == "warning"
    assert "lost" not in edits.fix(made, "lost", warning.fixes[0]).ids()


def test_batch_norm_refuses_a_last_batch_of_one_sample() -> None:
    made = experiment({"kind": "linear"}, {"kind": "batch_norm", "id": "norm"}, training={"batch_size": 249})
    problem = problem_at(made, "norm")
    assert problem.section == "training"
    assert trace(edits.fix(made, "norm", problem.fixes[0])).trainable


def test_a_batch_beyond_the_data_and_a_loss_that_does_not_fit() -> None:
    large = experiment(training={"batch_size": 60000})
    (problem,) = trace(large).problems
    assert problem.text.startswith("A batch of 60\u202f000 is more than the 250 training samples: ")
    assert trace(edits.fix(large, "", problem.fixes[0])).trainable


@pytest.mark.parametrize(
    ("data", "loss", "words"),
    [
        (
            "circle",
            "cosine",
            "Cosine cannot be used here, because the data has 2 classes: choose Binary cross-entropy.",
        ),
        ("digits", "quantile", "Quantile cannot be used here, because the data has 10 classes: choose Cross-entropy."),
        ("plane", "cross_entropy", "because the data has values, not classes: choose MSE."),
    ],
)
def test_a_loss_that_does_not_fit_names_one_that_does_and_takes_it(data: str, loss: str, words: str) -> None:
    made = experiment({"kind": "flatten"}, data=data, training={"loss": {"kind": loss}})
    (problem,) = [problem for problem in trace(made).problems if problem.section == "training"]
    assert problem.text.endswith(words)
    fixed = edits.fix(made, "", problem.fixes[0])
    assert loss_of(fixed).fits(fixed.data.target())
    assert problem.fixes[0].label == f"Set loss to {loss_of(fixed).label}"


def test_a_layer_that_reads_from_itself_is_told_so() -> None:
    made = experiment({"kind": "relu", "id": "loop", "inputs": ["loop"]}, {"kind": "linear", "inputs": ["no where"]})
    assert problem_at(made, "loop").text == "ReLU 1 reads from itself: choose a layer before it."
    assert "reads from 'no where', which is not there" in problem_at(made, "linear_1").text
    fixed = edits.fix(made, "loop", problem_at(made, "loop").fixes[0])
    assert fixed.networks["main"].sources(0) == ("input",)


def test_one_sample_is_one_sample() -> None:
    made = experiment({"kind": "linear"}, {"kind": "batch_norm"}, training={"batch_size": 5})
    made = edits.set_value(edits.set_value(made, "data.samples", 1), "data.train_share", 1.0)
    assert any("more than the 1 training sample:" in problem.text for problem in trace(made).problems)
    for batch in (1, 5):
        made = edits.set_value(made, "training.batch_size", batch)
        assert any("but there is only 1 training sample:" in problem.text for problem in trace(made).problems)


def test_a_layer_beyond_all_memory_is_refused_before_it_is_built() -> None:
    wide = ({"kind": "linear", "units": 65536}, {"kind": "linear", "units": 65536})
    (problem,) = trace(experiment(*wide)).errors
    assert "GB" in problem.text


@draws(150)
@given(experiments())
def test_any_experiment_is_explained_and_every_fix_fixes(made: Experiment) -> None:
    for problem in trace(made).problems:
        assert problem.text.endswith(".")
        assert "{" not in problem.text
        for fix in problem.fixes:
            left = trace(edits.fix(made, problem.node, fix)).problems
            assert not [other for other in left if (other.node, other.text) == (problem.node, problem.text)], fix
