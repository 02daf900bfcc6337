"""The left column scrolls where the window is low, without ever changing the width of what it holds."""

from __future__ import annotations

from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.ui.shell.columns import LeftColumn
from playground.ui.theme.theme import Theme


class Pictures(QWidget):
    """The narrower, the lower, as thumbnails are."""

    def sizeHint(self) -> QSize:
        return QSize(100, self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setFixedHeight(self.width())


class Empty(QWidget):
    """A panel of no height."""

    shown_wanted = Signal(object)


@pytest.mark.parametrize("height", range(280, 320, 2))
def test_a_bar_that_comes_does_not_make_itself_unneeded(qtbot: QtBot, height: int) -> None:
    theme, pictures = Theme(), Pictures()
    training: Any = Empty()
    column = LeftColumn(theme, pictures, training)
    qtbot.addWidget(column)
    column.resize(300, height)
    with qtbot.waitExposed(column):
        column.show()
    qtbot.waitUntil(lambda: column.bar.isVisible() == (height <= 300))
    assert pictures.width() == 300
    if column.bar.isVisible():
        column.bar.setValue(column.bar.maximum())
        assert column.verticalScrollBar().value() == column.bar.maximum() > 0
    theme.setParent(column)


def test_what_was_to_be_brought_into_view_is_let_go_with_the_window(qtbot: QtBot) -> None:
    theme, training = Theme(), Empty()
    wanted: Any = training
    column = LeftColumn(theme, Pictures(), wanted)
    training.shown_wanted.emit(training)
    theme.setParent(column)
    gone = list[bool]()
    column.destroyed.connect(lambda: gone.append(True))
    shiboken6.delete(column)
    QCoreApplication.processEvents()
    assert gone == [True]
