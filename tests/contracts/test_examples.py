"""Every example: tidy, explained, trainable, and its loss falls within a few steps."""

from __future__ import annotations

import json

import numpy as np
import pytest

from playground.engine.requests import OnExamples, Taps
from playground.engine.session import Session
from playground.model import edits
from playground.model.examples import Example, UnknownExample, examples, load_example
from playground.model.experiment import Experiment
from playground.model.files import from_plain
from playground.model.parameters import parameters_of
from playground.model.trace import trace

EXAMPLES = examples()
ALL = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
STEPS = 20
SLOWER = 60
"""So many where sequences are read."""
LONGER = (
    *("shakespeare", "sentiment_attention", "sentiment_bilstm", "sentiment_transformer", "mnist_cnn", "mnist_patches"),
    *("mnist_rows", "mnist_autoencoder", "brackets", "shapes_cnn"),
)
"""Whose steps take long; others of their families are among the quick ones."""


def small(made: Experiment) -> Experiment:
    """The same on fewer samples, where the data is large."""
    names = {parameter.name for parameter in parameters_of(made.data)}
    for field, most in (("samples", 1000), ("most", 300), ("test_samples", 300)):
        if field in names and getattr(made.data, field) > most:
            made = edits.set_value(made, f"data.{field}", most)
    return edits.set_value(made, "training.threads", 1)


def test_there_are_those_that_every_course_has() -> None:
    ids = [example.id for example in EXAMPLES]
    assert len(ids) >= 10
    assert len(set(ids)) == len(ids)
    wanted = {"perceptron", "xor", "circle", "spiral", "plane", "sine", "mnist_softmax", "mnist_mlp", "mnist_cnn"}
    assert wanted <= set(ids)


def test_an_unknown_example_names_the_nearest() -> None:
    with pytest.raises(UnknownExample, match="Did you mean spiral"):
        load_example("spirla")


@ALL
def test_it_is_tidy_and_can_be_trained(example: Example) -> None:
    made = load_example(example.id)
    assert made.name == example.name
    assert example.description.endswith(".")
    assert 40 < len(example.description) <= 110
    assert trace(made).problems == ()
    assert max(len(line) for line in example.path.read_text("utf-8").splitlines()) <= 130
    plain = json.loads(example.path.read_bytes())
    assert list(plain) == ["version", "name", "description", "data", "objective", "networks", "training", "seed"]


@pytest.mark.parametrize(
    "example",
    [
        pytest.param(example, id=example.id, marks=pytest.mark.slow if example.id in LONGER else ())
        for example in EXAMPLES
    ],
)
def test_its_loss_falls_within_a_few_steps(example: Example) -> None:
    made = small(load_example(example.id))
    session = Session(made)
    timed = made.data.signal().timed
    before = loss_of(session)
    losses = [session.step() for _ in range(SLOWER if timed else STEPS)]
    assert np.isfinite(losses).all()
    if timed:  # whose batches differ more than the first steps gain
        assert loss_of(session) < before
    elif not made.objective.terms:  # where networks play against each other one gains what the other loses
        assert np.mean(losses[-5:]) < np.mean(losses[:5])


def loss_of(session: Session) -> float:
    """The loss of the training samples as they are now."""
    figures = session.evaluate()
    assert figures is not None
    return figures[0].loss


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_the_spiral_is_solved_from_x_and_y_alone(seed: int) -> None:
    made = edits.set_value(edits.set_value(load_example("spiral"), "seed", seed), "training.threads", 1)
    assert made.data.signal().shape == (2,)
    session = Session(made)
    solved = False
    while not solved and session.step_count < 10_000:
        for _ in range(100):
            session.step()
        figures = session.evaluate()
        assert figures is not None
        solved = figures[1].loss < 0.05
    assert solved


@pytest.mark.slow
def test_the_mnist_cnn_reads_98_5_per_cent_after_one_epoch() -> None:
    session = Session(load_example("mnist_cnn"))
    for _ in range(session.steps_to_epoch_end):
        session.step()
    figures = session.evaluate()
    assert figures is not None
    assert figures[1].count == 10_000
    assert figures[1].accuracy >= 0.985


REACHED = {
    "reverse": (10, "accuracy", 0.99),
    "recall_lstm": (12, "accuracy", 0.99),
    "brackets": (6, "accuracy", 0.99),
    "sentiment_bilstm": (6, "accuracy", 0.75),
    "sentiment_attention": (6, "accuracy", 0.75),
    "sentiment_transformer": (8, "accuracy", 0.72),
    "names_gru": (8, "accuracy", 0.52),
    "sine_lstm": (20, "loss", 0.002),
    "shakespeare": (6, "accuracy", 0.42),
    "mnist_patches": (1, "accuracy", 0.95),
    "mnist_rows": (1, "accuracy", 0.94),
}
"""Epochs after which an example has reached a figure on its test part, for each of three seeds."""


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 4))
@pytest.mark.parametrize("id", REACHED)
def test_it_learns_its_sequences_in_the_time_given(id: str, seed: int) -> None:
    epochs, figure, bound = REACHED[id]
    session = Session(edits.set_value(load_example(id), "seed", seed))
    for _ in range(epochs * session.steps_to_epoch_end):
        session.step()
    figures = session.evaluate()
    assert figures is not None
    reached = getattr(figures[1], figure)
    assert reached <= bound if figure == "loss" else reached >= bound


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_a_cnn_tells_coloured_shapes_apart(seed: int) -> None:
    """About 90 % after eight epochs; an MLP of 1.6 million parameters a quarter (below)."""
    session = Session(edits.set_value(load_example("shapes_cnn"), "seed", seed))
    for _ in range(8 * session.steps_to_epoch_end):
        session.step()
    figures = session.evaluate()
    assert figures is not None
    assert figures[1].accuracy >= 0.85


@pytest.mark.slow
def test_an_mlp_does_not() -> None:
    """About a quarter of what it has not seen comes out right."""
    plain = json.loads(next(example for example in EXAMPLES if example.id == "shapes_cnn").path.read_bytes())
    layers: list[dict[str, object]] = [{"kind": "flatten"}]
    for units in (512, 128):
        layers += [{"kind": "linear", "units": units}, {"kind": "relu"}]
    plain["networks"]["main"] = [*layers, {"kind": "output"}]
    session = Session(from_plain(plain))
    for _ in range(6 * session.steps_to_epoch_end):
        session.step()
    figures = session.evaluate()
    assert figures is not None
    assert figures[1].accuracy < 0.4


@pytest.mark.slow
def test_the_plain_rnn_forgets_what_the_lstm_recalls() -> None:
    session = Session(load_example("recall_rnn"))
    for _ in range(12 * session.steps_to_epoch_end):
        session.step()
    figures = session.evaluate()
    assert figures is not None
    assert figures[1].accuracy < 0.5


@pytest.mark.slow
def test_reversing_shows_the_anti_diagonal_in_one_head_at_least() -> None:
    session = Session(load_example("reverse"))
    for _ in range(10 * session.steps_to_epoch_end):
        session.step()
    node = next(node.id for node in session.experiment.nodes if node.layer.attends)
    request = Taps(OnExamples("test", tuple(range(64))), (node,))
    answers, failures = session.answer((request,))
    assert not failures
    weights = answers[request][node]["attention"].mean(axis=0)  # (heads, reads, is read)
    across = np.fliplr(np.eye(weights.shape[1]))
    shares = (weights * across).sum(axis=2)  # how much of each step's attention goes to the one across
    assert shares.mean(axis=1).max() > 0.5
