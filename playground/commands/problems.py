"""Problems: what is wrong with an experiment, and what it means, without training it."""

from __future__ import annotations

from typing import Any

from playground.model.experiment import Experiment
from playground.model.spelling import one_line
from playground.model.trace import Trace, trace
from playground.numerals import counted


def lines(experiment: Experiment) -> list[str]:
    """The network layer by layer, those of a group under its name, then every problem with its fixes."""
    traced = trace(experiment)
    groups = {group.nodes[0]: group.name for group in experiment.groups}
    written = [f"{one_line(experiment.name)}: {experiment.data.label}, {counted(traced.parameters, 'parameter')}"]
    written.append(f"  {'Input':<22}{traced.path.input}")
    for node in traced.nodes:
        shape = "unknown" if node.output is None else str(node.output)
        if node.id in groups:
            written.append(f"  {groups[node.id]}")
        name = node.name if experiment.group_of(node.id) is None else f"  {node.name}"
        written.append(f"  {name:<22}{shape:<14}{node.parameters or ''}".rstrip())
    for problem in traced.problems:
        where = f"{problem.section} " if not problem.node else f"{problem.section} ({problem.node}) "
        written.append(f"{where}{problem.severity}: {problem.text}")
        written += [f"  fix: {fix.label}" for fix in problem.fixes]
    written.append("It can be trained." if traced.trainable else "It cannot be trained until the errors are fixed.")
    return written


def table(experiment: Experiment) -> dict[str, Any]:
    """The same for programs."""
    traced = trace(experiment)
    return {
        "ok": traced.trainable,
        "name": experiment.name,
        "parameters": traced.parameters,
        "input": list(traced.path.input.shape),
        "layers": [
            {
                "id": node.id,
                "kind": node.layer.id(),
                "output": None if node.output is None else list(node.output.shape),
                "parameters": node.parameters,
            }
            for node in traced.nodes
        ],
        "groups": [{"name": group.name, "layers": list(group.nodes)} for group in experiment.groups],
        "problems": problems(traced),
    }


def problems(traced: Trace) -> list[dict[str, Any]]:
    """Problems as plain values."""
    return [
        {
            "severity": problem.severity,
            "section": problem.section,
            "node": problem.node,
            "text": problem.text,
            "fixes": [fix.label for fix in problem.fixes],
        }
        for problem in traced.problems
    ]
