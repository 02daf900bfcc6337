"""Parts that act around steps by torch's hooks: clipping and the like, means of weights, batches that wait or blend."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

from playground.engine.placement import is_plain
from playground.engine.step_parts import MOST_COUNT, State, StepPart, StepPlace, state_of
from playground.engine.tensors import kept, suited
from playground.model.places import find_data_file
from playground.model.recipe import Call, perform, resolve
from playground.model.step_hooks import average_hook, step_hooks
from playground.modules.accumulation import Accumulated
from playground.modules.averaging import WeightAverage
from playground.modules.scaler import ScaledOptimizer

Weights = dict[str, list[tuple[str, nn.Parameter]]]
"""What each optimizer moves, by its name: each parameter with its own."""


def hooks_part(place: StepPlace) -> StepPart | None:
    """What is done to gradients and weights at each step; ``None`` where nothing is."""
    return HooksPart(place) if step_hooks(place.experiment.training) else None


def averaging_part(place: StepPlace) -> StepPart | None:
    """Means of the weights; ``None`` where none is kept."""
    return AveragingPart(place) if average_hook(place.experiment.training) else None


def waiting_part(place: StepPlace) -> StepPart | None:
    """Gradients of several batches that add up; ``None`` where each batch makes a step."""
    return WaitingPart(place) if place.experiment.training.accumulate > 1 else None


def mixing_part(place: StepPlace) -> StepPart | None:
    """Batches whose samples are blended; ``None`` where they stay as they are."""
    return MixingPart(place) if place.experiment.training.mixup else None


def suiting_part(place: StepPlace) -> StepPart | None:
    """Batches as the networks take them; ``None`` where that is what they are already."""
    return None if is_plain(place.experiment) else SuitingPart(place)


class HooksPart(StepPart):
    """Clipping, noise, L1 and largest norms. None of them remembers anything."""

    name: ClassVar[str] = "hooks"

    def __init__(self, place: StepPlace) -> None:
        super().__init__()
        self._handles: list[RemovableHandle] = []
        for name, optimizer in place.optimizers.by_name.items():
            for hook in step_hooks(place.experiment.training, name.removesuffix("optimizer")):
                made = perform(hook.call, find_data_file)
                register = optimizer.register_step_post_hook if hook.after else optimizer.register_step_pre_hook
                self._handles.append(register(made))
                if hook.figures:
                    self.step_figures |= made.figures
                    made.figures = self.step_figures

    def end(self) -> None:
        """Take the hooks off."""
        for handle in self._handles:
            handle.remove()


class AveragingPart(StepPart):
    """A mean of what each optimizer moves. It begins anew, at the weights as they are, where the network is another."""

    name: ClassVar[str] = "averages"

    def __init__(self, place: StepPlace) -> None:
        super().__init__()
        self._weights = _moved(place)
        self._averages: dict[str, WeightAverage] = {}
        self._handles: list[RemovableHandle] = []
        hook = average_hook(place.experiment.training)
        assert hook is not None
        for name, optimizer in place.optimizers.by_name.items():
            made = perform(Call(hook.call.target, (optimizer, *hook.call.args), hook.call.keywords), find_data_file)
            assert isinstance(made, WeightAverage)
            self._averages[name] = made
            self._handles.append(optimizer.register_step_post_hook(made))

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Inside, the networks have the means in the place of their weights."""
        averages = tuple(self._averages.values())
        for average in averages:
            average.swap()
        try:
            yield
        finally:
            for average in averages:
                average.swap()

    def means(self) -> dict[str, Tensor]:
        """The means themselves, by the names of the parameters."""
        return {
            weight: mean
            for name, average in self._averages.items()
            for (weight, _), mean in zip(self._weights[name], average.means, strict=True)
        }

    def state(self) -> dict[str, Tensor]:
        """The means, and how many weights went into them over how many steps."""
        found: dict[str, Tensor] = {}
        for name, average in self._averages.items():
            found[f"{name}/counts"] = torch.tensor((average.count, average.steps))
            pairs = zip(self._weights[name], average.means, strict=True)
            found |= {f"{name}/{weight}": kept(mean) for (weight, _), mean in pairs}
        return found

    def accepts(self, state: State) -> bool:
        """Whether all are numbers that it can have come to."""
        return all(_is_sound(value) for value in state.values())

    def go_to(self, state: State) -> None:
        """Go on from there, or from the weights as they are."""
        for name, average in self._averages.items():
            average.count, average.steps = state[f"{name}/counts"].tolist() if state else (0, 0)
            for (weight, parameter), mean in zip(self._weights[name], average.means, strict=True):
                mean.copy_(state[f"{name}/{weight}"] if state else parameter.detach())

    def end(self) -> None:
        """Take the hooks off."""
        for handle in self._handles:
            handle.remove()


