"""L-BFGS: Newton's method with a short memory."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from playground.model.learning import RATE_SLIDER, Optimizer
from playground.model.parameters import described
from playground.model.recipe import Call


class LBFGS(Optimizer, frozen=True, tag="lbfgs"):
    """Guesses how the slope itself bends from the last steps, and jumps to where it should be level.

    Each step works the loss out several times over the same batch. Made for small networks and all samples at once:
    take a batch as large as the data.
    """

    label: ClassVar[str] = "L-BFGS"
    formula: ClassVar[str] = "w ← w − t · H g,  H ≈ inverse of the second derivatives, from the last steps"
    aliases: ClassVar[tuple[str, ...]] = ("bfgs", "limited_memory_bfgs", "quasi_newton")
    procedure: ClassVar[str] = "playground.modules.closure_step.closure_step"
    moves_together: ClassVar[bool] = True

    learning_rate: Annotated[
        float,
        described(
            "How much of the jump is made; with a line search, where the search begins.",
            ge=0.0,
            le=1e6,
            log=True,
            usual=(0.1, 1.0),
            formula="t = learning rate",
            live=True,
            slider=RATE_SLIDER,
        ),
    ] = 1.0
    rounds: Annotated[
        int,
        described(
            "How many jumps one step makes over its batch.",
            label="Jumps a step",
            ge=1,
            le=100,
            usual=(4, 20),
            live=True,
        ),
    ] = 20
    history: Annotated[
        int,
        described(
            "How many of the last jumps it remembers to guess the bend from.",
            label="Remembered jumps",
            ge=1,
            le=100,
            usual=(5, 100),
            folded=True,
        ),
    ] = 10
    line_search: Annotated[
        Literal["none", "strong_wolfe"],
        described(
            "Whether it looks for a good length along each jump: safer, at the price of more looks at the batch.",
            words={"none": "none", "strong_wolfe": "strong Wolfe"},
            live=True,
        ),
    ] = "strong_wolfe"

    def recipe(self) -> Call:
        """torch.optim.LBFGS."""
        settings = {name: value for name, value in self.settings().items() if value is not None}
        return Call.of("torch.optim.LBFGS", **settings, history_size=self.history)

    def remembered(self) -> int:
        """Two numbers for each remembered jump, and the last gradient and direction."""
        return 2 * self.history + 2

    def settings(self) -> dict[str, Any]:
        """All but the length of its memory."""
        return {
            "lr": self.learning_rate,
            "max_iter": self.rounds,
            "max_eval": self.rounds * 5 // 4,
            "line_search_fn": None if self.line_search == "none" else self.line_search,
        }
