"""What answers mean is decided in one place: elsewhere nobody branches on losses, links or the meaning of a target."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.sources import SOURCES, Source, for_each, within

DECIDING = (
    "playground.model.target",  # what an answer is
    "playground.model.interpreter",  # what the numbers mean that leave a network
    "playground.model.learning",  # which evaluation counts what is right
    "playground.model.objective",  # what is learned
    "playground.objectives",
    "playground.training",  # losses say what they fit and how their numbers are read
    "playground.modules.evaluation",  # the same reading on tensors, held to it by tests/contracts/test_reading.py
    "playground.modules.losses",
)
"""Who may choose by the meaning of a target, or by how a loss reads the outputs."""
FORMING = (
    "playground.engine.tensors",
    "playground.export.printing.script",
    "playground.export.printing.precision_lines",
    "playground.model.memory",
)
"""Who makes targets in the form that a loss asks for, and so may ask for it."""
LINKS = {"softmax", "sigmoid", "identity"}
OF_TARGETS = ("target", "target()")
OF_LOSSES = ("loss", "loss()", "comparison()", "interpreter", "objective")
COUNTS = ("target.count", "target().count", "outputs.shape[-1]", "chances.shape[-1]", "probabilities.shape[-1]",
          "loss.units(target)", "len(chances)", "len(probabilities)")  # fmt: skip
SIGNS = (".meaning", ".link", ".form", "target.steps", "target().steps", *COUNTS, *LINKS)
"""A file without any of these needs no closer look."""
CONDITIONS = (ast.If, ast.IfExp, ast.While, ast.Assert)


def branches(source: Source) -> list[str]:
    """Where a file chooses by what outputs or targets mean, each with its line."""
    if not any(sign in source.text for sign in SIGNS):
        return []
    forming = within(source.module, FORMING)
    asked = {id(part) for node in source.nodes for part in _conditions(node)}
    found = []
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr in ("meaning", "link", "form", "steps"):
            about = ast.unparse(node.value)
            of_loss, of_target = about.endswith(OF_LOSSES), about.endswith(OF_TARGETS)
            if (
                (node.attr == "meaning" and of_target)
                or (node.attr == "link" and of_loss)
                or (node.attr == "form" and of_loss and not forming)
                or (node.attr == "steps" and of_target and id(node) in asked and not forming)
            ):
                found.append(f"line {node.lineno}: {ast.unparse(node)}")
        if isinstance(node, ast.Compare) and (_by_link(node) or (_by_count(node) and not forming)):
            found.append(f"line {node.lineno}: {ast.unparse(node)}")
    return found


def _conditions(node: ast.AST) -> list[ast.expr]:
    """What decides there: conditions, and their parts between *and*, *or* and *not*."""
    if isinstance(node, CONDITIONS):
        return [node.test]
    if isinstance(node, ast.BoolOp):
        return node.values
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return [node.operand]
    return [node.left, *node.comparators] if isinstance(node, ast.Compare) else []


def _by_link(node: ast.Compare) -> bool:
    """Whether something is compared with the name of a link, but for the function that a layer is."""
    sides = [node.left, *node.comparators]
    return any(isinstance(side, ast.Constant) and side.value in LINKS for side in sides)


def _by_count(node: ast.Compare) -> bool:
    """Whether a number of classes, values or output units is compared with 1 or 2."""
    sides = [node.left, *node.comparators]
    few = any(isinstance(side, ast.Constant) and side.value in (1, 2) for side in sides)
    return few and len(sides) == 2 and any(ast.unparse(side).endswith(COUNTS) for side in sides)


@for_each([source for source in SOURCES if not within(source.module, DECIDING)])
def test_only_the_interpreter_branches_on_what_answers_mean(source: Source) -> None:
    """Ask ``Experiment.read`` for a reading, and a target by the properties that have a name."""
    assert not branches(source), "; ".join(branches(source))


def test_such_branches_are_found(tmp_path: Path) -> None:
    """The check sees each sort of branch; else it would hold nothing."""
    for text in (
        'target.meaning == "classes"',
        'loss.link != "identity"',
        "a if experiment.objective.loss.form else b",
        "not data.target().steps",
        'link == "softmax"',
        "target.count == 2",
        "outputs.shape[-1] == 1",
    ):
        path = tmp_path / "new.py"
        path.write_text(text, "utf-8")
        assert branches(Source(path, "playground.ui.views.new")), text
