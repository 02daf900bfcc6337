"""Muon for weight matrices and AdamW for all else, as one optimizer.

After K. Jordan et al., *Muon: an optimizer for hidden layers in neural networks*, 2024, where biases, norms and the
like go to AdamW.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch.optim import Optimizer


class MuonAndAdamW(Optimizer):
    """Torch's Muon over all tensors with two axes and torch's AdamW over the others, both by the same learning rate."""

    def __init__(
        self,
        params: Iterable[Any],
        lr: float,
        momentum: float = 0.95,
        weight_decay: float = 0.0,
        nesterov: bool = True,
        adjust_lr_fn: str = "match_rms_adamw",
    ) -> None:
        shared = {"lr": lr, "momentum": momentum, "weight_decay": weight_decay, "nesterov": nesterov}
        super().__init__(params, {**shared, "adjust_lr_fn": adjust_lr_fn})
        matrices, others = self._chosen(True), self._chosen(False)
        self._parts: list[Optimizer] = [torch.optim.Muon(matrices)] if matrices else []
        self._parts += [torch.optim.AdamW(others, fused=True)] if others else []
        self.param_groups = [group for part in self._parts for group in part.param_groups]

    @torch.no_grad()
    def step(self, closure: Any = None) -> Any:
        """Let each of the two make its step; they remember in one place."""
        for part in self._parts:
            part.state = self.state
            part.step()

    def _chosen(self, matrices: bool) -> list[dict[str, Any]]:
        """Groups as they were given, of their tensors those with two axes, or those with another number."""
        made = [
            {**group, "params": [weight for weight in group["params"] if (weight.dim() == 2) is matrices]}
            for group in self.param_groups
        ]
        return [group for group in made if group["params"]]
