"""Numbers: the surface with a probe on it. What lies under the mouse or is pinned is read out, and can be set."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from playground.engine.requests import OnRaw
from playground.model.experiment import Experiment
from playground.ui.canvas.hits import Hit, hit
from playground.ui.canvas.layout import Box
from playground.ui.canvas.pictures import Pictures
from playground.ui.canvas.probe import Probe
from playground.ui.canvas.readings import Reader, point_words
from playground.ui.canvas.spots import Spot, bias_at, cell_at, place_of, weight_at
from playground.ui.canvas.surface import Surface
from playground.ui.state.focus import Focus
from playground.ui.theme.theme import Theme

NOWHERE = Hit("", "")


class Numbers(Surface):
    """The picture of the network, with every number in it at hand.

    ``edit_wanted(Spot, QRect)`` is emitted to set a number that lies there on the screen.
    """

    edit_wanted = Signal(object, QRect)

    def __init__(self, theme: Theme, focus: Focus, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(theme, pictures, parent)
        self._focus = focus
        self._experiment: Experiment | None = None
        self._pointer: QPointF | None = None
        self.probe = Probe(theme, self)
        self.probe.changed.connect(self.viewport().update)

    def set_experiment(self, experiment: Experiment) -> None:
        """Read numbers as those of this experiment."""
        self._experiment = experiment

    def rearrange(self) -> None:
        """Also read from what is there now."""
        super().rearrange()
        self.probe.set_reader(self._reader_of())

    def show_frame(self) -> None:
        """Also read numbers anew, at most five times a second."""
        super().show_frame()
        self.probe.note_frame()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is read out any more."""
        self.probe.rest()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Also what is read out."""
        super().paintEvent(event)
        if self.layout_ is None or not self.probe.busy:
            return
        with QPainter(self.viewport()) as painter:
            self._prepare(painter)
            self.probe.paint_marks(painter, self.layout_, self.bundles)
            painter.resetTransform()
            self.probe.paint_words(painter, QRectF(self.viewport().rect()), self._anchor(self.probe.pinned))

    # ---------------------------------------------------------------------------------------------------- under

    def _hit(self, point: QPointF) -> Hit:
        return hit(self.layout_, *self.from_view(point)) if self.layout_ is not None else NOWHERE

    def _spot(self, point: QPointF, found: Hit) -> Spot | None:
        """The number at a point: a bias dot before the picture that it lies on, a line where no card lies."""
        layout = self.layout_
        if layout is None or found.what not in ("", "card"):
            return None
        x, y = self.from_view(point)
        if not found.what:
            spot = weight_at(self.bundles, x, y)
        else:
            card = layout.card(found.id)
            row = card.places.index(found.row) if found.row in card.places else -1 if card.options else found.row
            spot = bias_at(layout, card, row, x, y)
            if spot is None or self.probe.reading(spot) is None:
                spot = cell_at(layout, card, row, x, y)
        return spot if spot is not None and self.probe.reading(spot) is not None else None

    def _read_out(self) -> None:
        """Read out what is under the mouse; a pixel is looked at for as long as it is there."""
        point = self._pointer
        spot = self._spot(point, self._hit(point)) if point is not None else None
        self.probe.hover(spot, point if point is not None else QPointF())
        reading = self.probe.reading(spot) if spot is not None else None
        self._focus.unit_preview((spot.node, spot.row) if spot is not None and spot.what == "cell" else None)
        if spot is None or reading is None or reading.place is None:
            self._focus.hover(None)
        else:
            self._focus.hover((spot.node, spot.row, reading.place))

    def look_at_pinned(self) -> None:
        """Look at the pixel of a feature map that is pinned."""
        pinned = self.probe.pinned
        reading = self.probe.reading(pinned) if pinned is not None else None
        if reading is not None and reading.place is not None:
            self._focus.point_at(reading.place)

    # --------------------------------------------------------------------------------------------------- actions

    def _act_on(self, spot: Spot) -> bool:
        """Open the editor of a number, or look at a point of the plane; false where there is neither."""
        reading = self.probe.fresh(spot)
        if reading is not None and reading.entry is not None and self.probe.editable:
            self.edit_wanted.emit(spot, self._spot_on_screen(spot))
        elif reading is not None and reading.point:
            self._focus.give(OnRaw((len(reading.point),), reading.point), point_words(reading.point))
        else:
            return False
        return True

    def _edit_pinned(self) -> None:
        if self.probe.pinned is not None:
            self._act_on(self.probe.pinned)

    def _step_weight(self, by: int) -> None:
        """Read out the next weight of the selected row; after the last its bias."""
        node, row = self._focus.node, self._focus.row
        spots = self.probe.weights_into(node, row)
        if spots:
            pinned = self.probe.pinned
            here = spots.index(pinned) if pinned in spots else -1 if by > 0 else 0
            self.probe.pin(spots[(here + by) % len(spots)])

    def _step_cell(self, dx: int, dy: int) -> None:
        """Move the place that is looked at on the selected row's picture by one cell, at first to its middle."""
        layout, node = self.layout_, self._focus.node
        if layout is None or node not in layout.boxes:
            return
        spot = self.probe.step(node, self._focus.row, dx, dy)
        self.probe.pin(spot)
        self.look_at_pinned()

    # -------------------------------------------------------------------------------------------------- geometry

    def _on_screen(self, id: str) -> QRect:
        """Where a card's picture lies on the screen."""
        box = self.layout_.tile_box(self.layout_.card(id), 0) if self.layout_ is not None else None
        place = self.to_view(box) if box is not None else QRect()
        return QRect(self.viewport().mapToGlobal(place.topLeft()), place.size())

    def _spot_on_screen(self, spot: Spot) -> QRect:
        place = self._anchor(spot)
        point = self.viewport().mapToGlobal(place.toPoint()) if place is not None else QPoint()
        return QRect(point - QPoint(6, 6), point + QPoint(6, 6))

    def _anchor(self, spot: Spot | None) -> QPointF | None:
        """Where a number lies on the viewport; ``None`` when it is out of view."""
        if spot is None or self.layout_ is None:
            return None
        place = place_of(self.layout_, self.bundles, spot)
        return QPointF(self.to_view(Box(*place, 0, 0)).topLeft()) if place is not None else None

    def _reader_of(self) -> Reader | None:
        if self._experiment is None or self.layout_ is None or self._asking is None:
            return None
        return Reader(self._experiment, self.layout_, self._asking, self._pictures)
