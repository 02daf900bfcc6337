"""Lettering: words that are written no wider than the place they have, smaller where they must be, or not at all."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QFont, QFontMetricsF

LEAST = 8
"""Words are written this small, in px of the design, rather than left out."""


class Lettering:
    """A font in the sizes from its own down to the least that can be read, each made when a text first needs it."""

    def __init__(self, font: QFont) -> None:
        self._own = font
        self._made: list[tuple[QFont, QFontMetricsF]] = []

    def fitting(self, text: str, wide: float) -> QFont | None:
        """The largest size in which a text is no wider than so many px of the design; ``None`` where none is."""
        return next((font for font, metrics in self._sizes() if metrics.horizontalAdvance(text) <= wide), None)

    def _sizes(self) -> Iterator[tuple[QFont, QFontMetricsF]]:
        yield from self._made
        while (size := self._own.pixelSize() - len(self._made)) >= LEAST:
            font = QFont(self._own)
            font.setPixelSize(size)
            self._made.append((font, QFontMetricsF(font)))
            yield self._made[-1]
