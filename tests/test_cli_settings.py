"""The command line: settings put in on the way, wrong words, and places to write to."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from playground import cli
from playground.commands.experiments import CommandError, changed
from playground.commands.training import Order
from playground.model.archive import load
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from tests.test_cli import ROOT, run


def with_settings(*assignments: str) -> Experiment:
    return changed(load_example("circle"), list(assignments), None)


def test_a_layer_may_be_named_by_its_id_and_a_kind_by_its_name_alone() -> None:
    by_id, by_place = with_settings("networks.main.linear_2.units=3"), with_settings("networks.main[2].units=3")
    assert by_id == by_place
    assert by_id.node("linear_2").layer.units == 3  # type: ignore[attr-defined]
    assert with_settings("training.optimizer=Adam") == with_settings("training.optimizer.kind=adam")
    assert with_settings("data=xor").data.id() == "xor"
    made = with_settings('networks.main.linear_2.inputs=["linear_1"]')
    assert made.node("linear_2").inputs == ("linear_1",)
    assert (with_settings("name=3").name, with_settings('name="3"').name) == ("3", "3")


@pytest.mark.parametrize(
    ("assignment", "words"),
    [
        ("seed.x=3", "'seed.x' leads to no setting: 3 has none below it."),
        ("training.batch_size.x=3", "10 has none below it."),
        ("data.features[0].x=y", "'x' has none below it."),
        ("training.learning_rate=1", "did you mean training.optimizer.learning_rate?"),
        ("linear_1.units=9", "did you mean networks.main.linear_1.units?"),
        ("networks.main.linear_9.units=9", "did you mean linear_1?"),
        ("networks.main[9].units=9", "known there are linear_1, tanh_1, linear_2, tanh_2, output."),
        ("networks.main[0][1]=9", "known there are kind, units, bias, inputs, initializer, frozen, rate_factor."),
        ("=3", "'' leads to no setting: known there are name, description, data, "),
        ("data.noise=0,7", "$.data.noise: 0.7 is not allowed; allowed is 0 to 0.5."),
        ("data.noise=0,1.2,3", "$.data.noise: '0,1.2,3' is not a number; allowed is 0 to 0.5."),
        ("data.samples=1e3,5", "'1e3,5' is not a number; allowed is 1 to 20\u202f000."),
        ("data.samples=1.000", "Samples: '1.000' may be 1 or 1\u202f000: type one of these."),
        ('data.features=["x","x"]', "has 'x' twice"),
        ("objective.loss=msee", "There is no loss called 'msee'. Did you mean mse?"),
        ("objective.loss=null", "$.objective.loss: must be an object with the kind of loss, not null."),
        ("name=\udcff", "$.name: '\\udcff' cannot be kept, as \\udcff in it is half a letter"),
        ("data.noise=" + "[" * 5000, "is not a number"),
        (
            "data.samples=" + "9" * 5000,
            "Samples: '9999999999999999999999999999999999999999…' has more than 400 letters",
        ),
        ("training.optimizer.learning_rate=1e-400", "Learning rate: '1e-400' is closer to 0 than any number that can"),
        ("training.optimizer.learning_rate=1e-9999999999", "is closer to 0 than any number that can be held."),
        ("training.optimizer.learning_rate=1e400", "Learning rate: '1e400' is larger than any number that can be"),
        (
            "training.optimizer.momentum=1000",
            "$.training.optimizer.momentum: 1\u202f000 is not allowed; allowed is 0 to",
        ),
        (f"networks.main[{'9' * 5000}].units=3", "leads to no setting: known there are linear_1"),
    ],
)
def test_a_setting_that_cannot_be_put_in_says_what_was_meant(assignment: str, words: str) -> None:
    with pytest.raises(CommandError) as caught:
        with_settings(assignment)
    assert words in caught.value.problems[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("chek", "circle"), "there is no command 'chek'. Did you mean check?"),
        (("trian",), "there is no command 'trian'. Did you mean train?"),
        (("foo", "bar"), "there is no command 'foo'. There are: open, list, check, train, export, picture"),
        (("check", "."), ". is a folder: name a file in it, or an example."),
        (("train", "circle", "--seed", "x"), "'x' is not a whole number"),
        (("train", "circle", "--steps", "x\u0661"), "is not a whole number of 0 or more"),
        (("train", "circle", "--steps", "1", "--save", "x.txt"), "x.txt cannot be saved under that name"),
        (("export", "circle", "-o", "no/x.py"), "no/x.py could not be saved, as there is no folder"),
        (("picture", "circle", "-o", "x.png", "--size", "99999x900"), "too large: take at most 8192 pixels a side"),
    ],
)
def test_a_wrong_word_is_told(arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert words in err


def test_a_json_file_is_said_to_hold_no_weights(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "train", "circle", "--steps", "1", "--save", str(tmp_path / "x.json"))[1]
    assert out.endswith("x.json, a .json file, which holds no weights\n")
    assert load(tmp_path / "x.json").state is None


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
def test_no_file_takes_the_place_of_a_pipe_or_a_device(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe, read = tmp_path / "pipe", list[str]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text("utf-8")))
    reader.start()
    assert run(capsys, "export", "circle", "-o", str(pipe))[0] == 0
    reader.join(timeout=20)
    assert read == [run(capsys, "export", "circle")[1]]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
def test_a_run_that_is_to_be_saved_is_saved_though_nobody_reads_it_any_more(tmp_path: Path) -> None:
    path = tmp_path / "run.playground"
    command = f"{sys.executable} -m playground train circle --epochs 12 --save {path} | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT, check=False)
    assert len(done.stdout.splitlines()) == 1
    assert len(done.stderr.splitlines()) == 1, "what is saved where, and nothing else"
    history = load(path).history
    assert history is not None
    assert history["batch_loss.step"][-1] == 300


def test_a_terminal_without_the_letters_gets_codes_and_code_stays_as_it_is(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii:strict"}
    path = tmp_path / "named.json"
    path.write_text(json.dumps({"name": "Größe 文", "data": {"kind": "circle"}, "networks": {"main": []}}), "utf-8")
    check, export = (
        subprocess.run(
            [sys.executable, "-m", "playground", name, str(path)],
            env=environment,
            capture_output=True,
            cwd=ROOT,
            check=True,
        ).stdout
        for name in ("check", "export")
    )
    assert check.startswith(rb"Gr\xf6\xdfe \u6587: Circle")
    assert "Größe 文".encode() in export


NUMBERS = ["1e2", "100", "١٠٠", "１００", "1×10²", " 100 "]


@pytest.mark.parametrize("text", NUMBERS)
def test_every_option_reads_numbers_as_people_write_them(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    orders: list[Order] = []

    def note(document: object, experiment: object, order: Order) -> int:
        orders.append(order)
        return 0

    monkeypatch.setattr(cli, "train", note)
    options = ("--steps", text, "--seed", text, "--save", "x.playground", "--save-every", text)
    assert run(capsys, "train", "circle", *options)[0] == 0
    assert (orders[0].steps, orders[0].save_every) == (100, 100.0)


@pytest.mark.parametrize(
    ("option", "text", "words"),
    [
        ("--save-every", "1e400", "'1e400' is larger than any number that can be held"),
        ("--save-every", "-1", "'-1' is not from 0 to 999\u202f999\u202f999 seconds"),
        ("--save-every", "soon", "'soon' is not a number of seconds, such as 30"),
        ("--steps", "9" * 5000, "has more than 400 letters, which no number here needs"),
        ("--steps", "1e400", "'1e400' is larger than any number that can be held"),
        ("--steps", "½", "'½' is not a whole number of 0 or more"),
    ],
)
def test_an_option_that_is_no_number_of_its_kind_says_why(
    capsys: pytest.CaptureFixture[str], option: str, text: str, words: str
) -> None:
    with pytest.raises(SystemExit):
        cli.main(["train", "circle", f"{option}={text}"])
    assert words in capsys.readouterr().err
