"""Kind: what every class on a shelf has in common."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import ClassVar

import msgspec

from playground.model.parameters import Parameter, parameters_of


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind"):
    """A kind of layer, data set, optimizer or loss: one frozen class that describes itself.

    Its docstring is its tooltip, its fields are its parameters, its tag is the stable id that files use.
    """

    label: ClassVar[str] = ""
    """The name people read, such as ``MaxPool``."""
    group: ClassVar[str] = ""
    """The heading under which palettes and lists show it."""
    formula: ClassVar[str] = ""
    """What it computes, in the notation of the courses."""
    aliases: ClassVar[tuple[str, ...]] = ()
    """Earlier ids under which files may know it, and words people search for."""

    @classmethod
    def id(cls) -> str:
        """The stable id: the tag that files, the command line and the shelves use."""
        tag = cls.__struct_config__.tag
        if not isinstance(tag, str):
            raise TypeError(f"{cls.__name__} has no tag")
        return tag

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        """The described parameters, in the order they are written."""
        return parameters_of(cls)

    @classmethod
    def parameter(cls, name: str) -> Parameter:
        """The described parameter of that name.

        Raises:
            KeyError: there is no such parameter.
        """
        for parameter in cls.parameters():
            if parameter.name == name:
                return parameter
        raise KeyError(name)

    @classmethod
    def takes_from(cls, old: Kind) -> bool:
        """Whether one that takes the place of another keeps that one's values under the same names."""
        return True

    @classmethod
    def help(cls) -> str:
        """The docstring, as one cleaned text with a line a paragraph: the tooltip."""
        paragraphs = inspect.cleandoc(cls.__doc__ or "").split("\n\n")
        return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)

    @classmethod
    def summary(cls) -> str:
        """The first sentence of the docstring, on one line."""
        return " ".join(cls.help().split("\n\n")[0].split())

    def live_fields(self) -> frozenset[str]:
        """Names of the parameters that may change between two training steps."""
        return frozenset(parameter.name for parameter in self.parameters() if parameter.live)


def kinds_inside(struct: msgspec.Struct) -> Iterator[Kind]:
    """All kinds that the described parameters of a struct hold, each before those inside it."""
    for parameter in parameters_of(type(struct)):
        value = getattr(struct, parameter.name)
        if isinstance(value, Kind):
            yield value
            yield from kinds_inside(value)
