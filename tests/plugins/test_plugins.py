"""Kinds of other packages on the shelves: what is sound stands there, and what is not is told in one sentence."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground import doctor
from playground.doctor.evidence import Evidence
from playground.doctor.rule import Rule
from playground.engine.history import History
from playground.model.examples import load_example
from playground.model.layer import Layer
from playground.model.learning import Loss, Optimizer
from playground.model.plugins import SWITCH, Plugins
from playground.model.registry import LAYERS, Shelf
from playground.model.trace import trace
from tests.plugins.installing import install

IMPORTS = """
import numpy as np
from playground.model.layer import Activation
from playground.model.recipe import Call
"""
LAYER = """
class {name}(Activation, frozen=True, tag="{tag}"):
    \"\"\"The sine of every number.\"\"\"

    label = "{label}"

    def recipe(self, *inputs):
        return Call.of("torch.sin")
"""
ENDS = "update or uninstall the package."
BUILT_IN = list(LAYERS.kinds)  # before any package of these tests is on the path


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on the path for packages, which are forgotten in the end."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delenv(SWITCH, raising=False)
    known = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - known:
        if name.startswith("outside"):
            del sys.modules[name]


def layers(plugins: Plugins) -> Shelf[Layer]:
    return Shelf("playground.layers", Layer, "layer", plugins=plugins)


def sine(name: str = "Sine", tag: str = "sine", label: str = "Sine") -> str:
    return IMPORTS + LAYER.format(name=name, tag=tag, label=label)


def test_a_layer_of_another_package_stands_behind_the_built_in_ones(site: Path) -> None:
    install(site, "outside-one", {"layers": sine()}, {"playground.layers": {"any": "outside_one.layers"}})
    plugins = Plugins()
    shelf = layers(plugins)
    assert list(shelf.kinds) == [*BUILT_IN, "sine"]
    assert shelf.find("Sine").label == "Sine"
    assert plugins.package_of(shelf.find("sine")) == "outside-one"
    assert plugins.package_of(shelf.find("relu")) == ""
    assert plugins.faults == ()


def test_one_class_of_a_module_can_be_named(site: Path) -> None:
    text = sine() + LAYER.format(name="Other", tag="other", label="Other")
    install(site, "outside-two", {"layers": text}, {"playground.layers": {"any": "outside_two.layers:Other"}})
    plugins = Plugins()
    assert set(layers(plugins).kinds) - set(BUILT_IN) == {"other"}


def test_nothing_is_imported_before_its_shelf_is_asked(site: Path) -> None:
    install(site, "outside-lazy", {"layers": sine()}, {"playground.layers": {"any": "outside_lazy.layers"}})
    plugins = Plugins()
    assert plugins.roots == {"outside_lazy"}
    assert not [name for name in sys.modules if name.startswith("outside_lazy")]


def test_other_packages_can_be_left_out(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(site, "outside-three", {"layers": sine()}, {"playground.layers": {"any": "outside_three.layers"}})
    monkeypatch.setenv(SWITCH, "off")
    assert Plugins().found == ()


FAULTS = {
    "raises": ("raise ValueError('no\\nluck')", "cannot be loaded (ValueError: no luck)"),
    "leaves": ("import sys; sys.exit(3)", "cannot be loaded (SystemExit: 3)"),
    "lacks a module": ("import not_there_at_all", "No module named 'not_there_at_all'"),
    "is no Python": ("class (", "cannot be loaded (SyntaxError:"),
    "says much": ("raise ValueError('x' * 10_000)", "xxx…xxx"),
    "takes an id": (sine(tag="relu"), "is left out, as a built-in one is called 'relu' already"),
    "takes another name": (sine(tag="rectifier"), "is left out, as a built-in one is called 'rectifier' already"),
    "needs a setting": (sine() + "    units: int\n", "Sine of the package 'outside-bad 1.0' cannot be used ("),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_used_is_told_in_one_sentence_and_all_else_works(site: Path, fault: str) -> None:
    text, words = FAULTS[fault]
    points = {"playground.layers": {"a": "outside_bad.bad", "b": "outside_bad.good"}}
    install(site, "outside-bad", {"bad": text, "good": sine("Good", "good", "Good")}, points)
    plugins, heard = Plugins(), list[str]()
    with plugins.told_to(heard.append):
        kinds = layers(plugins).kinds
    assert list(kinds) == [*BUILT_IN, "good"]
    assert heard == list(plugins.faults)
    (sentence,) = heard
    assert words in sentence
    assert "'outside-bad 1.0'" in sentence
    assert sentence.endswith(ENDS)
    assert "\n" not in sentence
    assert len(sentence) < 400


TRAINING = """
from playground.model.learning import LearningRate, Loss, Optimizer
from playground.model.recipe import Call

