"""OperationBar: which operation is done with which tensors, chosen from lists or typed."""

from __future__ import annotations

from typing import Any

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from playground.engine.request_inputs import Inputs
from playground.engine.tensor_requests import HeldTensor, TensorWork
from playground.model.tensor_operations import OPERATIONS, DenseProduct, Elementwise, Reduce, Reshape
from playground.model.tensor_shapes import Shape
from playground.model.trace import NodeTrace
from playground.model.typed_tensor import NotATensor, TypedTensor, read_tensor
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.tensors.sources import (
    TYPED,
    TensorSource,
    dense_layers,
    entries,
    is_biased,
    sources_of,
)
from playground.ui.widgets.combo import Combo
from playground.ui.widgets.flow import Flow
from playground.ui.widgets.label import Label
from playground.ui.widgets.tab_order import tab_through
from playground.ui.widgets.tips import set_tip

FIRST, DECIMALS, SECOND, ROW = "[[1, 2], [3, 4]]", "[[1.0, 2.0], [3.0, 4.0]]", "[[5, 6], [7, 8]]", "[10, 20]"
"""What is typed to begin with: two matrices; for a mean decimals, and for number by number a row, which is repeated."""
ALL, AXES = "all", 4
WIDTHS = {"operation": 132, "layer": 132, "axis": 104, "typed_x": 128, "typed_y": 128, "shape": 88}
NARROW, WIDE = 92, 160
"""How wide the controls are, px of the design; the list of tensors where numbers are typed beside it, and alone."""
HIGH = 30
TIPS = {
    "operation": "What torch does with the tensors.",
    "layer": "The layer whose product is shown.",
    "axis": "Along which axis numbers are taken together.",
    "shape": "Sizes with commas between; one of them may be -1, which is then worked out.",
}
OF_TENSOR = "A tensor of the network, or numbers that you type."
OF_NUMBERS = "Numbers as Python writes them, such as [[1, 2], [3, 4]]."


