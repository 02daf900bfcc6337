"""Faults: whatever goes wrong unforeseen, on any thread, is said once in the window and never kills it."""

from __future__ import annotations

import faulthandler
import platform
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QWidget

from playground import __version__
from playground.model.disk import make_folder, open_log
from playground.model.spelling import visible
from playground.ui.shell.overrides import keep_overrides

LARGEST_LOG = 2**20
"""After so many bytes the log of crashes begins anew."""

MOST_OF_A_PLACE = 3
"""So many faults with different words are said of one place of the code,"""
DEEP = 20
"""which so many calls around it tell from others."""

_PASSED_ON = "Error calling Python override of "
Hook = Callable[[type[BaseException], BaseException, TracebackType | None], Any]


class Faults(QObject):
    """Hooks for errors nobody caught. They only queue: ``raised(text, details)`` arrives on the window's thread.

    ``unpainted(widget, words)`` names a widget that raised as it was painted, each time it does.
    Equal faults are said once, and those of one place that name other numbers each time a few times. Messages of Qt go
    to standard error as they are.
    """

    raised = Signal(str, str)
    unpainted = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._said: set[str] = set()
        self._counts: Counter[tuple[object, ...]] = Counter()
        self._before: tuple[Hook, Any, Any] | None = None
        self._dump: BinaryIO | None = None

    def install(self, dump: Path) -> None:
        """Catch from now on; hard crashes leave their stacks in ``dump``, behind those of earlier ones."""
        keep_overrides()
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._on_error
        threading.excepthook = self._on_thread_error
        sys.unraisablehook = self._on_unraisable
        qInstallMessageHandler(_on_qt_message)
        try:
            make_folder(dump.parent)
            self._dump = open_log(dump, LARGEST_LOG)
            faulthandler.enable(self._dump)
        except OSError:
            faulthandler.enable() if sys.stderr is not None else None

    def remove(self) -> None:
        """Put the hooks back as they were."""
        if self._before is not None:
            sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
            self._before = None
            qInstallMessageHandler(None)
        if self._dump is not None:
            faulthandler.disable()
            self._dump.close()
            self._dump = None

    def report(self, error: BaseException) -> None:
        """Say an error that was caught but not foreseen."""
        self._on_error(type(error), error, error.__traceback__)

    def _on_error(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _let_go()
        words = f"{kind.__name__}: {_own_words(error)}"
        if (widget := _being_painted(trace)) is not None:
            self.unpainted.emit(widget, words)
        if not self._is_new(words, trace):  # one that comes back with every picture costs no more than this
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        if sys.stderr is not None:
            print(*map(visible, details.splitlines()), sep="\n", file=sys.stderr)
        text = f"Something went wrong inside the app ({words}). Your experiment is as it was; save it to be safe."
        self.raised.emit(text, f"{versions()}\n\n{details}")

    def _is_new(self, words: str, trace: TracebackType | None) -> bool:
        """Whether a fault is to be said: equal ones are once, and those of one place of the code a few times."""
        places = []
        while trace is not None:
            places.append((trace.tb_frame.f_code, trace.tb_lineno))
            trace = trace.tb_next
        place = tuple(places[-DEEP:])
        if words in self._said or self._counts[place] >= MOST_OF_A_PLACE:
            return False
        self._said.add(words)
        self._counts[place] += 1
        return True

    def _on_thread_error(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._on_error(args.exc_type, args.exc_value, args.exc_traceback)

    def _on_unraisable(self, args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            self._on_error(args.exc_type, args.exc_value, args.exc_traceback)


def _own_words(error: BaseException) -> str:
    """What an error says, without what Qt's wrapper puts before it as often as it passed through one."""
    words = str(error)
    return words.rpartition(_PASSED_ON)[2].partition("(): ")[2] if _PASSED_ON in words else words


def _being_painted(trace: TracebackType | None) -> QWidget | None:
    """The widget in whose painting an error was raised, if it was in one."""
    while trace is not None:
        frame = trace.tb_frame
        if frame.f_code.co_name == "paintEvent" and isinstance(widget := frame.f_locals.get("self"), QWidget):
            return widget
        trace = trace.tb_next
    return None


def _let_go() -> None:
    """Python keeps the last error for a debugger, and with it all that its functions held: widgets, painters."""
    for name in ("last_exc", "last_type", "last_value", "last_traceback"):
        if hasattr(sys, name):
            delattr(sys, name)


def versions() -> str:
    """What a report should say about this machine: versions, and nothing personal."""
    return f"Playground {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    if kind != QtMsgType.QtDebugMsg and sys.stderr is not None:
        print(f"Qt: {visible(message)}", file=sys.stderr)
