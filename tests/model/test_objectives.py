"""Objectives of several networks: switching to them and back, and what is said where they do not fit the data."""

from __future__ import annotations

import numpy as np
import pytest

from playground.model import edits, files, memory
from playground.model.change_words import changes_in_words, edit_label
from playground.model.changes import changes
from playground.model.difference import difference
from playground.model.examples import load_example
from playground.model.file_problems import FileProblems
from playground.model.registry import DATA
from playground.model.signal import vector
from playground.model.trace import trace


def test_an_autoencoder_takes_the_place_of_a_network_as_one_edit() -> None:
    start = load_example("mnist_mlp")
    made = edits.set_value(start, "objective", "reconstruction")
    traced = trace(made)
    assert traced.errors == ()
    assert tuple(made.networks) == ("encoder", "decoder")
    assert traced.node("encoder_output").output == vector(16) == traced.networks["decoder"].input
    assert traced.answer is not None
    assert traced.answer.output == vector(784)
    assert made.target.is_input
    assert made.read(np.zeros((1, 784))).values.shape == (1, 1, 28, 28)
    assert edit_label(start, made, "objective") == "Objective: Reconstruction"
    assert changes_in_words(start, made)[0] == "Objective: Reconstruction"
    assert difference(start, made).task
    shorter = edits.set_value(made, "objective.code", 2)
    assert [change.path for change in changes(made, shorter)] == ["objective.code"]
    assert trace(shorter).networks["decoder"].input == vector(2)
    assert shorter.networks == made.networks


def test_a_generator_reads_noise_and_its_opponent_the_data() -> None:
    made = edits.set_value(load_example("circle"), "objective", "adversarial")
    traced = trace(made)
    assert traced.errors == ()
    assert traced.networks["generator"].input == vector(2)
    assert traced.node("generator_output").output == made.data.signal() == traced.networks["discriminator"].input
    assert [node.id for node in traced.path.nodes] == list(made.networks["discriminator"].ids())
    assert traced.parameters == sum(network.parameters for network in traced.networks.values())
    assert made.read(np.array([[2.0], [-2.0]])).words(0) == "real"
    assert edits.set_value(made, "objective.latent", 5).networks == made.networks


def test_memory_is_reckoned_for_both_batches_that_a_discriminator_sees() -> None:
    made = edits.set_value(load_example("circle"), "objective", "adversarial")
    need = memory.reckon(made, trace(made).nodes)
    told = [memory.reckon(made, trace(made).networks[name].nodes).sample for name in made.networks]
    once = edits.set_value(made, "objective", "supervised")
    alone = memory.reckon(once.with_network("main", made.networks["discriminator"]), trace(made).path.nodes).sample
    assert told[1] > alone
    assert need.sample > max(told)


def test_layers_are_edited_in_either_network() -> None:
    made = edits.set_value(load_example("circle"), "objective", "adversarial")
    wider, id = edits.insert(made, made.node("linear_1").layer, "discriminator_output")
    assert wider.role_of(id) == "discriminator"
    assert wider.networks["generator"] == made.networks["generator"]
    assert trace(edits.remove(wider, ("linear_1", id))).errors == ()
    assert edits.set_value(wider, f"networks.discriminator.{id}.units", 3).node(id).layer.units == 3  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("example", "objective", "data", "words", "fixes"),
    [
        (
            "circle",
            "adversarial",
            "mnist",
            "Adversarial learns to make points of the plane, and MNIST has none: take points as data, or learn "
            "something else of these.",
            ("Take Circle as data", "Set objective to Supervised"),
        ),
        (
            "circle",
            "reconstruction",
            "names",
            "Reconstruction gives back images and points, but a sample of Names is a sequence: take other data, or "
            "learn something else of these.",
            ("Set objective to Supervised",),
        ),
    ],
)
def test_data_that_do_not_fit_are_told_with_what_to_do(
    example: str, objective: str, data: str, words: str, fixes: tuple[str, ...]
) -> None:
    made = edits.set_value(load_example(example), "objective", objective)
    there = edits.set_value(made, "data", data)
    assert there.objective == made.objective
    problem = next(problem for problem in trace(there).errors if problem.section == "training")
    assert problem.text == words
    assert tuple(fix.label for fix in problem.fixes) == fixes
    fixed = edits.fix(there, "", problem.fixes[-1])
    assert tuple(fixed.networks) == ("main",)
    assert trace(fixed).errors == ()


def test_points_are_made_by_where_they_lie_and_pixels_compared_from_0_to_1() -> None:
    more = edits.set_value(load_example("circle"), "data.features", ("x", "y", "xy"))
    (problem,) = (found for found in trace(edits.set_value(more, "objective", "adversarial")).errors if found.fixes)
    assert "let x and y be their only features" in problem.text
    digits = edits.set_value(load_example("digits_cnn"), "objective", "reconstruction")
    standardised = edits.set_value(digits, "data.normalisation", "standardise")
    assert trace(standardised).errors == ()
    sharp = edits.set_value(standardised, "objective.loss", "binary_cross_entropy")
    (problem,) = trace(sharp).errors
    assert [fix.label for fix in problem.fixes] == ["Set normalisation to 0 to 1", "Set loss to MSE"]
    for fix in problem.fixes:
        assert trace(edits.fix(sharp, "", fix)).errors == ()


def test_a_file_has_the_networks_that_its_objective_wants() -> None:
    made = edits.set_value(load_example("circle"), "objective", "adversarial")
    plain = files.to_plain(made)
    assert files.from_plain(plain) == made
    for networks, words in (
        ({"generator": []}, "$.networks: has no 'discriminator' network."),
        ({"generator": [], "discriminator": [], "main": []}, "$.networks.main: there is no such setting"),
        ({"generator": [{"kind": "relu", "id": "a"}], "discriminator": [{"kind": "relu", "id": "a"}]}, "used twice"),
    ):
        with pytest.raises(FileProblems, match=r".") as caught:
            files.from_plain({**plain, "networks": networks})
        assert any(words in problem for problem in caught.value.problems)
    bare = files.from_plain({**plain, "networks": {"generator": [], "discriminator": []}})
    assert len(set(bare.ids())) == 2
    assert trace(bare).errors == ()


def test_kinds_of_a_file_are_set_as_comes_naturally_for_its_data() -> None:
    plain = files.to_plain(edits.set_value(load_example("circle"), "objective", "reconstruction"))
    made = files.from_plain({**plain, "data": {"kind": "mnist"}, "objective": {"kind": "autoencoder"}})
    assert made.objective == type(made.objective).suited(DATA.find("mnist")())
