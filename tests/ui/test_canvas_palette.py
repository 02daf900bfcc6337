"""The palette: every layer is found by its name, its other names or its heading, and picked by key or mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.model.registry import LAYERS, TEMPLATES
from playground.ui.canvas.layer_palette import LayerPalette
from playground.ui.theme.theme import Theme
from tests.pictures import alike

NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def theme(qapp: object) -> Theme:
    return Theme()


@pytest.fixture
def palette(qtbot: QtBot, theme: Theme) -> LayerPalette:
    parent = QWidget()
    parent.resize(700, 500)
    qtbot.addWidget(parent)
    palette = LayerPalette(theme, parent)
    with qtbot.waitExposed(parent):
        parent.show()
    palette.open_at(QPoint(690, 100))
    return palette


def test_all_layers_but_the_output_are_offered_under_their_headings_and_all_templates(palette: LayerPalette) -> None:
    offered = [kind.id() for kind in palette.kinds()]
    layers = sorted(id for id, kind in LAYERS.kinds.items() if kind.group)
    assert sorted(offered[: len(layers)]) == layers
    assert offered[len(layers) :] == list(TEMPLATES.kinds)
    headings = [palette.list.item(row).text() for row in range(palette.list.count())]
    assert set(LAYERS.groups()) <= set(headings)
    assert palette.parentWidget() is not None
    assert palette.geometry().right() < 700


@pytest.mark.parametrize("typed", ["dense", "fully connected", "LINEAR", "linear"])
def test_other_names_find_it_too(palette: LayerPalette, typed: str) -> None:
    palette.field.setText(typed)
    assert "linear" in [kind.id() for kind in palette.kinds()]


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("Conv2d", "conv2d"),
        ("torch.nn.Linear", "linear"),
        ("nn.LSTM", "lstm"),
        ("BatchNorm1d", "batch_norm"),
        ("MaxPool2d", "max_pool2d"),
        ("TransformerEncoderLayer", "encoder_block"),
        ("leakyrelu", "leaky_relu"),
    ],
)
def test_what_torch_calls_a_layer_is_taken_first(qtbot: QtBot, palette: LayerPalette, typed: str, id: str) -> None:
    palette.field.setText(typed)
    with qtbot.waitSignal(palette.chosen) as taken:
        QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert taken.args == [LAYERS.find(id)]


@pytest.mark.parametrize(("typed", "id"), [("resnet", "residual_block"), ("lenet-5", "lenet"), ("templates", "mlp")])
def test_templates_are_found_by_their_names(palette: LayerPalette, typed: str, id: str) -> None:
    palette.field.setText(typed)
    assert id in [kind.id() for kind in palette.kinds()]


def test_a_heading_finds_its_group(palette: LayerPalette) -> None:
    palette.field.setText("pooling")
    found = palette.kinds()
    assert [kind for kind in found if kind.group == "Pooling"] == LAYERS.groups()["Pooling"]
    assert all("pooling" in (kind.group.lower(), *"_".join(kind.aliases).split("_")) for kind in found)


def test_nothing_found_is_said(palette: LayerPalette) -> None:
    palette.field.setText("zzz")
    assert palette.kinds() == []
    assert palette.nothing.isVisible()
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_arrows_choose_and_return_takes(qtbot: QtBot, palette: LayerPalette) -> None:
    first, second = palette.kinds()[:2]
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    QTest.keyClick(palette.field, Qt.Key.Key_Up)
    QTest.keyClick(palette.field, Qt.Key.Key_Up)
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    with qtbot.waitSignal(palette.chosen) as chosen:
        QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert chosen.args == [second]
    assert not palette.isVisible()
    assert first is not second


def test_the_name_that_begins_as_typed_is_taken_first(qtbot: QtBot, palette: LayerPalette) -> None:
    QTest.keyClicks(palette.field, "add")
    with qtbot.waitSignal(palette.chosen) as chosen:
        QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert chosen.args == [LAYERS.find("add")]


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("attention", "self_attention"),
        ("transformer", "transformer_encoder"),
        ("encoder", "encoder_block"),
        ("gru", "gru"),
    ],
)
def test_a_layer_is_taken_before_a_template_that_begins_alike(palette: LayerPalette, typed: str, id: str) -> None:
    taken: list[str] = []
    palette.chosen.connect(lambda kind: taken.append(kind.id()))
    QTest.keyClicks(palette.field, typed)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert taken == [id]


def test_a_click_takes(qtbot: QtBot, palette: LayerPalette) -> None:
    palette.field.setText("dropout")
    row = next(row for row in range(palette.list.count()) if palette.list.item(row).text() == "Dropout2d")
    place = palette.list.visualItemRect(palette.list.item(row)).center()
    with qtbot.waitSignal(palette.chosen) as chosen:
        QTest.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, NONE, place)
    assert chosen.args == [LAYERS.find("dropout2d")]


def test_escape_and_leaving_close_it(qtbot: QtBot, palette: LayerPalette) -> None:
    with qtbot.waitSignal(palette.closed):
        QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    palette.open_at(QPoint(100, 100))
    assert palette.field.text() == ""
    palette.field.clearFocus()
    assert not palette.isVisible()


def test_themes_change_it_live(theme: Theme, palette: LayerPalette) -> None:
    light = palette.grab().toImage()
    theme.set_dark(True)
    assert not alike(palette.grab().toImage(), light)
