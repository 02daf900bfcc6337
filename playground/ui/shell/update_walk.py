"""UpdateWalk: one update, taken apart. Asks for the next step without taking it, and shows its stages on the canvas."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton

from playground.engine.answer_values import Update
from playground.engine.history import History
from playground.engine.messages import Frame, State
from playground.engine.requests import NextUpdate, Request, Weights
from playground.ui.canvas.canvas import Canvas
from playground.ui.panels.update_stages import UpdateStages
from playground.ui.panels.update_words import stage_words
from playground.ui.state import limits
from playground.ui.state.conductor import Conductor
from playground.ui.state.focus import Focus
from playground.ui.state.notice import Notice
from playground.ui.state.scene import Scene
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme

ASKED = NextUpdate()
BACKWARD, UPDATE = 2, 3
"""Stages in which the canvas shows something else than the weights."""


class UpdateWalk(QObject):
    """Keeps the strip, the canvas and the trainer together while an update is taken apart.

    It ends by itself when learning goes on or anything is edited. Signal: ``requests_changed()``, as any watcher.
    """

    every_frame = False
    requests_changed = Signal()

    def __init__(
        self,
        theme: Theme,
        store: Store,
        conductor: Conductor,
        canvas: Canvas,
        focus: Focus,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._conductor = conductor
        self._canvas = canvas
        self._focus = focus
        self._open = False
        self._came_early = False
        self._update: Update | None = None
        self._frame: Frame | None = None
        self.strip = UpdateStages(theme)
        self.strip.stage_changed.connect(self._show_stage)
        self.strip.closed.connect(self.end)
        # Keys go to it where the network or the strip has the keyboard, and where nobody else wants them.
        for part in (canvas.stage, *self.strip.findChildren(QAbstractButton)):
            part.installEventFilter(self)
        if parent is not None:
            parent.installEventFilter(self)
        conductor.dispatch.watch(self)
        conductor.state_changed.connect(self._on_state)

    @property
    def is_open(self) -> bool:
        """Whether an update is being taken apart."""
        return self._open

    def toggle(self) -> None:
        """Begin, or end."""
        if self._open:
            self.end()
        else:
            self.begin()

    def begin(self) -> None:
        """Pause, and take the next update apart."""
        why = limits.waits_in_words(self._conductor.is_ready, self._store.trace)
        if why and not self._open:
            self._conductor.said.emit(Notice(why, topic="hint"))
        if self._open or why or self._conductor.samples is None:
            return
        if self._conductor.playing:
            self._conductor.pause()
        self._open = True
        self.strip.open("The next update is being worked out.")
        self.requests_changed.emit()

    def end(self) -> None:
        """Show the network as it is again."""
        if self._open:
            self._open, self._came_early, self._update, self._frame = False, False, None, None
            self.strip.hide()
            self._canvas.show_instead(None)
            self.requests_changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While it is open, 1 to 4, Left, Right and Escape are its keys."""
        if self._open and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
            if plain and self.strip.take_key(Qt.Key(event.key())):
                return True
        return super().eventFilter(watched, event)

    # -------------------------------------------------------------------------------------------- as a watcher

    def requests(self) -> tuple[Request, ...]:
        """The next update, until it is known."""
        return (ASKED,) if self._open and self._update is None else ()

    def set_scene(self, scene: Scene) -> None:
        """Anything that was edited or built anew ends it."""
        self.end()

    def set_frame(self, frame: Frame) -> None:
        """Take the update, or what the canvas shows meanwhile."""
        if self._conductor.playing or frame.step != self._conductor.state.step:
            self._came_early = True
            return
        self._frame = frame
        if self._update is None:
            self._take(frame)
        elif not _is_of(self._update, frame):
            self.end()
        else:
            self._show_stage(self.strip.stage)

    def set_history(self, history: History) -> None:
        """Curves tell nothing of one update."""

    def isVisible(self) -> bool:
        """Whether it is to be served."""
        return self._open

    # ---------------------------------------------------------------------------------------------------- inside

    def _take(self, frame: Frame) -> None:
        update, samples = frame.answer(ASKED), self._conductor.samples
        if update is not None and samples is not None:
            self._update = update
            chosen = (self._focus.node, self._focus.row)
            self.strip.set_words(stage_words(update, self._store.experiment, self._store.trace, samples, chosen))
            self._show_stage(self.strip.stage)
            self.requests_changed.emit()
        elif ASKED in frame.failures:
            self.strip.say(frame.failures[ASKED])

    def _on_state(self, state: State) -> None:
        """Learning that goes on ends it; the pause that it waited for does not: what came before it is asked again."""
        update = self._update
        if self._open and update is None and self._came_early and not state.playing:
            self._came_early = False
            self._conductor.dispatch.ask_again()
        if update is not None and (state.playing or state.step != update.step - 1):
            self.end()

    def _show_stage(self, stage: int) -> None:
        update, frame = self._update, self._frame
        if update is None or frame is None:
            return
        learned, sign = {BACKWARD: (update.weight_gradients, "∂L/∂"), UPDATE: (update.changes, "Δ")}.get(
            stage, (None, "")
        )
        if learned is None:
            self._canvas.show_instead(None)
            return
        answers = {
            request: _replaced(answer, learned) if isinstance(request, Weights) else answer
            for request, answer in frame.answers.items()
        }
        self._canvas.show_instead(replace(frame, answers=answers), sign)


def _replaced(answer: dict[str, dict[str, Any]], learned: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """An answer about parameters with others in their place; what has none there stays."""
    return {node: {**group, **learned.get(node, {})} for node, group in answer.items()}


def _is_of(update: Update, frame: Frame) -> bool:
    """Whether a frame shows the weights that an update began with: none was written by hand since."""
    return all(
        np.array_equal(value, group[name])
        for request, answer in frame.answers.items()
        if isinstance(request, Weights)
        for node, group in answer.items()
        for name, value in update.weights.get(node, {}).items()
        if name in group
    )
