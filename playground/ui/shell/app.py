"""Start of the window: application, hooks for faults, signals of the system, recovered work."""

from __future__ import annotations

import gc
import os
import signal
import sys
from functools import partial
from pathlib import Path
from types import FrameType

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from playground.engine.link import Link
from playground.model.experiment import Experiment
from playground.model.places import read_bundled, user_state
from playground.model.plugins import PLUGINS
from playground.model.signals import ending_signals
from playground.ui.panels.data import DataPanel
from playground.ui.panels.training import TrainingPanel
from playground.ui.shell.faults import Faults
from playground.ui.shell.paint_covers import PaintCovers
from playground.ui.shell.plugin_notices import PluginNotices
from playground.ui.shell.recovery.menu import RecoveredWork
from playground.ui.shell.recovery.recovery import Recovery
from playground.ui.shell.settings import load_settings
from playground.ui.shell.window import Window
from playground.ui.state.notice import Notice

CRASHES = "crash.log"
STYLE = "fusion"


def application() -> QApplication:
    """The one application object, in Qt's Fusion style."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("Playground")
    app.setApplicationDisplayName("")
    app.setDesktopFileName("playground")  # by which a Linux desktop finds the window's entry and icon
    if app.windowIcon().isNull():
        icon = QPixmap()
        icon.loadFromData(read_bundled("desktop/playground.svg"))
        app.setWindowIcon(QIcon(icon))
    if app.style().name() != STYLE:
        app.setStyle(STYLE)
    return app


def open_window(experiment: Experiment, path: Path | None = None, link: Link | None = None) -> int:
    """Open the window on an experiment, and run until it is closed; returns the exit status.

    ``link`` leads to a trainer in a process that was started already.
    """
    app = application()
    faults = Faults()
    window = Window(experiment, load_settings())
    say_faults(window, faults)
    faults.install(user_state() / CRASHES)
    recovery = keep_copies(window)
    leaving = _Signals(window, recovery)
    window.closing.connect(leaving.settle)
    conductor = window.conductor
    conductor.start(link)
    if path is not None:
        window.documents.open(path)
        window.documents.opening.wait()
    window.show()
    QTimer.singleShot(0, window, _collect_garbage)
    offer_recovered(window, recovery)
    with PLUGINS.told_to(PluginNotices(window.notices, window).hear):
        status = app.exec()
    faults.remove()
    status = leaving.status or status
    if conductor.alive:
        # Torch is still being loaded, or a step takes very long; everything is saved, and nobody should wait for it.
        if sys.stdout is not None:  # there is none where no terminal belongs to the window
            sys.stdout.flush()
        os._exit(status)
    # At its end Python looks through all that is alive, which with torch takes seconds: there is nothing left to find.
    gc.freeze()
    return status


def _collect_garbage() -> None:
    """Look for garbage from now on, but not among what is there: it stays, and looking through it stalls the window."""
    gc.freeze()
    gc.enable()


class _Signals(QObject):
    """Signals close the window in order, with unsaved work kept aside for the next start."""

    def __init__(self, window: Window, recovery: Recovery) -> None:
        super().__init__(window)
        self.status = 0
        self._window = window
        self._recovery = recovery
        for number in ending_signals():
            signal.signal(number, self._leave)

    def settle(self) -> None:
        """The window closes: forget the copy, as the work was saved or given up, or keep it after a signal."""
        self._recovery.stop(keep=self.status != 0)

    def _leave(self, number: int, frame: FrameType | None) -> None:
        self.status = 128 + number
        # Not at once: this may be in the middle of a paint, or before the event loop runs.
        QTimer.singleShot(0, self, self._close)

    def _close(self) -> None:
        """Give up a question that stands open, as it holds up everything behind it, then close the window."""
        question = QApplication.activeModalWidget()
        if isinstance(question, QDialog) and question.isVisible():
            question.reject()
            QTimer.singleShot(0, self, self._close)
        elif shiboken6.isValid(self._window):
            self._recovery.keep_last(self._window.close_saved)


def say_faults(window: Window, faults: Faults) -> None:
    """Let faults nobody foresaw be said in the window, as long as it is there, and in the place that is not painted."""
    faults.raised.connect(partial(_say_fault, window))
    covers = PaintCovers(_parts(window), window.store, window)
    faults.unpainted.connect(covers.cover, Qt.ConnectionType.QueuedConnection)  # not in the middle of a paint


def _parts(window: Window) -> dict[str, QWidget]:
    """The parts of the window that say so in their own place where they cannot be painted."""
    found: dict[str, QWidget] = {"The network": window.canvas.stage, "The inspector": window.inspector}
    panels = {"The data panel": DataPanel, "The training panel": TrainingPanel}
    return found | {name: window.left.findChildren(kind)[0] for name, kind in panels.items()}


def _say_fault(window: Window, text: str, details: str) -> None:
    if shiboken6.isValid(window):
        window.notices.say(Notice(text, "error", details, topic="fault"))


def keep_copies(window: Window) -> Recovery:
    """Keep copies of a window's unsaved work from now on."""
    recovery = Recovery(window.store, window.conductor)
    recovery.said.connect(window.notices.say)
    window.documents.leaving.connect(recovery.keep_left)
    window.documents.written.connect(recovery.forget)
    return recovery


def offer_recovered(window: Window, recovery: Recovery) -> RecoveredWork:
    """Look for unsaved work that earlier windows left behind, offer it, and keep it in the menu."""
    recovered = RecoveredWork(window, recovery)
    recovered.look()
    return recovered
