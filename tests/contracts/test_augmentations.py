"""What every augmentation on the shelf must keep to, whatever it is."""

from __future__ import annotations

import json
import sys
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.engine.session import Session
from playground.export.python import PythonScript
from playground.model import edits, files, settings
from playground.model.augmentation import Augmentation
from playground.model.dataset import DataSet
from playground.model.experiment import Experiment
from playground.model.kind import summary_of
from playground.model.parameters import parameters_of
from playground.model.places import assets
from playground.model.recipe import resolve
from playground.model.registry import AUGMENTATIONS, DATA
from playground.model.trace import trace
from tests.contracts.generated import is_printable, kinds
from tests.draws import draws
from tests.engine.setups import data, experiment, layer, stack
from tests.export.test_python import session_lines

KINDS = list(AUGMENTATIONS.kinds.values())
SETS: tuple[DataSet, ...] = (
    data("shapes", samples=40),
    data("digits", samples=60),
    data("turning_point", samples=40, length=9),
    data("sentiment", most=20, length=12),
)
"""Images in colour and in ink, sequences of numbers, texts."""
every = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id())


def suited(made: Augmentation) -> DataSet:
    return next(found for found in SETS if not made.refusal(found))


def changed(made: Augmentation, found: DataSet, inputs: torch.Tensor, seed: int = 1) -> torch.Tensor:
    call = made.recipe(found)
    result: torch.Tensor = resolve(call.target)(inputs, torch.Generator().manual_seed(seed), *call.args)
    return result


def inputs_of(found: DataSet) -> torch.Tensor:
    return torch.from_numpy(found.load().train_inputs[:20])


@every
def test_describes_itself_to_a_learner(kind: type[Augmentation]) -> None:
    assert len(summary_of(kind)) > 30
    assert kind.label
    assert kind.formula
    assert kind.group in ("Images", "Series", "Texts")
    for parameter in parameters_of(kind):
        assert parameter.help.endswith(".")
        assert parameter.allows(parameter.default), parameter.name
    assert kind().problems() == ()


@every
@draws(12)
@given(draw=st.data())
def test_any_settings_keep_shape_and_type_and_change_each_sample_by_itself(
    kind: type[Augmentation], draw: st.DataObject
) -> None:
    made = draw.draw(kinds(kind))
    found = suited(made)
    inputs = inputs_of(found)
    before = inputs.clone()
    first, again = changed(made, found, inputs), changed(made, found, inputs)
    assert torch.equal(inputs, before)
    assert (first.shape, first.dtype) == (inputs.shape, inputs.dtype)
    assert torch.equal(first, again)
    assert bool(first.isfinite().all())
    if found.signal().kind == "tokens":
        assert torch.equal(first == 0, inputs == 0)  # padding stays where it is
        assert int(first.max()) < found.signal().vocabulary
    assert all(is_printable(value) for value in made.recipe(found).args)


@every
def test_usual_settings_change_something_and_by_chance(kind: type[Augmentation]) -> None:
    made = kind()
    found = suited(made)
    inputs = inputs_of(found)
    one, other = changed(made, found, inputs, 1), changed(made, found, inputs, 2)
    assert not torch.equal(one, inputs)
    assert not torch.equal(one, other)
    alike = inputs[:1].expand_as(inputs).contiguous()
    drawn = changed(made, found, alike)
    assert any(not torch.equal(drawn[0], sample) for sample in drawn[1:])  # each by draws of its own


@every
def test_it_says_of_all_data_why_it_does_not_fit(kind: type[Augmentation]) -> None:
    made, fits = kind(), 0
    for other in DATA.kinds.values():
        why = made.refusal(other())
        fits += not why
        assert not why.endswith(".")
    assert 0 < fits < len(DATA.kinds)


def trained(found: DataSet, *kinds: Augmentation, seed: int = 1) -> Experiment:
    layers = {
        "tokens": (layer("embedding", width=4), layer("gru", hidden=4, returns="last state")),
        "sequence": (layer("gru", hidden=4, returns="last state"),),
        "image": (layer("conv2d", channels=2), layer("flatten")),
    }
    loss = "binary_cross_entropy" if found.target().count == 2 else "cross_entropy"
    pace = {"augmentation": kinds, "batch_size": 8, "threads": 1}
    return experiment(stack(*layers[found.signal().kind]), found, loss=loss, seed=seed, pace=pace)


