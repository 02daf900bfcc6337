"""Every example, and every data set whatever part of it is left: script, command line and engine say the same."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from playground import cli
from playground.engine.faults import NotTrainable
from playground.engine.session import Session
from playground.export.base import NotExportable
from playground.export.python import PythonScript
from playground.model import edits
from playground.model.archive import save
from playground.model.dataset import DataSet
from playground.model.document import Document
from playground.model.examples import examples, load_example
from playground.model.experiment import Experiment
from playground.model.fields import with_field
from playground.model.parameters import parameters_of
from playground.model.places import assets
from playground.model.registry import DATA
from playground.model.trace import trace
from tests.contracts.test_examples import small
from tests.export.test_python import session_lines
from tests.model.networks import experiment

STEPS = 3
EXAMPLES = pytest.mark.parametrize("id", [example.id for example in examples()])
ALIKE = {
    *("xor", "moons", "blobs", "plane", "bent_plane", "mnist_softmax", "mnist_mlp", "mnist_cnn", "mnist_patches"),
    *("mnist_rows", "recall_rnn", "sentiment_bilstm", "sentiment_attention", "moons_autoencoder"),
}
"""Of their families and layers there is another one; these are among the slow tests."""
SHORT = {"window": 1, "length": 2}
"""What is made short, so that it fits into the few samples."""
PARTS = [(0.0, 2), (1.0, 3), (1.0, 1), (None, 2)]
"""Shares that are trained on (``None`` for the default) and numbers of samples; the first two in every run."""

Outcome = list[dict[str, Any]] | str
"""The lines of a run, or the sentence that says why there is none."""


def by_session(made: Experiment, steps: int = STEPS) -> Outcome:
    """What the engine gives."""
    try:
        return session_lines(made, steps)
    except NotTrainable as error:
        return str(error)


def by_script(made: Experiment, monkeypatch: pytest.MonkeyPatch, steps: int = STEPS) -> Outcome:
    """What the exported script prints."""
    try:
        code = compile(PythonScript().write(made), "script.py", "exec")
    except NotExportable as error:
        return str(error)
    folder = ["--data", str(assets() / "data")] if made.data.files().refs else []
    monkeypatch.setattr(sys, "argv", ["script.py", "--json", "--steps", str(steps), *folder])
    return lines_of(lambda: exec(code, {"__name__": "__main__"}))


def by_command(made: Experiment, path: Path, capsys: pytest.CaptureFixture[str], steps: int = STEPS) -> Outcome:
    """What ``playground train`` prints, but for its last line, which has the totals."""
    save(path, Document(made))
    status = cli.main(["train", str(path), "--json", "--steps", str(steps)])
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    if status:
        return str(printed[0]["problems"][0]["text"])
    return printed[:-1]


def lines_of(run: Callable[[], None]) -> list[dict[str, Any]]:
    """The lines for programs that something prints."""
    with redirect_stdout(io.StringIO()) as printed:
        run()
    return [json.loads(line) for line in printed.getvalue().splitlines()]


def parts_of(data: DataSet) -> list[DataSet]:
    """The same with the shares and sizes of `PARTS`, each once; one alone where large files are read."""
    fields = {parameter.name for parameter in parameters_of(data)}
    if "test_samples" in fields:
        return [with_field(with_field(data, "test_samples", 0), "samples", 2)]
    for name in fields & set(SHORT):
        data = with_field(data, name, SHORT[name])
    found = []
    for share, size in PARTS:
        made = data
        for name, value in (("train_share", share), ("samples", size)):
            if name in fields and value is not None:
                made = with_field(made, name, value)
        found.append(made)
    return list(dict.fromkeys(found))


def on(data: DataSet) -> Experiment:
    """The smallest network that takes that data."""
    made = edits.set_value(edits.set_data(experiment(), data), "training.threads", 1)
    made = edits.set_value(made, "training.batch_size", 2)
    while mendable := [error for error in trace(made).errors if error.fixes]:
        made = edits.fix(made, mendable[0].node, mendable[0].fixes[0])
    return made


@pytest.mark.parametrize("most", [2, pytest.param(len(PARTS), marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "kind", [kind for kind in DATA.kinds.values() if not kind().files().absent()], ids=lambda k: k.id()
)
def test_script_command_line_and_engine_say_the_same(
    kind: type[DataSet], most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fields = {parameter.name: parameter for parameter in parameters_of(kind)}
    text = tmp_path / "text.txt"
    text.write_text("the quick brown fox jumps over the lazy dog, " * 9, "utf-8")
    files = {name: str(text) for name, parameter in fields.items() if parameter.type == "file"}
    for data in parts_of(kind(**files))[:most]:
        made = on(data)
        expected = by_session(made)
        assert by_script(made, monkeypatch) == expected, data
        assert by_command(made, tmp_path / "made.json", capsys) == expected, data


@pytest.mark.parametrize(
    "id",
    [pytest.param(example.id, marks=pytest.mark.slow if example.id in ALIKE else ()) for example in examples()],
)
def test_every_example_says_the_same_everywhere(
    id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = small(load_example(id))
    for field, most in (("samples", 60), ("most", 60), ("test_samples", 20)):
        if field in {parameter.name for parameter in parameters_of(made.data)}:
            made = edits.set_value(made, f"data.{field}", min(getattr(made.data, field), most))
    expected = by_session(made)
    assert by_script(made, monkeypatch) == expected
    assert by_command(made, tmp_path / "made.json", capsys) == expected


@pytest.mark.slow
@EXAMPLES
def test_every_whole_example_says_the_same_over_two_epochs(
    id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = small(load_example(id))
    steps = 2 * Session(made).steps_to_epoch_end
    expected = by_session(made, steps)
    assert by_script(made, monkeypatch, steps) == expected
    assert by_command(made, tmp_path / "made.json", capsys, steps) == expected
