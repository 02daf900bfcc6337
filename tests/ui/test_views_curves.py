"""The curves over steps: where their axes end, what they forget, and which words they show."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF
from pytestqt.qtbot import QtBot

from playground.engine.history import History
from playground.engine.messages import Evaluated, Scalars
from playground.model.trace import trace
from playground.ui.plots.chart_figures import Figure, FigureStrip
from playground.ui.plots.chart_lines import crosses
from playground.ui.plots.chart_notes import place_marks, place_references
from playground.ui.plots.chart_scale import axis_end
from playground.ui.plots.plot_view import PlotView
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.shared.curves import axis, epoch_at
from playground.ui.widgets.painted import PaintedWidget
from tests.contracts.test_views import paint, run
from tests.engine.setups import supervised
from tests.pictures import alike
from tests.ui.test_views import make


def history(steps: int, evaluations: int = 4, per_epoch: int = 10) -> History:
    """A run of so many steps that was evaluated now and then, for the last time at its last step."""
    made = History()
    made.add_scalars(Scalars(1, 1, np.linspace(1.0, 0.5, steps)))
    for step in np.linspace(0, steps, evaluations).astype(int).tolist():
        made.add_evaluation(Evaluated(1, step, step / per_epoch, 0.7, 0.5, 10, 0.8, 0.6, 10, None))
    return made


@pytest.mark.parametrize("id", ["loss", "accuracy"])
def test_another_run_starts_with_an_axis_of_its_own(qtbot: QtBot, id: str) -> None:
    view = make(qtbot, id, "plane, two classes")
    view.set_history(history(20_000))
    assert view.chart.in_view[1] > 20_000
    view.set_history(History())
    view.set_history(history(40))
    assert 40 < view.chart.in_view[1] < 60


@pytest.mark.parametrize("id", ["loss", "accuracy"])
def test_a_run_that_went_back_starts_with_an_axis_of_its_own(qtbot: QtBot, id: str) -> None:
    view = make(qtbot, id, "plane, two classes")
    made = history(20_000)
    view.set_history(made)
    made.cut(0)
    view.set_history(made)
    made.add_scalars(Scalars(1, 1, np.ones(30)))
    view.set_history(made)
    assert view.chart.in_view[1] < 60


def test_all_charts_of_a_run_end_at_the_same_step(qtbot: QtBot) -> None:
    often, once = make(qtbot, "loss", "plane, two classes"), make(qtbot, "accuracy", "plane, two classes")
    made = history(5)
    for first in range(6, 3000, 97):
        made.add_scalars(Scalars(1, first, np.ones(97)))
        often.set_history(made)
    once.set_history(made)
    assert often.chart.in_view == once.chart.in_view


@given(last=st.floats(0.0, 1e9))
def test_an_axis_ends_a_little_after_the_present(last: float) -> None:
    assert last < axis_end(last) <= max(last, 1.0) * 1.35


def test_the_present_is_counted_on_from_the_last_evaluation() -> None:
    made = history(100)
    assert epoch_at(made, 100.0, 10) == pytest.approx(10.0)
    assert epoch_at(made, 125.0, 10) == pytest.approx(12.5)
    assert epoch_at(History(), 5.0, 10) is None


def test_the_axis_says_the_newest_epoch_not_that_of_the_last_evaluation() -> None:
    made = history(100)
    made.add_scalars(Scalars(1, 101, np.ones(69)))
    last = made.last_step
    ticks, present = axis(made, last, epoch_at(made, last, 10))
    assert present == (169.0, "epoch 16")
    steps = [step for step, _ in ticks]
    assert steps == sorted(set(steps))
    assert axis(made, last, None)[1] == (169.0, "step 169")


@pytest.mark.parametrize("id", ["loss", "accuracy", "confusion"])
def test_numbers_give_way_to_what_must_be_fixed(qtbot: QtBot, id: str) -> None:
    view = make(qtbot, id, "plane, two classes")
    before = view.describe()
    scene = run("plane, two classes").scene()
    broken = msgspec.structs.replace(scene.experiment, objective=supervised("quantile"))
    assert not trace(broken).trainable
    view.set_scene(Scene(broken, trace(broken), scene.samples, scene.generation))
    assert view.describe() == f"Fix the training first: {trace(broken).errors[0].text}"
    messages = [each.message for kind in (PaintedWidget, PlotView) for each in view.findChildren(kind)]
    assert not any(message.strip() for message in messages), "the panel says it, where it can be put right"
    assert "Press Train" not in " ".join(messages)
    view.set_scene(scene)
    assert view.describe() == before


WORDS = st.text("abcdefghij 0.1→", min_size=1, max_size=60)


@given(
    marks=st.lists(st.tuples(st.floats(30.0, 300.0), WORDS), max_size=12),
    levels=st.lists(st.tuples(st.floats(6.0, 200.0), WORDS), max_size=3),
    heights=st.lists(st.floats(6.0, 206.0), min_size=2, max_size=6),
)
def test_words_on_a_chart_stay_inside_and_off_each_other_and_off_the_curves(
    qapp: object, marks: list[tuple[float, str]], levels: list[tuple[float, str]], heights: list[float]
) -> None:
    area, row = QRectF(30, 20, 270, 186), QRectF(30, 0, 270, 16)
    metrics = QFontMetricsF(QFont())
    curve = (np.linspace(30.0, 300.0, len(heights)), np.array(heights))

    def covers(box: QRectF) -> bool:
        return crosses(*curve, box)

    above = [box for box, _ in place_marks(sorted(marks), row, metrics, 40)]
    inside = place_references(levels, area, metrics, covers)
    for box in above:
        assert (row.left(), row.top()) <= (box.left() + 1.5, box.top())
        assert box.right() <= row.right() + 1.5
    columns = np.linspace(30.0, 300.0, 400)
    runs = np.interp(columns, *curve)
    for box, _ in inside:
        assert area.adjusted(-1.5, -1.5, 1.5, 1.5).contains(box)
        assert any(min(abs(box.bottom() - y), abs(box.top() - y)) <= 1.5 for y, _ in levels)
        near = (columns > box.left()) & (columns < box.right())
        assert not ((runs[near] > box.top()) & (runs[near] < box.bottom())).any()
    for boxes in (above, [box for box, _ in inside]):
        assert not any(box.intersects(other) for index, box in enumerate(boxes) for other in boxes[:index])
    assert place_references(levels, area, metrics, covers, inside) == inside


def test_of_marks_close_together_the_newest_has_words() -> None:
    area = QRectF(30, 6, 270, 200)
    marks = [(100.0, "Learning rate 0.1"), (110.0, "Learning rate 0.2"), (120.0, "Learning rate 0.3")]
    assert [words for _, words in place_marks(marks, area, QFontMetricsF(QFont()), 40)] == ["Learning rate 0.3"]


@pytest.mark.parametrize("wide", [90, 120, 160, 200, 400])
def test_a_mark_keeps_its_setting_and_shortens_its_layer(qapp: object, wide: int) -> None:
    metrics = QFontMetricsF(QFont())
    change = "Causal off → on"
    row = QRectF(0, 0, max(metrics.horizontalAdvance(change), wide) + 60, 16)
    ((_, words),) = place_marks([(20.0, f"Encoder block 1: {change}")], row, metrics, 40)
    assert words.endswith(change)


def test_words_lie_on_paper_above_the_curves(qtbot: QtBot) -> None:
    view = make(qtbot, "loss", "plane, two classes")
    made = history(300)
    view.set_history(made)
    before = paint(view)
    made.add_mark(150, "Learning rate 0.1 → 0.03; Batch size 16 → 32")
    view.set_history(made)
    assert not alike(paint(view), before)


def test_numbers_that_do_not_fit_beside_their_words_lose_them(qtbot: QtBot) -> None:
    theme = Theme()
    figures = FigureStrip(theme, "figures", "Numbers")
    theme.setParent(figures)
    qtbot.addWidget(figures)
    figures.show_figures([Figure("50.0 %", "train", "solid"), Figure("60.0 %", "test", "dashed")])
    figures.show()
    for width in (400, 180, 120):
        figures.resize(width, 40)
        image = figures.grab().toImage()
        edge = [image.pixelColor(image.width() - 1, y) for y in range(image.height())]
        assert {color.name() for color in edge} == {theme.color("panel").name()}


def test_named_parts_of_a_loss_are_curves_with_numbers_and_colours_of_their_own(qtbot: QtBot) -> None:
    view = make(qtbot, "loss", "plane, two classes")
    made = history(60)
    view.set_history(made)
    assert view.figures.words == "0.700 train, 0.800 test, step 60"
    assert {curve.term for curve in view.chart.curves} == {-1}
    assert not view.parts.isVisibleTo(view)
    steps = np.linspace(0.8, 0.6, 60)
    made.add_scalars(Scalars(1, 61, steps, {"generator": 2 * steps, "discriminator": steps}))
    figures = {"generator": 1.5}
    made.add_evaluation(
        Evaluated(1, 120, 12.0, 0.6, 0.5, 10, 0.7, 0.5, 10, None, train_figures=figures, test_figures=figures)
    )
    view.set_history(made)
    assert view.figures.words == "0.600 train, 0.700 test, step 120"
    assert view.parts.words == "1.500 generator, 0.600 discriminator"
    assert view.parts.isVisibleTo(view)
    assert view.describe().endswith("its parts are generator 1.500, discriminator 0.600.")
    named = {curve.name: curve for curve in view.chart.curves if curve.term >= 0}
    assert [(name, curve.style, curve.term) for name, curve in named.items()] == [
        ("generator", "solid", 0),
        ("generator batch", "faint", 0),
        ("discriminator batch", "smooth", 1),
    ]
    tracks = {track.name: track.color.name() for track in view.chart.tracks()}
    assert len({tracks[name] for name in ("train", "generator", "discriminator batch")}) == 3
    before = paint(view)
    view.parts.chosen.emit(0)
    assert "generator" not in {track.name for track in view.chart.tracks()}
    assert "discriminator batch" in {track.name for track in view.chart.tracks()}
    assert not alike(paint(view), before)
