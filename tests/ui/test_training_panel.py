"""The training panel: folds by question, what differs from its default, and settings that are looked for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from playground.model.examples import load_example
from playground.model.learning import Optimizer
from playground.model.registry import shelf_of
from playground.model.schedule import Schedule
from playground.model.sections import SECTIONS, differing, settings_of, with_defaults
from playground.ui.panels.differing_list import DifferingList
from playground.ui.panels.training import TrainingPanel
from playground.ui.state.conductor import Conductor
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from playground.ui.widgets.combo import Combo
from tests.ui.test_panels_left import find, shown, write


@pytest.fixture
def store(qapp: object) -> Store:
    made = load_example("spiral")
    return Store(with_defaults(made, differing(made)))


@pytest.fixture
def panel(qtbot: QtBot, store: Store) -> TrainingPanel:
    theme = Theme()
    panel = shown(qtbot, TrainingPanel(theme, store, Conductor(store, store)))
    theme.setParent(panel)
    return panel


def control_backspace(field: QWidget) -> None:
    QTest.keyClick(field, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)


def test_there_is_a_fold_a_question_with_its_answer(panel: TrainingPanel, store: Store) -> None:
    assert [fold.head.text() for fold in panel.folds.values()] == [section.question for section in SECTIONS]
    length = panel.folds["length"]
    assert not length.is_open
    assert length.head.words == "until it is paused"
    assert length.reset.isHidden()
    QTest.mouseClick(length.head, Qt.MouseButton.LeftButton)
    assert find(panel, QLineEdit, "training_epochs").isVisible()
    write(panel, "training_epochs", "40")
    assert length.head.words == "40 epochs"
    assert length.reset.isVisible()
    QTest.mouseClick(length.reset, Qt.MouseButton.LeftButton)
    assert store.experiment.training.epochs == 0
    store.undo()
    assert store.experiment.training.epochs == 40


def test_every_setting_of_training_has_a_row_in_its_fold(panel: TrainingPanel, store: Store) -> None:
    for place in range(len(SECTIONS)):
        if not tuple(panel.folds.values())[place].is_open:
            panel.open(place)
    for setting in settings_of(store.experiment):
        owner = setting.path.split(".")[-2] if "." in setting.path else "experiment"
        name = f"{owner}_{setting.parameter.name}"
        assert panel.findChild(QWidget, name) is not None, name


def test_what_differs_is_counted_listed_and_reset(panel: TrainingPanel, store: Store) -> None:
    differ = find(panel, QAbstractButton, "training_differ")
    assert differ.isHidden()
    for fold in ("length", "start"):
        panel.folds[fold].set_open(True)
    for name, text in (("training_epochs", "40"), ("experiment_seed", "5"), ("optimizer_learning_rate", "0.5")):
        write(panel, name, text)
    assert differ.text() == "3 differ from default"
    differ.click()
    found = find(panel, DifferingList, "differing_list")
    found.findChildren(QAbstractButton, "differing_reset_0")[-1].click()
    assert store.experiment.seed == 0
    assert differ.text() == "2 differ from default"
    find(found, QAbstractButton, "differing_reset_all").click()
    assert differing(store.experiment) == ()
    assert differ.isHidden()
    assert not found.isVisible()
    store.undo()
    assert len(differing(store.experiment)) == 2


def test_control_backspace_brings_one_default_back(panel: TrainingPanel, store: Store) -> None:
    panel.open(0)
    for name, text in (("training_epochs", "40"), ("optimizer_learning_rate", "0.5")):
        write(panel, name, text)
        control_backspace(find(panel, QLineEdit, name))
    assert differing(store.experiment) == ()
    store.undo()
    assert [each.path for each in differing(store.experiment)] == ["training.optimizer.learning_rate"]


def test_a_setting_is_found_by_its_name_and_its_fold_opens(panel: TrainingPanel) -> None:
    panel.find_setting("thr")
    assert panel.folds["machine"].is_open
    assert find(panel, QLineEdit, "training_threads").isVisible()
    assert not find(panel, QLineEdit, "optimizer_learning_rate").isVisible()
    assert not panel.folds["length"].isVisible()
    panel.find_setting("zebra")
    assert find(panel, QWidget, "training_find_nothing").isVisible()
    QTest.keyClick(panel.search.field, Qt.Key.Key_Escape)
    assert find(panel, QLineEdit, "optimizer_learning_rate").isVisible()
    assert all(fold.isVisible() and not fold.is_open for fold in panel.folds.values())


def test_a_fold_makes_its_rows_as_it_opens_and_keeps_up_from_then_on(panel: TrainingPanel, store: Store) -> None:
    assert panel.findChild(QLineEdit, "training_epochs") is None
    store.set("training.epochs", 30)
    panel.open(0)
    epochs = find(panel, QLineEdit, "training_epochs")
    assert epochs.isVisible()
    assert epochs.text() == "30"
    panel.open(0)
    store.set("training.epochs", 50)
    panel.open(0)
    assert find(panel, QLineEdit, "training_epochs") is epochs
    assert epochs.text() == "50"


def test_where_the_panel_is_narrow_one_fold_is_open_at_a_time(panel: TrainingPanel) -> None:
    panel.open(0)
    panel.open(5)
    assert [fold.is_open for fold in panel.folds.values()] == [True, False, False, False, False, True]
    panel.resize(240, 700)
    panel.open(2)
    assert [fold.is_open for fold in panel.folds.values()] == [False, False, True, False, False, False]


@pytest.mark.parametrize("dark", [False, True])
def test_a_dot_is_beside_what_differs(panel: TrainingPanel, dark: bool) -> None:
    panel.open(0)
    (theme,) = panel.findChildren(Theme)
    theme.set_dark(dark)
    accent = theme.color("accent").name()

    def dots() -> int:
        image = panel.grab().toImage()
        return sum(image.pixelColor(8, y).name() == accent for y in range(image.height()))

    before = dots()
    write(panel, "training_epochs", "40")
    assert dots() >= before + 2 * 3  # the row's and its fold's


def test_no_kind_of_schedule_or_optimizer_makes_the_panel_wider(panel: TrainingPanel, store: Store) -> None:
    for place in range(len(SECTIONS)):
        if not tuple(panel.folds.values())[place].is_open:
            panel.open(place)
    for path, base in (("training.schedule", Schedule), ("training.optimizer", Optimizer)):
        for kind in shelf_of(base).kinds:
            store.set(path, kind)
            assert panel.minimumSizeHint().width() <= 264, (path, kind)


def test_a_row_of_kinds_says_that_one_can_be_added(qtbot: QtBot) -> None:
    combo = Combo(Theme(), "more", "More")
    qtbot.addWidget(combo)
    combo.resize(160, 32)
    combo.set_entries((("a", "A", ""),))
    combo.setCurrentIndex(-1)
    empty = combo.grab().toImage()
    combo.setPlaceholderText("Add …")
    assert combo.grab().toImage() != empty
