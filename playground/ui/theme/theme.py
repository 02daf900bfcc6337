"""Theme: the only place with a colour, a pen, a font size. Two palettes, live zoom, tinted icons, colour tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from playground.model.places import assets, read_bundled
from playground.ui.theme.palette import DARK, LIGHT, Palette
from playground.ui.theme.stylesheet import stylesheet

Table = npt.NDArray[np.uint8]
Role = Literal["tick", "label", "body", "title", "card", "name", "knob", "metric", "metric_dense", "cell"]

_ROLES: dict[Role, tuple[float, QFont.Weight]] = {
    "tick": (11, QFont.Weight.Normal),
    "label": (12, QFont.Weight.Normal),
    "body": (13, QFont.Weight.Normal),
    "title": (13, QFont.Weight.DemiBold),
    "card": (12.5, QFont.Weight.DemiBold),
    "name": (14, QFont.Weight.DemiBold),
    "knob": (15, QFont.Weight.DemiBold),
    "metric": (20, QFont.Weight.DemiBold),
    "metric_dense": (16, QFont.Weight.DemiBold),
    "cell": (10, QFont.Weight.Normal),
}
MARKERS = ("o", "d", "t1", "s", "x", "+")
"""pyqtgraph's symbols for classes 0, 1, 2 ...: circle, diamond, triangle, square, cross, plus."""
ZOOMS = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)


