"""What every objective promises of its training: it learns, can be kept, and says the same in a script."""

from __future__ import annotations

import contextlib
import math
from pathlib import Path

import pytest

from playground.engine.faults import Divergence
from playground.engine.requests import OnExamples, Outputs, Verdicts
from playground.engine.session import Session
from playground.model import edits
from playground.model.dataset import DataSet
from playground.model.experiment import Experiment
from playground.model.objective import Objective
from playground.model.registry import DATA, OBJECTIVES
from tests.contracts.test_exports_run import by_command, by_script, by_session
from tests.contracts.test_objectives import on

KINDS = list(OBJECTIVES.kinds.values())
every = pytest.mark.parametrize("kind", KINDS, ids=[kind.id() for kind in KINDS])


def suited(kind: type[Objective]) -> Experiment:
    """That objective on points of the plane, with its own networks."""
    data: DataSet = DATA.find("moons")(samples=40)
    made = edits.set_value(on(kind, data), "training.optimizer", "adam")
    made = edits.set_value(made, "training.batch_size", 8)
    return edits.set_value(made, "training.threads", 1)


@every
def test_it_learns_and_goes_on_exactly_from_what_was_kept(kind: type[Objective]) -> None:
    made = suited(kind)
    session = Session(made)
    assert set(session.terms) == {term.name for term in kind.terms}
    for _ in range(7):
        assert math.isfinite(session.step())
        assert all(map(math.isfinite, session.terms.values()))
    state = session.keep()
    expected = [(session.step(), dict(session.terms)) for _ in range(6)]
    figures, kept = session.evaluate(), session.keep()
    again = Session(made)
    again.restore(state)
    assert again.keep() == state
    assert [(again.step(), dict(again.terms)) for _ in range(6)] == expected
    assert str(again.evaluate()) == str(figures)
    assert again.keep() == kept
    session.resume(again.checkpoint())
    assert session.keep() == kept


@every
def test_all_of_its_networks_learn(kind: type[Objective]) -> None:
    session = Session(suited(kind))
    assert session.health().keys() == set(session.experiment.ids())
    before = session.keep()
    session.step(watched=True)
    assert session.keep() != before
    for id, stats in session.health().items():
        assert not stats.weight > 0 or stats.update > 0, id


@every
def test_every_node_can_be_looked_at(kind: type[Objective]) -> None:
    session = Session(suited(kind))
    seen = Outputs(OnExamples("train", (0, 1, 2)), session.experiment.ids())
    answers, failures = session.answer((seen, Verdicts("test", 10)))
    assert not failures
    assert {node: len(values) for node, values in answers[seen].items()} == dict.fromkeys(session.experiment.ids(), 3)


@every
def test_its_script_and_the_command_line_say_the_same(
    kind: type[Objective], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = suited(kind)
    expected = by_session(made, 5)
    assert by_script(made, monkeypatch, 5) == expected
    assert by_command(made, tmp_path / "made.json", capsys, 5) == expected


@every
def test_what_is_no_number_is_gone_back_from(kind: type[Objective]) -> None:
    session = Session(suited(kind))
    for _ in range(3):
        session.step()
    first = session.experiment.ids()[0]
    session.put(first, "weight", (0, 0), (3e38,))
    session.put(first, "weight", (0, 1), (-3e38,))
    told = []
    for _ in range(3):
        with contextlib.suppress(Divergence):
            told.append(session.step())
    assert all(map(math.isfinite, told))
    assert math.isfinite(session.step())
