"""Widths: how wide cards and the gaps between them are, roomy or squeezed. Pure arithmetic in px of the design."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import floor
from typing import Literal

from playground.numerals import count, paged
from playground.ui.canvas.cards import LARGEST_BARS, Card

TILES = (56.0, 42.0, 28.0)
SMALL_TILES = (21.0, 18.0)
"""Sides of tiles where many rows are to be seen at once and there is no room for larger ones."""
MOST_ROWS = 16
"""Cards with more rows than this are paged."""
PAGE = 8
"""How many rows a page has."""
WIDER = 12.0
"""How much wider cards with the largest tiles are."""
CURVE_EXTRA = 10.0
"""How much wider than other tiles those with a curve are."""
MARGIN = 20.0
TIGHT_MARGIN = 8.0
GAP = 32.0
TIGHT_GAP = 24.0
"""The narrowest gap in which a ``+`` always shows."""
SLIM_GAP = 18.0
TIGHT_SLIM_GAP = 12.0

TextWidth = Callable[[str, str], float]
"""Width in px of a text in a role of the design language."""
FootItem = Literal["words", "state", "scale", "pager"]
_SCALE = "±0.00"
_GRADIENTS = "±0.0000"
_FROM_ZERO = "0 to 0.00"
_STATE = "84 % flat"

_WIDTHS = {
    "units": 90.0,
    "curve": 78.0,
    "maps": 82.0,
    "pooled": 78.0,
    "group": 90.0,
    "features": 88.0,
    "image": 92.0,
    "surface": 120.0,
    "bars": 112.0,
    "steps": 84.0,
    "heads": 114.0,
    "tokens": 56.0,
    "answers": 96.0,
}
MATRIX, MATRIX_LABEL = 64.0, 19.0
"""Largest side of the matrix of a head, and room for its name above it."""
LEAST_MATRIX = 14.0
HEAD_COLUMNS = 4
"""In so many columns at most the heads of a card lie."""
EXAMPLES = 24.0
"""Room that the arrows to other examples take beside a name, more than its margin."""
STRIP, WORD = 64.0, 72.0
"""Width of a strip of numbers, and of a tile with a word."""
LOOKING_GAP, TIGHT_LOOKING_GAP = 90.0, 56.0
"""Gaps in which lines tell who looks at whom, between as many steps on either side."""
LEAST_STEP, READ_STEP = 11.0, 17.0
"""The least distance of two steps of a sequence at which all of them are shown at once; else that of a page of them."""
LEAST_BAR, READ_BAR = 12.0, 15.0
"""The same for bars with their names."""
BAR_NAME, LONGEST_NAME = 34.0, 66.0
"""Width of the name of a bar in a card of the usual width, and what longer ones may take of a wider card."""
SPINE = 30.0
"""Where the turned name of a spine ends and its pictures start."""
INSET_HIGH = 64.0
"""Height of the histograms at the foot of a spine, and of the words below them."""
INSET_FOOT = 28.0
_INSETS = {"spread": 36.0, "parts": 82.0}
"""Widths of spines that show more than their name."""
_NARROW = {"surface": 120.0, "bars": 100.0, "image": 78.0}
"""The least width of cards whose picture is no tile: captions and numbers are printed there."""


@dataclass(frozen=True)
class Spacing:
    """Widths of cards by id, the gaps between them from left to right, and the margin at both ends."""

    widths: Mapping[str, float]
    gaps: tuple[float, ...]
    margin: float

    @property
    def total(self) -> float:
        """Width of the whole network."""
        return 2 * self.margin + sum(self.gaps) + sum(self.widths.values())


def detached(
    cards: tuple[Card, ...], feet: Mapping[str, tuple[FootItem, ...]], measure: TextWidth, leaving: set[str]
) -> Spacing:
    """The usual spacing. ``leaving`` names the cards after which a skip link leaves the rail."""
    gaps = tuple(_gap(left, right, leaving, GAP, SLIM_GAP) for left, right in pairwise(cards))
    return Spacing({card.id: _width(card, feet[card.id], measure) for card in cards}, gaps, MARGIN)


def tight(
    cards: tuple[Card, ...],
    feet: Mapping[str, tuple[FootItem, ...]],
    measure: TextWidth,
    leaving: set[str],
    tile: float,
) -> Spacing:
    """The narrowest spacing for tiles of that side at which all words are still whole."""
    gaps = tuple(_gap(left, right, leaving, TIGHT_GAP, TIGHT_SLIM_GAP) for left, right in pairwise(cards))
    return Spacing({card.id: _width(card, feet[card.id], measure, tile) for card in cards}, gaps, TIGHT_MARGIN)


def squeezed(roomy: Spacing, narrow: Spacing, width: float) -> Spacing:
    """As much of the roomy spacing as fits a width; the narrow one where even that does not fit."""
    give = roomy.total - narrow.total
    part = min(max((roomy.total - width) / give, 0.0), 1.0) if give > 0 else 0.0

    def between(most: float, least: float) -> float:
        return most + part * (least - most)

    widths = {id: float(floor(between(most, narrow.widths[id]))) for id, most in roomy.widths.items()}
    gaps = tuple(between(most, least) for most, least in zip(roomy.gaps, narrow.gaps, strict=True))
    return Spacing(widths, gaps, between(roomy.margin, narrow.margin))


def shown_steps(count: int, room: float) -> int:
    """How many of a sequence's steps are seen at once: all where they have room, else a page that can be read."""
    if not count or room / count >= LEAST_STEP:
        return count
    return max(min(int(room // READ_STEP), count), 2)


def strip_width(tile: float) -> float:
    """How wide the strip of a step is, beside tiles of that side."""
    return STRIP + (WIDER if tile == TILES[0] else 0.0)


def step_height(tile: float, pitch: float) -> float:
    """How high the strip of a step is where two steps are so far apart: lower than a tile, so that steps are parted."""
    return float(round(min(0.8 * tile, pitch - min(6.0, max(1.0, 0.15 * pitch)))))


def len_of_bars(card: Card, room: float) -> int:
    """How many bars a card shows at once: all where their names have room one below the other, else a page."""
    if card.rows > LARGEST_BARS:
        return PAGE
    return card.rows if not room or room >= card.rows * LEAST_BAR else max(min(int(room // READ_BAR), card.rows), 2)


def wanted_rows(cards: tuple[Card, ...]) -> int:
    """How many rows should be seen at once: all of them on cards with up to 16, a page of those with more.

    Steps of a sequence stand closer where they are many, and need no more room than a page.
    """
    rows = [min(card.rows, PAGE) if card.timed else card.rows for card in cards if card.tiled]
    pages = [PAGE for count in rows if count > MOST_ROWS]
    return max([1, *pages, *(count for count in rows if count <= MOST_ROWS)])


def may_be_small(cards: tuple[Card, ...]) -> bool:
    """Whether many rows are worth small tiles: not where maps of images would lose their pixels."""
    return not any(card.rows > PAGE for card in cards if card.face in ("maps", "pooled"))


def pager_card(cards: tuple[Card, ...], host: str) -> str:
    """Which card of an outline carries the pager: the last that has no other words at its foot, else the first."""
    group = [card for card in cards if card.host == host and (card.tiled or card.face in ("bars", "features"))]
    free = [card for card in group if not card.footer and card.problem is None]
    if free:
        return free[-1].id
    return group[0].id if group else ""


def foot_items(
    card: Card, cards: tuple[Card, ...], slots: int, measure: TextWidth, room: float = 0.0
) -> tuple[FootItem, ...]:
    """What a card says at its foot, from top to bottom: two lines at most.

    ``slots`` rows are in view, or as many steps of a sequence as ``room`` has.
    """
    slots = shown_steps(card.rows, room) if card.timed else slots
    if card.face == "spine":
        return ("pager",) if card.tiled and card.rows > slots and card.id == pager_card(cards, card.host) else ()
    items: list[FootItem] = ["words"] if card.footer or card.problem else []
    if card.judged and not items:
        items.append("state")
    shown = len_of_bars(card, room) if card.face == "bars" else slots
    crowded = card.face == "heads" and card.heads > _room_for_heads(room)
    paged = card.rows > shown and not card.single and not card.options and card.id == pager_card(cards, card.host)
    if crowded or paged:
        items.append("pager")
    if _scaled(card) and len(items) < 2 and _header(card, measure) > _width(card, ("scale",), measure):
        items.insert(len(items) if "pager" not in items else 0, "scale")
    return tuple(items)


def _scaled(card: Card) -> bool:
    shown = card.face in ("units", "maps", "pooled", "features", "surface", "group", "steps", "heads")
    return shown or (card.shows_gradients and card.face in ("curve", "image", "bars"))


def _header(card: Card, measure: TextWidth) -> float:
    """Width of the chip with the scale beside it."""
    scale = _GRADIENTS if card.shows_gradients else _FROM_ZERO if card.timed else _SCALE
    return measure(card.chip, "tick") + 34 + measure(scale, "tick")


def _gap(left: Card, right: Card, leaving: set[str], usual: float, slim: float) -> float:
    if right.docked:
        return 0.0
    if right.attends:
        return TIGHT_LOOKING_GAP if usual == TIGHT_GAP else LOOKING_GAP
    return (slim if "spine" in (left.face, right.face) else usual) + (10.0 if left.id in leaving else 0.0)


def _width(card: Card, feet: tuple[FootItem, ...], measure: TextWidth, tile: float = 0.0) -> float:
    """The usual width of a card, or with ``tile`` the narrowest for tiles of that side; never less than its words."""
    if card.face == "spine":
        return max(_INSETS.get(card.inset, SPINE), _pager_width(card, measure) if "pager" in feet else 0.0)
    pad = 16 if tile else 20
    usual = _WIDTHS[card.face] - (10 if card.face == "features" and not card.labels else 0)
    if card.face == "steps" or card.stripes:
        usual = max(usual - 4.0 if tile else usual, STRIP + 16.0 if not card.patch else 0.0)
    elif card.face in ("tokens", "answers"):
        usual += WORD - 34.0 if card.wide else 0.0
        usual -= 6.0 if tile else 0.0
    elif tile and card.face != "heads":
        usual = min(usual, _NARROW.get(card.face, tile + (CURVE_EXTRA if card.face == "curve" else 0.0) + 24.0))
        usual = max(usual, tile + 46.0) if card.face == "features" and card.labels else usual
    if card.face == "bars":
        longest = max((measure(name, "tick") for name in card.labels), default=0.0)
        usual += max(min(longest, LONGEST_NAME) - BAR_NAME, 0.0)
    beside = EXAMPLES if card.chooses else 18 if card.pinned or card.members else 0
    name = measure(card.name, "card") + pad + beside
    header = _header(card, measure) if _scaled(card) and "scale" not in feet else measure(card.chip, "tick") + pad + 8
    footer = measure(_learning_foot(card), "tick") + (14 if tile and not card.members else 20)
    footer = max(footer, measure(_STATE, "tick") + 28 if card.judged else 0.0)
    pager = _pager_width(card, measure) if "pager" in feet else 0.0
    return float(floor(max(usual, name, header, footer, pager) + 0.5))


def _learning_foot(card: Card) -> str:
    """What a card says at its foot while all of it learns: freezing makes no card wider or narrower."""
    before, dot, _ = card.footer.rpartition(" · ")
    return f"{before}{dot}{count(card.weights)} params" if card.weights and not card.back else card.footer


def _room_for_heads(room: float) -> int:
    """How many heads a card can show at once."""
    return HEAD_COLUMNS * max(int(room // (LEAST_MATRIX + MATRIX_LABEL)), 1)


def _pager_width(card: Card, measure: TextWidth) -> float:
    return measure(paged(max(card.rows - PAGE, 0), card.rows, card.rows), "tick") + 30
