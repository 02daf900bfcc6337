"""Hidden states in low and narrow windows: bands, names and sentences stay readable."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.test_views_hidden_states import learned, shown


@pytest.mark.parametrize("size", [(702, 151), (446, 151), (500, 210)])
def test_in_a_low_window_bands_keep_room_for_their_names_and_nothing_is_cut_off(
    qtbot: QtBot, size: tuple[int, int]
) -> None:
    view = shown(qtbot, learned("lstm"))
    view.resize(*size)
    line = QFontMetrics(view.theme.font("tick")).height()
    boxes = [box for box, _ in view.sheet.boxes()]
    assert boxes
    assert all(box.height() >= line - 2 for box in boxes)
    assert not any(box.intersects(other) for place, box in enumerate(boxes) for other in boxes[:place])
    assert all(box.bottom() + line <= view.sheet.height() + 2 for box in boxes)
    assert len(boxes) + len(view.sheet.left_out) == 5
    said, meant = (view.findChild(QLabel, f"hidden_states_{name}") for name in ("said", "meant"))
    for label in (said, meant):
        room = label.rect().adjusted(0, 0, 0, 1000)
        high = QFontMetrics(view.theme.font("tick")).boundingRect(room, Qt.TextFlag.TextWordWrap, label.text()).height()
        assert label.isHidden() or high <= label.height()
    if view.gradient.isVisible():
        assert view.reach.box.geometry().height() >= 2 * line
    else:
        assert view.footer.meant
    if size[0] > 700:
        assert view.sheet.left_out
        assert view.footer.said.endswith(f"Make the view higher to see {', '.join(view.sheet.left_out).lower()}.")
    view.resize(702, 600)
    assert view.sheet.left_out == []
    assert "higher" not in view.footer.said
