"""UnmadeView: what stands in the place of a view that raised as it was made, and says so."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import View

_STATED = ("id", "title", "place", "square", "order", "question", "weight", "share")


class UnmadeView(View):
    """Says that a view could not be made, and why."""

    def __init__(self, error: Exception, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._error = error

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """It stands where the view would."""
        return True

    def set_scene(self, scene: Scene) -> None:
        """Say it of every experiment."""
        self.fail(self._error)

    def apply_theme(self) -> None:
        """It has no picture."""

    def describe(self) -> str:
        """The same words."""
        return f"{self.title} could not be made: {self._error}"


def unmade(kind: type[View], error: Exception, theme: Theme, focus: Focus, parent: QWidget) -> View:
    """A view in the place of one that raised as it was made. What was made of that goes."""
    for half in parent.findChildren(kind):
        half.hide()
        half.deleteLater()
    stated = {name: getattr(kind, name) for name in _STATED}
    made: View = type(f"Unmade{kind.__name__}", (UnmadeView,), stated)(error, theme, focus, parent)
    return made
