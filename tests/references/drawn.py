"""Draws the main views for their reference pictures: light above dark, each from fixed numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from playground.engine.messages import Frame
from playground.ui.canvas.canvas import Canvas
from playground.ui.shell.app import application
from playground.ui.state.focus import Focus
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from playground.ui.views import view_kinds
from playground.ui.views.base import View
from tests.contracts.test_views import EXPERIMENTS
from tests.references.fixed import untrained

FOLDER = Path(__file__).parent
COLUMN, TAB, NETWORK = (300, 240), (560, 200), (560, 320)
"""Sizes as in the right column, at the bottom, and of the canvas, px."""
MOST_ROUNDS = 4
"""A view may ask for more once it knows what it shows."""
Change = Callable[[Any], Any]
"""What is shown in place of an array of an answer."""


@dataclass(frozen=True)
class Reference:
    """What one picture shows: a view, or the canvas where ``view`` is empty; ``select`` is a node and a row of it.

    ``change`` makes other arrays of those that answer it.
    """

    view: str
    experiment: str
    size: tuple[int, int] = TAB
    select: tuple[str, int] | None = None
    change: Change | None = None


def some_not_numbers(values: Any) -> Any:
    """Of each array of pictures or weights the second number is NaN and the last infinite."""
    changed = values.copy()
    changed.reshape(-1)[1], changed.reshape(-1)[-1] = np.nan, -np.inf
    return changed


REFERENCES = {
    "canvas_plane": Reference("", "plane, five classes", NETWORK),
    "canvas_images": Reference("", "images", NETWORK),
    "canvas_sequences": Reference("", "letters, each answered", NETWORK),
    "boundary": Reference("boundary", "plane, five classes", COLUMN),
    "bent_plane": Reference("bent_plane", "plane, two classes", (460, 170)),
    "predictions": Reference("predictions", "images", COLUMN),
    "generated_text": Reference("generated_text", "text that goes on", (300, 420)),
    "sequence_answers": Reference("sequence_answers", "letters, each answered"),
    "confusion": Reference("confusion", "images", COLUMN),
    "per_class": Reference("per_class", "images", COLUMN),
    "weights": Reference("weights", "images"),
    "weights_not_numbers": Reference("weights", "images", change=some_not_numbers),
    "feature_maps": Reference("feature_maps", "images"),
    "gradient_maps": Reference("gradient_maps", "images"),
    "arithmetic_plane": Reference("arithmetic", "plane, two classes", (780, 184), ("linear_1", 2)),
    "arithmetic_images": Reference("arithmetic", "images", (780, 190), ("conv2d_1", 1)),
    "attention": Reference("attention", "letters, each answered"),
    "hidden_states": Reference("hidden_states", "brackets, padded"),
    "embedding": Reference("embedding", "images"),
    "vocabulary_map": Reference("vocabulary_map", "letters, each answered"),
    "tokens": Reference("tokens", "brackets, padded"),
    "saliency": Reference("saliency", "images"),
    "mistakes": Reference("mistakes", "images"),
    "drawing": Reference("drawing", "images", COLUMN),
    "bench": Reference("bench", "images"),
    "loss": Reference("loss", "plane, two classes", COLUMN),
    "accuracy": Reference("accuracy", "plane, two classes", COLUMN),
    "gradient_flow": Reference("gradient_flow", "images"),
    "activations": Reference("activations", "plane, two classes"),
    "distributions": Reference("distributions", "images"),
    "augmented": Reference("augmented", "colours, augmented", (320, 120)),
    "before_training": Reference("before_training", "images"),
    "made_points": Reference("made_points", "points made of noise", (300, 320)),
    "reconstructions": Reference("reconstructions", "images made again", (300, 320)),
    "canvas_networks": Reference("", "points made again", NETWORK),
    "tensors": Reference("tensors", "plane, two classes", (620, 190)),
    "fitted_curve": Reference("fitted_curve", "curve", COLUMN),
    "forecast": Reference("forecast", "series", COLUMN),
}
"""Every picture by its name."""


def path_of(name: str) -> Path:
    """Where the picture lies."""
    return FOLDER / f"{name}.png"


def draw(name: str, change: Change | None = None) -> QImage:
    """Draw a picture, the light theme above the dark one; with ``change``, of other arrays."""
    reference = REFERENCES[name] if change is None else replace(REFERENCES[name], change=change)
    halves = [_draw(reference, dark) for dark in (False, True)]
    wide, high = halves[0].width(), halves[0].height()
    image = QImage(wide, 2 * high, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        for place, half in enumerate(halves):
            painter.drawImage(0, place * high, half)
    return image


def _draw(reference: Reference, dark: bool) -> QImage:
    application()
    theme = Theme(dark)
    theme.dress_application()
    holder = QWidget()
    theme.setParent(holder)
    holder.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    holder.setPalette(theme.palette())
    holder.setStyleSheet(theme.stylesheet())
    holder.setFixedSize(*reference.size)
    shown = _view(reference, theme) if reference.view else _canvas(reference, theme)
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(shown)
    holder.show()
    _feed(shown, reference)
    QApplication.processEvents()
    if isinstance(shown, Canvas):
        shown.stage.settle()
    image = QImage(holder.size(), QImage.Format.Format_RGB32)
    image.fill(theme.color("panel"))
    holder.render(image)
    holder.close()
    holder.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return image


def _view(reference: Reference, theme: Theme) -> View:
    focus = Focus(theme)
    view: View = view_kinds()[reference.view](theme, focus)
    if reference.select is not None:
        focus.select(*reference.select)
    return view


def _canvas(reference: Reference, theme: Theme) -> Canvas:
    return Canvas(theme, Store(EXPERIMENTS[reference.experiment]), Focus(theme))


def _feed(shown: View | Canvas, reference: Reference) -> None:
    """Give it the network, curves, and an answer to all that it asks, until it asks for nothing else."""
    run = untrained(reference.experiment)
    shown.set_scene(run.scene())
    if isinstance(shown, View):
        shown.set_history(run.history)
    asked = None
    for _ in range(MOST_ROUNDS):
        QApplication.processEvents()
        if asked == shown.requests():
            break
        asked = shown.requests()
        shown.set_frame(_changed(run.frame(asked), reference.change))


def _changed(frame: Frame, change: Change | None) -> Frame:
    """The frame with other arrays."""
    return frame if change is None else replace(frame, answers=_arrays(frame.answers, change))


def _arrays(answer: Any, change: Change) -> Any:
    if isinstance(answer, dict):
        return {key: _arrays(value, change) for key, value in answer.items()}
    if isinstance(answer, np.ndarray) and answer.dtype.kind == "f" and answer.ndim > 1:
        return change(answer)
    return answer
