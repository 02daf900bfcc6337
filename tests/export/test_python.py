"""Exported scripts: run as they are, in a process of their own, they print the numbers of the engine bit for bit."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from torch import nn

from playground.engine.faults import Divergence
from playground.engine.session import Session
from playground.export.base import NotExportable
from playground.export.printing.quoting import safe_names, write_prose, write_value
from playground.export.python import PythonScript
from playground.model import edits, grouping
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.model.fields import with_field
from playground.model.parameters import parameters_of
from playground.model.places import assets
from playground.model.registry import DATA, LOSSES, OPTIMIZERS
from playground.model.trace import trace
from tests.contracts.test_examples import small
from tests.export import sequence_runs
from tests.model.networks import experiment

THREADS = {"threads": 1}


DRIVER = """
import runpy, sys
scripts = sys.argv[2:]
for name in scripts:
    sys.argv = [name, "--json", "--steps", name.split("-")[1], *(["--data", DATA] if "-data-" in name else [])]
    with open(f"{name}.out", "w") as sys.stdout:
        runpy.run_path(name, run_name="__main__")
"""


Lines = list[dict[str, Any]]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Lines]:
    """Gives what an exported script prints; all of its group run in one process that knows nothing of this package."""
    found: dict[str, Lines] = {}

    def lines(name: str) -> Lines:
        if name not in found:
            group = {other: RUNS[other] for other in RUNS if (other in QUICK) == (name in QUICK)}
            found.update(run_alone(tmp_path_factory.mktemp("scripts"), group))
        return found[name]

    return lines


def run_alone(folder: Path, runs: dict[str, tuple[Experiment, int]]) -> dict[str, Lines]:
    """What the scripts of these runs print, one after the other in a process of their own."""
    names = {}
    for place, (name, (made, steps)) in enumerate(runs.items()):
        names[name] = f"{place}-{steps}-{'data' if made.data.files().refs else ''}-.py"
        (folder / names[name]).write_bytes(PythonScript().write(made))
    driver = f"DATA = {str(assets() / 'data')!r}\n{DRIVER}"
    environment = {**os.environ, "PYTHONPATH": "", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-W", "error", "-c", driver, "--", *names.values()]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {
        name: [json.loads(line) for line in (folder / f"{file}.out").read_text("utf-8").splitlines()]
        for name, file in names.items()
    }


def session_lines(made: Experiment, steps: int) -> Lines:
    """The figures of the engine at the same places."""
    session, lines = Session(made), []
    for _ in range(steps):
        loss = session.step()
        if session.at_epoch_end or session.step_count == steps:
            figures = session.evaluate()
            assert figures is not None
            seen, new, *held = figures
            values = {"epoch": session.epoch, "step": session.step_count, "batch_loss": loss}
            values |= session.step_figures
            values |= {f"batch_{name}": value for name, value in session.terms.items()}
            values |= {f"train_{name}": value for name, value in seen.named.items()}
            values |= {f"test_{name}": value for name, value in new.named.items()}
            values |= {f"validation_{name}": value for part in held for name, value in part.named.items()}
            lines.append({name: None if value != value else value for name, value in values.items()})
    return lines


SKIP = experiment(
    {"kind": "linear", "id": "class", "units": 6},
    {"kind": "layer_norm", "id": "forward"},
    {"kind": "gelu", "id": "x"},
    {"kind": "dropout", "id": "self", "rate": 0.3},
    {"kind": "linear", "id": "train", "units": 6},
    {"kind": "batch_norm", "id": "nn"},
    {"kind": "add", "id": "torch", "inputs": ["nn", "x"]},
    {"kind": "concat", "id": "inputs", "inputs": ["torch", "input", "class"]},
    {"kind": "silu"},
    data="spiral",
    name='Names that hurt """ \\ \n import os #',
    description='"""\nraise SystemExit("no")\n"""',
    training={"optimizer": {"kind": "rmsprop", "momentum": 0.5}, **THREADS},
)
REGRESSION = experiment(
    {"kind": "linear", "units": 5},
    {"kind": "tanh"},
    data="cubic",
    training={"optimizer": {"kind": "adagrad"}, "loss": {"kind": "huber", "delta": 0.3}, "steps": 7, **THREADS},
)
CNN = experiment(
    {"kind": "conv2d", "channels": 4, "padding": "same"},
    {"kind": "batch_norm"},
    {"kind": "elu", "alpha": 0.5},
    {"kind": "dropout2d", "rate": 0.2},
    {"kind": "avg_pool2d"},
    {"kind": "global_avg_pool"},
    data="digits",
    training={"optimizer": {"kind": "adamw"}, "batch_size": 100, **THREADS},
)
VALIDATED = edits.set_value(experiment(training=THREADS), "data.validation", 0.3)
HANDED_ON = experiment(
    {"kind": "linear", "id": "many", "units": 8},
    {"kind": "dropout", "id": "idle", "rate": 0.0},
    {"kind": "tanh", "id": "one", "inputs": ["many"]},
    {"kind": "sigmoid", "id": "two", "inputs": ["idle"]},
    {"kind": "gelu", "id": "three", "inputs": ["many"]},
    {"kind": "add", "inputs": ["one", "two", "three", "idle"]},
    training=THREADS,
)


