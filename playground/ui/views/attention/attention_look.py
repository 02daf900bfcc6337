"""Looks at attention: who reads whom in one layer, for one example or on average over many. No widget."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from playground.engine.requests import Inputs, OnExamples
from playground.model.answer_words import inked
from playground.model.derivation import Region
from playground.model.network import INPUT
from playground.model.sequences import TokenSet
from playground.model.trace import NetworkTrace, NodeTrace
from playground.numerals import count as count_words
from playground.numerals import fixed
from playground.ui.examples.looked_at import Looked, looked_at, part_inputs, part_of, step_texts
from playground.ui.examples.pictures import COLOURS, pixel_colours
from playground.ui.examples.real_steps import Array, Mask, mask_of
from playground.ui.plots.attention_steps import Attention, StepLabels, end_of_scale
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.attention.patches import Box
from playground.ui.widgets.heat import image


@dataclass(frozen=True)
class StepNames:
    """What the steps of a layer stand for: labels for painting, and what each is called in a sentence.

    ``written`` says that what they are called begins with a token, which stays as it is.
    """

    steps: StepLabels
    said: tuple[str, ...]
    noun: str
    many: str
    written: bool = False
    pixels: Array | None = None
    patches: tuple[Box, ...] = ()


@dataclass(frozen=True, eq=False)
class AttentionLook:
    """The attention of one layer, padding left out.

    ``scores`` (heads, steps that read, steps that are read) are those before the softmax, of one example only, and
    ``width`` is that of a head's queries and keys (0 where a layer has none). ``examples`` says over how many the
    weights are a mean, ``counts`` (steps that read,) how many of them are so long. ``entropy`` (heads,) is a share: 0
    looks at one step alone, 1 at all alike; NaN where there is nothing to choose from. ``padding`` is how many steps
    are not shown. ``pairs`` are the queries and keys of one example, each (heads, steps, width), where it has them.
    """

    shown: Attention
    origin: StepNames
    scores: Array | None
    width: int
    examples: int
    counts: npt.NDArray[np.int64]
    entropy: Array
    padding: int
    pairs: tuple[Array, Array] | None = None

    @property
    def pools(self) -> bool:
        """Whether one reader sums the whole sequence up."""
        return len(self.shown.readers) == 1 and self.origin.steps is not self.shown.readers

    @property
    def finite(self) -> bool:
        """Whether all weights are numbers."""
        return bool(np.isfinite(self.shown.weights).all())


def attending(scene: Scene | None) -> list[NodeTrace]:
    """The layers whose steps look at each other."""
    nodes = () if scene is None else scene.trace.nodes
    return [node for node in nodes if node.layer.attends and node.output is not None and node.inputs is not None]


def inputs_looked_at(scene: Scene | None, focus: Focus, mean: bool, most: int) -> Inputs | None:
    """The input that is looked at, or for a ``mean`` those that are chosen or come first, at most so many."""
    if scene is None or not mean:
        looked = looked_at(scene, focus)
        return None if looked is None else looked.on
    inputs = part_inputs(scene)
    if inputs is None or not len(inputs):
        return None
    chosen = focus.chosen
    if chosen is not None and chosen.part == part_of(scene) and chosen.indices:
        return OnExamples(chosen.part, chosen.indices[:most])
    return OnExamples(part_of(scene), tuple(range(min(most, len(inputs)))))


def whose_words(look: AttentionLook | None, mean: bool, scene: Scene | None, focus: Focus) -> str:
    """Whose attention it is: *test sample 3*, *mean of 64 examples*."""
    if look is not None and mean:
        return f"mean of {look.examples} {'chosen ones' if focus.chosen is not None else 'examples'}"
    looked = looked_at(scene, focus)
    return "" if looked is None else looked.words[:1].lower() + looked.words[1:]


def look_at(
    scene: Scene, theme: Theme, node: NodeTrace, taps: dict[str, Array], inputs: Array, looked: Looked | None
) -> AttentionLook:
    """What there is to see of a layer, from its taps and from what entered the network (samples, *input signal).

    ``looked`` is the input whose taps they are, where it is one alone.
    """
    weights = taps["attention"]
    samples, _, readers, read = weights.shape
    mask = mask_of(scene.trace.path, node.sources[0], inputs)
    if mask is None or mask.shape != (samples, read):
        mask = np.ones((samples, read), np.bool_)
    longest = int(mask.sum(axis=1).max()) if samples else read
    pools = readers != read
    reading = np.ones((samples, readers), np.bool_) if pools else mask
    shown_readers = readers if pools else longest
    unseen = np.zeros((0, 0), np.bool_)
    if not pools and node.inputs is not None and not node.layer.over_time(*node.inputs).looks_ahead:
        unseen = np.triu(np.ones((longest, longest), np.bool_), 1)
    mean = _mean(weights, reading)[:, :shown_readers, :longest]
    origin = origin_of(scene, theme, node, inputs, longest, looked)
    labels = _readers(readers) if pools else origin.steps
    shown = Attention(mean, end_of_scale(mean), labels, origin.steps, unseen)
    scores = taps["scores"][0][:, :shown_readers, :longest] if samples == 1 and "scores" in taps else None
    width = taps["query"].shape[-1] if "query" in taps else 0
    causal = bool(unseen.size)
    entropy = entropies(weights, reading, mask, causal)
    counts = reading.sum(axis=0)[:shown_readers]
    pairs = (taps["query"][0], taps["key"][0]) if scores is not None and width and "key" in taps else None
    return AttentionLook(shown, origin, scores, width, samples, counts, entropy, read - longest, pairs)


def _readers(count: int) -> StepLabels:
    """What those are called that read, where they are no steps."""
    return StepLabels(("summary",) if count == 1 else tuple(str(at + 1) for at in range(count)))


def entropies(weights: Array, reading: Mask, real: Mask, causal: bool) -> Array:
    """How evenly each head looks: −Σ a ln a over ln n, n being the steps it can see; mean over all that read, (heads,).

    Weights are (samples, heads, steps that read, steps that are read); steps that see but one have nothing to choose.
    """
    visible = np.broadcast_to(real[:, None, :], (len(real), reading.shape[1], real.shape[1]))
    if causal:
        visible = visible & np.tril(np.ones(visible.shape[1:], np.bool_))
    count = visible.sum(axis=2)
    counted = reading & (count > 1)
    if not counted.any():
        return np.full(weights.shape[1], np.nan)
    good = np.where(np.isfinite(weights), weights, np.nan).astype(np.float64)
    each = -(good * np.log(np.where(good > 0, good, 1.0))).sum(axis=3) / np.log(np.maximum(count, 2))[:, None]
    return np.asarray(np.where(counted[:, None], each, 0.0).sum(axis=(0, 2)) / counted.sum())


def _mean(weights: Array, reading: Mask) -> Array:
    """Mean over the samples that have such a step, (heads, steps that read, steps that are read)."""
    if len(weights) == 1:
        return np.asarray(weights[0])
    kept = np.where(reading[:, None, :, None], weights, 0.0).sum(axis=0, dtype=np.float64)
    return np.asarray(kept / np.maximum(reading.sum(axis=0), 1)[None, :, None])


# --------------------------------------------------------------------------------------------------- what steps are


def origin_of(
    scene: Scene, theme: Theme, node: NodeTrace, inputs: Array, time: int, looked: Looked | None
) -> StepNames:
    """What the first ``time`` steps that enter a layer stand for: tokens, patches of an image, or just steps."""
    entering, data = scene.trace.path.input, scene.experiment.data
    regions = patches_behind(scene.trace.network_of(node.id), node)
    if regions and inputs.ndim == 4:
        return _patched(scene, theme, inputs, regions)
    same = node.inputs is not None and entering.timed and node.inputs[0].time == entering.time
    known = len(inputs) == 1 and inputs.ndim == 2 and np.isfinite(inputs).all()
    if isinstance(data, TokenSet) and same and known:
        tokens, vocabulary = inputs[0, :time].astype(int).tolist(), data.vocabulary()
        texts = tuple(map(inked, vocabulary.spell(tokens) if looked is None else step_texts(scene, looked, tokens)))
        quoted = vocabulary.noun != "letter"  # a word would be taken for one of the sentence it stands in
        said = tuple(f"{f'“{text}”' if quoted else text} at step {at + 1}" for at, text in enumerate(texts))
        return StepNames(StepLabels(texts), said, vocabulary.noun, vocabulary.nouns, written=True)
    texts = tuple(str(at + 1) for at in range(time))
    return StepNames(StepLabels(texts), tuple(f"step {text}" for text in texts), "step", "steps")


def patches_behind(network: NetworkTrace, node: NodeTrace) -> tuple[Region, ...]:
    """The regions of the network's input from which the steps that enter a layer are made; empty where they are not."""
    here, time = node, None if node.inputs is None else node.inputs[0].time
    while here.sources[0] != INPUT:
        here = network.node(here.sources[0])
        if here.inputs is None or here.output is None or not here.output.timed or here.output.time != time:
            return ()
        regions = here.layer.places(*here.inputs)
        if regions:
            return _onto(regions, here, network)
    return ()


