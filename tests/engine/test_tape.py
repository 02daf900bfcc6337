"""The tape: one row of states within its bytes, evenly spread, with what undo leads back to."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.engine.batches import DataPosition
from playground.engine.checkpoint import Checkpoint
from playground.engine.session import Session
from playground.engine.snapshot import Snapshot
from playground.engine.tape import Tape
from tests.draws import draws
from tests.engine.setups import tiny, with_optimizer

SETUP = tiny()
NUMBERS = 100
"""Float32 numbers that each state of the tests below has of its own: 400 bytes."""
RESTING = torch.zeros(50, dtype=torch.uint8)
PLENTY = 2**40


def state(step: int, numbers: int = NUMBERS) -> Checkpoint:
    """A state that shares nothing but what never changes."""
    place = DataPosition(0, 0, RESTING, RESTING)
    return Checkpoint(SETUP, Snapshot(step, place, RESTING, {"w": torch.full((numbers,), float(step))}, {}, None))


def tape(most_bytes: int, most: int = 1000) -> Tape:
    return Tape(most_bytes, most, room=lambda: PLENTY)


def learn(on: Tape, steps: int, apart: int = 1) -> None:
    """Record so many steps as training does: the last two are held to go back to."""
    last = on.begin(state(0))
    for step in range(apart, steps + 1, apart):
        before, last = last, on.record(state(step))
        on.hold((before, last))


def test_a_row_is_thinned_evenly_over_the_whole_run() -> None:
    row = tape(50 + 400 * 20)
    learn(row, 1000, apart=3)
    steps = row.steps
    gaps = [after - before for before, after in pairwise(steps)]
    assert (steps[0], steps[-1]) == (0, 999)
    assert row.size <= 50 + 400 * 20
    assert len(steps) > 10
    assert max(gaps[:-2]) <= 2 * min(gaps[:-2]), "but for the last two, which are held"
    assert row.nearest(500).step == max(step for step in steps if step <= 500)  # type: ignore[union-attr]
    assert row.nearest(-1) is None


def test_a_row_has_at_most_so_many_states_however_small_they_are() -> None:
    row = tape(PLENTY, most=10)
    learn(row, 500)
    assert len(row.steps) <= 10
    assert (row.steps[0], row.steps[-1]) == (0, 500)


def test_what_learning_goes_back_on_stays_where_there_is_no_room_at_all() -> None:
    row = tape(0)
    learn(row, 50)
    assert row.steps == (49, 50)


def test_a_tape_takes_no_more_than_a_fourth_of_the_memory_that_there_is() -> None:
    row = Tape(PLENTY, room=lambda: max(0, 40_000 - row.size))
    learn(row, 300)
    assert 5_000 < row.size <= 10_000


@given(st.lists(st.integers(1, 50), min_size=30, max_size=300), st.integers(8, 60))
@draws(60)
def test_however_unevenly_it_is_recorded_no_gap_is_much_longer_than_the_others(waits: list[int], most: int) -> None:
    row, step = tape(PLENTY, most), 0
    row.begin(state(0))
    for wait in waits:
        step += wait
        row.record(state(step))
    gaps = [after - before for before, after in pairwise(row.steps)]
    assert all(row.spacing / 2 <= gap <= row.spacing + 2 * max(waits) for gap in gaps[:-1])


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("record"), st.integers(1, 40)),
            st.tuples(st.just("pin"), st.integers(0, 3)),
            st.tuples(st.just("recall"), st.integers(0, 30)),
            st.tuples(st.just("forget"), st.integers(0, 30)),
            st.tuples(st.just("back"), st.integers(1, 60)),
            st.tuples(st.just("begin"), st.integers(0, 1)),
            st.tuples(st.just("let go"), st.just(0)),
        ),
        max_size=120,
    ),
    st.integers(0, 30),
    st.integers(4, 40),
)
@draws(60)
def test_whatever_is_recorded_and_pinned_stays_within_the_bytes_and_evenly_spread(
    deeds: list[tuple[str, int]], room: int, most: int
) -> None:
    row, budget = tape(50 + 400 * room, most), 50 + 400 * room
    pinned: dict[str, Checkpoint] = {}
    last = row.begin(state(0))
    row.hold((last,))
    step = first = 0
    for count, (deed, number) in enumerate(deeds):
        if deed == "record":
            step += number
            before, last = last, row.record(state(step))
            row.hold((before, last))
        elif deed == "pin":
            pinned[str(count)] = replace(state(step), snapshot=last) if number else state(step)
            row.pin(str(count), pinned[str(count)])
        elif deed == "recall" and pinned:
            token = list(pinned)[number % len(pinned)]
            if token in row:
                found = row.take(token)
                assert found is not None
                assert found.snapshot is pinned[token].snapshot
                assert all(earlier.step < found.step for earlier in found.earlier)
                last, step = row.begin(found), found.step
                first = row.steps[0]
                row.hold((last,))
            del pinned[token]
        elif deed == "forget" and pinned:
            token = list(pinned)[number % len(pinned)]
            row.forget((token,))
            del pinned[token]
        elif deed == "back":
            kept = row.nearest(step - number)
            if kept is not None:
                step, last = kept.step, kept.snapshot
                row.go_back(step)
                row.hold((last,))
        elif deed == "begin":
            step = first = number
            last = row.begin(state(step))
            row.hold((last,))
        elif deed == "let go":
            row.let_go()
        pinned = {token: found for token, found in pinned.items() if token in row}
        _assert_sound(row, budget, most, pinned, first)


def _assert_sound(row: Tape, budget: int, most: int, pinned: dict[str, Checkpoint], first: int) -> None:
    steps = row.steps
    assert list(steps) == sorted(set(steps))
    assert row.size <= max(budget, 50 + 3 * 400), "beyond it only what is held, and the newest"
    assert len(steps) <= max(most, len(pinned) + 4)
    if row.size < budget - 400:
        assert not steps or steps[0] == first
    fixed = {found.step for found in pinned.values()} | {*steps[-3:]}
    for before, after in pairwise(steps):
        assert after in fixed or 2 * (after - before) >= row.spacing


def test_the_first_and_the_newest_states_for_undo_stay_within_the_room_there_is() -> None:
    states = tape(1)
    states.pin("alone", state(0))
    assert "alone" not in states
    states = tape(50 + 3 * 400)
    for number in range(9):
        states.pin(str(number), state(number))
    states.pin("nothing", None)
    assert [number for number in range(9) if str(number) in states] == [0, 7, 8]
    assert states.take("nothing") is None
    found = states.take("8")
    assert found is not None
    assert found.step == 8
    assert "8" not in states
    with pytest.raises(KeyError):
        states.take("8")
    states.forget(("0", "unknown"))
    assert "0" not in states


def test_undo_comes_back_to_a_state_with_what_was_recorded_before_it() -> None:
    row = tape(PLENTY)
    learn(row, 10)
    row.pin("before", state(10))
    row.begin(state(10))
    learned = [row.record(state(step)) for step in (11, 12)]
    row.pin("after", Checkpoint(SETUP, learned[-1]))
    there = row.take("before")
    assert there is not None
    row.begin(there)
    assert row.steps == tuple(range(11))
    row.record(state(11))
    back = row.take("after")
    assert back is not None
    row.begin(back)
    assert row.steps == (10, 11, 12)
    assert row.nearest(11).snapshot is learned[0]  # type: ignore[union-attr]


def test_a_way_that_was_undone_is_the_first_to_go_where_room_is_short() -> None:
    row = tape(50 + 400 * 30)
    learn(row, 20)
    row.pin("before", state(20))
    row.begin(state(20))
    row.hold(())
    for step in range(21, 40):
        row.record(state(step))
    assert row.steps == tuple(range(20, 40))
    there = row.take("before")
    assert there is not None
    assert there.earlier == ()


def test_states_without_a_step_between_them_are_held_once() -> None:
    session = Session(tiny())
    session.step()
    states = tape(PLENTY)
    for number in range(6):
        states.pin(str(number), session.checkpoint())
    assert len({id(held.snapshot) for number in range(6) if (held := states.find(str(number)))}) == 1
    session.replace(with_optimizer(tiny(), learning_rate=0.2))
    before = session.checkpoint()
    session.put("linear_1", "weight", (0, 0), (2.5,))
    written = session.checkpoint()
    assert written.snapshot.tensors["linear_1.weight"][0, 0] == 2.5
    assert before.snapshot.tensors["linear_1.weight"][0, 0] != 2.5
    session.step()
    assert session.checkpoint().snapshot.step == 2


def test_what_did_not_change_between_two_states_counts_once_and_never_loses_a_bit() -> None:
    row = tape(PLENTY)
    first, changed = state(0), state(1)
    row.begin(first)
    room = row.size
    kept = row.record(Checkpoint(SETUP, replace(first.snapshot, step=1, tensors={"w": torch.zeros(NUMBERS)})))
    assert row.size == room
    assert kept.tensors["w"] is first.snapshot.tensors["w"]
    negative = row.record(Checkpoint(SETUP, replace(changed.snapshot, step=2, tensors={"w": -torch.zeros(NUMBERS)})))
    assert torch.signbit(negative.tensors["w"]).all(), "0 and −0 are two numbers"
    assert row.size == room + 400
    for number in range(9):
        row.pin(str(number), Checkpoint(SETUP, kept))
    assert row.size == room + 400