BY_EPOCH = {"warm_up": 1, "warm_up_from": 0.1}
SCHEDULED = {
    name: edits.set_value(experiment(data="circle", training={"batch_size": 40, **THREADS}, seed=2), path, schedule)
    for path in ("training.schedule",)
    for name, schedule in {
        "cosine": {"kind": "cosine", "over": 3, **BY_EPOCH},
        "one cycle": {"kind": "one_cycle", "over": 8, "warm_up": 2},
        "plateau": {"kind": "plateau", "patience": 0, "threshold": 0.9, **BY_EPOCH},
        "milestones": {"kind": "multi_step", "milestones": "2, 5", "by": "steps"},
    }.items()
}
STARTS = experiment(
    {"kind": "conv2d", "channels": 4, "padding": "same", "frozen": True},
    {"kind": "batch_norm", "frozen": True},
    {"kind": "leaky_relu", "negative_slope": 0.2},
    {"kind": "conv2d", "channels": 3, "initializer": {"kind": "orthogonal", "gain": "following"}},
    {"kind": "relu"},
    {"kind": "flatten"},
    {"kind": "linear", "units": 8, "initializer": {"kind": "lsuv"}},
    {"kind": "dropout", "rate": 0.3},
    {"kind": "tanh"},
    {"kind": "linear", "units": 6, "initializer": {"kind": "lsuv"}, "bias": False},
    data="digits",
    training={
        "initializer": {"kind": "kaiming_normal"},
        "bias_initializer": {"kind": "constant", "value": 0.05},
        "batch_size": 50,
        **THREADS,
    },
)
STARTS_OF_TWO = experiment(
    data="moons",
    objective={"kind": "adversarial"},
    networks={
        "generator": [{"kind": "linear", "units": 6}, {"kind": "relu"}, {"kind": "linear", "units": 5, "frozen": True}],
        "discriminator": [{"kind": "linear", "units": 7}, {"kind": "tanh"}],
    },
    training={"initializer": {"kind": "lsuv"}, "batch_size": 40, **THREADS},
)


RUNS: dict[str, tuple[Experiment, int]] = {
    "circle": (small(load_example("circle")), 60),
    "residual cnn": (small(load_example("digits_resnet")), 50),
    "mnist cnn": (small(load_example("mnist_cnn")), 12),
    "skip links and hostile names": (SKIP, 40),
    "regression": (REGRESSION, 40),
    "cnn": (CNN, 20),
    "a part for validation": (VALIDATED, 30),
    "a layer that hands on its input": (HANDED_ON, 80),
    **{f"schedule {name}": (made, 9) for name, made in SCHEDULED.items()},
    "own starting weights and frozen layers": (STARTS, 40),
    "starting weights of two networks": (STARTS_OF_TWO, 20),
    **sequence_runs.runs(),
}
QUICK = {
    *("circle", "skip links and hostile names", "cnn", "a part for validation", "schedule plateau"),
    *("own starting weights and frozen layers", "starting weights of two networks", "masks of three lengths"),
}
"""One of each sort, in every run; `test_exports_run` has each example and data set in this process."""


@pytest.mark.parametrize("name", [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in RUNS])
def test_the_script_prints_the_numbers_of_the_engine_bit_for_bit(name: str, printed: Callable[[str], Lines]) -> None:
    made, steps = RUNS[name]
    assert printed(name) == session_lines(made, steps)
    assert printed(name)[-1]["step"] == steps


def test_groups_are_named_above_their_first_layer_and_change_nothing_else() -> None:
    made = grouping.group(CNN, ("batch_norm_1", "elu_1"), 'Even "out" \\n')[0]
    made = grouping.group(made, ("conv2d_1",), "Look")[0]
    plain, grouped = (PythonScript().write(each).decode().splitlines() for each in (CNN, made))
    named = [line.strip() for line in grouped if line not in plain]
    assert named == ["# Look (1 layer)", "# Even 'out' /n (2 layers)"]
    assert [line for line in grouped if line.strip() not in named] == plain
    assert "self.batch_norm_1 = " in grouped[grouped.index(f"        {named[1]}") + 1]


@pytest.mark.parametrize(
    "kind", [kind for kind in DATA.kinds.values() if not kind().files().missing()], ids=lambda k: k.id()
)
def test_every_data_set_is_printed_with_all_it_needs(kind: Any, tmp_path: Path) -> None:
    """Compiled and run to its data, which is compared with what the app loads."""
    data = kind()
    fields = {parameter.name for parameter in parameters_of(data)}
    values = {"samples": 300, "test_samples": 50, "noise": 0.1, "normalisation": "standardise", "validation": 0.2}
    for name, value in values.items():
        if name in fields:
            data = with_field(data, name, value)
    made = edits.set_value(edits.set_data(experiment(), data), "training.threads", 1)
    while errors := trace(made).errors:
        made = edits.fix(made, errors[0].node, errors[0].fixes[0])
    namespace: dict[str, Any] = {"__name__": "script"}
    exec(compile(PythonScript().write(made), "script.py", "exec"), namespace)
    arguments = [assets() / "data"] if data.files().refs else []
    train_inputs, _, validation_inputs, _, test_inputs, _ = namespace["load_data"](*arguments)
    samples = data.load()
    assert (train_inputs.numpy() == samples.train_inputs).all()
    assert (validation_inputs.numpy() == samples.validation_inputs).all()
    assert (test_inputs.numpy() == samples.test_inputs).all()