def _onto(regions: tuple[Region, ...], node: NodeTrace, network: NetworkTrace) -> tuple[Region, ...]:
    """Regions of the maps that enter a node as those of the network's input that lie at the same places."""
    if node.inputs is None or network.input.kind != "image":
        return ()
    down, along = network.input.height / node.inputs[0].height, network.input.width / node.inputs[0].width
    return tuple(
        Region(round(each.top * down), round(each.left * along), round(each.bottom * down), round(each.right * along))
        for each in regions
    )


def _patched(scene: Scene, theme: Theme, inputs: Array, regions: tuple[Region, ...]) -> StepNames:
    data = scene.experiment.data
    raw = inputs.mean(axis=0) if scene.samples is None else scene.samples.raw(inputs.mean(axis=0))
    pixels = raw.mean(axis=0) / data.ink
    if len(raw) == COLOURS:
        pixels = 1.0 - pixels  # what is dark stands for ink
    colours = pixel_colours(raw, data, theme)
    noun, many = ("row", "rows") if len({each.left for each in regions}) == 1 else ("patch", "patches")
    said = tuple(f"{noun} {at + 1}" for at in range(len(regions)))
    texts = tuple(str(at + 1) for at in range(len(regions)))
    pictures = tuple(image(colours[each.top : each.bottom, each.left : each.right]) for each in regions)
    boxes = tuple((each.top, each.left, each.bottom, each.right) for each in regions)
    return StepNames(StepLabels(texts, pictures), said, noun, many, False, pixels, boxes)


