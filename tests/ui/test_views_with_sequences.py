"""Views beside data of sequences: they work and say what is so, or do not suit; padding counts for nothing."""

from __future__ import annotations

import dataclasses
import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.engine.answer_values import Judged
from playground.engine.history import History
from playground.engine.messages import Evaluated, Frame, Health, Scalars
from playground.engine.requests import Distributions, Request, Verdicts
from playground.engine.session import Session
from playground.model import edits
from playground.model.experiment import Experiment
from playground.model.registry import LAYERS
from playground.model.sequences import TokenSet
from playground.model.trace import trace
from playground.ui.state.focus import Chosen
from playground.ui.state.scene import Scene
from playground.ui.views import view_kinds
from playground.ui.views.accuracy.view import AccuracyView
from playground.ui.views.activations.view import ActivationsView
from playground.ui.views.base import View
from playground.ui.views.confusion.view import ConfusionView
from playground.ui.views.embedding.view import EmbeddingView
from playground.ui.views.mistakes.view import MistakesView
from playground.ui.views.per_class.view import PerClassView
from playground.ui.views.saliency.view import SaliencyView
from tests.contracts.test_views import data, experiment, layer, paint
from tests.ui.test_views import make

OURS = ("reverse", "padded", "tagged", "names", "series", "several", "adding", "next")
OLD = (
    *("loss", "accuracy", "mistakes", "saliency", "confusion", "activations", "embedding", "per_class", "weights"),
    *("distributions", "gradient_flow", "bench"),
)
SIZES = ((280, 300), (248, 110), (850, 230), (200, 150), (60, 30))


def made(kind: str, loss: str, *layers: object, **settings: object) -> Experiment:
    found = [layer(one) if isinstance(one, str) else one for one in layers]
    return experiment(data(kind, **settings), loss, *found)  # type: ignore[arg-type]


@cache
def learned(name: str) -> tuple[Session, History]:
    small = layer("embedding", width=6)
    gru = layer("gru", hidden=5)
    last = layer("gru", hidden=5, returns="last state")
    experiments = {
        "reverse": lambda: made("reverse", "cross_entropy", small, gru, "tanh", samples=90, length=5, alphabet=4),
        "padded": lambda: made("reverse", "cross_entropy", small, gru, "relu", samples=90, length=6, vary=True),
        "tagged": lambda: made("parity", "cross_entropy", small, gru, "tanh", samples=90, vary=True, asked="each step"),
        "names": lambda: made("names", "cross_entropy", small, "relu", last, most=20),
        "series": lambda: made("sine_mix", "mse", gru, "last_step", "tanh", samples=120, window=8),
        "several": lambda: made("el_nino", "mse", last, window=6),
        "adding": lambda: made("adding", "mse", last, samples=90, length=5),
        "next": lambda: made("shakespeare", "cross_entropy", small, gru, "relu", samples=60, length=7),
    }
    session, history = Session(experiments[name]()), History()
    for _ in range(3):
        losses = np.array([session.step(watched=True) for _ in range(5)])
        history.add_scalars(Scalars(1, session.step_count - 4, losses))
        history.add_health(Health(1, session.step_count, session.health()))
        figures = session.evaluate()
        assert figures is not None
        seen, new = figures
        report = Evaluated(
            1,
            session.step_count,
            session.epoch,
            *(seen.loss, seen.accuracy, seen.count),
            *(new.loss, new.accuracy, new.count),
            new.confusion,
            seen.whole,
            new.whole,
        )
        history.add_evaluation(report)
    return session, history


def scene_of(name: str, generation: int = 1) -> Scene:
    session = learned(name)[0]
    return Scene(session.experiment, trace(session.experiment), session.samples, generation)


def frame_of(name: str, requests: tuple[Request, ...], generation: int = 1) -> Frame:
    session = learned(name)[0]
    answers, failures = session.answer(requests)
    assert not failures
    return Frame(generation, session.step_count, session.epoch, answers)


def show(view: View, name: str, generation: int = 1) -> None:
    view.set_scene(scene_of(name, generation))
    view.set_history(learned(name)[1])
    view.set_frame(frame_of(name, view.requests(), generation))
    view.set_frame(frame_of(name, view.requests(), generation))


