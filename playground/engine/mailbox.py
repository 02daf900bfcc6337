"""Mailbox: what the trainer leaves for the reader. A tray where reports add up, and the latest frame of each run."""

from __future__ import annotations

from collections import deque
from collections.abc import Container

from playground.engine.messages import Frame, Report


class Mailbox:
    """One writer, one reader, no lock: both ends use operations that Python makes whole.

    Reports are appended and none is lost. A run's frame is put only after the reader has taken the one before, so the
    trainer never copies a picture nobody looks at. Each run has a place of its own: else the picture of one that
    pauses would be replaced by one of a run that goes on, and who steps quickly would keep others from being seen.
    """

    def __init__(self) -> None:
        self._tray: deque[Report] = deque()
        self._frames: dict[int, Frame] = {}

    def post(self, report: Report) -> None:
        """Writer: add a report to the tray."""
        self._tray.append(report)

    def wants_frame(self, run: int) -> bool:
        """Writer: whether the reader has taken the last frame of a run."""
        return run not in self._frames

    def show(self, frame: Frame) -> None:
        """Writer: put a frame, in place of one of the same run that was not taken yet."""
        self._frames[frame.run] = frame

    def forget(self, run: int) -> None:
        """Writer: a run has ended, and nobody wants to see it any more."""
        self._frames.pop(run, None)

    def empty(self) -> list[Report]:
        """Reader: take all reports, oldest first."""
        reports = []
        while self._tray:
            reports.append(self._tray.popleft())
        return reports

    def take(self, but_of: Container[int] = ()) -> Frame | None:
        """Reader: take a frame, if there is one: of several runs (``but_of`` these) the one that waits longest."""
        for run in list(self._frames):
            if run not in but_of and (frame := self._frames.pop(run, None)) is not None:
                return frame
        return None
