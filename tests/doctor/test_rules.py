"""Each rule on a run where it fires, really trained, and that none speaks up where all is well."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.doctor import examine, rules, suited
from playground.doctor.descent import CALM_STEPS
from playground.doctor.evidence import DivergedRun, Evidence
from playground.doctor.finding import SEVERITIES
from playground.doctor.proof import Bars, Lines
from playground.doctor.words import figure
from playground.engine.history import History
from playground.engine.messages import Diverged, Evaluated, Health, LayerStats, Scalars
from playground.model import edits
from playground.model.examples import examples, load_example
from playground.model.experiment import Experiment
from playground.model.layer import Layer
from playground.model.trace import trace
from tests.doctor.runs import Run
from tests.draws import draws, seeds
from tests.engine.setups import data, experiment, layer, stack, with_optimizer


def hidden(kind: str, depth: int = 2, units: int = 8) -> list[Layer]:
    return [each for _ in range(depth) for each in (layer("linear", units=units), layer(kind))]


def on(kind: str, *layers: Layer, optimizer: str = "sgd", rate: float = 0.03, **values: object) -> Experiment:
    return experiment(stack(*layers), data(kind, **values), optimizer, learning_rate=rate, loss="binary_cross_entropy")


LARGE = {
    *("mnist_softmax", "mnist_mlp", "mnist_cnn", "digits_resnet", "mnist_patches", "mnist_rows", "shakespeare"),
    "shapes_cnn",
}
EXPECTED = {
    **{id: {"overfitting"} for id in ("sentiment_bilstm", "sentiment_attention", "sentiment_transformer")},
    "recall_rnn": {"forgets", "guessing"},
}
"""They do learn a few thousand sentences by heart after some epochs; and a plain recurrent network forgets."""
LONGER = {
    *("brackets", "names_gru", "reverse", "recall_lstm", "sine_lstm"),
    *("sentiment_attention", "sentiment_bilstm", "sentiment_transformer", "recall_rnn", "mnist_autoencoder"),
    *("digits_cnn", "moons_autoencoder", "plane", "moons", "perceptron"),
}
"""They take seconds for so many steps, or are of a family of which another is tried."""


@pytest.mark.parametrize(
    "id",
    [
        pytest.param(example.id, marks=pytest.mark.slow if example.id in LONGER else ())
        for example in examples()
        if example.id not in LARGE
    ],
)
def test_no_rule_speaks_up_on_an_example(id: str) -> None:
    run = Run(load_example(id))
    for _ in range(4):
        run.train(100, every=25)
        assert set(run.said()) <= EXPECTED.get(id, set())


@pytest.mark.slow
@pytest.mark.parametrize("id", sorted({example.id for example in examples()} - LARGE - LONGER))
def test_no_rule_speaks_up_on_an_example_with_other_seeds(id: str) -> None:
    for seed in range(2, 8):
        run = Run(msgspec.structs.replace(load_example(id), seed=seed))
        for _ in range(4):
            run.train(100, every=25)
            assert set(run.said()) <= EXPECTED.get(id, set()), seed


@pytest.mark.slow
@pytest.mark.parametrize("id", sorted(LARGE))
def test_no_rule_speaks_up_on_a_large_example(id: str) -> None:
    run = Run(load_example(id))
    for _ in range(6):
        run.train(100, every=50)
        assert run.said() == []


def test_nothing_is_said_before_a_step_was_made() -> None:
    assert Run(on("circle", *hidden("relu"), rate=3.0)).findings() == {}


def test_an_exploding_loss_is_told_with_the_rate_to_try_until_it_is_calm_again() -> None:
    wild = experiment(stack(*hidden("relu", 1)), data("plane"), loss="mse", learning_rate=3.0)
    run = Run(wild).train(300)
    finding = run.findings()["exploding"]
    assert run.trouble is not None
    assert finding.text == run.trouble.report.text
    assert finding.severity == "error"
    assert finding.fixes[0].label == "Set learning rate to 0.3"
    assert isinstance(finding.proof, Lines)
    assert finding.proof.lines[0].ys[-1] == run.trouble.report.loss > finding.proof.level[0]
    run.change(edits.fix(wild, "", finding.fixes[0])).train(100)
    again = run.findings()["exploding"]
    assert again.fixes[0].label == "Set learning rate to 0.03"
    assert "exploding" not in run.change(edits.fix(run.session.experiment, "", again.fixes[0])).train(100).findings()


@given(st.floats(0.2, 5.0), st.floats(0.5, 100.0))
def test_the_loss_explodes_from_ten_times_its_start_on(start: float, factor: float) -> None:
    losses = np.concatenate([np.full(30, start), np.full(30, start * factor)])
    found = [finding.rule for finding in examine(known(on("circle"), losses))]
    assert ("exploding" in found) == (factor > 10.0)


def test_a_divergence_is_forgotten_after_calm_steps() -> None:
    report = Diverged(1, 50, 40, "It was too high.", 0.01)
    for steps, told in ((40, True), (50 + CALM_STEPS, False)):
        evidence = known(on("circle"), np.full(steps, 0.5), DivergedRun(report))
        assert [finding.rule for finding in examine(evidence)] == (["exploding"] if told else [])


@seeds(0, 1, 2)
def test_a_rate_too_high_makes_the_loss_jump_about(seed: int) -> None:
    wild = on("circle", *hidden("tanh"), optimizer="adam", rate=1.0)
    run = Run(msgspec.structs.replace(wild, seed=seed)).train(250)
    told = [run.train(50).findings() for _ in range(6)]
    finding = next(found["restless"] for found in told if "restless" in found)
    assert finding.fixes[0].label == "Set learning rate to 0.01"
    fixed = run.change(edits.fix(run.session.experiment, "", finding.fixes[0]))
    assert "restless" not in fixed.findings()


JUMPING = (1.42, 0.77, 0.91, 0.65, 0.99, 0.55, 2.65, 0.88, 1.6, 0.79, 0.94, 1.07, 0.7, 0.62, 1.17)
FALLING_IN_JUMPS = {
    "fell": (1.43, 1.3, 0.82, 1.23, 0.99, 1.44, 1.04, 0.54, 0.32, 0.17, 0.31, 0.13),
    "fell slowly": (1.17, 0.92, 0.67, 0.68, 1.05, 0.9, 0.93, 0.72, 0.29, 0.69, 0.63, 0.45, 0.25, 0.41, 0.15),
    "leapt once": (0.79, 0.88, 0.66, 0.48, 0.23, 0.54, 1.49, 0.69, 0.45, 0.29, 0.33, 0.12),
    "one spike": (0.7, 0.69, 0.7, 0.68, 0.69, 3.5, 0.76, 0.74, 0.7, 0.75, 0.69, 0.74),
}
"""Losses of *First letter, LSTM* with other seeds on other processors, every 25 steps; and a spike that heals."""


@pytest.mark.parametrize("name", FALLING_IN_JUMPS)
def test_a_loss_that_falls_in_jumps_is_not_restless(name: str) -> None:
    assert not jumps(FALLING_IN_JUMPS[name], every=25)


@pytest.mark.parametrize("every", [10, 25, 4000])
def test_a_loss_that_comes_to_no_rest_is_restless_however_often_it_is_looked_at(every: int) -> None:
    assert jumps(JUMPING, every)
    assert not jumps(JUMPING, 2), "fifteen looks within thirty steps are few"


@pytest.mark.parametrize(("optimizer", "label"), [("sgd", "0.003"), ("adam", "0.0003")])
def test_a_rate_too_low_barely_moves_the_loss(optimizer: str, label: str) -> None:
    run = Run(on("circle", *hidden("tanh", 1), optimizer=optimizer, rate=1e-6)).train(280)
    assert "slow" not in run.findings(), "too early to tell"
    finding = run.train(80).findings()["slow"]
    assert finding.fixes[0].label == f"Set learning rate to {label}"
    assert "slow" not in run.change(edits.fix(run.session.experiment, "", finding.fixes[0])).train(400).findings()


@pytest.mark.parametrize(("end", "bound"), [(0.29, 0.2), (0.358, 0.05)])
def test_the_proof_of_a_low_rate_shows_the_figures_and_the_steps_that_are_told(end: float, bound: float) -> None:
    evidence = known(load_example("circle"), np.linspace(0.36, end, 8000))
    for step in (7800, 7900, 8000):
        stats = LayerStats(1.0, 1.0, 1e-6, 1.0, 1.0, 0.0, 0.0)
        evidence.history.add_health(Health(1, step, {"linear_1": stats}))
    evidence.history.add_evaluation(Evaluated(1, 0, 0.0, 0.36, 0.5, 100, 0.36, 0.5, 100, None))
    (slow,) = (finding for finding in examine(evidence) if finding.rule == "slow")
    proof = slow.proof
    assert isinstance(proof, Lines)
    (curve,) = proof.lines
    assert proof.span == (4001.0, 8000.0)
    assert "over the last 4\u202f000 steps" in slow.text
    assert 4001.0 <= curve.xs[0] < curve.xs[-1] <= 8000.0
    if bound == 0.2:
        assert f"from {figure(curve.ys[0])} to {figure(curve.ys[-1])}" in slow.text
    assert proof.level[0] == pytest.approx((1 - bound) * curve.ys[0])
    assert proof.level[0] < curve.ys[-1], "it stays above the level that it should have reached"


def test_a_flat_place_is_no_low_rate() -> None:
    line = experiment(stack(), data("xor"), loss="binary_cross_entropy", learning_rate=0.03, pace={"batch_size": 250})
    assert "slow" not in Run(line).train(800).findings()


def test_dead_units_come_alive_with_leaky_relu() -> None:
    run = Run(on("circle", *hidden("relu"), rate=3.0)).train(600)
    finding = run.findings()["dead"]
    assert isinstance(finding.proof, Bars)
    assert max(finding.proof.values) >= finding.proof.level[0] == 0.4
    assert finding.node == ("relu_1", "relu_2")[int(np.argmax(finding.proof.values))]
    assert "are dead: they are 0 for every sample" in finding.text
    leaky, slower = finding.fixes
    assert (leaky.label, slower.label) == ("Use Leaky ReLU", "Set learning rate to 0.3")
    run.change(edits.fix(edits.fix(run.session.experiment, "", leaky), "", slower)).train(900)
    assert "dead" not in run.said()
    assert run.history.train_accuracy.values[-1] > 0.9


def test_a_few_dead_units_are_usual() -> None:
    run = Run(on("circle", *hidden("relu")))
    run.session.put("linear_1", "bias", (1,), (-100.0,))
    run.session.put("linear_1", "bias", (2,), (-100.0,))
    run.train(200)
    assert run.history.health[-1].layer_stats["relu_1"].dead >= 0.25
    assert "dead" not in run.said()


@draws(30)
@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_more_dead_units_are_never_less_of_a_finding(one: float, two: float) -> None:
    fewer, more = (dying(share) for share in sorted((one, two)))
    assert more or not fewer
    assert dying(max(one, two)) == (max(one, two) >= 0.4)


def test_saturated_units_are_told_while_nothing_is_learned() -> None:
    run = Run(on("circle", *hidden("tanh"), rate=10.0)).train(400)
    finding = run.findings()["saturated"]
    assert [fix.label for fix in finding.fixes] == ["Add BatchNorm", "Use ReLU"]
    fixed = edits.fix(run.session.experiment, "", finding.fixes[0])
    assert trace(fixed).trainable
    assert "BatchNorm" in [node.layer.label for node in fixed.nodes]
    calm = Run(on("circle", *hidden("tanh"), rate=0.3)).train(600)
    assert calm.history.train_accuracy.values[-1] > 0.9
    assert "saturated" not in calm.findings()


@pytest.mark.slow
def test_gradients_vanish_in_a_stack_of_sigmoids_and_not_with_relu() -> None:
    run = Run(on("circle", *hidden("sigmoid", 5), rate=0.1)).train(200)
    finding = run.findings()["vanishing"]
    assert finding.text.startswith("The gradient at Linear 1 is ")
    assert isinstance(finding.proof, Bars)
    assert finding.proof.names == ("Linear 1", "Linear 2", "Linear 3", "Linear 4", "Linear 5", "Output")
    assert 0 in finding.proof.bad
    run.change(edits.fix(run.session.experiment, "", finding.fixes[0])).train(600)
    assert not {"vanishing", "exploding_gradients"} & set(run.findings())


def test_gradients_explode_where_weights_are_large() -> None:
    run = Run(on("circle", *hidden("leaky_relu", 5), rate=1e-9))
    for number in range(1, 6):
        size = 2 if number == 1 else 8
        values = np.random.default_rng(number).normal(0.0, 10.0, (8, size)).ravel()
        run.session.put(f"linear_{number}", "weight", (), tuple(values.tolist()))
    finding = run.train(80).findings()["exploding_gradients"]
    assert finding.fixes[0].label == "Add BatchNorm"
    assert "exploding_gradients" not in Run(on("circle", *hidden("leaky_relu", 5))).train(80).findings()


def test_overfitting_is_told_with_the_step_at_which_it_began() -> None:
    small = on("moons", *hidden("relu", units=64), optimizer="adam", rate=0.01, samples=60, noise=0.4)
    run = Run(small).train(400)
    finding = run.findings()["overfitting"]
    assert "so the network learns its samples by heart" in finding.text
    assert "Take 120 samples" in [fix.label for fix in finding.fixes]
    for fix in finding.fixes:
        assert trace(edits.fix(small, "", fix)).trainable
    many = on("moons", *hidden("relu"), optimizer="adam", rate=0.01, samples=2000, noise=0.1)
    assert Run(many).train(400).findings() == {}


def test_a_gap_of_accuracy_is_overfitting_too() -> None:
    few = experiment(
        stack(layer("flatten"), layer("linear", units=64), layer("tanh")),
        data("digits", samples=150, train_share=0.3),
        "adam",
        learning_rate=0.01,
    )
    finding = Run(few).train(300).findings()["overfitting"]
    assert finding.text.startswith("100 % of the training samples are right, but only ")


def test_a_class_that_is_never_the_answer_is_named() -> None:
    narrow = experiment(stack(*hidden("relu", 1, units=1)), data("blobs", classes=6), learning_rate=0.1)
    finding = Run(narrow).train(600).findings()["never_predicted"]
    assert finding.text.startswith("Class")
    assert finding.fixes[0].label == "Give Linear 1 2 units"
    assert isinstance(finding.proof, Bars)
    assert all(finding.proof.values[place] == 0 for place in finding.proof.bad)
    wide = experiment(stack(*hidden("tanh", 1)), data("blobs", classes=6), learning_rate=0.1)
    assert "never_predicted" not in Run(wide).train(600).findings()


def test_inputs_on_different_scales_are_standardised() -> None:
    uneven = on("spiral", *hidden("tanh", 1), features=("x", "x^2", "sin x"))
    run = Run(uneven).train(60)
    finding = run.findings()["uneven_inputs"]
    assert finding.text.startswith("Input x^2 spreads ")
    fixed = edits.fix(uneven, "", finding.fixes[0])
    assert "uneven_inputs" not in Run(fixed).train(60).findings()


def test_guessing_is_told_with_a_layer_to_add() -> None:
    run = Run(on("xor", *hidden("sigmoid", 4), rate=0.01)).train(700)
    labels = [fix.label for fix in run.findings()["guessing"].fixes]
    assert labels == ["Give Linear 1 16 units", "Set learning rate to 0.03"]
    assert "guessing" not in Run(on("xor", *hidden("tanh", 1), rate=0.3)).train(700).findings()


def test_what_was_measured_before_a_change_counts_no_more() -> None:
    run = Run(on("circle", *hidden("sigmoid", 5), rate=0.1)).train(200)
    assert run.findings()
    assert run.change(with_optimizer(run.session.experiment, learning_rate=0.2)).findings() == {}


@pytest.mark.slow
def test_the_gravest_comes_first() -> None:
    findings = examine(Run(on("circle", *hidden("relu"), rate=3.0)).train(700).evidence)
    assert len(findings) > 1
    order = [SEVERITIES.index(finding.severity) for finding in findings]
    assert order == sorted(order)


def test_every_rule_explains_itself() -> None:
    ids = [rule.id for rule in rules()]
    assert len(set(ids)) == len(ids) >= 21
    for rule in rules():
        assert rule.title
        assert len(rule.help()) > 40


def test_a_fix_leaves_alone_what_is_gone() -> None:
    run = Run(on("circle", *hidden("relu"), rate=3.0)).train(600)
    leaky, slower = run.findings()["dead"].fixes
    other = on("circle", *hidden("tanh", 1))
    assert edits.fix(other, "", leaky) == other
    assert edits.fix(other, "", slower) != other


# ------------------------------------------------------------------------------------------------ runs made up


def known(of: Experiment, losses: np.ndarray, trouble: DivergedRun | None = None) -> Evidence:
    """A run of these batch losses and nothing else."""
    history = History()
    history.add_scalars(Scalars(1, 1, losses))
    return Evidence(of, trace(of), None, history, trouble)


def jumps(losses: tuple[float, ...], every: int) -> bool:
    """Whether evaluations with these training losses, so many steps apart, are restless."""
    evidence = known(on("circle"), np.full(len(losses) * every, losses[0]))
    for number, loss in enumerate(losses):
        evidence.history.add_evaluation(Evaluated(1, number * every, 1.0, loss, 0.5, 100, loss, 0.5, 100, None))
    return "restless" in [finding.rule for finding in examine(evidence)]


def dying(share: float) -> bool:
    """Whether a share of dead units is a finding."""
    of = on("circle", *hidden("relu", 1))
    evidence = known(of, np.full(30, 0.5))
    nan = float("nan")
    for step in (10, 20, 30):
        stats = LayerStats(nan, nan, nan, 1.0, 1.0, share, 0.5)
        evidence.history.add_health(Health(1, step, {"relu_1": stats}))
        figures = (0.5, 0.5, 100, 0.5, 0.5, 100)
        evidence.history.add_evaluation(Evaluated(1, step, 1.0, *figures, None))
    return "dead" in [finding.rule for finding in examine(evidence) if finding.severity != "note"]


def test_a_discriminator_that_is_fooled_is_not_said_to_guess_or_to_give_a_class_up() -> None:
    for id, said in (("moons_gan", set()), ("moons", {"never_predicted", "guessing"})):
        shown = load_example(id)
        evidence = Evidence(shown, trace(shown), None, History())
        assert {rule.id for rule in suited(evidence)} & {"never_predicted", "guessing"} == said
