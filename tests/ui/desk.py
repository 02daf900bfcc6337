"""A desk: the canvas with all that belongs to it, and hands to click, drag and type."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.model.document import NO_VIEWS, Views
from playground.model.experiment import Experiment
from playground.model.files import from_plain
from playground.ui.canvas.canvas import Canvas
from playground.ui.state.focus import Focus
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def plain(*layers: dict[str, object], data: str = "circle") -> Experiment:
    return from_plain({"data": {"kind": data}, "networks": {"main": list(layers)}})


class Desk:
    """A canvas with all that belongs to it, of the size it has in a window of 1440 by 900."""

    def __init__(self, qtbot: QtBot, experiment: Experiment, dark: bool = False, views: Views = NO_VIEWS) -> None:
        self.bot = qtbot
        self.theme = Theme(dark)
        self.store = Store(experiment, views=views)
        self.focus = Focus()
        self.canvas = Canvas(self.theme, self.store, self.focus)
        self.canvas.resize(856, 556)
        qtbot.addWidget(self.canvas)
        with qtbot.waitExposed(self.canvas):
            self.canvas.show()

    @property
    def ids(self) -> list[str]:
        return list(self.store.experiment.ids())

    def click(self, place: QPoint) -> None:
        QTest.mouseClick(self.canvas.viewport(), LEFT, NONE, place)

    def click_card(self, id: str) -> None:
        self.click(self.header(id))

    def header(self, id: str) -> QPoint:
        return self.canvas.card_rect(id).topLeft() + QPoint(14, 14)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.canvas.stage, key, modifier)

    def drag(self, start: QPoint, end: QPoint) -> None:
        view = self.canvas.viewport()
        QTest.mousePress(view, LEFT, NONE, start)
        for step in range(1, 6):
            QTest.mouseMove(view, start + (end - start) * (step / 5))
        QTest.mouseRelease(view, LEFT, NONE, end)
