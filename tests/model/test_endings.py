"""What fixes an output that gets steps where it wants one row of numbers, or a row where it wants steps."""

from __future__ import annotations

from typing import Any

import pytest

from playground.model import edits
from playground.model.files import from_plain
from playground.model.trace import trace

WHOLE, STEPS = "recall", "reverse"
LSTM, LAST = {"kind": "lstm"}, {"kind": "lstm", "returns": "last state"}


@pytest.mark.parametrize(
    ("task", "layers", "labels"),
    [
        (WHOLE, [LSTM], ["Set returns of LSTM 1 to last state", "Insert Mean over steps"]),
        (WHOLE, [LSTM, {"kind": "dropout"}, {"kind": "relu"}], ["Set returns of LSTM 1 to last state"]),
        (WHOLE, [{"kind": "self_attention"}], ["Insert Mean over steps"]),
        (STEPS, [LAST], ["Set returns of LSTM 1 to every step"]),
        (STEPS, [LSTM, {"kind": "mean_steps"}, {"kind": "linear"}], ["Remove Mean over steps 1"]),
        (STEPS, [{"kind": "additive_attention"}], ["Remove Additive attention 1"]),
        (STEPS, [{"kind": "conv1d", "padding": "same"}, {"kind": "max_pool1d"}], ["Remove MaxPool1d 1"]),
    ],
)
def test_the_output_offers_what_fixes_it_further_up(task: str, layers: list[dict[str, Any]], labels: list[str]) -> None:
    networks = {"main": [{"kind": "embedding"}, *layers]}
    experiment = from_plain({"data": {"kind": task}, "networks": networks})
    (problem,) = trace(experiment).errors
    assert problem.node == "output"
    assert [fix.label for fix in problem.fixes][: len(labels)] == labels
    for fix in problem.fixes:
        assert trace(edits.fix(experiment, problem.node, fix)).trainable


def test_what_would_not_help_is_not_offered() -> None:
    layers = [{"kind": "embedding"}, {"kind": "lstm"}, {"kind": "conv1d"}]
    experiment = from_plain({"data": {"kind": WHOLE}, "networks": {"main": layers}})
    (problem,) = trace(experiment).errors
    assert [fix.label for fix in problem.fixes] == ["Insert Mean over steps"]
