"""Readings: what the number at a spot is, in words, from the latest frame."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from playground.model.experiment import Experiment
from playground.model.layer import Activation
from playground.numerals import rounded
from playground.ui.canvas.asking import Asking
from playground.ui.canvas.cards import Card
from playground.ui.canvas.clouds import REACH
from playground.ui.canvas.layout import Layout
from playground.ui.canvas.lines import strengths
from playground.ui.canvas.pictures import Pictures
from playground.ui.canvas.reading import Entry, NumberReading, spelt
from playground.ui.canvas.spots import Spot
from playground.ui.canvas.step_readings import StepReader
from playground.ui.canvas.tiles import Array
from playground.ui.widgets.heat_colours import largest


def point_words(point: tuple[float, ...]) -> str:
    """A place in the data's own plane: *x 1.2, y −0.4*."""
    return ", ".join(f"{name} {rounded(value)}" for name, value in zip("xy", point, strict=False))


class Reader:
    """Reads numbers off the frame that is shown."""

    def __init__(self, experiment: Experiment, layout: Layout, asking: Asking, pictures: Pictures) -> None:
        self._experiment = experiment
        self._layout = layout
        self._asking = asking
        self._pictures = pictures
        self._timed = StepReader(experiment, asking, pictures)

    def read(self, spot: Spot) -> NumberReading | None:
        """What the number at a spot is; ``None`` where nothing is known yet."""
        if spot.node not in self._layout.boxes:
            return None
        card = self._layout.card(spot.node)
        if spot.what == "cell" and (card.timed or card.face == "heads"):
            return self._timed.cell(card, spot)
        if spot.what == "cell":
            return self._cell(card, spot)
        if spot.what == "look":
            head = self._pictures.view_options.head(card.id, card.heads or 1)
            return self._timed.look(card, head, spot.row, spot.source)
        learned = self._asking.learned(self._pictures.frame, card.id) or {}
        found = self._bias(card, spot, learned) if spot.what == "bias" else self._weight(card, spot, learned)
        sign = self._pictures.sign
        return replace(found, title=f"{sign}{found.title}", entry=None) if found is not None and sign else found

    def knows(self, spot: Spot) -> bool:
        """Whether the card and the row of a spot are still there."""
        if spot.node not in self._layout.boxes:
            return False
        card = self._layout.card(spot.node)
        return not card.unknown and not card.broken and spot.row < max(card.rows, card.steps, 1)

    def middle(self, node: str, row: int) -> Spot | None:
        """The cell in the middle of a row's picture, ``None`` where there is none."""
        spot = Spot("cell", node, row, across=0.5, down=0.5)
        return spot if self.read(spot) is not None else None

    def beside(self, spot: Spot, dx: int, dy: int) -> Spot:
        """The cell next to another one; at the edge the same."""
        wide, high = self._cells(spot.node)
        return replace(spot, across=_moved(spot.across, dx, wide), down=_moved(spot.down, dy, high))

    def weights_into(self, node: str, row: int) -> list[Spot]:
        """All weights of a row in the order of what they read, then its bias; empty where none is drawn as a line."""
        if node not in self._layout.boxes:
            return []
        card = self._layout.card(node)
        learned = self._asking.learned(self._pictures.frame, card.id) or {} if not card.timed else {}
        found = []
        source = self._source(card)
        if source is not None and "weight" in learned:
            matrix = strengths(learned["weight"], _columns(source))
            count = matrix.shape[1] if matrix is not None and matrix.shape[1] == _columns(source) else 0
            found = [Spot("weight", card.id, row, column) for column in range(count)]
        return [*found, Spot("bias", card.id, row)] if has_dots(card, learned) else found

    # ------------------------------------------------------------------------------------------- parameters

    def _bias(self, card: Card, spot: Spot, learned: dict[str, Array]) -> NumberReading | None:
        if not has_dots(card, learned) or spot.row >= len(learned["bias"]):
            return None
        value = float(learned["bias"][spot.row])
        entry = Entry(card.id, "bias", (spot.row,), value, largest(learned["bias"]))
        return NumberReading(f"b[{spot.row + 1}] = {spelt(value)}", f"bias of {self._row(card, spot.row)}", entry=entry)

    def _weight(self, card: Card, spot: Spot, learned: dict[str, Array]) -> NumberReading | None:
        source, weight = self._source(card), learned.get("weight")
        if source is None or weight is None or weight.ndim < 2 or spot.row >= len(weight):
            return None
        here, there = spot.row + 1, spot.source + 1
        to = f"to {self._row(card, spot.row)}"
        if weight.ndim == 2 and weight.shape[1] == _columns(source) == source.rows and spot.source < source.rows:
            if card.single and len(weight) > 1:
                column = weight[:, spot.source]
                return _norm(f"w[:, {there}]", column, f"from {self._row(source, spot.source)} to all of {card.name}")
            value = float(weight[spot.row, spot.source])
            entry = Entry(card.id, "weight", (spot.row, spot.source), value, largest(weight))
            detail = f"from {self._row(source, spot.source)} {to}"
            return NumberReading(f"w[{here}, {there}] = {spelt(value)}", detail, entry=entry)
        if weight.ndim > 2 and weight.shape[1] == source.rows:
            kernel = weight[spot.row, spot.source]
            sides = " × ".join(map(str, kernel.shape))
            detail = f"{sides} kernel from {self._row(source, spot.source)} {to}"
            return _norm(f"w[{here}, {there}]", kernel, detail)
        whole = weight if card.single and len(weight) > 1 else weight[spot.row]
        return _norm(f"w[{here}]" if whole is not weight else "w", whole, f"all {whole.size} weights {to}")

    def _source(self, card: Card) -> Card | None:
        """The card before it, where that alone is what it reads, and its rows are what weights belong to."""
        places = [place for place, other in enumerate(self._layout.cards) if other.id == card.id]
        before = self._layout.cards[places[0] - 1] if places and places[0] else None
        alone = before is not None and card.sources == (before.id,) and not before.timed
        return before if alone else None

    def _row(self, card: Card, row: int) -> str:
        """A row in words: *x₁*, *unit 3 of Linear 1*, *channel 2 of ReLU 1*."""
        if card.layer is None and row < len(card.labels):
            return card.labels[row]
        if card.layer is None:
            return f"input {row + 1}" if card.rows > 1 else "the input"
        return f"{'channel' if self._is_map(card) else 'unit'} {row + 1} of {card.name}"

    def _cells(self, node: str) -> tuple[int, int]:
        """How many cells the pictures of a card have, across and down."""
        if (card := self._layout.card(node)).timed or card.face == "heads":
            return self._timed.cells(card)
        values = self._values(card)
        axes = len(self._experiment.data.domain)
        if values is None:
            return 1, 1
        if axes:
            side = round(len(values) ** (1 / axes))
            return side, side if axes == 2 else 1
        return (values.shape[3], values.shape[2]) if values.ndim == 4 else (1, 1)

    def _is_map(self, card: Card) -> bool:
        return card.chip.count("×") > 1

    # -------------------------------------------------------------------------------------------------- pictures

    def _cell(self, card: Card, spot: Spot) -> NumberReading | None:
        gradients = self._shows_gradients(card)
        if card.back or (card.face == "curve" and not gradients):
            return self._on_curve(card, spot) if not card.back else None
        values = self._values(card)
        if values is None or not len(values):
            return None
        domain = self._experiment.data.domain
        if card.face == "surface" and not domain:
            return self._in_answer(spot, values[0])
        reading = self._over_domain(card, spot, values, domain) if domain else self._in_map(card, spot, values[0])
        if reading is None or not gradients:
            return reading
        return replace(reading, detail=f"gradient {'' if domain else 'at '}{reading.detail}")

    def _shows_gradients(self, card: Card) -> bool:
        """Whether a card's pictures show gradients in place of values."""
        return self._asking.gradients and card.face != "surface"

    def _values(self, card: Card) -> Any:
        """What a card's pictures are made of: (samples, *output.shape), ``None`` while nothing is known."""
        find = self._asking.gradient if self._shows_gradients(card) else self._asking.picture
        return find(self._pictures.frame, card.id)

    def _on_curve(self, card: Card, spot: Spot) -> NumberReading | None:
        """What an activation makes of the input that lies under the mouse."""
        if not isinstance(card.layer, Activation):
            return None
        z = (spot.across - 0.5) / 0.44 * REACH
        if abs(z) > REACH:
            return None
        z = round(z, 2)
        made = float(np.asarray(card.layer.curve(np.array([z])))[0])
        return NumberReading(
            f"{card.layer.label}({spelt(z)}) = {spelt(made)}", f"{self._row(card, spot.row)} bends each value"
        )

    def _over_domain(self, card: Card, spot: Spot, values: Array, domain: tuple[Any, ...]) -> NumberReading | None:
        """The nearest of the points over which the picture was computed, and the value there."""
        side = round(len(values) ** (1 / len(domain)))
        steps = [min(int(spot.across * side), side - 1)]
        if len(domain) == 2:
            steps.append(side - 1 - min(int(spot.down * side), side - 1))
        index = steps[0] + (side * steps[1] if len(steps) == 2 else 0)
        point = tuple(
            float(low + (high - low) * step / (side - 1)) for (low, high), step in zip(domain, steps, strict=True)
        )
        whole, there = values[index], f"at {point_words(point)}"
        exact = self._exact(spot, domain)
        if card.face == "surface":
            title, more = self._answer(whole)
            return NumberReading(title, f"{there}{more}", point=exact)
        if whole.ndim != 1 or spot.row >= len(whole):
            return None
        return NumberReading(f"{self._capital(card, spot.row)}: {spelt(whole[spot.row])}", there, point=exact)

    def _exact(self, spot: Spot, domain: tuple[Any, ...]) -> tuple[float, ...]:
        """The place under the mouse itself, rounded as it will be printed."""
        along = (spot.across, 1 - spot.down)
        return tuple(round(low + (high - low) * part, 2) for (low, high), part in zip(domain, along, strict=False))

    def _answer(self, output: Array) -> tuple[str, str]:
        """The output at one point as people read it, and behind it the number that the network gives."""
        reading = self._experiment.read(output[None])
        told = reading.headline(0)
        if not told.name:
            return f"Output: {spelt(told.value)}", ""
        logit = f", logit {spelt(output[told.unit])}" if reading.interpreter.function else ""
        return f"p({told.name}) = {spelt(told.value)}", logit

    def _in_answer(self, spot: Spot, output: Array) -> NumberReading:
        """A pixel of the image that is answered, from the output (units,)."""
        pixels = self._experiment.read(output).values
        high, wide = pixels.shape[1:]
        row, column = min(int(spot.down * high), high - 1), min(int(spot.across * wide), wide - 1)
        return NumberReading(_pixel(pixels, (row, column)), f"row {row + 1}, column {column + 1}, as answered")

    def _in_map(self, card: Card, spot: Spot, values: Array) -> NumberReading | None:
        """A pixel of a feature map (channels, height, width), or the one number of a unit (units,)."""
        if spot.row >= len(values):
            return None
        if values.ndim == 1:
            return NumberReading(f"{self._capital(card, spot.row)}: {spelt(values[spot.row])}", card.name)
        if values.ndim != 3:
            return None
        high, wide = values.shape[1:]
        place = min(int(spot.down * high), high - 1), min(int(spot.across * wide), wide - 1)
        there = f"row {place[0] + 1}, column {place[1] + 1}"
        if card.layer is None:
            shown = values if card.single else values[spot.row : spot.row + 1]
            return NumberReading(_pixel(shown, place), f"{there}, as the network gets it", place=place)
        value = spelt(values[spot.row][place])
        return NumberReading(f"{self._capital(card, spot.row)}: {value}", there, place=place)

    def _capital(self, card: Card, row: int) -> str:
        words = self._row(card, row)
        return words[0].upper() + words[1:] if card.layer is not None else words


