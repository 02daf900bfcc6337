"""Writer: a text that goes on token by token, each drawn from what the network expects next. No widget."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from playground import numerals as words
from playground.engine.answer_values import Continued
from playground.engine.messages import Moment
from playground.engine.requests import OnExamples
from playground.model import sampling
from playground.model.answer_words import inked
from playground.model.sequences import TokenSet
from playground.ui.examples.looked_at import part_inputs, part_of
from playground.ui.examples.token_texts import token_texts
from playground.ui.state.moments import as_of
from playground.ui.state.scene import Scene
from playground.ui.views.generated_text.token_text import WrittenPiece

Array = npt.NDArray[Any]
LOOKED_THROUGH = 100
"""Among so many examples a beginning is looked for."""
LETTERS, WORDS = 16, 4
"""How many tokens a beginning has at most."""


@dataclass(frozen=True)
class Drawn:
    """One token that was written: the share it had when it was drawn, and which network wrote it."""

    token: int
    share: float
    moment: Moment
    picked: bool = False
    """Whether a person chose it, rather than chance."""


@dataclass
class Writer:
    """A beginning, and what was written after it.

    The same seed has the same luck at each place, so the same network writes the same text again.
    """

    prompt: tuple[int, ...] = ()
    temperature: float = 0.8
    seed: int = 0
    written: list[Drawn] = field(default_factory=list)
    typed: tuple[str, ...] = ()
    """The pieces of the beginning as somebody typed them, one a token; empty where nobody did."""

    def begin(self, prompt: tuple[int, ...], typed: tuple[str, ...] = ()) -> None:
        """Start over after another beginning."""
        self.prompt, self.typed = prompt, typed
        self.written.clear()

    @property
    def tokens(self) -> tuple[int, ...]:
        """All of the text."""
        return (*self.prompt, *(drawn.token for drawn in self.written))

    @property
    def moments(self) -> tuple[Moment, ...]:
        """Which networks wrote it, the first one first."""
        return tuple(dict.fromkeys(drawn.moment for drawn in self.written))

    def is_by(self, moment: Moment | None) -> bool:
        """Whether that network, and no other, wrote all there is."""
        return self.moments in ((), (moment,))

    def window(self, length: int) -> tuple[tuple[int, ...], int]:
        """What a network reads of it, and the place whose output tells the next token (see ``read_window``)."""
        return sampling.read_window(self.tokens, length)

    def texts(self, data: TokenSet, length: int) -> tuple[str, ...]:
        """What the last ``length`` tokens are called, those that were typed as they were."""
        spell = data.vocabulary().spell
        return (*(self.typed or spell(self.prompt)), *spell(self.tokens[len(self.prompt) :]))[-length:]

    def tempered(self, shares: Array) -> Array:
        """Shares (classes,) at this temperature."""
        return sampling.tempered(shares, self.temperature)

    def draw(self, shares: Array, moment: Moment) -> Drawn | None:
        """Write one more token by chance, from tempered shares; ``None`` where they are no numbers."""
        if not np.isfinite(shares).all():
            return None
        return self.pick(sampling.drawn(shares, self.seed, len(self.written)), shares, moment, picked=False)

    def take(self, continued: Continued, moment: Moment) -> None:
        """Write on with what a network wrote."""
        pairs = zip(continued.tokens.tolist(), continued.shares.tolist(), strict=True)
        self.written += [Drawn(token, share, moment) for token, share in pairs]

    def pick(self, token: int, shares: Array, moment: Moment, picked: bool = True) -> Drawn:
        """Write one more token that was chosen."""
        drawn = Drawn(token, float(shares[token]), moment, picked)
        self.written.append(drawn)
        return drawn


def authors(moments: tuple[Moment, ...], now: Moment | None) -> tuple[str, str]:
    """Which network wrote a text, or which ones, in a few words and a sentence; empty where nothing is written.

    ``now`` is the network as it is; where it was changed since by other than learning, that is said.
    """
    if not moments:
        return "", ""
    steps = [moment.step for moment in moments]
    first, last = words.count(min(steps)), words.count(max(steps))
    if len(moments) > 1:
        said = f"mixed: steps {first} to {last}" if first != last else f"mixed: step {first}, before and after a change"
        return said, "Several networks wrote it; point at a token to see of which step. Write begins anew with one."
    tip = "All of it is by the network of that step; Write begins anew with a later one."
    return as_of(moments[0], now), tip


def pieces(writer: Writer, data: TokenSet) -> tuple[WrittenPiece, ...]:
    """The beginning, and every token after it with how it came about."""
    vocabulary = data.vocabulary()
    begun = vocabulary.joiner.join(writer.typed) if writer.typed else vocabulary.write(writer.prompt)
    found = [WrittenPiece(begun, True, "The beginning.")] if begun else []
    for drawn in writer.written:
        how = "picked" if drawn.picked else "drawn"
        name = inked(vocabulary.spell((drawn.token,))[0])
        tip = f"{name}: {how} with {words.share(drawn.share)}, step {words.count(drawn.moment.step)}."
        found.append(WrittenPiece(vocabulary.joiner + vocabulary.write((drawn.token,)), False, tip))
    return tuple(found)


def first_words(data: TokenSet, scene: Scene | None) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The beginning of a line from the first examples, or of the first one where none begins a line: tokens and texts.

    Nothing before there are samples.
    """
    inputs = None if scene is None else part_inputs(scene)
    if scene is None or inputs is None or not len(inputs):
        return (), ()
    index, first, last = _beginning(data, inputs)
    tokens = tuple(inputs[index].tolist())
    texts = token_texts(data, tokens, OnExamples(part_of(scene), (index,)))
    return tokens[first:last], texts[first:last]


def _beginning(data: TokenSet, inputs: Array) -> tuple[int, int, int]:
    """Which example (N, time) begins a line, and from which step to which."""
    vocabulary = data.vocabulary()
    most = min(WORDS if vocabulary.joiner else LETTERS, data.signal().time)
    names = vocabulary.texts
    breaks = [token for token, name in enumerate(names) if name == "\n"]
    for index, sample in enumerate(inputs[:LOOKED_THROUGH]):
        for place in np.flatnonzero(np.isin(sample[:-most], breaks)).tolist():
            found = sample[place + 1 : place + 1 + most].tolist()
            if names[found[0]].isalpha():
                gaps = [at for at, token in enumerate(found) if names[token].isspace()]
                return index, place + 1, place + 1 + (gaps[-1] if gaps else most)  # no word is cut
    return 0, 0, most
