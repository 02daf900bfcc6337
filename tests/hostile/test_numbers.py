"""Numbers as people write them: what a field shows reads back as what it holds, and no number does harm."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from playground.commands.experiments import CommandError, changed
from playground.engine.build import make_optimizer
from playground.export.printing.report import report_line
from playground.model import files
from playground.model.dataset import DataSet
from playground.model.document import Views
from playground.model.examples import load_example
from playground.model.experiment import Experiment, Training
from playground.model.fields import InvalidValue, checked
from playground.model.files import FileProblems
from playground.model.kind import Kind
from playground.model.layer import Layer, Refused
from playground.model.learning import Optimizer
from playground.model.parameters import Parameter, parameters_of
from playground.model.places import find_data_file
from playground.model.recipe import perform, resolve
from playground.model.registry import DATA, LAYERS, LOSSES, OBJECTIVES, OPTIMIZERS
from playground.model.signal import image, sequence, tokens, vector
from playground.numerals import exact, exact_share, loss, percent, portion, setting
from playground.typed_numbers import Ambiguous, NotANumber, is_percent, read_number, read_share
from playground.ui.forms.words import Checker, spelling
from tests.contracts.generated import called, mask_for, tensors_for
from tests.draws import draws
from tests.hostile.kinds import numbers, texts

NARROW = "\u202f"
KINDS: list[type[Kind]] = [
    kind for shelf in (DATA, LAYERS, LOSSES, OBJECTIVES, OPTIMIZERS) for kind in shelf.kinds.values()
]
STRUCTS: list[type[msgspec.Struct]] = [*KINDS, Training, Experiment, Views]
NUMBERS = [parameter for struct in STRUCTS for parameter in parameters_of(struct) if parameter.type in ("int", "float")]
EDGES = (5e-324, 1e-310, 1e-9, 0.1 + 0.2, 0.9999999, 0.999999999999, 1 / 3, 2**31 - 1)


def is_sentence(said: str) -> None:
    """What is refused is refused in one sentence that can be shown."""
    assert said.endswith(".")
    assert len(said) < 400
    assert all(letter.isprintable() or letter == NARROW for letter in said)


def whole_range(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Any allowed number of a parameter, over its whole range."""
    if parameter.type == "int":
        low = 0 if parameter.low is None else int(parameter.low)
        return st.integers(low, None if parameter.high is None else int(parameter.high)).filter(parameter.allows)
    return st.floats(parameter.low, parameter.high, exclude_min=parameter.low_open, exclude_max=parameter.high_open)


@draws(2)
@given(st.data())
def test_what_a_field_shows_reads_back_as_what_it_holds(data: st.DataObject) -> None:
    for parameter in NUMBERS:
        for number in (data.draw(whole_range(parameter)), *filter(parameter.allows, EDGES)):
            value = parameter.held(number)
            back = spelling(parameter).read(spelling(parameter).show(value))
            assert (back, type(back)) == (value, type(value)), parameter
            assert str(back) == str(value)  # 0.0, not -0.0
            assert Checker(parameter)(back) == ""


@draws(60)
@given(st.floats(allow_nan=False, allow_infinity=False))
@example(5e-324)
@example(0.9999999)
@example(1.7976931348623157e308)
def test_every_digit_that_is_held_is_written(value: float) -> None:
    assert read_number(exact(value)) == value
    assert read_share(exact_share(value)) == value
    assert "-" not in exact(value)


MARKS = [
    (".", ""),
    (",", ""),
    (".", NARROW),
    (",", NARROW),
    (",", "."),
    (".", ","),
    (".", "'"),
    (",", "\u00a0"),
    (",", "\u2019"),
]
DIGITS = ["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९"]


@st.composite
def writings(draw: st.DrawFn) -> tuple[str, float]:
    """A number, and how somebody somewhere writes it, where that can mean only this."""
    point, group = draw(st.sampled_from(MARKS))
    whole, behind = draw(st.integers(0, 10**9)), draw(st.text("0123456789", max_size=6))
    if group in (".", ",") and whole >= 1000 and not behind:
        behind = "5"  # or a lone mark would part nothing from anything
    if point == "," and len(behind) == 3 and 0 < whole < 1000:
        behind = f"{behind}5"
    ahead = f"{whole:,}".replace(",", group)
    written = f"{ahead}{point}{behind}" if behind or draw(st.booleans()) else ahead
    sign = draw(st.sampled_from(("", "", "-", "−", "+", "－")))
    power = draw(st.sampled_from(("", "", "e3", "E−3", "e+2", "×10^−2", "×10⁴")))
    size = {"": 0, "e3": 3, "E−3": -3, "e+2": 2, "×10^−2": -2, "×10⁴": 4}[power]
    digits = draw(st.sampled_from(DIGITS))
    blank = draw(st.sampled_from(("", " ", "\t", "\u00a0", NARROW, "\u3000", "\ufeff", "\u200b")))
    text = (sign + written).translate(str.maketrans("0123456789", digits)) + power
    value = float(f"{'-' if sign in ('-', '−', '－') else ''}{whole}.{behind or '0'}e{size}")
    return f"{blank}{text}{blank}", value