def test_a_text_of_ones_own_that_is_not_there_is_not_exported_as_if_it_were(tmp_path: Path) -> None:
    """What it holds decides how many letters there are, so nobody knows how large the network would be."""
    for path, words in (("", "No file is chosen"), (str(tmp_path / "gone.txt"), "gone.txt is not there")):
        made = edits.set_data(experiment({"kind": "embedding"}), DATA.find("own_text")(path=path))
        with pytest.raises(NotExportable, match=words):
            PythonScript().write(made)


@pytest.mark.parametrize("kind", [*OPTIMIZERS.kinds, *LOSSES.kinds])
def test_every_optimizer_and_loss_is_printed(kind: str) -> None:
    made = experiment()
    if kind in OPTIMIZERS.kinds:
        made = edits.set_value(made, "training.optimizer", OPTIMIZERS.find(kind)())
    else:
        loss = LOSSES.find(kind)()
        made = made if loss.fits(made.data.target()) else edits.set_data(made, DATA.find("plane")())
        if not loss.fits(made.target):
            made = edits.set_value(made, "objective", "reconstruction")
        if not loss.fits(made.target):
            made = edits.set_data(experiment({"kind": "gru"}), DATA.find("digit_strip")())
        made = edits.set_value(made, "objective.loss", loss)
        if loss.ends:
            made = edits.set_value(made, "networks.main.output.activation", loss.ends)
    compile(PythonScript().write(made), "script.py", "exec")


def test_names_that_torch_or_python_need_are_not_taken() -> None:
    reserved = [name for name in dir(nn.Module) if name.islower() and not name.startswith("_")]
    names = safe_names((*reserved, "for", "x", "self", "print", "good"))
    assert names["good"] == "good"
    assert names["for"] == "for_"
    assert not set(names.values()) & set(dir(nn.Module))
    assert len(set(names.values())) == len(names)


def test_words_from_files_cannot_end_a_docstring_or_a_string() -> None:
    assert write_prose('x"""\nimport os \\') == "x''' import os /"
    assert write_prose("a\u202eb") == "ab"
    assert write_value('x"]; import os #') == "'x\"]; import os #'"


def test_what_the_script_lacks_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    content = PythonScript().write(load_example("mnist_softmax"))
    assert "mnist/train-images-idx3-ubyte.gz" in content.decode().split('"""')[1]
    code = compile(content, "script.py", "exec")
    for arguments, words in (([], "--data"), (["--data", str(tmp_path)], "'train-images-idx3-ubyte.gz' is not in")):
        monkeypatch.setattr(sys, "argv", ["script.py", *arguments])
        with pytest.raises(SystemExit) as ended:
            exec(code, {"__name__": "__main__"})
        assert words in f"{ended.value.code}{capsys.readouterr().err}"


@pytest.mark.parametrize("rate", [1000.0, pytest.param(1e6, marks=pytest.mark.slow)])
def test_a_script_stops_where_the_engine_does_and_says_the_same(rate: float, monkeypatch: pytest.MonkeyPatch) -> None:
    made = edits.set_value(load_example("circle"), "training.threads", 1)
    made = edits.set_value(made, "training.optimizer", with_field(made.training.optimizer, "learning_rate", rate))
    session = Session(made)
    with pytest.raises(Divergence) as caught:
        [session.step() for _ in range(500)]
    monkeypatch.setattr(sys, "argv", ["circle.py", "--steps", "500"])
    with pytest.raises(SystemExit) as ended:
        exec(compile(PythonScript().write(made), "circle.py", "exec"), {"__name__": "__main__"})
    said = str(ended.value.code)  # which Python prints, and ends with status 1
    assert f" at step {caught.value.step}: " in said
    cause = re.search(r"learning rate .* is too high", str(caught.value))
    assert cause is not None
    assert cause[0] in said
    assert said.startswith("The loss grew from ")
    assert "try learning rate 0.3." in said.lower()


def test_a_script_whose_rate_moves_names_the_one_in_force() -> None:
    made = edits.set_value(load_example("circle"), "training.schedule", "cosine")
    text = PythonScript().write(made).decode()
    compile(text, "circle.py", "exec")
    base = f"{made.training.optimizer.settings()['lr']:g}"
    assert f"the learning rate in force, {{rate:.3g}}, is too high (the base rate is {base})" in text
    assert 'grown + f": the learning rate' in text
