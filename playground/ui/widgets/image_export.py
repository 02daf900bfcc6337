"""Pictures of a widget to take away: on the clipboard, as PNG at one to four times the size, or as SVG."""

from __future__ import annotations

import re

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QSize
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from playground.numerals import count

_NO_XML = re.compile("[^\\t\\n\\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no file of XML can hold, though a text of one's own may."""
MOST_PIXELS = 200_000_000
"""A picture of more pixels is not made: of so many it takes 800 MB of memory."""


def picture_of(widget: QWidget, ratio: float = 2.0) -> QImage:
    """A widget as it looks now, with ``ratio`` pixels for each of the screen's; one pixel of one that has no room.

    Raises:
        ValueError: it would have too many pixels; the message says so.
    """
    wide, high = widget.width() * ratio, widget.height() * ratio
    if wide * high > MOST_PIXELS:
        many, most = (count(round(pixels / 1e6)) for pixels in (wide * high, MOST_PIXELS))
        raise ValueError(f"it would have {many} million pixels and {most} million are the most")
    image = QImage(widget.size().expandedTo(QSize(1, 1)) * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(widget.palette().window().color())
    QWidget.render(widget, image)  # a view of a scene would render its scene alone
    return image


def copy_picture(widget: QWidget) -> None:
    """Put a picture of a widget on the clipboard.

    Raises:
        ValueError: as for `picture_of`.
    """
    QGuiApplication.clipboard().setImage(picture_of(widget))


def png_of(image: QImage) -> bytes:
    """An image as the bytes of a PNG file.

    Raises:
        ValueError: it has no pixels.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, QByteArray(b"png")).write(image):
        raise ValueError("the image has no pixels")
    return bytes(buffer.data().data())


def svg_of(widget: QWidget) -> bytes:
    """A widget as it looks now, as the bytes of an SVG file.

    Qt escapes what looks like markup; control characters, which would spoil the file, give way to the sign for them.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(widget.width(), widget.height()))
    generator.setViewBox(widget.rect())
    generator.setTitle(widget.accessibleName())
    with QPainter(generator) as painter:
        QWidget.render(widget, painter, QPoint())
    return _NO_XML.sub("\ufffd", bytes(buffer.data().data()).decode(errors="replace")).encode()