@pytest.mark.parametrize(
    "names", [("padded", "tagged", "several"), pytest.param(OURS, marks=pytest.mark.slow)], ids=["some", "all"]
)
@pytest.mark.parametrize("id", OLD)
def test_a_view_shows_sequences_or_does_not_suit(qtbot: QtBot, id: str, names: tuple[str, ...]) -> None:
    """The next test goes through all of them."""
    for name in names:
        if not view_kinds()[id].suits(scene_of(name)):
            continue
        view = make(qtbot, id)
        view.set_scene(Scene(scene_of(name).experiment, scene_of(name).trace, None, 0))
        waiting = view.describe()
        show(view, name)
        for wide, high in SIZES:
            view.resize(wide, high)
            paint(view)
        assert view.describe()
        if id != "weights":
            assert view.describe() != waiting or id == "bench", name
        for node in scene_of(name).trace.nodes:
            view.focus.select(node.id, 0)
            view.set_frame(frame_of(name, view.requests()))
            paint(view)
        view.focus.choose(3)
        view.focus.choose_together(Chosen("test", (0, 2, 4), "three"))
        view.set_frame(frame_of(name, view.requests()))
        paint(view)
        view.theme.set_dark(True)
        paint(view)


@pytest.mark.parametrize("id", OLD)
def test_a_view_goes_from_one_to_the_next_and_bears_what_does_not_fit(qtbot: QtBot, id: str) -> None:
    view = make(qtbot, id)
    for generation, name in enumerate(OURS, 1):
        show(view, name, 2 * generation)
        wrong = edits.insert(scene_of(name).experiment, LAYERS.find("conv2d")(), scene_of(name).experiment.ids()[0])[0]
        view.set_scene(Scene(wrong, trace(wrong), scene_of(name).samples, 2 * generation + 1))
        view.set_history(History())
        view.requests()
        paint(view)
        assert view.describe()


def test_tokens_have_no_slope_and_so_no_saliency() -> None:
    suits = {name: SaliencyView.suits(scene_of(name)) for name in OURS}
    assert {name for name, suited in suits.items() if suited} == {"series", "several", "adding"}


def test_saliency_of_a_sequence_goes_step_by_step(qtbot: QtBot) -> None:
    view = make(qtbot, "saliency")
    show(view, "adding")
    assert re.search(r"most counts step [1-5] \([12]\) = ", view.describe())
    show(view, "several", 2)
    assert view.unit.itemText(0) == "the largest value"


def test_accuracy_says_steps_and_whole_sequences(qtbot: QtBot) -> None:
    view = make(qtbot, "accuracy")
    assert isinstance(view, AccuracyView)
    show(view, "padded")
    view.resize(300, 300)
    assert view.heading.text() == "Letters right"
    latest = learned("padded")[1].latest
    assert latest is not None
    assert (
        view.whole.text()
        == f"Whole sequences: {latest.train_whole:.1%} train, {latest.test_whole:.1%} test".replace("%", " %")
    )
    assert not view.whole.isHidden()
    assert "of the letters of" in view.describe()
    assert "Whole sequences" in view.describe()
    show(view, "names", 2)
    assert view.heading.text() == "Accuracy"
    assert view.whole.isHidden()


def test_confusion_counts_steps_and_chooses_sequences(qtbot: QtBot) -> None:
    view = make(qtbot, "confusion")
    assert isinstance(view, ConfusionView)
    show(view, "padded")
    counts = learned("padded")[1].latest
    assert counts is not None
    assert counts.confusion is not None
    assert counts.confusion.sum() == (learned("padded")[0].samples.test_targets >= 0).sum()
    assert f"in {counts.confusion.sum()} test letters" in view.describe()
    row, column = np.unravel_index(int(counts.confusion.argmax()), counts.confusion.shape)
    view.matrix.picked.emit(int(row), int(column))
    (request,) = view.requests()
    assert request == Verdicts("test", counts.test_count)
    view.set_frame(frame_of("padded", (request,)))
    judged: Judged = frame_of("padded", (request,)).answers[request]
    met = ((judged.true == row) & (judged.predicted == column)).any(axis=1)
    assert view.focus.chosen is not None
    assert view.focus.chosen.indices == tuple(np.flatnonzero(met).tolist())


