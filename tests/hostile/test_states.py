"""States of learning with anything in them are refused in a sentence, or go on; the session is never half changed."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

import pytest
import safetensors.torch
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from torch import Tensor

from playground.engine.faults import BadState
from playground.engine.session import Session
from playground.model.averaging import ExponentialMean
from playground.model.experiment import Experiment
from playground.model.file_limits import LARGEST_HEADER, MOST_LAYERS, MOST_TENSORS
from playground.model.files import from_plain
from playground.model.origin import UNTOLD, read_origin
from playground.schedules.plateau import ReduceOnPlateau
from playground.stopping.early import StopEarly
from tests.draws import draws
from tests.engine.setups import with_training
from tests.engine.test_admission import closed, learned, normalised, opened
from tests.hostile.kinds import names, shapes


def of_all_parts() -> Experiment:
    """All that remembers something from step to step."""
    settings = {"accumulate": 3, "gradient_noise": 0.01, "mixup": 0.2, "clip_norm": 1.0}
    kinds = {"schedule": ReduceOnPlateau(patience=0), "stopping": (StopEarly(patience=90),)}
    return with_training(normalised("adam"), averaging=ExponentialMean(decay=0.8), **settings, **kinds)


SETUPS: dict[str, tuple[Callable[[], Experiment], int]] = {
    "plain": (lambda: normalised("adam"), 5),
    "all parts": (of_all_parts, 61),
}
"""Experiments, and how many steps of them were learned; the second one has seen two ends of an epoch."""
EVERY = pytest.mark.parametrize("of", list(SETUPS))


@functools.cache
def session(of: str) -> Session:
    setup, steps = SETUPS[of]
    return learned(setup(), steps)


@functools.cache
def state(of: str) -> bytes:
    return session(of).keep()


def is_refused_or_goes_on(hostile: bytes, of: str = "plain") -> None:
    """The state is put into a session that goes on learning afterwards, whatever was in it."""
    before = session(of).keep()
    for over_other_data in (False, True):
        try:
            session(of).restore(hostile, over_other_data)
        except BadState as error:
            said = str(error)
        else:
            session(of).step()
            session(of).evaluate()
            session(of).restore(state(of))
            continue
        assert said.endswith(".")
        assert "\n" not in said
        assert session(of).keep() == before


DTYPES = [
    *(torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.float8_e4m3fn, torch.float8_e5m2),
    *(torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool, torch.complex64, torch.uint64),
]


@st.composite
def tensors(draw: st.DrawFn) -> Tensor:
    """A small tensor of any type and shape."""
    shape = draw(st.lists(st.integers(0, 4), max_size=4))
    value = draw(st.sampled_from((0.0, 1.0, -1.0, 1e30, float("nan"), float("inf"))))
    dtype = draw(st.sampled_from(DTYPES))
    plain = value if dtype.is_floating_point and value == value and abs(value) < 100 else 1.0
    if dtype in (torch.float32, torch.float64):
        plain = value
    return torch.full(shape, plain).to(dtype)


@EVERY
@draws(30)
@given(data=st.data())
def test_any_tensor_in_the_place_of_another_is_refused_or_fits(of: str, data: st.DataObject) -> None:
    found, about = opened(state(of))
    name = data.draw(st.sampled_from(sorted(found)) | names.map(lambda name: name.encode("utf-8", "replace").decode()))
    found[name] = data.draw(tensors())
    is_refused_or_goes_on(closed(found, about), of)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_weights_of_any_type_are_refused(dtype: torch.dtype) -> None:
    found, about = opened(state("plain"))
    for name in ("tensors/linear_1.weight", "chance", "generator", "order", "optimizer/linear_1.weight/exp_avg"):
        is_refused_or_goes_on(closed(found | {name: found[name].to(dtype)}, about))


def anywhere(plain: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value."""
    inner = plain.items() if isinstance(plain, dict) else ()
    return [path, *(found for step, each in inner for found in anywhere(each, (*path, step)))]


@EVERY
@draws(30)
@given(data=st.data(), value=shapes)
@example(data=None, value=10**400)
def test_anything_in_what_is_no_tensor_is_refused_or_fits(of: str, data: st.DataObject | None, value: Any) -> None:
    found, about = opened(state(of))
    path = ("first_loss",) if data is None else data.draw(st.sampled_from(anywhere(about)))
    inner: Any = about
    for step in path[:-1]:
        inner = inner[step]
    if path:
        inner[path[-1]] = value
    is_refused_or_goes_on(closed(found, about if path else value), of)


@EVERY
@draws(30)
@given(data=st.data())
def test_damage_anywhere_in_it_is_refused_or_fits(of: str, data: st.DataObject) -> None:
    content = bytearray(state(of))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, 60) | st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    is_refused_or_goes_on(bytes(content), of)


def listing(count: int, places: str) -> bytes:
    """A state of so many tensors without numbers."""
    entry = f'{{"dtype":"F32","shape":[0],{places}:[0,0]}}'
    entries = ",".join(f'"tensors/{place}":{entry}' for place in range(count))
    header = f'{{"__metadata__":{{"playground":"{{}}"}},{entries}}}'.encode()
    assert len(header) < LARGEST_HEADER
    return len(header).to_bytes(8, "little") + header


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff" * 8,
        b"\xff" * 100,
        (2**40).to_bytes(8, "little") + b"{}",
        (LARGEST_HEADER + 1).to_bytes(8, "little") + b"{" + b" " * LARGEST_HEADER,
        (90_000).to_bytes(8, "little") + b"[" * 90_000,
        listing(MOST_TENSORS + 1, '"data_offsets"'),
        listing(2 * MOST_TENSORS + 1, '"data\\u005foffsets"'),
        (2).to_bytes(8, "little") + b"{}",
        safetensors.torch.save({}, {"playground": "[" * 90_000}),
        safetensors.torch.save({}, {"playground": json.dumps([])}),
    ],
    ids=[
        "empty",
        "length",
        "lengths",
        "beyond the end",
        "blank",
        "deep",
        "tensors",
        "written otherwise",
        "nothing",
        "deep inside",
        "list",
    ],
)
def test_a_header_of_any_kind_is_refused(content: bytes) -> None:
    assert read_origin(content) == UNTOLD
    is_refused_or_goes_on(content)


def test_a_state_of_as_many_layers_as_a_file_may_have_can_be_read() -> None:
    """Attention under Adam has the most tensors of all layers: those of 1,000 are reckoned from three and five."""

    def header(blocks: int) -> bytes:
        layers = [{"kind": "embedding"}, *[{"kind": "self_attention"}] * blocks]
        plain = {"data": {"kind": "shakespeare", "length": 4}, "networks": {"main": layers}}
        made = Session(from_plain({**plain, "training": {"optimizer": {"kind": "adam"}, "batch_size": 2}}))
        made.step()
        state = made.keep()
        return state[8 : 8 + int.from_bytes(state[:8], "little")]

    few, more = header(3), header(5)
    assert 2.9 * MOST_LAYERS * (len(more) - len(few)) / 2 < LARGEST_HEADER
    assert 2 * MOST_LAYERS * (more.count(b"data_offsets") - few.count(b"data_offsets")) / 2 < MOST_TENSORS
    assert 2 * MOST_LAYERS * (more.count(b"{") - few.count(b"{")) / 2 < 2 * MOST_TENSORS
