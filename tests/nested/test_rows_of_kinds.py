"""Kinds in a row: files, paths, changes and their words, the command line, and the row in which they are edited."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from playground.augmentations.geometry import Flip, Rotate, Shift
from playground.commands.experiments import CommandError, changed
from playground.commands.lists import lines
from playground.model import edits, files, settings
from playground.model.augmentation import Augmentation
from playground.model.change_words import changes_in_words, edit_label
from playground.model.changes import changes
from playground.model.difference import difference
from playground.model.experiment import Experiment, Training
from playground.model.file_problems import FileProblems
from playground.model.files import from_plain
from playground.model.kind import kinds_inside
from playground.model.parameters import MOST_KINDS, parameters_of
from playground.model.settings import RefusedSetting, UnknownSetting
from playground.ui.forms.form import Form
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.combo import Combo

ROW = "training.augmentation"
PARAMETER = next(found for found in parameters_of(Training) if found.name == "augmentation")


def made(*kinds: object) -> Experiment:
    plain = {"data": {"kind": "digits"}, "networks": {"main": [{"kind": "flatten"}]}}
    return from_plain({**plain, "training": {"augmentation": list(kinds)}})


def test_a_file_holds_them_in_their_order() -> None:
    experiment = made({"kind": "rotate", "degrees": 5}, {"kind": "shift"}, {"kind": "rotate"})
    assert experiment.training.augmentation == (Rotate(5.0), Shift(), Rotate())
    assert files.read(files.write(experiment)) == experiment
    written = json.loads(files.write(experiment))["training"]["augmentation"]
    assert written[0] == {"kind": "rotate", "degrees": 5.0, "edge": "nearest"}
    inside = [kind for kind in kinds_inside(experiment.training) if isinstance(kind, Augmentation)]
    assert inside == [Rotate(5.0), Shift(), Rotate()]
    assert made().training.augmentation == ()


def test_every_problem_inside_is_told_with_its_path() -> None:
    with pytest.raises(FileProblems) as caught:
        made({"kind": "rotate", "degrees": 200}, {"kind": "rotat"}, {"kind": "shift", "pixel": 3}, 7)
    told = "\n".join(caught.value.problems)
    for words in (
        "$.training.augmentation[0].degrees: 200 is not allowed",
        "$.training.augmentation[1].kind: There is no augmentation called 'rotat'. Did you mean rotate?",
        "$.training.augmentation[2].pixel: there is no such setting; did you mean pixels?",
        "$.training.augmentation[3]: must be an object",
    ):
        assert words in told
    with pytest.raises(FileProblems, match="there can be only 32 kinds of augmentation in a row"):
        made(*({"kind": "flip"} for _ in range(MOST_KINDS + 1)))


def test_each_has_a_path_written_in_either_way() -> None:
    experiment = made({"kind": "rotate"}, {"kind": "shift"})
    known = list(settings.paths(experiment))
    assert {ROW, f"{ROW}[0]", f"{ROW}[0].degrees", f"{ROW}[1].pixels"} <= set(known)
    for path in known:
        assert settings.set(experiment, path, settings.get(experiment, path)) == experiment
    assert settings.get(experiment, f"{ROW}.1.pixels") == 2
    new = settings.set(experiment, f"{ROW}.1.pixels", 4)
    assert new.training.augmentation == (Rotate(), Shift(4))
    assert [change.path for change in changes(experiment, new)] == [f"{ROW}[1].pixels"]
    assert settings.set(experiment, f"{ROW}[0]", "flip").training.augmentation == (Flip(), Shift())
    with pytest.raises(UnknownSetting, match=r"known there are \[0\], \[1\]"):
        settings.get(experiment, f"{ROW}[2].degrees")
    with pytest.raises(RefusedSetting, match="Degrees cannot be 999: allowed is 0 to 180"):
        settings.set(experiment, f"{ROW}[0].degrees", 999)


def test_all_are_set_as_a_list_of_kinds_of_names_or_of_plain_values() -> None:
    values: tuple[object, ...] = (
        *((Flip(), Shift()), ["flip", "shift"]),
        *([{"kind": "flip"}, {"kind": "shift"}], "flip, shift"),
    )
    for value in values:
        assert settings.set(made(), ROW, value).training.augmentation == (Flip(), Shift())
    empty: tuple[object, ...] = ((), [], "none", "")
    for nothing in empty:
        assert settings.set(made({"kind": "flip"}), ROW, nothing).training.augmentation == ()
    wrong: tuple[tuple[object, str], ...] = (
        (7, "7 is not allowed; allowed is a list of kinds of augmentation"),
        ((Flip(share=2.0),), "How many: 2 is not allowed"),
        (["flip"] * (MOST_KINDS + 1), "33 in a row are not allowed; there can be at most 32"),
        (["blink"], "There is no augmentation called 'blink'"),
        ([made().data], "Digits 8×8 is no augmentation"),
    )
    for value, words in wrong:
        with pytest.raises(RefusedSetting, match=words.replace("(", r"\(")):
            settings.set(made(), ROW, value)
    assert not PARAMETER.allows(Flip())
    assert not PARAMETER.allows([Flip(share=2.0)])
    assert PARAMETER.allows([Flip()])
    assert PARAMETER.held([Flip()]) == (Flip(),)


def test_words_name_which_one_it_is() -> None:
    experiment = made({"kind": "rotate"})
    for path, value, label, mark in (
        (f"{ROW}[0].degrees", 20.0, "Rotate: Degrees", "Rotate: Degrees 10 → 20"),
        (ROW, "rotate,flip", "Augmentation: Rotate, Flip", "Augmentation: Flip added"),
        (ROW, "none", "Augmentation: none", "Augmentation: Rotate removed"),
    ):
        new = edits.set_value(experiment, path, value)
        assert edit_label(experiment, new, path) == label
        assert changes_in_words(experiment, new) == (mark,)
        assert difference(experiment, new).pace
        assert not difference(experiment, new).rebuild


def test_the_command_line_sets_and_lists_them() -> None:
    new = changed(made(), [f"{ROW}=flip,rotate", f"{ROW}.1.degrees=5", f"{ROW}[0].share=25%"], None)
    assert new.training.augmentation == (Flip(share=0.25), Rotate(5.0))
    new = changed(made(), [f'{ROW}=[{{"kind": "shift", "pixels": 1}}]'], None)
    assert new.training.augmentation == (Shift(1),)
    with pytest.raises(CommandError, match="no augmentation called 'blink'"):
        changed(made(), [f"{ROW}=blink"], None)
    told = "\n".join(lines("augmentations"))
    assert "rotate" in told
    assert "degrees = 10.0  (0 to 180)" in told


class Edited:
    """A form over a training section, which takes what is changed in it."""

    def __init__(self, qtbot: QtBot, *kinds: object) -> None:
        self.experiment = made(*kinds)
        self.theme = Theme()
        self.form = Form(self.theme, Training, self.experiment.training, "training")
        self.theme.setParent(self.form)
        qtbot.addWidget(self.form)
        self.form.changed.connect(self.take)

    def take(self, field: str, value: object, dragging: bool) -> None:
        self.experiment = settings.set(self.experiment, f"training.{field}", value)
        self.form.set_values(self.experiment.training)

    def row(self) -> list[Augmentation]:
        return list(self.experiment.training.augmentation)

    def press(self, name: str) -> None:
        self.form.findChildren(IconButton, name)[-1].click()


def test_in_the_form_they_are_added_set_moved_and_removed(qtbot: QtBot) -> None:
    edited = Edited(qtbot)
    combo = edited.form.findChild(Combo, "training_augmentation")
    assert isinstance(combo, Combo)
    for id in ("rotate", "shift"):
        combo.activated.emit(combo.findData(id))
    assert edited.row() == [Rotate(), Shift()]
    assert combo.selected == ""  # it stands ready for the next one
    field = edited.form.findChildren(QLineEdit, "training_augmentation_0_degrees")[-1]
    field.selectAll()
    QTest.keyClicks(field, "25")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert edited.row() == [Rotate(25.0), Shift()]
    edited.press("training_augmentation_1_entry_up")
    assert edited.row() == [Shift(), Rotate(25.0)]
    edited.press("training_augmentation_0_entry_down")
    assert edited.row() == [Rotate(25.0), Shift()]
    edited.press("training_augmentation_0_entry_remove")
    assert edited.row() == [Shift()]
    edited.press("training_augmentation_0_entry_remove")
    assert edited.row() == []
