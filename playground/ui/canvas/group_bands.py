"""Bands: named groups of layers over their cards, or folded into one card. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from playground.model.experiment import Experiment
from playground.model.network import INPUT
from playground.ui.canvas.cards import Card, learned_words
from playground.ui.canvas.lanes import Lane

if TYPE_CHECKING:
    from playground.ui.canvas.layout import Box

HEIGHT = 21.0
"""Room above cards and skip links where the names of groups stand."""


@dataclass(frozen=True)
class GroupBand:
    """A group whose cards all show: its id and name, and its nodes in order.

    Without an id it is a whole network among several, which is neither folded nor renamed.
    """

    id: str
    name: str
    nodes: tuple[str, ...]

    @property
    def is_network(self) -> bool:
        """Whether it is a whole network."""
        return not self.id


@dataclass(frozen=True)
class Bracket:
    """Where a band lies: from ``left`` to ``right`` at height ``y``."""

    band: GroupBand
    left: float
    right: float
    y: float


def bands_of(experiment: Experiment, folded: tuple[str, ...]) -> tuple[GroupBand, ...]:
    """The groups that are not folded."""
    return tuple(GroupBand(group.id, group.name, group.nodes) for group in experiment.groups if group.id not in folded)


def network_bands(lane: Lane, cards: tuple[Card, ...]) -> tuple[GroupBand, ...]:
    """The networks of a lane where they are several, each over its cards."""
    if len(lane.roles) < 2:
        return ()
    shown = [card.id for card in cards]
    parts = zip(lane.roles, lane.sections, strict=True)
    bands = (GroupBand("", role.label, tuple(id for id in shown if id in ids)) for role, ids in parts)
    return tuple(band for band in bands if band.nodes)


def with_groups_folded(cards: tuple[Card, ...], experiment: Experiment, folded: tuple[str, ...]) -> tuple[Card, ...]:
    """The cards with each folded group as one, which goes by the id of its last layer: what leaves it is the same."""
    members = {id: group for group in experiment.groups if group.id in folded for id in group.nodes}
    if not members:
        return cards
    standing = {id: group.nodes[-1] for id, group in members.items()}
    by_id = {card.id: card for card in cards}
    found: list[Card] = []
    for card in cards:
        group = members.get(card.id)
        if group is None:
            sources = tuple(dict.fromkeys(standing.get(source, source) for source in card.sources))
            host = standing.get(card.host, card.host)
            above = found[-1].id if found else INPUT
            if card.docked and sources == (above,):
                host = found[-1].host
            found.append(replace(card, sources=sources, host=host))
        elif card.id == group.nodes[-1]:
            found.append(_folded(tuple(by_id[id] for id in group.nodes), group.id, group.name, standing))
    return tuple(found)


def _folded(members: tuple[Card, ...], id: str, name: str, standing: Mapping[str, str]) -> Card:
    last = members[-1]
    own = {card.id for card in members}
    outside = [source for card in members for source in card.sources if source not in own]
    marked = sorted((card for card in members if card.problem is not None), key=lambda card: not card.broken)
    weights = sum(card.weights for card in members)
    trained = sum(card.weights for card in members if not card.frozen)
    count = f"{len(members)} layers" if len(members) > 1 else "1 layer"
    return Card(
        id=last.id,
        name=name,
        chip=last.chip,
        face="group",
        rows=last.rows,
        host=last.id,
        sources=tuple(dict.fromkeys(standing.get(source, source) for source in outside)),
        footer=f"{count} · {learned_words(weights, trained)}" if weights else count,
        problem=marked[0].problem if marked else None,
        layer=last.layer,
        unknown=last.chip == "?" and not marked,
        weights=weights,
        members=tuple(card.id for card in members),
        group=id,
        timed=last.timed,
        features=last.features,
        padding=last.padding if last.timed else None,
        frozen=weights > 0 and not trained,
    )


def height_of(bands: tuple[GroupBand, ...]) -> float:
    """Room for the names of the bands: those of networks above those of groups."""
    return HEIGHT * len({band.is_network for band in bands})


def brackets(bands: tuple[GroupBand, ...], boxes: Mapping[str, Box], y: float) -> tuple[Bracket, ...]:
    """Where the bands lie, a little wider than their cards."""
    low = y + height_of(bands) - HEIGHT
    return tuple(
        Bracket(band, boxes[band.nodes[0]].x - 5, boxes[band.nodes[-1]].right + 5, y if band.is_network else low)
        for band in bands
        if set(band.nodes) <= set(boxes)
    )
