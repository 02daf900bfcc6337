"""Panels beside data of sequences: groups, thumbnails, files, counts, and examples that are lines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from playground.engine.messages import Frame
from playground.engine.requests import Verdicts
from playground.model import edits
from playground.model.examples import load_example
from playground.model.fields import with_field
from playground.model.registry import DATA, LAYERS
from playground.ui.canvas.layer_palette import LayerPalette
from playground.ui.forms.file_row import NOTHING, FileRow
from playground.ui.panels.data import DataPanel, summary, with_changes
from playground.ui.panels.example_lines import answer_words, wrong_of
from playground.ui.panels.example_picker import ExamplePicker
from playground.ui.panels.facts import facts_of_data
from playground.ui.panels.pictures import DataPicture
from playground.ui.panels.problems import ProblemList
from playground.ui.state.focus import Chosen, Focus
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from playground.ui.widgets.combo import Combo
from playground.ui.widgets.tab_rows import TabRows
from playground.ui.widgets.thumbnails import Thumbnail
from tests.ui.test_panels_left import find
from tests.ui.test_views_with_sequences import frame_of, scene_of

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def store(qapp: QApplication) -> Store:
    return Store(load_example("spiral"))


@pytest.fixture
def panel(qtbot: QtBot, store: Store) -> DataPanel:
    theme = Theme()
    made = DataPanel(theme, store)
    theme.setParent(made)
    qtbot.addWidget(made)
    made.resize(264, 900)
    made.show()
    return made


def groups(panel: DataPanel) -> TabRows:
    return find(panel, TabRows, "data_groups")


def choose(panel: DataPanel, kind: str) -> None:
    index = list(DATA.groups()).index(DATA.find(kind).group)
    groups(panel).tabs()[index].click()
    find(panel, Thumbnail, f"data_sets_{kind}").click()


# --------------------------------------------------------------------------------------------------- groups


@pytest.mark.parametrize("wide", [240, 264, 296, 400])
@pytest.mark.parametrize("zoom", [1.0, 1.5])
def test_all_groups_are_whole_and_apart_at_any_width(panel: DataPanel, wide: int, zoom: float) -> None:
    theme = panel.findChild(Theme)
    assert theme is not None
    theme.set_zoom(zoom)
    panel.resize(round(wide * zoom), 1200)
    QApplication.processEvents()
    strip, tabs = groups(panel), groups(panel).tabs()
    assert len(tabs) >= 6
    places = [tab.geometry() for tab in tabs]
    assert all(strip.rect().contains(place) for place in places)
    assert all(tab.width() >= tab.sizeHint().width() for tab in tabs)
    assert not any(one.intersects(other) for one in places for other in places if one is not other)
    assert len({place.top() for place in places}) == (3 if wide < 264 else 2)


def test_arrows_go_through_the_groups_and_tab_stops_at_one(panel: DataPanel) -> None:
    tabs = groups(panel).tabs()
    tabs[0].setFocus()
    seen: list[int] = []
    groups(panel).chosen.connect(seen.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Up):
        QTest.keyClick(tabs[groups(panel).current], key)
    assert seen == [1, 5, 4, 0]
    assert [tab.focusPolicy() == Qt.FocusPolicy.StrongFocus for tab in tabs] == [True] + [False] * (len(tabs) - 1)
    assert find(panel, QLabel, "data_name").isHidden()


@pytest.mark.parametrize("group", ["Sequences", "Series", "Text"])
def test_every_set_has_a_picture_in_both_themes(qapp: QApplication, group: str) -> None:
    for dark in (False, True):
        theme = Theme()
        theme.set_dark(dark)
        for kind in DATA.groups()[group]:
            image = DataPicture(kind())(theme, 44).toImage()
            inked = np.frombuffer(image.constBits(), np.uint8).reshape(-1, 4)[:, 3] > 0
            assert 0.01 < inked.mean() < 0.5, kind


@pytest.mark.parametrize("group", ["Sequences", "Series", "Text"])
def test_any_set_can_be_chosen_and_is_counted(panel: DataPanel, store: Store, group: str) -> None:
    for kind in DATA.groups()[group]:
        choose(panel, kind.id())
        assert type(store.experiment.data) is kind
        assert find(panel, QLabel, "data_summary").text() == summary(store.experiment.data)
        assert facts_of_data(store.experiment.data)


def test_counts_have_the_nouns_of_their_data() -> None:
    said = {
        kind: summary(DATA.find(kind)()) for kind in ("reverse", "brackets", "adding", "co2", "names", "shakespeare")
    }
    assert said == {
        "reverse": "4\u202f000 sequences, 12 letters",
        "brackets": "4\u202f000 sequences, 2 classes",
        "adding": "4\u202f000 sequences, 1 value",
        "co2": "2\u202f180 windows, 1 value",
        "names": "3\u202f905 texts, 18 classes",
        "shakespeare": "8\u202f000 windows, 65 letters",
    }


def test_what_was_set_goes_along_and_what_is_usual_does_not() -> None:
    names = DATA.find("names")()
    assert with_changes(DATA.find("sentiment"), names) == DATA.find("sentiment")()
    set_otherwise = with_field(with_field(names, "seed", 7), "length", 12)
    assert with_changes(DATA.find("sentiment"), set_otherwise) == DATA.find("sentiment")(seed=7, length=12)


def test_many_classes_are_named_by_some(qapp: QApplication) -> None:
    lines = dict(facts_of_data(DATA.find("shakespeare")()))
    assert lines["Classes"].startswith("<b>65</b>: ↵, ␣, !")
    assert " … z" in lines["Classes"]
    assert lines["Asked for"] == "the one that follows at each of <b>64</b> steps"
    noted = [value for name, value in facts_of_data(DATA.find("names")()) if name == "Note"]
    assert len(noted) == len(DATA.find("names")().notes()) > 0


# ------------------------------------------------------------------------------------------------- trouble


def test_points_make_way_for_tokens_with_a_fix_at_once(panel: DataPanel, store: Store) -> None:
    choose(panel, "reverse")
    error = store.trace.errors[0]
    assert [fix.label for fix in error.fixes] == ["Insert Embedding"]
    store.undo()
    assert store.trace.trainable
    assert find(panel, QLabel, "data_summary").text() == summary(store.experiment.data)


OF_NO_USE = {
    "none chosen": None,
    "not there": None,
    "empty": b"",
    "blank": b" \n",
    "no text": bytes(range(256)) * 8,
    "of another encoding": "Все счастливые семьи. ".encode("cp1251") * 30,
    "short": b"too short",
}


@pytest.mark.parametrize("how", OF_NO_USE)
def test_a_text_of_no_use_has_no_figures(panel: DataPanel, store: Store, how: str, tmp_path: Path) -> None:
    """Where some would be those of the letters that stand for what could not be read."""
    path, content = tmp_path / "own.txt", OF_NO_USE[how]
    if content is not None:
        path.write_bytes(content)
    encoding = "utf-8" if how == "of another encoding" else "detect"
    data = DATA.find("own_text")(path="" if how == "none chosen" else str(path), encoding=encoding)
    store.apply(edits.set_data(store.experiment, data), "Data")
    assert find(panel, QLabel, "data_summary").text() == "No data"
    assert facts_of_data(data) == [("Samples", "<b>No data</b>")]
    sound = tmp_path / "sound.txt"
    sound.write_text("to be or not to be " * 40)
    store.apply(edits.set_value(store.experiment, "data.path", str(sound)), "File")
    assert find(panel, QLabel, "data_summary").text() == "5\u202f000 windows, 8 letters"


def test_a_guessed_encoding_is_said_under_the_file_and_the_list_is_readable(
    panel: DataPanel, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "own.txt"
    path.write_bytes(("Все счастливые семьи похожи друг на друга. " * 20).encode("koi8_r"))
    store.apply(edits.set_data(store.experiment, DATA.find("own_text")(path=str(path))), "Data")
    QApplication.processEvents()
    note, file = find(panel, QLabel, "data_path_note"), find(panel, QPushButton, "data_path")
    assert (note.isVisible(), note.text()) == (True, "Read as KOI8-R, guessed")
    under = note.mapTo(panel, QPoint(0, 0)).y() - file.mapTo(panel, QPoint(0, file.height())).y()
    assert 0 <= under < 8
    combo = find(panel, Combo, "data_encoding")
    assert combo.itemText(combo.findData("koi8_r")) == "Russian (KOI8-R)"
    store.apply(edits.set_value(store.experiment, "data.encoding", "koi8_r"), "Encoding")
    assert not note.isVisible()
    assert combo.currentText() == "Russian (KOI8-R)"


@pytest.mark.parametrize("kind", [kind.id() for kind in DATA.kinds.values() if kind().signal().timed])
def test_fixes_lead_from_points_to_something_that_learns(
    panel: DataPanel, store: Store, kind: str, tmp_path: Path
) -> None:
    choose(panel, kind)
    if kind == "own_text":
        (tmp_path / "own.txt").write_text("A short text, again and again. " * 50, encoding="utf-8")
        store.apply(edits.set_value(store.experiment, "data.path", str(tmp_path / "own.txt")), "File")
    for _ in range(6):
        if store.trace.trainable:
            break
        error = store.trace.errors[0]
        assert error.fixes, error.text
        store.apply(edits.fix(store.experiment, error.node, error.fixes[0]), "fix")
    assert store.trace.trainable


# --------------------------------------------------------------------------------------------------- a file


def test_without_a_file_the_panel_says_so_and_a_chosen_one_is_read(
    panel: DataPanel, store: Store, tmp_path: Path
) -> None:
    choose(panel, "own_text")
    shown = find(panel, ProblemList, "data_problems")
    assert [problem.text for problem in shown.problems] == ["No file is chosen: choose a file of plain text."]
    row = panel.form.row("path")
    assert isinstance(row, FileRow)
    button = find(panel, QPushButton, "data_path")
    assert button.text() == NOTHING
    text = tmp_path / "a letter.txt"
    text.write_text("Dear reader, all is well. " * 60, encoding="utf-8")
    button.click()
    dialog = find(panel, QFileDialog, "data_path_dialog")
    dialog.fileSelected.emit(str(text))
    dialog.close()
    assert store.experiment.data.files().unread() == DATA.find("own_text")(path=str(text))
    assert button.text() == "a letter.txt"
    assert shown.problems == ()
    assert store.undo_label == "File"
    find(panel, QAbstractButton, "data_path_clear").click()
    assert store.experiment.data == DATA.find("own_text")()


def test_a_file_that_is_no_text_says_why(panel: DataPanel, store: Store, tmp_path: Path) -> None:
    choose(panel, "own_text")
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20)
    row = panel.form.row("path")
    row.changed.emit(str(picture), False)
    (problem,) = [found for found in find(panel, ProblemList, "data_problems").problems if found.severity == "error"]
    assert "picture.png" in problem.text
    row.changed.emit(str(tmp_path / "gone.txt"), False)
    assert any("gone.txt" in label.text() for label in panel.findChildren(QLabel) if not label.isHidden())


def test_a_file_can_be_dropped(panel: DataPanel, store: Store, tmp_path: Path) -> None:
    choose(panel, "own_text")
    text = tmp_path / "dropped.txt"
    text.write_text("Once upon a time. " * 80, encoding="utf-8")
    row = panel.form.row("path")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(text))])
    actions, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(4, 4), actions, mime, LEFT, none)
    QApplication.sendEvent(row, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(row, QDropEvent(QPointF(4, 4), actions, mime, LEFT, none))
    assert store.experiment.data.files().unread() == DATA.find("own_text")(path=str(text))


# -------------------------------------------------------------------------------------------------- examples


@pytest.fixture
def room(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    return made


def opened(room: QWidget, name: str, focus: Focus) -> ExamplePicker:
    picker = ExamplePicker(Theme(parent=room), focus, room)
    picker.set_scene(scene_of(name))
    picker.open_beside(QRect(100, 300, 90, 90))
    return picker


def press(picker: ExamplePicker, name: str) -> None:
    QTest.mouseClick(find(picker, QAbstractButton, f"picker_listed_{name}"), LEFT)


def test_texts_are_lines_with_their_right_answer(room: QWidget) -> None:
    focus = Focus(room)
    picker = opened(room, "names", focus)
    lines = picker.list.lines
    scene = scene_of("names")
    assert scene.samples is not None
    for line in (lines[0], lines[5]):
        assert line.figure == scene.experiment.data.target().names[int(scene.samples.test_targets[line.key])]
    assert picker.note.text().startswith("1–24 of ")
    assert "test texts" in picker.note.text()
    QTest.mouseClick(picker.after, LEFT)
    assert picker.list.lines[0].key == 24
    QTest.mouseClick(picker.list, LEFT, pos=picker.list.line_center(2).toPoint())
    assert focus.example == 26
    assert picker.isHidden()


@pytest.mark.parametrize("name", ["names", "padded"])
def test_wrong_ones_are_lines_too(room: QWidget, name: str) -> None:
    picker = opened(room, name, Focus(room))
    assert picker.requests() == ()
    press(picker, "wrong_ones")
    (request,) = picker.requests()
    assert request == Verdicts("test", 1000)
    frame = frame_of(name, (request,))
    picker.set_frame(frame)
    judged = frame.answers[request]
    assert [line.key for line in picker.list.lines] == wrong_of(judged)[: len(picker.list.lines)].tolist()
    line = picker.list.lines[0]
    assert line.wrong
    assert line.figure.endswith(f", true {answer_words(scene_of(name), line.key)}")
    first = "most wrong steps first" if name == "padded" else "surest first"
    assert first in picker.note.text()
    assert picker.requests() == ()


def test_failures_and_what_is_chosen_are_said_in_the_list(room: QWidget) -> None:
    focus = Focus(room)
    picker = opened(room, "padded", focus)
    press(picker, "wrong_ones")
    (request,) = picker.requests()
    picker.set_frame(Frame(1, 1, 0.0, {}, {request: "This could not be computed."}))
    assert picker.list.message == "This could not be computed."
    press(picker, "chosen")
    assert "None are chosen together" in picker.list.message
    focus.choose_together(Chosen("test", (1, 3), "two"))
    assert [line.key for line in picker.list.lines] == [1, 3]


@pytest.mark.parametrize("name", ["adding", "series", "several"])
def test_values_are_near_or_far_and_none_of_them_wrong(room: QWidget, name: str) -> None:
    picker = opened(room, name, Focus(room))
    assert picker.listed.isHidden()
    assert picker.requests() == ()
    assert picker.list.lines[1].words == f"Test {'sequence' if name == 'adding' else 'window'} 1"
    assert picker.list.lines[1].figure


def test_the_picker_goes_from_lines_to_pictures_and_back(room: QWidget) -> None:
    picker = opened(room, "padded", Focus(room))
    press(picker, "wrong_ones")
    picker.set_scene(scene_of("series", 2))
    assert picker.listed.isHidden()
    picker.set_scene(scene_of("names", 3))
    assert not picker.listed.isHidden()


# --------------------------------------------------------------------------------------------------- palette


def test_groups_come_in_the_order_in_which_a_network_uses_them() -> None:
    groups = list(LAYERS.groups())
    assert groups[0] == "Dense"
    assert groups.index("Sequence") < groups.index("Recurrent") < groups.index("Attention")


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("attention", "self_attention"),
        ("transformer", "transformer_block"),
        ("lstm", "lstm"),
        ("embedding", "embedding"),
        ("recurrent", "rnn"),
        ("gru", "gru"),
        ("position", "position"),
        ("last", "last_step"),
        ("mean", "mean_steps"),
    ],
)
def test_layers_over_sequences_are_found_by_their_names(qtbot: QtBot, typed: str, kind: str) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(800, 600)
    palette = LayerPalette(Theme(parent=parent), parent)
    parent.show()
    palette.open_at(QPoint(200, 40))
    QTest.keyClicks(palette.field, typed)
    assert LAYERS.find(kind) in palette.kinds()
