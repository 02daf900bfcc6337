"""How a kind describes its parameters: type, range, default, scale and help, stated once.

A field of a kind is written ``Annotated[type, described("help", ge=1, le=9)] = default``. From that one line come the
form's editor, the range check, the file format, the tooltip, the command line's option and README's table.
"""

from __future__ import annotations

import math
import re
import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec

from playground.model.spelling import fault_of, quoted, suggestion
from playground.numerals import setting, told
from playground.typed_numbers import is_percent, read_number, read_share

Number = int | float
Type = Literal["int", "float", "bool", "choice", "several", "text", "file", "kind", "kinds"]
AnyStruct = type[msgspec.Struct]
MOST_WHOLE = 1e15
"""Whole numbers below this are written in full."""
LONGEST_TEXT = 200
"""Letters of a text, where a parameter does not say otherwise."""
MOST_KINDS = 32
"""So many kinds stand in a row at most."""
_BREAK = re.compile("[\t\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]")


class Parameter(msgspec.Struct, frozen=True):
    """One described parameter of a kind, as forms, checks, tables and tooltips read it.

    ``type`` is ``"int"``, ``"float"``, ``"bool"``, ``"choice"`` (one of ``choices``), ``"several"`` (any of them, in
    order), ``"text"`` (one line of at most ``longest`` letters, maybe none), ``"file"`` (the path of a file, empty for
    none), ``"kind"`` (another kind with parameters of its own, one of those below ``base``; see
    `playground.model.registry.shelf_of`) or ``"kinds"`` (a row of them, in their order, the same one twice where that
    is wanted, or none). A number may also take one of ``choices`` as a word (padding: a number or ``same``). ``words``
    are what people read for choices that are mere names in files. ``section`` is the id of the question under which the
    training panel shows it, see `playground.model.sections`. Where ``absent`` says what holds then, a kind may also be
    left out, which is ``None``.
    """

    name: str
    label: str
    help: str
    type: Type
    default: Any
    low: Number | None = None
    high: Number | None = None
    low_open: bool = False
    high_open: bool = False
    choices: tuple[str, ...] = ()
    unit: str = ""
    log: bool = False
    step: Number | None = None
    usual: tuple[float, float] | None = None
    formula: str = ""
    live: bool = False
    folded: bool = False
    zero: str = ""
    words: tuple[tuple[str, str], ...] = ()
    base: AnyStruct | None = None
    prominent: bool = False
    slider: tuple[float, float] | None = None
    longest: int = LONGEST_TEXT
    section: str = ""
    absent: str = ""

    def word_of(self, choice: str) -> str:
        """What people read for a choice: by itself the choice."""
        return dict(self.words).get(choice, choice)

    @property
    def range_in_words(self) -> str:
        """The allowed values in words, such as ``1 to 512`` or ``above 0`` or ``one of same, valid``."""
        words = []
        if self.type in ("int", "float"):
            low = "" if self.low is None else f"{'above ' if self.low_open else ''}{setting(self.low)}"
            high = "" if self.high is None else f"{'below ' if self.high_open else ''}{setting(self.high)}"
            if low and high:
                words.append(f"{low} to {high}")
            elif low:
                words.append(low if self.low_open else f"{low} or more")
            elif high:
                words.append(high if self.high_open else f"{high} or less")
            else:
                words.append("any whole number" if self.type == "int" else "any number")
        if self.type == "bool":
            words.append("true or false")
        if self.type == "text":
            words.append(f"one line of at most {setting(self.longest)} letters")
        if self.type == "file":
            words.append("the path of a file")
        if self.base is not None:
            words.append(f"{'a list of kinds' if self.type == 'kinds' else 'a kind'} of {noun_of(self.base)}")
            words += [f"none ({self.absent})"] if self.absent else []
        if self.choices:
            prefix = {"choice": "one of ", "several": "any of "}.get(self.type, "")
            words.append(prefix + ", ".join(self.choices))
        return " or ".join(words)

    def allows(self, value: object) -> bool:
        """Whether a value has this parameter's type and lies in its range."""
        if self.type == "bool":
            return isinstance(value, bool)
        if self.type in ("text", "file"):
            return isinstance(value, str) and not self._fault_of(value)
        if self.base is not None and self.type == "kinds":
            return isinstance(value, (tuple, list)) and not self._wrong_in_row(value)
        if self.base is not None:
            return self.may_lack(value) or (isinstance(value, self.base) and not wrong_inside(value))
        if self.type == "several":
            if not isinstance(value, (tuple, list)) or not all(item in self.choices for item in value):
                return False
            return len(set(value)) == len(value)
        if self.type == "choice" or (isinstance(value, str) and self.choices):
            return value in self.choices
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        if self.type == "int" and not isinstance(value, int):
            return False
        return self._in_range(value)

    def may_lack(self, value: object) -> bool:
        """Whether a value is none, and that is allowed of a kind."""
        return value is None and bool(self.absent)

    def held(self, value: Any) -> Any:
        """An allowed value as it is held: of the parameter's own type, lists as tuples, and ``-0.0`` as ``0.0``."""
        if self.type == "float" and not isinstance(value, str):
            return float(value) + 0.0
        return tuple(value) if self.type in ("several", "kinds") else value

    def read(self, text: str) -> int | float | str:
        """The value that a text means for a number of this parameter: one of its words, or a number as people write it.

        Raises:
            NotANumber: it means none, or may mean one of two; the message says so.
        """
        if text.strip() in self.choices:
            return text.strip()
        if is_percent(text) and self.type == "float" and self.unit in ("", "%"):
            return read_share(text)
        return read_number(text, self.type == "int")

    def refusal(self, value: object) -> str:
        """Why a value is not allowed and what is, as the end of a sentence: ``3.5 is not a whole number; allowed ...``.

        Empty where it is allowed.
        """
        if self.allows(value):
            return ""
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        why = "is not allowed"
        if self.type == "int" and isinstance(value, float) and math.isfinite(value):
            why = "is not a whole number" if value % 1 else "is not written as a whole number"
            why += f"; write {int(value)}" if not value % 1 and self.allows(int(value)) else ""
        elif self.type in ("int", "float") and not is_number and not (self.choices and isinstance(value, str)):
            why = "is not a number"
        elif self.type in ("text", "file") and isinstance(value, str):
            return f"{quoted(value)} is not allowed; {self._fault_of(value)}"
        elif self.base is not None and isinstance(value, self.base) and self.type == "kind":
            return wrong_inside(value)
        elif self.type == "kinds" and isinstance(value, (tuple, list)):
            return self._wrong_in_row(value)
        elif self.type in ("kind", "kinds"):
            return f"{quoted_value(value)} {why}; allowed is {self.range_in_words}"
        elif self.type == "text":
            why = "is not a text"
        elif self.type == "several":
            why = self._of_several(value)
        elif self.choices and isinstance(value, str) and (meant := suggestion(value, self.choices)):
            return f"{quoted(value)} {why}; {meant[0].lower()}{meant[1:].rstrip('?')}? Allowed is {self.range_in_words}"
        plain = isinstance(value, (int, float)) and not isinstance(value, bool) and why == "is not allowed"
        shown = told(value) if plain and isinstance(value, (int, float)) else quoted_value(value)
        return f"{shown} {why}; allowed is {self.range_in_words}"

    def _fault_of(self, text: str) -> str:
        """Why a text or the path of a file cannot be held, in words; empty where it can."""
        if self.type == "text" and len(text) > self.longest:
            return f"it has {setting(len(text))} letters; shorten it to {setting(self.longest)}"
        if self.type == "text" and _BREAK.search(text):
            return "it has a tab or more than one line; write it on one line"
        return fault_of(text)

    def _wrong_in_row(self, value: Sequence[object]) -> str:
        """Why a row of kinds is not allowed, as the end of a sentence; empty where it is."""
        if len(value) > MOST_KINDS:
            return f"{setting(len(value))} in a row are not allowed; there can be at most {MOST_KINDS}"
        for item in value:
            if self.base is None or not isinstance(item, self.base):
                return f"{quoted_value(item)} is not allowed; allowed is {self.range_in_words}"
            if wrong := wrong_inside(item):
                return wrong
        return ""

    def _of_several(self, value: object) -> str:
        """Why these cannot be chosen together."""
        chosen = list(value) if isinstance(value, (list, tuple)) else None
        if chosen is None:
            return "is not a list"
        strange = [item for item in chosen if item not in self.choices]
        if strange:
            return f"has {quoted(strange[0])}, which is none of them"
        twice = next(item for place, item in enumerate(chosen) if item in chosen[:place])
        return f"has {quoted(twice)} twice"

    def _in_range(self, value: Number) -> bool:
        if value != value or value in (float("inf"), float("-inf")):
            return False
        if self.low is not None and (value < self.low or (self.low_open and value == self.low)):
            return False
        return not (self.high is not None and (value > self.high or (self.high_open and value == self.high)))


