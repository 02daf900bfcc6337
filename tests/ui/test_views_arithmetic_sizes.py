"""The arithmetic tab in places of every size: both halves can be seen, and nothing is cut."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.contracts.test_views import paint
from tests.ui.test_views_arithmetic import Tab


def areas(tab: Tab) -> list[QWidget]:
    """The forward half and the backward half."""
    found = [tab.view.findChild(QWidget, f"arithmetic_{name}_scroll") for name in ("forward", "backward")]
    return [area for area in found if area is not None]


@pytest.mark.parametrize("size", [(752, 184), (856, 248), (1224, 296), (420, 320)])
def test_both_halves_can_be_seen_at_every_size(qtbot: QtBot, size: tuple[int, int]) -> None:
    tab = Tab(qtbot, "images", size)
    tab.look("conv2d_1")
    halves = areas(tab)
    if tab.view.half.isVisible():
        assert [area.isVisible() for area in halves] == [True, False]
        assert len(tab.view.requests()) == 2  # no gradient that nobody sees
        button = tab.view.half.findChild(QWidget, "arithmetic_half_backward")
        assert button is not None
        tab.click(button, QPointF(button.rect().center()))
        assert [area.isVisible() for area in halves] == [False, True]
        assert "By the chain rule" in tab.view.backward.check.text()
    else:
        assert [area.isVisible() for area in halves] == [True, True]
    paint(tab.view)


def test_where_it_is_narrow_but_high_the_halves_stand_one_above_the_other(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "images", (700, 600))
    tab.look("conv2d_1")
    above, below = (area.geometry() for area in areas(tab))
    assert not tab.view.half.isVisible()
    assert above.bottom() < below.top()
    assert above.width() == below.width()
    assert tab.view.forward.rows.width() <= tab.view.forward.width()