@pytest.mark.parametrize("found", SETS, ids=lambda found: found.id())
def test_the_script_changes_batches_as_the_engine_does_bit_for_bit(
    found: DataSet, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = trained(found, *(kind() for kind in KINDS if not kind().refusal(found)))
    assert trace(made).trainable
    code = PythonScript().write(made).decode()
    files_at = ["--data", str(assets() / "data")] if found.files().refs else []
    monkeypatch.setattr(sys, "argv", ["script.py", "--steps", "7", "--threads", "1", "--json", *files_at])
    exec(compile(code, "script.py", "exec"), {"__name__": "__main__"})
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert printed == session_lines(made, 7)
    assert files.read(files.write(made)) == made


@pytest.mark.parametrize("found", SETS, ids=lambda found: found.id())
def test_a_run_goes_on_bit_for_bit_from_a_state_that_was_kept(found: DataSet) -> None:
    made = trained(found, *(kind() for kind in KINDS if not kind().refusal(found)))
    whole = Session(made)
    losses = [whole.step() for _ in range(6)]
    first = Session(made)
    for _ in range(3):
        first.step()
    state = first.keep()
    second = Session(made)
    second.restore(state)
    assert [second.step() for _ in range(3)] == losses[3:]


def test_what_is_changed_mid_run_holds_for_the_next_batch_and_nothing_is_built() -> None:
    made = trained(SETS[1], AUGMENTATIONS.find("rotate")())
    session = Session(made)
    session.step()
    more = edits.set_value(made, "training.augmentation[0].degrees", 20)
    change = session.replace(more)
    assert not change.fresh
    assert change.kept
    assert session.step_count == 1
    session.step()
    without = settings.set(more, "training.augmentation", ())
    session.replace(without)
    session.step()
    assert session.step_count == 3


def test_without_augmentation_a_state_holds_none_and_with_it_one_of_before_is_taken() -> None:
    plain = Session(trained(SETS[1]))
    plain.step()
    state = plain.keep()
    assert b"augmentation" not in state
    shifted = Session(trained(SETS[1], AUGMENTATIONS.find("shift")()))
    shifted.restore(state)
    shifted.step()
    assert b"augmentation" in shifted.keep()


def test_what_does_not_fit_the_data_is_an_error_with_its_fix() -> None:
    made = trained(SETS[1], AUGMENTATIONS.find("flip")(), AUGMENTATIONS.find("word_swap")())
    (problem,) = trace(made).errors
    assert problem.text == "Word swap changes texts, which these data are not."
    assert problem.section == "training"
    fixed = edits.fix(made, "", problem.fixes[0])
    assert [kind.id() for kind in fixed.training.augmentation] == ["flip"]
    assert trace(fixed).trainable


def test_evaluation_never_sees_it() -> None:
    noisy = AUGMENTATIONS.find("noise")(spread=1.0)
    one, other = Session(trained(SETS[1])), Session(trained(SETS[1], noisy))
    assert one.evaluate() is not None
    first, second = one.evaluate(), other.evaluate()
    assert first is not None
    assert second is not None
    assert [part.loss for part in first] == [part.loss for part in second]


# ------------------------------------------------------------------------------------------------ what each one does


def image(values: Any) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float32)[None, None]


def made_of(id: str, images: torch.Tensor, seed: int = 0, **settings: Any) -> torch.Tensor:
    found = SETS[0] if images.dim() == 4 else SETS[2]
    return changed(AUGMENTATIONS.find(id)(**settings), found, images, seed)


def test_a_shift_moves_whole_pixels_and_a_flip_mirrors() -> None:
    images = torch.rand(50, 3, 8, 6, generator=torch.Generator().manual_seed(1))
    for sample, moved in zip(images, made_of("shift", images, pixels=2, edge="zeros"), strict=True):
        padded = torch.nn.functional.pad(sample, (2, 2, 2, 2))
        places = [padded[:, y : y + 8, x : x + 6] for y in range(5) for x in range(5)]
        assert min(float((place - moved).abs().max()) for place in places) < 1e-5
    flipped = made_of("flip", images, share=1.0)
    assert torch.equal(flipped, images.flip(3))
    assert torch.equal(made_of("flip", images, axis="upside down", share=1.0), images.flip(2))
    half = made_of("flip", images)
    turned = [bool(torch.equal(one, other)) for one, other in zip(half, images, strict=True)]
    assert 10 < sum(turned) < 40