def test_a_class_chosen_among_answers_at_each_step_is_in_some_step(qtbot: QtBot) -> None:
    view = make(qtbot, "per_class")
    assert isinstance(view, PerClassView)
    show(view, "padded")
    view.bars.chosen.emit(2)
    targets = learned("padded")[0].samples.test_targets
    assert view.focus.chosen is not None
    assert view.focus.chosen.indices == tuple(np.flatnonzero((targets == 2).any(axis=1)).tolist())


def test_thousands_of_words_are_no_matrix(tmp_path: Path) -> None:
    text = tmp_path / "words.txt"
    text.write_text(" ".join(f"{chr(97 + number % 26)}{chr(97 + number // 26)}" for number in range(300)) * 4)
    large = made("own_text", "cross_entropy", path=str(text), by="word")
    scene = Scene(large, trace(large), None, 1)
    assert large.data.target().count > 100
    assert not ConfusionView.suits(scene)
    assert not PerClassView.suits(scene)
    assert AccuracyView.suits(scene)


def test_mistakes_say_what_is_wrong_step_by_step(qtbot: QtBot) -> None:
    view = make(qtbot, "mistakes")
    assert isinstance(view, MistakesView)
    show(view, "padded")
    worst = view.list.lines[0].key
    said = view.describe()
    targets = learned("padded")[0].samples.test_targets
    count = int((targets[worst] >= 0).sum())
    assert f" of {count} letter" in said
    assert "wrong somewhere" in said
    wanted = "".join("ABCDEFGHIJKL"[step] for step in targets[worst] if step >= 0)
    assert f"true {wanted}, loss" in said


def test_mistakes_with_text_read_it_out(qtbot: QtBot) -> None:
    view = make(qtbot, "mistakes")
    show(view, "names")
    scene = scene_of("names")
    names = scene.experiment.data
    assert isinstance(names, TokenSet)
    line = view.list.lines[0]
    assert scene.samples is not None
    text = names.vocabulary().write(scene.samples.test_inputs[line.key].tolist())
    assert line.words.startswith(f"{text}: ")
    assert f"Test text {line.key}: {text}" in line.tip


def test_a_map_of_sequences_leaves_padding_out(qtbot: QtBot) -> None:
    view = make(qtbot, "embedding")
    assert isinstance(view, EmbeddingView)
    show(view, "padded")
    assert "input" not in [view.layer.itemData(row) for row in range(view.layer.count())]
    view.layer.select("gru_1")
    (request,) = view.requests()
    frame = frame_of("padded", (request,))
    view.set_frame(frame)
    before = view.values
    assert before is not None
    tokens = learned("padded")[0].samples.test_inputs
    strange = {id: values.copy() for id, values in frame.answers[request].items()}
    strange["gru_1"][tokens[: len(strange["gru_1"])] == 0] = 1e6
    view.set_frame(dataclasses.replace(frame, answers={request: strange}))
    assert view.values is not None
    assert np.array_equal(before, view.values)
    assert "mean over" in view.describe()


def test_activation_curves_leave_padding_out(qtbot: QtBot) -> None:
    view = make(qtbot, "activations")
    assert isinstance(view, ActivationsView)
    show(view, "padded")
    (request,) = view.requests()
    (bend,) = view.curves
    tokens = learned("padded")[0].samples.train_inputs
    answer = frame_of("padded", (request,)).answers[request]
    assert bend.counts.sum() == (tokens[: len(answer["gru_1"])] > 0).sum() * 5
    show(view, "tagged", 2)
    (bend,) = view.curves
    assert len(bend.colors) == 2


def test_distributions_count_real_steps_alone() -> None:
    request = Distributions("activations", ("gru_1",))
    spread = frame_of("padded", (request,)).answers[request]["gru_1"]
    tokens = learned("padded")[0].samples.train_inputs
    assert spread.total == (tokens[: request.samples] > 0).sum() * 5
