"""Mixup: samples that are blends of two, with answers that are blends of theirs.

After H. Zhang et al., *mixup: Beyond Empirical Risk Minimization*, 2018.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


def mix_up(inputs: Tensor, targets: Tensor, strength: float, classes: int = 0) -> tuple[Tensor, Tensor]:
    """Blend each sample of a batch with another one of it, by one share that is drawn for the whole batch.

    ``strength`` is the α of the Beta distribution it is drawn from: far below 1 nearly pure samples, at 1 any share
    alike. Where ``classes`` is above 0 the targets are that many class numbers int64 (N,), and become shares of classes
    float32 (N, classes). It draws from torch's global generator, as dropout does.
    """
    share = torch.distributions.Beta(strength, strength).sample()
    other = torch.randperm(len(inputs))
    answers = nn.functional.one_hot(targets, classes).float() if classes else targets
    return inputs[other].lerp(inputs, share), answers[other].lerp(answers, share)
