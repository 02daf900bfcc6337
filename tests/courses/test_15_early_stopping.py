"""Row 15: early stopping with a patience of 5 and of 10, the best weights restored."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from playground.engine.session import Session
from playground.model.experiment import Experiment
from playground.model.files import from_plain


def built(patience: int) -> Experiment:
    return from_plain(
        {
            "data": {"kind": "circle", "samples": 80, "noise": 0.4, "validation": 0.25},
            "networks": {"main": [{"kind": "linear", "units": 16}, {"kind": "relu"}]},
            "objective": {"kind": "supervised", "loss": {"kind": "binary_cross_entropy"}},
            "training": {
                "optimizer": {"kind": "adam", "learning_rate": 0.02},
                "batch_size": 10,
                "epochs": 200,
                "threads": 1,
                "stopping": [{"kind": "early", "patience": patience}],
            },
        }
    )


def as_taught(session: Session, patience: int) -> tuple[int, int, dict[str, torch.Tensor]]:
    """The loop of the courses: the epochs it makes, the best one, and the weights at the end."""
    samples = session.samples
    inputs, unseen = torch.from_numpy(samples.train_inputs), torch.from_numpy(samples.validation_inputs)
    targets, wanted = (
        torch.from_numpy(each.astype(np.float32)).unsqueeze(1)
        for each in (samples.train_targets, samples.validation_targets)
    )
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 1))
    criterion, optimizer = nn.BCEWithLogitsLoss(), torch.optim.Adam(model.parameters(), lr=0.02, fused=True)
    shuffle = torch.Generator().manual_seed(0)
    order = [row.tolist() for row in (torch.randperm(len(inputs), generator=shuffle) for _ in range(200))]
    best_loss, best_model, best_epoch, counter = math.inf, copy.deepcopy(model.state_dict()), 0, 0
    for epoch in range(200):
        loader = DataLoader(TensorDataset(inputs, targets), batch_size=10, sampler=order[epoch])
        model.train()
        for batch, labels in loader:
            optimizer.zero_grad()
            criterion(model(batch), labels).backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            val_loss = criterion(model(unseen), wanted).item()
        if val_loss < best_loss:
            best_loss, best_model, best_epoch, counter = val_loss, copy.deepcopy(model.state_dict()), epoch + 1, 0
        else:
            counter += 1
            if counter >= patience:
                break
    model.load_state_dict(best_model)
    return epoch + 1, best_epoch, model.state_dict()


@pytest.mark.parametrize("patience", [5, 10])
def test_it_ends_at_the_epoch_of_the_course_with_its_weights(patience: int) -> None:
    session = Session(built(patience))
    while not session.judging.why:
        session.step()
        if session.judging.is_due:
            session.judging.take(session.evaluate() or ())
    epochs, best_epoch, weights = as_taught(session, patience)
    best = session.judging.best
    assert best is not None
    assert (session.epoch, best.epoch) == (epochs, best_epoch)
    assert best_epoch < epochs < 200
    assert session.judging.go("best")
    for ours, taught in zip(session.checkpoint().snapshot.tensors.values(), weights.values(), strict=True):
        assert torch.equal(ours, taught)