def averaging_in(parts: Iterable[StepPart]) -> AveragingPart | None:
    """The part that keeps means of the weights; ``None`` where none are kept."""
    return next((part for part in parts if isinstance(part, AveragingPart)), None)


def means_in(states: State) -> dict[str, Tensor]:
    """The means that are among the states of parts, by the names of the parameters; none where none were kept."""
    found = state_of(states, AveragingPart.name)
    named = {key.partition("/")[2]: value for key, value in found.items()}
    return {weight: value for weight, value in named.items() if weight != "counts"}


class WaitingPart(StepPart):
    """Optimizers that wait for several batches: steps are given them in the place of the optimizers themselves."""

    name: ClassVar[str] = "waiting"

    def __init__(self, place: StepPlace) -> None:
        super().__init__()
        self._optimizers, self._weights = place.optimizers, _moved(place)
        precision = place.experiment.training.precision
        self._may_be_infinite, self._is_scaled = bool(precision.within), precision.is_scaled
        batches = place.experiment.training.accumulate
        self._waiting = {name: Accumulated(made, batches) for name, made in place.optimizers.for_steps.items()}
        self._optimizers.for_steps = dict(self._waiting)

    @property
    def gradient_scale(self) -> float:
        """The scale of sums that wait for more batches; those that made a step were divided by it."""
        waiting = (made.optimizer for made in self._waiting.values() if made.seen)
        return max((made.scaler.get_scale() for made in waiting if isinstance(made, ScaledOptimizer)), default=1.0)

    def state(self) -> dict[str, Tensor]:
        """How many batches were seen since the last step, and the sums of their gradients, 0 where there are none.

        Sums that are scaled say so, as nobody could go on from them without the scale.
        """
        found: dict[str, Tensor] = {}
        for name, waiting in self._waiting.items():
            found[f"{name}/seen"] = torch.tensor(waiting.seen)
            found |= {f"{name}/scaled": torch.tensor(1)} if self._is_scaled else {}
            for weight, parameter in self._weights[name]:
                sum_so_far = parameter.grad if waiting.seen else None
                found[f"{name}/{weight}"] = kept(torch.zeros_like(parameter) if sum_so_far is None else sum_so_far)
        return found

    def accepts(self, state: State) -> bool:
        """Whether all are numbers that it can have come to; sums that are too large for few digits are infinite."""
        return all(_is_sound(value, self._may_be_infinite) for value in state.values())

    def go_to(self, state: State) -> None:
        """Go on from there, or with the first batch."""
        for name, waiting in self._waiting.items():
            waiting.seen = int(state[f"{name}/seen"]) if state else 0
            for weight, parameter in self._weights[name]:
                known = waiting.seen and parameter.requires_grad
                parameter.grad = torch.empty_like(parameter).copy_(state[f"{name}/{weight}"]) if known else None

    def end(self) -> None:
        """Let steps have the optimizers themselves again."""
        self._optimizers.for_steps = dict(self._optimizers.by_name)


class MixingPart(StepPart):
    """Batches whose samples are blended; where a step asks for no targets, the inputs stand for them."""

    name: ClassVar[str] = "mixing"

    def __init__(self, place: StepPlace) -> None:
        super().__init__()
        experiment = place.experiment
        call = experiment.objective.mixing(experiment.data, experiment.training.mixup)
        self._mix: Callable[..., tuple[Tensor, Tensor]] = partial(resolve(call.target), **dict(call.keywords))
        self._with_targets = "targets" in experiment.step().given

    def altered(self, inputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """The blended batch."""
        return self._mix(inputs, targets if self._with_targets else inputs)


class SuitingPart(StepPart):
    """Batches that become what the networks take, once all else is done to them."""

    name: ClassVar[str] = "suiting"

    def __init__(self, place: StepPlace) -> None:
        super().__init__()
        self._networks = place.networks

    def altered(self, inputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """The same batch, of other numbers or elsewhere."""
        return suited(inputs, self._networks), suited(targets, self._networks)


def _moved(place: StepPlace) -> Weights:
    """What each optimizer moves, in its order."""
    names = {weight: name for name, weight in place.networks.learned().items()}
    return {
        name: [(names[weight], weight) for group in optimizer.param_groups for weight in group["params"]]
        for name, optimizer in place.optimizers.by_name.items()
    }


def _is_sound(value: Tensor, may_be_infinite: bool = False) -> bool:
    """Whether all are finite, and counts are counts."""
    if value.is_floating_point():
        return may_be_infinite or bool(value.isfinite().all())
    return bool((value >= 0).all()) and bool((value < MOST_COUNT).all())
