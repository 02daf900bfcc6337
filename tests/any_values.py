"""Any allowed value of a described setting, for hands that act for a long time and draw no examples of hypothesis.

Numbers are mostly what a course would take; at the ends of its range now and then, where somebody asks for that.
"""

from __future__ import annotations

import math
import random
from typing import Any

from playground.model.kind import Kind
from playground.model.parameters import Parameter, parameters_of
from playground.model.registry import shelf_of

MOST_KINDS = 3
"""So many kinds stand in a row at most."""
SPAN = 4
"""How far above its lowest value a number is drawn that has no usual ones."""
AT_AN_END = 0.2


def any_value(parameter: Parameter, draw: random.Random, ends: bool = False) -> Any:
    """A value that the parameter allows; with ``ends`` sometimes the lowest or highest one of a number."""
    if parameter.type == "bool":
        return draw.random() < 0.5
    if parameter.type == "several":
        return tuple(choice for choice in parameter.choices if draw.random() < 0.5)
    if parameter.type == "kinds":
        return tuple(any_kind(parameter, draw, ends) for _ in range(draw.randrange(MOST_KINDS + 1)))
    if parameter.type == "kind":
        return None if parameter.absent and draw.random() < 0.3 else any_kind(parameter, draw, ends)
    if parameter.type in ("text", "file"):
        return parameter.default
    if parameter.choices and (parameter.type == "choice" or draw.random() < 0.3):
        return draw.choice(parameter.choices)
    return _number(parameter, draw, ends)


def any_kind(parameter: Parameter, draw: random.Random, ends: bool = False) -> Kind:
    """A kind that the parameter allows, with any values inside."""
    assert parameter.base is not None
    kind: type[Kind] = draw.choice(list(shelf_of(parameter.base).kinds.values()))
    return kind(**{inner.name: any_value(inner, draw, ends) for inner in parameters_of(kind)})


def _number(parameter: Parameter, draw: random.Random, ends: bool) -> float:
    low = -1.0 if parameter.low is None else float(parameter.low)
    least, most = parameter.usual or (low, low + SPAN)
    most = most if parameter.high is None else min(most, float(parameter.high))
    number = math.exp(draw.uniform(math.log(least), math.log(most))) if least > 0 else draw.uniform(least, most)
    if ends and draw.random() < AT_AN_END:
        number = draw.choice([end for end in (parameter.low, parameter.high) if end is not None] or [number])
    value = round(number) if parameter.type == "int" else float(number)
    return value if parameter.allows(value) else parameter.default
