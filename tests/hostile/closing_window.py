"""A window in one of many states, for ``test_closing``: ``python -m tests.hostile.closing_window STATE FOLDER``.

It prints ``now`` once it is in that state, with work that no file holds. A line on its input is the person who closes
it: what stands open is given up with Escape, and the work is not saved.
"""

from __future__ import annotations

import faulthandler
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QSocketNotifier, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QSlider

from playground.engine.messages import Built
from playground.model import edits
from playground.model.examples import load_example
from playground.ui.shell import app, window

CARD = "tanh_1"
SECONDS = 60
"""A state that is not reached within so many seconds ends the process, with its stacks."""
TICK_MS = 10
ALL_AT_ONCE = {
    "training.schedule": "plateau",
    "training.averaging": "ema",
    "training.accumulate": 3,
    "training.clip_norm": 0.5,
    "training.stopping": "early",
    "training.initializer": "kaiming_normal",
    "training.optimizer": "adam",
    "data.validation": 0.2,
}


class Closing(window.Window):
    """A window that goes into the state by itself as soon as it is shown, or once the network is built."""

    state = ""
    folder = Path()

    def showEvent(self, event: object) -> None:
        super().showEvent(event)
        self._input = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._input.activated.connect(self.leave)
        self.store.apply(edits.rename(self.store.experiment, "Mine"), "Name")
        if self.state == "loading":
            self.tell()
        else:
            self.conductor.built.connect(self.begin)

    def begin(self, built: Built) -> None:
        """The network is built: go into the state as soon as all have heard of it."""
        self.conductor.built.disconnect(self.begin)
        QTimer.singleShot(0, partial(STATES[self.state], self))

    def tell(self) -> None:
        """The state is reached."""
        print("now", flush=True)

    def when(self, holds: Callable[[], bool]) -> None:
        """Tell as soon as something holds."""
        if holds():
            self.tell()
        else:
            QTimer.singleShot(TICK_MS, partial(self.when, holds))

    def leave(self) -> None:
        """The person closes the window, one thing after the other."""
        self._input.setEnabled(False)
        self.press()

    def press(self) -> None:
        """What the person does next: give up what stands open, then close."""
        if self.isVisible():
            QTimer.singleShot(TICK_MS, self.press)  # not a timer that repeats: its own slot would hold it up
        open = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        no = open.findChild(QPushButton, "unsaved_discard") if open is not None else None
        if no is not None:
            no.click()
        elif isinstance(open, QDialog):
            open.reject()
        elif open is not None:
            open.close()
        else:
            self.close()


def idle(window: Closing) -> None:
    window.tell()


def playing(window: Closing) -> None:
    window.conductor.play()
    window.when(lambda: window.conductor.state.step > 100)


def paused(window: Closing) -> None:
    window.conductor.play(50)
    window.when(lambda: window.conductor.state.step == 50 and not window.conductor.playing)


def asking(window: Closing) -> None:
    window.when(lambda: QApplication.activeModalWidget() is not None)
    window.close()


def choosing(window: Closing) -> None:
    window.when(lambda: QApplication.activeModalWidget() is not None)
    window.documents.ask_open()


def examples(window: Closing) -> None:
    window.show_gallery()
    window.tell()


def menu(window: Closing) -> None:
    window.when(lambda: QApplication.activePopupWidget() is not None)
    window.canvas.open_menu(CARD, window.mapToGlobal(QPoint(400, 300)))


def palette(window: Closing) -> None:
    window.when(window.canvas.palette_.isVisible)
    window.canvas.open_palette(CARD)


def dragging(window: Closing) -> None:
    """A slider is held while the network learns."""
    window.conductor.play()
    slider = next(found for found in window.findChildren(QSlider) if found.isVisible())
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=slider.rect().center())
    window.when(slider.isSliderDown)


def apart(window: Closing) -> None:
    window.conductor.play()
    window.walk.toggle()
    window.tell()


def enlarged(window: Closing) -> None:
    window.conductor.play()
    window.views.get("loss").enlarge_wanted.emit()
    window.tell()


def torn(window: Closing) -> None:
    window.views.get("loss").window_wanted.emit()
    window.tell()


def saving(window: Closing) -> None:
    window.conductor.play()
    window.documents.save_to(window.folder / "mine.playground")
    window.tell()


def opening(window: Closing) -> None:
    window.documents.open(window.folder / "none.playground")
    window.tell()


def finding(window: Closing) -> None:
    """Learning rates are tried on a copy, in a list that stands open."""
    window.conductor.play()
    window.when(window.left.training.finder.isVisible)
    window.left.training.find_rate()


def typing(window: Closing) -> None:
    """A number stands half typed in the panel while the network learns."""
    window.conductor.play()
    field = window.left.training.row("learning_rate").field
    field.setFocus()
    QTest.keyClicks(field, "0.0")
    window.tell()


def looking(window: Closing) -> None:
    """A setting is looked for."""
    window.left.training.find_setting("decay")
    window.tell()


def offering(window: Closing) -> None:
    """The reasons to pause are offered."""
    window.conductor.play()
    window.when(lambda: QApplication.activePopupWidget() is not None)
    window.speed.offer()


def slowly(window: Closing) -> None:
    """One step a second is made, and the trainer waits in between."""
    window.conductor.playback.set_speed(1)
    window.conductor.play()
    window.tell()


def setting(window: Closing) -> None:
    """Much of training is set, one thing right after the other, while the network learns."""
    window.conductor.play()
    for path, value in ALL_AT_ONCE.items():
        window.store.set(path, value)
    window.tell()


def loading(window: Closing) -> None:
    """Torch is not there yet; told by the window before anything is built."""


STATES = {
    state.__name__: state
    for state in (
        loading, idle, playing, paused, asking, choosing, examples, menu, palette, dragging, apart, enlarged, torn,
        saving, opening, finding, typing, looking, offering, slowly, setting,
    )
}  # fmt: skip

if __name__ == "__main__":
    faulthandler.dump_traceback_later(SECONDS, exit=True)
    Closing.state, Closing.folder = sys.argv[1], Path(sys.argv[2])
    vars(app)["Window"] = Closing  # which the window that is opened is made of
    sys.exit(app.open_window(load_example("circle")))
