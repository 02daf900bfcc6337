"""Columns of numbers: thinned when long, cut when learning goes back."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from playground.engine.commands import Pause
from playground.engine.history import History
from playground.engine.mailbox import Mailbox
from playground.engine.messages import FIRST_RUN, DeadUnit, Evaluated, Frame, Health, LayerStats, Scalars, State
from playground.engine.series import Series
from playground.model.file_limits import MOST_IN_TERM, MOST_TERMS


def evaluated(step: int, loss: float = 1.0) -> Evaluated:
    return Evaluated(1, step, step / 25, loss, 0.5, 10, loss, 0.5, 10, None)


def measured(step: int, distance: float = 0.5) -> Evaluated:
    """An evaluation with a figure of its own."""
    figures, nan = {"distance": distance}, math.nan
    return Evaluated(1, step, step / 25, 1.0, nan, 10, 1.0, nan, 10, None, nan, nan, figures, figures)


@given(st.lists(st.integers(1, 400), min_size=1, max_size=30))
def test_a_series_stays_ordered_and_keeps_its_newest(sizes: list[int]) -> None:
    series = Series(limit=1000)
    at = 0
    for size in sizes:
        steps = np.arange(at, at + size, dtype=np.float64)
        series.extend(steps, -steps)
        at += size
    assert len(series) <= 1000 + 400
    assert (np.diff(series.steps) > 0).all()
    assert series.steps[-1] == at - 1
    assert np.array_equal(series.values, -series.steps)
    assert series.thinned == (at > 1000)


def test_history_is_cut_where_learning_went_back() -> None:
    history = History()
    history.add_scalars(Scalars(1, 1, np.arange(50.0)))
    history.add_evaluation(evaluated(25))
    history.add_evaluation(evaluated(50))
    history.add_mark(10, "Learning rate 0.1 → 1")
    history.add_mark(40, "Batch size 10 → 20")
    history.cut(30)
    assert history.batch_loss.steps[-1] == 30
    assert history.test_loss.steps.tolist() == [25.0]
    assert [step for step, _ in history.marks] == [10]


def test_an_evaluation_replaces_one_at_the_same_step() -> None:
    history = History()
    history.add_evaluation(evaluated(5, 1.0))
    history.add_evaluation(evaluated(5, 2.0))
    assert history.train_loss.values.tolist() == [2.0]


def test_a_mailbox_adds_reports_up_and_keeps_the_latest_frame() -> None:
    mailbox = Mailbox()
    assert mailbox.wants_frame(FIRST_RUN)
    for step in range(3):
        mailbox.post(State(1, True, step, 0.0, 0.0))
        mailbox.show(Frame(1, step, 0.0))
    assert not mailbox.wants_frame(FIRST_RUN)
    frame = mailbox.take()
    assert frame is not None
    assert frame.step == 2
    assert mailbox.take() is None
    assert [report.step for report in mailbox.empty() if isinstance(report, State)] == [0, 1, 2]
    assert mailbox.empty() == []
    assert Pause() == Pause()


def losses(history: History, values: list[float]) -> None:
    """Add batch losses after the last ones."""
    history.add_scalars(Scalars(1, history.last_step + 1, np.array(values)))


def test_at_a_mark_there_is_an_evaluation_from_before_it_and_the_newest_from_after_it() -> None:
    history = History()
    losses(history, [1.0] * 40)
    history.add_evaluation(evaluated(20, 1.0))
    history.add_evaluation(evaluated(40, 1.1))
    history.add_mark(40, "Causal on → off")
    assert history.outdated
    history.add_evaluation(evaluated(40, 0.5))
    history.add_mark(40, "Heads 4 → 2")
    history.add_evaluation(evaluated(40, 0.4))
    losses(history, [0.4] * 10)
    history.add_evaluation(evaluated(50, 0.4))
    assert history.train_loss.steps.tolist() == [20.0, 40.0, 40.0, 50.0]
    assert history.train_loss.values.tolist() == [1.0, 1.1, 0.4, 0.4]
    assert history.joined().tolist() == [True, False, True, False]
    assert not history.outdated


def test_a_straight_line_joins_evaluations_only_where_the_batches_ran_along_it() -> None:
    random = np.random.default_rng(0)

    def noisy(values: list[float]) -> list[float]:
        noise: list[float] = (np.array(values) * np.exp(random.normal(0, 0.2, len(values)))).tolist()
        return noise

    history = History()
    history.add_evaluation(evaluated(0, 1.7))
    losses(history, noisy([1.7] * 100))
    history.add_evaluation(evaluated(100, 1.7))
    losses(history, noisy([1.7] * 150 + np.geomspace(1.7, 0.0025, 30).tolist() + [0.0025] * 20))  # a leap
    history.add_evaluation(evaluated(300, 0.0025))
    losses(history, noisy(np.geomspace(0.0025, 0.0015, 100).tolist()))
    history.add_evaluation(evaluated(400, 0.0015))
    assert history.joined().tolist() == [True, False, True, False]
    assert History.from_columns(history.columns()).joined().tolist() == history.joined().tolist()


def test_what_training_mode_adds_to_the_loss_does_not_part_evaluations() -> None:
    history = History()
    for step in range(0, 400, 20):
        losses(history, np.linspace(2.0 - step / 400, 2.0 - (step + 20) / 400, 20).tolist())
        history.add_evaluation(evaluated(step + 20, 0.5 * (2.0 - (step + 20) / 400)))
    assert history.joined()[:-1].all()


def test_without_batches_nothing_is_joined_and_older_files_open() -> None:
    history = History()
    history.add_evaluation(evaluated(0))
    history.add_evaluation(evaluated(50))
    assert not history.joined().any()
    later = ("train_count", "test_count", "segment")
    columns = {name: found for name, found in history.columns().items() if not name.startswith(later)}
    old = History.from_columns(columns)
    assert np.isnan(old.test_count.values).all()
    assert len(old.segment) == 2
    losses(old, [1.0] * 30)
    old.add_evaluation(evaluated(80))
    assert old.joined().tolist() == [False, True, False]
    assert old.test_count.values[-1] == 10


def test_a_file_that_lacks_single_numbers_of_its_curves_can_be_read() -> None:
    history = History()
    losses(history, [1.0] * 30)
    history.add_evaluation(evaluated(10))
    history.add_mark(10, "Learning rate 0.1 → 0.2")
    history.add_evaluation(evaluated(30))
    whole = history.columns()
    for name, column in whole.items():
        read = History.from_columns(whole | {name: [*column[:-1], math.nan]})
        assert read.last_step in (10, 30)
        assert read.last_evaluation in (0, 30)
        assert len(read.segment) == len(read.epochs)
        assert not read.outdated
        losses(read, [1.0])
        read.add_evaluation(evaluated(read.last_step))


def test_figures_are_outdated_once_much_was_learned_since() -> None:
    history = History()
    history.add_evaluation(evaluated(0))
    assert not history.outdated
    losses(history, [1.0] * 100)
    assert history.outdated  # of the weights at the start
    history.add_evaluation(evaluated(100))
    losses(history, [1.0] * 40)
    assert not history.outdated
    losses(history, [0.5] * 9)
    assert not history.outdated
    losses(history, [0.5] * 2)
    assert history.outdated  # more than half as many steps again
    history.add_evaluation(evaluated(151))
    losses(history, [0.01] * 30)
    assert history.outdated  # the loss leapt


def test_the_latest_figures_go_with_what_was_cut() -> None:
    history = History()
    losses(history, [1.0] * 50)
    history.add_evaluation(evaluated(50))
    history.cut(30)
    assert history.latest is None


def test_how_layers_were_doing_comes_back_from_columns_as_it_was() -> None:
    nan = math.nan
    dying = LayerStats(nan, nan, nan, 0.5, 0.25, 0.5, 1.0, (DeadUnit(2, -3.0, -0.5), DeadUnit(3, -9.0, -1.0)), (), 256)
    carrying = LayerStats(0.1, 0.2, 0.3, 0.4, 0.5, 0.0, nan, (), (0.001, 0.5, 1.0), 64)
    history = History()
    history.add_health(Health(0, 3, {"relu_1": dying}))
    history.add_health(Health(0, 9, {"relu_1": dying, "lstm_1": carrying}))
    history.add_mark(3, "Learning rate 0.1 → 0.2")
    again = History.from_columns(history.columns(), history.marks_up_to(9))
    assert str(again.health) == str(history.health)
    assert again.marks == history.marks
    assert [report.step for report in History.from_columns(history.columns(5)).health] == [3]
    assert history.marks_up_to(2) == ()
    for step in range(10, 2000):
        history.add_health(Health(0, step, {"relu_1": dying}))
    read = History.from_columns(history.columns()).health
    assert len(read) <= 500
    assert read[-1].step == 1999


def with_parts(first: int, count: int) -> Scalars:
    steps = np.arange(first, first + count, dtype=np.float64)
    named = {"generator": steps, "discriminator": 2.0 * steps}
    return Scalars(1, first, 3.0 * steps, named, {"learning_rate": 0.5 * steps})


def test_named_parts_of_the_loss_are_kept_cut_copied_and_saved_with_the_rest() -> None:
    history = History()
    history.add_scalars(with_parts(1, 50))
    history.add_evaluation(measured(25))
    history.add_evaluation(measured(50, distance=0.25))
    assert history.terms["discriminator"].values[-1] == 100.0
    assert history.step_figures["learning_rate"].values[-1] == 25.0
    assert history.figures["test_distance"].steps.tolist() == [25.0, 50.0]
    copied, read = history.copy(), History.from_columns(history.columns())
    for same in (copied, read):
        assert str(same.columns()) == str(history.columns())
        assert list(same.terms) == ["generator", "discriminator"]
        assert list(same.step_figures) == ["learning_rate"]
        assert same.points == history.points
    history.cut(30)
    assert history.terms["generator"].steps[-1] == 30
    assert history.step_figures["learning_rate"].steps[-1] == 30
    assert history.figures["train_distance"].steps.tolist() == [25.0]
    assert copied.terms["generator"].steps[-1] == 50
    assert "term.generator.step" in history.columns()
    assert len(history.columns(up_to=10)["term.generator.step"]) == 10


def test_figures_of_an_evaluation_that_is_made_anew_take_the_place_of_those_before() -> None:
    history = History()
    history.add_evaluation(measured(50))
    history.add_evaluation(measured(50, distance=0.25))
    assert history.figures["train_distance"].values.tolist() == [0.25]


def test_named_parts_are_thinned_and_too_many_names_are_left_out() -> None:
    history = History()
    history.add_scalars(with_parts(1, 30_000))
    assert len(history.batch_loss) == 30_000
    assert len(history.terms["generator"]) <= MOST_IN_TERM
    assert history.terms["generator"].steps[-1] == 30_000
    history.thin()
    assert len(history.terms["generator"]) < MOST_IN_TERM
    history.add_scalars(Scalars(1, 30_001, np.ones(1), {f"part_{place}": np.ones(1) for place in range(100)}))
    assert len(history.terms) == MOST_TERMS


def test_a_supervised_history_has_no_columns_of_parts() -> None:
    history = History()
    losses(history, [1.0] * 3)
    history.add_evaluation(evaluated(3))
    assert not history.terms
    assert not history.figures
    assert not any(name.startswith(("term", "figure")) for name in history.columns())


def test_odd_names_of_parts_in_a_file_are_left_out() -> None:
    columns = {f"term.{name}.step": [1.0] for name in ("", "A", "a b", "x" * 80, "..", "a.b")}
    assert not History.from_columns(columns).terms