class Half(Loss, frozen=True, tag="half"):
    \"\"\"A loss that cannot say what it fits.\"\"\"

    label = "Half"

class Late(Optimizer, frozen=True, tag="late"):
    \"\"\"An optimizer without a learning rate.\"\"\"

    label = "Late"

class My_Name(Optimizer, frozen=True, tag="My.Name"):
    \"\"\"An optimizer whose id no path can hold.\"\"\"

    label = "Name"
    learning_rate: LearningRate = 0.1
"""


def test_a_kind_that_cannot_answer_what_panels_ask_is_left_out(site: Path) -> None:
    install(site, "outside-half", {"training": TRAINING}, {"playground.training": {"any": "outside_half.training"}})
    plugins = Plugins()
    losses = Shelf("playground.training", Loss, "loss", plugins=plugins).kinds
    optimizers = Shelf("playground.training", Optimizer, "optimizer", plugins=plugins).kinds
    assert not {"half", "late", "My.Name"} & {*losses, *optimizers}
    words = ("Half of", "Late of", "My_Name of")
    assert [word for fault, word in zip(plugins.faults, words, strict=True) if word not in fault] == []
    assert "NotImplementedError" in plugins.faults[0]


def test_a_rule_that_fails_is_told_of_and_keeps_no_other_from_answering(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(site, "outside-rule", {"rules": ""}, {"playground.doctor": {"any": "outside_rule.rules"}})
    plugins, built_in = Plugins(), doctor.rules()
    failing = type("Failing", (Rule,), {"id": "failing", "__module__": "outside_rule.rules", "look": lambda *_: 1 / 0})
    monkeypatch.setattr(doctor, "PLUGINS", plugins)
    monkeypatch.setattr(doctor, "rules", lambda: (failing, *built_in))
    experiment = load_example("circle")
    evidence = Evidence(experiment, trace(experiment), None, History())
    for _ in range(2):
        assert doctor.examine(evidence) == ()
    why = "failed (ZeroDivisionError: division by zero)"
    assert plugins.faults == (f"The rule Failing of the package 'outside-rule 1.0' {why}: {ENDS}",)


def test_of_two_packages_with_one_name_the_first_in_the_alphabet_has_it(site: Path) -> None:
    for name in ("outside-b", "outside-a"):
        module = name.replace("-", "_")
        install(site, name, {"layers": sine(name[-1].upper())}, {"playground.layers": {"any": f"{module}.layers"}})
    plugins = Plugins()
    assert layers(plugins).find("sine").__module__ == "outside_a.layers"
    (sentence,) = plugins.faults
    assert "as one of the package 'outside-a' is called 'sine' already" in sentence


def test_a_module_for_two_shelves_is_told_of_once_and_by_whom_comes_later(site: Path) -> None:
    install(site, "outside-four", {"steps": "raise OSError"}, {"playground.training": {"any": "outside_four.steps"}})
    plugins = Plugins()
    assert Shelf("playground.training", Optimizer, "optimizer", plugins=plugins).kinds
    assert Shelf("playground.training", Loss, "loss", plugins=plugins).kinds
    heard = list[str]()
    with plugins.told_to(heard.append):
        pass
    why = "as outside_four.steps cannot be loaded (OSError)"
    assert heard == [f"The kinds of the package 'outside-four 1.0' are missing, {why}: {ENDS}"]


def test_metadata_that_nobody_can_read_costs_that_package_alone(site: Path) -> None:
    install(site, "outside-five", {"layers": sine()}, {"playground.layers": {"any": "outside_five.layers"}})
    broken = site / "broken-1.0.dist-info"
    broken.mkdir()
    (broken / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n", "utf-8")
    (broken / "entry_points.txt").write_text("[playground.layers]\nno value here\n", "utf-8")
    plugins = Plugins()
    assert "sine" in layers(plugins).kinds
    (sentence,) = plugins.faults
    assert sentence.startswith("The metadata of an installed package cannot be read (")


def test_what_is_missing_from_a_file_is_told_with_its_package(site: Path) -> None:
    points = {"playground.layers": {"a": "outside_six.layers"}}
    install(site, "outside-six", {"layers": "raise OSError"}, points)
    plugins = Plugins()
    assert plugins.why_missing("somewhere") == (
        "it comes from the package 'somewhere', which is not installed: install it, and open this again"
    )
    assert "which does not have it in this version: update" in plugins.why_missing("Outside_Six")
    assert layers(plugins).kinds
    assert "which could not be loaded: update" in plugins.why_missing("outside-six")
