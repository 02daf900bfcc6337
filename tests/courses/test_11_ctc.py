"""Row 11, CTC: a strip of digits is read, whichever columns they stand in."""

from __future__ import annotations

from itertools import groupby

import torch
from torch import Tensor, nn

from playground.engine.sample_losses import sample_losses
from playground.engine.session import Session
from playground.model.recipe import perform
from playground.model.registry import DATA, LOSSES
from playground.model.target import IGNORED
from playground.modules.alignment import evaluate_labels, labels_of
from tests.courses.course import assert_equal, assert_learns_alike, experiment

STRIP = {"kind": "digit_strip", "samples": 60, "digits": 2}


def read(columns: list[int]) -> list[int]:
    """The labels that classes of columns say: repeats once, blanks and padding left out."""
    return [label for label, _ in groupby(columns) if label > 0]


def course_loss(outputs: Tensor, targets: Tensor) -> Tensor:
    """As a course writes it: log-softmax, time first, labels one after the other, and how long all are."""
    rows = [read(row) for row in targets.tolist()]
    lengths = torch.tensor([len(row) for row in rows])
    labels = torch.tensor([label for row in rows for label in row])
    steps = torch.full((len(rows),), outputs.shape[1])
    loss: Tensor = nn.CTCLoss(blank=0)(outputs.log_softmax(2).transpose(0, 1), labels, steps, lengths)
    return loss


class Reader(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.gru = nn.GRU(8, 12, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(24, 11)

    def forward(self, columns: Tensor) -> Tensor:
        result: Tensor = self.fc(self.gru(columns)[0])
        return result


def test_it_learns_to_read_strips_as_the_course_writes_it() -> None:
    made = experiment(STRIP, {"kind": "gru", "hidden": 12, "bidirectional": True}, {"kind": "output"}, loss="ctc")
    assert_equal(made, Reader(), 2 * 3 * 12 * (8 + 12 + 2) + 24 * 11 + 11)
    assert_learns_alike(made, Reader(), lambda learned: torch.optim.SGD(learned, lr=0.1), course_loss, steps=12)


def test_each_sample_has_a_loss_of_its_own_whose_mean_is_the_loss() -> None:
    made = experiment(STRIP, {"kind": "gru", "hidden": 4}, {"kind": "output"}, loss="ctc")
    measure = perform(LOSSES.find("ctc")().recipe(made.target), lambda file: None)
    outputs, targets = torch.randn(5, 20, 11), torch.from_numpy(Session(made).samples.train_targets[:5])
    each = sample_losses(measure, outputs, targets)
    torch.testing.assert_close(each.mean(), measure(outputs, targets))
    torch.testing.assert_close(each[1], measure(outputs[1:2], targets[1:2]))


def test_labels_are_read_off_columns() -> None:
    columns = torch.tensor([[0, 4, 4, 0, 4, 7], [0, 0, 0, 0, 0, 0], [3, 3, 2, IGNORED, IGNORED, IGNORED]])
    labels, counts = labels_of(columns)
    assert counts.tolist() == [3, 0, 2]
    assert [row[:count] for row, count in zip(labels.tolist(), counts.tolist(), strict=True)] == [[4, 4, 7], [], [3, 2]]
    said = nn.functional.one_hot(torch.tensor([[4, 0, 4, 7, 7, 7], [0, 0, 0, 0, 1, 0], [3, 2, 2, 0, 0, 0]]), 8).float()
    figures = evaluate_labels(nn.Identity(), lambda *_: torch.zeros(()), said, columns, 2)  # type: ignore[arg-type]
    assert figures["whole"] == 2 / 3
    assert 0 < figures["accuracy"] < 1


def test_digits_of_a_strip_never_touch_so_that_two_alike_are_two() -> None:
    data = DATA.find("digit_strip")(samples=200, digits=4)
    columns = data.load().train_targets
    rows = [read(row) for row in columns.tolist()]
    assert {len(row) for row in rows} == {1, 2, 3, 4}
    assert all((columns > 0).sum(axis=1) == [8 * len(row) for row in rows])
    assert not LOSSES.find("ctc")().fits(DATA.find("reverse")().target())
