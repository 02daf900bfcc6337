"""Groups: what a person does to named runs of layers. Choosing, naming, folding, dissolving."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject, Signal

from playground.model import grouping, unfolding
from playground.model.experiment import Experiment
from playground.model.groups import shown_as, standing_for
from playground.model.network import Group
from playground.ui.state.focus import Focus
from playground.ui.state.store import Store


class Groups(QObject):
    """Edits of groups, and which of them are folded. Folding is a way to look, and nothing to undo.

    Signals: ``folded_changed()`` when a group was folded or unfolded; ``run_changed()`` when another run of cards is
    chosen to become a group; ``name_wanted(str)`` when a group's name is to be typed.
    """

    folded_changed = Signal()
    run_changed = Signal()
    name_wanted = Signal(str)

    def __init__(self, store: Store, focus: Focus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._focus = focus
        self._run: tuple[str, ...] = ()
        focus.node_changed.connect(self._on_selected)
        store.changed.connect(self._on_changed)
        store.loaded.connect(self._on_loaded)

    @property
    def all(self) -> tuple[Group, ...]:
        """The groups that there are."""
        return self._store.experiment.groups

    @property
    def folded(self) -> tuple[str, ...]:
        """Ids of the groups that are folded."""
        return self._store.views.folded

    @property
    def run(self) -> tuple[str, ...]:
        """The nodes that are chosen to become a group, in order; empty for none."""
        return self._run

    @property
    def run_words(self) -> str:
        """How many nodes are chosen, and what can be done with them; empty for none."""
        words = f"{len(self._run)} layers are chosen" if len(self._run) > 1 else "1 layer is chosen"
        return f"{words}: Ctrl+G makes them a group." if self._run else ""

    def group_of(self, node: str) -> Group | None:
        """The group that a node is in."""
        return self._store.experiment.group_of(node)

    def has_next(self, node: str) -> bool:
        """Whether a card can become a group with the one that follows."""
        return len(self._pair(node)) > 1

    def toggle(self, id: str) -> None:
        """Fold a group into one card, or show its cards again."""
        if id in self.folded:
            self._look(tuple(other for other in self.folded if other != id))
        elif group := self._named(id):
            standing = {each.id for each in self.all}
            if self._focus.node in group.nodes:
                self._focus.select(group.nodes[-1])
            self._look((*(other for other in self.folded if other in standing), id))

    def extend(self, node: str) -> None:
        """Choose the run of layers from the selected one to another; the input and the output stay outside."""
        ids = self._layers_beside(node)
        here = self._focus.node if self._focus.node in ids else node
        if self._focus.node != here:
            self._focus.select(here)
        if node not in ids:
            return
        places = [
            ids.index(id) for end in (here, node) for id in standing_for(self._store.experiment, self.folded, end)
        ]
        self._choose(ids[min(places) : max(places) + 1])

    def forget_run(self) -> None:
        """Choose no run of layers any more."""
        self._choose(())

    def make(self) -> None:
        """Make the chosen run, or the selected layer with the next, a group; its name can be typed at once."""
        nodes = self._run or self._pair(self._focus.node)
        if nodes:
            self._choose(())
            made, id = grouping.group(self._store.experiment, nodes)
            self._store.apply(made, f"Group {len(self._members(made, id))} layers")
            self.name_wanted.emit(id)

    def dissolve(self, id: str) -> None:
        """Take a group away; its layers stay."""
        if group := self._named(id):
            self._store.apply(grouping.ungroup(self._store.experiment, id), f"Ungroup {group.name}")

    def can_unfold(self, node: str) -> bool:
        """Whether a card stands for one layer that is made of others."""
        group = self._store.experiment.group_of(node)
        hidden = group is not None and group.id in self.folded
        known = node in self._store.experiment.ids() and not hidden
        return known and unfolding.can_unfold(self._store.experiment, node)

    def unfold(self, node: str) -> None:
        """Put a layer's parts in its place, as a group that knows what the layer has learned.

        The part that looks from step to step is selected, else the first, so that the view stays where the layer was.
        """
        before, name = set(self._store.experiment.ids()), self._store.experiment.names()[node]
        self._store.apply(unfolding.unfold(self._store.experiment, node), f"Unfold {name}")
        experiment = self._store.experiment
        made = [id for id in experiment.ids() if id not in before]
        if made:
            self._focus.select(next((id for id in made if experiment.node(id).layer.attends), made[0]))

    def rename(self, id: str, name: str) -> None:
        """Give a group another name."""
        renamed = grouping.rename_group(self._store.experiment, id, name)
        self._store.apply(renamed, f"Name group {name.strip()}")

    def _pair(self, node: str) -> tuple[str, ...]:
        """A layer and the next one, or all that their cards stand for."""
        ids = self._layers_beside(node)
        if node not in ids:
            return ()
        following = ids[ids.index(node) + 1 : ids.index(node) + 2]
        ends = (node, *(shown_as(self._store.experiment, self.folded, id) for id in following))
        return tuple(id for end in ends for id in standing_for(self._store.experiment, self.folded, end))

    def _layers_beside(self, node: str) -> tuple[str, ...]:
        """Ids of the layers of a node's network, its output left out; none where there is no such node."""
        experiment = self._store.experiment
        return experiment.network_of(node).ids()[:-1] if node in experiment.ids() else ()

    @staticmethod
    def _members(experiment: Experiment, id: str) -> tuple[str, ...]:
        return next((group.nodes for group in experiment.groups if group.id == id), ())

    def _named(self, id: str) -> Group | None:
        return next((group for group in self.all if group.id == id), None)

    def _choose(self, nodes: tuple[str, ...]) -> None:
        if nodes != self._run:
            self._run = nodes
            self.run_changed.emit()

    def _look(self, folded: tuple[str, ...]) -> None:
        self._store.look(msgspec.structs.replace(self._store.views, folded=folded))
        self.folded_changed.emit()

    def _on_selected(self) -> None:
        """A layer that is looked at from elsewhere comes out of its folded group; a run lasts while one of it is."""
        if self._focus.node not in self._run:
            self._choose(())
        group = self._store.experiment.group_of(self._focus.node)
        if group is not None and group.id in self.folded and self._focus.node != group.nodes[-1]:
            self.toggle(group.id)

    def _on_changed(self, old: Experiment, new: Experiment) -> None:
        if not set(self._run) <= set(new.ids()):
            self._choose(())

    def _on_loaded(self, new: Experiment) -> None:
        self._choose(())
