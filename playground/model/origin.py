"""Origin: which data a state of learning was learned from, so that it never goes on over others without a word."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import Any

import msgspec

from playground.model.dataset import DataSet
from playground.model.file_limits import LARGEST_HEADER, MOST_TENSORS
from playground.model.files import write_kind
from playground.model.parameters import parameters_of
from playground.model.spelling import file_name

METADATA = "playground"
"""Under this name the metadata of a state holds what is no tensor."""
KEY = "data"
"""And there, under this one, the origin."""


_PLACES = b'"data_offsets"'
_MOST_OBJECTS = 2 * MOST_TENSORS
"""Opening braces in the list of tensors: one for each of them, and for each parameter of what the optimizer notes."""


class Origin(msgspec.Struct, frozen=True):
    """Fingerprints of data, each empty where it is not known.

    ``settings`` is that of all settings but where files lie, ``content`` that of what was read of files that may
    change, and ``names`` that of the tokens and classes, whose numbers the weights stand for.
    """

    settings: str = ""
    content: str = ""
    names: str = ""

    def is_other(self, than: Origin) -> bool:
        """Whether weights that were learned from data would go on over others: other contents, or other names."""
        if self.content and than.content and self.content != than.content:
            return True
        alike = self.settings == than.settings and self.content == than.content
        return alike and bool(self.names) and bool(than.names) and self.names != than.names


class _About(msgspec.Struct):
    data: Origin = Origin()


class _Metadata(msgspec.Struct):
    playground: str


class _Header(msgspec.Struct):
    """All but the metadata is passed over, which takes a hundredth of the time that reading it would."""

    metadata: _Metadata = msgspec.field(name="__metadata__")


UNTOLD = Origin()
"""The origin of what does not tell it, such as states of older versions."""


def origin_of(data: DataSet) -> Origin:
    """That of data as they are now."""
    places = {parameter.name: "" for parameter in parameters_of(data) if parameter.type == "file"}
    settings = {**write_kind(data), **places}
    if not data.validation:  # states of before there was such a part know nothing of it
        del settings["validation"]
    return Origin(_digest(settings), data.files().fingerprint(), _digest_names(data.names().texts))


def renamed(old: DataSet, new: DataSet) -> bool:
    """Whether other contents were read of files, so that numbers stand for other names than before."""
    before, after = old.files().fingerprint(), new.files().fingerprint()
    return bool(before) and bool(after) and before != after and old.names().texts != new.names().texts


def read_origin(state: bytes) -> Origin:
    """The origin of a state of learning; all empty where it has none, as states of older versions, or is damaged."""
    try:
        return msgspec.json.decode(read_metadata(state), type=_About).data
    except (ValueError, RecursionError):
        return UNTOLD


def read_metadata(state: bytes) -> str:
    """What a state of learning says of itself in JSON, beside its tensors, of which none is looked at.

    Raises:
        ValueError: the list of its tensors is damaged, or longer than that of any network.
        RecursionError: it is nested deeper than can be read.
    """
    # A state is in the safetensors format: after eight bytes of length comes a header in JSON.
    length = int.from_bytes(state[:8], "little")
    if length > LARGEST_HEADER:
        raise ValueError("the list of its tensors is too long")
    header = state[8 : 8 + length]
    # Each tensor is an object with its places; what is written so that this does not count it is damaged.
    if header.count(_PLACES) > MOST_TENSORS or header.count(b"{") > _MOST_OBJECTS:
        raise ValueError("it has too many tensors")
    return msgspec.json.decode(header, type=_Header).metadata.playground


def otherness(origin: Origin, data: DataSet) -> str:
    """One sentence, where weights of that origin were learned from other data than these; empty where they were not."""
    now = origin_of(data)
    if not origin.is_other(now):
        return ""
    files = [file_name(file.name) for file in data.files().refs]
    what = " and ".join(files) or f"The data set {data.full_label or data.label}"
    has, its, same = ("have", "their", "they have") if len(files) > 1 else ("has", "its", "it has")
    told = f"{what} {has} changed since these weights were learned"
    if origin.names == now.names:
        return f"{told}, but {same} the same {data.names().nouns}."
    return f"{told}: {its} {data.names().nouns} no longer match them."


@lru_cache(maxsize=8)
def _digest_names(names: tuple[str, ...]) -> str:
    """Kept, as there may be thousands of words, and a slider that is dragged asks for them again and again."""
    return _digest(names)


def _digest(plain: Any) -> str:
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()
