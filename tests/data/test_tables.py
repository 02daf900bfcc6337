"""Truth tables and tables of many columns: exactly the points of the courses, and classes that follow from columns."""

from __future__ import annotations

import numpy as np
import pytest

from playground.data.tables import ColumnSum, TableClouds
from playground.data.truth_tables import ParityTable, TruthTable
from playground.ui.examples.features import input_labels
from playground.ui.panels.data import summary


@pytest.mark.parametrize(
    ("operation", "answers"),
    [("AND", [0, 0, 0, 1]), ("OR", [0, 1, 1, 1]), ("NAND", [1, 1, 1, 0]), ("XOR", [0, 1, 1, 0])],
)
def test_a_gate_is_exactly_its_four_points_in_both_parts(operation: str, answers: list[int]) -> None:
    data = TruthTable(operation)  # type: ignore[arg-type]
    samples = data.load()
    for inputs, targets in (
        (samples.train_inputs, samples.train_targets),
        (samples.test_inputs, samples.test_targets),
    ):
        assert inputs.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
        assert targets.tolist() == answers
    assert summary(data) == "4 points, 2 classes"
    assert data.notes() == ("Train and test are both the same four points, as there are no others.",)


def test_parity_is_xor_carried_on() -> None:
    samples = ParityTable(2).load()
    assert samples.train_targets.tolist() == TruthTable("XOR").load().train_targets.tolist()
    whole = ParityTable(5).load()
    assert len(np.unique(whole.train_inputs, axis=0)) == len(whole.test_inputs) == 32
    assert (whole.train_targets == whole.train_inputs.sum(axis=1) % 2).all()


def test_rows_of_parity_may_be_held_out() -> None:
    data = ParityTable(5, held_out=0.25)
    samples = data.load()
    assert (len(samples.train_inputs), len(samples.test_inputs)) == (24, 8)
    both = np.concatenate([samples.train_inputs, samples.test_inputs])
    assert len(np.unique(both, axis=0)) == 32
    assert data.notes() == ()
    assert summary(data) == "32 rows, 2 classes"
    # So small a part that no row would be held out leaves all of them in both.
    assert ParityTable(2, held_out=0.05).sizes().same


def test_the_sum_of_columns_decides_and_noise_columns_do_not() -> None:
    data = ColumnSum(samples=400, columns=20, noise_columns=5, train_share=1.0)
    samples = data.load()
    assert samples.train_inputs.shape == (400, 25)
    assert (samples.train_targets == (samples.train_inputs[:, :20].sum(axis=1) > 0)).all()
    assert input_labels(data)[18:22] == ("x₁₉", "x₂₀", "x₂₁", "x₂₂")
    disturbed = ColumnSum(samples=400, columns=20, noise_columns=5, noise=0.2, train_share=1.0).load()
    assert (disturbed.train_targets == samples.train_targets).all()  # the class is that of the row before the noise
    assert 0.3 < (disturbed.train_inputs - samples.train_inputs).std() < 0.5


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_clouds_lie_around_middles_so_far_away(seed: int) -> None:
    samples = TableClouds(samples=3000, columns=10, classes=3, distance=4.0, noise_columns=4, seed=seed).load()
    for number in range(3):
        cloud = samples.train_inputs[samples.train_targets == number]
        assert np.linalg.norm(cloud[:, :10].mean(axis=0)) == pytest.approx(4.0, abs=0.3)
        assert np.abs(cloud[:, 10:].mean(axis=0)).max() < 0.2
        assert cloud.std(axis=0) == pytest.approx(1.0, abs=0.15)