def described(
    help: str,
    *,
    label: str = "",
    ge: Number | None = None,
    gt: Number | None = None,
    le: Number | None = None,
    lt: Number | None = None,
    unit: str = "",
    log: bool = False,
    step: Number | None = None,
    usual: tuple[float, float] | None = None,
    formula: str = "",
    live: bool = False,
    folded: bool = False,
    zero: str = "",
    words: Mapping[str, str] | None = None,
    prominent: bool = False,
    slider: tuple[float, float] | None = None,
    longest: int = LONGEST_TEXT,
    file: bool = False,
    section: str = "",
    absent: str = "",
) -> msgspec.Meta:
    """Describe one parameter of a kind.

    Args:
        help: one sentence a learner understands; it becomes the tooltip.
        label: the field's noun; by default made from its name.
        ge: least allowed value (``gt``: not allowed itself).
        gt: the value must be above this.
        le: greatest allowed value (``lt``: not allowed itself).
        lt: the value must be below this.
        unit: ``"%"`` shows a share as per cent; any other text follows the number.
        log: the slider is logarithmic.
        step: a spin box's step.
        usual: the range a course would recommend, drawn on a log slider and said in the tooltip.
        formula: the formula the tooltip shows.
        live: may change between two training steps without a rebuild.
        folded: rarely touched, so shown under a fold.
        zero: the word shown for 0, such as ``"off"``; of a switch what a line says where it is off.
        words: what people read for choices whose names in files say little.
        prominent: one of the few that are changed again and again, so always in sight and large.
        slider: the part of a logarithmic range that the slider covers, by default a little more than is usual.
        longest: how many letters a text may have.
        file: a text is the path of a file.
        section: of a setting of training the question under which the panel shows it: ``"length"`` (how long?),
            ``"schedule"``, ``"start"`` (starting weights), ``"overfitting"``, ``"gradients"`` or ``"machine"``.
        absent: what holds where a kind is left out; empty where it must be there.
    """
    named: dict[str, Any] = {"label": label, "unit": unit, "zero": zero, "words": tuple((words or {}).items())}
    shown: dict[str, Any] = {"formula": formula, "live": live, "folded": folded, "prominent": prominent}
    scale: dict[str, Any] = {"log": log, "step": step, "usual": usual, "slider": slider}
    bounds: dict[str, Any] = {"ge": ge, "gt": gt, "le": le, "lt": lt}
    extra = {**named, **shown, **scale, "longest": longest, "file": file, "section": section, "absent": absent}
    return msgspec.Meta(description=help, extra=extra, **bounds)


