"""The command line: what it says, what it writes and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from playground import cli
from playground.commands import lists, windows
from playground.engine.session import Session
from playground.model import grouping
from playground.model.archive import load
from playground.model.examples import examples, load_example
from playground.model.files import write
from tests.engine.setups import loss_of

ROOT = Path(__file__).parents[1]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command."""
    try:
        status = cli.main(arguments)
    except SystemExit as ended:  # argparse leaves this way
        status = int(ended.code or 0)
    out, err = capsys.readouterr()
    return status, out, err


def lines_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("name", lists.NAMES)
def test_list_names_what_there_is(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "list", name, "--json")
    rows = json.loads(out)
    assert status == 0
    assert rows
    assert all(row["id"] and row["label"] and row["summary"].endswith((".", "?")) for row in rows)
    status, out, _ = run(capsys, "list", name)
    assert status == 0
    assert all(row["id"] in out for row in rows)


def test_nothing_but_the_window_loads_qt_and_only_training_loads_torch() -> None:
    code = """
import sys
from playground import cli
cli.main(["list", "views"]); cli.main(["check", "circle"]); cli.main(["export", "mnist_cnn", "--json"])
assert "torch" not in sys.modules
cli.main(["train", "circle", "--steps", "2"])
assert not any("PySide6" in name or "pyqtgraph" in name for name in sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


def test_check_says_what_a_good_experiment_means(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "check", "mnist_cnn")
    assert status == 0
    assert "MNIST, CNN" in out
    assert "16×28×28" in out
    assert "It can be trained." in out


def test_check_shows_groups(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "grouped.json"
    made = grouping.group(load_example("mnist_cnn"), ("conv2d_2", "relu_2"), "Second look")[0]
    path.write_bytes(write(made))
    _, out, _ = run(capsys, "check", str(path))
    lines = out.splitlines()
    place = lines.index("  Second look")
    assert [line.startswith("    ") for line in lines[place - 1 : place + 4]] == [False, False, True, True, False]
    _, out, _ = run(capsys, "check", str(path), "--json")
    assert json.loads(out)["groups"] == [{"name": "Second look", "layers": ["conv2d_2", "relu_2"]}]


def test_check_says_what_is_wrong_and_how_to_fix_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "broken.json"
    path.write_text('{"data": {"kind": "mnist"}, "networks": {"main": [{"kind": "linear"}]}}')
    status, out, _ = run(capsys, "check", str(path))
    assert status == 1
    assert "fix: " in out
    status, out, _ = run(capsys, "check", str(path), "--json")
    assert status == 1
    table = json.loads(out)
    assert table["ok"] is False
    assert table["problems"][0]["fixes"]


def test_a_file_that_is_no_experiment_names_every_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "wrong.json"
    path.write_text('{"data": {"kind": "circle", "noise": 9}, "networks": {"main": [{"kind": "warp"}]}}')
    status, _, err = run(capsys, "check", str(path))
    assert status == 1
    assert "$.data.noise" in err
    assert "$.networks.main[0].kind" in err
    status, out, _ = run(capsys, "check", str(path), "--json")
    assert len(json.loads(out)["problems"]) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("train", "circel"), "Did you mean circle"),
        (("check", "circle.json"), "There is an example called 'circle'"),
        (("check", "no/where.playground"), "There is no file called no/where.playground"),
        (("train", "circle", "--set", "training.batch_size=0"), "allowed is 1 to 65\u202f536"),
        (("train", "circle", "--seed", "99999999999"), "allowed is 0 to 2\u202f147\u202f483\u202f647"),
        (("train", "circle", "--set", "training.batchsize=8"), "did you mean batch_size"),
        (("train", "circle", "--set", "networks.main[9].units=8"), "leads to no setting"),
        (("train", "circle", "--set", "seed"), "write path=value"),
        (("train", "circle", "--set", "data.kind=cirlce"), "Did you mean circle"),
        (("train", "circle", "--seed", "-4"), "$.seed: −4 is not allowed"),
        (("train", "circle", "--steps", "many"), "not a whole number"),
        (("train", "circle", "--steps", "3", "--epochs", "3"), "not allowed with"),
        (("export", "circle", "--to", "pyhton"), "Did you mean python"),
        (("picture", "circle", "-o", "x.png", "--size", "huge"), "not a size"),
        (("picture", "circle", "-o", "x.png", "--select", "nobody"), "There are: linear_1"),
        (("picture", "circle", "-o", "x.png", "--view", "nothing"), "There are: "),
        (("picture", "circle", "-o", "x.png", "--set", "training.batchsize=8"), "did you mean batch_size"),
        (("picture", "circle", "-o", "x.png", "--enlarge"), "name one with --view"),
        (("picture", "circle", "-o", "x.png", "--row", "0"), "not a whole number of 1 or more"),
        (("picture", "circle", "-o", "x.png", "--pixel", "3"), "such as 12,5"),
        (("picture", "circle", "-o", "x.png", "--stage", "5"), "invalid choice"),
        (("list", "colours"), "invalid choice"),
    ],
)
def test_a_wrong_command_is_said_and_ends_with_2(
    arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = run(capsys, *arguments)
    assert status == 2
    assert words in err
    assert "Traceback" not in err


def test_train_prints_a_line_an_epoch_and_final_figures(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "train", "circle", "--epochs", "3")
    assert status == 0
    epochs = out.splitlines()
    assert [line.split()[:2] for line in epochs[:3]] == [["epoch", "1"], ["epoch", "2"], ["epoch", "3"]]
    assert all("train loss" in line and "test accuracy" in line for line in epochs[:3])
    assert epochs[3].startswith("75 steps, 3 epochs")


def test_the_same_seed_gives_the_same_numbers_and_another_one_others(capsys: pytest.CaptureFixture[str]) -> None:
    first, again, other = (
        lines_of(run(capsys, "train", "circle", "--steps", "30", "--json", "--seed", seed)[1])[:-1]
        for seed in ("4", "4", "5")
    )
    assert first == again
    assert first[-1]["step"] == 30
    assert first[0]["train_loss"] != other[0]["train_loss"]


def test_settings_are_put_in_and_another_kind_keeps_what_fits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "out.json"
    settings = (
        "data.kind=plane",
        "data.samples=100",
        "networks.main[0].units=3",
        "networks.main[1].kind=dense",
        "training.optimizer.kind=adam",
        "training.optimizer.learning_rate=0.01",
        "name=Mine",
    )
    pairs = [word for setting in settings for word in ("--set", setting)]
    status, _, err = run(capsys, "train", "circle", "--steps", "1", "--save", str(path), *pairs)
    assert (status, len(err.splitlines())) == (0, 1)
    assert "the experiment alone" in err
    made = load(path).experiment
    assert (made.name, made.data.id(), made.data.sizes().train, made.data.noise) == ("Mine", "plane", 50, 0.05)  # type: ignore[attr-defined]
    assert loss_of(made).fits(made.data.target())
    assert made.training.optimizer == type(made.training.optimizer)(learning_rate=0.01)
    assert [node.layer.id() for node in made.nodes[:2]] == ["linear", "linear"]


def test_a_saved_run_goes_on_where_it_ended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "half.playground"
    whole = lines_of(run(capsys, "train", "xor", "--epochs", "4", "--json")[1])
    run(capsys, "train", "xor", "--epochs", "2", "--save", str(path))
    status, out, err = run(capsys, "train", str(path), "--epochs", "2", "--json", "--save", str(path))
    assert status == 0
    assert "Going on from step" in err
    assert lines_of(out)[:2] == whole[2:4]
    history = load(path).history
    assert history is not None
    assert history["batch_loss.step"] == [float(step) for step in range(1, whole[3]["step"] + 1)]


def test_an_experiment_that_diverges_or_cannot_be_trained_ends_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = ("--set", "training.optimizer.learning_rate=1000000", "--set", "data.kind=plane")
    status, _, err = run(capsys, "train", "circle", "--steps", "500", *settings)
    assert status == 1
    assert "learning rate" in err
    path = tmp_path / "broken.json"
    path.write_text('{"data": {"kind": "mnist"}, "networks": {"main": [{"kind": "linear"}]}}')
    status, _, err = run(capsys, "train", str(path))
    assert status == 1
    assert "Traceback" not in err


def test_saved_curves_are_dense_at_first_and_say_on_how_many_samples_they_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "circle.playground"
    run(capsys, "train", "circle", "--steps", "12", "--save", str(path))
    columns = load(path).history
    assert columns is not None
    assert columns["test_loss.step"] == [0.0, 1.0, 2.0, 4.0, 8.0, 12.0]
    assert columns["test_count.value"] == [columns["test_count.value"][-1]] * 6


@pytest.mark.parametrize("place", ["no/x.playground", "."])
@pytest.mark.parametrize("command", [("train", "circle", "--steps", "1", "--save"), ("picture", "circle", "-o")])
def test_a_place_where_nothing_can_be_saved_is_said_before_any_work(
    command: tuple[str, ...], place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = run(capsys, *command, str(tmp_path / place))
    assert status == 2
    assert out == ""
    assert "could not be saved, as " in err
    assert err.endswith("choose another place.\n")


@pytest.mark.parametrize("rate", ["1000", "1000000"])
def test_after_a_divergence_figures_and_curves_are_those_of_the_weights_that_are_saved(
    rate: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "back.playground"
    setting = ("--set", f"training.optimizer.learning_rate={rate}")
    status, out, err = run(capsys, "train", "circle", "--steps", "500", "--json", "--save", str(path), *setting)
    assert status == 1
    *_, last, totals = lines_of(out)
    document = load(path)
    assert document.state is not None
    assert document.history is not None
    session = Session(document.experiment)
    session.restore(document.state)
    figures = session.evaluate()
    assert figures is not None
    assert (last["step"], last["train_loss"], last["test_loss"]) == (
        session.step_count,
        figures[0].loss,
        figures[1].loss,
    )
    assert totals["steps"] == session.step_count < totals["refused_step"]
    assert f"back at step {session.step_count};" in err
    assert document.history["batch_loss.step"] == [float(step) for step in range(1, session.step_count + 1)]
    assert document.history["test_loss.step"][-1] == session.step_count
    assert document.history["test_loss.value"][-1] == figures[1].loss
    out = run(capsys, "train", "circle", "--steps", "500", *setting)[1]
    assert out.splitlines()[-1].startswith(f"Back at step {session.step_count} from step {totals['refused_step']}, ")


def test_weights_that_are_not_used_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "x.playground")
    run(capsys, "train", "circle", "--steps", "3", "--save", path)
    for change in (("--seed", "7"), ("--set", "training.batch_size=32")):
        status, _, err = run(capsys, "train", path, "--steps", "3", *change)
        assert status == 0
        assert "weights are not used" in err
    assert "not used" not in run(capsys, "train", path, "--steps", "3")[2]


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
def test_a_reader_that_has_seen_enough_is_no_fault() -> None:
    command = f"{sys.executable} -m playground list layers | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.stdout.startswith("linear")
    assert done.stderr == ""


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_ends_politely_and_saves(tmp_path: Path) -> None:
    path = tmp_path / "stopped.playground"
    command = [sys.executable, "-m", "playground", "train", "circle", "--steps", "100000000", "--save", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.splitlines() == [
        f"While it learns it is saved to {path} every 30 s; with --save-every 0 at the end alone."
    ]
    assert "saved to" in out
    assert load(path).state is not None


def test_export_writes_a_file_or_prints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "circle.py"
    status, out, _ = run(capsys, "export", "circle", "--to", "python", "-o", str(path))
    assert (status, out) == (0, "")
    status, out, _ = run(capsys, "export", "circle")
    assert out == path.read_text("utf-8")
    status, out, _ = run(capsys, "export", "circle", "-o", str(path), "--json")
    assert json.loads(out)["bytes"] == path.stat().st_size


def test_without_a_display_it_says_which_packages_and_what_else_to_do() -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    del environment["QT_QPA_PLATFORM"]
    done = subprocess.run(
        [sys.executable, "-m", "playground"], env=environment, capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 2
    assert "no display" in done.stderr
    assert windows.DEBIAN in done.stderr
    assert windows.FEDORA in done.stderr
    assert windows.ARCH in done.stderr


@pytest.mark.slow
def test_where_qt_aborts_a_child_finds_out_first() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "there_is_none"}
    done = subprocess.run(
        [sys.executable, "-m", "playground"], env=environment, capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 2
    assert "The window cannot open" in done.stderr
    assert windows.DEBIAN in done.stderr


def test_readme_and_ci_name_the_same_packages() -> None:
    packages = windows.DEBIAN.removeprefix("sudo apt-get install ")
    for name in ("README.md", ".ci/run"):
        assert packages in " ".join((ROOT / name).read_text("utf-8").replace("\\\n", " ").split()), name


def test_a_file_named_like_an_example_is_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "circle").write_bytes(write(load_example("xor")))
    monkeypatch.chdir(tmp_path)
    assert "XOR" in run(capsys, "check", "circle")[1]


def test_every_example_is_listed_by_its_id(capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "list", "examples")[1]
    assert [line.split()[0] for line in out.splitlines()] == [example.id for example in examples()]
