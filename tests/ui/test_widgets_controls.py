"""Small controls: drags, keys, bad input, accents; in both themes and enlarged."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent, QPixmap, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolTip,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import Chip, IconButton, Switch
from playground.ui.widgets.combo import Combo
from playground.ui.widgets.figures import Number, Spelling
from playground.ui.widgets.focus_ring import FocusRing
from playground.ui.widgets.frames import Fold
from playground.ui.widgets.notice import NoticeBar
from playground.ui.widgets.number_field import NumberField
from playground.ui.widgets.scale import linear, logarithmic
from playground.ui.widgets.segmented import SegmentedControl
from playground.ui.widgets.slider import LogSlider, Slider
from playground.ui.widgets.thumbnails import ThumbnailChoice, ThumbnailGrid
from playground.ui.widgets.tips import Tip, set_tip


@pytest.fixture
def theme(qapp: object) -> Theme:
    return Theme()


def below_ten(value: Number | str) -> str:
    return "" if isinstance(value, str) or value < 10 else "It cannot be ten or more."


def one_more(value: Number, steps: int) -> Number:
    return value + steps


def field(qtbot: QtBot, theme: Theme) -> NumberField:
    made = NumberField(theme, Spelling(zero="off"), "number", "Number", below_ten, one_more)
    qtbot.addWidget(made)
    made.set_value(3.0)
    made.show()
    return made


def shown(qtbot: QtBot, widget: QWidget) -> QWidget:
    widget.resize(200, 60)
    qtbot.addWidget(widget)
    widget.show()
    return widget


class TestSlider:
    def test_a_drag_moves_and_settles_once(self, qtbot: QtBot, theme: Theme) -> None:
        slider = Slider(theme, linear(0.0, 1.0, 0.01), "slider", "Momentum")
        shown(qtbot, slider)
        moves: list[tuple[float, bool]] = []
        settled: list[bool] = []
        slider.moved.connect(lambda number, dragging: moves.append((number, dragging)))
        slider.settled.connect(lambda: settled.append(True))
        middle = slider.height() // 2
        QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(100, middle))
        QTest.mouseMove(slider, QPoint(150, middle))
        QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(150, middle))
        assert moves[0][0] == pytest.approx(0.5, abs=0.02)
        assert all(dragging for _, dragging in moves)
        assert settled == [True]

    def test_keys_move_by_stops_and_to_the_ends(self, qtbot: QtBot, theme: Theme) -> None:
        slider = LogSlider(theme, logarithmic(1e-5, 1.0), "slider", "Learning rate", (0.003, 0.3))
        shown(qtbot, slider)
        slider.set_number(0.03)
        numbers = []
        for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_PageUp, Qt.Key.Key_Home, Qt.Key.Key_End):
            QTest.keyClick(slider, key)
            numbers.append(slider.number)
        assert numbers == [0.04, 0.03, 0.3, 1e-5, 1.0]

    def test_a_number_between_stops_is_kept_and_silent(self, qtbot: QtBot, theme: Theme) -> None:
        slider = Slider(theme, linear(0.0, 1.0, 0.1), "slider", "Momentum")
        shown(qtbot, slider)
        moves: list[float] = []
        slider.moved.connect(lambda number, _: moves.append(number))
        slider.set_number(0.123)
        assert slider.number == 0.123
        assert moves == []

    def test_the_wheel_scrolls_the_panel_unless_it_has_focus(self, qtbot: QtBot, theme: Theme) -> None:
        slider = Slider(theme, linear(0.0, 1.0, 0.1), "slider", "Momentum")
        shown(qtbot, slider)
        slider.clearFocus()
        turn(slider)
        assert slider.number == 0.0
        slider.setFocus()
        turn(slider)
        assert slider.number == (0.1 if slider.hasFocus() else 0.0)


def turn(widget: QWidget) -> None:
    spot = QPointF(widget.rect().center())
    none = Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        spot, spot, QPoint(0, 0), QPoint(0, 120), Qt.MouseButton.NoButton, none, Qt.ScrollPhase.NoScrollPhase, False
    )
    widget.wheelEvent(event)


class TestNumberField:
    def test_a_typed_number_is_taken_at_enter(self, qtbot: QtBot, theme: Theme) -> None:
        number = field(qtbot, theme)
        number.selectAll()
        QTest.keyClicks(number, "0,5")
        with qtbot.waitSignal(number.changed) as caught:
            QTest.keyClick(number, Qt.Key.Key_Return)
        assert caught.args == [0.5]
        assert number.text() == "0.5"

    @pytest.mark.parametrize(("text", "sentence"), [("12", "It cannot be ten or more."), ("x", "'x' is not a number")])
    def test_bad_input_stays_and_is_explained(self, qtbot: QtBot, theme: Theme, text: str, sentence: str) -> None:
        number = field(qtbot, theme)
        changes: list[object] = []
        number.changed.connect(changes.append)
        number.selectAll()
        QTest.keyClicks(number, text)
        QTest.keyClick(number, Qt.Key.Key_Return)
        assert number.complaint.startswith(sentence)
        assert number.toolTip() == number.complaint
        assert (number.text(), number.value, changes) == (text, 3.0, [])
        assert number.property("bad") == "true"
        number.set_value(3.0)
        assert number.text() == text
        QTest.keyClick(number, Qt.Key.Key_Escape)
        assert (number.text(), number.complaint) == ("3", "")

    def test_arrows_step_within_what_is_allowed(self, qtbot: QtBot, theme: Theme) -> None:
        number = field(qtbot, theme)
        number.set_value(9.0)
        QTest.keyClick(number, Qt.Key.Key_Up)
        assert number.value == 9.0
        QTest.keyClick(number, Qt.Key.Key_Down)
        assert number.value == 8.0

    def test_digits_for_which_there_is_no_room_are_in_the_tooltip(self, qtbot: QtBot, theme: Theme) -> None:
        number = field(qtbot, theme)
        number.set_tip("How much.")
        number.setFixedWidth(60)
        number.set_value(0.12345678901234567)
        assert number.cursorPosition() == 0, "the first digits are in view"
        place = QPoint(2, 2)
        QApplication.sendEvent(number, QHelpEvent(QEvent.Type.ToolTip, place, number.mapToGlobal(place)))
        assert "0.12345678901234566. How much." in QToolTip.text()
        QToolTip.hideText()

    def test_zero_is_shown_by_its_word(self, qtbot: QtBot, theme: Theme) -> None:
        number = field(qtbot, theme)
        number.set_value(0.0)
        assert number.text() == "off"


def blank(theme: Theme, side: int) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(theme.color("accent"))
    return pixmap


class TestThumbnails:
    def grid(self, qtbot: QtBot, theme: Theme) -> ThumbnailGrid:
        grid = ThumbnailGrid(theme, "grid", "Things")
        grid.set_choices([ThumbnailChoice(id, id.upper(), f"About {id}", blank) for id in "abcdef"])
        qtbot.addWidget(grid)
        grid.resize(240, 200)
        grid.show()
        return grid

    def test_a_click_chooses(self, qtbot: QtBot, theme: Theme) -> None:
        grid = self.grid(qtbot, theme)
        with qtbot.waitSignal(grid.chosen) as caught:
            QTest.mouseClick(grid.items()[1], Qt.MouseButton.LeftButton)
        assert caught.args == ["b"]
        assert grid.selected == "b"

    def test_select_is_silent(self, qtbot: QtBot, theme: Theme) -> None:
        grid = self.grid(qtbot, theme)
        with qtbot.assertNotEmitted(grid.chosen):
            grid.select("c")
        assert grid.selected == "c"

    @pytest.mark.parametrize(("key", "wanted"), [(Qt.Key.Key_Right, "b"), (Qt.Key.Key_Down, "e")])
    def test_arrows_go_to_neighbours_and_enter_chooses(
        self, qtbot: QtBot, theme: Theme, key: Qt.Key, wanted: str
    ) -> None:
        grid = self.grid(qtbot, theme)
        grid.select("a")
        with qtbot.assertNotEmitted(grid.chosen):
            QTest.keyClick(grid.items()[0], key)
        reached = next(item for item in grid.items() if item.choice.id == wanted)
        assert grid.selected == "a"
        QTest.keyClick(reached, Qt.Key.Key_Return)
        assert grid.selected == wanted

    def test_tab_stops_once(self, qtbot: QtBot, theme: Theme) -> None:
        grid = self.grid(qtbot, theme)

        def stops() -> list[str]:
            return [item.choice.id for item in grid.items() if item.focusPolicy() & Qt.FocusPolicy.TabFocus]

        assert stops() == ["a"]
        grid.select("c")
        assert stops() == ["c"]
        QTest.keyClick(grid.items()[2], Qt.Key.Key_Left)
        assert stops() == ["b"]

    def test_every_picture_has_a_name(self, qtbot: QtBot, theme: Theme) -> None:
        grid = self.grid(qtbot, theme)
        assert [item.accessibleName() for item in grid.items()] == list("ABCDEF")


class TestNotice:
    def test_actions_details_and_cross(self, qtbot: QtBot, theme: Theme) -> None:
        notice = NoticeBar(theme, "Linear 1 needs one row of numbers.", "error")
        notice.add_action("Insert Flatten")
        notice.set_details("Traceback")
        notice.make_closable()
        shown(qtbot, notice)
        with qtbot.waitSignal(notice.acted) as caught:
            notice.links()[0].click()
        assert caught.args == [0]
        details = notice.findChild(QPlainTextEdit, "notice_details")
        assert details is not None
        assert details.isHidden()
        press(notice, "notice_show_details")
        assert not details.isHidden()
        press(notice, "notice_copy")
        assert QGuiApplication.clipboard().text() == "Linear 1 needs one row of numbers.\nTraceback"
        cross = notice.findChild(IconButton, "notice_close")
        assert cross is not None
        with qtbot.waitSignal(notice.closed):
            cross.click()


def press(parent: QWidget, name: str) -> None:
    button = parent.findChild(QPushButton, name)
    assert button is not None
    button.click()


def test_a_fold_hides_and_shows(qtbot: QtBot, theme: Theme) -> None:
    fold = Fold(theme, "Initial weights", "fold")
    content = QLabel("inside")
    fold.set_content(content)
    shown(qtbot, fold)
    assert content.isHidden()
    fold.set_open(True)
    assert not content.isHidden()


def test_a_combo_tells_only_what_a_person_chose(qtbot: QtBot, theme: Theme) -> None:
    combo = Combo(theme, "combo", "Optimizer")
    combo.set_entries([("sgd", "SGD", ""), ("adam", "Adam", "")])
    shown(qtbot, combo)
    with qtbot.assertNotEmitted(combo.chosen):
        combo.select("adam")
    assert combo.selected == "adam"
    with qtbot.waitSignal(combo.chosen) as caught:
        combo.activated.emit(0)
    assert caught.args == ["sgd"]


class TestFocusRing:
    def window(self, qtbot: QtBot, theme: Theme) -> tuple[QWidget, FocusRing, list[Chip]]:
        window = QWidget()
        column = QVBoxLayout(window)
        chips = [Chip(word, word, word, window) for word in ("x", "y", "z")]
        for chip in chips:
            column.addWidget(chip)
        ring = FocusRing(theme, window)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window, ring, chips

    def test_keys_bring_the_ring_and_a_click_takes_it_away(self, qtbot: QtBot, theme: Theme) -> None:
        _window, ring, chips = self.window(qtbot, theme)
        chips[0].setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(chips[0], Qt.Key.Key_Tab)
        assert ring.target is chips[1]
        assert ring.geometry() == chips[1].geometry().adjusted(-4, -4, 4, 4)
        QTest.mouseClick(chips[2], Qt.MouseButton.LeftButton)
        assert chips[2].hasFocus()
        assert ring.target is None

    def test_it_follows_and_leaves_with_its_control(self, qtbot: QtBot, theme: Theme) -> None:
        _window, ring, chips = self.window(qtbot, theme)
        chips[0].setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(chips[0], Qt.Key.Key_Tab)
        chips[1].move(14, 45)
        assert ring.geometry().center() == chips[1].geometry().center()
        assert not ring.grab().isNull()
        chips[1].hide()
        assert ring.target is not chips[1]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_all_controls_paint_in_every_look(qtbot: QtBot, dark: bool, zoom: float) -> None:
    theme = Theme()
    makers: list[Callable[[], QWidget]] = [
        lambda: Slider(theme, linear(0.0, 1.0, 0.1), "a", "A"),
        lambda: LogSlider(theme, logarithmic(1e-5, 1.0), "b", "B", (0.003, 0.3)),
        lambda: Switch(theme, "c", "C"),
        lambda: Chip("x²", "d", "D"),
        lambda: IconButton(theme, "dice", "e", "E"),
        lambda: NoticeBar(theme, "Sentence.", "info"),
    ]
    parent = QWidget()
    column = QVBoxLayout(parent)
    widgets = [maker() for maker in makers]
    for widget in widgets:
        column.addWidget(widget)
    qtbot.addWidget(parent)
    parent.show()
    before = [widget.sizeHint().height() for widget in widgets[:3]]
    theme.set_dark(dark)
    theme.set_zoom(zoom)
    parent.setStyleSheet(theme.stylesheet())
    assert not parent.grab().isNull()
    after = [widget.sizeHint().height() for widget in widgets[:3]]
    assert after == [pytest.approx(zoom * height, abs=2) for height in before]
    assert all(widget.accessibleName() and widget.objectName() for widget in widgets)


def test_a_long_tip_is_broken_into_lines_with_its_formula_and_the_usual_range_last(qtbot: QtBot) -> None:
    tip = Tip("Weights < 1 & more.", "w ← w − ηg", "Usually 1 to 2.")
    assert tip.plain == "Weights < 1 & more. w ← w − ηg. Usually 1 to 2."
    assert "Weights &lt; 1 &amp; more.<br><i>w ← w − ηg</i><br>Usually 1 to 2." in tip.rich
    assert Tip("Undo: Batch size").rich == "Undo: Batch size"
    shown = QLabel(Tip("A sentence that goes on and on. " * 12).rich)
    qtbot.addWidget(shown)
    shown.setWordWrap(True)
    assert 300 < shown.sizeHint().width() < 360


def test_a_screen_reader_hears_a_tip_without_its_marks(qtbot: QtBot, theme: Theme) -> None:
    chip = Chip("x", "x", "The feature x")
    qtbot.addWidget(chip)
    set_tip(chip, Tip("How much of the last step is kept, as a share of it.", "v = βv + g"))
    assert "<" in chip.toolTip()
    assert chip.accessibleDescription() == "How much of the last step is kept, as a share of it. v = βv + g."


def test_a_segment_whose_words_are_whole_says_what_its_control_is_for(qtbot: QtBot, theme: Theme) -> None:
    control = SegmentedControl(theme, ("One", "Two"), "number", "Number")
    qtbot.addWidget(control)
    control.setToolTip("Which number is meant")
    control.show()
    segment, place = control.findChildren(QAbstractButton)[0], QPoint(2, 2)
    for width, said in ((200, "Which number is meant"), (40, "One")):
        control.resize(width, 28)
        QApplication.sendEvent(segment, QHelpEvent(QEvent.Type.ToolTip, place, segment.mapToGlobal(place)))
        assert QToolTip.text() == said
    QToolTip.hideText()
