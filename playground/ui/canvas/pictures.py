"""Pictures: what the cards show of a frame, made when a card is painted and kept until the next frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from playground import numerals
from playground.engine.messages import Frame
from playground.model.dataset import Samples
from playground.model.experiment import Experiment
from playground.model.layer import Activation
from playground.ui.canvas import insets, results, strips, tiles
from playground.ui.canvas.asking import GRID_SIDE, Asking
from playground.ui.canvas.backs import back
from playground.ui.canvas.cards import Card
from playground.ui.canvas.clouds import Clouds
from playground.ui.canvas.insets import HistogramPair, Parts
from playground.ui.canvas.picture import NOTHING, Picture, tiled
from playground.ui.canvas.states import ENOUGH, CardStatus, state_of
from playground.ui.canvas.tiles import Array
from playground.ui.canvas.view_options import ViewOptions
from playground.ui.examples.features import over_plane
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat_colours import largest

ROOMY = 42.0
"""From this side on a tile has room for numbers with all their zeros: ``−0.0079``."""


class Pictures:
    """Makes the pictures of all cards from the latest frame, each when it is asked for first."""

    def __init__(self, theme: Theme, view_options: ViewOptions | None = None) -> None:
        self.view_options = view_options if view_options is not None else ViewOptions()
        self._theme = theme
        self._clouds = Clouds(theme)
        self._experiment: Experiment | None = None
        self._samples: Samples | None = None
        self._asking: Asking | None = None
        self.sign = ""
        """Read out before parameters that are not the weights themselves: ``Δ`` for changes."""
        self._frame: Frame | None = None
        self._made: dict[tuple[str, int, int], Picture] = {}
        self._parts: dict[tuple[str, int, int], Parts | None] = {}
        self._attention: dict[str, Array | None] = {}
        self._number: Callable[[float], str] = numerals.in_tile

    def set_scale(self, width: float, height: float, scale: float) -> None:
        """Dots on curves are drawn for tiles of that size in px of the design, ``scale`` screen pixels each."""
        self._clouds.set_scale(width, height, scale)
        self._number = numerals.in_tile if height >= ROOMY else numerals.narrow
        self._forget()

    @property
    def frame(self) -> Frame | None:
        """The frame that is shown, ``None`` before the first."""
        return self._frame

    @property
    def asking(self) -> Asking | None:
        """What is asked of frames, ``None`` before there is a scene."""
        return self._asking

    @property
    def experiment(self) -> Experiment | None:
        """The experiment that is shown, ``None`` before there is a scene."""
        return self._experiment

    @property
    def point(self) -> tuple[float, ...]:
        """The point of the data's own plane that is looked at: one's own, or that of a picked example; else empty."""
        asking = self._asking
        if asking is None or asking.given is not None or not asking.picked or self._samples is None:
            return asking.given.values if asking is not None and asking.given is not None else ()
        points = self._samples.points(asking.part)
        known = points is not None and asking.example < len(points)
        return tuple(map(float, points[asking.example])) if points is not None and known else ()

    def set_scene(self, experiment: Experiment, samples: Samples | None, asking: Asking) -> None:
        """Show another experiment, samples or example; the frame stays until it is told to go."""
        self._experiment, self._samples, self._asking = experiment, samples, asking
        self._clouds.set_scene(experiment, samples, asking.reads_noise)
        self._forget()

    def set_frame(self, frame: Frame | None) -> None:
        """Show another frame."""
        self._frame = frame
        self._forget()

    def of(self, card: Card, first: int, count: int) -> Picture:
        """The picture of a card's rows; empty where nothing is known yet."""
        key = (card.id, first, count)
        if key not in self._made:
            self._made[key] = self._make(card, slice(first, first + count))
        return self._made[key]

    def biases(self, card: Card) -> tuple[Array, float] | None:
        """A layer's biases (units,) and the end of their scale, ``None`` where it has none or nothing is known."""
        learned = self._asking.learned(self._frame, card.id) if self._asking else None
        if not learned or "bias" not in learned:
            return None
        bias = learned["bias"]
        return bias, largest(bias)

    def entering(self, card: Card) -> Array | None:
        """What enters an activation on the examples that its foot judges by; ``None`` where they are too few."""
        values = self._asking.operating(self._frame, card.sources[0]) if self._asking and card.judged else None
        return None if values is None or len(values) < ENOUGH else values

    def state(self, card: Card) -> CardStatus | None:
        """How an activation is doing on the examples that show as points; ``None`` where they are too few to tell."""
        values = self.entering(card)
        return state_of(card.layer, values) if values is not None and isinstance(card.layer, Activation) else None

    def spread(self, card: Card) -> HistogramPair | None:
        """How a spine changes the spread of the numbers; ``None`` where nothing is known."""
        if self._asking is None or card.inset != "spread" or card.broken:
            return None
        before = self._asking.operating(self._frame, card.sources[0])
        after = self._asking.operating(self._frame, card.id)
        return insets.spread(before, after) if before is not None and after is not None else None

    def parts(self, card: Card, first: int, count: int) -> Parts | None:
        """Of which parts the visible rows of a spine are made; ``None`` where nothing is known."""
        key = (card.id, first, count)
        if self._asking is None or card.inset != "parts" or card.broken:
            return None
        if key not in self._parts:
            find = self._asking.gradient if self._asking.gradients else self._asking.picture
            found = [find(self._frame, id) for id in (*card.sources, card.id)]
            known = [self._laid(values) for values in found if values is not None and len(values)]
            real = self.real(card)
            whole = len(known) == len(found)
            rows = slice(first, first + count)
            self._parts[key] = insets.parts(known[:-1], known[-1], rows, self._theme, real) if whole else None
        return self._parts[key]

    def tokens(self) -> Array | None:
        """The tokens that are looked at, (time,); ``None`` where the data has none, or there are no samples yet."""
        signal = self._experiment.data.signal() if self._experiment is not None else None
        if self._asking is None or signal is None or signal.kind != "tokens":
            return None
        return strips.looked_tokens(self._asking, self._samples, signal.time)

    def texts(self) -> tuple[str, ...]:
        """What those tokens are called, unknown ones by the words they stand for; empty where there are none."""
        tokens = self.tokens()
        if tokens is None or self._asking is None or self._experiment is None:
            return ()
        return strips.looked_texts(self._asking, tokens, self._experiment)

    def real(self, card: Card) -> Array | None:
        """Which steps of a card are no padding, bool (rows,); ``None`` where all are real."""
        return strips.real_steps(card, self.tokens()) if card.padding is not None else None

    def right(self) -> Array | None:
        """The right class at each step, (steps,), below 0 where there is none; ``None`` where it is not known."""
        asking, experiment = self._asking, self._experiment
        if asking is None or experiment is None or not experiment.target.is_class_at_each_step:
            return None
        return strips.right_answers(asking, self._samples, self.tokens(), experiment)

    def attention(self, card: Card) -> Array | None:
        """Who looks at whom on a card, (heads, reading, read), real steps alone; ``None`` where nothing is known."""
        if card.id not in self._attention:
            found = self._asking.attention(self._frame, card.id) if self._asking is not None else None
            self._attention[card.id] = self._cut(card, found[0]) if found is not None and len(found) else None
        return self._attention[card.id]

    def value_there(self, card: Card, row: int) -> float | None:
        """What a unit gives for the point of one's own; ``None`` without one."""
        found = self._asking.at_point(self._frame, card.id) if self._asking is not None else None
        if found is None or not len(found):
            return None
        if card.face == "surface" and self._experiment is not None:
            return self._experiment.read(found).headline(0).value
        return float(found[0].reshape(-1)[row]) if row < found[0].size else None

    # ------------------------------------------------------------------------------------------------ inside

    def _forget(self) -> None:
        self._made.clear()
        self._parts.clear()
        self._attention.clear()

    def _make(self, card: Card, rows: slice) -> Picture:
        if self._experiment is None or self._asking is None or card.broken or card.unknown or card.face == "spine":
            return NOTHING
        if card.back:
            learned = self._asking.learned(self._frame, card.id)
            return back(card, learned["weight"], rows, self._theme) if learned else NOTHING
        if self._asking.gradients and card.face not in ("surface", "tokens"):
            return self._gradients(card, rows)
        if card.face in ("tokens", "heads"):
            return self._looked(card, rows, self._experiment)
        if card.face == "image":
            return self._example_picture()
        if card.face == "curve":
            return self._cloud(card, rows)
        values = self._asking.picture(self._frame, card.id)
        if values is None or not len(values):
            return NOTHING
        if card.face == "surface":
            return self._surface(values)
        if card.face == "bars":
            reading = self._experiment.read(values)
            return results.bars(reading.by_unit[0], rows, self._theme, reading.interpreter.gives_probabilities)
        if card.face == "answers":
            return strips.answers(values[0], self.right(), self.real(card), rows, self._experiment)
        return self._shown(card, values, rows)

    def _shown(self, card: Card, values: Array, rows: slice) -> Picture:
        """Values of a card's units, (samples, *output.shape), all on one scale: planes, lines, strips or maps."""
        if card.timed:
            return self._strips(card, values[0], rows)
        axes = len(self._experiment.data.domain) if self._experiment is not None else 0
        if axes == 2:
            return results.signed_tiles(over_plane(values, GRID_SIDE)[rows], largest(values), self._theme)
        if axes == 1:
            return results.curves(values, rows)
        return self._maps(card, values[0], rows)

    def _looked(self, card: Card, rows: slice, experiment: Experiment) -> Picture:
        """Tokens that enter, or where heads look."""
        if card.face == "tokens":
            tokens = self.tokens()
            return (
                strips.tokens_in(tokens, self.texts(), self.real(card), rows, experiment)
                if tokens is not None
                else NOTHING
            )
        weights = self.attention(card)
        return strips.heads(weights, rows, card.causal, self._theme) if weights is not None else NOTHING

    def _strips(self, card: Card, values: Array, rows: slice) -> Picture:
        """The steps of a sequence (steps, features), or the pieces of an image that they are."""
        gradients = self._asking is not None and self._asking.gradients
        if card.patch and not gradients and self._samples is not None and self._experiment is not None:
            return strips.patches(values, card, rows, self._samples, self._experiment, self._theme)
        return strips.strips(values, self.real(card), rows, self._theme, card.bent and not gradients)

    def _cut(self, card: Card, weights: Array) -> Array:
        """Attention (heads, reading, read) without steps that are padding."""
        real = self.real(card)
        count = int(real.sum()) if real is not None else weights.shape[2]
        kept: Array = weights[:, :count, :count]
        return kept

    def _gradients(self, card: Card, rows: slice) -> Picture:
        """How the end of the network would change with what leaves the card; the example stays below it in words."""
        values = self._asking.gradient(self._frame, card.id) if self._asking is not None else None
        below = self._example_picture().caption if card.face == "image" else ()
        if values is None or not len(values):
            return Picture(caption=below)
        if card.face == "bars":
            return results.bars(values[0], rows, self._theme, False)
        if card.face == "image":
            summed = values[0].sum(axis=0, keepdims=True)  # over red, green and blue, where there are such
            return replace(results.signed_tiles(summed, largest(summed), self._theme), caption=below)
        return replace(self._shown(card, values, rows), whole=True)

    def _maps(self, card: Card, values: Array, rows: slice) -> Picture:
        """Channels of an image (channels, height, width), or single numbers (units,), for one example."""
        limit = largest(values)
        gradients = self._asking is not None and self._asking.gradients
        from_zero = card.face == "pooled" and not gradients and not bool((values < 0).any())  # NaN is neither
        table = self._theme.magnitude_table() if from_zero else self._theme.signed_table()
        color = tiles.magnitude if from_zero else tiles.signed
        scale = tiles.scale_words(0.0 if from_zero else -limit, limit)
        shown = values[rows]
        if shown.ndim == 1:
            picture = replace(tiled(color(shown[:, None, None], limit, table), scale), smooth=False)
            # Gradients are mostly so small that narrow cells would print 0.
            narrow = gradients and self._number is numerals.narrow
            return picture if narrow else replace(picture, numbers=tuple(map(self._number, shown)))
        return tiled(color(shown, limit, table), scale)

    def _cloud(self, card: Card, rows: slice) -> Picture:
        values = self._asking.operating(self._frame, card.sources[0]) if self._asking is not None else None
        if values is None or not isinstance(card.layer, Activation):
            return NOTHING
        return self._clouds.picture(card.layer, values, rows)

    def _surface(self, values: Array) -> Picture:
        if self._experiment is None:
            return NOTHING
        if self._experiment.target.is_image:
            return results.answered(values, self._samples, self._experiment, self._theme)
        if len(self._experiment.data.domain) == 1:
            return results.curves(values, slice(0, values.shape[1]), self._experiment)
        return results.surface(values, self._experiment, self._theme)

    def _example_picture(self) -> Picture:
        """The chosen example as it lies in the data, or a drawing of one's own."""
        asking, experiment = self._asking, self._experiment
        if asking is None or experiment is None:
            return NOTHING
        if asking.given is not None:
            return results.own(asking.given, asking.words, experiment, self._theme)
        if self._samples is None:
            return NOTHING
        return results.example(self._samples, asking.part, asking.example, experiment, self._theme)

    def _laid(self, values: Array) -> Array:
        """Values (samples, *output.shape) as one picture a unit (units, high, wide): the plane, a line, or the map."""
        axes = len(self._experiment.data.domain) if self._experiment is not None else 0
        if axes == 2:
            return over_plane(values, GRID_SIDE)
        if axes == 1:
            return np.ascontiguousarray(values.T)[:, None, :]
        sample: Array = values[0]
        return sample.reshape(
            len(sample), *((1, 1) if sample.ndim == 1 else (1, -1) if sample.ndim == 2 else sample.shape[1:])
        )
