"""Supervised learning: one network learns to give the right answers, which the data have."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

import msgspec

from playground.model.choosing import first_loss
from playground.model.dataset import DataSet
from playground.model.fix import Fix, SetValue
from playground.model.layer import Layer
from playground.model.learning import Loss
from playground.model.network import Network, stacked
from playground.model.objective import Objective, Procedure, Role
from playground.model.parameters import described
from playground.model.registry import LAYERS, LOSSES
from playground.model.traced import Problem
from playground.numerals import counted


def _usual_loss() -> Loss:
    return LOSSES.find("cross_entropy")()


class Supervised(Objective, frozen=True, tag="supervised"):
    """One network learns to give the right answer for every sample: its class, or its values.

    The loss says how far its answers are from the right ones, and training makes that small.
    """

    label: ClassVar[str] = "Supervised"
    formula: ClassVar[str] = "min L(network(x), y)"
    aliases: ClassVar[tuple[str, ...]] = ("supervised_learning", "classification", "regression")

    takes_other_steps: ClassVar[bool] = True

    loss: Annotated[Loss, described("How wrong a prediction is: what learning makes small.")] = msgspec.field(
        default_factory=_usual_loss
    )

    @classmethod
    def suited(cls, data: DataSet) -> Self:
        """With the loss that comes naturally for the answers of these data."""
        return cls(loss=first_loss(data.target()))

    def following(self, old: DataSet, new: DataSet) -> Self:
        """The loss stays as long as the answers are of the same kind, and as many classes or values.

        Once that changes, the first loss for the new ones takes its place, even where the old one could measure them
        too: it may only have been there because the last data left no other, as for two classes after a visit to ten.
        """
        target = new.target()
        if self.loss.fits(target) and old.target().is_like(target):
            return self
        natural = first_loss(target)
        return self if type(natural) is type(self.loss) else msgspec.structs.replace(self, loss=natural)

    def roles(self, data: DataSet) -> tuple[Role, ...]:
        """The one network, which reads the data and gives the answer."""
        help = "It reads a sample, and gives the answer."
        return (Role("main", "Network", help, data.signal(), self.units(data), data.target().steps),)

    def problems(self, data: DataSet) -> tuple[Problem, ...]:
        """A loss that cannot measure the answers of these data."""
        target = data.target()
        if self.loss.fits(target):
            return ()
        what = counted(target.count, "class") if target.has_classes else "values, not classes"
        better = first_loss(target)
        text = f"{self.loss.label} cannot be used here, because the data has {what}: choose {better.label}."
        fix = Fix(f"Set loss to {better.label}", SetValue("objective.loss", better.id()))
        return (Problem(text, "training", "error", "", (fix,)),)

    def step(self) -> Procedure:
        """The plain step of a course."""
        target = "playground.modules.training_step.train_step"
        return Procedure.of(target, "network", "measure", "optimizer", "inputs", "targets", "most")

    def evaluation(self, data: DataSet) -> Procedure:
        """The loss, and for classes how many answers are right."""
        call = self.loss.evaluation(data.target())
        return Procedure(call.target, ("network", "measure", "inputs", "targets", "size"), call.keywords)

    def networks(self, data: DataSet) -> dict[str, Network]:
        """One hidden layer, behind what the input needs to be read."""
        return {"main": stacked(_hidden(data), ("output", LAYERS.find("output")()))}


def _hidden(data: DataSet) -> tuple[Layer, ...]:
    """A layer of hidden units that works on this input and gives what the output wants, with what it needs before."""
    signal, every_step = data.signal(), data.target().is_at_each_step
    if signal.timed:
        memory = LAYERS.find("gru")(hidden=16, returns="every step" if every_step else "last state")
        return (LAYERS.find("embedding")(), memory) if signal.kind == "tokens" else (memory,)
    hidden = LAYERS.find("linear")(units=8), LAYERS.find("tanh")()
    return (LAYERS.find("flatten")(), *hidden) if signal.kind == "image" else hidden
