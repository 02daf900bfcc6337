"""The standard cases of a class, really trained: each is told by its cause, first, with what fixes it."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import numpy as np
import pytest

from playground.doctor import examine, ordered, rules, waiting
from playground.doctor.evidence import Evidence
from playground.doctor.finding import Finding
from playground.doctor.rule import CausalOrder
from playground.engine.history import History
from playground.engine.messages import Evaluated, Scalars
from playground.model import edits
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.model.network import Network
from playground.model.trace import trace
from tests.doctor.runs import Run
from tests.draws import seeds
from tests.engine.setups import data, experiment, layer, stack, with_network, with_optimizer, with_training


def seeded(of: Experiment, seed: int) -> Experiment:
    return msgspec.structs.replace(of, seed=seed)


def without(of: Experiment, layer_id: str) -> Experiment:
    return with_network(of, Network(tuple(node for node in of.nodes if node.id != layer_id)))


@pytest.mark.slow
@seeds(1, 2, 3)
def test_circle_with_a_rate_of_1_is_told_by_its_rate_and_not_by_vanishing_gradients(seed: int) -> None:
    run = Run(seeded(with_optimizer(load_example("circle"), learning_rate=1.0), seed))
    heads = []
    for _ in range(12):
        found = examine(run.train(50, every=10).evidence)
        if found:
            heads.append(found[0])
            assert found[0].fixes[0].label.startswith("Set learning rate to 0."), found[0].text
            assert "earning rate 1" in found[0].text
    assert len(heads) > 5
    assert {"restless", "saturated"} >= {head.rule for head in heads}


@pytest.mark.slow
def test_circle_with_a_rate_of_0_0003_is_told_by_its_rate_and_not_as_learned_by_heart() -> None:
    run = Run(with_optimizer(load_example("circle"), learning_rate=0.0003))
    told = [run.train(500, every=100).said() for _ in range(5)]
    assert all(rules in ([], ["slow"]) for rules in told)
    assert ["slow"] in told
    assert run.history.test_loss.values[-1] == run.history.test_loss.values.min()


def test_while_the_test_loss_falls_nothing_is_learned_by_heart_however_far_behind_it_is() -> None:
    for test_end, told in ((0.4, False), (1.3, True)):
        evidence = lagging(test_end)
        assert ("overfitting" in [finding.rule for finding in examine(evidence)]) == told


@seeds(1, 2, 3)
def test_linear_layers_with_nothing_between_them_on_xor(seed: int) -> None:
    lines = with_network(load_example("xor"), stack(layer("linear", units=4), layer("linear", units=4)))
    run = Run(seeded(lines, seed)).train(700, every=50)
    first, *others = examine(run.evidence)
    assert first.rule == "straight"
    assert first.text.startswith("Linear 1, Linear 2 and Output have nothing between them that bends")
    assert "the loss stands at 0." in first.text
    assert {other.cause for other in others} <= {"straight"}
    fixed = edits.fix(run.session.experiment, "", first.fixes[0])
    assert [node.layer.label for node in fixed.nodes] == ["Linear", "Tanh", "Linear", "Tanh", "Output"]
    assert run.change(fixed).train(600, every=50).said() == []
    assert run.history.train_accuracy.values[-1] > 0.9


def test_a_single_layer_gets_a_hidden_one() -> None:
    run = Run(with_network(load_example("xor"), stack())).train(350, every=50)
    first = examine(run.evidence)[0]
    assert first.rule == "straight"
    assert first.text.startswith("Output alone bends nothing")
    assert first.fixes[0].label == "Add a hidden layer"


@seeds(1, 2, 3)
def test_first_letter_with_a_plain_recurrent_network_forgets(seed: int) -> None:
    run = Run(seeded(load_example("recall_rnn"), seed)).train(150, every=25)
    (first, *_) = examine(run.evidence)
    assert first.rule == "forgets"
    assert first.text.startswith("At the first step of a sequence the gradient of RNN 1 is ")
    assert [fix.label for fix in first.fixes] == ["Use LSTM", "Use GRU"]
    for fix in first.fixes:
        fixed = edits.fix(run.session.experiment, "", fix)
        assert trace(fixed).trainable
        assert getattr(fixed.nodes[1].layer, "hidden", 0) == 32
    assert first.proof is not None


@pytest.mark.slow
def test_reverse_without_position_knows_no_order() -> None:
    reverse = load_example("reverse")
    run = Run(without(reverse, "position_1")).train(300, every=25)
    (first, *_) = examine(run.evidence)
    assert first.rule == "no_order"
    assert first.fixes[0].label == "Add Position"
    assert [node.layer.label for node in edits.fix(run.session.experiment, "", first.fixes[0]).nodes] == [
        node.layer.label for node in reverse.nodes
    ]


@pytest.mark.slow
def test_reverse_with_causal_on_does_not_see_later_steps() -> None:
    causal = edits.set_value(load_example("reverse"), "networks.main.encoder_block_1.causal", True)
    quick = with_training(with_optimizer(causal, learning_rate=0.01), batch_size=32)
    run = Run(quick).train(450, every=50)
    (first, *_) = examine(run.evidence)
    assert first.rule == "looks_back"
    assert first.fixes[0].label == "Set causal of Encoder block 1 off"
    assert edits.fix(causal, "", first.fixes[0]).networks["main"] == load_example("reverse").networks["main"]


@pytest.mark.slow
def test_a_network_that_tells_parity_no_better_than_guessing() -> None:
    layers = layer("embedding", width=8), layer("gru", hidden=16, returns="last state")
    parity = experiment(stack(*layers), data("parity"), "adam", "binary_cross_entropy", learning_rate=0.005)
    run = Run(parity).train(620, every=50)
    found = {finding.rule: finding for finding in examine(run.evidence)}
    assert "guessing" in found
    assert "where always saying the commonest answer gets 5" in found["guessing"].text
    assert found["guessing"].fixes


@pytest.mark.parametrize("name", ["xor", "circle", "moons"])
def test_a_rate_of_0_00001_is_too_low(name: str) -> None:
    run = Run(with_optimizer(load_example(name), learning_rate=1e-5)).train(600, every=50)
    first, *others = examine(run.evidence)
    assert first.rule == "slow"
    assert {other.cause for other in others if other.severity != "note"} <= {"slow"}


def test_a_few_dead_units_are_noted_one_by_one() -> None:
    ring = experiment(
        stack(layer("linear", units=8), layer("relu"), layer("linear", units=8), layer("relu")),
        data("circle"),
        loss="binary_cross_entropy",
    )
    run = Run(ring)
    for name, unit in (("linear_1", 2), ("linear_2", 4)):
        run.session.put(name, "bias", (unit,), (-100.0,))
    run.train(100)
    noted = run.findings()["dead"]
    assert noted.severity == "note"
    assert noted.text.startswith("1 of 8 units of ReLU ")
    assert run.said() == []
    assert [single.name for single in noted.singles] == ["Unit 3" if noted.node == "relu_1" else "Unit 5"]
    assert "for all 200 samples" in noted.singles[0].text
    recovers = "It cannot recover" if noted.node == "relu_1" else "It may recover only if"
    assert recovers in noted.singles[0].text


def test_an_experiment_that_cannot_be_trained_is_told_with_its_fix() -> None:
    images = experiment(stack(layer("conv2d")), data("digits"))
    found = examine(Evidence(images, trace(images), None, History()))
    assert [finding.rule for finding in found] == ["untrainable"]
    assert found[0].severity == "error"
    assert found[0].proof is None
    assert trace(edits.fix(images, "", found[0].fixes[0])).trainable
    failed = Evidence(load_example("xor"), trace(load_example("xor")), None, History(), failure="A step failed.")
    assert [finding.text for finding in examine(failed)] == ["A step failed."]


def test_a_setting_without_effect_is_noted() -> None:
    single = experiment(stack(layer("linear", units=1), layer("softmax")), data("circle"), loss="binary_cross_entropy")
    (noted,) = examine(Evidence(single, trace(single), None, History()))
    assert (noted.rule, noted.severity, noted.node) == ("no_effect", "note", "softmax_1")
    assert noted.fixes


# ------------------------------------------------------------------------------------------------ causes and symptoms


def test_what_explains_is_never_explained_in_turn() -> None:
    """Causes stand before what they explain, so that no two explain each other."""
    shelf = {rule.id: place for place, rule in enumerate(rules())}
    for rule in rules():
        for symptom in rule.explains:
            assert symptom in shelf
            assert shelf[rule.id] < shelf[symptom] or rule.place == CausalOrder.FLOW, (rule.id, symptom)
            assert rule.id not in next(other for other in rules() if other.id == symptom).explains


def test_a_symptom_yields_to_its_cause_however_grave() -> None:
    def made(rule: str, severity: str) -> Finding:
        return Finding(rule, rule, rule, severity, None)  # type: ignore[arg-type]

    found = ordered((made("vanishing", "warning"), made("guessing", "hint"), made("restless", "hint")))
    assert [(each.rule, each.cause) for each in found] == [
        ("restless", ""),
        ("vanishing", "restless"),
        ("guessing", "restless"),
    ]
    alone = ordered((made("guessing", "hint"), made("vanishing", "warning")))
    assert [(each.rule, each.cause) for each in alone] == [("vanishing", ""), ("guessing", "vanishing")]


def test_what_a_rule_needs_is_said_until_it_can_judge() -> None:
    run = Run(load_example("moons"))
    needed = {rule.id: words for rule, words in waiting(run.evidence)}
    assert needed["overfitting"] == "10 evaluations"
    assert needed["slow"] == "300 steps"
    assert needed["dead"] == "3 looks at the layers"
    assert needed["guessing"] == "600 steps"
    sizes = [len(waiting(run.train(160).evidence)) for _ in range(4)]
    assert all(later <= sooner for sooner, later in pairwise(sizes))
    assert waiting(run.evidence) == ()


def lagging(test_end: float) -> Evidence:
    """A run whose training loss goes to 0.01 and accuracy to 1; the test loss goes to that, its accuracy to 0.7."""
    of = load_example("moons")
    history, count = History(), 30
    history.add_scalars(Scalars(1, 1, np.linspace(0.7, 0.01, 20 * count)))
    low = 0.45 if test_end > 0.45 else (0.7 + test_end) / 2
    for number in range(count):
        done = number / (count - 1)
        test = 0.7 + (low - 0.7) * min(2 * done, 1) + (test_end - low) * max(2 * done - 1, 0)
        train = 0.7 + (0.01 - 0.7) * done
        report = Evaluated(1, 20 * number, done, train, 0.5 + 0.5 * done, 200, test, 0.5 + 0.2 * done, 200, None)
        history.add_evaluation(report)
    return Evidence(of, trace(of), Run(of).session.samples, history)
