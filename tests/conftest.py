"""What every test gets: no display, folders of its own, one torch thread, and guards against what is left behind."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Generator, Iterator

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget

from tests import draws  # how many examples every @given draws
from tests.spent import Spent
from tests.waiting import moments

__all__ = ["draws"]

_HOME = tempfile.mkdtemp(prefix="playground-tests-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("OMP_NUM_THREADS", "1")
# What is installed beside must not change what is tested; who tests a package of kinds sets it to "on".
os.environ.setdefault("PLAYGROUND_PLUGINS", "off")
# A thread is there at once; tests that are about a trainer in a process start one themselves.
os.environ["PLAYGROUND_TRAINER"] = "thread"
if sys.dont_write_bytecode:
    # Nothing is compiled into the checkout then, so the programs that tests start would each compile all anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = os.path.join(_HOME, "compiled")
for _name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
    _folder = os.path.join(_HOME, _name.lower())
    os.makedirs(_folder, mode=0o700)
    os.environ[_name] = _folder

if _name := os.environ.get("PLAYGROUND_LOCALE", ""):
    QLocale.setDefault(QLocale(_name))  # as `python -m tests.surroundings` wants it


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--spent", type=int, default=0, help="name so many tests that took most processor time")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Spent(config.getoption("--spent")))


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call() -> Generator[None, object, object]:
    """Collect nothing between the end of a test and the closing of its widgets.

    Qt paints once more there, and the widgets that it paints are held by nobody: a collection in the middle of that
    would take them away under the brush.
    """
    try:
        return (yield)
    finally:
        gc.disable()


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread, a running timer or a window behind."""
    _set_aside_what_is_there()
    threads = set(threading.enumerate())
    windows = set(_windows())
    yield
    gc.enable()
    running = _still_running(threads)
    assert not running, f"threads still run after the test: {running}"
    # Looking through everything alive takes a while, so only tests with a window pay for it.
    if not {"qtbot", "qapp"} & set(request.fixturenames):
        return
    for _ in range(2):
        # What was told to go with deleteLater goes only now; then what nobody holds any more.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
    left = [name for pointer, name in _windows().items() if pointer not in windows]
    assert not left, f"windows are left after the test: {left}"
    timers = _timers()
    assert not timers, f"timers still run after the test: {timers}"


def _set_aside_what_is_there() -> None:
    """Keep all that was there before a test (modules, torch's objects) out of its looks through what is alive.

    They took half a second a test. What the test itself makes is looked through as ever.
    """
    gc.collect()
    gc.freeze()


def _still_running(before: set[threading.Thread]) -> list[str]:
    """New threads that do not end; one that was told to may take a moment for it."""
    # Threads that Qt or torch started show up as dummies and never end.
    new = [each for each in set(threading.enumerate()) - before if not isinstance(each, threading._DummyThread)]
    for _ in moments(2.0):
        if not any(thread.is_alive() for thread in new):
            break
    return [thread.name for thread in new if thread.is_alive()]


def _windows() -> dict[int, str]:
    """Address and name of every window: what is visible, and hidden main windows and dialogs without an owner."""
    if not isinstance(QApplication.instance(), QApplication):
        return {}
    return {
        shiboken6.getCppPointer(widget)[0]: f"{type(widget).__name__} {widget.objectName()!r}"
        for widget in QApplication.topLevelWidgets()
        if _counts(widget)
    }


def _counts(widget: QWidget) -> bool:
    return widget.isVisible() or (isinstance(widget, QMainWindow | QDialog) and widget.parent() is None)


def _timers() -> list[str]:
    """Names of the repeating timers that still run."""
    # By type, not isinstance: that would ask torch's deprecated objects for their class, and they warn.
    timers = [found for found in gc.get_objects() if issubclass(type(found), QTimer)]
    return [
        timer.objectName() or type(timer).__name__
        for timer in timers
        if shiboken6.isValid(timer) and timer.isActive() and not timer.isSingleShot()
    ]
