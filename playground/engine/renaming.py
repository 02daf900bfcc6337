"""Renaming: where numbers stand for other tokens or classes than before, what was learned of each goes along with it.

The rows of an embedding are tokens, those of the output classes. Other data, a text that is read anew and many settings
put them in another order, or bring others.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch

from playground.engine.carrying import carry
from playground.engine.networks import Networks
from playground.engine.resizing import Places, ResizedTensor, resize
from playground.model.dataset import DataSet
from playground.model.difference import Difference
from playground.model.network import INPUT
from playground.model.trace import NetworkTrace, NodeTrace

Traces = tuple[NetworkTrace, NetworkTrace]
Data = tuple[DataSet, DataSet]


def go_over(
    networks: tuple[Networks, Networks], traces: Traces, data: Data, by: Difference
) -> tuple[tuple[str, ...], tuple[ResizedTensor, ...]]:
    """Let new networks go on with what old ones learned, as far as it fits; each pair is before and after.

    Returns the nodes that kept all they learned, and the tensors of which parts went over.
    """
    renamed = renamings(traces, data) if by.data else {}
    kept = carry(*networks, without=frozenset(renamed))
    # Of other data or another loss features may be others, too, so that nothing is told of their sizes.
    resized = () if by.data or by.loss else resize(*networks, *traces)
    return kept, resized + _moved(*networks, renamed)


def renamings(traces: Traces, data: Data) -> dict[str, Places]:
    """The nodes whose rows have other names now, each with the rows of before and after that are of the same name."""
    found = {}
    for after in traces[1].nodes:
        before = next((node for node in traces[0].nodes if node.id == after.id), None)
        if before is None or type(before.layer) is not type(after.layer):
            continue
        names = [_rows(node, trace, kind) for node, trace, kind in zip((before, after), traces, data, strict=True)]
        if names[0] != names[1] and all(names):
            found[after.id] = _places(*names)
    return found


def _rows(node: NodeTrace, trace: NetworkTrace, data: DataSet) -> tuple[str, ...]:
    """What the rows of what a node learned stand for; empty where they stand for nothing that has a name."""
    if node.layer.reads_tokens and node.sources == (INPUT,) and trace.input.kind == "tokens":
        return data.names().texts[: trace.input.vocabulary]
    target = data.target()
    if not node.layer.pinned or target.has_values or node.output is None:
        return ()
    return target.names if node.output.channels == target.count else ()


def _places(before: tuple[str, ...], after: tuple[str, ...]) -> Places:
    known = {name: place for place, name in reversed(list(enumerate(before)))}
    new = [place for place, name in enumerate(after) if name in known]
    old = [known[after[place]] for place in new]
    return torch.tensor(old, dtype=torch.int64), torch.tensor(new, dtype=torch.int64)


def _moved(old: Networks, new: Networks, renamed: Mapping[str, Places]) -> tuple[ResizedTensor, ...]:
    """Copy the rows that go over; those of new names begin with their starting weights."""
    made = []
    for id, places in renamed.items():
        known = dict(old.module(id).named_parameters())
        for name, value in new.module(id).named_parameters():
            before = known.get(name)
            if before is not None and before.shape[1:] == value.shape[1:] and len(places[0]):
                made.append(ResizedTensor(before, value, (places,)))
                made[-1].move(before, value)
    return tuple(made)
