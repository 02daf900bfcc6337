"""Data and training panels: every control edits the experiment, and undo comes back to every control."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from playground.model import edits
from playground.model.examples import load_example
from playground.model.registry import DATA, LOSSES, OBJECTIVES, OPTIMIZERS
from playground.ui.panels.data import DataPanel, summary
from playground.ui.panels.training import TrainingPanel
from playground.ui.state.conductor import Conductor
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from playground.ui.widgets.combo import Combo
from playground.ui.widgets.notice import NoticeBar
from playground.ui.widgets.slider import Slider
from playground.ui.widgets.tab_rows import TabRows
from playground.ui.widgets.thumbnails import Thumbnail, short_name
from tests.engine.setups import loss_of

W = TypeVar("W", bound=QWidget)


@pytest.fixture
def store(qapp: object) -> Store:
    return Store(load_example("spiral"))


@pytest.fixture
def theme(qapp: object) -> Theme:
    return Theme()


@pytest.fixture
def data(qtbot: QtBot, theme: Theme, store: Store) -> DataPanel:
    return shown(qtbot, DataPanel(theme, store))


@pytest.fixture
def training(qtbot: QtBot, theme: Theme, store: Store) -> TrainingPanel:
    return shown(qtbot, TrainingPanel(theme, store, Conductor(store, store)))


def shown(qtbot: QtBot, panel: W) -> W:
    qtbot.addWidget(panel)
    panel.resize(264, 800)
    panel.show()
    return panel


def find(parent: QWidget, kind: type[W], name: str) -> W:
    found = parent.findChild(kind, name)
    assert found is not None, name
    return found


def write(parent: QWidget, name: str, text: str) -> None:
    field = find(parent, QLineEdit, name)
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def drag(slider: Slider, start: float, end: float) -> None:
    spots = [QPoint(round(slider.width() * place), 10) for place in (start, (start + end) / 2, end)]
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=spots[0])
    for spot in spots[1:]:
        QTest.mouseMove(slider, spot)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=spots[-1])


def choose(combo: Combo, id: str) -> None:
    combo.activated.emit(combo.findData(id))


class TestData:
    def test_another_picture_is_other_data_with_the_same_settings(self, data: DataPanel, store: Store) -> None:
        write(data, "data_noise", "12")
        find(data, Thumbnail, "data_sets_moons").click()
        moons = store.experiment.data
        assert moons.id() == "moons"
        assert getattr(moons, "noise", None) == 0.12
        assert store.undo_label == "Data: Moons"
        store.undo()
        assert store.experiment.data.id() == "spiral"
        assert find(data, Thumbnail, "data_sets_spiral").isChecked()

    def test_images_into_a_network_for_points_is_allowed_and_said(self, data: DataPanel, store: Store) -> None:
        store.apply(edits.set_data(store.experiment, DATA.find("digits")()), "Data: Digits")
        assert loss_of(store.experiment).fits(store.experiment.data.target())
        assert not store.trace.trainable
        assert find(data, Thumbnail, "data_sets_digits").isChecked()

    def test_a_drag_is_one_undo(self, data: DataPanel, store: Store) -> None:
        before = store.experiment
        drag(find(data, Slider, "data_noise_slider"), 0.1, 0.9)
        assert getattr(store.experiment.data, "noise", 0.0) > 0.3
        store.undo()
        assert store.experiment == before
        assert not store.undo_label
        assert find(data, QLineEdit, "data_noise").text() == "0 %" or getattr(before.data, "noise", 0.0) > 0

    def test_two_drags_are_two_undos(self, data: DataPanel, store: Store) -> None:
        slider = find(data, Slider, "data_noise_slider")
        drag(slider, 0.1, 0.3)
        between = store.experiment
        drag(slider, 0.5, 0.9)
        store.undo()
        assert store.experiment == between

    def test_batches_come_in_powers_of_two_or_as_typed(self, data: DataPanel, store: Store) -> None:
        slider = find(data, Slider, "training_batch_size_slider")
        drag(slider, 0.2, 0.5)
        batch = store.experiment.training.batch_size
        assert batch & (batch - 1) == 0
        write(data, "training_batch_size", "50")
        assert store.experiment.training.batch_size == 50

    def test_dice_draw_other_samples_and_undo_brings_them_back(self, data: DataPanel, store: Store) -> None:
        before = store.experiment
        find(data, QAbstractButton, "data_seed_dice").click()
        assert store.experiment.data != before.data
        assert store.undo_label == "Other samples"
        store.undo()
        assert store.experiment == before

    def test_features_can_be_switched_off_and_the_last_is_missed_in_words(self, data: DataPanel, store: Store) -> None:
        for index, feature in enumerate(("x", "y")):
            chip = find(data, QAbstractButton, f"data_features_{index}")
            if feature in getattr(store.experiment.data, "features", ()):
                chip.click()
        assert getattr(store.experiment.data, "features", None) == ()
        notices = [notice for notice in data.findChildren(NoticeBar) if notice.isVisible()]
        assert any("No feature is chosen" in notice.text for notice in notices)
        store.undo()
        assert not [notice for notice in data.findChildren(NoticeBar) if notice.isVisible()]

    def test_data_that_is_not_here_says_where_to_put_it(self, data: DataPanel, store: Store) -> None:
        fashion = DATA.find("fashion_mnist")()
        store.apply(edits.set_data(store.experiment, fashion), "Data: Fashion")
        texts = [notice.text for notice in data.findChildren(NoticeBar) if notice.isVisible()]
        assert texts == [fashion.files().missing()]
        assert fashion.files().missing() in find(data, Thumbnail, "data_sets_fashion_mnist").toolTip()
        folder = str(fashion.files().absent()[0].parent)
        notice = find(data, NoticeBar, "missing_files_notice")
        notice.links()[1].click()
        assert QGuiApplication.clipboard().text() == folder
        details = find(notice, QPlainTextEdit, "missing_files_notice_details")
        assert details.toPlainText().startswith(folder)
        assert details.toPlainText().count("-ubyte.gz") == 4

    def test_data_is_looked_for_again(
        self, data: DataPanel, store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        fashion = DATA.find("fashion_mnist")()
        store.apply(edits.set_data(store.experiment, fashion), "Data: Fashion")
        for place in fashion.files().absent():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch()
        label = store.undo_label
        find(data, NoticeBar, "missing_files_notice").links()[2].click()
        assert not [notice for notice in data.findChildren(NoticeBar) if notice.isVisible()]
        assert not any(problem.section == "data" for problem in store.trace.problems)
        assert store.undo_label == label

    def test_another_group_says_whose_fields_these_are(self, data: DataPanel, store: Store) -> None:
        name = find(data, QLabel, "data_name")
        assert name.isHidden()
        find(data, TabRows, "data_groups").tabs()[1].click()
        assert (name.text(), name.isHidden()) == ("Spiral", False)
        find(data, TabRows, "data_groups").tabs()[0].click()
        assert name.isHidden()

    def test_loading_shows_everything_anew(self, data: DataPanel, store: Store) -> None:
        experiment = load_example("sine")
        store.load(experiment, None)
        assert find(data, Thumbnail, "data_sets_sine").isChecked()
        assert find(data, QLabel, "data_summary").text() == summary(experiment.data)
        assert "1 value" in summary(experiment.data)


class TestTraining:
    def test_the_three_knobs(self, training: TrainingPanel, store: Store) -> None:
        choose(find(training, Combo, "optimizer"), "rmsprop")
        write(training, "optimizer_learning_rate", "0.005")
        write(training, "optimizer_momentum", "0.8")
        optimizer = store.experiment.training.optimizer
        assert optimizer.id() == "rmsprop"
        assert (getattr(optimizer, "learning_rate", 0), getattr(optimizer, "momentum", 0)) == (0.005, 0.8)
        for _ in range(3):
            store.undo()
        assert store.experiment == load_example("spiral")
        assert find(training, Combo, "optimizer").selected == store.experiment.training.optimizer.id()

    @pytest.mark.parametrize("id", [kind.id() for kind in OPTIMIZERS.kinds.values()])
    def test_another_optimizer_keeps_the_learning_rate(
        self, qtbot: QtBot, training: TrainingPanel, store: Store, id: str
    ) -> None:
        write(training, "optimizer_learning_rate", "0.0123")
        choose(find(training, Combo, "optimizer"), id)
        optimizer = store.experiment.training.optimizer
        assert optimizer.id() == id
        assert getattr(optimizer, "learning_rate", 0) == 0.0123
        assert find(training, QLineEdit, "optimizer_learning_rate").text() == "0.0123"
        momentum = training.row("momentum")
        qtbot.waitUntil(momentum.isVisible)
        assert momentum.field.isEnabled() == bool(optimizer.momentum_field)
        if not optimizer.momentum_field:
            assert "has no momentum" in momentum.field.toolTip()

    def test_a_drag_of_the_rate_is_one_undo(self, training: TrainingPanel, store: Store) -> None:
        before = store.experiment
        slider = training.row("learning_rate").slider
        assert slider is not None
        drag(slider, 0.2, 0.8)
        assert store.undo_label == "Learning rate"
        store.undo()
        assert store.experiment == before
        assert slider.number == getattr(before.training.optimizer, "learning_rate", 0)

    def test_a_bad_rate_is_explained_and_changes_nothing(self, training: TrainingPanel, store: Store) -> None:
        before = store.experiment
        write(training, "optimizer_learning_rate", "-1")
        assert store.experiment is before
        error = find(training, QLabel, "optimizer_learning_rate_error")
        assert error.isVisible()
        assert "Learning rate cannot be −1" in error.text()

    def test_only_losses_that_fit_are_offered(self, training: TrainingPanel, store: Store) -> None:
        combo = find(training, Combo, "loss")
        offered = {str(combo.itemData(index)) for index in range(combo.count())}
        target = store.experiment.data.target()
        assert offered == {kind.id() for kind in LOSSES.kinds.values() if kind().fits(target)}
        store.load(load_example("sine"), None)
        choose(combo, "huber")
        write(training, "loss_huber_delta", "0.5")
        assert getattr(loss_of(store.experiment), "delta", 0) == 0.5

    def test_an_objective_is_chosen_with_its_own_settings(self, training: TrainingPanel, store: Store) -> None:
        before, combo = store.experiment, find(training, Combo, "objective")
        assert [combo.itemData(index) for index in range(combo.count())] == list(OBJECTIVES.kinds)
        choose(combo, "adversarial")
        assert tuple(store.experiment.networks) == ("generator", "discriminator")
        assert not find(training, Combo, "loss").isVisible()
        write(training, "objective_adversarial_latent", "3")
        assert getattr(store.experiment.objective, "latent", 0) == 3
        choose(combo, "reconstruction")
        assert find(training, Combo, "loss").isVisible()
        for label in ("Objective: Reconstruction", "Noise size", "Objective: Adversarial"):
            assert store.undo_label == label
            store.undo()
        assert store.experiment == before
        assert combo.selected == "supervised"

    def test_only_objectives_are_offered_that_the_data_can_be_learned_by(
        self, training: TrainingPanel, store: Store
    ) -> None:
        combo = find(training, Combo, "objective")
        for example, offered in (("digits_cnn", ["supervised", "reconstruction"]), ("names_gru", ["supervised"])):
            store.load(load_example(example), None)
            assert [combo.itemData(index) for index in range(combo.count())] == offered

    def test_stop_threads_and_seed_lie_under_the_fold(self, training: TrainingPanel, store: Store) -> None:
        for fold in ("length", "start", "machine"):
            training.folds[fold].set_open(True)
        write(training, "training_epochs", "20")
        write(training, "training_threads", "2")
        write(training, "experiment_seed", "5")
        experiment = store.experiment
        assert (experiment.training.epochs, experiment.training.threads, experiment.seed) == (20, 2, 5)
        write(training, "training_epochs", "no limit")
        assert store.experiment.training.epochs == 0

    def test_new_weights_are_an_edit(self, training: TrainingPanel, store: Store) -> None:
        seed = store.experiment.seed
        find(training, QAbstractButton, "training_new_weights").click()
        assert store.experiment.seed != seed
        store.undo()
        assert store.experiment.seed == seed

    def test_a_problem_is_said_with_its_fix(self, training: TrainingPanel, store: Store) -> None:
        sizes = store.experiment.data.sizes()
        store.apply(edits.set_value(store.experiment, "training.batch_size", 60_000), "Batch size")
        notice = next(notice for notice in training.findChildren(NoticeBar) if notice.isVisible())
        assert "more than the" in notice.text
        notice.links()[0].click()
        assert store.experiment.training.batch_size == sizes.train


@pytest.mark.parametrize("zoom", [1.0, 2.0])
@pytest.mark.parametrize("dark", [False, True])
def test_both_panels_in_every_look(
    data: DataPanel, training: TrainingPanel, theme: Theme, dark: bool, zoom: float
) -> None:
    heights = [panel.sizeHint().height() for panel in (data, training)]
    theme.set_dark(dark)
    theme.set_zoom(zoom)
    for panel, height in zip((data, training), heights, strict=True):
        panel.setStyleSheet(theme.stylesheet())
        panel.resize(round(264 * zoom), 900)
        assert not panel.grab().isNull()
        assert panel.sizeHint().height() >= 0.8 * zoom * height


def test_every_control_has_a_name(data: DataPanel, training: TrainingPanel) -> None:
    for panel in (data, training):
        for kind in (QAbstractButton, QLineEdit, Combo, Slider):
            for control in panel.findChildren(kind):
                if control.isVisible():
                    assert control.objectName(), control
                    assert control.accessibleName(), control.objectName()


def stops(first: QWidget, last: str) -> list[str]:
    """Names of what Tab goes through, folded controls too."""
    order: list[str] = []
    control: QWidget | None = first
    while control is not None and control.objectName() not in order:
        if control.focusPolicy() & Qt.FocusPolicy.TabFocus:
            order.append(control.objectName())
        if control.objectName() == last:
            break
        control = control.nextInFocusChain()
    return order


def test_tab_goes_through_training_as_the_eye_does(training: TrainingPanel, store: Store) -> None:
    choose(find(training, Combo, "optimizer"), "adam")
    for fold in training.folds.values():
        fold.set_open(True)
    rate = ["optimizer_learning_rate", "optimizer_learning_rate_slider"]
    knobs = [f"optimizer_{field}{part}" for field in ("beta1", "weight_decay") for part in ("_slider", "")]
    found = stops(find(training, Combo, "optimizer"), "training_threads")
    first = ["optimizer", *rate, *knobs, "objective", "loss"]
    assert found[: len(first)] == first
    seed = found.index("experiment_seed")
    assert found[seed : seed + 3] == ["experiment_seed", "weights_dice", "training_initializer"]
    assert found.index("training_bias_initializer") < found.index("training_new_weights")
    assert found.index("settings_length") < found.index("training_epochs") < found.index("training_schedule")
    choose(find(training, Combo, "loss"), "focal")
    assert stops(find(training, Combo, "loss"), "settings_length")[1].startswith("loss_focal_")


@pytest.mark.parametrize("kind", ["spiral", "moons", "circle"])
def test_tab_goes_through_the_data_as_the_eye_does(data: DataPanel, store: Store, kind: str) -> None:
    find(data, Thumbnail, f"data_sets_{kind}").click()
    found = stops(find(data, TabRows, "data_groups").tabs()[0], "training_batch_size")
    assert found[:4] == ["data_groups_0", f"data_sets_{kind}", "data_samples_slider", "data_samples"]
    seed = found.index("data_seed")
    assert found[seed + 1] == "data_seed_dice"
    fold = found.index("data_fold")
    assert found.index("data_normalisation_none" if "data_normalisation_none" in found else found[fold + 1]) > fold
    assert found[-2:] == ["training_batch_size_slider", "training_batch_size"]


def test_a_name_that_nobody_chose_follows_the_data(qtbot: QtBot) -> None:
    theme = Theme()
    for name, expected in (("Circle", "Spiral"), ("Mine", "Mine")):
        store = Store(edits.rename(load_example("circle"), name))
        panel = DataPanel(theme, store)
        qtbot.addWidget(panel)
        thumbnail = panel.findChild(QAbstractButton, "data_sets_spiral")
        assert thumbnail is not None
        thumbnail.click()
        assert store.experiment.name == expected
        store.undo()
        assert store.experiment.name == name


def test_few_settings_of_data_are_all_in_sight(data: DataPanel, store: Store) -> None:
    store.set("data", "truth_table")
    QGuiApplication.processEvents()
    assert find(data, Combo, "data_operation").isVisible()


def test_a_shortened_name_ends_in_no_small_word(qapp: object) -> None:
    metrics = QFontMetrics(Theme().font("tick"))
    assert short_name("Sum of columns", metrics, metrics.horizontalAdvance("Sum of")) == "Sum"
    assert short_name("Leaky ReLU", metrics, 1) == "Leaky"
