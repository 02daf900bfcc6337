"""Subscriber: what the conductor asks of a view, and of the canvas."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import SignalInstance

from playground.engine.history import History
from playground.engine.messages import Frame
from playground.engine.requests import Request
from playground.ui.state.scene import Scene


class Subscriber(Protocol):
    """Something that asks for parts of a frame and shows them, as long as it is visible."""

    @property
    def every_frame(self) -> bool:
        """Whether it is given every frame, even where the machine is slow; others then take turns."""

    @property
    def requests_changed(self) -> SignalInstance:
        """Emitted when ``requests`` would answer differently."""

    def requests(self) -> tuple[Request, ...]:
        """What frames must answer while it is visible."""

    def set_scene(self, scene: Scene) -> None:
        """Take a changed experiment or new samples."""

    def set_frame(self, frame: Frame) -> None:
        """Take a new frame."""

    def set_history(self, history: History) -> None:
        """Take the curves after numbers were added."""

    def isVisible(self) -> bool:
        """Whether it can be seen."""
