"""Which units stay off as other things change, on the real window with the real thread."""

from __future__ import annotations

from playground.model.registry import LAYERS
from playground.ui.shell.window import Window
from tests.stories.conftest import Open


def test_a_unit_stays_off_through_edits_elsewhere_but_not_into_another_experiment(open_window: Open) -> None:
    window = open_window("circle")
    window.weight_edits.toggle("linear_1", 0)
    window.weight_edits.toggle("tanh_2", 1)
    window.canvas.commands.add(LAYERS.kinds["relu"], "output")
    window.conductor.reset()
    window.conductor.new_weights()
    assert off(window) == [("linear_1", 0), ("tanh_2", 1)]
    window.canvas.commands.remove("tanh_2")
    assert off(window) == [("linear_1", 0)]
    window.store.undo()
    assert off(window) == [("linear_1", 0)]
    window.documents.open_example("spiral")
    assert "linear_1" in window.store.experiment.ids()
    assert off(window) == []
    assert not window.canvas.hands.strip.isVisible()


def off(window: Window) -> list[tuple[str, int]]:
    return list(window.weight_edits.off)
