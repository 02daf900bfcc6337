"""Group menu: what a card's menu offers about groups."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from playground.ui.canvas.groups import Groups


def add_group_entries(menu: QMenu, groups: Groups, id: str, rename: Callable[[str], None]) -> None:
    """Add entries to unfold a layer, and to make, fold, name or dissolve the group of a card, before *Remove*.

    Args:
        menu: of the card.
        groups: what carries them out.
        id: of the card.
        rename: opens the field for a group's name.
    """
    entries: list[tuple[str, str, Callable[[], object]]] = []
    if groups.can_unfold(id):
        entries.append(("Unfold into parts", "card_unfold", partial(groups.unfold, id)))
    count = len(groups.run) if id in groups.run else 0
    if count > 1:
        entries.append((f"Group {count} layers\tCtrl+G", "group_layers", groups.make))
    elif groups.has_next(id):
        entries.append(("Group with the next card\tCtrl+G", "group_with_next", groups.make))
    if (group := groups.group_of(id)) is not None:
        folded = group.id in groups.folded
        words = "Show the layers of the group" if folded else "Fold the group"
        entries.append((f"{words}\tF", "group_fold", partial(groups.toggle, group.id)))
        entries.append(("Rename the group\tF2", "group_rename", partial(rename, group.id)))
        entries.append(("Ungroup\tCtrl+Shift+G", "group_dissolve", partial(groups.dissolve, group.id)))
    last = menu.findChild(QAction, "card_remove")
    before = menu.actions()[menu.actions().index(last) - 1] if last is not None else None
    if entries:
        menu.insertSeparator(before) if before is not None else menu.addSeparator()
    for text, name, do in entries:
        action = QAction(text, menu)
        action.setObjectName(name)
        action.triggered.connect(partial(_run, do))
        menu.insertAction(before, action) if before is not None else menu.addAction(action)


def _run(do: Callable[[], object], checked: bool = False) -> None:
    do()