def noun_of(base: AnyStruct) -> str:
    """What the kinds below a base are called in a sentence: its name in small letters, *data set*."""
    return re.sub("(?<=[a-z0-9])(?=[A-Z])", " ", base.__name__.lstrip("_")).lower()


def quoted_value(value: object) -> str:
    """Anything that was given, as a sentence may show it; a kind by its name."""
    return type(value).__name__ if isinstance(value, msgspec.Struct) else quoted(value)


def wrong_inside(value: msgspec.Struct) -> str:
    """What is wrong with the first parameter of a kind that is not allowed, as `Parameter.refusal` says it."""
    for parameter in parameters_of(value):
        refusal = parameter.refusal(getattr(value, parameter.name))
        if refusal:
            return f"{parameter.label}: {refusal}"
    return ""


def parameters_of(kind: msgspec.Struct | AnyStruct) -> tuple[Parameter, ...]:
    """The described parameters of a kind, in the order they are written."""
    cls = kind if isinstance(kind, type) else type(kind)
    known = _CACHE.get(cls)
    if known is None:
        known = _CACHE[cls] = tuple(_read(cls))
    return known


def parameter_of(kind: msgspec.Struct | AnyStruct, name: str) -> Parameter:
    """The described parameter of that name.

    Raises:
        KeyError: there is no such parameter.
    """
    for parameter in parameters_of(kind):
        if parameter.name == name:
            return parameter
    raise KeyError(name)


