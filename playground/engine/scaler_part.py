"""ScalerPart: torch's gradient scaler around the steps of a run that computes with few digits."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from playground.engine.placement import device_of
from playground.engine.step_parts import MOST_COUNT, State, StepPart, StepPlace
from playground.model.places import find_data_file
from playground.model.recipe import Call, perform
from playground.modules.scaler import ScaledLoss, ScaledOptimizer


def scaler_part(place: StepPlace) -> StepPart | None:
    """What keeps small gradients from becoming 0; ``None`` where nothing has to."""
    call = place.experiment.training.precision.scaler(device_of(place.experiment).type)
    return None if call is None else ScalerPart(call, place)


class ScalerPart(StepPart):
    """One scaler for the loss and all optimizers. It is made anew wherever a run goes on, with the scale of there."""

    name: ClassVar[str] = "scaler"

    def __init__(self, call: Call, place: StepPlace) -> None:
        super().__init__()
        self._call, self._optimizers = call, place.optimizers
        self._losses: list[ScaledLoss] = []
        self._scaler = self._new()
        self._scaled: dict[str, ScaledOptimizer] = {}
        for name, optimizer in place.optimizers.by_name.items():
            made = ScaledOptimizer(optimizer, self._scaler, name.removesuffix("optimizer"))
            self.step_figures |= made.figures
            made.figures = self.step_figures
            self._scaled[name] = place.optimizers.for_steps[name] = made

    def measured(self, measure: nn.Module) -> nn.Module:
        """The same, with gradients that are scaled."""
        made = ScaledLoss(measure, self._scaler)
        self._losses.append(made)
        return made

    def state(self) -> dict[str, Tensor]:
        """The scale, how many steps in a row were not skipped, and how many were in all."""
        known = self._scaler.state_dict()
        found = {"scale": torch.tensor(known["scale"], dtype=torch.float64)}
        found["unskipped"] = torch.tensor(known["_growth_tracker"])
        return found | {f"{name}/skipped": torch.tensor(made.skipped) for name, made in self._scaled.items()}

    def accepts(self, state: State) -> bool:
        """Whether they are numbers that it can have come to."""
        scale, counts = state["scale"].item(), [value.item() for name, value in state.items() if name != "scale"]
        return math.isfinite(scale) and scale >= 0 and all(0 <= count < MOST_COUNT for count in counts)

    def go_to(self, state: State) -> None:
        """Go on from there, or from the scale that a run begins with."""
        self._scaler = self._new()
        if state:
            known = self._scaler.state_dict()
            # It grows at exactly so many, so that a count beyond, of another setting, would never come to it.
            unskipped = min(int(state["unskipped"]), known["growth_interval"] - 1)
            self._scaler.load_state_dict(known | {"scale": state["scale"].item(), "_growth_tracker": unskipped})
        for loss in self._losses:
            loss.scaler = self._scaler
        for name, made in self._scaled.items():
            made.scaler, made.skipped = self._scaler, int(state[f"{name}/skipped"]) if state else 0
            made.figures[f"{made.prefix}loss_scale"] = self._scaler.get_scale()
            made.figures[f"{made.prefix}skipped_steps"] = float(made.skipped)

    def end(self) -> None:
        """Let steps have the optimizers themselves again."""
        self._optimizers.for_steps = dict(self._optimizers.by_name)

    def _new(self) -> Any:
        return perform(self._call, find_data_file)
