"""Files: hand-written JSON read strictly, with every problem named at once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.model import edits, files, spelling
from playground.model.experiment import Experiment
from playground.model.files import FileProblems
from playground.model.registry import DATA, INITIALIZERS, LAYERS, LOSSES, OBJECTIVES, OPTIMIZERS, Shelf
from playground.model.trace import trace
from tests.draws import draws
from tests.engine.setups import loss_of
from tests.model.networks import experiments

MINIMAL = '{"data": {"kind": "circle"}, "networks": {"main": [{"kind": "linear"}, {"kind": "tanh"}]}}'


def problems(plain: Any) -> list[str]:
    with pytest.raises(FileProblems) as caught:
        files.read(plain if isinstance(plain, (str, bytes)) else json.dumps(plain))
    return caught.value.problems


def test_what_is_left_out_takes_its_default() -> None:
    made = files.read(MINIMAL)
    assert made.ids() == ("linear_1", "tanh_1", "output")
    assert made.training.optimizer.id() == "sgd"
    assert loss_of(made).fits(made.data.target())
    assert trace(made).trainable


@draws(60)
@given(experiments())
def test_written_and_read_it_is_the_same_byte_for_byte(made: Experiment) -> None:
    written = files.write(made)
    again = files.read(written)
    assert again == made
    assert files.write(again) == written


def test_all_problems_are_named_at_once_with_path_and_range() -> None:
    found = problems(
        {
            "colour": "red",
            "data": {"kind": "circle", "noise": 7, "points": 3},
            "networks": {"main": [{"kind": "linear", "units": 0}, {"kind": "warp"}, {"units": 3}, 4]},
            "training": {"optimizer": {"kind": "sdg"}, "batch_size": 1.5},
            "seed": -1,
        }
    )
    text = "\n".join(found)
    for expected in (
        "$.colour: there is no such setting",
        "$.data.noise: 7 is not allowed; allowed is 0 to 0.5",
        "$.data.points: there is no such setting",
        "$.networks.main[0].units: 0 is not allowed; allowed is 1 to 65\u202f536",
        "$.networks.main[1].kind: There is no layer called 'warp'",
        "$.networks.main[2].kind: is missing",
        "$.networks.main[3]: must be an object",
        "$.training.optimizer.kind: There is no optimizer called 'sdg'. Did you mean sgd",
        "$.training.batch_size: 1.5 is not a whole number; allowed is 1 to 65\u202f536",
        "$.seed: −1 is not allowed",
    ):
        assert expected in text
    assert len(found) == 10


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not JSON that can be read: the file is empty."),
        (" \n", "the file is empty."),
        ('{"data": ', "line 1, column 9 is the end, too soon"),
        ('{"seed": 1,\n}', "line 1, column 11 has a comma with nothing after it: remove it."),
        ('{"networks": {"main": [1,\n  2, ]}}', "line 2, column 4 has a comma with nothing after it"),
        ('{\n  "seed": 1 // why\n}', "line 2, column 13 has a comment, which JSON does not know"),
        ("# mine\n{}", "line 1, column 1 has a comment"),
        ("{'seed': 1}", "line 1, column 2 has ' as a quotation mark"),
        ('{"name": “x”}', "line 1, column 10 has “ as a quotation mark"),
        ("{seed: 1}", "column 2 has 'seed' without quotation marks"),
        ('{"seed": one}', "column 10 has 'one' without quotation marks"),
        ('{"vary": True}', "column 10 has True: write true."),
        ('{"seed" 1}', "column 9 has '1' where a colon should stand"),
        ('{"seed": 1 "name": 2}', "column 12 has '\"' where a comma or the closing bracket should stand"),
        ('{"name": "a\nb"}', "has a line break or a tab within a text"),
        ('{"name": "a', "column 10 has a text that does not end"),
        ('{"name": "C:\\data"}', "has a single backslash within a text"),
        ("{}}", "column 3 is after the end"),
        ("<html>", "column 1 has '<' where a value should begin"),
        ("[" * 100_000, "column 101 is nested deeper than 100 levels"),
        ('{"seed": NaN}', "column 10 has NaN, which is not a number that can be used here"),
        ('{"name": "NaN", "seed": -Infinity}', "column 25 has -Infinity"),
        ('{"seed": 1, "seed": 2}', "'seed' is written twice"),
        ('{"seed": ' + "1" * 10_000 + "}", "too many digits"),
        ("[]", "$: must be an object, not []"),
        ('{"version": 99}', "newer Playground"),
        ('{"version": "one"}', "not a version"),
        ('{"version": true}', "true is not a version"),
    ],
)
def test_what_is_no_experiment_is_refused_in_words(text: str, words: str) -> None:
    found = problems(text)
    assert any(words in problem for problem in found)
    assert all("char " not in problem and "Expecting" not in problem for problem in found)


def test_bytes_that_are_no_text_are_refused_and_marks_of_encodings_are_not() -> None:
    assert "line 2 is not text in UTF-8; save it as UTF-8." in problems('{"name":\n"Würfel"}'.encode("latin-1"))[0]
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert files.read(MINIMAL.encode(encoding)) == files.read(MINIMAL)


def plain_with(*nodes: Any, **more: Any) -> dict[str, Any]:
    return {"data": {"kind": "circle"}, "networks": {"main": list(nodes)}, **more}


@pytest.mark.parametrize(
    "nodes",
    [
        [{"kind": "relu", "id": 'x"]; import os #'}],
        [{"kind": "relu", "id": "input"}],
        [{"kind": "relu", "id": "Relu"}],
        [{"kind": "relu", "id": "a"}, {"kind": "relu", "id": "a"}],
        [{"kind": "relu", "inputs": "a"}],
        [{"kind": "relu", "inputs": [3]}],
        [{"kind": "output"}, {"kind": "relu"}],
        [{"kind": "output"}, {"kind": "output", "id": "two"}],
        [{"kind": "output", "units": 3}],
    ],
)
def test_nodes_that_cannot_be_are_refused_with_their_path(nodes: list[Any]) -> None:
    assert problems(plain_with(*nodes))[0].startswith("$.networks.main")


@pytest.mark.parametrize(
    "nodes",
    [
        [{"kind": "conv2d"}],
        [{"kind": "linear", "inputs": ["nowhere"]}],
        [{"kind": "add", "inputs": ["later", "input"]}, {"kind": "relu", "id": "later"}],
        [{"kind": "add", "inputs": ["input", "input"]}],
        [{"kind": "relu", "id": "loop", "inputs": ["loop"]}],
    ],
)
def test_a_broken_network_loads_and_says_what_is_wrong(nodes: list[Any]) -> None:
    made = files.from_plain(plain_with(*nodes))
    assert all(problem.text.endswith(".") for problem in trace(made).problems)
    assert files.read(files.write(made)) == made


@pytest.mark.parametrize(
    "plain",
    [
        {},
        {"data": None},
        {"data": {"kind": "circle"}, "networks": []},
        {"data": {"kind": "circle"}, "networks": {"other": []}},
        {"data": {"kind": ["circle"]}, "networks": {"main": []}},
        plain_with(training=3),
        plain_with(training={"loss": "mse"}),
        plain_with(name=3),
        plain_with(views={"selected": 3}),
        plain_with(seed=True),
        plain_with(seed=None),
        plain_with(training={"loss": {}}),
        plain_with(training={"loss": 0}),
        plain_with(training={"loss": None}),
        plain_with(training={"optimizer": None}),
        plain_with(name="\ud800"),
        plain_with(description="\0"),
        plain_with(views={"example": -1}),
        plain_with(version=1.0),
    ],
)
def test_wrong_types_are_refused(plain: Any) -> None:
    assert problems(plain)


@pytest.mark.parametrize(
    ("nodes", "words"),
    [
        ({"kind": "linear", "units": 3.5}, "[0].units: 3.5 is not a whole number; allowed is 1 to 65\u202f536."),
        ({"kind": "linear", "units": 3.0}, "[0].units: 3.0 is not written as a whole number; write 3; allowed"),
        ({"kind": "linear", "units": "many"}, "[0].units: 'many' is not a number; allowed is 1 to 65\u202f536."),
        ({"kind": "linear", "units": True}, "[0].units: true is not a number; allowed"),
        ({"kind": "linear", "units": None}, "[0].units: null is not a number; allowed"),
        ({"kind": "linear", "unit": 3}, "[0].unit: there is no such setting; did you mean units?"),
        ({"kind": "conv2d", "padding": "smae"}, "[0].padding: 'smae' is not allowed; did you mean same? Allowed is"),
        ({"kind": "warp"}, "[0].kind: There is no layer called 'warp'. Known are: adaptive_avg_pool2d, "),
        ({"kind": "cnn"}, "[0].kind: There is no layer called 'cnn'. Known are: adaptive_avg_pool2d, "),
        ({"kind": "lsmt"}, "[0].kind: There is no layer called 'lsmt'. Did you mean lstm?"),
        ({"kind": 3}, "[0].kind: must be a text that names the kind of layer, not 3."),
        ({"kind": "\x1b[31m\ud800"}, "[0].kind: There is no layer called '\\x1b[31m\\ud800'."),
        ({"kind": "relu", "id": "input"}, "[0].id: 'input' is what layers call the data itself; choose another name."),
        ({"kind": "relu", "id": "2nd"}, "[0].id: '2nd' begins with a digit; use small letters"),
        ({"kind": "relu", "id": "Relu"}, "[0].id: 'Relu' has capital letters; write 'relu'."),
        ({"kind": "relu", "id": "a b"}, "[0].id: 'a b' has a space in it; use small letters"),
        ({"kind": "relu", "id": "a-b"}, "[0].id: 'a-b' has '-' in it; use small letters"),
        ({"kind": "relu", "id": "größe"}, "[0].id: 'größe' has 'ö' in it; use small letters"),
        ({"kind": "relu", "id": ""}, "[0].id: '' is empty; write a name or leave the id out."),
        ({"kind": "relu", "id": "x" * 41}, "[0].id: '" + "x" * 41 + "' is longer than 40 letters; shorten it."),
        ({"kind": "relu", "id": None}, "[0].id: null is not a text."),
    ],
)
def test_a_problem_of_a_layer_says_why_and_what_to_do(nodes: dict[str, Any], words: str) -> None:
    (found,) = problems(plain_with(nodes))
    assert f"$.networks.main{words}" in found


def test_of_very_many_problems_the_first_are_named() -> None:
    found = problems(plain_with(*[{"kind": "warp"}] * 1_000))
    assert len(found) == 21
    assert found[19].startswith("$.networks.main[19].kind: ")
    assert found[20] == "… and 980 more problems."


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (["x", "x", "y"], "has 'x' twice; allowed is any of x, y"),
        (["x", "z"], "has 'z', which is none of them; allowed is any of x, y"),
        ("x", "'x' is not a list; allowed is any of x, y"),
    ],
)
def test_features_chosen_twice_or_unknown_are_named(chosen: Any, words: str) -> None:
    (found,) = problems({"data": {"kind": "circle", "features": chosen}, "networks": {"main": []}})
    assert words in found


def test_kinds_are_understood_as_torch_spells_them_and_saved_in_our_spelling() -> None:
    written = {
        "ReLU": "relu",
        "Conv2d": "conv2d",
        "LSTM": "lstm",
        "torch.nn.Linear": "linear",
        "nn.LeakyReLU": "leaky_relu",
        "BatchNorm2d": "batch_norm",
        "MaxPool2d": "max_pool2d",
        "AdaptiveAvgPool2d": "adaptive_avg_pool2d",
        "MultiheadAttention": "self_attention",
        "TransformerEncoderLayer": "encoder_block",
        "RELU": "relu",
    }
    training = {"optimizer": {"kind": "torch.optim.AdamW"}, "loss": {"kind": "CrossEntropyLoss"}}
    made = files.from_plain(plain_with(*({"kind": kind} for kind in written), training=training))
    assert [node.layer.id() for node in made.nodes[:-1]] == list(written.values())
    plain = json.loads(files.write(made))
    assert [node["kind"] for node in plain["networks"]["main"][:-1]] == list(written.values())
    assert (plain["training"]["optimizer"]["kind"], plain["objective"]["loss"]["kind"]) == ("adamw", "cross_entropy")


@pytest.mark.parametrize(
    "shelf", [LAYERS, DATA, OBJECTIVES, OPTIMIZERS, LOSSES, INITIALIZERS], ids=lambda shelf: shelf.noun
)
def test_no_name_of_a_kind_is_also_that_of_another(shelf: Shelf[Any]) -> None:
    owners: dict[str, set[str]] = {}
    for kind in shelf.kinds.values():
        for name in (kind.id(), kind.label, *kind.aliases):
            owners.setdefault(spelling.key(name), set()).add(kind.id())
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_a_slip_of_the_keys_is_corrected_and_nothing_silly_is_suggested() -> None:
    layers, losses = list(LAYERS.kinds), list(LOSSES.kinds)
    for wrong, right in (("lienar", "linear"), ("drop_out", "dropout"), ("conv3d", "conv2d"), ("norm", "batch_norm")):
        assert spelling.nearest(wrong, layers)[0] == right, wrong
    assert spelling.nearest("Linear1", ["linear_1", "linear_2"]) == ["linear_1"]
    for strange in ("cnn", "warp", "x", "", "transfer", "gan", "🙂", "a" * 10_000):
        assert spelling.nearest(strange, layers) == [], strange
    for strange in ("mbe", "wasserstein", "triplet", "x"):
        assert spelling.nearest(strange, losses) == [], strange


WRONG: tuple[Any, ...] = (
    *(None, False, True, 0, 1, -1, 0.5, 3.0, 1e308, 10**30, float("nan"), float("inf")),
    *("", "x", "input", "\ud800", "\0", "\x1b[31m", "a\nb", "\u202e", "x" * 5000),
    *([], [0], [None], ["\ud800"], ["x", "x"], {}, {"kind": None}, {"kind": ""}, {"": 1}, {"\ud800": 1}),
)
JSON = st.recursive(
    st.sampled_from(WRONG) | st.integers() | st.floats() | st.text(st.characters(), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(), max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
MAY_BE_LEFT_OUT = ("inputs", "groups", "training", "views", "main")
"""What is written only where it holds something, or is filled in where it does not."""


def paths(plain: Any, above: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every path in plain values, from the outermost in."""
    steps = plain.items() if isinstance(plain, dict) else enumerate(plain) if isinstance(plain, list) else ()
    return [above, *(path for step, inner in steps for path in paths(inner, (*above, step)))]


