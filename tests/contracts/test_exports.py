"""Every export: writes any example, refuses what has errors, and gives the same bytes twice."""

from __future__ import annotations

import pytest

from playground.export.base import EXPORTS, Export, NotExportable
from playground.model.examples import examples, load_example
from playground.model.kind import summary_of
from tests.model.networks import experiment

KINDS = pytest.mark.parametrize("kind", EXPORTS.kinds.values(), ids=list(EXPORTS.kinds))


@KINDS
def test_it_says_what_it_is(kind: type[Export]) -> None:
    assert kind.label
    assert kind.suffix.startswith(".")
    assert summary_of(kind).endswith(".")


@KINDS
@pytest.mark.parametrize("id", [example.id for example in examples()])
def test_it_writes_every_example_the_same_twice(kind: type[Export], id: str) -> None:
    content = kind().write(load_example(id))
    assert content
    assert kind().write(load_example(id)) == content


@KINDS
def test_it_refuses_an_experiment_with_errors_in_words(kind: type[Export]) -> None:
    with pytest.raises(NotExportable, match=r"\.$"):
        kind().write(experiment({"kind": "linear"}, data="mnist"))
