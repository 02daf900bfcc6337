"""Rules of the doctor about gradients on their way back through time, on runs made up."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.doctor import examine, suited, waiting
from playground.doctor.evidence import Evidence
from playground.engine.history import History
from playground.engine.messages import Evaluated, Health, LayerStats, Scalars
from playground.engine.session import Session
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.model.trace import trace
from tests.engine.setups import data, experiment, layer, stack


def parity(kind: str) -> Experiment:
    layers = layer("embedding", width=8), layer(kind, hidden=8, returns="last state")
    return experiment(stack(*layers), data("parity"), "adam", "binary_cross_entropy", learning_rate=0.005)


def learned_nothing(of: Experiment, steps: int) -> Evidence:
    """A run of so many steps whose loss stands, and in which no gradient reaches the first step of a sequence."""
    history, nan = History(), math.nan
    history.add_scalars(Scalars(1, 1, np.full(steps, 0.693)))
    forgetting = LayerStats(1e-3, 0.1, 1e-4, 1.0, 1e-3, nan, nan, by_step=tuple(np.geomspace(1e-9, 1e-3, 12)))
    for step in range(steps // 10, steps + 1, steps // 10):
        history.add_health(Health(1, step, {of.ids()[1]: forgetting}))
        history.add_evaluation(Evaluated(1, step, 1.0, *(0.693, 0.5, 100), *(0.693, 0.5, 100), None))
    return Evidence(of, trace(of), Session(of).samples, history)


@pytest.mark.parametrize("kind", ["lstm", "gru"])
def test_gates_get_no_advice_to_use_gates_and_a_network_that_guesses_is_told_so_first(kind: str) -> None:
    early = [finding.rule for finding in examine(learned_nothing(parity(kind), 400))]
    assert not {"forgets", "gates_forget"} & set(early)
    first, *others = examine(learned_nothing(parity(kind), 800))
    assert (first.rule, first.cause) == ("guessing", "")
    (gates,) = (finding for finding in others if finding.rule == "gates_forget")
    assert "so its gates have not learned to keep what stood there" in gates.text
    helps = next(rule.help() for rule in suited(learned_nothing(parity(kind), 800)) if rule.id == gates.rule)
    for words in (gates.text, helps):
        assert "LSTM or a GRU" not in words


def test_a_layer_without_gates_still_gets_them() -> None:
    first, *_ = examine(learned_nothing(parity("rnn"), 800))
    assert first.rule == "forgets"
    assert [fix.label for fix in first.fixes] == ["Use LSTM", "Use GRU"]


@pytest.mark.parametrize(
    ("example", "absent", "present"),
    [
        ("circle", {"steps_apart", "no_order", "looks_back", "forgets", "gates_forget", "straight"}, {"guessing"}),
        ("sine", {"guessing", "never_predicted", "steps_apart", "forgets"}, {"overfitting"}),
        ("recall_lstm", {"forgets", "dead", "saturated", "uneven_inputs"}, {"gates_forget"}),
        ("reverse", {"steps_apart", "no_order", "looks_back", "forgets"}, {"overfitting"}),
    ],
)
def test_only_rules_that_suit_the_experiment_wait(example: str, absent: set[str], present: set[str]) -> None:
    of = load_example(example)
    waits = {rule.id for rule, _ in waiting(Evidence(of, trace(of), None, History()))}
    assert present <= waits
    assert not absent & waits
