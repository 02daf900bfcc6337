"""LaneSwitch: which of several networks the canvas shows, where they do not stand in one row."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from playground.ui.canvas.head import Head
from playground.ui.canvas.lanes import Lane, lane_with, lanes_of
from playground.ui.state.focus import Focus
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from playground.ui.widgets.segmented import SegmentedControl


class LaneSwitch(QObject):
    """Chooses the lane that is shown; whoever selects a node of another one switches to that.

    ``changed()`` tells that another lane is to be shown.
    """

    changed = Signal()

    def __init__(self, theme: Theme, store: Store, focus: Focus, head: Head, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._store = store
        self._focus = focus
        self._head = head
        self._lanes: tuple[Lane, ...] = ()
        self._label = ""
        self._control: SegmentedControl | None = None
        focus.node_changed.connect(self._on_focus)

    def show(self) -> Lane:
        """Look at the experiment anew; returns the lane to be shown."""
        labels = [lane.label for lane in self._lanes]
        self._lanes = lanes_of(self._store.experiment, self._store.trace)
        if labels != [lane.label for lane in self._lanes]:
            self._make_control()
        looked_at = lane_with(self._lanes, self._focus.node) if self._focus.node else None
        shown = looked_at or self._chosen()
        self._take(shown)
        return shown

    def _chosen(self) -> Lane:
        """The lane that was shown last; at first the way from the data to the answer."""
        known = [lane for lane in self._lanes if lane.label == self._label]
        return (known or [lane for lane in self._lanes if lane.on_path])[0]

    def _take(self, lane: Lane) -> None:
        self._label = lane.label
        if self._control is not None:
            self._control.set_value(lane.label)

    def _make_control(self) -> None:
        """One segment a lane; none where there is nothing to choose."""
        if self._control is not None:
            self._control.hide()
            self._control.deleteLater()
            self._control = None
        if len(self._lanes) > 1:
            labels = [lane.label for lane in self._lanes]
            self._control = SegmentedControl(self._theme, labels, "canvas_network", "Which network", self._head)
            self._control.chosen.connect(self._choose)
            self._head.add(self._control)

    def _choose(self, label: str) -> None:
        """Show another lane, with its last node selected if one of this was."""
        if label == self._label:
            return
        self._label = label
        if self._focus.node:
            lane = next(lane for lane in self._lanes if lane.label == label)
            self._focus.select(lane.trace.nodes[-1].id if lane.trace.nodes else "")
        self.changed.emit()

    def _on_focus(self) -> None:
        lane = lane_with(self._lanes, self._focus.node) if self._focus.node else None
        if lane is not None and lane.label != self._label:
            self._take(lane)
            self.changed.emit()
