"""A kept answer: given again for the very same objects, and for nothing else."""

from __future__ import annotations

import msgspec

from playground.model.difference import difference
from playground.model.examples import load_example
from playground.model.last_answer import keeps_last_answer
from playground.model.sections import settings_of
from playground.model.settings import set as set_at


def test_the_last_answer_is_given_again_for_the_same_objects_only() -> None:
    asked: list[tuple[object, ...]] = []

    @keeps_last_answer
    def both(one: list[int], other: list[int]) -> list[int]:
        asked.append((one, other))
        return [*one, *other]

    one, same = [1], [1]
    assert both(one, same) == [1, 1]
    assert both(one, same) == [1, 1]
    assert len(asked) == 1
    assert both(same, one) == [1, 1]
    assert len(asked) == 2, "equal, but others"


def test_what_differs_is_never_that_of_two_others() -> None:
    first = load_example("spiral")
    rates = [set_at(first, "training.optimizer.learning_rate", rate) for rate in (0.1, 0.2)]
    renamed = msgspec.structs.replace(rates[0], name="other")
    for _ in range(2):
        assert difference(first, rates[0]).settings
        assert not difference(rates[0], renamed).settings
        assert not difference(rates[0], rates[0]).matters
        found = [{each.path: each.value for each in settings_of(each)} for each in rates]
        assert [values["training.optimizer.learning_rate"] for values in found] == [0.1, 0.2]
