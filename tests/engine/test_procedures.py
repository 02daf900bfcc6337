"""Functions of steps and evaluations are called with what their objective says, in its order."""

from __future__ import annotations

import pytest

from playground.engine.procedures import prepared
from playground.model.objective import Procedure


def called(*given: str) -> Procedure:
    return Procedure.of("tests.engine.test_procedures.taken", *given, latent=2)


def taken(*values: object, latent: int) -> tuple[object, ...]:
    return (*values, latent)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("network", "inputs", "targets", "most"), ("N", "x", "y", 9.0, 2)),
        (("network", "inputs", "most"), ("N", "x", 9.0, 2)),
        (("most", "network", "inputs"), (9.0, "N", "x", 2)),
        (("network", "measure"), ("N", "M", 2)),
    ],
)
def test_what_is_known_and_what_comes_later_stands_in_the_order_that_is_asked_for(
    given: tuple[str, ...], expected: tuple[object, ...]
) -> None:
    call = prepared(called(*given), {"network": "N", "measure": "M"}, ("inputs", "targets", "most"))
    assert call("x", "y", 9.0) == expected


def test_what_nobody_knows_is_named() -> None:
    with pytest.raises(KeyError, match="critic"):
        prepared(called("critic", "inputs"), {"network": "N"}, ("inputs",))
    with pytest.raises(KeyError, match="critic"):
        prepared(called("inputs", "critic"), {"network": "N"}, ("inputs",))
