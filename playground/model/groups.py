"""Groups: named runs of neighbouring nodes, and how they outlive edits. They change nothing of what is computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

import msgspec

from playground.model.experiment import Experiment
from playground.model.network import Group, Network, is_identifier, why_no_identifier
from playground.model.spelling import one_line, quoted

LONGEST_NAME = 40


def neat(name: str) -> str:
    """A name as groups have them: one line of at most ``LONGEST_NAME`` letters that can be seen; empty without any."""
    return one_line(name)[:LONGEST_NAME].rstrip()


def kept(groups: tuple[Group, ...], ids: tuple[str, ...]) -> tuple[Group, ...]:
    """The groups after an edit, in the order of the network.

    What came to stand between two members joins them; a group without nodes is gone. A node that is in another group
    already ends the run there.

    Args:
        groups: as they were.
        ids: of all nodes as they are now, in order.
    """
    owners = {node: group.id for group in groups for node in group.nodes}
    found = []
    for group in groups:
        places = [place for place, id in enumerate(ids) if id in group.nodes]
        run: list[str] = []
        for id in ids[places[0] : places[-1] + 1] if places else ():
            if owners.get(id, group.id) != group.id:
                break
            run.append(id)
        if run:
            found.append(msgspec.structs.replace(group, nodes=tuple(run)))
    return tuple(sorted(found, key=lambda group: ids.index(group.nodes[0])))


def without(groups: tuple[Group, ...], moved: str, ids: tuple[str, ...]) -> tuple[Group, ...]:
    """The groups after one node was moved: it leaves its group unless it still stands beside a member.

    One that is a group alone stays that, unless it stands amid another group now, which it then joins.

    Args:
        groups: as they were.
        moved: the node.
        ids: of all nodes as they are now, in order.
    """
    place = ids.index(moved)
    beside = {*ids[max(place - 1, 0) : place], *ids[place + 1 : place + 2]}
    amid = len(beside) == 2 and any(moved not in group.nodes and beside <= set(group.nodes) for group in groups)

    def stays(group: Group) -> bool:
        return bool(beside & set(group.nodes)) or (len(group.nodes) == 1 and not amid)

    return tuple(
        group
        if moved not in group.nodes or stays(group)
        else msgspec.structs.replace(group, nodes=tuple(id for id in group.nodes if id != moved))
        for group in groups
    )


def fresh_group_id(groups: tuple[Group, ...]) -> str:
    """An id for a new group beside those: the first free number, such as ``group_2``."""
    used = {group.id for group in groups}
    number = 1
    while f"group_{number}" in used:
        number += 1
    return f"group_{number}"


def group_problems(groups: tuple[Group, ...], network: Network, others: Collection[str] = ()) -> list[str]:
    """What is wrong with groups that someone wrote by hand: a line for each. ``others`` are ids of other networks'."""
    problems = []
    ids = tuple(node.id for node in network.nodes if not node.layer.pinned)
    taken: set[str] = set()
    for id, count in Counter(group.id for group in groups).items():
        if not is_identifier(id):
            problems.append(f"the id {quoted(id)} {why_no_identifier(id)}.")
        elif count > 1 or id in others:
            problems.append(f"the id '{id}' is used twice.")
    for place, group in enumerate(groups):
        this = f"the group '{group.id}'" if is_identifier(group.id) else f"group {place + 1}"
        if not group.name or group.name != neat(group.name):
            problems.append(
                f"{this} cannot be called {quoted(group.name)}: a name is one line of 1 to {LONGEST_NAME} letters."
            )
        if not group.nodes:
            problems.append(f"{this} has no layers.")
        elif not _is_run(group.nodes, ids):
            problems.append(f"{this} must name layers that stand side by side, the output not among them.")
        elif not taken.isdisjoint(group.nodes):
            problems.append(f"{this} names a layer that is in another group.")
        taken |= set(group.nodes)
    return problems


def _is_run(nodes: tuple[str, ...], ids: tuple[str, ...]) -> bool:
    if nodes[0] not in ids:
        return False
    place = ids.index(nodes[0])
    return ids[place : place + len(nodes)] == nodes


def standing_for(experiment: Experiment, folded: tuple[str, ...], id: str) -> tuple[str, ...]:
    """The nodes that one card stands for: all of a folded group's for its last, else the node itself."""
    group = experiment.group_of(id)
    return group.nodes if group is not None and group.id in folded and id == group.nodes[-1] else (id,)


def shown_as(experiment: Experiment, folded: tuple[str, ...], id: str) -> str:
    """The node under whose card a node is to be found: the last of its group where that is folded, else itself."""
    group = experiment.group_of(id)
    return group.nodes[-1] if group is not None and group.id in folded else id
