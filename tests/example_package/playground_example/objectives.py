"""An objective: right answers, with as small weights as will do."""

from __future__ import annotations

from typing import Annotated, ClassVar

from playground.model.objective import LossTerm, Procedure
from playground.model.parameters import described
from playground.objectives.supervised import Supervised


class Sparse(Supervised, frozen=True, tag="sparse"):
    """Gives the right answers with as small weights as will do: those that nothing needs go to zero."""

    label: ClassVar[str] = "Sparse"
    formula: ClassVar[str] = "min L(network(x), y) + strength · Σ |w|"
    aliases: ClassVar[tuple[str, ...]] = ("lasso", "l1_penalty")
    terms: ClassVar[tuple[LossTerm, ...]] = (
        LossTerm("error", "Error", "How wrong the answers are."),
        LossTerm("penalty", "Penalty", "What the size of the weights costs."),
    )

    strength: Annotated[
        float, described("How much a weight costs, whatever it does.", ge=0.0, le=1.0, usual=(0.0001, 0.01))
    ] = 0.001

    def step(self) -> Procedure:
        """The step of this package."""
        given = ("network", "measure", "optimizer", "inputs", "targets", "most")
        return Procedure.of("playground_example.modules.sparse_step", *given, strength=self.strength)
