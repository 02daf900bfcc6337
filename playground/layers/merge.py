"""Layers that join several paths, and so make skip links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from playground.model import derivations
from playground.model.derivation import Derivation, DerivationStep, Place, Term
from playground.model.layer import Equation, Floats, Inset, Layer, MemoryUse, Refused
from playground.model.needs import REMOVE, shape_in_words
from playground.model.recipe import Call
from playground.model.signal import Signal, image, sequence, vector


class Add(Layer, frozen=True, tag="add"):
    """Adds two or more paths number by number: the skip link of residual networks.

    The layers in between then only learn what is to be changed, and the gradient has a short way back.
    """

    label: ClassVar[str] = "Add"
    group: ClassVar[str] = "Merge"
    formula: ClassVar[str] = "y = x₁ + x₂ + …"
    aliases: ClassVar[tuple[str, ...]] = ("sum", "residual", "skip", "shortcut")
    inset: ClassVar[Inset] = "parts"
    merges: ClassVar[bool] = True

    def output(self, *inputs: Signal) -> Signal:
        """The shape that all inputs share."""
        _need_two(inputs)
        for other in inputs[1:]:
            if other != inputs[0]:
                raise Refused(
                    "{name} adds number by number, so all its inputs must have the same shape, but it gets "
                    f"{shape_in_words(inputs[0])} and {shape_in_words(other)}: read from layers of equal shape.",
                    REMOVE,
                )
        return inputs[0]

    def memory(self, *inputs: Signal) -> MemoryUse:
        """What leaves and all that enters share one gradient."""
        return super().memory(*inputs).with_gradients(self.output(*inputs).size)

    def recipe(self, *inputs: Signal) -> Call:
        """Our module Add, which takes the tensors in order."""
        return Call.of("playground.modules.merge.Add")

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The sum of what stands at this place in all inputs."""
        terms = tuple(Term(source, place, float(x[place])) for source, x in enumerate(inputs))
        value = sum(term.value for term in terms)
        words = (
            f"What stands at this place in its {len(terms)} inputs is added up; the gradient goes back to each of them "
            "unchanged."
        )
        return Derivation(
            "joined",
            terms,
            (len(terms),),
            (DerivationStep("sum", derivations.written_sum(terms), value),),
            value,
            words,
        )


class Concat(Layer, frozen=True, tag="concat"):
    """Lays two or more paths side by side, so that the next layer can read them all.

    Units stand by units, maps by maps, features of a step by features of that step.
    """

    label: ClassVar[str] = "Concat"
    group: ClassVar[str] = "Merge"
    formula: ClassVar[str] = "y = [x₁, x₂, …]"
    aliases: ClassVar[tuple[str, ...]] = ("concatenate", "cat", "join")
    inset: ClassVar[Inset] = "parts"
    merges: ClassVar[bool] = True

    def output(self, *inputs: Signal) -> Signal:
        """The same height and width, channels (or units) of all inputs together."""
        _need_two(inputs)
        first = inputs[0]
        for other in inputs[1:]:
            same = other.time == first.time if first.timed else other.shape[1:] == first.shape[1:]
            if other.kind != first.kind or not same:
                raise Refused(
                    "{name} lays its inputs side by side, so images must have the same height and width, and sequences "
                    f"as many steps, but it gets {shape_in_words(first)} and {shape_in_words(other)}: "
                    "read from layers that fit together.",
                    REMOVE,
                )
        channels = sum(x.channels for x in inputs)
        if first.kind == "sequence":
            return sequence(first.time, channels, first.padded)
        return vector(channels) if first.kind == "vector" else image(channels, first.height, first.width)

    def memory(self, *inputs: Signal) -> MemoryUse:
        """The gradients of what enters are parts of that of what leaves."""
        return super().memory(*inputs).with_gradients(self.output(*inputs).size)

    def recipe(self, *inputs: Signal) -> Call:
        """Our module Concat, which takes the tensors in order."""
        return Call.of("playground.modules.merge.Concat", *((2,) if inputs[0].kind == "sequence" else ()))

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The same number of the one input whose units or maps stand at this place."""
        axis = 1 if len(place) == 2 else 0
        source, channel = 0, place[axis]
        while channel >= inputs[source].shape[axis]:
            channel -= inputs[source].shape[axis]
            source += 1
        came = (*place[:axis], channel, *place[axis + 1 :])
        noun = {1: "unit", 2: "feature", 3: "map"}[len(place)]
        where = f"{noun} {channel + 1} of the {derivations.ordinal(source)}"
        words = f"Here {where} stands; its number is handed on as it is."
        return derivations.copied("joined", source, came, inputs[source][came], where, words)

    def arithmetic(self, *inputs: Signal) -> tuple[Equation, ...]:
        """Channels or units of all inputs, added."""
        name = inputs[0].axes[1 if inputs[0].timed else 0].capitalize()
        return (Equation(name, " + ".join(str(x.channels) for x in inputs), sum(x.channels for x in inputs)),)


def _need_two(inputs: tuple[Signal, ...]) -> None:
    if len(inputs) < 2:
        raise Refused("{name} needs two inputs: choose a second one to read from.")
