"""Fields: one described parameter of a struct set, as long as its value is allowed."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from playground.model.parameters import Parameter, parameters_of

S = TypeVar("S", bound=msgspec.Struct)


class InvalidValue(ValueError):
    """A value outside its parameter's range; the message is one sentence with the allowed range."""


def with_field(struct: S, field: str, value: Any) -> S:
    """A copy with one described parameter set.

    Raises:
        InvalidValue: there is no such parameter, or the value is outside its range.
    """
    parameter = next((found for found in parameters_of(struct) if found.name == field), None)
    if parameter is None:
        raise InvalidValue(f"There is no setting called '{field}' here.")
    return msgspec.structs.replace(struct, **{field: checked(parameter, value)})


def checked(parameter: Parameter, value: Any) -> Any:
    """The value as the parameter's own type (whole numbers become floats, lists tuples).

    Raises:
        InvalidValue: it is outside the range.
    """
    refusal = parameter.refusal(value)
    if refusal:
        shown, plainly, rest = refusal.partition(" is not allowed; ")
        words = f" cannot be {shown}: {rest}" if plainly else f": {refusal}"
        raise InvalidValue(f"{parameter.label}{words}.")
    return parameter.held(value)
