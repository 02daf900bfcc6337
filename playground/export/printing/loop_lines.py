"""LoopLines: what the features of training add to the printed function ``train``, each at its places.

The loop itself is printed as text, since a course shows it: epochs, batches, a step, an evaluation. What it calls are
the functions of ``playground.modules`` that the engine calls too. The engine has no such loop to share: its run is left
and taken up between any two steps, and goes back to earlier ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

from playground.export.printing.names import ScriptNames
from playground.model.experiment import Experiment


@dataclass(frozen=True)
class LoopPlaces:
    """What a feature is told of the loop that it adds lines to.

    ``names`` turns dotted targets into names of the script, and has what they stand for copied into it. ``networks``
    and ``optimizers`` are the variables of the script; others that stand are ``step`` (steps made so far), ``epoch``
    (epochs over), ``inputs``, ``targets``, ``loss``, ``order`` (of the epoch), ``on_train`` and ``on_test``.
    ``measured`` gives the lines that evaluate the parts of the data, into ``measured_into``.
    """

    experiment: Experiment
    names: ScriptNames
    networks: tuple[str, ...]
    optimizers: tuple[str, ...]
    measured: Callable[[], tuple[str, ...]] = tuple
    measured_into: tuple[str, ...] = ("on_train", "on_test")


@dataclass(frozen=True)
class LoopLines:
    """Lines of one feature, or of all together, without their indent.

    Attributes:
        networks: after the networks are made, before anything else.
        optimizers: after the optimizers are made.
        epoch: as an epoch begins.
        batch: before a step, where ``inputs`` and ``targets`` are those of its batch.
        step: after a step that was learned from.
        evaluation: at the end of an epoch, before it is evaluated.
        beside: right after that, while the networks are still in evaluation mode.
        evaluated: once they learn again, before its line is printed.
        printed: after its line is printed; ``break`` ends the run.
        end: after the last epoch.
        told: the step figures (see `Session.step_figures`), each a name and the expression that gives it.
    """

    networks: tuple[str, ...] = ()
    optimizers: tuple[str, ...] = ()
    epoch: tuple[str, ...] = ()
    batch: tuple[str, ...] = ()
    step: tuple[str, ...] = ()
    evaluation: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    evaluated: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    told: tuple[tuple[str, str], ...] = ()

    def followed_by(self, other: LoopLines) -> LoopLines:
        """Those of both, at each place in this order."""
        return LoopLines(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


Feature = Callable[[LoopPlaces], LoopLines]
"""One feature of training, in a file of its own: none of its lines where it is not used."""
