"""Every template: arrives as one named group, can be trained where it fits, and explains itself where it does not."""

from __future__ import annotations

import math
import runpy
import sys
from pathlib import Path

import pytest

from playground.engine.session import Session
from playground.export.python import PythonScript
from playground.model import edits, files, grouping
from playground.model.experiment import Experiment
from playground.model.kind import help_of, summary_of
from playground.model.network import INPUT
from playground.model.places import assets
from playground.model.registry import LAYERS, TEMPLATES
from playground.model.signal import Signal, image, vector
from playground.model.template import Template
from playground.model.trace import trace
from tests.model.networks import experiment

KINDS = pytest.mark.parametrize("kind", TEMPLATES.kinds.values(), ids=list(TEMPLATES.kinds))
ON = pytest.mark.parametrize("data", ["circle", "sine", "digits"])


def placed(kind: type[Template], data: str) -> Experiment:
    start = experiment(data=data)
    return grouping.insert_group(start, kind().pieces(start.data.signal()), kind.label, "output")[0]


def fixed(made: Experiment) -> Experiment:
    """With the first repair of each problem carried out, as long as there are any."""
    for _ in range(12):
        errors = trace(made).errors
        if not errors:
            return made
        assert all(error.text.endswith(".") for error in errors)
        fixes = [(error.node, fix) for error in errors for fix in error.fixes]
        assert fixes, f"nothing is offered: {errors[0].text}"
        made = edits.fix(made, *fixes[0])
    raise AssertionError(trace(made).errors[0].text)


@KINDS
def test_it_says_what_it_is_and_shares_no_name_with_a_layer(kind: type[Template]) -> None:
    assert kind.label
    assert kind.group == "Templates"
    assert summary_of(kind).endswith(".")
    assert "\n" not in help_of(kind)
    assert kind.formula
    assert kind.id() not in LAYERS.kinds


@KINDS
@pytest.mark.parametrize("entering", [vector(1), vector(2), vector(300), image(1, 28, 28), image(64, 1, 1)], ids=str)
def test_its_links_look_back_and_no_output_is_among_its_pieces(kind: type[Template], entering: Signal) -> None:
    pieces = kind().pieces(entering)
    seen = {INPUT}
    for piece in pieces:
        assert set(piece.inputs) <= seen
        assert not piece.layer.pinned
        assert piece.id not in seen
        seen.add(piece.id)


@KINDS
@ON
def test_it_trains_where_it_fits_and_else_offers_a_way_to_get_there(kind: type[Template], data: str) -> None:
    made = placed(kind, data)
    group = made.networks["main"].groups[0]
    assert group.name == kind.label
    assert group.nodes == made.ids()[:-1]
    assert files.read(files.write(made)) == made
    assert trace(made).trainable or kind.images or kind.sequences or made.data.signal().kind == "image"
    session = Session(fixed(made))
    assert math.isfinite(session.step() + session.step())


@KINDS
def test_its_script_runs(
    kind: type[Template], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "exported.py"
    script.write_bytes(PythonScript().write(fixed(placed(kind, "digits"))))
    monkeypatch.setattr(sys, "argv", [str(script), "--json", "--steps", "2", "--data", str(assets() / "data")])
    runpy.run_path(str(script), run_name="__main__")
    assert "loss" in capsys.readouterr().out


def test_two_of_a_kind_stand_side_by_side_with_links_of_their_own() -> None:
    made = placed(TEMPLATES.find("residual_block"), "digits")
    entering = trace(made).node(made.networks["main"].groups[0].nodes[-1]).output
    assert entering is not None
    pieces = TEMPLATES.find("residual_block")().pieces(entering)
    made, ids = grouping.insert_group(made, pieces, "Residual block", "output")
    assert [group.name for group in made.networks["main"].groups] == ["Residual block", "Residual block 2"]
    add = next(node for node in made.nodes if node.id in ids and node.layer.merges)
    assert made.networks["main"].groups[0].nodes[-1] in add.inputs
    assert trace(fixed(made)).trainable
