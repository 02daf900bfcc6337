"""Receptive field: the pixels of the input image on which one pixel further on rests."""

from __future__ import annotations

from playground.model.derivation import Region
from playground.model.network import INPUT
from playground.model.signal import Signal
from playground.model.trace import NetworkTrace


def receptive_field(network: NetworkTrace, node: str, place: tuple[int, int], clipped: bool = True) -> Region | None:
    """The smallest rectangle of the input image with all pixels that the numbers at a place of a node rest on.

    ``place`` is (row, column) in what leaves the node, any channel; it plays no part where that is a row of numbers.
    Through skip links it is the rectangle round what all paths see. As drawn (``clipped``) it ends at the border of the
    image, and on the way padding counts for nothing; without, it is the one of textbooks, which padding does not stop.
    A dilated window counts with its gaps, so at a border it may seem a few pixels larger than it is.

    Returns ``None`` where the input is no image, shapes are not known, or the place sees padding alone.

    Raises:
        KeyError: there is no such node.
    """
    if network.input.kind != "image" or network.signal(node) is None:
        return None
    row, column = place
    seen: dict[str, Region] = {node: Region(row, column, row + 1, column + 1)}
    for each in reversed(network.nodes):
        region = seen.get(each.id)
        if region is None or each.inputs is None:
            continue
        entered = each.layer.receptive_field(region, *each.inputs)
        for source, signal in zip(each.sources, each.inputs, strict=True):
            part = _within(entered, signal) if clipped else entered
            if part is not None:
                seen[source] = _round(seen[source], part) if source in seen else part
    return seen.get(INPUT)


def _within(region: Region, signal: Signal) -> Region | None:
    """The part of a region that lies on the image; ``None`` where none does. A row of numbers has no borders."""
    if signal.kind != "image":
        return region
    top, left = max(region.top, 0), max(region.left, 0)
    bottom, right = min(region.bottom, signal.height), min(region.right, signal.width)
    return Region(top, left, bottom, right) if top < bottom and left < right else None


def _round(one: Region, other: Region) -> Region:
    """The rectangle round two."""
    return Region(
        min(one.top, other.top),
        min(one.left, other.left),
        max(one.bottom, other.bottom),
        max(one.right, other.right),
    )
