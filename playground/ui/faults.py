"""Faults: whatever goes wrong unforeseen, on any thread, is said once in the window and never kills it."""

from __future__ import annotations

import faulthandler
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from playground import __version__
from playground.model.disk import make_folder, open_log
from playground.model.spelling import visible

LARGEST_LOG = 2**20
"""After so many bytes the log of crashes begins anew."""

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], Any]


class Faults(QObject):
    """Hooks for errors nobody caught. They only queue: ``raised(text, details)`` arrives on the window's thread.

    Equal faults are said once. Messages of Qt go to standard error as they are.
    """

    raised = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seen: set[str] = set()
        self._before: tuple[Hook, Any, Any] | None = None
        self._dump: BinaryIO | None = None

    def install(self, dump: Path) -> None:
        """Catch from now on; hard crashes leave their stacks in ``dump``, behind those of earlier ones."""
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
        details = "".join(traceback.format_exception(kind, error, trace))
        if sys.stderr is not None:
            print(*map(visible, details.splitlines()), sep="\n", file=sys.stderr)
        key = f"{kind.__name__}: {error}"
        if key in self._seen:
            return
        self._seen.add(key)
        text = f"Something went wrong inside the app ({key}). Your experiment is as it was; save it to be safe."
        self.raised.emit(text, f"{versions()}\n\n{details}")

    def _on_thread_error(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._on_error(args.exc_type, args.exc_value, args.exc_traceback)

    def _on_unraisable(self, args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            self._on_error(args.exc_type, args.exc_value, args.exc_traceback)


def versions() -> str:
    """What a report should say about this machine: versions, and nothing personal."""
    return f"Playground {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    if kind != QtMsgType.QtDebugMsg and sys.stderr is not None:
        print(f"Qt: {visible(message)}", file=sys.stderr)
