"""What is looked at belongs to the document: looking is no edit, and it is there again when the document comes back."""

from __future__ import annotations

from pathlib import Path

from playground.model import edits
from playground.model.archive import load, save
from playground.model.document import NO_VIEWS, Document, Views
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.ui.state.store import Store

HERE, THERE = Views(selected="linear_1", tab="weights"), Views(tab="loss", example=3)


def test_looking_is_no_edit_and_stays_through_edits_and_undo() -> None:
    circle = load_example("circle")
    store = Store(circle)
    store.look(HERE)
    assert store.views == HERE
    assert (store.experiment, store.undo_label, store.dirty) == (circle, "", False)
    store.set("training.batch_size", 3)
    store.look(THERE)
    store.undo()
    assert (store.experiment, store.views, store.redo_label != "") == (circle, THERE, True)


def test_a_document_that_undo_brings_back_is_looked_at_as_when_it_was_left() -> None:
    store = Store(load_example("circle"))
    store.look(HERE)
    store.replace(load_example("xor"), "Open XOR", THERE)
    seen: list[Views] = []

    def look_elsewhere(old: Experiment, new: Experiment) -> None:
        seen.append(store.opened_views)
        store.look(NO_VIEWS)

    store.changed.connect(look_elsewhere)
    assert store.views == store.opened_views == THERE
    store.undo()
    store.redo()
    assert seen == [HERE, THERE], "whatever is looked at by those who are told first"


def test_a_file_is_opened_with_what_was_looked_at(tmp_path: Path) -> None:
    made = edits.rename(load_example("circle"), "Looked at")
    for name in ("x.json", "x.playground"):
        save(tmp_path / name, Document(made, views=THERE))
        found = load(tmp_path / name)
        store = Store(load_example("xor"))
        store.load(found.experiment, tmp_path / name, found.version, found.views)
        assert (store.experiment, store.views, store.opened_views) == (made, THERE, THERE)
        assert not store.saving.unsaved
