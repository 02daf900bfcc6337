"""The inspector shows any layer with its sums, edits it, and keeps step with undo; the gallery offers examples."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from playground.model import edits
from playground.model.examples import examples, load_example
from playground.model.layer import Activation
from playground.model.registry import DATA, LAYERS
from playground.ui.panels.facts import Facts
from playground.ui.panels.gallery import Gallery
from playground.ui.panels.inspector import EMPTY, LayerInspector
from playground.ui.panels.sources import SourcePicker
from playground.ui.state.focus import Focus
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from playground.ui.widgets.combo import Combo
from playground.ui.widgets.notice import NoticeBar
from playground.ui.widgets.thumbnails import Thumbnail


class ProbeContext:
    """An inspector on an example."""

    def __init__(self, qtbot: QtBot, example: str) -> None:
        self.theme = Theme()
        self.store = Store(load_example(example))
        self.focus = Focus()
        self.inspector = LayerInspector(self.theme, self.store, self.focus)
        qtbot.addWidget(self.inspector)
        self.inspector.resize(1100, 260)
        self.inspector.show()

    def first(self, kind: type) -> str:
        """Select the first layer of a kind."""
        node = next(node for node in self.store.experiment.nodes if isinstance(node.layer, kind))
        self.focus.select(node.id)
        return node.id

    def facts(self) -> dict[str, str]:
        found = self.inspector.findChild(Facts)
        assert found is not None
        return dict(found.lines())

    def find(self, kind: type[QWidget], name: str) -> QWidget:
        found = self.inspector.findChild(kind, name)
        assert found is not None, name
        return found


def write(bench: ProbeContext, name: str, text: str) -> None:
    field = bench.find(QLineEdit, name)
    assert isinstance(field, QLineEdit)
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def click(bench: ProbeContext, name: str) -> None:
    button = bench.find(QAbstractButton, name)
    assert isinstance(button, QAbstractButton)
    button.click()


def test_nothing_selected_says_what_to_do(qtbot: QtBot) -> None:
    bench = ProbeContext(qtbot, "spiral")
    empty = bench.find(QLabel, "inspector_empty")
    assert isinstance(empty, QLabel)
    assert empty.isVisible()
    assert empty.text() == EMPTY
    assert bench.inspector.title == "Layer"


def test_heads_share_the_width_and_a_deep_layer_adds_its_sums_up(qtbot: QtBot) -> None:
    bench = ProbeContext(qtbot, "sentiment_bilstm")
    bench.store.apply(edits.insert(bench.store.experiment, LAYERS.find("self_attention")(), "lstm_1")[0], "Insert")
    bench.focus.select("self_attention_1")
    assert bench.facts()["Per head"] == "32 / 4 = <b>8</b> wide"
    bench.focus.select("lstm_1")
    assert bench.facts()["Input weights"] == "2 × (4 · 32 · 32) = <b>8\u202f192</b>"
    bench.store.apply(edits.set_value(bench.store.experiment, "networks.main.lstm_1.layers", 8), "Layers")
    facts = bench.facts()
    deep = 2 * 4 * 32 * 32 + 14 * 4 * 32 * 64
    assert facts["Input weights"] == f"2 × (4 · 32 · 32) + 14 × (4 · 32 · (2 · 32)) = <b>{deep:,}</b>".replace(
        ",", "\u202f"
    )
    assert facts["State biases"] == "16 × (4 · 32) = <b>2\u202f048</b>"
    assert len(facts) <= 9


def test_a_layer_with_its_sums_and_an_edit_that_undoes(qtbot: QtBot) -> None:
    bench = ProbeContext(qtbot, "mnist_cnn")
    id = bench.first(LAYERS.find("conv2d"))
    assert bench.inspector.title == "Conv2d 1"
    assert "→" in bench.facts()["Shape"]
    before = bench.facts()
    write(bench, "layer_channels", "5")
    assert getattr(bench.store.experiment.node(id).layer, "channels", 0) == 5
    assert bench.facts() != before
    assert bench.store.undo_label == "Conv2d 1: Channels"
    bench.store.undo()
    assert bench.facts() == before


def test_arrow_buttons_step(qtbot: QtBot) -> None:
    bench = ProbeContext(qtbot, "spiral")
    id = bench.first(LAYERS.find("linear"))
    units = getattr(bench.store.experiment.node(id).layer, "units", 0)
    click(bench, "layer_units_more")
    assert getattr(bench.store.experiment.node(id).layer, "units", 0) == units + 1
    click(bench, "layer_units_less")
    assert getattr(bench.store.experiment.node(id).layer, "units", 0) == units


def test_an_activation_is_swapped_by_its_picture(qtbot: QtBot) -> None:
    bench = ProbeContext(qtbot, "spiral")
    id = bench.first(Activation)
    click(bench, "activations_leaky_relu")
    assert bench.store.experiment.node(id).layer.id() == "leaky_relu"
    assert bench.inspector.title.startswith("Leaky ReLU")
    write(bench, "layer_negative_slope", "0.2")
    assert getattr(bench.store.experiment.node(id).layer, "negative_slope", 0) == 0.2
    bench.store.undo()
    bench.store.undo()
    assert bench.store.experiment == load_example("spiral")
    chosen = [item.choice.id for item in bench.inspector.findChildren(Thumbnail) if item.isChecked()]
    assert chosen == [bench.store.experiment.node(id).layer.id()]


def test_a_merging_layer_chooses_its_sources(qtbot: QtBot) -> None:
    bench = ProbeContext(qtbot, "digits_resnet")
    id = bench.first(LAYERS.find("add"))
    picker = bench.inspector.findChild(SourcePicker)
    assert picker is not None
    sources = bench.store.trace.node(id).sources
    assert all(picker.chip(source).isChecked() for source in sources)
    picker.chip(sources[-1]).click()
    assert bench.store.trace.node(id).sources == sources[:-1]
    picker.chip(sources[0]).click()
    assert bench.store.trace.node(id).sources == sources[:-1]
    assert picker.chip(sources[0]).isChecked()


def test_another_source_for_a_plain_layer(qtbot: QtBot) -> None:
    bench = ProbeContext(qtbot, "spiral")
    nodes = bench.store.experiment.nodes
    bench.focus.select(nodes[2].id)
    combo = bench.find(Combo, "source")
    assert isinstance(combo, Combo)
    combo.activated.emit(combo.findData("input"))
    assert bench.store.trace.node(nodes[2].id).sources == ("input",)


def test_a_problem_that_stands_under_its_card_is_not_said_again(qtbot: QtBot) -> None:
    bench = ProbeContext(qtbot, "mnist_mlp")
    flatten = next(node.id for node in bench.store.experiment.nodes if node.layer.id() == "flatten")
    bench.store.apply(edits.remove(bench.store.experiment, (flatten,)), "Delete Flatten")
    problem = bench.store.trace.errors[0]
    bench.focus.select(problem.node)
    assert not [notice for notice in bench.inspector.findChildren(NoticeBar) if notice.isVisible()]


def test_duplicate_and_delete(qtbot: QtBot) -> None:
    bench = ProbeContext(qtbot, "spiral")
    before = bench.store.experiment
    id = bench.first(LAYERS.find("linear"))
    click(bench, "duplicate_layer")
    assert len(bench.store.experiment.networks["main"]) == len(before.networks["main"]) + 1
    assert bench.focus.node != id
    click(bench, "delete_layer")
    assert bench.store.experiment == before
    assert bench.focus.node == ""


def test_tab_ends_at_delete(qtbot: QtBot) -> None:
    bench = ProbeContext(qtbot, "digits_resnet")
    order: list[str] = []
    for kind in (Activation, LAYERS.find("add"), LAYERS.find("conv2d")):
        bench.first(kind)
        form = bench.inspector.form
        if form is not None:
            qtbot.waitUntil(form.isVisible)
        control: QWidget | None = bench.inspector
        order = []
        while control is not None and control.objectName() not in order:
            if control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.isVisible():
                order.append(control.objectName())
            control = control.nextInFocusChain()
        assert order[-2:] == ["duplicate_layer", "delete_layer"]
    assert order.index("layer_channels") < order.index("source")


def test_the_input_shows_the_data(qtbot: QtBot) -> None:
    bench = ProbeContext(qtbot, "spiral")
    bench.focus.select("input")
    assert bench.inspector.title == "Input"
    assert "<b>2</b>" in bench.facts()["Shape"]
    click(bench, "input_features_2")
    assert "x^2" in getattr(bench.store.experiment.data, "features", ())


def test_the_output_cannot_be_deleted(qtbot: QtBot) -> None:
    bench = ProbeContext(qtbot, "spiral")
    bench.focus.select(bench.store.experiment.nodes[-1].id)
    assert not bench.find(QAbstractButton, "delete_layer").isVisible()


@pytest.mark.parametrize("example", [example.id for example in examples()])
def test_every_layer_of_every_example_can_be_looked_at(qtbot: QtBot, example: str) -> None:
    bench = ProbeContext(qtbot, example)
    for node in bench.store.trace.nodes:
        bench.focus.select(node.id)
        assert bench.inspector.title == node.name
        for control in bench.inspector.findChildren(QAbstractButton):
            assert control.accessibleName() or not control.isVisible(), control.objectName()


@pytest.mark.parametrize("zoom", [1.0, 2.0])
@pytest.mark.parametrize("width", [600, 1100])
def test_every_size_in_the_dark(qtbot: QtBot, width: int, zoom: float) -> None:
    bench = ProbeContext(qtbot, "spiral")
    bench.first(Activation)
    bench.theme.set_dark(True)
    bench.theme.set_zoom(zoom)
    bench.inspector.setStyleSheet(bench.theme.stylesheet())
    bench.inspector.resize(width, 260)
    assert not bench.inspector.grab().isNull()


class TestGallery:
    def test_examples_with_their_structure(self, qtbot: QtBot) -> None:
        gallery = Gallery(Theme())
        qtbot.addWidget(gallery)
        cards = gallery.cards()
        assert sorted(card.example.id for card in cards) == sorted(example.id for example in examples())
        groups = [card.heading for card in cards]
        assert list(dict.fromkeys(groups)) == [group for group in DATA.groups() if group in groups]
        assert groups == sorted(groups, key=list(DATA.groups()).index)
        assert all(card.structure and card.accessibleName() for card in cards)
        with qtbot.waitSignal(gallery.chosen) as caught:
            cards[0].click()
        assert caught.args == [cards[0].example.id]

    def test_files_used_last(self, qtbot: QtBot) -> None:
        gallery = Gallery(Theme())
        qtbot.addWidget(gallery)
        gallery.set_recent(["/somewhere/a.json", "/somewhere/b.playground"])
        assert [button.text() for button in gallery.files()] == ["a.json", "b.playground"]
        with qtbot.waitSignal(gallery.recent_chosen) as caught:
            gallery.files()[1].click()
        assert caught.args == ["/somewhere/b.playground"]

    def test_it_opens_below_a_control_and_paints(self, qtbot: QtBot) -> None:
        theme = Theme(dark=True)
        anchor = QPushButton("Examples")
        anchor.resize(800, 600)
        qtbot.addWidget(anchor)
        anchor.show()
        gallery = Gallery(theme, anchor)
        gallery.open_below(anchor)
        assert gallery.isVisible()
        assert not gallery.grab().isNull()
        said = [label.text() for label in gallery.findChildren(QLabel)]
        assert {card.heading for card in gallery.cards()} <= set(said)
        link = gallery.findChild(QPushButton, "gallery_to_Text")
        assert link is not None
        link.click()
        first = next(card for card in gallery.cards() if card.heading == "Text")
        assert first.hasFocus()
        assert gallery.rect().contains(first.mapTo(gallery, first.rect().center()))
        gallery.close()
