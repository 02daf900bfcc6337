"""Kind: what every class on a shelf has in common."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import lru_cache
from typing import ClassVar

import msgspec

from playground.model.parameters import parameters_of


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
    counted_in: ClassVar[str] = ""
    """Name of the setting that others are counted in: where that differs, another kind's values mean something else."""

    @classmethod
    def id(cls) -> str:
        """The stable id: the tag that files, the command line and the shelves use."""
        tag = cls.__struct_config__.tag
        if not isinstance(tag, str):
            raise TypeError(f"{cls.__name__} has no tag")
        return tag


def help_of(kind: Kind | type[Kind]) -> str:
    """The docstring of a kind, as one cleaned text with a line a paragraph: the tooltip."""
    return _cleaned(kind.__doc__ or "")


@lru_cache(maxsize=1024)
def _cleaned(docstring: str) -> str:
    paragraphs = inspect.cleandoc(docstring).split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def summary_of(kind: Kind | type[Kind]) -> str:
    """The first sentence of the docstring of a kind, on one line."""
    return " ".join(help_of(kind).split("\n\n")[0].split())


def kinds_inside(struct: msgspec.Struct) -> Iterator[Kind]:
    """All kinds that the described parameters of a struct hold, alone or in a row, each before those inside it."""
    for parameter in parameters_of(struct):
        value = getattr(struct, parameter.name)
        for kind in value if isinstance(value, tuple) else (value,):
            if isinstance(kind, Kind):
                yield kind
                yield from kinds_inside(kind)
