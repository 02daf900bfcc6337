"""The ring of the keyboard follows the tab that is open."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QTabBar, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from playground.ui.theme.theme import Theme
from playground.ui.widgets.focus_ring import FocusRing


def test_the_ring_goes_with_the_tab_that_the_arrow_keys_open(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    bar = QTabBar(window)
    for name in ("Arithmetic", "Feature maps", "Weights"):
        bar.addTab(name)
    field = QLineEdit(window)
    layout = QVBoxLayout(window)
    layout.addWidget(field)
    layout.addWidget(bar)
    ring = FocusRing(Theme(), window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: ring.target is bar)
    QTest.keyClick(bar, Qt.Key.Key_Right)
    assert bar.currentIndex() == 1
    qtbot.waitUntil(lambda: ring.geometry().contains(bar.geometry().topLeft() + bar.tabRect(1).center()))
    assert not ring.geometry().contains(bar.geometry().topLeft() + bar.tabRect(0).center())
