"""Readings of sequences: what the number at a step is, a token, an answer, or how much one step looks at another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from playground.model.answer_words import inked, predicted
from playground.model.experiment import Experiment
from playground.model.sequences import TokenSet
from playground.ui.canvas.asking import Asking
from playground.ui.canvas.cards import Card
from playground.ui.canvas.pictures import Pictures
from playground.ui.canvas.reading import NumberReading, spelt
from playground.ui.canvas.spots import Spot
from playground.ui.canvas.strips import MOST_CELLS


class StepReader:
    """Reads numbers of sequences off the frame that is shown."""

    def __init__(self, experiment: Experiment, asking: Asking, pictures: Pictures) -> None:
        self._experiment = experiment
        self._asking = asking
        self._pictures = pictures

    def cell(self, card: Card, spot: Spot) -> NumberReading | None:
        """What lies at a place on the picture of a step or head; ``None`` where nothing is known."""
        if card.face == "heads":
            return self._in_matrix(card, spot)
        if spot.row >= card.rows:
            return None
        real = self._pictures.real(card)
        if real is not None and spot.row < len(real) and not real[spot.row]:
            return NumberReading(f"Step {spot.row + 1}: padding", "fills up what is shorter, and counts for nothing")
        if card.face == "tokens":
            return self._token(spot.row)
        values = self._values(card)
        if values is None or not len(values) or values[0].ndim != 2 or spot.row >= len(values[0]):
            return None
        if card.face == "answers":
            return self._answer(values[0], spot.row)
        return self._in_strip(card, spot, values[0])

    def look(self, card: Card, head: int, reading: int, read: int) -> NumberReading | None:
        """How much a step looks at another one; ``None`` where that is not known."""
        weights = self._pictures.attention(card)
        if weights is None or not (head < len(weights) and reading < weights.shape[1] and read < weights.shape[2]):
            return None
        weight = spelt(weights[head, reading, read])
        reader, other = (self._step(card, step, weights.shape[2]) for step in (reading, read))
        if card.face != "heads" and weights.shape[1] == 1:
            return NumberReading(f"Weight {weight}", f"how much {other} counts in {card.name}")
        if card.causal and read > reading:
            return NumberReading(f"Head {head + 1}", f"{reader} does not see {other}")
        return NumberReading(f"Head {head + 1}: {weight}", f"{reader} looks at {other} with {weight}")

    def cells(self, card: Card) -> tuple[int, int]:
        """How many cells the pictures of a card have, across and down."""
        if card.face == "heads":
            weights = self._pictures.attention(card)
            return (weights.shape[2], weights.shape[1]) if weights is not None else (1, 1)
        if card.face in ("tokens", "answers"):
            return 1, 1
        return (card.patch[2], card.patch[1]) if card.patch else (card.features, 1)

    # ------------------------------------------------------------------------------------------------ inside

    def _values(self, card: Card) -> Any:
        gradients = self._asking.gradients
        find = self._asking.gradient if gradients else self._asking.picture
        return find(self._pictures.frame, card.id)

    def _in_matrix(self, card: Card, spot: Spot) -> NumberReading | None:
        weights = self._pictures.attention(card)
        if weights is None:
            return None
        high, wide = weights.shape[1:]
        place = min(int(spot.down * high), high - 1), min(int(spot.across * wide), wide - 1)
        found = self.look(card, spot.row, *place)
        return replace(found, place=place) if found is not None else None

    def _in_strip(self, card: Card, spot: Spot, values: Any) -> NumberReading | None:
        feature, more = self._feature(card, spot, values[spot.row])
        gradient = "gradient at " if self._asking.gradients else ""
        title = f"Step {spot.row + 1}, feature {feature + 1}: {spelt(values[spot.row, feature])}"
        token = self._token_text(spot.row) if self._aligned(card, len(values)) else ""
        where = f"{card.name}, “{token}”" if token else card.name
        return NumberReading(title, f"{gradient}{where}{more}", place=(0, feature))

    def _feature(self, card: Card, spot: Spot, row: Any) -> tuple[int, str]:
        """Which feature lies at a place of a strip or patch, and words where it stands for several."""
        count = len(row)
        if card.patch:
            high, wide = card.patch[1:]
            place = min(int(spot.down * high), high - 1) * wide + min(int(spot.across * wide), wide - 1)
            return place, ""
        if count <= MOST_CELLS:
            return min(int(spot.across * count), count - 1), ""
        each = -(-count // MOST_CELLS)
        first = min(int(spot.across * -(-count // each)), (count - 1) // each) * each
        group = np.abs(np.nan_to_num(row[first : first + each]))
        return first + int(group.argmax()), f"; of {len(group)} in this cell the farthest from 0"

    def _token(self, step: int) -> NumberReading | None:
        tokens = self._pictures.tokens()
        if tokens is None or step >= len(tokens):
            return None
        data, token = self._experiment.data, int(tokens[step])
        unknown = isinstance(data, TokenSet) and token == data.vocabulary().unknown
        detail = "not in the vocabulary" if unknown else f"token {token} of the vocabulary, counted from 0"
        return NumberReading(f"Step {step + 1}: {self._token_text(step)}", detail)

    def _answer(self, values: Any, step: int) -> NumberReading | None:
        if self._asking.gradients:
            return None
        reading = self._experiment.read(values)
        if not reading.are_finite[step]:
            return NumberReading(f"Step {step + 1}: not a number", "what leaves the network is no number here")
        right = self._pictures.right()
        truth = int(right[step]) if right is not None and step < len(right) else -1
        told = predicted(reading.words(step), "" if truth < 0 else reading.target.class_name(truth))
        return NumberReading(f"Step {step + 1}: {told}", f"with a share of {spelt(reading.confidence[step])}")

    def _aligned(self, card: Card, count: int) -> bool:
        """Whether so many steps of a card are those of the tokens that enter, one by one."""
        tokens = self._pictures.tokens()
        return tokens is not None and (card.padding == () or count == len(tokens))

    def _step(self, card: Card, step: int, count: int) -> str:
        text = self._token_text(step) if self._aligned(card, count) else ""
        return f"step {step + 1} “{text}”" if text else f"step {step + 1}"

    def _token_text(self, step: int) -> str:
        """The token at a step; empty where none is known."""
        texts = self._pictures.texts()
        return inked(texts[step]) if step < len(texts) else ""
