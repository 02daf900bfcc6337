"""The nested kinds stand on their shelves."""

from __future__ import annotations

import pytest

from playground.model.registry import DATA, LAYERS, LOSSES, OPTIMIZERS
from tests.nested.kinds import Gated, Stepped, Still, Swaying, Waltz


@pytest.fixture(autouse=True)
def on_the_shelves(monkeypatch: pytest.MonkeyPatch) -> None:
    """For one test."""
    for kind in (Waltz, Still):
        monkeypatch.setitem(OPTIMIZERS.kinds, kind.id(), kind)
    monkeypatch.setitem(LAYERS.kinds, Gated.id(), Gated)
    monkeypatch.setitem(DATA.kinds, Swaying.id(), Swaying)
    monkeypatch.setitem(LOSSES.kinds, Stepped.id(), Stepped)
