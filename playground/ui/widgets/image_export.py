"""Pictures of a widget to take away: on the clipboard, as PNG at one to four times the size, or as SVG."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, QSize
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget


class CannotSave(OSError):
    """A picture could not be written; the message says why and what to do."""


def picture_of(widget: QWidget, ratio: float = 2.0) -> QImage:
    """A widget as it looks now, with ``ratio`` pixels for each of the screen's; one pixel of one that has no room."""
    image = QImage(widget.size().expandedTo(QSize(1, 1)) * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(widget.palette().window().color())
    widget.render(image)
    return image


def copy_picture(widget: QWidget) -> None:
    """Put a picture of a widget on the clipboard."""
    QGuiApplication.clipboard().setImage(picture_of(widget))


def save_picture(widget: QWidget, path: Path, ratio: float = 2.0) -> None:
    """Write a picture of a widget: SVG where the name ends so, else PNG with ``ratio`` pixels for each of the screen's.

    Raises:
        CannotSave: the file cannot be written.
    """
    vector = path.suffix.lower() == ".svg"
    saved = _save_svg(widget, path) if vector else _save_png(widget, path, ratio)
    if not saved:
        raise CannotSave(f"The picture cannot be written to {path.name}: choose a folder you may write to.")


def _save_png(widget: QWidget, path: Path, ratio: float) -> bool:
    return QImageWriter(str(path), QByteArray(b"png")).write(picture_of(widget, ratio))


def _save_svg(widget: QWidget, path: Path) -> bool:
    try:
        path.touch()
    except OSError:
        return False
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(QSize(widget.width(), widget.height()))
    generator.setViewBox(widget.rect())
    generator.setTitle(widget.accessibleName())
    painter = QPainter()
    if not painter.begin(generator):
        return False
    widget.render(painter, QPoint())
    painter.end()
    return True
