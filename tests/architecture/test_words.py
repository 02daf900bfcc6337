"""One name means one thing, and it is the field's word: classes, modules and functions are held against a glossary."""

from __future__ import annotations

import ast
import re
from collections import defaultdict

from tests.architecture.sources import SOURCES, Source, for_each

OLD_WORDS: dict[str, str] = {
    "chance": "random_state",
    "trail": "tape",
    "haven": "safe_point",
    "undoing": "rollback",
    "judge": "evaluator",
    "vital": "layer_stats",
    "vitals": "layer_stats",
    "checkup": "layer_stats",
    "admit": "validate_state",
    "settle_learner": "configure",
    "meaning": "traced",
    "audience": "subscribers",
    "watcher": "subscriber",
    "deed": "command",
    "mend": "fix",
    "mended": "fixed",
    "remedy": "fix",
    "surgery": "weight_edits",
    "loose": "detached",
    "vacancy": "placeholder",
    "looks": "view_options",
    "sights": "view_controls",
    "glimpse": "preview",
    "ledger": "term_table",
    "foot": "footer",
    "parting": "split",
    "featuring": "features",
    "scaling": "normalisation",
    "thinning": "stride",
    "slopes": "gradients",
    "sloped": "shows_gradients",
    "bend": "activation",
    "bends": "nonlinear",
    "reach": "receptive_field",
}
"""Words that were used here once, and those that stand for them now: the ones a reader knows from torch and Qt."""
LABELS = {"looks", "meaning"}
"""Fields that say how often a rule looks and what a target means: there these are plain English."""
OLD_CLASSES = {
    "Chance", "Trail", "Haven", "Undoing", "Measure", "Judge", "Aside", "PastRuns", "Vital", "Bench", "Audience",
    "Watcher", "Deed", "Mend", "Remedy", "Surgery", "Loose", "Vacancy", "Breath", "Stillness", "Looks", "Sights",
    "Sight", "Looking", "Glimpse", "Cell", "Paper", "Ledger", "Foot", "Ground", "Sum", "Bend",
}  # fmt: skip


KIND_AND_MODULE = ({"layers", "modules"}, {"training", "modules"})
"""Rooms that may have one name for a kind and for what torch makes of it."""


def test_no_class_name_means_two_things() -> None:
    """A kind of layer and the torch module of ours that it builds are one thing: both bear torch's name."""
    places: dict[str, list[str]] = defaultdict(list)
    for source in SOURCES:
        for node in source.nodes:
            if isinstance(node, ast.ClassDef):
                places[node.name].append(source.module)
    twice = {
        name: modules
        for name, modules in places.items()
        if len(modules) > 1 and {module.split(".")[1] for module in modules} not in KIND_AND_MODULE
    }
    assert not twice


@for_each(SOURCES)
def test_names_are_the_words_of_the_field(source: Source) -> None:
    names = [*source.module.split(".")]
    for node in source.nodes:
        if isinstance(node, ast.ClassDef):
            assert node.name not in OLD_CLASSES, f"the class {node.name} has an old name"
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            names.append(node.name)
        elif isinstance(node, ast.arg):
            names.append(node.arg)
        if isinstance(node, ast.ClassDef):
            fields = [each.target for each in node.body if isinstance(each, ast.AnnAssign)]
            names.extend(field.id for field in fields if isinstance(field, ast.Name) and field.id not in LABELS)
    for name in names:
        word = re.sub(r"^_+", "", name)
        assert word not in OLD_WORDS, f"say {OLD_WORDS[word]} for {name}"


@for_each([source for source in SOURCES if source.module.split(".")[1:2] not in (["layers"], ["data"])])
def test_docstrings_and_comments_say_parameters(source: Source) -> None:
    """Docstrings of layers and data speak to a learner, who may hear of numbers that are learned."""
    assert not re.search(r"\blearned numbers?\b", source.text, re.IGNORECASE), "say parameters"
