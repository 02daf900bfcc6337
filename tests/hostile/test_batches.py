"""A batch too large for the data, for memory or for both: one fix, which says how much, and which is one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.model import edits, memory
from playground.model.experiment import Experiment
from playground.model.files import from_plain
from playground.model.fix import SetValue
from playground.model.trace import Problem, trace
from playground.numerals import count
from tests.draws import draws

MB = 2**20


def made(batch: int, samples: int, units: int, loss: str) -> Experiment:
    layers = [{"kind": "linear", "units": units}, {"kind": "tanh"}, {"kind": "linear", "units": units}]
    training = {"batch_size": batch, "loss": {"kind": loss}}
    data = {"kind": "circle", "samples": samples, "train_share": 0.9}
    return from_plain({"data": data, "networks": {"main": layers}, "training": training})


def offered(problem: Problem) -> list[int]:
    """The sizes of a batch that its fixes set."""
    edits = [edit for fix in problem.fixes for edit in fix.edits if isinstance(edit, SetValue)]
    return [edit.value for edit in edits if edit.path == "training.batch_size"]


experiments = st.builds(
    made,
    batch=st.one_of(st.integers(1, 65_536), st.sampled_from((20_000, 65_536))),
    samples=st.integers(2, 20_000),
    units=st.sampled_from((2, 64, 1024)),
    loss=st.sampled_from(("binary_cross_entropy", "quantile")),
)


@draws(60)
@given(experiment=experiments, free=st.sampled_from((3, 30, 300, 3000)), large=st.sampled_from((2, 20, 200)))
def test_whatever_is_too_large_there_is_one_fix_that_is_one(experiment: Experiment, free: int, large: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory, "machine", lambda: 8000 * MB)
        patch.setattr(memory, "free", lambda: free * MB)
        patch.setattr(memory, "LARGE", large * MB)
        for _ in range(12):
            traced = trace(experiment)
            found = [size for problem in traced.problems for size in offered(problem)]
            assert len(found) <= 1
            for problem in traced.problems:
                assert "press Train" not in problem.text or traced.trainable
                assert "make it smaller" not in problem.text
                for fix in problem.fixes:
                    to = fix.label.rpartition(" to ")[2]
                    assert to in problem.text
                assert all(count(size) in problem.text for size in offered(problem))
            assert all(size < experiment.training.batch_size for size in found)
            mendable = [problem for problem in traced.problems if problem.fixes]
            if not mendable:
                assert traced.trainable or not any("A batch of" in error.text for error in traced.errors)
                return
            experiment = edits.fix(experiment, mendable[0].node, mendable[0].fixes[0])
        pytest.fail(f"no end of fixes: {traced.problems}")


def test_a_batch_beyond_data_and_memory_is_told_once_with_what_fits() -> None:
    experiment = made(60_000, 20_000, 64, "binary_cross_entropy")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory, "free", lambda: 10 * MB)
        (problem,) = trace(experiment).problems
    assert problem.text.startswith(
        "A batch of 60\u202f000 is more than the 18\u202f000 training samples, and even those "
    )
    assert problem.text.endswith(f"set the batch size to {count(offered(problem)[0])}.")
    assert offered(problem)[0] < 18_000


def test_nobody_is_told_to_press_a_button_that_is_grey(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "LARGE", 2 * MB)
    right, wrong = (made(16, 500, 1024, loss) for loss in ("binary_cross_entropy", "cross_entropy"))
    wrong = edits.set_value(wrong, "data.train_share", 0.0)
    (problem,) = trace(right).problems
    assert problem.text.endswith(": set its units to 32, or press Train to build it as it is.")
    (warning,) = (problem for problem in trace(wrong).problems if "of memory" in problem.text)
    assert warning.text.endswith(": set its units to 32.")
