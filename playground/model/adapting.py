"""Adapting: the layer that must stand before another for it to work at all, put there without being asked for."""

from __future__ import annotations

from playground.model import edits
from playground.model.experiment import Experiment
from playground.model.fix import Insert
from playground.model.registry import LAYERS
from playground.model.trace import Problem, trace


def adapted(experiment: Experiment, id: str) -> tuple[Experiment, str]:
    """Insert the one layer that lets a node work on what enters it, where the trace offers a single one that does.

    Flatten before a Linear that gets images, for example. Returns the experiment and the label of the inserted layer,
    which is empty where nothing was inserted: nothing is wrong at the node, or there is a choice to make.
    """
    problems = _errors(experiment, id)
    if len(problems) != 1 or len(problems[0].fixes) != 1:
        return experiment, ""
    (fix,) = problems[0].fixes
    (edit,) = fix.edits
    if not isinstance(edit, Insert) or not isinstance(edit.layer, str):
        return experiment, ""
    fixed = edits.fix(experiment, id, fix)
    if _errors(fixed, id):
        return experiment, ""
    return fixed, LAYERS.find(edit.layer).label


def adapted_if_empty(experiment: Experiment) -> Experiment:
    """What the output of a network without other layers needs before it; networks with layers stay as they are."""
    ids = experiment.ids()
    return adapted(experiment, ids[-1])[0] if len(ids) == 1 else experiment


def _errors(experiment: Experiment, id: str) -> list[Problem]:
    found = trace(experiment).node(id).problems
    return [problem for problem in found if problem.severity == "error"]
