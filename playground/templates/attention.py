"""Templates of transformers: whole ones, and one block laid out in its parts."""

from __future__ import annotations

from typing import ClassVar

from playground.model.layer import Layer, Part
from playground.model.needs import PATCH
from playground.model.network import INPUT, Node
from playground.model.registry import LAYERS
from playground.model.signal import Signal
from playground.model.template import Template, chain

WIDTH, HEADS, FEED_FORWARD, BLOCKS = 32, 4, 64, 2
NARROW = 8
"""With fewer numbers a step than this, a norm over the step leaves little to tell steps apart by."""


class TransformerEncoder(Template, frozen=True, tag="transformer_encoder"):
    """Lets all steps look at each other, twice, and takes their mean: tells what kind of text or image it is (BERT)."""

    label: ClassVar[str] = "Transformer encoder"
    formula: ClassVar[str] = "(Embedding + Position) → Encoder block × 2 → LayerNorm → mean over steps"
    aliases: ClassVar[tuple[str, ...]] = ("transformer classifier", "bert", "vit", "vision transformer")
    sequences: ClassVar[bool] = True

    def pieces(self, entering: Signal) -> tuple[Node, ...]:
        """Steps of 32 numbers, sinusoidal positions, two blocks with the norm before, a last norm, and the mean."""
        position, norm = LAYERS.find("position")(), LAYERS.find("layer_norm")()
        return chain(*_as_steps(entering, WIDTH), position, *_blocks(causal=False), norm, LAYERS.find("mean_steps")())


class CausalLanguageModel(Template, frozen=True, tag="causal_language_model"):
    """Never looks ahead, so that each step can tell which token comes next: a very small GPT for running text."""

    label: ClassVar[str] = "Tiny causal language model"
    formula: ClassVar[str] = "(Embedding + learned Position) → causal block × 2 → LayerNorm"
    aliases: ClassVar[tuple[str, ...]] = ("gpt", "decoder", "next token", "llm")
    sequences: ClassVar[bool] = True

    def pieces(self, entering: Signal) -> tuple[Node, ...]:
        """Steps of 32 numbers, learned positions, two causal blocks with the norm before, and a last norm."""
        position, norm = LAYERS.find("position")(form="learned"), LAYERS.find("layer_norm")()
        return chain(*_as_steps(entering, WIDTH), position, *_blocks(causal=True), norm)


class UnfoldedEncoderBlock(Template, frozen=True, tag="unfolded_encoder_block"):
    """One block of a transformer in its parts, so that each can be looked at, changed or taken out."""

    label: ClassVar[str] = "Encoder block, unfolded"
    formula: ClassVar[str] = "x ← x + Attention(Norm(x)),  x ← x + W₂ GELU(W₁ Norm(x))"
    aliases: ClassVar[tuple[str, ...]] = ("transformer block parts", "attention with skip links")
    sequences: ClassVar[bool] = True

    def pieces(self, entering: Signal) -> tuple[Node, ...]:
        """Norm, attention, dropout and sum, then norm, two linear layers with GELU, dropout and sum."""
        before = chain(*_as_steps(entering, entering.features if _is_wide(entering) else WIDTH))
        width = entering.features if _is_wide(entering) else WIDTH
        heads = next(heads for heads in (HEADS, 2, 1) if width % heads == 0)
        block = LAYERS.find("encoder_block")(heads=heads, hidden=2 * width, dropout=0.1)
        reads = before[-1].id if before else INPUT
        parts = block.parts(Signal("sequence", (1, width)))
        return (*before, *(_node(part, reads, first=not at) for at, part in enumerate(parts)))


def _as_steps(entering: Signal, width: int) -> tuple[Layer, ...]:
    """What makes steps of that many numbers of what enters: Embedding for tokens, patches of an image, Linear."""
    if entering.kind == "tokens":
        return (LAYERS.find("embedding")(width=width),)
    mix = LAYERS.find("linear")(units=width)
    if entering.kind == "image":
        return _cut(entering), mix
    return () if entering.features == width else (mix,)


def _cut(entering: Signal) -> Layer:
    """The largest patches up to the usual size that fill the image; its rows where only single pixels would."""
    sides = [side for side in range(2, PATCH + 1) if not (entering.height % side or entering.width % side)]
    return LAYERS.find("patches")(size=sides[-1]) if sides else LAYERS.find("rows")()


def _blocks(causal: bool) -> tuple[Layer, ...]:
    return (LAYERS.find("encoder_block")(heads=HEADS, hidden=FEED_FORWARD, causal=causal),) * BLOCKS


def _is_wide(entering: Signal) -> bool:
    """Whether a block can work on what enters as it is."""
    return entering.kind == "sequence" and entering.features >= NARROW


def _node(part: Part, reads: str, first: bool) -> Node:
    """A part of a block that reads from a node where the block would read what enters it."""
    inputs = (INPUT,) if first and not part.inputs else part.inputs
    return Node(part.name, part.layer, tuple(reads if name == INPUT else name for name in inputs))