def at(plain: Any, path: tuple[str | int, ...]) -> Any:
    """What stands at a path."""
    for step in path:
        plain = plain[step]
    return plain


def alike(given: Any, kept: Any) -> bool:
    """Whether two plain values mean the same; true is not 1, but 1 is 1.0."""
    if isinstance(given, dict) and isinstance(kept, dict):
        return given.keys() == kept.keys() and all(alike(given[name], kept[name]) for name in given)
    if isinstance(given, list) and isinstance(kept, list):
        return len(given) == len(kept) and all(map(alike, given, kept))
    return bool(given == kept) and isinstance(given, bool) == isinstance(kept, bool)


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[Any, tuple[str | int, ...]]:
    """An experiment of any kinds with everything written out, in which one thing is another; and where."""
    made = draw(experiments())
    made = edits.set_value(made, "training.optimizer", draw(st.sampled_from(list(OPTIMIZERS.kinds.values())))())
    made = edits.set_value(made, "objective.loss", draw(st.sampled_from(list(LOSSES.kinds.values())))())
    plain = json.loads(files.write(made))
    if ids := made.ids()[:-1]:
        plain["groups"] = {"main": [{"id": "g", "name": "G", "nodes": [ids[0]]}]}
        plain["views"] = {"selected": ids[0], "tab": "", "example": 3, "folded": ["g"]}
    path = draw(st.sampled_from(paths(plain)[1:]))
    if path[0] == "networks":
        plain.pop("groups", None)  # what names the layer would be wrong, too
    at(plain, path[:-1])[path[-1]] = draw(st.one_of(st.sampled_from(WRONG), JSON))
    return plain, path


@draws(80)
@given(spoiled())
def test_anything_anywhere_is_kept_as_it_is_or_refused_with_its_path(given: tuple[Any, tuple[str | int, ...]]) -> None:
    plain, path = given
    found: list[str] = []
    try:
        made, views = files.both_from_plain(plain)
    except FileProblems as error:
        found = error.problems
    if found:
        dotted = "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
        assert any(problem.startswith(dotted) or dotted.startswith(problem.split(":")[0]) for problem in found)
        assert all(problem.endswith((".", "?")) and problem.replace("\u202f", " ").isprintable() for problem in found)
        assert all(len(problem) < 600 for problem in found)
        return
    written = files.write(made, views)
    assert files.read_both(written) == (made, views)
    if path == ("version",):  # an older one is written as today's
        return
    given_there, kept = at(plain, path), json.loads(written)
    if not (path[-1] in MAY_BE_LEFT_OUT and given_there in ([], {})):
        assert alike(given_there, at(kept, path))
