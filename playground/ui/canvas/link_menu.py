"""LinkMenu: what a link may become that was dragged to a layer which reads something already."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from playground.model.layer import Layer
from playground.ui.canvas.commands import Commands


def offer_to_merge(commands: Commands, source: str, target: str, at: QPoint, parent: QWidget) -> bool:
    """Offer at a point of the screen to put a merging layer before the target, or to read from the source instead.

    False where there is nothing to offer: the link is impossible, is there already, or no merging layer would fit.
    """
    kinds = commands.mergers(source, target)
    if not kinds:
        return False
    menu = QMenu(parent)
    menu.setObjectName("link_menu")
    menu.setAccessibleName(f"{commands.name(target)} reads something already")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for kind in kinds:
        action = menu.addAction(f"Insert {kind.label} here")
        action.setObjectName(f"link_{kind.id()}")
        action.triggered.connect(partial(_merge, commands, kind, source, target))
    action = menu.addAction(f"Read from {commands.name(source)} instead")
    action.setObjectName("link_instead")
    action.triggered.connect(partial(_read, commands, source, target))
    menu.popup(at)
    return True


def _merge(commands: Commands, kind: type[Layer], source: str, target: str, checked: bool = False) -> None:
    commands.merge(kind, source, target)


def _read(commands: Commands, source: str, target: str, checked: bool = False) -> None:
    commands.link(source, target)
