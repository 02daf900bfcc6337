"""Links: what a link becomes that was dragged to a layer. One that reads something already may read both."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from playground.model.layer import Layer
from playground.model.merging import merged, mergers
from playground.model.network import INPUT
from playground.ui.canvas.commands import Commands
from playground.ui.canvas.lanes import source_of
from playground.ui.state.focus import Focus
from playground.ui.state.store import Store


class Links:
    """Makes the link that was drawn, or offers a merging layer where the target reads something already."""

    def __init__(self, store: Store, focus: Focus, commands: Commands, parent: QWidget) -> None:
        self._store = store
        self._focus = focus
        self._commands = commands
        self._parent = parent

    def draw(self, source: str, target: str, at: QPoint) -> None:
        """Link two nodes, or ask at a point of the screen how."""
        experiment = self._store.experiment
        source = source_of(experiment, source, target) if target in experiment.ids() else source
        kinds = self._mergers(source, target)
        if not kinds:
            self._commands.link(source, target)
            return
        menu = QMenu(self._parent)
        menu.setObjectName("link_menu")
        menu.setAccessibleName(f"{self._commands.name(target)} reads something already")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for kind in kinds:
            action = menu.addAction(f"Insert {kind.label} here")
            action.setObjectName(f"link_{kind.id()}")
            action.triggered.connect(partial(self._merge, kind, source, target))
        action = menu.addAction(f"Read from {self._commands.name(source)} instead")
        action.setObjectName("link_instead")
        action.triggered.connect(partial(self._read, source, target))
        menu.popup(at)

    def _mergers(self, source: str, target: str) -> tuple[type[Layer], ...]:
        commands = self._commands
        possible = target != INPUT and source in commands.earlier(target) and not commands.folded(target)
        if not possible or source in commands.sources(target):
            return ()
        return mergers(self._store.experiment, source, target)

    def _merge(self, kind: type[Layer], source: str, target: str, checked: bool = False) -> None:
        experiment, id = merged(self._store.experiment, kind, source, target)
        self._store.apply(experiment, f"Insert {kind.label} before {self._commands.name(target)}")
        self._focus.select(id)

    def _read(self, source: str, target: str, checked: bool = False) -> None:
        self._commands.link(source, target)