@draws(150)
@given(writings())
def test_numbers_are_read_as_people_of_many_countries_write_them(written: tuple[str, float]) -> None:
    text, value = written
    assert read_number(text) == value
    assert read_share(f"{text} %") == pytest.approx(value / 100)


@pytest.mark.parametrize(
    ("text", "any_number", "whole"),
    [
        ("0,001", 0.001, 0.001),
        ("0,01", 0.01, 0.01),
        (".5", 0.5, 0.5),
        ("5.", 5.0, 5),
        ("1_000_000", 1000000, 1000000),
        ("1,00,000", 100000, 100000),
        ("1e-3", 0.001, 0.001),
        ("2e4", 20000.0, 20000),
        ("1,000", None, 1000),
        ("1.000", 1.0, None),
        ("1.500", 1.5, None),
        ("1,500", None, 1500),
        ("1,000e3", 1000.0, 1000),
        ("-0.0", 0.0, 0),
    ],
)
def test_what_may_be_two_numbers_is_decided_by_one_rule(text: str, any_number: Any, whole: Any) -> None:
    for wanted, is_whole in ((any_number, False), (whole, True)):
        if wanted is None:
            with pytest.raises(Ambiguous, match=r"may be .* or .*: type one of these"):
                read_number(text, is_whole)
        else:
            assert read_number(text, is_whole) == wanted


@draws(200)
@given(texts)
@example("²")
@example("1__0")
@example("9" * 5000)
@example("1e999999999999")
@example("1e-400")
@example("\ud800")
def test_whatever_is_typed_is_a_number_or_a_sentence(text: str) -> None:
    for read in (read_number, read_share, lambda typed: read_number(typed, True)):
        try:
            assert math.isfinite(read(text))
        except NotANumber as error:
            is_sentence(f"{error}.")


def entry(experiment: Experiment, path: str, value: Any) -> Experiment:
    """An experiment with one setting as a file has it."""
    plain = msgspec.json.decode(files.write(experiment))
    place, *rest = plain, *path.split(".")
    for step in rest[:-1]:
        place = place[step]
    place[rest[-1]] = value
    return files.from_plain(plain)


def small(kind: type[DataSet]) -> dict[str, Any]:
    """The settings of a data set, with as few samples as there may be."""
    few = {"samples": 40, "test_samples": 10, "length": 4, "vocabulary": 8}
    made = {}
    for parameter in parameters_of(kind):
        value = few.get(parameter.name)
        made[parameter.name] = value if value is not None and parameter.allows(value) else parameter.default
    return made


@pytest.mark.parametrize("kind", DATA.kinds.values(), ids=list(DATA.kinds))
@draws(1)
@given(data=st.data())
def test_any_number_in_a_data_set_is_refused_in_words_or_gives_data(kind: type[DataSet], data: st.DataObject) -> None:
    for parameter in parameters_of(kind):
        for value in (-0.0, data.draw(numbers)) if parameter.type in ("int", "float") else ():
            try:
                made = kind(**{**small(kind), parameter.name: checked(parameter, value)})
            except InvalidValue as error:
                is_sentence(str(error))
                continue
            problems = made.problems()
            for problem in problems:
                is_sentence(problem)
            if not problems:
                assert np.isfinite(made.load().train_inputs[:40]).all()


SIGNALS = (tokens(4, 6), vector(6), image(3, 6, 6), sequence(4, 6))


def tried(parameter: Parameter, data: st.DataObject) -> Iterator[Any]:
    """Any number, and those at the very ends of what is allowed."""
    yield from (-0.0, data.draw(numbers), 5e-324, 1 - 2**-53)
    for end in (parameter.low, parameter.high):
        if end is not None:
            yield from (end, math.nextafter(end, math.inf), math.nextafter(end, -math.inf))


def held(kind: type[Kind], parameter: Parameter, value: Any) -> Any:
    """A kind with a setting as somebody gives it, ``None`` where that is refused in words."""
    try:
        made: Any = kind(**{parameter.name: checked(parameter, value)})
    except InvalidValue as error:
        is_sentence(str(error))
        return None
    return made


@pytest.mark.parametrize("kind", LAYERS.kinds.values(), ids=list(LAYERS.kinds))
@draws(1)
@given(data=st.data())
def test_any_number_in_a_layer_is_refused_in_words_or_works(kind: type[Layer], data: st.DataObject) -> None:
    for parameter in (each for each in parameters_of(kind) if each.type in ("int", "float")):
        for layer in filter(None, (held(kind, parameter, value) for value in tried(parameter, data))):
            for signal in SIGNALS:
                inputs = (signal, signal) if kind.merges else (signal,)
                try:
                    if kind.reads_tokens != (signal.kind == "tokens") or kind.pinned:
                        continue
                    large = layer.output(*inputs).size > 5_000 or layer.memory(*inputs).kept > 50_000
                except Refused as refused:
                    is_sentence(str(refused).replace("{name}", "It"))
                    continue
                if not large and sum(each.value for each in layer.counts(*inputs)) < 50_000:
                    module = perform(layer.recipe(*inputs), find_data_file)
                    made = module(*called(layer, inputs, tensors_for(inputs, 2), mask_for(signal, 2)))
                    assert tuple(made.shape[1:]) == layer.output(*inputs).shape


