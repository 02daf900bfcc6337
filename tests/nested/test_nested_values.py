"""Kinds inside kinds as values: files, paths, changes and their words, the command line, what is built and printed."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from playground.commands.experiments import CommandError, changed
from playground.commands.lists import rows
from playground.engine.build import build
from playground.engine.session import Session
from playground.export.python import PythonScript
from playground.model import edits, files, settings
from playground.model.change_words import changes_in_words, edit_label
from playground.model.changes import changes
from playground.model.choosing import like
from playground.model.difference import difference, only_tunes
from playground.model.experiment import Experiment
from playground.model.file_problems import FileProblems
from playground.model.files import from_plain
from playground.model.kind import kinds_inside
from playground.model.parameters import parameters_of
from playground.model.settings import RefusedSetting
from playground.model.trace import trace
from tests.export.test_python import session_lines
from tests.nested.kinds import Even, Gated, Pointed, Smooth, Steady, Swinging, Twice, Waltz

TIP = "training.optimizer.rhythm.shape.tip"
GATE = {"kind": "twice", "gate": {"kind": "smooth"}}
RHYTHM = {"kind": "swinging", "beats": 2, "shape": {"kind": "pointed", "tip": 3}}
PLAIN: dict[str, Any] = {
    "data": {"kind": "circle"},
    "networks": {"main": [{"kind": "linear"}, {"kind": "gated", "id": "g", "gate": GATE}]},
    "training": {"optimizer": {"kind": "waltz", "rhythm": RHYTHM}},
}


def made() -> Experiment:
    return from_plain(PLAIN)


def test_a_file_holds_them_and_reads_them_back() -> None:
    experiment = made()
    assert experiment.training.optimizer == Waltz(rhythm=Swinging(beats=2, shape=Pointed(3.0)))
    assert experiment.node("g").layer == Gated(Twice(Smooth()))
    assert files.read(files.write(experiment)) == experiment
    written = json.loads(files.write(experiment))["training"]["optimizer"]["rhythm"]
    assert written == {"kind": "swinging", "depth": 0.5, "beats": 2, "shape": {"kind": "pointed", "tip": 3.0}}
    inside = list(kinds_inside(experiment.training))
    assert inside[:3] == [experiment.training.optimizer, Swinging(beats=2, shape=Pointed(3.0)), Pointed(3.0)]


def test_every_problem_inside_is_told_with_its_path() -> None:
    plain = json.loads(json.dumps(PLAIN))
    plain["training"]["optimizer"]["rhythm"] |= {"beats": 0, "tempo": 3, "shape": {"kind": "pointy"}}
    plain["networks"]["main"][1]["gate"]["gate"] = {"kind": "smooth", "sharpness": "very"}
    with pytest.raises(FileProblems) as caught:
        from_plain(plain)
    told = "\n".join(caught.value.problems)
    for words in (
        "$.training.optimizer.rhythm.beats: 0 is not allowed",
        "$.training.optimizer.rhythm.tempo: there is no such setting",
        "$.training.optimizer.rhythm.shape.kind: There is no shape called 'pointy'. Did you mean pointed?",
        "$.networks.main[1].gate.gate.sharpness: 'very' is not a number",
    ):
        assert words in told
    assert len(caught.value.problems) == 4


def test_each_setting_inside_has_a_path_and_is_the_only_change() -> None:
    experiment = made()
    known = list(settings.paths(experiment))
    assert {TIP, "training.optimizer.rhythm.beats", "networks.main.g.gate.gate.sharpness"} <= set(known)
    for path in known:
        assert settings.set(experiment, path, settings.get(experiment, path)) == experiment
    for path, value, live in ((TIP, 1.5, True), ("networks.main.g.gate.gate.sharpness", 2.0, False)):
        new = settings.set(experiment, path, value)
        assert [(change.path, change.live) for change in changes(experiment, new)] == [(path, live)]
    with pytest.raises(RefusedSetting, match="Tip cannot be 5: allowed is 0 to 4"):
        settings.set(experiment, TIP, 5)
    with pytest.raises(RefusedSetting, match="There is no shape called 'round'"):
        settings.set(experiment, "training.optimizer.rhythm.shape", "round")
    with pytest.raises(RefusedSetting, match="Tip: 9 is not allowed"):
        settings.set(experiment, "training.optimizer.rhythm.shape", Pointed(9.0))


def test_another_kind_keeps_what_it_knows() -> None:
    experiment = made()
    new = settings.set(experiment, "training.optimizer.rhythm", "steady")
    assert new.training.optimizer == Waltz(rhythm=Steady())
    assert [change.path for change in changes(experiment, new)] == ["training.optimizer.rhythm"]
    assert like(Waltz, experiment.training.optimizer) == experiment.training.optimizer


def test_words_name_what_holds_it() -> None:
    experiment = made()
    tip = edits.set_value(experiment, TIP, 1.0)
    even = edits.set_value(experiment, "training.optimizer.rhythm.shape", "even")
    gate = edits.set_value(experiment, "networks.main.g.gate", "open")
    for new, path, label, mark in (
        (tip, TIP, "Rhythm: Shape: Tip", "Rhythm: Shape: Tip 3 → 1"),
        (even, "training.optimizer.rhythm.shape", "Rhythm: Shape: Even", "Rhythm: Shape Pointed → Even"),
        (gate, "networks.main.g.gate", "Gated: Gate: Open", "Gated: Gate Twice → Open"),
    ):
        assert edit_label(experiment, new, path) == label
        assert changes_in_words(experiment, new) == (mark,)
    assert difference(experiment, tip).settings
    assert difference(experiment, even).optimizer
    assert difference(experiment, gate).structure


def test_the_command_line_sets_them() -> None:
    new = changed(made(), [f"{TIP}=1", "training.optimizer.rhythm.depth=25%", "networks.main.g.gate.gate=open"], None)
    assert settings.get(new, TIP) == 1.0
    assert settings.get(new, "training.optimizer.rhythm.depth") == 0.25
    assert settings.get(new, "networks.main.g.gate.gate.kind") == "open"
    with pytest.raises(CommandError, match="known there are kind, tip"):
        changed(made(), ["training.optimizer.rhythm.shape.tib=1"], None)
    even = changed(made(), ["training.optimizer.rhythm.shape=even"], None)
    assert settings.get(even, "training.optimizer.rhythm.shape") == Even()


def test_a_line_of_text_is_a_setting_like_any_other() -> None:
    path = "networks.main.g.gate.gate.remark"
    (text,) = (parameter for parameter in parameters_of(Smooth) if parameter.type == "text")
    assert text.range_in_words == "one line of at most 20 letters"
    experiment = made()
    for given, kept in (("7", "7"), ('"7"', "7"), ("true", "true"), ("a = 'b'", "a = 'b'"), ("", "")):
        new = changed(experiment, [f"{path}={given}"], None)
        assert settings.get(new, path) == kept
        assert files.read(files.write(new)) == new
        assert [change.path for change in changes(experiment, new)] == ([path] if kept else [])
    new = settings.set(experiment, path, "Σ quick")
    assert changes_in_words(experiment, new) == ("Gated: Gate: Gate: Remark none → Σ quick",)
    assert difference(experiment, new).structure
    for value, words in (
        ("x" * 21, "Remark cannot be 'xxxxxxxxxxxxxxxxxxxxx': it has 21 letters; shorten it to 20"),
        ("a\nb", "it has a tab or more than one line; write it on one line"),
        ("\x1b", "is a control character"),
        ("\ud800", "is half a letter"),
        (7, "Remark: 7 is not a text; allowed is one line of at most 20 letters"),
        (None, "null is not a text"),
    ):
        with pytest.raises(RefusedSetting) as caught:
            settings.set(experiment, path, value)
        assert words in str(caught.value)


def test_lists_tell_what_may_be_inside() -> None:
    waltz = next(row for row in rows("optimizers") if row["id"] == "waltz")
    rhythm = next(parameter for parameter in waltz["parameters"] if parameter["name"] == "rhythm")
    assert rhythm["range"] == "one of steady, swinging"
    assert rhythm["default"] == {"kind": "steady"}
    json.dumps(waltz)


def test_what_is_inside_is_built_checked_and_printed() -> None:
    experiment = made()
    assert not [problem for problem in trace(experiment).problems if problem.severity == "error"]
    code = PythonScript().write(experiment).decode()
    inner = "nn.Softplus(beta=1.0)"
    assert f"nn.Sequential(nn.Sequential({inner}, {inner}))" in code
    assert "lr=0.15" in code.replace(str(0.1 * 0.5 * 3.0), "0.15")
    softplus = [module for module in build(trace(experiment).path, 0).modules() if "Softplus" in str(type(module))]
    assert softplus


def test_what_is_inside_runs_in_the_engine_as_in_the_printed_script(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    experiment = made()
    code = PythonScript().write(experiment).decode()
    monkeypatch.setattr(sys, "argv", ["script.py", "--steps", "20", "--threads", "1", "--json"])
    exec(compile(code, "script.py", "exec"), {"__name__": "__main__"})
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert printed == session_lines(experiment, 20)


def test_a_live_setting_inside_is_tuned_and_nothing_is_built() -> None:
    session = Session(made())
    session.step()
    change = session.replace(edits.set_value(session.experiment, TIP, 1.0))
    assert not change.fresh
    assert session.step_count == 1
    assert only_tunes(made(), session.experiment)
