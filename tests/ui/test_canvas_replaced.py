"""The canvas as one experiment takes the place of another, whatever was selected or open."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.desk import Desk, plain


def test_the_selected_layer_goes_as_another_one_comes_that_is_broken(qtbot: QtBot) -> None:
    desk = Desk(qtbot, plain({"kind": "linear", "units": 4, "id": "first"}, {"kind": "output", "id": "out"}))
    desk.focus.select("first")
    desk.store.load(plain({"kind": "conv2d", "id": "second"}, {"kind": "output", "id": "out"}), None)
    assert desk.focus.node == ""
    assert desk.canvas.footer.notice.problem is not None
    assert desk.canvas.footer.notice.problem.node == "second"