# --------------------------------------------------------------------------------------------------- words


def sentence(look: AttentionLook, head: int, row: int, column: int) -> str:
    """What a step looks at in a head, in words; with a row of −1, who looks at the step of that column."""
    weights = look.shown.weights[head]
    said, read = look.origin.said, len(look.shown.read)
    if row >= len(look.shown.readers) or column >= read or not np.isfinite(weights).all():
        return ""
    mean = f" on average over {look.examples}" if look.examples > 1 else ""
    if row >= 0 and column >= 0:
        if not look.shown.sees(row, column):
            return _first(look, f"{said[row]} cannot see {said[column]}, which comes later")
        to = _read(look, row, column)
        return _first(
            look, f"{_reader(look, row)} looks at {to} with weight {fixed(float(weights[row, column]), 2)}{mean}"
        )
    if column >= 0:
        best = int(weights[:, column].argmax())
        return _first(
            look,
            f"{said[column]} is read most by {_reader(look, best)}: {fixed(float(weights[best, column]), 2)}{mean}",
        )
    if row < 0:
        return ""
    seen = weights[row] if not look.shown.unseen.size else weights[row][~look.shown.unseen[row]]
    best = int(seen.argmax())
    if len(seen) == 1:
        return _first(look, f"{_reader(look, row)} can see only itself")
    if seen[best] < 1.25 / len(seen):
        return _first(look, f"{_reader(look, row)} looks at all {len(seen)} {look.origin.many} about alike{mean}")
    most = "mostly" if seen[best] >= 0.5 else "most"
    return _first(
        look, f"{_reader(look, row)} looks {most} at {_read(look, row, best)}: {fixed(float(seen[best]), 2)}{mean}"
    )


def pair_words(look: AttentionLook, head: int, row: int, column: int) -> str:
    """The score and the weight of one pair of steps, for where a title names the step that reads; else its sentence."""
    weights = look.shown.weights[head]
    inside = 0 <= row < len(look.shown.readers) and 0 <= column < len(look.shown.read)
    if not inside or look.scores is None or not look.shown.sees(row, column) or not np.isfinite(weights).all():
        return sentence(look, head, row, column)
    score = fixed(float(look.scores[head, row, column]), 2)
    said = f"{_read(look, row, column)}: score {score}, weight {fixed(float(weights[row, column]), 2)}"
    return said if look.origin.written else said[:1].upper() + said[1:]


def summary(look: AttentionLook, whose: str) -> str:
    """Whose attention it is, over how many steps, and what is left out."""
    if not look.finite:
        return "the weights are no numbers any more"
    count = len(look.shown.read)
    said = f"{whose}, {count_words(count)} {look.origin.noun if count == 1 else look.origin.many}"
    if look.padding:
        said += f", {count_words(look.padding)} of padding left out"
    if look.examples > 1 and len(set(look.counts.tolist())) > 1:
        longest = int(look.counts[-1])
        said += f"; only {count_words(longest)} {'is' if longest == 1 else 'are'} that long"
    return said


def reader_words(look: AttentionLook, row: int) -> str:
    """How a step that reads is titled: *How D at step 2 reads*."""
    return f"How {_reader(look, row)} reads"


def _reader(look: AttentionLook, row: int) -> str:
    return "the summary" if look.pools else look.origin.said[row]


def _read(look: AttentionLook, row: int, column: int) -> str:
    return "itself" if row == column and not look.pools else look.origin.said[column]


def _first(look: AttentionLook, words: str) -> str:
    """With a capital, where it does not begin with a token, which stays as it is."""
    return words if look.origin.written and not look.pools else words[:1].upper() + words[1:]


def formula(look: AttentionLook) -> str:
    """How weights come from scores."""
    if look.examples > 1:
        return f"mean weights of {look.examples} examples"
    if look.scores is None:
        return "softmax of the scores"
    root = math.isqrt(look.width)
    if not look.width:
        return "softmax(vᵀ tanh(W x + b))" if look.pools else "scores, then softmax"
    return f"q · k / {root if root * root == look.width else f'√{look.width}'}, then softmax"
