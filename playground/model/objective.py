"""Objective: the base of the shelf of objectives: which networks there are, what they answer, what is made small."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, Self

import msgspec

from playground.model.dataset import Array, DataSet
from playground.model.interpreter import Interpreter
from playground.model.kind import Kind, kinds_inside
from playground.model.learning import Loss
from playground.model.network import INPUT, Network
from playground.model.recipe import Call
from playground.model.signal import Signal
from playground.model.target import Target
from playground.model.traced import Problem

DATA, NOISE = "data", "noise"
"""What a network may read, besides what another one gives."""


class Role(msgspec.Struct, frozen=True):
    """One network of an objective: what enters it, and how many numbers its output gives.

    Attributes:
        name: its key among the networks of an experiment, an identifier.
        label: what people read.
        help: a sentence for a learner.
        input: what enters it.
        units: how many numbers its output gives.
        steps: at how many steps; 0 for one answer.
        reads: ``"data"``, ``"noise"``, or the name of an earlier role, whose output it reads.
        batches: how many batches of numbers are kept in it at once in one step.
    """

    name: str
    label: str
    help: str
    input: Signal
    units: int
    steps: int = 0
    reads: str = DATA
    batches: int = 1

    @property
    def source(self) -> str:
        """What enters it, as a name beside those of nodes: ``"input"`` for the data, ``"input:<role>"`` for noise."""
        return f"{INPUT}:{self.name}" if self.reads == NOISE else INPUT


class LossTerm(msgspec.Struct, frozen=True):
    """One named part of what is made small: a column from step to file to chart.

    ``role`` is whose weights it moves; empty for all of them.
    """

    name: str
    label: str
    help: str
    role: str = ""


class Procedure(msgspec.Struct, frozen=True):
    """A function of ``playground.modules`` that the engine calls and printed scripts quote, and what it is given.

    ``given`` names its arguments in order: the name of a role for that network; ``"network"`` for those of the path as
    one; ``"measure"`` for the torch module that `Objective.measure` makes; ``"optimizer"`` for one over all that is
    learned, ``"<role>_optimizer"`` for one over what that role learns; ``"inputs"``, ``"targets"``; ``"most"``, the
    loss above which nothing is learned, and ``"size"``, how many samples go through at once. ``keywords`` are settings.
    """

    target: str
    given: tuple[str, ...]
    keywords: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, target: str, *given: str, **keywords: Any) -> Procedure:
        """Write it the way it would be called."""
        return cls(target, given, tuple(keywords.items()))

    def moved(self, roles: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """The optimizers that it is given by name, each with the roles whose weights it moves, out of those."""
        over = {"optimizer": roles, **{f"{role}_optimizer": (role,) for role in roles}}
        return {name: over[name] for name in self.given if name in over}


class Objective(Kind, frozen=True):
    """What is to be learned: which networks there are, and what training makes small."""

    group: ClassVar[str] = "Objective"
    names: ClassVar[tuple[str, ...]] = ("main",)
    """The names of the roles, in the order in which their networks stand in an experiment."""
    path: ClassVar[tuple[str, ...]] = ("main",)
    """The roles that the data goes through, one after another, to the answer that is judged."""
    terms: ClassVar[tuple[LossTerm, ...]] = ()
    """The named parts of what is made small, besides the whole, which is called ``loss``."""

    counts_confusion: ClassVar[bool] = True
    """Whether its evaluation counts which class is taken for which, where answers are classes."""
    loss_ranks: ClassVar[bool] = True
    """Whether of two states that with the lower loss is the better one; not where networks learn against each other."""
    takes_other_steps: ClassVar[bool] = False
    """Whether an optimizer may bring a step of its own, called with the same (see ``Optimizer.procedure``)."""

    @classmethod
    def suited(cls, data: DataSet) -> Self:
        """One of this kind, set as comes naturally for these data."""
        return cls()

    def following(self, old: DataSet, new: DataSet) -> Self:
        """What it becomes as other data are learned: what was chosen stays as far as it fits them."""
        return self

    def roles(self, data: DataSet) -> tuple[Role, ...]:
        """The networks that there are, in the order of ``names``; also where the objective does not fit the data."""
        raise NotImplementedError

    def maker(self, data: DataSet) -> Role | None:
        """The network that makes samples of noise; ``None`` where none does."""
        return next((role for role in self.roles(data) if role.reads == NOISE), None)

    def problems(self, data: DataSet) -> tuple[Problem, ...]:
        """Why these data cannot be learned so, with what to do."""
        return ()

    def target(self, data: DataSet) -> Target:
        """What the answer at the end of the path is judged by."""
        return data.target()

    def comparison(self) -> Loss | None:
        """The loss that compares answers with their targets; ``None`` where that is not how it learns."""
        return next((kind for kind in kinds_inside(self) if isinstance(kind, Loss)), None)

    def measure(self, data: DataSet) -> Call | None:
        """How the torch module is made that compares answers with targets; ``None`` where there is none."""
        loss = self.comparison()
        return None if loss is None else loss.recipe(self.target(data))

    def right_answers(self, inputs: Array, targets: Array) -> Array:
        """What the answers for samples (N, ...) are judged by: class indices, or numbers. By themselves the targets."""
        return targets

    def form(self, data: DataSet) -> Literal["index", "values"]:
        """How ``measure`` wants right answers: as class indices, or as numbers."""
        loss = self.comparison()
        return "values" if loss is None else loss.form

    def units(self, data: DataSet) -> int:
        """How many numbers an answer at the end of the path has; at each step where each has an answer."""
        loss, target = self.comparison(), self.target(data)
        return loss.units(target) if loss is not None and loss.fits(target) else target.count

    def interpreter(self, data: DataSet) -> Interpreter:
        """What the numbers at the end of the path mean."""
        loss, target = self.comparison(), self.target(data)
        return Interpreter(target, "identity", self.units(data)) if loss is None else loss.interpreter(target)

    def mixing(self, data: DataSet, strength: float) -> Call:
        """What blends the samples of a batch (see ``Training.mixup``); inputs and targets are to be put in front."""
        classes = self.units(data) if self.form(data) == "index" else 0
        return Call.of(
            "playground.modules.mixing.mix_up", strength=strength, **({"classes": classes} if classes else {})
        )

    def unmixable(self, data: DataSet) -> str:
        """Why samples cannot be blended, as the end of a sentence; empty where they can."""
        loss, signal = self.comparison(), data.signal()
        if loss is None:
            return f"{self.label} compares no answers that could be blended"
        if signal.kind == "tokens":
            return f"a sample of {data.label} is made of tokens, and between two tokens there is nothing"
        if self.form(data) == "index" and (self.target(data).steps or not loss.takes_shares):
            return f"{loss.label} wants one class for each answer, and no blend of two"
        return ""

    def step(self) -> Procedure:
        """What learns from one batch; it gives the loss, or a dictionary of it and the terms by name."""
        raise NotImplementedError

    def evaluation(self, data: DataSet) -> Procedure:
        """What measures how good the networks are; it gives figures by name, ``loss`` among them."""
        raise NotImplementedError

    def networks(self, data: DataSet) -> dict[str, Network]:
        """Small networks to begin with, one a role; ids are unique among them."""
        raise NotImplementedError
