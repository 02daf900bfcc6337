"""View: the base of every live view. A view asks for what it shows, and paints what it gets."""

from __future__ import annotations

from typing import ClassVar, Literal

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QWidget

from playground.engine.history import History
from playground.engine.messages import Frame
from playground.engine.requests import Request
from playground.model.network import INPUT
from playground.model.trace import NodeTrace
from playground.ui.guarding import Answerable, report
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.failure import FailureCover

Question = Literal["What comes in", "What the layers do", "How it learns", "Where it errs"]
"""What people ask a view; all views are listed under these, in this order."""
ABOUT = 40
"""What is added to the weight of a view while what it is about is selected."""


class View(Answerable):
    """One live view. Its docstring is the one-line help in lists and tooltips.

    The window calls ``set_scene`` after every edit and whenever samples arrive, ``set_frame`` with each new frame while
    the view is visible, ``set_history`` when numbers were added. Emit ``requests_changed`` when ``requests`` would
    answer differently (another tab inside the view, another selection), ``enlarge_wanted`` to fill the middle of the
    window or to go back to its place, ``window_wanted`` for a window of its own, and ``write_wanted(node, name, index,
    values)`` to write parameters by hand (see ``WeightEdits.write``), and ``pause_wanted(PauseRule)`` for training to
    pause as it comes true. Setters only note and call ``update``
    or set data on items kept alive; they never create items a tick and never block.

    Where it raises as it takes or paints something, it is covered by words that say so, and is given nothing more until
    the network is another or somebody tries again: then ``retry_wanted`` asks for all that it needs.
    """

    requests_changed = Signal()
    enlarge_wanted = Signal()
    window_wanted = Signal()
    write_wanted = Signal(str, str, object, object)
    retry_wanted = Signal()
    pause_wanted = Signal(object)
    _broke = Signal()

    id: ClassVar[str] = ""
    """The stable id that files and the command line use."""
    title: ClassVar[str] = ""
    """What its tab says."""
    place: ClassVar[Literal["output", "metrics", "tab"]] = "tab"
    """Where it lives: on the right as the output, on the right among the metrics, or as a tab at the bottom."""
    square: ClassVar[bool] = False
    """Whether its picture is as high as it is wide, so that more height would stay empty."""
    every_frame: ClassVar[bool] = False
    """Whether it is given every frame, even where the machine is slow; the others then take turns while training."""
    order: ClassVar[int] = 50
    """Smaller comes first among the views of a place."""
    question: ClassVar[Question]
    """What it answers: the heading under which it is listed among more views."""
    weight: ClassVar[int]
    """How much it matters whatever is selected, 0 to 100: the views that matter most are the first tabs."""
    share: ClassVar[int] = 20
    """How much of the height of the right column it takes, beside the others there; 20 is the usual."""

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.focus = focus
        self.scene: Scene | None = None
        self.frame: Frame | None = None
        self._cover: FailureCover | None = None
        self._failure = ""
        self._broke.connect(self._show_failure, Qt.ConnectionType.QueuedConnection)  # not in the middle of a paint
        self.setObjectName(f"view_{self.id}")
        self.setAccessibleName(self.title)
        theme.changed.connect(self.apply_theme)

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Whether it has something to show for such an experiment."""
        raise NotImplementedError

    @classmethod
    def is_about(cls, node: NodeTrace | None) -> bool:
        """Whether it is about such a selected node, ``None`` for the input, more than others are."""
        return False

    @classmethod
    def matters(cls, scene: Scene, node: str) -> int:
        """How much it matters for this network while a node, by its id, is selected."""
        found = next((known for known in scene.trace.nodes if known.id == node), None)
        about = (found is not None or node == INPUT) and cls.is_about(found)
        return cls.weight + (ABOUT if about else 0)

    def event(self, event: QEvent) -> bool:
        """Let no error come out of a handler, where it would stop whoever made a change that led to the event."""
        try:
            return super().event(event)
        except Exception as error:
            report(error)
            if event.type() == QEvent.Type.Paint:
                self.fail(error)
            return True

    def fail(self, error: Exception) -> None:
        """Say that it failed, in its own place."""
        self._failure = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        if not self.failed:
            self.failed = True
            self._broke.emit()

    def recover(self) -> None:
        """Begin anew with the next scene, as if it had never had one."""
        self.failed = False
        self.scene = self.frame = None
        if self._cover is not None:
            self._cover.hide()

    def _try_again(self) -> None:
        self.recover()
        self.retry_wanted.emit()

    def _show_failure(self) -> None:
        if self._cover is None:
            self._cover = FailureCover(self, self.id)
            self._cover.retry_wanted.connect(self._try_again)
        if self.failed:
            self._cover.cover(f"The view {self.title} failed ({self._failure}). Learning and all other views go on.")

    def requests(self) -> tuple[Request, ...]:
        """What frames must answer while it is visible."""
        return ()

    def set_scene(self, scene: Scene) -> None:
        """Take a changed experiment, its trace, or new samples. Forget the frame when the generation is another."""
        raise NotImplementedError

    def set_frame(self, frame: Frame) -> None:
        """Take a new frame of the present generation; show its answers to this view's requests."""

    def set_history(self, history: History) -> None:
        """Take the curves after numbers were added."""

    def apply_theme(self) -> None:
        """Take colours and sizes anew."""
        raise NotImplementedError

    def describe(self) -> str:
        """What it shows right now, in one sentence; also its accessible text."""
        raise NotImplementedError


def shows_mean(view: View) -> bool:
    """Whether the picture of a view is of the mean of the weights, not of those that learn."""
    averaged = view.frame is not None and view.frame.averaged
    return averaged and any(request.shows_weights for request in view.requests())
