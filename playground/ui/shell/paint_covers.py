"""PaintCovers: a part of the window that cannot be painted says so in its place, and can be tried again.

Views see to themselves (`ui.views.base`). This is for the network and the panels.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import shiboken6
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from playground.ui.state.store import Store
from playground.ui.views.failure import FailureCover


@dataclass
class _Covered:
    """What lies over a part, and what in it is not painted meanwhile."""

    cover: FailureCover
    broken: list[QWidget] = field(default_factory=list)


class PaintCovers(QObject):
    """Covers the parts it is given while something in them cannot be painted, until it is tried again.

    An edit tries again by itself, as other things are painted then.
    """

    def __init__(self, parts: dict[str, QWidget], store: Store, parent: QObject | None = None) -> None:
        """``parts`` are the widgets by what a sentence begins with, such as ``The network``."""
        super().__init__(parent)
        self._parts = parts
        self._covered: dict[str, _Covered] = {}
        store.changed.connect(self._try_all)
        store.loaded.connect(self._try_all)

    def cover(self, widget: QWidget, words: str) -> None:
        """Something raised as it was painted: cover the part it is in, and paint it no more."""
        if not shiboken6.isValid(widget):
            return
        name = next((name for name, part in self._parts.items() if part is widget or part.isAncestorOf(widget)), "")
        if not name:
            return
        if name not in self._covered:
            part = self._parts[name]
            made = FailureCover(part, part.objectName(), name[:1].lower() + name[1:])
            made.retry_wanted.connect(partial(self._try_again, name))
            self._covered[name] = _Covered(made)
        covered = self._covered[name]
        target = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
        if target not in covered.broken:
            covered.broken.append(target)
            target.installEventFilter(self)
        covered.cover.cover(f"{name} cannot be shown ({words}). Learning and all else go on.")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What cannot be painted is left out."""
        return event.type() == QEvent.Type.Paint

    def _try_again(self, name: str) -> None:
        covered = self._covered.pop(name)
        for widget in covered.broken:
            if shiboken6.isValid(widget):
                widget.removeEventFilter(self)
                widget.update()
        covered.cover.hide()
        covered.cover.deleteLater()

    def _try_all(self, *_: object) -> None:
        for name in list(self._covered):
            self._try_again(name)