def _pixel(values: Array, place: tuple[int, int]) -> str:
    """The number of a pixel of an image (channels, height, width), or those of red, green and blue."""
    return f"Pixel: {', '.join(spelt(channel[place]) for channel in values)}"


def has_dots(card: Card, learned: dict[str, Array]) -> bool:
    """Whether a card shows the biases of its rows as dots."""
    shown = card.face in ("units", "maps", "surface") and "bias" in learned
    return shown and not (card.single and len(learned["bias"]) > 1)


def _columns(source: Card) -> int:
    """How many rows of a card lines start from; 1 where all of them leave it as one."""
    return 1 if source.single or (source.face == "spine" and not source.passes) else source.rows


def _moved(place: float, by: int, count: int) -> float:
    """The middle of the cell so many further on, of ``count`` from 0 to 1."""
    return (min(max(int(place * count) + by, 0), count - 1) + 0.5) / count


def _norm(name: str, numbers: Array, detail: str) -> NumberReading:
    """Many numbers that are drawn as one line: its width is their norm, its colour the sign of their sum."""
    size = float(np.sqrt((numbers.astype(np.float64) ** 2).sum()))
    return NumberReading(f"‖{name}‖ = {spelt(size)}", f"{detail}, sum {spelt(float(numbers.sum()))}")