class Theme(QObject):
    """Colours, fonts and measures of the window as they are now; ``changed`` asks everyone to take them anew."""

    changed = Signal()

    def __init__(self, dark: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dark = dark
        self._zoom = 1.0
        self._family = _load_fonts()
        self._fonts: dict[tuple[Role, QFont.Weight | None, bool, float], QFont] = {}

    @property
    def dark(self) -> bool:
        """Whether the dark palette is shown."""
        return self._dark

    @property
    def tokens(self) -> Palette:
        """The colours of the palette in use, as ``#RRGGBB``."""
        return DARK if self._dark else LIGHT

    @property
    def zoom(self) -> float:
        """The app-wide enlargement, 1.0 by default."""
        return self._zoom

    def set_dark(self, dark: bool) -> None:
        """Show the dark or the light palette."""
        if dark != self._dark:
            self._dark = dark
            self.changed.emit()

    def set_zoom(self, zoom: float) -> None:
        """Enlarge text and measures everywhere (0.8 to 3)."""
        zoom = min(max(zoom, ZOOMS[0]), ZOOMS[-1])
        if zoom != self._zoom:
            self._zoom = zoom
            self.changed.emit()

    def dress_application(self) -> None:
        """Give the application its palette and font, which all that a style sheet says nothing of takes."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            palette, font = self.palette(), self.font("body")
            if app.palette() != palette:  # each is told to every widget there is
                app.setPalette(palette)
            if app.font() != font:
                app.setFont(font)

    def px(self, pixels: float) -> int:
        """A measure of the design in this zoom, in device-independent pixels."""
        return max(1, round(pixels * self._zoom)) if pixels > 0 else 0

    def color(self, token: str, alpha: float = 1.0) -> QColor:
        """The colour of a token (``"text_1"``) or of a literal from ``tokens``, with opacity 0 to 1."""
        color = QColor(getattr(self.tokens, token, token))
        color.setAlphaF(alpha)
        return color

    def pen(self, token: str, width: float = 1.0, alpha: float = 1.0, dashes: Sequence[float] = ()) -> QPen:
        """A cosmetic pen; ``width`` and ``dashes`` (line, gap, in px) grow with the zoom."""
        pen = QPen(self.color(token, alpha), width * self._zoom)
        pen.setCosmetic(True)
        if dashes:
            pen.setDashPattern([dash / width for dash in dashes])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        return pen

    def font(self, role: Role, weight: QFont.Weight | None = None, italic: bool = False) -> QFont:
        """The font of a role of the design language, with figures of equal width."""
        key = (role, weight, italic, self._zoom)
        if key not in self._fonts:
            self._fonts[key] = self._make_font(role, weight, italic)
        return QFont(self._fonts[key])

    def _make_font(self, role: Role, weight: QFont.Weight | None, italic: bool) -> QFont:
        size, usual = _ROLES[role]
        font = QFont(self._family)
        font.setPixelSize(max(1, round(size * self._zoom)))
        font.setWeight(weight if weight is not None else usual)
        font.setItalic(italic)
        font.setFeature(QFont.Tag("tnum"), 1)
        if role == "metric":
            font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, -0.3 * self._zoom)
        return font

    def class_color(self, index: int) -> QColor:
        """The colour of a class (Okabe-Ito); colours repeat after eight."""
        return QColor(self.tokens.classes[index % len(self.tokens.classes)])

    def class_marker(self, index: int) -> str:
        """The symbol of a class, as pyqtgraph names it."""
        return MARKERS[index % len(MARKERS)]

    def signed_table(self) -> Table:
        """Colours for -1 to +1: uint8 (256, 4) RGBA; zero is the colour of the paper."""
        return _table(self.tokens.signed)

    def magnitude_table(self) -> Table:
        """Colours for 0 to max, in even steps of lightness: uint8 (256, 4) RGBA."""
        return _table(self.tokens.magnitude)

    def probability_table(self) -> Table:
        """Colours for a probability 0 to 1: the inner 60 % of the signed scale, uint8 (256, 4) RGBA."""
        signed = self.signed_table()
        inner: Table = signed[np.linspace(0.2 * 255, 0.8 * 255, 256).round().astype(int)]
        return inner

    def ink_table(self) -> Table:
        """Colours for images, 0 paper to 1 ink: uint8 (256, 4) RGBA."""
        return _table((self.tokens.image_paper, self.tokens.image_ink))

    def icon(self, name: str, token: str = "text_2", size: int = 18) -> QIcon:
        """A bundled line icon in a token's colour, with its disabled form."""
        icon = QIcon()
        icon.addPixmap(self.pixmap(name, token, size), QIcon.Mode.Normal)
        icon.addPixmap(self.pixmap(name, "line_2", size), QIcon.Mode.Disabled)
        return icon

    def pixmap(self, name: str, token: str = "text_2", size: int = 18) -> QPixmap:
        """A bundled line icon in a token's colour, ``size`` px of the design, drawn at twice that for sharpness."""
        return _pixmap(name, self.color(token).name(), self.px(size))

    def palette(self) -> QPalette:
        """The palette of Qt's Fusion style in these colours."""
        return _palette(self.tokens)

    def stylesheet(self) -> str:
        """The window's style sheet in these colours and this zoom."""
        return stylesheet(self.tokens, self.px)


_LOADED: list[int] = []
"""Qt's numbers of the bundled fonts. Loading one lets Qt forget all that it has worked out of any font."""


def _load_fonts() -> str:
    families = _families()
    if not families:  # not yet, or for an application that is gone
        files = sorted((assets() / "fonts").glob("*.[ot]tf"))
        _LOADED[:] = [QFontDatabase.addApplicationFont(str(path)) for path in files]
        families = _families()
    return next((family for family in families if family == "Inter"), families[0] if families else "sans-serif")


def _families() -> list[str]:
    return [family for font in _LOADED for family in QFontDatabase.applicationFontFamilies(font)]


@lru_cache(maxsize=16)
def _table(stops: tuple[str, ...]) -> Table:
    colors = np.array([[c.red(), c.green(), c.blue()] for c in map(QColor, stops)], dtype=np.float64)
    at = np.linspace(0, len(stops) - 1, 256)
    table = np.full((256, 4), 255, dtype=np.uint8)
    for channel in range(3):
        table[:, channel] = np.interp(at, np.arange(len(stops)), colors[:, channel]).round()
    table.flags.writeable = False
    return table


@lru_cache(maxsize=512)
def _pixmap(name: str, color: str, side: int) -> QPixmap:
    source = read_bundled(f"icons/{name}.svg").decode().replace("currentColor", color)
    pixmap = QPixmap(QSize(2 * side, 2 * side))
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, 2 * side, 2 * side))
    pixmap.setDevicePixelRatio(2.0)
    return pixmap


def _palette(tokens: Palette) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    colors: dict[Any, str] = {
        role.Window: tokens.panel,
        role.Base: tokens.panel,
        role.AlternateBase: tokens.segment,
        role.Button: tokens.panel,
        role.WindowText: tokens.text_1,
        role.Text: tokens.text_1,
        role.ButtonText: tokens.text_1,
        role.PlaceholderText: tokens.text_3,
        role.ToolTipBase: tokens.panel,
        role.ToolTipText: tokens.text_1,
        role.Highlight: tokens.accent_fill,
        role.HighlightedText: "#FFFFFF",
        role.Link: tokens.accent,
        role.Mid: tokens.line_2,
        role.Dark: tokens.line_2,
        role.Light: tokens.panel,
    }
    for key, color in colors.items():
        palette.setColor(key, QColor(color))
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor(tokens.line_2))
    return palette
