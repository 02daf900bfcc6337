"""Scales of sequences on the canvas: one end and the same colours for one matrix, and what strips mean."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from playground.engine.requests import Taps
from playground.numerals import rounded
from playground.ui.canvas import strips
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.attention.attention_look import look_at
from playground.ui.widgets.heat_colours import colours
from tests.ui.test_canvas_sequences import Watched


def test_card_lines_legend_and_view_have_one_scale_for_one_matrix(qtbot: QtBot) -> None:
    desk = Watched(qtbot, "reverse")
    desk.show()
    node, experiment = "encoder_block_1", desk.store.experiment
    taps = desk.answer(Taps, node)
    samples = experiment.data.load()
    scene = Scene(experiment, desk.store.trace, samples, 1)
    look = look_at(scene, desk.theme, desk.store.trace.node(node), taps, samples.test_inputs[:1], None)
    weights = taps["attention"][0]
    assert weights.max() <= look.shown.limit
    (bundle,) = [found for found in desk.canvas.stage.bundles if found.attends]
    assert bundle.limit == look.shown.limit
    assert desk.picture(node).scale == f"0 to {rounded(look.shown.limit, 2)}"
    assert f"Attention, {desk.picture(node).scale}" in desk.canvas.footer.accessibleDescription()
    pixels = desk.picture(node).pixels
    assert pixels is not None
    wanted = colours(weights, 0.0, look.shown.limit, desk.theme.magnitude_table())  # as the view paints its cells
    assert (pixels.reshape(-1, 4) == wanted.reshape(-1, 4)[: len(pixels.reshape(-1, 4))]).all()


def test_strips_that_happen_to_have_no_minus_are_painted_as_the_legend_says() -> None:
    theme, values = Theme(), np.array([[0.5, 2.0], [1.0, 0.1]])
    plain = strips.strips(values, None, slice(0, 2), theme, bent=False)
    assert plain.scale == "±2"
    assert plain.pixels is not None
    assert plain.pixels.reshape(2, 2, 4)[0, 1].tolist() == theme.signed_table()[-1].tolist()
    assert strips.strips(values, None, slice(0, 2), theme, bent=True).scale == "0 to 2"
