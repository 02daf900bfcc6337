"""Mailbox: what the trainer leaves for the reader. A tray in which reports add up, and a slot for the latest frame."""

from __future__ import annotations

from collections import deque

from playground.engine.messages import Frame, Report


class Mailbox:
    """One writer, one reader, no lock: both ends use operations that Python makes whole.

    Reports are appended and none is lost. A frame is put only after the reader has taken the one before, so the
    trainer never copies a picture nobody looks at.
    """

    def __init__(self) -> None:
        self._tray: deque[Report] = deque()
        self._slot: deque[Frame] = deque(maxlen=1)

    def post(self, report: Report) -> None:
        """Writer: add a report to the tray."""
        self._tray.append(report)

    def wants_frame(self) -> bool:
        """Writer: whether the reader has taken the last frame."""
        return not self._slot

    def show(self, frame: Frame) -> None:
        """Writer: put a frame into the slot, in place of one not yet taken."""
        self._slot.append(frame)

    def empty(self) -> list[Report]:
        """Reader: take all reports, oldest first."""
        reports = []
        while self._tray:
            reports.append(self._tray.popleft())
        return reports

    def take(self) -> Frame | None:
        """Reader: take the frame, if there is one."""
        try:
            return self._slot.pop()
        except IndexError:
            return None
