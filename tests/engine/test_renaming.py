"""Settings that put tokens or classes in another order: what was learned of each goes along with its name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from playground.engine.session import Session
from playground.model import edits
from playground.model.dataset import DataSet
from playground.model.sequences import TokenSet
from tests.engine.setups import data, experiment, layer, stack

TEXT = "aabbbcccc dd eee " * 30 + "zzzz yyy xx ddd ccc " * 20
"""Its letters and words are as frequent in one part as they are not in another."""


def own(folder: Path, **settings: Any) -> DataSet:
    path = folder / "own.txt"
    path.write_text(TEXT, "utf-8")
    return data("own_text", path=str(path), **({"samples": 30, "length": 4} | settings))


def learned(on: DataSet) -> Session:
    layers = (layer("embedding", width=3), layer("gru", hidden=2))
    session = Session(experiment(stack(*layers), on, "adam", learning_rate=0.01))
    session.step()
    session.step()
    return session


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({"train_share": 0.9}, {"train_share": 0.4}),
        ({"train_share": 0.4}, {"train_share": 0.9}),
        ({"vocabulary_size": 8}, {"vocabulary_size": 5}),
        ({"vocabulary_size": 5}, {"vocabulary_size": 8}),
        ({"by": "word"}, {"by": "letter"}),
    ],
)
def test_rows_of_tokens_and_classes_go_along(tmp_path: Path, first: dict[str, Any], then: dict[str, Any]) -> None:
    session = learned(own(tmp_path, **first))
    old, before = session.experiment.data, session.checkpoint().snapshot
    new = own(tmp_path, **then)
    session.replace(edits.set_data(session.experiment, new))
    after = session.checkpoint().snapshot
    assert isinstance(old, TokenSet)
    assert isinstance(new, TokenSet)
    names = (old.vocabulary().texts, new.vocabulary().texts)
    assert names[0] != names[1]
    shared = set(names[0]) & set(names[1])
    assert shared
    for name in ("embedding_1.weight", "output.weight", "output.bias"):
        pairs = [(before.tensors[name], after.tensors[name])]
        pairs += [(before.optimizer[name][key], after.optimizer[name][key]) for key in ("exp_avg", "exp_avg_sq")]
        for past, present in pairs:
            assert all(present[names[1].index(each)].equal(past[names[0].index(each)]) for each in shared)
    for each in set(names[1]) - shared:
        assert not after.optimizer["embedding_1.weight"]["exp_avg"][names[1].index(each)].any()
    session.step()


def test_padding_stays_nothing() -> None:
    layers = (layer("embedding", width=3), layer("mean_steps"))
    session = Session(experiment(stack(*layers), data("names", most=20), "adam", learning_rate=0.01))
    session.step()
    session.replace(edits.set_data(session.experiment, data("names", most=70)))
    session.step()
    assert not session.checkpoint().snapshot.tensors["embedding_1.weight"][0].any()


def test_a_network_whose_names_stay_keeps_all(tmp_path: Path) -> None:
    session = learned(own(tmp_path))
    before = session.checkpoint().snapshot
    assert session.replace(edits.set_data(session.experiment, own(tmp_path, samples=40))).kept == (
        "embedding_1",
        "gru_1",
        "output",
    )
    after = session.checkpoint().snapshot
    assert all(after.tensors[name].equal(value) for name, value in before.tensors.items())
