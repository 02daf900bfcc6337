"""Knobs: the rows for optimizer settings that panel and top bar share, and the edits they make."""

from __future__ import annotations

from typing import Any

from playground.model.learning import Optimizer
from playground.model.parameters import Parameter, parameter_of
from playground.model.registry import OPTIMIZERS
from playground.ui.state.store import Store

NO_MOMENTUM = Parameter(
    name="momentum",
    label="Momentum",
    help="How much of the last step is kept.",
    type="float",
    default=0.0,
    low=0.0,
    high=1.0,
    zero="off",
)
"""What the momentum row describes while the optimizer has none."""


def momentum_parameter(optimizer: Optimizer) -> Parameter:
    """The parameter that plays the role of momentum; a stand-in while the optimizer has none."""
    return parameter_of(optimizer, optimizer.momentum_field) if optimizer.momentum_field else NO_MOMENTUM


def momentum_reason(optimizer: Optimizer) -> str:
    """Why momentum cannot be set, empty when it can."""
    if optimizer.momentum_field:
        return ""
    having = [kind.label for kind in OPTIMIZERS.kinds.values() if kind.momentum_field]
    return f"{optimizer.label} has no momentum: choose {', '.join(having[:-1])} or {having[-1]} to set it."


def set_optimizer_field(store: Store, field: str, value: Any, dragging: bool) -> None:
    """Edit one setting of the optimizer; a drag is one entry of the undo list."""
    store.set(f"training.optimizer.{field}", value, dragging)


def choose_optimizer(store: Store, id: str) -> None:
    """Learn with another optimizer, keeping the learning rate and whatever else it has under the same name."""
    store.set("training.optimizer", id)