@pytest.mark.parametrize("kind", OPTIMIZERS.kinds.values(), ids=list(OPTIMIZERS.kinds))
@draws(2)
@given(data=st.data())
def test_any_number_in_an_optimizer_is_refused_in_words_or_makes_a_step(
    kind: type[Optimizer], data: st.DataObject
) -> None:
    circle = load_example("circle")
    for parameter in (each for each in parameters_of(kind) if each.type in ("int", "float")):
        for made in filter(None, (held(kind, parameter, value) for value in tried(parameter, data))):
            if made.problems():
                continue
            training = msgspec.structs.replace(circle.training, optimizer=made)
            module = torch.nn.Linear(2, 1)
            optimizer = make_optimizer(training.optimizer, list(module.parameters()))
            for _ in range(2):
                if kind.procedure:
                    given = (torch.nn.MSELoss(), optimizer, torch.ones(3, 2), torch.zeros(3, 1), 1e300)
                    resolve(kind.procedure)(module, *given)
                    continue
                module(torch.ones(3, 2)).sum().backward()
                optimizer.step()


@draws(60)
@given(value=numbers)
@example(value=-0.0)
@example(value=1e300)
def test_any_number_is_held_as_it_is_or_refused(value: Any) -> None:
    for parameter in NUMBERS:
        try:
            kept = checked(parameter, value)
        except InvalidValue as error:
            is_sentence(str(error))
            continue
        assert kept == value
        assert parameter.allows(kept)
        assert math.copysign(1.0, kept) == 1.0 or kept < 0


@pytest.mark.parametrize(
    ("assignment", "kept"),
    [
        ("data.noise=-0.0", 0.0),
        ("data.noise=0,125", 0.125),
        ("data.noise=12,5 %", 0.125),
        ("data.samples=1,000", 1000),
        ("data.samples=1 000", 1000),
        ("data.samples=2e3", 2000),
        ("training.batch_size=１６", 16),
        ("training.optimizer.learning_rate=1E−3", 0.001),
        ("networks.main.linear_1.units=+3", 3),
        ("seed=1_000", 1000),
    ],
)
def test_the_command_line_reads_numbers_as_the_fields_do(assignment: str, kept: float) -> None:
    name, _, text = assignment.partition("=")
    made = changed(load_example("circle"), [assignment], None)
    place: Any = made.node("linear_1").layer if "main" in name else made
    for step in name.replace("networks.main.linear_1.", "").split("."):
        place = getattr(place, step)
    assert place == kept
    assert math.copysign(1.0, place) == 1.0, text


def test_a_file_may_hold_minus_zero_and_it_is_zero() -> None:
    made = entry(load_example("circle"), "data.noise", -0.0)
    assert math.copysign(1.0, made.data.noise) == 1.0  # type: ignore[attr-defined]
    assert made.data.load().train_inputs.shape[1] == 2
    with pytest.raises(FileProblems):
        entry(load_example("circle"), "data.noise", -5e-324)


def test_two_readings_are_named_on_the_command_line() -> None:
    with pytest.raises(CommandError, match=f"may be 1 or 1{NARROW}000"):
        changed(load_example("circle"), ["training.batch_size=1.000"], None)
    with pytest.raises(CommandError, match=f"'1,000' may be 1 or 1{NARROW}000"):
        changed(load_example("circle"), ["training.optimizer.learning_rate=1,000"], None)


@draws(200)
@given(st.floats(0.0, 1.0))
@example(0.99996)
@example(1e-9)
@example(5e-324)
@example(0.9999999999999999)
def test_no_figure_is_rounded_to_all_or_to_nothing(value: float) -> None:
    figures = {**dict.fromkeys(("epoch", "step", "train_loss", "test_loss"), 1.0), "train_accuracy": value}
    line = report_line({**figures, "test_accuracy": math.nan})
    for said in (
        *(portion(value, decimals) for decimals in (0, 1, 2)),
        percent(value),
        line.rpartition("accuracy ")[2],
    ):
        assert is_percent(said)
        assert (read_share(said) == 1) == (value == 1), said
        assert (read_share(said) == 0) == (value == 0), said
    assert (read_number(loss(value)) == 0) == (value == 0)


@draws(100)
@given(st.integers(1, 10**11), st.integers(-20, 12))
def test_what_somebody_set_is_shown_in_full(digits: int, power: int) -> None:
    value = float(f"{digits}e{power}")
    assert read_number(setting(value)) == value
