"""Picture: the real window, trained for a number of steps and set as is asked, drawn into a file."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QImage

from playground.engine.history import History
from playground.engine.messages import Frame
from playground.model.document import Document
from playground.model.network import INPUT
from playground.ui.canvas.view_options import GRADIENTS
from playground.ui.examples.looked_at import part_inputs
from playground.ui.shell.app import application
from playground.ui.shell.picture_options import PictureOptions
from playground.ui.shell.settings import Settings
from playground.ui.shell.window import Window
from playground.ui.state.doctor_rounds import STAND
from playground.ui.views.sequence_answers.view import SequenceAnswersView
from playground.ui.widgets.image_export import png_of

PATIENCE_MS = 600_000
_QUIET_MS = 300
"""Views that ask for more once they have seen something do so within this time."""
_ROUNDS = 5


class NotDrawn(RuntimeError):
    """The picture could not be made; the message says why."""


def draw(document: Document, sight: PictureOptions, playing: bool = False) -> bytes:
    """Draw the window as a PNG that has as many pixels as is asked for, whatever the scaling of the screen.

    Args:
        document: what the window shows; it goes on from the weights and curves, if there are any.
        sight: what is done before.
        playing: draw while training goes on, after the steps.

    Raises:
        NotDrawn: there is nothing of the kind that was asked for, or the experiment cannot be trained.
    """
    application()
    window = Window(document.experiment, Settings(dark=sight.theme == "dark"), document.views)
    try:
        window.resize(*sight.size)
        window.show()
        if document.state is not None:
            window.conductor.follower.expect(
                document.state, History.from_columns(document.history or {}, document.marks)
            )
        window.conductor.start()
        _select(window, sight)
        if window.store.trace.trainable:
            _train(window, sight.steps, playing)
        _look(window, sight)
        if sight.stage is not None:
            _take_apart(window, sight.stage)
        if playing and window.store.trace.trainable:
            _see(window, window.conductor.state.step)  # what was opened since gets a frame too
        elif window.store.trace.trainable:
            for _ in range(STAND):
                window.doctor.look()  # what stands a moment later shows, as if somebody had waited for it
            _settle(window)
        else:
            _wait(window, lambda: window.conductor.is_ready)
            _rest(_QUIET_MS)  # nothing is answered, but everything finds its place
        window.canvas.stage.settle()
        return _drawn(window, sight.size)
    finally:
        window.close_saved()


def _drawn(window: Window, size: tuple[int, int]) -> bytes:
    if (window.width(), window.height()) != size:
        least = f"{window.width()}×{window.height()}"
        raise NotDrawn(f"The window cannot be {size[0]}×{size[1]} with this experiment: ask for {least}.")
    image = QImage(window.size(), QImage.Format.Format_RGB32)
    if image.isNull():
        raise NotDrawn(f"There is no memory for a picture of {size[0]}×{size[1]}: ask for a smaller one.")
    window.render(image)
    return png_of(image)


def _select(window: Window, sight: PictureOptions) -> None:
    if sight.select:
        if sight.select not in (INPUT, *window.store.experiment.ids()):
            known = ", ".join(window.store.experiment.ids())
            raise NotDrawn(f"There is no layer called '{sight.select}'. There are: {known}.")
        window.focus.select(sight.select)
    if sight.row is not None:
        shape = window.store.trace.signal(window.focus.node)
        rows = 0 if shape is None else shape.rows
        if not 1 <= sight.row <= rows:
            raise NotDrawn(f"There is no row {sight.row} in '{window.focus.node}': it has {rows}.")
        window.focus.select(window.focus.node, sight.row - 1)
    if sight.pixel is not None:
        window.focus.point_at((sight.pixel[0] - 1, sight.pixel[1] - 1))
        if window.canvas.view_options.cell is None:
            where = f"row {sight.pixel[0]}, column {sight.pixel[1]}"
            raise NotDrawn(f"There is no pixel in {where} of '{window.focus.node}'.")


def _look(window: Window, sight: PictureOptions) -> None:
    """Choose the example, open the view, and change what the canvas shows."""
    if sight.example is not None:
        inputs = part_inputs(window.conductor.scene())
        count = 0 if inputs is None else len(inputs)
        if not 0 <= sight.example < count:
            raise NotDrawn(f"There is no example {sight.example}: there are {count}, counted from 0.")
        window.focus.choose(sight.example)
    if sight.text:
        _type(window, sight.text)
    if sight.view and sight.view not in window.right.shown and not window.bottom.open(sight.view):
        raise NotDrawn(f"There is no view called '{sight.view}' for this experiment.")
    if sight.enlarge:
        window.views.detached.enlarge(window.views.get(sight.view))
    if sight.gradients:
        window.canvas.view_options.show(GRADIENTS)
    if sight.turn:
        window.canvas.turn(window.focus.node)
        if window.focus.node not in window.canvas.view_options.turned:
            raise NotDrawn(f"The card of '{window.focus.node}' has no back: it learned nothing that shows as images.")


def _type(window: Window, text: str) -> None:
    """Type a sequence of one's own, as the view of answers would read it."""
    shown = SequenceAnswersView.id in window.right.shown
    view = window.views.get(SequenceAnswersView.id) if shown else None
    if not isinstance(view, SequenceAnswersView) or view.field.isHidden():
        raise NotDrawn("Nothing can be typed for this data: it is not made of tokens with an answer.")
    view.field.edit(text)
    if window.focus.given is None:
        raise NotDrawn(f"'{text}' cannot be read: {view.describe()}")


def _take_apart(window: Window, stage: int) -> None:
    walk = window.walk
    walk.begin()
    if not walk.is_open:
        raise NotDrawn("There is no update to take apart, as this experiment cannot be trained.")
    opening = walk.strip.text
    _wait(window, lambda: walk.strip.text != opening)
    walk.strip.go_to(stage - 1)
    if walk.strip.stage != stage - 1:
        raise NotDrawn(walk.strip.text)


def _train(window: Window, steps: int, playing: bool) -> None:
    conductor = window.conductor
    _wait(window, lambda: conductor.is_ready and conductor.samples is not None)
    goal = conductor.state.step + steps
    if steps:
        conductor.play(0 if playing else steps)
        _wait(window, lambda: conductor.state.step >= goal and (playing or not conductor.playing))
    elif playing:
        conductor.play()
    _see(window, goal)


def _settle(window: Window) -> None:
    """Wait until every view has what it wants: some ask for more once they have seen something."""
    answered: set[object] = set()
    for _ in range(_ROUNDS):
        frame = _see(window, window.conductor.state.step)
        _rest(_QUIET_MS)
        if answered == (answered := {*frame.answers, *frame.failures}):
            return


def _see(window: Window, step: int) -> Frame:
    """One more frame, of that step or a later one, handed out to all who are visible."""
    seen: list[Frame] = []
    window.conductor.framed.connect(seen.append)
    window.conductor.dispatch.ask_again()
    _wait(window, lambda: bool(seen) and seen[-1].step >= step)
    window.conductor.framed.disconnect(seen.append)
    return seen[-1]


def _rest(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop, loop.quit)
    loop.exec()


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
