"""The rule about what is looked at to tell when training ends."""

from __future__ import annotations

import pytest

from playground.model import edits
from playground.model.experiment import Experiment
from playground.model.registry import STOPPING
from tests.doctor.runs import Run
from tests.draws import seeds
from tests.engine.setups import data, tiny


def watched(kind: str, **samples: float) -> Experiment:
    made = tiny(pace={"stopping": (STOPPING.find(kind)(),) if kind else ()})
    return edits.set_data(made, data("circle", **samples))


@seeds(1, 2)
@pytest.mark.parametrize("kind", ["early", "target"])
def test_it_is_told_where_the_test_part_decides_and_set_right_by_one_click(kind: str, seed: int) -> None:
    made = watched(kind, seed=seed)
    finding = Run(made).findings()["stops_by_test"]
    assert "the 250 test samples" in finding.text
    fixed = edits.fix(made, "", finding.fixes[0])
    assert fixed.data.sizes().validation == 50
    assert "stops_by_test" not in Run(fixed).findings()


@pytest.mark.parametrize(
    ("kind", "samples"), [("", {}), ("early", {"validation": 0.1}), ("early", {"train_share": 1.0})]
)
def test_it_is_silent_where_nothing_watches_or_something_else_is_watched(kind: str, samples: dict[str, float]) -> None:
    assert "stops_by_test" not in Run(watched(kind, **samples)).findings()
