"""Templates of recurrent networks: whole as they arrive on sequences of tokens, of numbers, and on images."""

from __future__ import annotations

import math

import pytest

from playground.engine.session import Session
from playground.model import grouping
from playground.model.experiment import Experiment
from playground.model.registry import TEMPLATES
from playground.model.trace import trace
from tests.model.networks import experiment

ON_TOKENS = {"bilstm_classifier": ["embedding", "lstm", "dropout"], "attention_rnn": ["embedding", "gru"]}


def placed(template: str, data: str) -> Experiment:
    """The template alone before the output."""
    start, kind = experiment(data=data), TEMPLATES.find(template)
    pieces = kind().pieces(start.data.signal())
    return grouping.insert_group(start, pieces, kind.label, "output")[0]


@pytest.mark.parametrize("template", list(ON_TOKENS))
@pytest.mark.parametrize("data", ["brackets", "names", "adding", "digits"])
def test_it_learns_at_once_where_one_answer_is_wanted(template: str, data: str) -> None:
    made = placed(template, data)
    assert trace(made).trainable, trace(made).errors
    session = Session(made)
    assert math.isfinite(session.step() + session.step())


@pytest.mark.parametrize("template", list(ON_TOKENS))
def test_tokens_become_vectors_first(template: str) -> None:
    kinds = [node.layer.id() for node in placed(template, "brackets").nodes]
    assert kinds[: len(ON_TOKENS[template])] == ON_TOKENS[template]
    assert placed(template, "digits").nodes[0].layer.id() == "rows"
    assert "embedding" not in [node.layer.id() for node in placed(template, "adding").nodes]
