"""Sound files with strange things in them are opened in the real window, trained and looked at without a fault."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.engine.history import CURVES, History
from playground.model.archive import load, pack, save
from playground.model.document import Document, Views
from playground.model.examples import load_example
from playground.ui.shell.window import Window
from playground.ui.views.shared.curves_measured import Unseen, measured
from tests.stories.conftest import PATIENCE, Open, open_file, train

FAR = 2**31 - 1
VIEWS = [
    Views(selected="nowhere", tab="warp", example=FAR, folded=("nowhere", "nowhere")),
    Views(selected="output", tab="boundary", example=FAR, folded=("",)),
    Views(selected="input", tab="arithmetic", example=FAR),
    Views(tab="feature_maps", example=FAR),
    Views(tab="attention", example=FAR),
    Views(tab="embedding", example=FAR),
]
"""What was looked at in some other experiment."""


def shows(qtbot: QtBot, window: Window, path: Path) -> None:
    """Open a file, wait until the window can train, and train a little: every view that is visible gets frames."""
    assert open_file(qtbot, window, path), window.notices.texts
    conductor = window.conductor
    qtbot.waitUntil(lambda: conductor.samples is not None and conductor.can_train, timeout=PATIENCE)
    train(qtbot, window, 1)
    with qtbot.waitSignal(conductor.framed, timeout=PATIENCE):
        conductor.dispatch.ask_again()


@pytest.mark.parametrize(
    ("ids", "looked"),
    [
        (("digits_cnn",), VIEWS[:1]),
        pytest.param(
            ("circle", "sine", "digits_cnn", "sine_lstm", "sentiment_attention"), VIEWS, marks=pytest.mark.slow
        ),
    ],
)
def test_whatever_was_looked_at_the_window_shows_what_there_is(
    qtbot: QtBot, open_window: Open, tmp_path: Path, ids: tuple[str, ...], looked: list[Views]
) -> None:
    window = open_window("circle")
    for id in ids:
        for views in looked:
            save(tmp_path / "x.json", Document(load_example(id), views=views))
            shows(qtbot, window, tmp_path / "x.json")
            assert window.focus.node in window.store.experiment.ids()
            sizes = window.store.experiment.data.sizes()
            assert window.focus.example < (sizes.test or sizes.train)


CURVE, PARTS = [1.0, 2.0, 3.0], ("step", "value")
HOSTILE: dict[str, dict[str, list[Any]]] = {
    "null": {f"{name}.{part}": [None] * 3 for name in CURVES for part in PARTS},
    "values of null": {f"{name}.{part}": [None] * 3 if part == "value" else CURVE for name in CURVES for part in PARTS},
    "unequal": {f"{name}.{part}": CURVE[: at % 4] for at, name in enumerate(CURVES) for part in PARTS},
    "unsorted": {f"{name}.{part}": CURVE[::-1] for name in CURVES for part in PARTS},
    "the same step": {f"{name}.{part}": [2.0] * 3 for name in CURVES for part in PARTS},
    "huge": {f"{name}.{part}": [1.0, 1e308, 1e308] for name in CURVES for part in PARTS},
    "largest": {f"{name}.step": CURVE for name in CURVES} | {f"{name}.value": [3e38, -3e38, 1e-300] for name in CURVES},
    "far": {f"{name}.step": [0.0, 2.0**52, 2.0**53] for name in CURVES} | {f"{name}.value": CURVE for name in CURVES},
    "negative": {f"{name}.{part}": [-1.0, -2.0, -1e308] for name in CURVES for part in PARTS},
    "unknown": {"warp.step": CURVE, "health.nowhere.gradient": CURVE, "health.step": CURVE, "": []},
    "health": {
        "health.step": CURVE,
        **{f"health.linear_1.{name}": [3e38, -1.0, None] for name in ("gradient", "weight", "update", "dead", "flat")},
        **{f"health.linear_1.dead_{name}:0": [1e30, 2.0, -1.0] for name in ("unit", "lowest", "highest")},
        "health.linear_1.by_step:0": CURVE,
        "health.linear_1.samples": [-1.0, 1e30, 0.5],
    },
}


def test_figures_on_ever_other_numbers_of_samples_are_few_lines() -> None:
    steps = np.arange(1.0, 5_001.0)
    history = History.from_columns({f"{name}.{part}": steps.tolist() for name in CURVES for part in PARTS})
    curves = measured(history.train_loss, Unseen.of(history, "loss", history.test_loss), history.joined())
    assert [curve.name for curve in curves[1:]] == [f"test of 4\u202f99{at}" for at in range(3, 10)] + [
        "test of 5\u202f000"
    ]


MARKS = ((0, ""), (2, "<b>bold</b>\n\x1b[31m"), (1, "x" * 10_000), (2**53, "Learning rate 0.1 → 0.03"), (-3, "before"))


@pytest.mark.parametrize(
    "names",
    [("null", "unequal", "huge", "health"), pytest.param(tuple(HOSTILE), marks=pytest.mark.slow)],
    ids=["some", "all"],
)
def test_whatever_curves_a_file_holds_the_window_shows_what_can_be_shown(
    qtbot: QtBot, open_window: Open, tmp_path: Path, names: tuple[str, ...]
) -> None:
    window, path = open_window("circle"), tmp_path / "x.playground"
    train(qtbot, window, 3)
    with qtbot.waitSignal(window.documents.saved, timeout=PATIENCE):
        window.documents.save_to(tmp_path / "sound.playground")
    kept = load(tmp_path / "sound.playground")
    for name in names:
        path.write_bytes(pack(Document(kept.experiment, kept.state, HOSTILE[name], MARKS)))
        shows(qtbot, window, path)
        assert window.conductor.state.step == 4, name
        for view in ("gradient_flow", "layer"):
            window.bottom.open(view)
        window.doctor.look()
        window.repaint()
