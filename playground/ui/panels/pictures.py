"""Pictures for thumbnails: a data set by a few of its samples, an activation by its curve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QPixmap, QPolygonF

from playground.model.dataset import DataSet, Preview
from playground.model.kind import Kind
from playground.model.layer import Activation
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat_colours import colours

_SHARPNESS = 2
"""Thumbnails are drawn at twice their size, for screens with many pixels."""
_FEW = 5
"""Lines of up to so many signs have room to stand apart."""
_FEW_POINTS = 8
"""Up to so many points are drawn large, and away from the edge."""


_KEPT: dict[tuple[type[Kind], bool, float, int], QPixmap] = {}
"""Pictures of kinds as they are by default, which every window shows: by kind, theme, zoom and side."""
_MOST_KEPT = 256


def _kept(kind: Kind, theme: Theme, side: int, draw: Callable[[Theme, int], QPixmap]) -> QPixmap:
    """The picture of a kind, drawn once where nothing of it was changed."""
    if kind != type(kind)():
        return draw(theme, side)
    key = (type(kind), theme.dark, theme.zoom, side)
    if key not in _KEPT:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        _KEPT[key] = draw(theme, side)
    return _KEPT[key]


@dataclass(frozen=True)
class DataPicture:
    """Draws samples of a data set as its generator makes them."""

    data: DataSet

    def __call__(self, theme: Theme, side: int) -> QPixmap:
        """A square picture, ``side`` in px of the design."""
        return _kept(self.data, theme, side, self._draw)

    def _draw(self, theme: Theme, side: int) -> QPixmap:
        preview = self.data.preview(side)
        pixmap = _paper(theme, side)
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if preview.images is not None:
                _draw_images(painter, theme, preview.images, theme.px(side))
            elif preview.text:
                _draw_text(painter, theme, preview.text, theme.px(side), self.data.family == "sequence")
            elif preview.line is not None:
                _draw_lines(painter, theme, np.atleast_2d(preview.line), theme.px(side))
            elif preview.points is not None and preview.targets is not None:
                self._draw_points(painter, theme, preview, theme.px(side))
        return pixmap

    def _draw_points(self, painter: QPainter, theme: Theme, preview: Preview, side: int) -> None:
        points, targets = np.asarray(preview.points), np.asarray(preview.targets)
        if points.shape[1] == 1:
            order = np.argsort(points[:, 0])
            across, up = points[order, 0], targets.reshape(len(points), -1)[order, 0]
            colors = [theme.color("accent")] * len(points)
        else:
            across, up = points[:, 0], points[:, 1]
            if self.data.target().has_classes:
                colors = [theme.class_color(int(target)) for target in targets]
            else:
                shades = colours(targets.reshape(-1), -1.0, 1.0, theme.signed_table())
                colors = [QColor(*shade) for shade in shades.tolist()]
        few = len(points) <= _FEW_POINTS
        radius = 6.0 if few else 1.3
        lowest, highest = (0.25, 0.5) if few else (0.0, 1.0)
        xs = (lowest + highest * _spread(across)) * side
        ys = (1 - lowest - highest * _spread(up)) * side
        painter.setPen(Qt.PenStyle.NoPen)
        for x, y, color in zip(xs, ys, colors, strict=True):
            painter.setBrush(color)
            painter.drawEllipse(QPointF(x, y), radius * theme.zoom, radius * theme.zoom)


@dataclass(frozen=True)
class CurvePicture:
    """Draws an activation from −3 to 3, with thin axes."""

    activation: Activation

    def __call__(self, theme: Theme, side: int) -> QPixmap:
        """A square picture, ``side`` in px of the design."""
        return _kept(self.activation, theme, side, self._draw)

    def _draw(self, theme: Theme, side: int) -> QPixmap:
        pixmap = _paper(theme, side)
        pixels = theme.px(side)
        z = np.linspace(-3.0, 3.0, 61)
        values = self.activation.curve(z)
        low, high = min(-1.0, float(values.min())), max(1.0, float(values.max()))
        xs = (z + 3.0) / 6.0 * pixels
        ys = (0.92 - 0.84 * (values - low) / (high - low)) * pixels
        zero = (0.92 - 0.84 * (0.0 - low) / (high - low)) * pixels
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme.pen("line", 1))
            painter.drawLine(QPointF(0, zero), QPointF(pixels, zero))
            painter.drawLine(QPointF(pixels / 2, 0), QPointF(pixels / 2, pixels))
            painter.setPen(QPen(theme.color("text_2"), 1.6 * theme.zoom))
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in zip(xs, ys, strict=True)]))
        return pixmap


def _paper(theme: Theme, side: int) -> QPixmap:
    pixels = theme.px(side) * _SHARPNESS
    pixmap = QPixmap(pixels, pixels)
    pixmap.setDevicePixelRatio(_SHARPNESS)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def _spread(values: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """Values from their lowest to their highest as shares from 0.06 to 0.94."""
    low, high = float(values.min()), float(values.max())
    return 0.06 + 0.88 * (values - low) / max(high - low, 1e-9)


def _draw_text(painter: QPainter, theme: Theme, lines: tuple[str, ...], side: int, signs: bool) -> None:
    """What goes in, and fainter below it what is to come out; a few ``signs`` stand apart, as words do not."""
    high = theme.px(17)
    top = (side - high * len(lines)) / 2
    for index, line in enumerate(lines):
        font = theme.font("label", QFont.Weight.DemiBold if index == 0 else QFont.Weight.Medium)
        if signs and len(line) <= _FEW:
            font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 1.5 * theme.zoom)
        while QFontMetricsF(font).horizontalAdvance(line) > side and font.pixelSize() > theme.px(7):
            font.setPixelSize(font.pixelSize() - 1)
        painter.setFont(font)
        painter.setPen(theme.color("text_1" if index == 0 else "text_3"))
        box = QRectF(0, top + index * high, side, high)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextDontClip), line)


def _draw_lines(painter: QPainter, theme: Theme, lines: npt.NDArray[np.floating], side: int) -> None:
    """Curves through values evenly apart, (lines, steps), on one scale; all but the first are fainter."""
    xs = np.linspace(0.02, 0.98, lines.shape[1]) * side
    for place, values in reversed(list(enumerate(_spread(lines)))):
        ys = (1 - (0.14 + 0.72 * (values - 0.06) / 0.88)) * side
        painter.setPen(QPen(theme.color("text_3" if place else "text_2"), 1.5 * theme.zoom))
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in zip(xs, ys, strict=True)]))


def _draw_images(painter: QPainter, theme: Theme, images: npt.NDArray[np.uint8], side: int) -> None:
    """Up to four images, two a row, in ink on paper or in their own colours."""
    table = theme.ink_table()
    gap = 2.0 * theme.zoom
    cell = (side - gap) / 2
    for index, pixels in enumerate(images[:4]):
        shown = np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)]) if pixels.ndim == 3 else table[pixels]
        rgba = np.ascontiguousarray(shown)
        height, width = pixels.shape[:2]
        image = QImage(rgba.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888)
        corner = QPointF(index % 2 * (cell + gap), index // 2 * (cell + gap))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, width > 16)
        painter.drawImage(QRectF(corner.x(), corner.y(), cell, cell), image)
