"""Windows: the two commands that need Qt. What keeps Qt from working is said in one sentence, with its cure."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

from playground.commands.experiments import WRONG_COMMAND, WRONG_EXPERIMENT, CommandError
from playground.commands.loading import load_module
from playground.engine.link import Link
from playground.engine.links import SWITCH, make_link, usual
from playground.model.document import Document
from playground.model.experiment import Experiment
from playground.ui.shell.picture_options import PictureOptions

DEBIAN = (
    "sudo apt-get install libegl1 libgl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon-x11-0 libx11-xcb1 "
    "libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 "
    "libxcb-xkb1"
)
FEDORA = (
    "sudo dnf install libglvnd-egl libglvnd-glx glib2 dbus-libs fontconfig libxkbcommon-x11 libX11-xcb xcb-util-cursor "
    "xcb-util-wm xcb-util-image xcb-util-keysyms xcb-util-renderutil"
)
ARCH = (
    "sudo pacman -S --needed libglvnd glib2 dbus fontconfig libxkbcommon-x11 libx11 xcb-util-cursor xcb-util-wm "
    "xcb-util-image xcb-util-keysyms xcb-util-renderutil"
)
_TRY = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"
_PATIENCE_SECONDS = 30.0


def open_window(experiment: Experiment, path: Path | None) -> int:
    """Open the window, and return its exit status when it is closed.

    Raises:
        CommandError: there is no display, or a library of the system is missing.
    """
    if _without_display():
        raise CommandError(["There is no display here to open a window on: start it on a desktop.", *_packages()])
    # Qt aborts the process where it cannot start, which nobody can catch; so a child tries it, while this one loads.
    trial, trainer = _trial(), _trainer()
    gc.disable()  # nothing that is made up to the first picture is let go; the window takes it up again then
    try:
        app = load_module("playground.ui.shell.app")
    except ImportError as error:
        raise CommandError([f"The window cannot open, as a library is missing: {error}.", *_packages()]) from error
    _await(trial)
    status: int = app.open_window(experiment, path, trainer)
    return status


def draw_picture(document: Document, sight: PictureOptions) -> bytes:
    """Draw the real window, without a display: a PNG. What a document has learned is in it.

    Raises:
        CommandError: a library of the system is missing, or there is no such layer, view or example.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ[SWITCH] = "thread"  # nobody waits for the window meanwhile, so a process of its own would gain nothing
    try:
        picture = load_module("playground.ui.shell.files.picture")
    except ImportError as error:
        raise CommandError([f"Nothing can be drawn, as a library is missing: {error}.", *_packages()]) from error
    try:
        drawn: bytes = picture.draw(document, sight)
        return drawn
    except picture.NotDrawn as error:
        raise CommandError([str(error)], WRONG_EXPERIMENT) from error


def _without_display() -> bool:
    known = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform.startswith("linux") and not any(os.environ.get(name) for name in known)


def _trainer() -> Link | None:
    """A trainer in a process, begun first of all, so that it loads torch while this one loads Qt."""
    if usual() != "process":
        return None
    link = make_link("process")
    try:
        link.start()
    except OSError:  # the window tries once more, and falls back on a thread
        return None
    return link


def _trial() -> subprocess.Popen[str] | None:
    if os.environ.get("QT_QPA_PLATFORM", "").startswith(("offscreen", "minimal")):
        return None
    return subprocess.Popen(
        [sys.executable, "-c", _TRY], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace"
    )


def _await(trial: subprocess.Popen[str] | None) -> None:
    if trial is None:
        return
    try:
        _, said = trial.communicate(timeout=_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        # A slow display is no broken one.
        trial.kill()
        trial.communicate()
        return
    if trial.returncode != 0:
        why = next((line.strip() for line in said.splitlines() if line.strip()), "Qt gave no reason").rstrip(".")
        text = f"The window cannot open, as Qt does not start here ({why}): install the system packages it needs."
        raise CommandError([text, *_packages()], WRONG_COMMAND)


def _packages() -> list[str]:
    return [f"  Debian, Ubuntu: {DEBIAN}", f"  Fedora: {FEDORA}", f"  Arch: {ARCH}"]
