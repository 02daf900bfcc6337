"""Menu: what can be done with a card, as a context menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from playground.model.experiment import Experiment
from playground.model.network import INPUT
from playground.model.objective import DATA
from playground.ui.canvas.commands import Commands
from playground.ui.canvas.padlocks import Padlocks
from playground.ui.canvas.switches import Switches


def card_menu(
    commands: Commands, switches: Switches, id: str, row: int, add: Callable[[str], None], parent: QWidget
) -> QMenu:
    """The menu of a card and of its selected row. ``add`` opens the palette before a node."""
    menu = QMenu(parent)
    menu.setObjectName("card_menu")
    menu.setAccessibleName(f"What can be done with {commands.name(id)}")
    if id != INPUT:
        _entry(menu, "Add a layer before", partial(add, id))
    output = id != INPUT and commands.experiment.node(id).layer.pinned
    if not output:
        _entry(menu, "Add a layer after", partial(add, commands.following(id)), "A")
    menu.addSeparator()
    if commands.movable(id):
        _entry(menu, "Cut", partial(commands.cut, id), "Ctrl+X")
        _entry(menu, "Copy", partial(commands.copy, id), "Ctrl+C")
    _entry(menu, "Paste before" if output else "Paste after", _paste(commands, id), "Ctrl+V")
    if commands.movable(id):
        _entry(menu, "Duplicate", partial(commands.duplicate, id), "Ctrl+D")
        _entry(menu, "Move left", partial(commands.shift, id, -1), "Alt+Left")
        _entry(menu, "Move right", partial(commands.shift, id, 1), "Alt+Right")
    if id != INPUT:
        _fill_sources(menu.addMenu("Read from"), commands, id)
    if later := _later(commands, id):
        _fill_targets(menu.addMenu("Skip to"), commands, id, later)
    _fill_switches(menu, switches, id, row)
    _fill_padlocks(menu, commands.padlocks, commands.experiment, id)
    if commands.movable(id):
        menu.addSeparator()
        _entry(menu, "Remove", partial(commands.remove, id), "Del")
    return menu


def _fill_padlocks(menu: QMenu, padlocks: Padlocks, experiment: Experiment, id: str) -> None:
    """Freeze a card that learns, or its group."""
    nodes, group, grouped = padlocks.learning(id), experiment.group_of(id), padlocks.grouped(id)
    if nodes or grouped:
        menu.addSeparator()
    if nodes:
        word = "Unfreeze" if padlocks.are_frozen(nodes) else "Freeze"
        _entry(menu, word, partial(padlocks.toggle, id), "L", "card_freeze")
    if group is not None and grouped and grouped != nodes:
        word = "Unfreeze the group" if padlocks.are_frozen(grouped) else "Freeze the group"
        _entry(menu, word, partial(padlocks.toggle_nodes, grouped, group.name), name="group_freeze")


def _fill_switches(menu: QMenu, switches: Switches, id: str, row: int) -> None:
    """Switch the selected unit off or on, and all others on."""
    if not switches.can_switch(id) and not switches.off:
        return
    menu.addSeparator()
    if switches.can_switch(id):
        on = "on" if switches.is_off(id, row) else "off"
        _entry(menu, f"Switch {switches.unit(id, row)} {on}", partial(switches.toggle, id, row), "X", "card_switch")
    if switches.off:
        _entry(menu, "Switch all units on", switches.all_on, "Shift+X")


def _entry(menu: QMenu, text: str, do: Callable[[], object], keys: str = "", name: str = "") -> None:
    action = menu.addAction(f"{text}\t{keys}" if keys else text)
    action.setObjectName(name or f"card_{text.lower().replace(' ', '_')}")
    action.triggered.connect(partial(_run, do))


def _paste(commands: Commands, id: str) -> Callable[[], object]:
    return partial(commands.paste, commands.following(id))


def _fill_sources(menu: QMenu, commands: Commands, id: str) -> None:
    """All nodes before it, those that it reads from ticked; a merging layer may read from several."""
    menu.setObjectName("card_read_from")
    present = commands.sources(id)
    for source in reversed(commands.earlier(id)):
        action = menu.addAction(commands.experiment.source_name(id) if source == INPUT else commands.name(source))
        action.setObjectName(f"read_from_{source}")
        action.setCheckable(True)
        action.setChecked(source in present)
        action.triggered.connect(partial(_run, partial(commands.toggle_source, id, source)))


def _later(commands: Commands, id: str) -> list[str]:
    """Merging layers further on that do not read from it yet."""
    experiment = commands.experiment
    reading = [role.name for role in experiment.objective.roles(experiment.data) if role.reads == DATA]
    networks = [experiment.networks[role] for role in reading] if id == INPUT else [experiment.network_of(id)]
    nodes = [node for network in networks for node in network.nodes[0 if id == INPUT else network.index(id) + 1 :]]
    return [node.id for node in nodes if node.layer.merges and id not in commands.sources(node.id)]


def _fill_targets(menu: QMenu, commands: Commands, id: str, later: list[str]) -> None:
    menu.setObjectName("card_skip_to")
    for target in later:
        action = menu.addAction(commands.name(target))
        action.setObjectName(f"skip_to_{target}")
        action.triggered.connect(partial(_run, partial(commands.link, id, target)))


def _run(do: Callable[[], object], checked: bool = False) -> None:
    do()
