"""What every layer on the shelf must keep: its arithmetic is torch's, and its words are for learners."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.export.printing.definitions import is_copied
from playground.model.fix import Insert, SetValue
from playground.model.kind import summary_of
from playground.model.layer import Activation, Layer, Refused
from playground.model.parameters import live_fields_of, parameter_of, parameters_of
from playground.model.recipe import Call, perform
from playground.model.registry import LAYERS
from playground.model.signal import Signal, image, sequence, vector
from tests.contracts.generated import (
    called,
    inputs_for,
    is_printable,
    kinds,
    layers,
    mask_for,
    refused_by,
    signals,
    tensors_for,
    working,
)
from tests.draws import draws

LAYER_KINDS = list(LAYERS.kinds.values())
ACTIVATIONS = [kind for kind in LAYER_KINDS if issubclass(kind, Activation)]
QUICK = draws(30)

STRICTER = {
    "linear": "torch would take an image whose width happens to fit, and work on its last axis alone",
    "output": "as linear",
    "adaptive_avg_pool2d": "as dropout2d",
    "adaptive_max_pool2d": "as dropout2d",
    "dropout2d": "torch would take a row of numbers for a single image",
    "add": "torch would add a single input to nothing, and stretch shapes that differ",
    "concat": "torch would take a single input",
    "mean_steps": "our module would take the units of a row for a batch of steps",
    "max_steps": "as mean_steps",
    "first_step": "as mean_steps",
    "last_step": "as mean_steps",
    "additive_attention": "as mean_steps",
    "self_attention": "as mean_steps",
    "encoder_block": "as mean_steps",
    "position": "as mean_steps",
    "rows": "our module would take a sequence for an image of one channel",
    "patches": "as rows",
    "rnn": "torch would take a batch of rows for one long sequence",
    "lstm": "as rnn",
    "gru": "as rnn",
}
"""Layers that refuse what torch would do in silence, and why."""


def every(kinds: list[type[Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("kind", kinds, ids=[kind.id() for kind in kinds])


def build(layer: Layer, inputs: tuple[Signal, ...]) -> torch.nn.Module:
    module = perform(layer.recipe(*inputs), lambda file: None)
    assert isinstance(module, torch.nn.Module)
    return module


def run(
    module: torch.nn.Module, inputs: tuple[Signal, ...], batch: int = 2, layer: Layer | None = None
) -> torch.Tensor:
    parts = tensors_for(inputs, batch)
    before = [part.clone() for part in parts]
    result = module(*(called(layer, inputs, parts, mask_for(inputs[0], batch)) if layer else parts))
    assert isinstance(result, torch.Tensor)
    assert all(torch.equal(part, old) for part, old in zip(parts, before, strict=True)), "works in place"
    return result


def worked_out(terms: str) -> float:
    """The value of a line of arithmetic as it is printed."""
    plain = terms.replace("·", "*").replace("−", "-").replace("⌊", "floor(").replace("⌋", ")")
    return float(eval(plain, {"floor": math.floor}))


@every(LAYER_KINDS)
@given(data=st.data())
@QUICK
def test_its_arithmetic_is_torchs(kind: type[Layer], data: st.DataObject) -> None:
    layer, inputs = data.draw(st.one_of(working(kind), st.tuples(layers(kind), inputs_for(kind))))
    try:
        output = layer.output(*inputs)
    except Refused:
        if kind.id() not in STRICTER and not inputs[0].timed:  # torch takes a batch of sequences for one image
            with pytest.raises((RuntimeError, ValueError, IndexError)):
                run(build(layer, inputs), inputs)
        return
    module = build(layer, inputs)
    assert run(module, inputs, 2, layer).shape == (2, *output.shape)
    assert len(output.shape) == len(output.axes)
    counted = sorted(count.value for count in layer.counts(*inputs))
    held = sorted(parameter.numel() for parameter in module.parameters())
    assert sum(counted) == sum(held)
    assert counted == held or len(counted) < len(held)  # alike parts of a large module are counted together


@every(LAYER_KINDS)
@given(data=st.data())
@QUICK
def test_its_sums_come_out_as_they_are_printed(kind: type[Layer], data: st.DataObject) -> None:
    layer, inputs = data.draw(working(kind))
    output = layer.output(*inputs)
    for line in (*layer.arithmetic(*inputs), *layer.counts(*inputs)):
        assert worked_out(line.terms) == line.value, line
    for line in layer.arithmetic(*inputs):
        sides = {"Side": output.shape[1:], "Height": output.shape[1:2], "Width": output.shape[2:]}
        if output.timed:
            sides = {"Time": output.shape[:1], "Features": output.shape[1:]}
        if line.name != "Per head":
            assert set(sides.get(line.name, output.shape[:1])) == {line.value}, line


def _hands_on(kind: type[Layer]) -> bool:
    """Whether what enters leaves in the same shape, whatever it is: such a kind has nothing to refuse."""
    try:
        return all(kind().output(signal) == signal for signal in (vector(3), image(2, 7, 5), sequence(5, 4)))
    except Refused:
        return False


HANDS_ON = [kind for kind in LAYER_KINDS if _hands_on(kind)]


@every(HANDS_ON)
@given(data=st.data())
@QUICK
def test_a_kind_that_hands_everything_on_refuses_nothing(kind: type[Layer], data: st.DataObject) -> None:
    signal = data.draw(signals())
    assert data.draw(layers(kind)).output(signal) == signal


@every([kind for kind in LAYER_KINDS if kind not in HANDS_ON])
@given(data=st.data())
@QUICK
def test_it_refuses_in_words_with_fixes_that_work(kind: type[Layer], data: st.DataObject) -> None:
    layer, inputs = data.draw(refused_by(kind))
    for _ in range(4):
        try:
            layer.output(*inputs)
            return  # its fixes helped
        except Refused as refused:
            text, fixes = str(refused), refused.fixes
        assert text.startswith("{name} ")
        assert text.endswith(".")
        assert "torch" not in text
        assert all(fix.label for fix in fixes)
        repairs = [edit for fix in fixes for edit in fix.edits if isinstance(edit, (SetValue, Insert))]
        if not repairs:
            return
        for repair in repairs:
            if isinstance(repair, SetValue):
                assert parameter_of(layer, repair.path[1:]).allows(repair.value), repair
        first = repairs[0]
        if isinstance(first, SetValue):
            layer = msgspec.structs.replace(layer, **{first.path[1:]: first.value})
        else:
            inputs = (LAYERS.find(str(first.layer))().output(*inputs),)
    pytest.fail(f"{layer} still refuses {inputs} after its own fixes")


@every(LAYER_KINDS)
@given(data=st.data())
@QUICK
def test_its_recipe_can_be_printed(kind: type[Layer], data: st.DataObject) -> None:
    layer, inputs = data.draw(working(kind))
    recipe = layer.recipe(*inputs)
    assert is_copied(recipe.target) or recipe.target.startswith("torch.nn.")
    assert is_copied(recipe.target) or kind.pinned or LAYERS.find(recipe.target) is kind
    assert not any(isinstance(value, Call) for value in recipe.args)
    assert all(is_printable(value) for value in (*recipe.args, *dict(recipe.keywords).values()))


@every(LAYER_KINDS)
@given(data=st.data())
@QUICK
def test_a_live_change_is_a_keyword_of_the_recipe_and_an_attribute_of_the_module(
    kind: type[Layer], data: st.DataObject
) -> None:
    old, inputs = data.draw(working(kind))
    other = data.draw(kinds(kind))
    new = msgspec.structs.replace(old, **{name: getattr(other, name) for name in live_fields_of(old)})
    before, after = old.recipe(*inputs), new.recipe(*inputs)
    module = build(old, inputs)
    assert (before.target, before.args) == (after.target, after.args)
    assert dict(before.keywords).keys() == dict(after.keywords).keys()
    if not live_fields_of(old):
        return
    for name, value in after.keywords:
        setattr(module, name, value)
    assert repr(module) == repr(build(new, inputs))


@every(LAYER_KINDS)
@given(data=st.data())
@QUICK
def test_it_works_on_the_smallest_batch_it_names_and_on_none_smaller(kind: type[Layer], data: st.DataObject) -> None:
    layer, inputs = data.draw(working(kind))
    smallest = layer.smallest_batch(*inputs)
    run(build(layer, inputs).train(), inputs, smallest, layer)
    if smallest > 1 and not inputs[0].padded:
        with pytest.raises(ValueError, match="Expected more than 1 value"):
            run(build(layer, inputs).train(), inputs, smallest - 1, layer)


@pytest.fixture
def outspoken() -> Iterator[None]:
    """Torch says each time what it warns of, not only the first time in a process."""
    torch.set_warn_always(True)
    yield
    torch.set_warn_always(False)


@every(LAYER_KINDS)
@pytest.mark.usefixtures("outspoken")
@given(data=st.data())
@QUICK
def test_torch_has_no_warning_for_any_of_its_settings(kind: type[Layer], data: st.DataObject) -> None:
    """Neither forth nor back, while it learns or is evaluated; a warning fails the test."""
    layer, inputs = data.draw(working(kind))
    module = build(layer, inputs)
    learned = run(module.train(), inputs, layer.smallest_batch(*inputs) + 1, layer)
    if learned.requires_grad:
        learned.sum().backward()  # type: ignore[no-untyped-call]
    with torch.inference_mode():
        run(module.eval(), inputs, 1, layer)


@every(ACTIVATIONS)
@given(data=st.data())
@QUICK
def test_its_curve_and_slope_are_torchs(kind: type[Activation], data: st.DataObject) -> None:
    layer = data.draw(kinds(kind))
    z = np.concatenate([np.linspace(-12, 12, 481), [-1e4, -100.0, -0.0, 0.0, 1e-9, 100.0, 1e4]])
    signal = Signal("vector", (z.size,))
    inputs = torch.from_numpy(z)[None].requires_grad_()
    outputs = build(layer, (signal,))(inputs)
    outputs.sum().backward()
    assert inputs.grad is not None
    np.testing.assert_allclose(layer.curve(z), outputs[0].detach().numpy(), rtol=1e-7, atol=1e-6)
    np.testing.assert_allclose(layer.slope(z), inputs.grad[0].numpy(), rtol=1e-7, atol=1e-6)


@every(ACTIVATIONS)
@given(data=st.data())
@draws(5)  # each looks at 3,000 numbers
def test_its_curve_and_slope_cancel_nowhere(kind: type[Activation], data: st.DataObject) -> None:
    layer = data.draw(kinds(kind))
    z = np.concatenate([np.linspace(-700, 700, 1401), np.linspace(-40, 40, 1601)])
    inputs = torch.from_numpy(z)[None].requires_grad_()
    outputs = build(layer, (Signal("vector", (z.size,)),))(inputs)
    outputs.sum().backward()
    assert inputs.grad is not None
    for ours, torchs in ((layer.curve(z), outputs[0].detach().numpy()), (layer.slope(z), inputs.grad[0].numpy())):
        # Torch's own forms cancel here and there: GELU's slope has a factor of z³ in front of what does.
        rounding = 4e-16 * (1 + np.minimum(np.abs(z), 10)) ** 3 * (1 + np.abs(torchs))
        assert (np.abs(ours - torchs) <= rounding + 1e-12 * np.abs(torchs)).all()
        assert (ours[np.abs(torchs) > 1e-300] != 0).all()


@pytest.mark.parametrize("kind", ["sigmoid", "silu"])
def test_far_on_the_left_next_to_nothing_leaves_but_not_nothing(kind: str) -> None:
    z = torch.linspace(-700, 0, 1401, dtype=torch.float64, requires_grad=True)
    layer = LAYERS.find(kind)()
    assert isinstance(layer, Activation)
    leaves = z.sigmoid() if kind == "sigmoid" else torch.nn.functional.silu(z)
    torch.autograd.backward(leaves.sum())
    assert z.grad is not None
    np.testing.assert_allclose(layer.curve(z.detach().numpy()), leaves.detach().numpy(), rtol=1e-10)
    np.testing.assert_allclose(layer.slope(z.detach().numpy()), z.grad.numpy(), rtol=1e-10)
    place = z.detach().numpy()[:1].astype(np.float32)
    assert "no gradient gets back" not in layer.cell((0,), (place,), {}).words


@every(ACTIVATIONS)
def test_its_curve_keeps_the_shape_of_what_it_is_given(kind: type[Activation]) -> None:
    layer = kind()
    for shape in ((), (3,), (2, 3), (0,)):
        z = np.ones(shape)
        assert np.shape(layer.curve(z)) == shape
        assert np.shape(layer.slope(z)) == shape
    assert kind.slope_formula


@every(LAYER_KINDS)
def test_it_explains_itself(kind: type[Layer]) -> None:
    assert "__doc__" in vars(kind), "has no docstring of its own"
    assert summary_of(kind).endswith(".")
    assert kind.label
    assert kind.formula
    assert bool(kind.group) is not kind.pinned
    described = {parameter.name for parameter in parameters_of(kind)}
    sized_by_the_trace = {"units", "steps"} if kind.pinned else set()
    assert described | sized_by_the_trace == {field.name for field in msgspec.structs.fields(kind)}
    for parameter in parameters_of(kind):
        assert parameter.help.endswith("."), parameter.name
        assert parameter.allows(parameter.default), parameter.name
        assert parameter.label
        assert parameter.type not in ("int", "float") or None not in (parameter.low, parameter.high), parameter.name


def test_no_two_layers_answer_to_one_word() -> None:
    words = [word for kind in LAYER_KINDS for word in (kind.id(), *kind.aliases)]
    assert len(words) == len(set(words))


def test_the_shelf_has_what_the_courses_teach() -> None:
    wanted = (
        "linear conv2d max_pool2d avg_pool2d global_avg_pool flatten dropout dropout2d batch_norm layer_norm add "
        "concat relu leaky_relu elu gelu silu sigmoid tanh softplus softmax output"
    )
    assert set(wanted.split()) <= set(LAYERS.kinds)
