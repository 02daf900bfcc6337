"""Exported code: whatever a document holds, the code means what it would mean with harmless words in their place.

Code is read back as a syntax tree. Calls must give the very values that were printed, and of a whole script nothing may
differ but texts in places of texts, names of layers, and words of comments and docstrings.
"""

from __future__ import annotations

import ast
import io
import keyword
import os
import runpy
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from playground import cli
from playground.export.printing.expressions import write_call
from playground.export.printing.names import ScriptNames
from playground.export.printing.quoting import safe_names, write_help, write_prose, write_value
from playground.export.python import PythonScript
from playground.model import edits
from playground.model.archive import save
from playground.model.dataset import DataSet
from playground.model.document import Document
from playground.model.experiment import Experiment
from playground.model.kind import Kind
from playground.model.learning import Loss, Optimizer
from playground.model.network import INPUT, Group
from playground.model.objective import Objective
from playground.model.parameters import Parameter, parameters_of
from playground.model.recipe import AtHand, Call, FileRef
from playground.model.registry import DATA, LAYERS, LOSSES, OBJECTIVES, OPTIMIZERS, Shelf
from playground.model.target import Target
from tests.contracts import generated
from tests.contracts.test_exports_run import on
from tests.draws import draws
from tests.hostile.kinds import file_text, names, numbers, scalars
from tests.model.networks import experiment

OWNED = 'x"); __import__("pathlib").Path("OWNED").write_text("x") #.txt'
"""A name of a file that once ran when the script was started."""
FILE_NAMES = (
    OWNED,
    OWNED.replace('"', "'"),
    '"""\nimport pathlib; pathlib.Path("OWNED").touch()\n"""',
    "C:\\Users\\new\\text.txt",
    "\\\\server\\share\\N{DASH}.txt",
    "one\nline, another\r\n.txt",
    "ends with a backslash\\",
    "100 % (sure)s %d.txt",
    "{folder!r} {0.__class__}.txt",
    "\x1b[31mred\x07 \u202ebackwards\u2028.txt",
    "Ünïcödé 漢字 😀.txt",
    "~nobody",
    "--help",
    " ",
)
TEXT = "the quick brown fox jumps over the lazy dog, " * 9

values = st.recursive(
    st.one_of(scalars, st.builds(FileRef, names, st.just(""))),
    lambda inner: st.lists(inner, max_size=4).map(tuple),
    max_leaves=8,
)


# ---------------------------------------------------------------------------------------------------------- calls


def meant(value: Any, written: ScriptNames) -> Any:
    """What the code of a value must say."""
    if isinstance(value, Call):
        args = tuple(meant(item, written) for item in value.args)
        return (
            "call",
            written.of(value.target),
            args,
            tuple((key, meant(item, written)) for key, item in value.keywords),
        )
    if isinstance(value, FileRef):
        return "file", value.name
    if isinstance(value, AtHand):
        return "at hand", value.name
    return tuple(meant(item, written) for item in value) if isinstance(value, tuple) else value


def said(node: ast.expr) -> Any:
    """What the code of a value says, if it is nothing but a value."""
    match node:
        case ast.Constant(value):
            return value
        case ast.Name(name):
            return "at hand", name
        case ast.UnaryOp(ast.USub(), ast.Constant(int() | float() as number)):
            return -number
        case ast.Tuple(items):
            return tuple(said(item) for item in items)
        case ast.Call(ast.Name("float"), [ast.Constant("nan" | "inf" | "-inf" as word)], []):
            return float(word)
        case ast.Call(ast.Name("find_file"), [ast.Name("folder"), ast.Constant(str() as name)], []):
            return "file", name
        case ast.Call(ast.Name() | ast.Attribute() as target, args, keywords):
            named = tuple((str(each.arg), said(each.value)) for each in keywords)
            return "call", ast.unparse(target), tuple(said(item) for item in args), named
    raise AssertionError(f"code that is no value: {ast.dump(node)}")


