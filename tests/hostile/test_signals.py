"""Signals at any moment of a run that is saved: the file can always be read, and nothing that was learned is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.commands.endings import Ending
from playground.model.archive import load, save
from playground.model.document import Document
from playground.model.examples import load_example
from tests.draws import TIMES, draws

Fork = Callable[..., dict[str, Any]]
ENDLESS = ("train", "xor", "--steps", "1000000000", "--set", "data.samples=40")
OF_ALL_PARTS = (
    *ENDLESS,
    *("--set", "training.schedule=plateau", "--set", "training.averaging=ema", "--set", "training.accumulate=3"),
    *("--set", "training.stopping=early", "--set", "training.stopping.0.patience=100000"),
)
"""A run whose file holds more than weights and the optimizer: means, plateaus, waiting gradients and the best state."""
COMMANDS = pytest.mark.parametrize("command", [ENDLESS, OF_ALL_PARTS], ids=["plain", "all parts"])
POLITE = (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM))

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="signals of POSIX")


@pytest.fixture(autouse=True)
def _signals_are_those_of_a_terminal() -> Iterator[None]:
    """A shell lets what it runs in the background ignore interrupts."""
    before = {number: signal.getsignal(number) for number in POLITE}
    for number in POLITE:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(scope="module")
def fork() -> Iterator[Fork]:
    """Carries out one order to `tests.hostile.forks` after another."""
    command = [sys.executable, "-m", "tests.hostile.forks"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def order(**what: Any) -> dict[str, Any]:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{json.dumps(what)}\n")
            process.stdin.flush()
            answer: dict[str, Any] = json.loads(process.stdout.readline())
            return answer

        yield order
        process.stdin.close()


def saved_step(path: Path) -> int:
    """How far learning has come in a file, as its curves say."""
    document = load(path)
    assert document.state is not None
    assert document.history is not None
    steps = document.history["batch_loss.step"]
    assert steps == sorted(set(steps))
    return int(steps[-1]) if steps else 0


moments = st.one_of(st.tuples(st.just("line"), st.integers(1, 20)), st.tuples(st.just("save"), st.integers(1, 4)))


@given(
    st.lists(st.tuples(moments, st.sampled_from(POLITE)), min_size=1, max_size=3),
    st.sampled_from((ENDLESS, OF_ALL_PARTS)),
    st.booleans(),
)
@draws(6)
def test_what_was_learned_is_saved_whatever_signals_come(
    fork: Fork,
    tmp_path: Path,
    drawn: list[tuple[tuple[str, int], int]],
    run: tuple[str, ...],
    over_an_old_one: bool,
) -> None:
    path = tmp_path / "run.playground"
    path.unlink(missing_ok=True)
    if over_an_old_one:
        save(path, Document(load_example("circle")))
    moments, signals = zip(*drawn, strict=True)
    command = [*run, "--save", str(path), "--save-every", "0.001"]
    done = fork(command=command, moments=moments, signals=signals, folder=str(tmp_path))
    # Of those that come at once the system may tell the later one first.
    assert done["status"] - 128 in signals, done
    assert "Traceback" not in done["err"]
    assert f"saved to {path}" in done["out"].splitlines()[-1]
    steps = int(done["out"].splitlines()[-1].split(" step")[0].replace("\u202f", ""))
    assert steps == saved_step(path) > 0
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@COMMANDS
@given(moment=moments)
@draws(6)
def test_killed_at_any_moment_the_file_holds_what_was_saved_last(
    fork: Fork, tmp_path: Path, command: tuple[str, ...], moment: tuple[str, int]
) -> None:
    path = tmp_path / "run.playground"
    save(path, Document(load_example("circle")))
    command = (*command, "--save", str(path), "--save-every", "0.001")
    done = fork(command=command, moments=[moment], signals=[signal.SIGKILL], folder=str(tmp_path))
    assert done["status"] == -signal.SIGKILL
    assert load(path).experiment.name == "Circle" or saved_step(path) > 0
    for left in tmp_path.glob(".*.part"):
        left.unlink()


@COMMANDS
@pytest.mark.parametrize("times", [3 * TIMES, pytest.param(500, marks=pytest.mark.slow)])
def test_killed_while_it_is_saved_the_file_holds_one_save_or_the_next(
    fork: Fork, tmp_path: Path, command: tuple[str, ...], times: int
) -> None:
    path = tmp_path / "run.playground"
    command = (*command, "--save", str(path), "--save-every", "0.001")
    cut_short = 0
    for turn in range(times):
        path.unlink(missing_ok=True)
        done = fork(command=command, moments=[["save", 2]], signals=[signal.SIGKILL], folder=str(tmp_path))
        assert done["status"] == -signal.SIGKILL
        assert saved_step(path) > 0, turn
        for left in tmp_path.glob(".*.part"):
            left.unlink()
            cut_short += 1
    print(f"{cut_short} of {times} saves were cut short, and every file could be read")
    assert cut_short


@given(st.integers(1, 20))
@draws(3)
def test_a_terminal_that_is_closed_ends_a_run_saved(fork: Fork, tmp_path: Path, lines: int) -> None:
    """It takes the output with it, too, so that nothing can be printed any more."""
    path = tmp_path / "run.playground"
    path.unlink(missing_ok=True)
    command = [*ENDLESS, "--save", str(path), "--save-every", "0.001"]
    done = fork(command=command, moments=[["line", lines]], signals=[0], folder=str(tmp_path), terminal=True)
    assert done["status"] == 128 + signal.SIGHUP
    assert saved_step(path) > 0


@given(st.integers(0, 6_000))
@draws(3)
def test_a_disk_that_is_full_keeps_what_was_there_and_ends_no_run(fork: Fork, tmp_path: Path, room: int) -> None:
    path = tmp_path / "run.playground"
    save(path, Document(load_example("circle"), b"state" * 2_000))
    before = path.read_bytes()
    command = [*ENDLESS, "--save", str(path), "--save-every", "0.001"]
    ended = {"moments": [["line", 30]], "signals": [signal.SIGTERM], "folder": str(tmp_path)}
    done = fork(command=command, largest=room, **ended)
    assert done["status"] == 2, done["err"]
    assert done["out"].count("\n") >= 30, "it went on"
    tried, last = done["err"].splitlines()[1:]
    assert "cannot be saved now, as the file would be larger than is allowed here: learning goes on" in tried
    assert "nor anywhere else" in last
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_signals_without_anything_to_save_end_at_once(fork: Fork, tmp_path: Path) -> None:
    done = fork(command=ENDLESS, moments=[["line", 3]], signals=[signal.SIGTERM], folder=str(tmp_path))
    assert (done["status"], done["err"]) == (143, "")
    with Ending() as ending:
        signal.raise_signal(signal.SIGTERM)
        assert ending.status == 143
        with pytest.raises(SystemExit) as left:
            signal.raise_signal(signal.SIGINT)
    assert left.value.code == 130


def test_impatience_is_answered_once_and_what_is_ignored_stays_so(capfd: pytest.CaptureFixture[str]) -> None:
    """As nohup has it, and as a shell has it for what runs in the background."""
    before = {number: signal.getsignal(number) for number in POLITE}
    try:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        with Ending("Please wait.") as ending:
            signal.raise_signal(signal.SIGHUP)
            assert not ending.number
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGINT, signal.SIGINT):
                signal.raise_signal(number)
            assert ending.status == 143
        assert capfd.readouterr().err == "Please wait.\n"
        signal.raise_signal(signal.SIGINT)  # while the process leaves
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    with Ending():
        pass
    assert {number: signal.getsignal(number) for number in POLITE} == before