def test_a_quarter_turn_and_half_a_size_are_those_of_numpy() -> None:
    square = torch.rand(1, 1, 9, 9, generator=torch.Generator().manual_seed(1))
    rotate = resolve("playground.modules.augmentation.warp")
    one, none = torch.ones(1), torch.zeros(1)
    quarter = rotate(square, torch.stack([none, -one, none], 1), torch.stack([one, none, none], 1), "zeros")
    expected = np.rot90(square[0, 0].numpy(), 1).copy(), np.rot90(square[0, 0].numpy(), -1).copy()
    assert min(float(np.abs(quarter[0, 0].numpy() - each).max()) for each in expected) < 1e-5
    wide = torch.rand(1, 1, 5, 11, generator=torch.Generator().manual_seed(1))
    half = rotate(wide, torch.stack([-one, none, none], 1), torch.stack([none, -one, none], 1), "zeros")
    assert float((half - wide.flip(2, 3)).abs().max()) < 1e-5


def test_light_is_changed_as_torchvision_does() -> None:
    """Its formulas, written out: a factor of the pixels, of their distance to the mean grey, of that to their grey."""
    images = torch.rand(40, 3, 5, 5, generator=torch.Generator().manual_seed(1))
    weights = torch.tensor([0.2989, 0.587, 0.114])[:, None, None]
    grey = (images * weights).sum(1, keepdim=True)
    for field, middle in (
        ("brightness", 0 * grey),
        ("contrast", grey.mean((2, 3), keepdim=True)),
        ("saturation", grey),
    ):
        off: dict[str, Any] = {"brightness": 0.0, "contrast": 0.0, "saturation": 0.0, field: 0.2}
        jittered = made_of("colour_jitter", images, **off)
        factors = 0.8 + 0.4 * torch.rand(40, generator=torch.Generator().manual_seed(0))
        wanted = (middle + factors[:, None, None, None] * (images - middle)).clamp(0, 1)
        assert float((jittered - wanted).abs().max()) < 1e-6
    still: dict[str, Any] = {"brightness": 0.0, "contrast": 0.0, "saturation": 0.0}
    turned = made_of("colour_jitter", grey.expand(-1, 3, -1, -1).contiguous(), **still, hue=0.5)
    assert float((turned - grey).abs().max()) < 1e-5  # greys have no hue


def test_erasing_and_cutout_wipe_rectangles_of_the_stated_size() -> None:
    images = torch.ones(200, 1, 16, 16)
    erased = (made_of("random_erasing", images, share=1.0, least=0.1, most=0.2) == 0).float().mean((1, 2, 3))
    assert 0.04 < float(erased.min()) < float(erased.max()) < 0.35
    cut = (made_of("cutout", images, pixels=6) == 0).sum((1, 2, 3))
    assert int(cut.max()) == 36
    assert int(cut.min()) >= 9
    some = made_of("random_erasing", images, share=0.3)
    assert 30 < sum(bool((one == 0).any()) for one in some) < 95


def test_a_window_warp_begins_and_ends_where_the_sequence_does() -> None:
    values = torch.linspace(0, 1, 30).reshape(1, 30, 1).expand(40, 30, 2).contiguous()
    warped = made_of("window_warp", values, share=0.5, most=3.0)
    assert float((warped[:, 0] - values[:, 0]).abs().max()) < 1e-6
    assert float((warped[:, -1] - values[:, -1]).abs().max()) < 1e-5
    assert bool((warped.diff(dim=1) > 0).all())  # time runs faster or slower, never back
    assert float((warped - values).abs().max()) > 0.05


def test_words_are_dropped_and_swapped_and_padding_stays() -> None:
    found = SETS[3]
    tokens = torch.tensor([[5, 6, 7, 8, 9, 0, 0, 0]] * 400)
    dropped = changed(AUGMENTATIONS.find("word_dropout")(share=0.25), found, tokens)
    assert 0.2 < float((dropped[:, :5] == 1).float().mean()) < 0.3
    assert bool((dropped[:, 5:] == 0).all())
    swapped = changed(AUGMENTATIONS.find("word_swap")(share=0.5), found, tokens)
    assert bool((swapped.sort(1).values == tokens.sort(1).values).all())
    assert bool((swapped[:, 5:] == 0).all())
    moved = (swapped[:, :5] - tokens[:, :5]).abs()
    assert int(moved.max()) == 1  # each with one neighbour at most
    assert 0.2 < float((moved > 0).float().mean()) < 0.6