def check_call(call: Call) -> None:
    """A call is read back as it was meant; ``repr`` tells 0 from -0.0 and 1 from True, and nan equals itself."""
    written = ScriptNames()
    code = write_call(call, written.of)
    assert all(letter.isprintable() or letter == "\n" for letter in code)
    assert repr(said(ast.parse(code, mode="eval").body)) == repr(meant(call, written))


@draws(80)
@given(st.lists(values, max_size=3), st.lists(values, max_size=2))
def test_any_value_is_read_back_as_itself(args: list[Any], named: list[Any]) -> None:
    keywords = tuple(zip(("first", "second"), named, strict=False))
    check_call(Call("torch.nn.Linear", tuple(args), keywords))


@pytest.mark.parametrize(
    "value", [object(), [1], {"a": 1}, b"x", 1j, Path("x")], ids=lambda value: type(value).__name__
)
def test_what_has_no_code_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="cannot be written as code"):
        write_value(value)


HOSTILE_NUMBERS = (-0.0, 5e-324, 1e-320, 0.1 + 0.2, 1 / 3, 1e22, 0, 1, 2**31 - 1, 10**12, float("nan"), float("inf"))


def fillings(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Values of a parameter that its own check lets pass, at the ends of what is allowed and strange ones."""
    if parameter.type in ("text", "file"):
        return names.filter(parameter.allows)
    ends = (parameter.default, parameter.low, parameter.high, *HOSTILE_NUMBERS, *parameter.choices)
    allowed = [value for value in ends if value is not None and parameter.allows(value)]
    if parameter.type == "float":
        allowed = [value if isinstance(value, str) else float(value) for value in allowed]
    return st.sampled_from(allowed)


def filled(kind: type[Kind]) -> st.SearchStrategy[Any]:
    """Any instance of a kind with such values; choices among several stay as they are."""
    parameters = [parameter for parameter in parameters_of(kind) if parameter.type != "several"]
    return st.builds(kind, **{parameter.name: fillings(parameter) for parameter in parameters})


def calls_of(kind: type[Kind]) -> st.SearchStrategy[list[Call]]:
    """All calls that any instance of a kind gives to be printed."""
    if kind in LAYERS.kinds.values():
        return generated.working(kind).map(lambda pair: [pair[0].recipe(*pair[1])])  # type: ignore[arg-type]

    def of(made: Any) -> list[Call]:
        if isinstance(made, DataSet):
            recipes = made.recipes()
            found = [recipes.draw, recipes.split, recipes.features, recipes.normalisation]
            return [call for call in found if call is not None]
        if isinstance(made, Loss):
            targets = (Target("classes", ("A", "B"), steps) for steps in (0, 3))
            fitting = [target for target in (*targets, Target("values", ("x", "y"))) if made.fits(target)]
            return [made.recipe(target) for target in fitting]
        if isinstance(made, Objective):
            procedures = (made.step(), made.evaluation(next(iter(DATA.kinds.values()))()))
            return [Call(procedure.target, (), procedure.keywords) for procedure in procedures]
        assert isinstance(made, Optimizer)
        return [made.recipe()]

    return filled(kind).map(of)


SHELVES = (LAYERS, DATA, LOSSES, OBJECTIVES, OPTIMIZERS)


@pytest.mark.parametrize("shelf", SHELVES, ids=lambda shelf: shelf.noun)
@draws(3)
@given(drawn=st.data())
def test_every_kind_is_read_back_as_it_was_meant(shelf: Shelf[Any], drawn: st.DataObject) -> None:
    for kind in shelf.kinds.values():
        for call in drawn.draw(calls_of(kind)):
            check_call(call)


# -------------------------------------------------------------------------------------------------- whole scripts


def rewritten(value: Any, words: Iterator[str], memory: dict[str, str]) -> Any:
    """The same value with every free text in it replaced: names, descriptions, ids and paths, wherever they stand.

    The same text is replaced by the same one. Words that are choices of a kind, and the name of the data, stay.
    """
    if isinstance(value, str):
        if value == INPUT:
            return value
        if value not in memory:
            memory[value] = next(words)
        return memory[value]
    if isinstance(value, tuple):
        return tuple(rewritten(item, words, memory) for item in value)
    if isinstance(value, dict):
        return {key: rewritten(item, words, memory) for key, item in value.items()}
    if isinstance(value, Kind):
        return value  # whose only texts are choices, and paths, which are tried with real files below
    if isinstance(value, msgspec.Struct):
        fields = {name: rewritten(getattr(value, name), words, memory) for name in value.__struct_fields__}
        return msgspec.structs.replace(value, **fields)
    return value


def base(data: DataSet) -> Experiment:
    """An experiment with links, a group, a name and a description."""
    made = edits.set_data(experiment({"kind": "linear", "units": 4}, {"kind": "tanh"}), data)
    made = on(made.data)
    network = made.networks["main"]
    inner = tuple(node.id for node in network.nodes if not node.layer.pinned)
    if inner:
        network = msgspec.structs.replace(network, groups=(Group("a_group", "Its name", inner),))
    return msgspec.structs.replace(made, name="Name", description="Words.", networks={"main": network})


def differences(one: Any, other: Any) -> Iterator[tuple[Any, Any]]:
    """Where two trees say something else; raises where they are made otherwise."""
    assert type(one) is type(other), (one, other)
    if isinstance(one, ast.AST):
        for field in one._fields:
            yield from differences(getattr(one, field, None), getattr(other, field, None))
    elif isinstance(one, list):
        assert len(one) == len(other)
        for first, second in zip(one, other, strict=True):
            yield from differences(first, second)
    elif one != other:
        yield one, other


def comments(code: str) -> int:
    """How many comments there are."""
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    return sum(token.type == tokenize.COMMENT for token in tokens)


def check_script(plain: str, hostile: str, renamed: dict[str, str], exact: dict[str, str]) -> None:
    """Nothing differs but the docstring, names of layers as they were renamed, and texts as they were replaced."""
    assert all(letter.isprintable() or letter == "\n" for letter in hostile)
    trees = [ast.parse(code) for code in (plain, hostile)]
    assert all(ast.get_docstring(tree) for tree in trees)
    assert comments(plain) == comments(hostile)
    for tree in trees:
        del tree.body[0]
    allowed = set(renamed.items()) | set(exact.items())
    assert set(differences(*trees)) <= allowed


def check_renaming(ids: tuple[str, ...], renamed: dict[str, str]) -> None:
    """Each layer has a name of its own that Python and torch leave free."""
    assert len(set(renamed.values())) == len(ids)
    for name in renamed.values():
        assert name.isascii()
        assert name.isidentifier()
        assert not keyword.iskeyword(name)
        assert not hasattr(nn.Module, name)


DRAWN_DATA = [kind for kind in DATA.kinds.values() if not kind().files().refs and not kind().files().missing()]


@draws(15)
@given(st.sampled_from(DRAWN_DATA), st.lists(names, min_size=40, max_size=40, unique=True))
def test_words_of_a_document_stay_words(kind: type[DataSet], words: list[str]) -> None:
    made = base(kind())
    harmless, memory = dict[str, str](), dict[str, str]()
    plain = rewritten(made, (f"word{number}" for number in range(100)), harmless)
    hostile = rewritten(made, iter(words), memory)
    first, second = (safe_names(each.ids()) for each in (plain, hostile))
    check_renaming(hostile.ids(), second)
    renamed = {first[harmless[id]]: second[memory[id]] for id in made.ids()}
    codes = [PythonScript().write(each).decode() for each in (plain, hostile)]
    check_script(codes[0], codes[1], renamed, {})


@draws(60)
@given(names)
def test_prose_and_help_hold_nothing_that_could_end_them(text: str) -> None:
    line = write_prose(text)
    assert line.isprintable()
    assert ast.parse(f'"""{line}: x"""').body[0].value.value.isprintable()  # type: ignore[attr-defined]
    assert comments(f"# {line}\n") == 1
    assert ast.literal_eval(write_help(text)) % {} == ast.literal_eval(write_help(text)).replace("%%", "%")


# ----------------------------------------------------------------------------------------------- files of one's own


def own(path: str) -> Experiment:
    """An experiment on a file of text."""
    data = DATA.find("own_text")(path=path, samples=6, length=3)
    made = edits.set_data(experiment({"kind": "embedding"}), data)
    return edits.set_value(edits.set_value(made, "training.threads", 1), "training.batch_size", 2)


def is_name(text: str) -> bool:
    """Whether a file may go by it here, as a document can name it."""
    whole = bool(text) and "/" not in text and text not in (".", "..") and file_text(text)
    return whole and len(os.fsencode(text.encode("utf-8", "replace"))) < 200


@draws(12)
@given(names.filter(is_name))
def test_a_path_stays_a_text(tmp_path: Path, name: str) -> None:
    codes = []
    for each in ("placeholder", name):
        (tmp_path / each).write_text(TEXT)
        codes.append(PythonScript().write(own(str(tmp_path / each)), tmp_path).decode())
        (tmp_path / each).unlink()
    check_script(codes[0], codes[1], {}, {"placeholder": name})


@pytest.mark.parametrize("name", FILE_NAMES)
@pytest.mark.skipif(os.name == "nt", reason="no file can have most of these names there")
def test_a_script_finds_its_file_whatever_it_is_called(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text(TEXT)
    script = tmp_path / "script.py"
    made = own(str(tmp_path / name))
    script.write_bytes(PythonScript().write(made, tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(script), "--help"])
    with pytest.raises(SystemExit):
        runpy.run_path(str(script), run_name="__main__")
    monkeypatch.setattr(sys, "argv", [str(script), "--steps", "1"])
    runpy.run_path(str(script), run_name="__main__")
    printed = capsys.readouterr().out
    assert "step 1" in printed
    assert all(letter.isprintable() or letter == "\n" for letter in printed)
    (tmp_path / name).unlink()
    with pytest.raises(SystemExit, match=r"put it there, or name its folder with --data\.$") as ended:
        runpy.run_path(str(script), run_name="__main__")
    assert str(ended.value.code).isprintable()
    assert [path.name for path in tmp_path.iterdir()] == ["script.py"]


def test_a_script_from_the_command_line_runs_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / OWNED).write_text(TEXT)
    save(tmp_path / "made.json", Document(own(str(tmp_path / OWNED))))
    assert cli.main(["export", str(tmp_path / "made.json"), "-o", str(tmp_path / "script.py")]) == 0
    assert str(tmp_path) not in (tmp_path / "script.py").read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["script.py", "--steps", "1", "--threads", "1"])
    runpy.run_path("script.py", run_name="__main__")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["made.json", "script.py", OWNED]


def test_a_path_is_written_from_the_script_where_it_lies_below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, elsewhere = tmp_path / "course", tmp_path / "elsewhere"
    (folder / "texts").mkdir(parents=True)
    elsewhere.mkdir()
    for place in (folder / "texts" / "in.txt", elsewhere / "out.txt"):
        place.write_text(TEXT)
    inside = PythonScript().write(own(str(folder / "texts" / "in.txt")), folder).decode()
    outside = PythonScript().write(own(str(elsewhere / "out.txt")), folder).decode()
    assert 'find_file(folder, "texts/in.txt")' in inside
    assert str(tmp_path) not in inside
    assert f"find_file(folder, {write_value(str(elsewhere / 'out.txt'))})" in outside
    # Moved to another machine, of another system even, with its file beside it, the script finds it by its name alone.
    moved = tmp_path / "moved"
    moved.mkdir()
    (elsewhere / "out.txt").rename(moved / "out.txt")
    monkeypatch.setattr(sys, "argv", [str(moved / "script.py"), "--steps", "1"])
    for path in (write_value(str(elsewhere / "out.txt")), write_value("C:\\Users\\anna\\out.txt")):
        code = outside.replace(write_value(str(elsewhere / "out.txt")), path)
        (moved / "script.py").write_text(code, "utf-8")
        runpy.run_path(str(moved / "script.py"), run_name="__main__")


def test_numbers_of_a_document_are_printed_as_they_are() -> None:
    @draws(60)
    @given(numbers)
    def check(number: float) -> None:
        assert repr(said(ast.parse(write_value(number), mode="eval").body)) == repr(number)

    check()
