"""A described parameter becomes its editor: every type goes there and back, and nothing echoes."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QToolTip
from pytestqt.qtbot import QtBot

from playground.model.parameters import described, parameter_of, parameters_of
from playground.ui.forms import Form
from playground.ui.forms.number_row import NumberRow
from playground.ui.forms.words import Checker, scale_for, tooltip
from playground.ui.theme.theme import Theme


class Everything(msgspec.Struct, frozen=True):
    """One parameter of every type."""

    units: Annotated[int, described("How many.", ge=1, le=64)] = 8
    rate: Annotated[
        float, described("How fast.", ge=0, le=1e6, log=True, usual=(0.003, 0.3), formula="w ← w − rate · g")
    ] = 0.03
    share: Annotated[float, described("How much.", ge=0.0, le=0.5, unit="%", step=0.01, zero="off")] = 0.1
    decay: Annotated[float, described("Pull.", ge=0.0, le=1.0, usual=(0.0001, 0.01), zero="off")] = 0.0
    momentum: Annotated[float, described("Keep.", ge=0.0, lt=1.0, step=0.01)] = 0.9
    padding: Annotated[int | Literal["same"], described("Frame.", ge=0, le=9)] = 0
    mode: Annotated[Literal["none", "standardise"], described("Which.")] = "none"
    form: Annotated[Literal["exact", "tanh"], described("How exactly.")] = "exact"
    bias: Annotated[bool, described("Whether.")] = True
    features: Annotated[tuple[Literal["x", "y", "x^2"], ...], described("Any.")] = ("x", "y")
    seed: Annotated[int, described("Chance.", ge=0, le=2**31 - 1, folded=True)] = 1


def make(qtbot: QtBot, theme: Theme | None = None) -> tuple[Form, list[tuple[str, object, bool]]]:
    form = Form(theme or Theme(), Everything, Everything(), "all")
    qtbot.addWidget(form)
    form.resize(260, 700)
    form.show()
    changes: list[tuple[str, object, bool]] = []
    form.changed.connect(lambda field, value, dragging: changes.append((field, value, dragging)))
    return form, changes


def find_field(form: Form, name: str) -> QLineEdit:
    found = form.findChild(QLineEdit, f"all_{name}")
    assert found is not None
    return found


def write(form: Form, name: str, text: str) -> None:
    field = find_field(form, name)
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    if text.isascii():
        QTest.keyClicks(field, text)
    else:  # which Qt's test keys cannot type
        field.insert(text)
        field.setModified(True)
    QTest.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("units", "12", 12),
        ("rate", "0.1", 0.1),
        ("rate", "0,001", 0.001),
        ("rate", "1E−3", 0.001),
        ("seed", "1,000", 1000),
        ("seed", "1_000", 1000),
        ("share", "１２,5 %", 0.125),
        ("share", "25", 0.25),
        ("share", "off", 0.0),
        ("decay", "0.002", 0.002),
        ("decay", "10 %", 0.1),
        ("momentum", "50%", 0.5),
        ("padding", "same", "same"),
        ("padding", "2", 2),
        ("seed", "77", 77),
    ],
)
def test_numbers_are_typed(qtbot: QtBot, name: str, text: str, value: object) -> None:
    form, changes = make(qtbot)
    write(form, name, text)
    assert changes == [(name, value, False)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0,2", "This was taken as 0.2 %: for 20 %, type 20."),
        ("0.05", "This was taken as 0.05 %: for 5 %, type 5."),
        ("0.2 %", ""),
        ("0.7", ""),  # a share of 0.7 is more than is allowed
        ("20", ""),
    ],
)
def test_a_share_below_a_hundredth_says_what_it_was_taken_for(qtbot: QtBot, text: str, said: str) -> None:
    form, changes = make(qtbot)
    write(form, "share", text)
    assert len(changes) == 1
    assert QToolTip.text() == said
    QToolTip.hideText()


def test_choices_switches_and_chips(qtbot: QtBot) -> None:
    form, changes = make(qtbot)
    combo = form.findChild(QComboBox, "all_mode")
    assert combo is not None
    combo.activated.emit(1)
    for name in ("all_form_tanh", "all_bias", "all_features_2", "all_features_0", "all_padding_same"):
        button = form.findChild(QAbstractButton, name)
        assert button is not None
        button.click()
    assert changes == [
        ("mode", "standardise", False),
        ("form", "tanh", False),
        ("bias", False, False),
        ("features", ("x", "y", "x^2"), False),
        ("features", ("y", "x^2"), False),
        ("padding", "same", False),
    ]


def test_refreshing_is_silent_and_shows_everything(qtbot: QtBot) -> None:
    form, changes = make(qtbot)
    form.set_values(Everything(3, 0.5, 0.0, 0.01, 0.5, "same", "standardise", "tanh", False, ("x^2",), 9))
    assert changes == []
    shown = {name: find_field(form, name).text() for name in ("units", "rate", "share", "decay", "padding", "seed")}
    assert shown == {"units": "3", "rate": "0.5", "share": "off", "decay": "0.01", "padding": "same", "seed": "9"}


def test_a_drag_says_that_more_may_follow_and_then_settles(qtbot: QtBot) -> None:
    form, changes = make(qtbot)
    row = form.row("momentum")
    assert isinstance(row, NumberRow)
    slider = row.slider
    assert slider is not None
    with qtbot.waitSignal(form.settled) as caught:
        QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, 10))
        QTest.mouseMove(slider, QPoint(slider.width(), 10))
        QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width(), 10))
    assert caught.args == ["momentum"]
    assert {(field, dragging) for field, _, dragging in changes} == {("momentum", True)}
    assert changes[-1][1] == 0.99


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("units", "99", "Units cannot be 99: allowed is 1 to 64."),
        ("units", "1.5", "Units is a whole number: allowed is 1 to 64."),
        ("share", "70", "Share cannot be 70 %: allowed is 0 % to 50 %."),
        ("units", "", "Nothing is typed here: type a whole number."),
        ("units", "1e9", "Units cannot be 1\u202f000\u202f000\u202f000: allowed is 1 to 64."),
        ("units", "1e30", "Units cannot be 1e30: allowed is 1 to 64."),
        ("units", "-1", "Units cannot be −1: allowed is 1 to 64."),
        ("momentum", "1000", "Momentum cannot be 1\u202f000: allowed is 0 to below 1."),
        ("rate", "99999999999", "Rate cannot be 99\u202f999\u202f999\u202f999: allowed is 0 to 1\u202f000\u202f000."),
        ("share", "99999999999", "Share cannot be 99\u202f999\u202f999\u202f999 %: allowed is 0 % to 50 %."),
        ("units", "1,5", "Units is a whole number: allowed is 1 to 64."),
        ("units", "1e999", "'1e999' is larger than any number that can be held: type a whole number."),
        ("rate", "fast", "'fast' is not a number: type a number."),
        ("padding", "valid", "'valid' is not a whole number: type a whole number or same."),
    ],
)
def test_a_bad_number_is_explained_under_its_row(qtbot: QtBot, name: str, text: str, sentence: str) -> None:
    form, changes = make(qtbot)
    write(form, name, text)
    error = form.findChild(QLabel, f"all_{name}_error")
    assert error is not None
    assert not error.isHidden()
    assert error.text() == sentence
    assert sentence not in QToolTip.text()  # it is said once
    assert find_field(form, name).accessibleDescription() == sentence
    assert changes == []
    assert find_field(form, name).text() == text


def test_sliders_never_offer_what_is_not_allowed() -> None:
    for parameter in parameters_of(Everything):
        scale = scale_for(parameter)
        if scale is not None:
            whole = parameter.type == "int"
            assert all(parameter.allows(int(stop) if whole else stop) for stop in scale.stops)
            assert not any(Checker(parameter)(int(stop) if whole else stop) for stop in scale.stops)


def test_tooltips_say_help_formula_and_usual_range() -> None:
    rate = parameter_of(Everything, "rate")
    assert tooltip(rate).plain == "Rate: how fast. w ← w − rate · g. Usually 0.003 to 0.3."


@pytest.mark.parametrize(("name", "text"), [("seed", "1000000000"), ("rate", "1000000"), ("share", "off")])
def test_a_field_is_wide_enough_for_what_is_typed(qtbot: QtBot, name: str, text: str) -> None:
    form, _ = make(qtbot)
    before = form.row("seed").editors()[0].width()
    write(form, name, text)
    field = find_field(form, name)
    assert field.width() >= field.fontMetrics().horizontalAdvance(field.text()) + 8
    write(form, "seed", "1")
    assert form.row("seed").editors()[0].width() == before


def test_what_is_folded_lies_under_a_line_that_names_it(qtbot: QtBot) -> None:
    form, _ = make(qtbot)
    assert form.fold is not None
    assert not form.row("seed").isVisible()
    form.fold.set_open(True)
    assert form.row("seed").isVisible()


def test_a_row_out_of_use_says_why(qtbot: QtBot) -> None:
    form, _ = make(qtbot)
    row = form.row("momentum")
    row.set_reason("Adagrad has no momentum.")
    assert not any(part.isEnabled() for part in row.editors())
    assert {part.toolTip() for part in row.editors()} == {"Adagrad has no momentum."}
    row.set_reason("")
    assert all(part.isEnabled() for part in row.editors())


def test_it_grows_with_the_zoom_and_takes_the_theme(qtbot: QtBot) -> None:
    theme = Theme()
    form, _ = make(qtbot, theme)
    before = form.sizeHint().height()
    theme.set_dark(True)
    theme.set_zoom(2.0)
    form.setStyleSheet(theme.stylesheet())
    assert form.sizeHint().height() > 1.5 * before
    assert not form.grab().isNull()


def test_every_editor_has_a_name(qtbot: QtBot) -> None:
    form, _ = make(qtbot)
    for field in form.fields():
        for part in form.row(field).editors():
            assert part.objectName()
            assert part.accessibleName()
