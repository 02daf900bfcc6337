"""Muon: steps that turn a whole weight matrix evenly."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from playground.model.learning import Optimizer
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.training.base import NO_MOMENTUM, Momentum, SmallRate, decoupled_decay


class Muon(Optimizer, frozen=True, tag="muon"):
    """Momentum whose step is made even in all directions of a weight matrix, so that none of them is left behind.

    It knows weight matrices only, as Linear layers and embeddings have them: biases, norms and the kernels of
    convolutions go to AdamW, with the same learning rate, as its author does it.
    """

    label: ClassVar[str] = "Muon"
    formula: ClassVar[str] = (
        "B ← momentum · B + (1 − momentum) · G,  W ← W − learning rate · c · U Vᵀ,  where B = U S Vᵀ"
    )
    aliases: ClassVar[tuple[str, ...]] = ("momentum_orthogonalized_by_newton_schulz",)
    momentum_field: ClassVar[str] = "momentum"
    memory: ClassVar[dict[str, str]] = {"momentum_buffer": "B", "exp_avg": "m", "exp_avg_sq": "v"}

    learning_rate: SmallRate = 0.003
    momentum: Momentum = 0.95
    weight_decay: Annotated[float, decoupled_decay(0.01, 0.1)] = 0.0
    nesterov: Annotated[
        bool,
        described(
            "Look where momentum is about to lead, and take the gradient's part from there.",
            formula="step = (1 − momentum) · G + momentum · B",
            live=True,
            folded=True,
        ),
    ] = True
    scale: Annotated[
        Literal["match_rms_adamw", "original"],
        described(
            "How long steps are: as long as AdamW's, so that its learning rates fit, or longer for tall matrices only.",
            formula="c = 0.2 · √max(rows, columns), or √max(1, rows / columns)",
            words={"match_rms_adamw": "as AdamW's", "original": "as first published"},
            live=True,
            folded=True,
        ),
    ] = "match_rms_adamw"

    def recipe(self) -> Call:
        """torch.optim.Muon for matrices and torch.optim.AdamW for all else, as one."""
        return Call.of("playground.modules.muon.MuonAndAdamW", **self.settings())

    def idle(self) -> dict[str, str]:
        """Looking ahead along no momentum."""
        return {} if self.momentum else {"nesterov": NO_MOMENTUM}

    def remembered(self) -> int:
        """A momentum for matrices, and for all else the two means of AdamW."""
        return 2

    def settings(self) -> dict[str, Any]:
        """All of it may change between two steps."""
        return {
            "lr": self.learning_rate,
            "momentum": self.momentum,
            "weight_decay": self.weight_decay,
            "nesterov": self.nesterov,
            "adjust_lr_fn": self.scale,
        }
