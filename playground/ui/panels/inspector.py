"""LayerInspector: the selected layer in three columns: what it is, its arithmetic, and its meaning in plain words."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from playground.model import edits
from playground.model.experiment import Experiment
from playground.model.kind import Kind, help_of, summary_of
from playground.model.layer import Activation
from playground.model.network import INPUT
from playground.model.parameters import parameters_of
from playground.model.registry import LAYERS
from playground.model.settings import layer_path
from playground.model.trace import NodeTrace
from playground.ui.forms.form import Form
from playground.ui.panels.facts import Facts, facts_of_data, facts_of_node
from playground.ui.panels.node_rows import NodeRows
from playground.ui.panels.pictures import CurvePicture
from playground.ui.panels.problems import ProblemList
from playground.ui.panels.sources import SourcePicker
from playground.ui.state.focus import Focus
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.frames import Hairline
from playground.ui.widgets.label import Label
from playground.ui.widgets.tab_order import tab_through
from playground.ui.widgets.thumbnails import ThumbnailChoice, ThumbnailGrid

NARROW, VERY_NARROW = 780, 440
"""Below this width, in px of the design, the third column goes under the second."""
EMPTY = "Click a card to see what it is, change it, and check its arithmetic."


class LayerInspector(QScrollArea):
    """Shows and edits the selected layer. ``title_changed(str)`` tells its name for the tab."""

    title_changed = Signal(str)

    def __init__(self, theme: Theme, store: Store, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._store = store
        self._focus = focus
        self._shown: tuple[str, type[Kind] | None] = ("", None)
        self._form: Form | None = None
        self._count = 3
        self.title = ""
        self.setObjectName("layer_inspector")
        self.setAccessibleName("Inspector")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._make_parts()
        self._arrange()
        store.changed.connect(self._on_changed)
        store.loaded.connect(self.refresh)
        focus.node_changed.connect(self.refresh)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.refresh()

    @property
    def form(self) -> Form | None:
        """The form shown, ``None`` when nothing can be set."""
        return self._form

    # --------------------------------------------------------------------------------------------- building

    def _make_parts(self) -> None:
        self._empty = Label(EMPTY, self)
        self._empty.setProperty("role", "label")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setObjectName("inspector_empty")
        self._picker_title = Label("Activation", self)
        self._picker_title.setProperty("role", "label")
        self._picker = ThumbnailGrid(self._theme, "activations", "Activation", 42, self)
        self._picker.chosen.connect(self._on_picked)
        self._problems = ProblemList(self._theme, self._store, "layer_problems", self)
        self._facts = Facts(self._theme, "layer_facts", self)
        self._sources = SourcePicker(self._theme, self._store, self)
        self._node_rows = NodeRows(self._theme, self._store, self)
        self._node_rows.rearranged.connect(self._order)
        self._words_title = Label("In plain words", self)
        self._words_title.setProperty("role", "title")
        self._words = Label("", self)
        self._words.setProperty("role", "body")
        self._words.setWordWrap(True)
        self._words.setObjectName("layer_words")
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._copy = IconButton(self._theme, "copy", "duplicate_layer", "Duplicate this layer", small=True, parent=self)
        self._copy.clicked.connect(self._on_duplicate)
        self._remove = IconButton(self._theme, "trash", "delete_layer", "Delete this layer", small=True, parent=self)
        self._remove.clicked.connect(self._on_delete)

    def _arrange(self) -> None:
        self._body = QWidget(self)
        self._body.setObjectName("inspector_body")
        row = QHBoxLayout(self._body)
        self._columns = [QVBoxLayout() for _ in range(3)]
        self._lines = [Hairline(vertical=True, parent=self._body) for _ in range(2)]
        for index, column in enumerate(self._columns):
            if index:
                row.addWidget(self._lines[index - 1])
            row.addLayout(column, (4, 5, 4)[index])
        row.insertWidget(0, self._empty, 1)
        contents: tuple[tuple[QWidget, ...], ...] = (
            (self._picker_title, self._picker, self._node_rows, self._sources),
            (self._problems, self._facts),
        )
        for column, parts in zip(self._columns, contents, strict=False):
            for part in parts:
                column.addWidget(part)
            column.addStretch(1)
        self._traced = QWidget(self._body)
        traced = QVBoxLayout(self._traced)
        traced.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        head.addWidget(self._words_title, 1)
        head.addWidget(self._copy)
        head.addWidget(self._remove)
        traced.addLayout(head)
        traced.addWidget(self._words)
        self._columns[2].addWidget(self._traced)
        self._columns[2].addStretch(1)
        self.setWidget(self._body)

    # ---------------------------------------------------------------------------------------------- showing

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the words go under the arithmetic."""
        super().resizeEvent(event)
        self._fit()

    def refresh(self, *_: object) -> None:
        """Show the selected node as it is now."""
        node = self._node()
        if self._focus.node == INPUT:
            self._show_input()
        elif node is not None:
            self._show_node(node)
        else:
            self._show_nothing()

    def _node(self) -> NodeTrace | None:
        return next((node for node in self._store.trace.nodes if node.id == self._focus.node), None)

    def _on_changed(self, old: Experiment, new: Experiment) -> None:
        """A knob of the optimizer moves none of the sums here, and is dragged at sixty changes a second."""
        same = old.networks is new.networks and old.data is new.data and old.objective == new.objective
        if not same or old.training.batch_size != new.training.batch_size:
            self.refresh()

    def _show_nothing(self) -> None:
        self._set_title("Layer")
        self._shown = ("", None)
        self._clear_form()
        self._empty.show()
        for part in self._parts():
            part.hide()

    def _show_node(self, node: NodeTrace) -> None:
        self._set_title(node.name)
        layer = self._store.experiment.node(node.id).layer
        self._show_parts()
        if self._shown != (node.id, type(layer)):
            self._shown = (node.id, type(layer))
            self._show_picker(layer)
            self._set_form("layer", layer)
        if self._form is not None:
            self._form.set_values(layer)
        self._picker_title.setVisible(isinstance(layer, Activation))
        self._picker.setVisible(isinstance(layer, Activation))
        here = [problem for problem in self._store.trace.problems if problem.node == node.id]
        here.sort(key=lambda problem: problem.severity != "error")
        self._problems.show_problems(tuple(here[1:]))  # the worst stands under its card
        self._facts.show_lines(facts_of_node(node))
        rearranged = self._node_rows.show_node(self._store.experiment.node(node.id), node)
        self._sources.setVisible(True)
        if self._sources.show_node(node) or rearranged:
            self._order()
        self._words.setText(help_of(layer))
        self._copy.setVisible(not layer.pinned)
        self._remove.setVisible(not layer.pinned)

    def _show_input(self) -> None:
        self._set_title("Input")
        data = self._store.experiment.data
        self._show_parts()
        if self._shown != (INPUT, type(data)):
            self._shown = (INPUT, type(data))
            sliders = [found.name for found in parameters_of(data) if found.type not in ("choice", "several")]
            self._set_form("input", data, without=sliders)
        if self._form is not None:
            self._form.set_values(data)
        for part in (self._picker, self._picker_title, self._node_rows, self._sources, self._copy, self._remove):
            part.hide()
        self._problems.show_problems(())  # the panel of the data has them
        self._facts.show_lines(facts_of_data(data))
        self._words.setText(help_of(data))

    def _parts(self) -> tuple[QWidget, ...]:
        first = (self._picker_title, self._picker, self._node_rows)
        return (*first, self._facts, self._sources, self._traced, *self._lines)

    def _show_parts(self) -> None:
        self._empty.hide()
        for part in (self._facts, self._traced, *self._lines):
            part.show()
        self._fit()

    def _show_picker(self, layer: Kind) -> None:
        if isinstance(layer, Activation):
            kinds = [kind for kind in LAYERS.kinds.values() if issubclass(kind, Activation) and kind.group]
            if not self._picker.items():
                choices = [
                    ThumbnailChoice(kind.id(), kind.label, f"{kind.label}: {summary_of(kind)}", CurvePicture(kind()))
                    for kind in kinds
                ]
                self._picker.set_choices(choices)
            self._picker.select(layer.id())

    def _set_form(self, name: str, kind: Kind, without: Collection[str] = ()) -> None:
        """Show a form for what can be set of a kind, where there is anything."""
        self._clear_form()
        if any(parameter.name not in without for parameter in parameters_of(kind)):
            form = self._form = Form(self._theme, type(kind), kind, name, "field", without, parent=self)
            form.changed.connect(self._on_field)
            form.settled.connect(self._store.seal)
            form.rearranged.connect(self._order)
            self._columns[0].insertWidget(2, form)
        self._order()

    def _order(self) -> None:
        stops = () if self._form is None else self._form.stops()
        own = (*self._picker.items(), *stops, *self._node_rows.stops())
        tab_through((*own, *self._sources.stops(), self._copy, self._remove))

    def _clear_form(self) -> None:
        if self._form is not None:
            self._columns[0].removeWidget(self._form)
            self._form.hide()
            self._form.deleteLater()
            self._form = None

    def _set_title(self, title: str) -> None:
        if title != self.title:
            self.title = title
            self.title_changed.emit(title)

    # ---------------------------------------------------------------------------------------------- editing

    def _on_field(self, field: str, value: object, dragging: bool) -> None:
        experiment, id = self._store.experiment, self._focus.node
        path = f"data.{field}" if id == INPUT else layer_path(experiment, id, field)
        self._store.set(path, value, dragging)

    def _on_picked(self, kind: str) -> None:
        self._store.set(layer_path(self._store.experiment, self._focus.node), kind)

    def _on_duplicate(self) -> None:
        """Put a copy right behind, reading from the original."""
        experiment, id = self._store.experiment, self._focus.node
        network = experiment.network_of(id)
        behind = network.nodes[network.index(id) + 1]
        copied, fresh = edits.insert(experiment, experiment.node(id).layer, behind.id)
        self._store.apply(copied, f"Duplicate {self.title}")
        self._focus.select(fresh)

    def _on_delete(self) -> None:
        experiment, id = self._store.experiment, self._focus.node
        title = self.title
        self._focus.select("")
        self._store.apply(edits.remove(experiment, (id,)), f"Delete {title}")

    # ---------------------------------------------------------------------------------------------- look

    def _fit(self) -> None:
        """Three columns; two in a narrow window, with the words under the arithmetic; one where it is very narrow."""
        wide = self.viewport().width()
        count = 1 if wide < self._theme.px(VERY_NARROW) else 2 if wide < self._theme.px(NARROW) else 3
        self._lines[0].setVisible(count > 1 and self._empty.isHidden())
        self._lines[1].setVisible(count > 2 and self._empty.isHidden())
        if count == self._count:
            return
        self._count = count
        for parts, place in (((self._problems, self._facts), 1), ((self._traced,), 2)):
            for column in self._columns:
                for part in parts:
                    column.removeWidget(part)
            target = self._columns[min(place, count - 1)]
            for part in parts:
                target.insertWidget(target.count() - 1, part)
        row = self._body.layout()
        if isinstance(row, QHBoxLayout):
            for place, column in enumerate(self._columns):
                row.setStretchFactor(column, (4, 5, 4)[place] if place < count else 0)

    def _restyle(self) -> None:
        px = self._theme.px
        row = self._body.layout()
        if row is not None:
            row.setContentsMargins(px(24), px(12), px(24), px(8))
            row.setSpacing(px(20))
        for column in self._columns:
            column.setSpacing(px(6))
        self._fit()
