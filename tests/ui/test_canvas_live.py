"""The canvas with real frames of real networks: what is painted is what the engine computed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.engine.messages import Frame
from playground.engine.requests import Outputs
from playground.engine.session import Session
from playground.model import edits
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.model.files import from_plain
from playground.ui.canvas.canvas import Canvas
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from tests.pictures import alike, where


class Live:
    """A canvas fed by a session, without the thread between them."""

    def __init__(self, qtbot: QtBot, experiment: Experiment, dark: bool = False) -> None:
        self.theme = Theme(dark)
        self.store = Store(experiment)
        self.focus = Focus()
        self.session = Session(experiment)
        self.canvas = Canvas(self.theme, self.store, self.focus)
        self.canvas.resize(856, 556)
        qtbot.addWidget(self.canvas)
        with qtbot.waitExposed(self.canvas):
            self.canvas.show()
        self.canvas.set_scene(self.scene(1))

    def scene(self, generation: int) -> Scene:
        experiment = self.store.experiment
        return Scene(experiment, self.store.trace, experiment.data.load(), generation)

    def frame(self, change: Callable[[dict[object, object]], None] | None = None) -> Frame:
        answers, failures = self.session.answer(self.canvas.requests())
        assert not failures
        if change is not None:
            change(answers)  # type: ignore[arg-type]
        return Frame(1, 0, 0.0, answers, failures)

    def show(self) -> QImage:
        self.canvas.set_frame(self.frame())
        return self.picture()

    def picture(self) -> QImage:
        QApplication.processEvents()
        self.canvas.stage.settle()
        return self.canvas.grab().toImage()


def digits() -> Experiment:
    layers = [
        {"kind": "conv2d", "channels": 12},
        {"kind": "relu"},
        {"kind": "max_pool2d"},
        {"kind": "batch_norm"},
        {"kind": "flatten"},
        {"kind": "linear", "units": 9},
        {"kind": "tanh"},
        {"kind": "dropout"},
    ]
    return from_plain({"data": {"kind": "digits"}, "networks": {"main": layers}})


@pytest.mark.parametrize(
    ("example", "dark"), [("circle", True), ("blobs", False), ("sine", True), ("bumps", False), ("digits_resnet", True)]
)
def test_examples_paint_before_and_after_the_first_frame(qtbot: QtBot, example: str, dark: bool) -> None:
    live = Live(qtbot, load_example(example), dark)
    empty = live.picture()
    full = live.show()
    assert empty != full
    assert live.canvas.stage.bundles


def test_images_with_every_face_paint(qtbot: QtBot) -> None:
    live = Live(qtbot, digits())
    live.show()
    rows = {(bundle.source, bundle.target): len(bundle.lines) for bundle in live.canvas.stage.bundles}
    assert rows[("input", "conv2d_1")] == 8
    assert rows[("flatten_1", "linear_1")] == 8
    assert ("linear_1", "output") not in rows


def test_the_unit_tile_has_the_colours_of_its_values(qtbot: QtBot) -> None:
    live = Live(qtbot, load_example("circle"))
    frame = live.frame()
    live.canvas.set_frame(frame)
    picture = live.picture()
    request = next(asked for asked in frame.answers if isinstance(asked, Outputs) and "linear_1" in asked.nodes)
    values = frame.answers[request]["linear_1"]
    side = int(np.sqrt(len(values)))
    layout = live.canvas.stage.layout_
    assert layout is not None
    tile = layout.tile_box(layout.card("linear_1"), 0)
    assert tile is not None
    place = live.canvas.stage.to_view(tile)
    corner = live.canvas.viewport().mapTo(live.canvas, place.center())
    shown = picture.pixelColor(corner)
    middle = values.reshape(side, side, -1)[side // 2 - 1 : side // 2 + 1, side // 2 - 1 : side // 2 + 1, 0].mean()
    table = live.theme.signed_table()
    wanted = table[round(127.5 + 127.5 * middle / np.abs(values).max())]
    assert abs(shown.red() - int(wanted[0])) + abs(shown.blue() - int(wanted[2])) < 40


def test_lines_are_the_weights(qtbot: QtBot) -> None:
    live = Live(qtbot, load_example("circle"))
    frame = live.frame()
    live.canvas.set_frame(frame)
    live.canvas.stage.settle()
    weight = next(answer for answer in frame.answers.values() if "weight" in answer.get("linear_1", {}))
    matrix = weight["linear_1"]["weight"]
    bundle = next(bundle for bundle in live.canvas.stage.bundles if bundle.target == "linear_1")
    assert len(bundle.lines) == matrix.size
    for line in bundle.lines:
        expected = matrix[line.target_row, line.source_row] / np.abs(matrix).max()
        assert line.strength == pytest.approx(expected, abs=1e-6)
    sizes = [abs(line.strength) for line in bundle.lines]
    assert sizes == sorted(sizes)


def test_values_that_are_not_finite_paint(qtbot: QtBot) -> None:
    live = Live(qtbot, load_example("circle"))

    def spoil(answers: dict[object, object]) -> None:
        for answer in answers.values():
            assert isinstance(answer, dict)
            for values in answer.values():
                for array in values.values() if isinstance(values, dict) else [values]:
                    array[...] = np.nan

    live.canvas.set_frame(live.frame(spoil))
    assert not live.picture().isNull()
    assert all(not bundle.lines for bundle in live.canvas.stage.bundles)


def test_another_generation_forgets_the_frame(qtbot: QtBot) -> None:
    live = Live(qtbot, load_example("circle"))
    empty = live.picture()
    full = live.show()
    assert not alike(full, empty)
    live.canvas.set_scene(live.scene(1))
    assert live.picture() == full
    live.canvas.set_scene(live.scene(2))
    assert alike(live.picture(), empty)
    assert not live.canvas.stage.bundles


def test_requests_follow_the_network_and_the_example(qtbot: QtBot) -> None:
    live = Live(qtbot, digits())
    before = live.canvas.requests()
    with qtbot.waitSignal(live.canvas.requests_changed):
        live.focus.choose(3)
    assert live.canvas.requests() != before
    asked = next(asked for asked in live.canvas.requests() if isinstance(asked, Outputs))
    assert getattr(asked.on, "indices", None) == (3,)
    with qtbot.waitSignal(live.canvas.requests_changed):
        live.store.apply(edits.remove(live.store.experiment, ("linear_1",)), "Remove Linear")


def test_a_slider_asks_for_nothing_new(qtbot: QtBot) -> None:
    live = Live(qtbot, load_example("circle"))
    with qtbot.assertNotEmitted(live.canvas.requests_changed):
        live.store.apply(edits.set_value(live.store.experiment, "training.batch_size", 7), "Batch size")


def test_the_arrows_under_the_picture_choose_another_example(qtbot: QtBot) -> None:
    live = Live(qtbot, digits())
    live.canvas.stage.example_wanted.emit(-1)
    count = len(live.store.experiment.data.load().test_inputs)
    assert live.focus.example == count - 1
    live.canvas.stage.example_wanted.emit(1)
    assert live.focus.example == 0


def test_a_row_under_the_mouse_fades_the_lines_of_others(qtbot: QtBot) -> None:
    live = Live(qtbot, load_example("circle"))
    plain = live.show()
    layout = live.canvas.stage.layout_
    assert layout is not None
    tile = layout.tile_box(layout.card("linear_1"), 1)
    assert tile is not None
    move(live, QPointF(live.canvas.stage.to_view(tile).center()))
    lines = where(live.picture(), plain)
    assert lines.width() > 2 * tile.w, "on both sides of the card"
    move(live, QPointF(live.canvas.viewport().rect().bottomLeft()))
    assert alike(live.picture(), plain)


def move(live: Live, place: QPointF) -> None:
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, place, place, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(live.canvas.viewport(), event)


def test_forty_cards_are_repainted_and_scrolled(qtbot: QtBot) -> None:
    layers = [{"kind": "linear", "units": 8}, {"kind": "tanh"}] * 20
    live = Live(qtbot, from_plain({"data": {"kind": "circle"}, "networks": {"main": layers}}))
    live.show()
    bar = live.canvas.stage.horizontalScrollBar()
    assert bar.maximum() > 1000
    bar.setValue(bar.maximum())
    live.show()
    assert live.canvas.viewport().rect().intersects(live.canvas.card_rect("output"))


def test_theme_and_zoom_change_live(qtbot: QtBot) -> None:
    live = Live(qtbot, load_example("circle"))
    light = live.show()
    live.theme.set_dark(True)
    assert not alike(live.picture(), light)
    live.theme.set_zoom(1.5)
    assert not alike(live.picture(), light)
    live.theme.set_zoom(1.0)
    live.theme.set_dark(False)
    assert live.picture() == light
