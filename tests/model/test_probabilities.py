"""Shares of classes, which card, view and Arithmetic read from one place."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.model.probabilities import sigmoid, softmax

LOGITS = st.lists(st.floats(-700, 700), min_size=1, max_size=8)


@given(LOGITS)
def test_they_are_those_of_torch_however_far_the_logits_lie(logits: list[float]) -> None:
    theirs = torch.tensor(logits, dtype=torch.float64)
    # Each exponential and sum is off by a few last bits, and z times that of the argument: |z| 2^-53 each.
    error = 2.0**-50 * (8 + 2 * 700)
    np.testing.assert_allclose(softmax(logits), theirs.softmax(0).numpy(), rtol=error)
    np.testing.assert_allclose(sigmoid(logits), theirs.sigmoid().numpy(), rtol=error)


def test_what_is_no_number_stays_none_and_warns_of_nothing() -> None:
    logits = np.array([[0.0, np.nan], [np.inf, 1.0], [-np.inf, -np.inf], [0.0, -np.inf]])
    assert np.isnan(softmax(logits)).all(axis=1).tolist() == [True, True, True, False]
    assert softmax(logits)[3].tolist() == [1.0, 0.0]
    assert np.isnan(sigmoid(np.array([np.nan, 0.0]))).tolist() == [True, False]
    assert sigmoid(np.array([-np.inf, np.inf])).tolist() == [0.0, 1.0]
