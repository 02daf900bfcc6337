"""README and CONTRIBUTING: what they show works as it is printed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, ClassVar

import numpy as np
import pytest

from playground import cli
from playground.doctor.evidence import Evidence
from playground.doctor.finding import Finding
from playground.doctor.proof import Bars
from playground.doctor.rule import CausalOrder, Rule
from playground.engine.history import History
from playground.model import files
from playground.model.examples import load_example
from playground.model.families import Planar
from playground.model.layer import Activation, Floats
from playground.model.network import Node
from playground.model.parameters import described, parameters_of
from playground.model.pipeline import Array
from playground.model.recipe import Call
from playground.model.registry import LAYERS
from playground.model.signal import Signal, vector
from playground.model.target import Target
from playground.model.template import Template, chain
from playground.model.trace import trace

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
IN_SCOPE: dict[str, Any] = {
    "Activation": Activation,
    "Annotated": Annotated,
    "Any": Any,
    "Array": Array,
    "Bars": Bars,
    "Call": Call,
    "ClassVar": ClassVar,
    "Evidence": Evidence,
    "Finding": Finding,
    "Floats": Floats,
    "LAYERS": LAYERS,
    "Node": Node,
    "CausalOrder": CausalOrder,
    "Planar": Planar,
    "Rule": Rule,
    "Signal": Signal,
    "Target": Target,
    "Template": Template,
    "chain": chain,
    "described": described,
    "np": np,
    "__name__": __name__,
}


def blocks(language: str, text: str = TEXT) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def defined(block: str) -> dict[str, Any]:
    scope = dict(IN_SCOPE)
    exec(compile(block, "README.md", "exec", dont_inherit=True), scope)
    return scope


def test_the_experiment_it_shows_can_be_trained() -> None:
    (block,) = blocks("json")
    assert trace(files.read(block)).problems == ()


def test_the_layer_it_adds_is_a_layer() -> None:
    kind = defined(next(block for block in blocks("python") if "(Activation" in block))["Softshrink"]
    layer = kind(limit=2.0)
    assert [parameter.name for parameter in parameters_of(kind)] == ["limit"]
    assert layer.output(vector(3)) == vector(3)
    assert layer.recipe(vector(3)) == Call.of("torch.nn.Softshrink", 2.0)
    assert layer.curve(np.array([-5.0, 1.0])).tolist() == [-3.0, 0.0]
    assert layer.slope(np.array([-5.0, 1.0])).tolist() == [1.0, 0.0]


def test_the_data_set_it_adds_is_a_data_set() -> None:
    scope = defined(next(block for block in blocks("python") if "(Planar" in block))
    points, classes = scope["draw_rings"](20, 0.0, 1)
    assert points.dtype == np.float32
    assert classes.tolist() == [0, 1] * 10
    assert scope["Rings"]().pattern() == ("playground.data.rings.draw_rings", ())


def test_the_template_it_adds_is_a_template() -> None:
    kind = defined(next(block for block in blocks("python", CONTRIBUTING) if "(Template" in block))["WideLayer"]
    linear, relu = kind().pieces(vector(3))
    assert linear.layer.output(vector(3)) == vector(16)
    assert relu.layer.output(vector(16)) == vector(16)


def test_the_rule_it_adds_fires_where_it_should() -> None:
    kind = defined(next(block for block in blocks("python", CONTRIBUTING) if "(Rule" in block))["FewSamples"]
    for example, fires in (("perceptron", False), ("spiral", False), ("digits_cnn", True)):
        experiment = load_example(example)
        found = kind().look(Evidence(experiment, trace(experiment), None, History()))
        assert (found is not None) == fires, example


def test_pictures_are_made_by_commands_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    made = [line.split() for block in blocks("sh", CONTRIBUTING.replace("\\\n", "")) for line in block.splitlines()]
    pictures = [words for words in made if words[:2] == ["playground", "picture"]]
    with pytest.raises(SystemExit):
        cli.main(["picture", "--help"])
    said = capsys.readouterr().out
    names = {words[words.index("-o") + 1] for words in pictures}
    assert names == {path.name for path in (ROOT / "assets" / "screenshots").glob("*.png")}
    assert all(word in said for words in pictures for word in words if word.startswith("--"))


def test_the_commands_it_names_are_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    said = capsys.readouterr().out
    for command in re.findall(r"^playground (\w+) ", TEXT, re.MULTILINE):
        assert f"    {command} " in said


def test_the_files_it_links_to_are_there() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", TEXT + CONTRIBUTING):
        assert (ROOT / target).exists(), target
