"""Commands: what a person does to the network on the canvas. Every edit passes the store with words for undo."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from playground.model import edits, files, grouping
from playground.model.adapting import adapted
from playground.model.experiment import Experiment
from playground.model.file_limits import LARGEST_EXPERIMENT, MOST_LAYERS
from playground.model.fix import Fix
from playground.model.groups import shown_as, standing_for
from playground.model.json_text import BadJson, parse
from playground.model.layer import Layer
from playground.model.network import INPUT, Network, Node
from playground.model.template import Template
from playground.numerals import count
from playground.ui.canvas.padlocks import Padlocks
from playground.ui.examples.features import choice_of
from playground.ui.state.focus import Focus
from playground.ui.state.store import Store

MOST = MOST_LAYERS // 2
"""Layers of a network that can be added to; files may hold more, so that all that is built here can be read again."""
NO_LAYERS = "The clipboard holds no layers of this app: copy a card first, then paste."


class Commands(QObject):
    """Edits of the network, made where the selection is.

    Signals: ``said(str)`` when something could not be done, in one sentence.
    """

    said = Signal(str)

    def __init__(self, store: Store, focus: Focus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._focus = focus
        self.padlocks = Padlocks(store, self)
        self.padlocks.said.connect(self.said)
        self.role = ""
        """The network that is worked on where no node says which."""

    @property
    def experiment(self) -> Experiment:
        """The experiment as it is."""
        return self._store.experiment

    def name(self, id: str) -> str:
        """A node's name on its card, or the name of the group that is folded into it."""
        group = self.experiment.group_of(id) if self.folded(id) else None
        if group is not None:
            return group.name
        return self.experiment.names().get(id, "input")

    def movable(self, id: str) -> bool:
        """Whether it is a layer that may be moved, copied and removed: neither the input nor the output."""
        return self._is_layer(id)

    def _members(self, id: str) -> tuple[str, ...]:
        """The nodes that a card stands for: several where a group is folded into it."""
        return standing_for(self.experiment, self._store.views.folded, id)

    def folded(self, id: str) -> bool:
        """Whether a group is folded into a card."""
        return len(self._members(id)) > 1

    def following(self, id: str) -> str:
        """The node before which something is added after ``id``; before the output when nothing is selected."""
        ids = self._network_at(id).ids()
        place = 0 if id == INPUT else min(ids.index(id) + 1, len(ids) - 1) if id in ids else len(ids) - 1
        return shown_as(self.experiment, self._store.views.folded, ids[place])

    def earlier(self, id: str) -> tuple[str, ...]:
        """What a node could read from: the input and all nodes before it."""
        network = self.experiment.network_of(id)
        return (INPUT, *network.ids()[: network.index(id)])

    def sources(self, id: str) -> tuple[str, ...]:
        """What a node reads from."""
        network = self.experiment.network_of(id)
        return network.sources(network.index(id))

    def link(self, source: str, target: str) -> None:
        """Let a later layer read from a node, in addition where it merges; says so when that is not possible."""
        if target not in self.experiment.ids() or source not in self.earlier(target):
            self.said.emit("A link can only lead to a later layer: drag it to the right.")
        elif self.folded(target):
            self.said.emit(f"A link needs one layer to lead to: unfold {self.name(target)} first, then drag it there.")
        elif source not in self.sources(target):
            self.toggle_source(target, source)

    def add(self, kind: type[Layer], before: str) -> None:
        """Put a new layer before a card and select it."""
        if not self._has_room(1):
            return
        experiment, id = edits.insert(self.experiment, kind(), self._members(before)[0])
        experiment, also = adapted(experiment, id)
        self._store.apply(experiment, f"Add {kind.label}")
        self._focus.select(id)
        if also:
            self.said.emit(f"{also} was added before {self.name(id)}, which could not read what comes in otherwise.")

    def add_template(self, kind: type[Template], before: str) -> None:
        """Put the layers of a template before a card, made to fit what enters them, and select the last."""
        place = self._members(before)[0]
        network = self._store.trace.network_of(place)
        above = self.sources(place)[0]
        known = above in (INPUT, *(node.id for node in network.nodes))
        entering = (network.signal(above) if known else None) or network.input
        pieces = kind().pieces(entering)
        if not self._has_room(len(pieces)):
            return
        experiment, ids = grouping.insert_group(self.experiment, pieces, kind.label, place)
        self._store.apply(experiment, f"Add {kind.label}")
        self._focus.select(ids[-1])

    def toggle_feature(self, place: int) -> None:
        """Switch a feature of the data on or off, by its place among all."""
        data = self.experiment.data
        choice = choice_of(data)
        if choice is None or not 0 <= place < len(choice.names):
            return
        on = "off" if place in choice.places else "on"
        label = f"Feature {choice.labels[place]}  {on}"
        self._store.set(f"data.{choice.field}", choice.toggled(place), label=label)

    def remove(self, id: str) -> None:
        """Take a layer away; the card that follows is selected."""
        if not self._is_layer(id):
            self._explain(id, "removed")
            return
        following = self.following(id)
        self._store.apply(edits.remove(self.experiment, self._members(id)), f"Remove {self.name(id)}")
        self._focus.select(following)

    def duplicate(self, id: str) -> None:
        """Put a copy of a layer after it and select the copy."""
        if not self._is_layer(id):
            self._explain(id, "duplicated")
            return
        before = self._members(self.following(id))[0]
        pieces = grouping.pieces_of(self._network_at(id), self._members(id))
        if not self._has_room(len(pieces)):
            return
        if self.folded(id):
            experiment, ids = grouping.insert_group(self.experiment, pieces, self.name(id), before)
        else:
            experiment, copy = edits.insert(self.experiment, pieces[0].layer, before)
            ids = (copy,)
        self._store.apply(experiment, f"Duplicate {self.name(id)}")
        self._focus.select(ids[-1])

    def move(self, id: str, before: str) -> None:
        """Let a layer stand before another."""
        before = self._members(before)[0]
        group = self.experiment.group_of(id)
        if self.folded(id) and group is not None:
            self._store.apply(grouping.move_group(self.experiment, group.id, before), f"Move {group.name}")
        elif self._is_layer(id) and before in self.experiment.ids():
            self._store.apply(edits.move(self.experiment, id, before), f"Move {self.name(id)}")

    def shift(self, id: str, by: int) -> None:
        """Move a layer one place to the left (−1) or right (+1)."""
        if not self._is_layer(id):
            self._explain(id, "moved")
            return
        folded = self._store.views.folded
        ids = self._network_at(id).ids()
        standing = list(dict.fromkeys(shown_as(self.experiment, folded, other) for other in ids))
        place = standing.index(shown_as(self.experiment, folded, id))
        target = place - 1 if by < 0 else place + 2
        if 0 <= target < len(standing):
            self.move(id, standing[target])

    def _read_from(self, id: str, sources: tuple[str, ...]) -> None:
        """Let a layer read from those earlier nodes."""
        what = " and ".join(self.name(source) for source in sources)
        self._store.apply(edits.connect(self.experiment, id, sources), f"Read {self.name(id)} from {what}")

    def toggle_source(self, id: str, source: str) -> None:
        """Let a merging layer read from a node too, or no longer; another layer reads from that node alone."""
        node = self.experiment.node(id)
        present = self.sources(id)
        if not node.layer.merges:
            self._read_from(id, (source,))
        elif source not in present:
            self._read_from(id, (*present, source))
        elif len(present) > 1:
            self._read_from(id, tuple(other for other in present if other != source))

    def fix(self, id: str, fix: Fix) -> None:
        """Carry out a repair that the trace offers."""
        self._store.apply(edits.fix(self.experiment, id, fix), fix.label)

    def copy(self, id: str) -> bool:
        """Put a layer into the system's clipboard, as text that a file could hold; true when it was one."""
        if not self._is_layer(id):
            self._explain(id, "copied")
            return False
        text = msgspec.json.encode(
            [files.write_node(piece) for piece in grouping.pieces_of(self._network_at(id), self._members(id))]
        )
        # As text alone: in the clipboard, a QMimeData made in Python would outlive the interpreter and crash at exit.
        QGuiApplication.clipboard().setText(text.decode())
        return True

    def cut(self, id: str) -> None:
        """Copy a layer, then take it away."""
        if self.copy(id):
            following = self.following(id)
            self._store.apply(edits.remove(self.experiment, self._members(id)), f"Cut {self.name(id)}")
            self._focus.select(following)

    def paste(self, before: str) -> None:
        """Put the clipboard's layers before a node; says so when it holds none."""
        pieces = self._clipboard()
        if not pieces:
            self.said.emit(NO_LAYERS)
            return
        if not self._has_room(len(pieces)):
            return
        place = self._members(before)[0]
        experiment, ids = edits.insert_linked(self.experiment, pieces, place)
        words = pieces[0].layer.label if len(pieces) == 1 else f"{len(pieces)} layers"
        self._store.apply(experiment, f"Paste {words}")
        self._focus.select(ids[-1])

    def _has_room(self, more: int) -> bool:
        """Whether so many layers more can be added; says so where they cannot."""
        fits = len(self.experiment.ids()) + more <= MOST
        if not fits:
            self.said.emit(f"A network can be built of {count(MOST)} layers here: remove some before you add others.")
        return fits

    def _clipboard(self) -> tuple[Node, ...]:
        text = QGuiApplication.clipboard().text()
        if len(text) > LARGEST_EXPERIMENT:
            return ()
        try:
            plain = parse(text)
            wrapped = {"data": files.write_kind(self.experiment.data), "networks": {"main": plain}}
            nodes = files.from_plain(wrapped).nodes
        except (files.FileProblems, BadJson):
            return ()
        return tuple(node for node in nodes if not node.layer.pinned)

    def _is_layer(self, id: str) -> bool:
        return id in self.experiment.ids() and not self.experiment.node(id).layer.pinned

    def _network_at(self, id: str) -> Network:
        """The network that a node is in; the one that reads the data for the input, else the one that is shown."""
        experiment = self.experiment
        if id in experiment.ids():
            return experiment.network_of(id)
        role = experiment.objective.path[0] if id == INPUT else self.role
        return experiment.networks.get(role) or next(iter(experiment.networks.values()))

    def _explain(self, id: str, done: str) -> None:
        """Say why the input or the output stay as they are."""
        if id == INPUT:
            self.said.emit(f"The input cannot be {done}: it is the data itself. Choose other data on the left.")
        elif id in self.experiment.ids():
            self.said.emit(f"The output cannot be {done}: every network needs exactly one, at its end.")
