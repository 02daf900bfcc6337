"""Hands that are on everything in a view: they type, choose, point, click, drag, zoom and press keys."""

from __future__ import annotations

from collections.abc import Iterator

import shiboken6
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)

from playground.ui.views.bench.kernel_grid import KernelGrid
from playground.ui.views.drawing.pad import DrawingPad
from playground.ui.widgets.segmented import SegmentedControl
from playground.ui.widgets.sentence_field import SentenceField
from playground.ui.widgets.slider import Slider

TYPED = ("the food was not good", "ABCDE", "(())", "7", "")
KEYS = (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Return)
PLACES = ((0.3, 0.4), (0.55, 0.6), (0.5, 0.12), (0.12, 0.5))
"""Where pictures are clicked, as shares of their width and height."""
LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def touch(view: QWidget, controls: bool = True) -> None:
    """Do everything there is to do with all that can be seen: with pictures, and with ``controls`` as well."""
    for widget in view.findChildren(QWidget):
        if not shiboken6.isValid(widget) or not widget.isVisibleTo(view):
            continue  # taken away or hidden by what was clicked before
        if isinstance(widget, QLineEdit | QPlainTextEdit):
            _type(widget)
        elif isinstance(widget, QAbstractButton | QComboBox | SegmentedControl | Slider | DrawingPad | KernelGrid):
            if controls:
                _operate(widget)
        elif not isinstance(widget, QLabel | QScrollBar) and min(widget.width(), widget.height()) > 8:
            _handle(widget)


def _type(field: QLineEdit | QPlainTextEdit) -> None:
    """Type several texts, of which the first that holds anything stays."""
    if isinstance(field, QPlainTextEdit) and not isinstance(field, SentenceField):
        return
    for text in reversed(TYPED):
        if isinstance(field, SentenceField):
            field.edit("")
        else:
            field.clear()
        QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def _operate(control: QWidget) -> None:
    if not isinstance(control, QAbstractButton):
        QTest.keyClick(control, Qt.Key.Key_Right)
        QTest.keyClick(control, Qt.Key.Key_Down)
    elif control.isEnabled() and not control.objectName().endswith("_enlarge"):
        QTest.mouseClick(control, LEFT)


def _handle(picture: QWidget) -> None:
    """Point, click, draw a line, zoom, and press keys; the pointer stays where something may be."""
    first, *others = _places(picture)
    for place in others:
        _move(picture, place)
        QTest.mouseClick(picture, LEFT, PLAIN, place)
    QTest.mousePress(picture, LEFT, PLAIN, first)
    for place in others:
        _move(picture, place, LEFT)
    QTest.mouseRelease(picture, LEFT, PLAIN, others[-1])
    _zoom(picture, first)
    for key in KEYS:
        picture.event(QKeyEvent(QEvent.Type.KeyPress, key, PLAIN))  # and nobody around it gets what it does not take
    _move(picture, others[0])


def _move(picture: QWidget, place: QPoint, held: Qt.MouseButton = Qt.MouseButton.NoButton) -> None:
    """Move the pointer there at once; QTest's own would paint each time."""
    at = QPointF(place)
    QApplication.sendEvent(
        picture,
        QMouseEvent(QEvent.Type.MouseMove, at, picture.mapToGlobal(at), Qt.MouseButton.NoButton, held, PLAIN),
    )


def _zoom(picture: QWidget, place: QPoint) -> None:
    at, up = QPointF(place), QPoint(0, 120)
    wheel = QWheelEvent(
        at, picture.mapToGlobal(at), QPoint(), up, Qt.MouseButton.NoButton, PLAIN, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(picture, wheel)


def _places(picture: QWidget) -> Iterator[QPoint]:
    for across, down in PLACES:
        yield QPoint(round(across * picture.width()), round(down * picture.height()))
