"""The main menu: every action of the window with its keys, the examples and the recent files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from playground.model.sections import SECTIONS
from playground.model.spelling import file_name
from playground.ui.canvas.canvas import Canvas
from playground.ui.panels.doctor import DoctorCard
from playground.ui.panels.speed_strip import SpeedStrip
from playground.ui.shell.actions import Actions, Command, Key, on_triggered
from playground.ui.shell.bottom import BottomTabs
from playground.ui.shell.columns import LeftColumn
from playground.ui.shell.example_picking import ExamplePicking
from playground.ui.shell.files.documents import Documents
from playground.ui.shell.panes import LEFT, RIGHT, Panes
from playground.ui.shell.settings import Settings
from playground.ui.shell.update_walk import UpdateWalk
from playground.ui.state.conductor import Conductor
from playground.ui.state.focus import Focus
from playground.ui.state.store import Store
from playground.ui.widgets.markup import menu_text


class Host(Protocol):
    """What the menu needs of the window."""

    store: Store
    conductor: Conductor
    documents: Documents
    settings: Settings
    bottom: BottomTabs
    menu: QMenu
    actions_by_id: Actions

    canvas: Canvas
    left: LeftColumn
    focus: Focus
    walk: UpdateWalk
    example_picking: ExamplePicking
    doctor: DoctorCard
    panes: Panes
    speed: SpeedStrip
    recovered_wanted: SignalInstance

    def new_experiment(self) -> None:
        """Begin with an empty network."""

    def show_keys(self) -> None:
        """Show every key that does something, and what the mouse can do."""

    def show_about(self) -> None:
        """Say what this is, and its version."""

    def show_gallery(self) -> None:
        """Offer the examples."""

    def step_zoom(self, direction: int) -> None:
        """Enlarge, reduce or go back to the usual size."""

    def toggle_theme(self) -> None:
        """Light or dark."""

    def open_path(self, path: Path | str) -> None:
        """Open a file."""

    def close(self) -> bool:
        """Close the window."""


def all_commands(window: Host) -> list[Command]:
    """Everything the window can do, by heading. B, D and U work on top, where no field wants them."""
    store, conductor, documents, head = window.store, window.conductor, window.documents, window.canvas.head
    return [
        Command("new", "New", (Key.New,), window.new_experiment, "File"),
        Command("examples", "Examples…", ("Ctrl+E",), window.show_gallery, "File"),
        Command("open", "Open…", (Key.Open,), documents.ask_open, "File"),
        Command("recovered", "Recovered work…", (), window.recovered_wanted.emit, "File"),
        Command("save", "Save", (Key.Save,), partial(documents.save, None), "File"),
        Command("save_as", "Save as…", ("Ctrl+Shift+S",), partial(documents.save_as, None), "File"),
        Command("undo", "Undo", (Key.Undo,), store.undo, "Edit"),
        Command("redo", "Redo", (QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")), store.redo, "Edit"),
        Command("add", "Add layer… (A)", (), partial(_add_layer, window), "Layer"),
        Command("duplicate", "Duplicate layer (Ctrl+D)", (), partial(_on_layer, window, "duplicate"), "Layer"),
        Command("cut", "Cut layer (Ctrl+X)", (), partial(_on_layer, window, "cut"), "Layer"),
        Command("copy", "Copy layer (Ctrl+C)", (), partial(_on_layer, window, "copy"), "Layer"),
        Command("paste", "Paste layers (Ctrl+V)", (), partial(_paste, window), "Layer"),
        Command("remove", "Remove layer (Delete)", (), partial(_on_layer, window, "remove"), "Layer"),
        Command("train", "Train or pause (Space)", ("F5", "Space"), conductor.toggle, "Train"),
        Command("batch", "One batch (B)", ("F6",), conductor.step_batch, "Train"),
        Command("epoch", "One epoch", ("Ctrl+B", "F7"), conductor.step_epoch, "Train"),
        Command("best", "Go back to the best weights", ("Shift+Home",), partial(conductor.go_to, "best"), "Train"),
        Command("apart", "Take one update apart (U)", ("F9",), window.walk.toggle, "Train"),
        Command("doctor", "Training doctor… (D)", (), window.doctor.open, "Train"),
        Command("find_rate", "Find a learning rate…", (), partial(_find_rate, window), "Train"),
        Command("reset", "Reset to the same weights", ("Ctrl+R", "F8"), conductor.reset, "Train"),
        Command("new_weights", "New weights", ("Ctrl+Shift+R",), conductor.new_weights, "Train"),
        Command("move_trainer", "Trainer in a process or a thread", (), conductor.trainer.move, "Train"),
        Command("slower", "Slower", ("[",), conductor.playback.slower, "Train"),
        Command("faster", "Faster", ("]",), conductor.playback.faster, "Train"),
        Command("pause_when", "Pause when…", ("Shift+P",), partial(_offer_rules, window), "Train"),
        *_setting_commands(window),
        Command("example", "Choose an example…", ("Ctrl+I",), partial(_choose_example, window), "View"),
        Command("zoom_in", "Zoom in", (Key.ZoomIn, "Ctrl+="), partial(window.step_zoom, 1), "View"),
        Command("zoom_out", "Zoom out", (Key.ZoomOut,), partial(window.step_zoom, -1), "View"),
        Command("zoom_reset", "Zoom to 100 %", ("Ctrl+0",), partial(window.step_zoom, 0), "View"),
        Command("larger", "Larger diagram", ("Ctrl+Alt+=",), head.larger_wanted.emit, "View"),
        Command("smaller", "Smaller diagram", ("Ctrl+Alt+-",), head.smaller_wanted.emit, "View"),
        Command("whole", "Whole diagram", ("Ctrl+Alt+0",), head.fit_wanted.emit, "View"),
        Command("theme", "Light or dark", ("Ctrl+T",), window.toggle_theme, "View"),
        Command("left", "Show or hide data and training", ("Ctrl+1",), partial(window.panes.toggle, LEFT), "View"),
        Command("right", "Show or hide output and metrics", ("Ctrl+2",), partial(window.panes.toggle, RIGHT), "View"),
        Command("enlarge", "Enlarge the open view", ("F11",), window.bottom.enlarge_open, "View"),
        Command("inspector", "Show or hide the inspector", ("Ctrl+3",), window.bottom.toggle_fold, "View"),
        Command("quit", "Quit", ("Ctrl+Q",), window.close, "File"),
        Command("keys", "Keys and mouse", ("F1",), window.show_keys, "Help"),
        Command("about", "About Playground", (), window.show_about, "Help"),
    ]


def _setting_commands(window: Host) -> list[Command]:
    """What leads to the settings of training, a fold a question."""
    open_fold, find = window.left.training.open, window.left.training.find_setting
    return [
        Command("find_setting", "Find a setting", ("/",), partial(_setting, window, find), "Settings"),
        *(
            Command(
                f"settings_{section.id}",
                section.question,
                (f"Alt+{place + 1}",),
                partial(_setting, window, partial(open_fold, place)),
                "Settings",
            )
            for place, section in enumerate(SECTIONS)
        ),
    ]


def _setting(window: Host, show: Callable[[], None]) -> None:
    """Lead to a setting, in a column that is shown."""
    if not window.panes.shows(LEFT):
        window.panes.toggle(LEFT)
    show()


def _offer_rules(window: Host) -> None:
    window.speed.offer()


def _add_layer(window: Host) -> None:
    """Offer all layers, to stand behind the selected one."""
    canvas = window.canvas
    canvas.open_palette(canvas.commands.following(window.focus.node))


def _find_rate(window: Host) -> None:
    """Try learning rates on a copy of the run."""
    window.left.training.find_rate()


def _choose_example(window: Host) -> None:
    window.example_picking.open()


def _on_layer(window: Host, what: str) -> None:
    """Do something to the selected layer."""
    commands = window.canvas.commands
    all_commands = {
        "duplicate": commands.duplicate,
        "cut": commands.cut,
        "copy": commands.copy,
        "remove": commands.remove,
    }
    if window.focus.node:
        all_commands[what](window.focus.node)


def _paste(window: Host) -> None:
    commands = window.canvas.commands
    commands.paste(commands.following(window.focus.node))


def fill_menu(window: Host) -> None:
    """Fill the main menu anew: what can be undone and the recent files change."""
    menu, actions = window.menu, window.actions_by_id
    menu.clear()
    _fill_recent(window, menu.addMenu("Recent files"))
    menu.addSeparator()
    actions["undo"].setText(menu_text(f"Undo {window.store.undo_label}".strip()))
    actions["redo"].setText(menu_text(f"Redo {window.store.redo_label}".strip()))
    for heading in actions.headings():
        if heading in ("File", "Edit"):
            actions.fill(menu, heading)
            menu.addSeparator()
        else:
            inner = menu.addMenu(heading)
            actions.fill(inner, heading)
            if heading == "View":
                inner.addSeparator()
                window.bottom.fill_more(inner.addMenu("More views"))


def _fill_recent(window: Host, menu: QMenu) -> None:
    menu.setEnabled(bool(window.settings.recent))
    for text in window.settings.recent:
        on_triggered(menu.addAction(menu_text(file_name(text))), partial(window.open_path, Path(text)))