class OperationBar(QWidget):
    """The operation, its tensors, and what else it wants to know. ``changed()`` where anything is chosen or typed.

    ``problem`` says what is wrong with what is typed; until it is right again, what was right before counts.
    """

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tensors_bar")
        self.setAccessibleName("Operation and tensors")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._theme = theme
        self._sources: tuple[TensorSource, ...] = ()
        self._layers: tuple[NodeTrace, ...] = ()
        self._typed: dict[str, TypedTensor] = {"x": read_tensor(FIRST), "y": read_tensor(SECOND)}
        self._own: set[str] = set()
        self._shape: Shape = (-1,)
        self._problems: dict[str, str] = {}
        self.operation = self._combo("operation", "Operation")
        self.operation.set_entries([(id, name, "") for id, (name, _) in OPERATIONS.items()])
        self.layer = self._combo("layer", "Layer")
        self.groups = {name: QWidget(self) for name in ("x", "y")}
        self.chosen = {name: self._combo(name, f"Tensor {name}") for name in ("x", "y")}
        self.fields = {name: self._field(f"typed_{name}", f"Numbers of {name}") for name in ("x", "y")}
        self.axis = self._combo("axis", "Along which axis")
        self.axis.set_entries([(ALL, "all numbers", ""), *((str(at), f"dim={at}", "") for at in range(AXES))])
        self.axis.select(ALL)
        self.shape = self._field("shape", "New shape")
        self.shape.setText("-1")
        self._lay_out()
        self.set_scene(None)

    def _combo(self, name: str, label: str) -> Combo:
        combo = Combo(self._theme, f"tensors_{name}", label, self)
        set_tip(combo, TIPS.get(name, OF_TENSOR))
        combo.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        combo.chosen.connect(self._on_chosen)
        return combo

    def _field(self, name: str, label: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setObjectName(f"tensors_{name}")
        field.setAccessibleName(label)
        set_tip(field, TIPS.get(name, OF_NUMBERS))
        field.textChanged.connect(self._on_typed)
        return field

    def _lay_out(self) -> None:
        """Name, list and numbers of a tensor stay together where there is too little room for all in one line."""
        self._line = Flow(self)
        self._line.addWidget(self.operation)
        self._line.addWidget(self.layer)
        for name, group in self.groups.items():
            row = QHBoxLayout(group)
            row.setContentsMargins(0, 0, 0, 0)
            label = Label(name, group)
            label.setProperty("role", "label")
            for part in (label, self.chosen[name], self.fields[name]):
                row.addWidget(part)
            self._line.addWidget(group)
        self._line.addWidget(self.axis)
        self._line.addWidget(self.shape)
        tensors = [part for name in self.groups for part in (self.chosen[name], self.fields[name])]
        tab_through((self.operation, self.layer, *tensors, self.axis, self.shape))

    def apply_theme(self) -> None:
        """Take measures anew."""
        px = self._theme.px
        self._line.setSpacing(px(8))
        named: dict[str, QWidget] = {"operation": self.operation, "layer": self.layer, "axis": self.axis}
        named |= {"shape": self.shape, **{f"typed_{name}": field for name, field in self.fields.items()}}
        for name, control in named.items():
            control.setFixedSize(px(WIDTHS[name]), px(HIGH))
        for name, combo in self.chosen.items():
            combo.setFixedSize(px(NARROW if combo.selected == TYPED else WIDE), px(HIGH))
            layout = self.groups[name].layout()
            if layout is not None:
                layout.setSpacing(px(6))

    # ------------------------------------------------------------------------------------------------ what is chosen

    def set_scene(self, scene: Scene | None) -> None:
        """Offer the tensors of this experiment; what was chosen stays where it is still there."""
        before = self._sources, self._layers
        self._sources, self._layers = sources_of(scene), dense_layers(scene)
        if (self._sources, self._layers) == before:
            return
        for combo in self.chosen.values():
            combo.set_entries(entries(self._sources))
            if not combo.selected:
                combo.select(TYPED)
        self.layer.set_entries([(node.id, node.name, "") for node in self._layers])
        if not self.layer.selected and self._layers:
            self.layer.select(self._layers[0].id)
        if not self.operation.selected:
            self.operation.select(next(iter(OPERATIONS)))
        self._show()

    def follow(self, node: str) -> None:
        """Take the selected layer, if it is one whose product can be shown."""
        if node in {layer.id for layer in self._layers}:
            self.layer.select(node)

    @property
    def problem(self) -> str:
        """What is wrong with what is typed and seen, as a sentence."""
        fields = {**{f"typed_{name}": field for name, field in self.fields.items()}, "shape": self.shape}
        return next((words for name, words in self._problems.items() if words and not fields[name].isHidden()), "")

    @property
    def layer_shown(self) -> NodeTrace | None:
        """The layer whose product is shown; ``None`` for other operations."""
        if not isinstance(self._chosen_operation, DenseProduct):
            return None
        return next((node for node in self._layers if node.id == self.layer.selected), None)

    @property
    def told_names(self) -> tuple[str, ...]:
        """What the tensors are called in lists, in the order of the operation."""
        node = self.layer_shown
        if node is not None:
            return f"what enters {node.name}", f"{node.name} weight, transposed", f"{node.name} bias"
        by_id = {source.id: source.name for source in self._sources}
        return tuple(by_id[self.chosen[name].selected] for name in self._chosen_operation.names if name in self.chosen)

    def work(self, on: Inputs, cell: Shape) -> TensorWork | None:
        """What is to be asked; ``None`` where there is no such layer."""
        operation = self._chosen_operation
        if isinstance(operation, DenseProduct):
            return self._layer_work(operation, on, cell)
        by_id = {source.id: source.tensor for source in self._sources}
        operands = tuple(by_id[self.chosen[name].selected] or self._typed[name] for name in operation.names)
        return TensorWork(operation, operands, on, cell)

    def _layer_work(self, operation: DenseProduct, on: Inputs, cell: Shape) -> TensorWork | None:
        node = self.layer_shown
        if node is None:
            return None
        operands = [HeldTensor(node.sources[0]), HeldTensor(node.id, "weight", True)]
        if is_biased(node):
            operands.append(HeldTensor(node.id, "bias"))
        # What leaves a layer that ends in an activation of its own is more than the sum.
        same = None if node.layer.ending else HeldTensor(node.id)
        return TensorWork(msgspec.structs.replace(operation, biased=is_biased(node)), tuple(operands), on, cell, same)

    @property
    def _chosen_operation(self) -> Any:
        """The operation with what was chosen for it."""
        operation = OPERATIONS[self.operation.selected][1]
        if isinstance(operation, Reduce):
            axis = self.axis.selected
            return msgspec.structs.replace(operation, axis=None if axis == ALL else int(axis))
        if isinstance(operation, Reshape):
            return msgspec.structs.replace(operation, shape=self._shape)
        return operation

    # ------------------------------------------------------------------------------------------------ hands

    def _on_chosen(self, _: str) -> None:
        self._show()
        self.changed.emit()

    def _on_typed(self, _: str) -> None:
        field = self.sender()
        for name, known in self.fields.items():
            if known is field:
                self._own.add(name)
                self._read(name)
        if field is self.shape:
            self._read_shape()
        self.changed.emit()

    def _read(self, name: str) -> None:
        """Take what is typed, or say what is wrong with it."""
        try:
            self._typed[name] = read_tensor(self.fields[name].text())
            self._complain(self.fields[name], f"typed_{name}", "")
        except NotATensor as error:
            self._complain(self.fields[name], f"typed_{name}", str(error))

    def _read_shape(self) -> None:
        text = self.shape.text().replace("−", "-").strip(" ()[],")
        try:
            sizes = tuple(int(part) for part in text.split(",")) if text else ()
            if any(abs(size) > 2**31 for size in sizes) or len(sizes) > AXES:
                raise ValueError
            self._shape = sizes
            self._complain(self.shape, "shape", "")
        except ValueError:
            self._complain(self.shape, "shape", "Type sizes with commas between, such as 4, -1.")

    def _complain(self, field: QLineEdit, name: str, words: str) -> None:
        self._problems[name] = words
        if bool(field.property("bad")) != bool(words):
            field.setProperty("bad", bool(words))
            field.style().polish(field)

    def _show(self) -> None:
        """Show the controls that the operation has, and what is typed to begin with."""
        operation = self._chosen_operation
        layer = isinstance(operation, DenseProduct)
        self.layer.setVisible(layer)
        self.axis.setVisible(isinstance(operation, Reduce))
        self.shape.setVisible(isinstance(operation, Reshape))
        for name, group in self.groups.items():
            used = not layer and name in operation.names
            typed = self.chosen[name].selected == TYPED
            group.setVisible(used)
            self.fields[name].setVisible(used and typed)
        self.apply_theme()
        mean = isinstance(operation, Reduce) and operation.function == "mean"
        first = {"x": DECIMALS if mean else FIRST, "y": ROW if isinstance(operation, Elementwise) else SECOND}
        for name, text in first.items():
            if name not in self._own and self.fields[name].text() != text:
                self.fields[name].blockSignals(True)
                self.fields[name].setText(text)
                self.fields[name].blockSignals(False)
                self._read(name)
