"""Picture: the real window, trained for a number of steps, drawn into a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from playground.engine.history import History
from playground.engine.messages import Frame
from playground.model.archive import Document
from playground.model.experiment import Experiment
from playground.ui.app import application
from playground.ui.settings import Settings
from playground.ui.window import Window

PATIENCE_MS = 600_000


class NotDrawn(RuntimeError):
    """The picture could not be made; the message says why."""


def draw(
    experiment: Experiment,
    out: Path,
    size: tuple[int, int] = (1440, 900),
    theme: str = "light",
    steps: int = 0,
    select: str = "",
    view: str = "",
    playing: bool = False,
    document: Document | None = None,
) -> None:
    """Draw the window into a PNG file.

    Args:
        experiment: what the window shows.
        out: the file to write.
        size: width and height in px.
        theme: ``"light"`` or ``"dark"``.
        steps: training steps made before.
        select: id of the node to select; empty leaves the usual one.
        view: id of the bottom tab to open; empty leaves the inspector.
        playing: draw while training goes on, after those steps.
        document: a file's content, to go on from its weights and curves.

    Raises:
        NotDrawn: there is no such node or view, or the experiment cannot be trained.
    """
    application()
    window = Window(experiment, None, Settings(dark=theme == "dark"))
    try:
        window.resize(*size)
        window.show()
        if document is not None and document.state is not None:
            window.conductor.expect(document.state, History.from_columns(document.history or {}))
        window.conductor.start()
        _choose(window, select, view)
        if window.store.trace.trainable:
            _train(window, steps, playing)
        window.canvas.stage.settle()
        if not window.grab().save(str(out)):
            raise NotDrawn(f"The picture could not be written to {out}.")
    finally:
        window.close_saved()


def _choose(window: Window, select: str, view: str) -> None:
    if select:
        if select not in ("input", *window.store.experiment.network.ids()):
            known = ", ".join(window.store.experiment.network.ids())
            raise NotDrawn(f"There is no layer called '{select}'. There are: {known}.")
        window.focus.select(select)
    if view and view not in window.right.shown and not window.bottom.open(view):
        raise NotDrawn(f"There is no view called '{view}' for this experiment.")


def _train(window: Window, steps: int, playing: bool) -> None:
    conductor = window.conductor
    _wait(window, lambda: conductor.is_ready and conductor.samples is not None)
    goal = conductor.state.step + steps
    if steps:
        conductor.play(0 if playing else steps)
        _wait(window, lambda: conductor.state.step >= goal and (playing or not conductor.playing))
    elif playing:
        conductor.play()
    seen: list[Frame] = []
    conductor.framed.connect(seen.append)
    conductor.ask_again()
    _wait(window, lambda: bool(seen) and seen[-1].step >= goal)
    conductor.framed.disconnect(seen.append)


def _wait(window: Window, ready: Callable[[], bool]) -> None:
    """Run the event loop until a condition holds."""
    loop = QEventLoop()
    failed: list[str] = []

    def look() -> None:
        if ready() or failed:
            loop.quit()

    def fail(notice: object) -> None:
        if getattr(notice, "severity", "") == "error":
            failed.append(str(getattr(notice, "text", notice)))

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(5)
    window.conductor.said.connect(fail)
    QTimer.singleShot(PATIENCE_MS, loop, loop.quit)
    if not ready():
        loop.exec()
    window.conductor.said.disconnect(fail)
    timer.stop()
    if failed:
        raise NotDrawn(failed[0])
