"""Panels offer what can be set: the rest is left out, or greyed with the reason."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from playground.model import edits
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.model.registry import AUGMENTATIONS, DATA
from playground.ui.panels.data import DataPanel
from playground.ui.panels.training import TrainingPanel
from playground.ui.state.conductor import Conductor
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from playground.ui.widgets.combo import Combo
from tests.ui.test_panels_left import find, shown


@pytest.fixture
def store(qapp: object) -> Store:
    return Store(edits.set_value(load_example("spiral"), "training.optimizer", "sgd"))


@pytest.fixture
def panel(qtbot: QtBot, store: Store) -> TrainingPanel:
    theme = Theme()
    panel = shown(qtbot, TrainingPanel(theme, store, Conductor(store, store)))
    theme.setParent(panel)
    for place in range(len(panel.folds)):
        panel.open(place)
    return panel


def load(store: Store, experiment: Experiment) -> None:
    store.apply(experiment, "Something else")


def watched(store: Store) -> str:
    return store.experiment.training.stopping[0].figure


def offered(combo: Combo) -> list[str]:
    """Ids of the entries that can be chosen."""
    model = combo.model()
    assert isinstance(model, QStandardItemModel)
    return [str(combo.itemData(place)) for place in range(combo.count()) if model.item(place).isEnabled()]


def test_augmentations_are_those_of_the_data_and_where_there_is_none_a_sentence_says_so(
    panel: TrainingPanel, store: Store
) -> None:
    combo, note = find(panel, Combo, "training_augmentation"), find(panel, QLabel, "training_augmentation_note")
    assert combo.isHidden()
    assert note.text() == "None suits Spiral: there are some for images, series, texts."
    load(store, load_example("digits_cnn"))
    assert not combo.isHidden()
    assert note.isHidden()
    assert offered(combo) == [
        id for id, kind in AUGMENTATIONS.kinds.items() if kind.group == "Images" and id != "colour_jitter"
    ]
    panel.find_setting("rot")
    panel.find_setting("")
    load(store, load_example("spiral"))
    panel.find_setting("augm")
    panel.find_setting("")
    assert not note.isHidden(), "a search takes its own notes away and leaves the reason"


def test_what_an_optimizer_cannot_have_is_greyed_with_the_reason(panel: TrainingPanel, store: Store) -> None:
    clip = find(panel, QLineEdit, "training_clip_norm")
    nesterov = find(panel, QAbstractButton, "optimizer_nesterov")
    assert clip.isEnabled()
    assert not nesterov.isEnabled()
    assert "Momentum is off" in nesterov.toolTip()
    store.set("training.optimizer.momentum", 0.9)
    assert nesterov.isEnabled()
    store.set("training.optimizer", "lbfgs")
    assert not clip.isEnabled()
    assert "L-BFGS works gradients out several times a step" in clip.toolTip()
    store.undo()
    assert clip.isEnabled()
    store.set("training.clip_norm", 1.0)
    store.set("training.optimizer", "lbfgs")
    assert clip.isEnabled(), "what is set can be set back"


def test_an_optimizer_that_cannot_learn_this_cannot_be_chosen(panel: TrainingPanel, store: Store) -> None:
    combo = find(panel, Combo, "optimizer")
    assert {"perceptron", "lbfgs"} <= {*offered(combo)}
    load(store, load_example("digits_cnn"))
    assert "perceptron" not in offered(combo)
    assert "lbfgs" in offered(combo)
    tip = combo.itemData(combo.findData("perceptron"), Qt.ItemDataRole.ToolTipRole)
    assert "tells two classes apart" in tip
    load(store, load_example("moons_autoencoder"))
    assert "lbfgs" not in offered(combo)


def test_kinds_of_stopping_stand_in_a_row_and_watch_what_there_is(panel: TrainingPanel, store: Store) -> None:
    add = find(panel, Combo, "training_stopping")
    for kind in ("target", "early"):
        add.chosen.emit(kind)
    assert [kind.id() for kind in store.experiment.training.stopping] == ["target", "early"]
    assert watched(store) == "accuracy"
    assert find(panel, QAbstractButton, "training_stopping_0_watches_accuracy").isEnabled()
    assert panel.folds["length"].head.words == "until accuracy 0.95, patience 5"
    QTest.mouseClick(find(panel, QAbstractButton, "training_stopping_0_entry_remove"), Qt.MouseButton.LeftButton)
    assert [kind.id() for kind in store.experiment.training.stopping] == ["early"]
    store.undo()
    assert len(store.experiment.training.stopping) == 2
    load(store, load_example("sine"))
    add.chosen.emit("target")
    assert watched(store) == "loss"
    accuracy = panel.findChildren(QAbstractButton, "training_stopping_0_watches_accuracy")[-1]
    assert not accuracy.isEnabled()
    assert "There is no accuracy" in accuracy.toolTip()


def test_no_row_of_a_truth_table_is_offered_for_validation(qtbot: QtBot, store: Store) -> None:
    theme = Theme()
    panel = shown(qtbot, DataPanel(theme, store))
    theme.setParent(panel)
    assert find(panel, QLineEdit, "data_validation").isEnabled()
    load(store, edits.set_data(store.experiment, DATA.find("truth_table")()))
    field = panel.findChildren(QLineEdit, "data_validation")[-1]
    assert not field.isEnabled()
    assert "each is needed" in field.toolTip()


@pytest.mark.parametrize(
    ("words", "name", "said"),
    [
        ("decay", "training_schedule", "Can be Polynomial (linear decay)."),
        ("patience", "training_stopping", "Can be Early stopping (patience)."),
        ("momentum", "optimizer_momentum", ""),
    ],
)
def test_a_hit_says_which_words_fit(panel: TrainingPanel, words: str, name: str, said: str) -> None:
    panel.find_setting(words)
    assert find(panel, QLabel, f"{name}_note").text() == said
    assert find(panel, QWidget, f"{name}_label").isVisible()


def test_the_line_of_a_fold_says_as_much_as_it_has_room_for_and_its_tooltip_all(
    panel: TrainingPanel, store: Store
) -> None:
    head = panel.folds["length"].head
    store.set("training.epochs", 40)
    store.set("training.stopping", "early,target")
    head.resize(300, head.height())
    assert head.said == head.words == "40 epochs, patience 5, until accuracy 0.95"
    head.resize(170, head.height())
    assert head.said == "40 epochs, patience 5, …"
    head.resize(60, head.height())
    assert head.said.endswith("…")
    assert "until accuracy 0.95" in head.toolTip()