def live_fields_of(kind: msgspec.Struct | AnyStruct) -> frozenset[str]:
    """Names of the parameters that may change between two training steps."""
    return frozenset(parameter.name for parameter in parameters_of(kind) if parameter.live)


_CACHE: dict[AnyStruct, tuple[Parameter, ...]] = {}


def _read(kind: AnyStruct) -> typing.Iterator[Parameter]:
    hints = typing.get_type_hints(kind, include_extras=True)
    for field in msgspec.structs.fields(kind):
        hint = hints[field.name]
        if typing.get_origin(hint) is not typing.Annotated:
            continue
        inner, *notes = typing.get_args(hint)
        meta = next((note for note in notes if isinstance(note, msgspec.Meta)), None)
        if meta is not None:
            yield _parameter(field, inner, meta)


def _parameter(field: msgspec.structs.FieldInfo, hint: Any, meta: msgspec.Meta) -> Parameter:
    kind, choices = _shape(hint)
    default = field.default_factory() if field.default_factory is not msgspec.NODEFAULT else field.default
    extra = dict(meta.extra or {})
    kind = "file" if extra.pop("file", False) else kind
    label = extra.pop("label", "") or field.name.replace("_", " ").capitalize()
    return Parameter(
        name=field.name,
        label=label,
        help=meta.description or "",
        type=kind,
        default=default,
        low=meta.ge if meta.ge is not None else meta.gt,
        high=meta.le if meta.le is not None else meta.lt,
        low_open=meta.gt is not None,
        high_open=meta.lt is not None,
        choices=choices,
        base=_without_none(hint) if kind == "kind" else typing.get_args(hint)[0] if kind == "kinds" else None,
        **extra,
    )


def _without_none(hint: Any) -> Any:
    """A type that may be left out, as it is where it is not."""
    parts = [part for part in typing.get_args(hint) if part is not types.NoneType]
    return parts[0] if typing.get_origin(hint) in (typing.Union, types.UnionType) and len(parts) == 1 else hint


def _shape(hint: Any) -> tuple[Type, tuple[str, ...]]:
    hint = _without_none(hint)
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if hint is bool:
        return "bool", ()
    if hint is str:
        return "text", ()
    if hint is int:
        return "int", ()
    if hint is float:
        return "float", ()
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return "kind", ()
    if origin is Literal:
        return "choice", parts
    if origin is tuple:
        inner, choices = _shape(parts[0])
        return ("kinds" if inner == "kind" else "several"), choices
    if origin in (typing.Union, types.UnionType):
        words = next(_shape(part)[1] for part in parts if typing.get_origin(part) is Literal)
        number = next(part for part in parts if part in (int, float))
        return ("int" if number is int else "float"), words
    raise TypeError(f"a parameter cannot have the type {hint}")
