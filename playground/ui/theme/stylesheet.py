"""The window's style sheet, made from tokens and the zoom.

Widgets choose their look with the dynamic properties ``role`` (labels: ``tick``, ``label``, ``body``, ``title``,
``name``, ``knob``, ``metric``) and ``look`` (buttons: ``primary``, ``icon``, ``plain``, ``link``).
Where the keyboard is shows in `FocusRing`, not here.
"""

from __future__ import annotations

from collections.abc import Callable

from playground.ui.theme.palette import Palette

Pixels = Callable[[float], int]


def stylesheet(t: Palette, px: Pixels) -> str:
    """The style sheet for one palette and zoom, beside the palette and the font that the application has.

    It says nothing of widgets in general: each of several hundred would get a palette and a font of its own.
    """
    parts = (_base, _text, _buttons, _fields, _containers, _panels)
    return "\n".join(part(t, px) for part in parts)


def _base(t: Palette, px: Pixels) -> str:
    return f"""
QMainWindow, QWidget#room {{ background: {t.room}; }}
QWidget#panel, QFrame#panel, QWidget[look="panel"] {{ background: {t.panel}; }}
QToolTip {{ background: {t.panel}; color: {t.text_1}; border: 1px solid {t.line_2}; padding: {px(6)}px;
  font-size: {px(12)}px; }}
QFrame#hairline {{ background: {t.line}; border: none; max-height: 1px; min-height: 1px; }}
QFrame#hairline_vertical {{ background: {t.line}; border: none; max-width: 1px; min-width: 1px; }}
"""


def _text(t: Palette, px: Pixels) -> str:
    sizes = {
        "tick": (11, 400, t.text_3),
        "label": (12, 400, t.text_2),
        "body": (13, 400, t.text_1),
        "title": (13, 600, t.text_1),
        "name": (14, 600, t.text_1),
        "knob": (15, 600, t.text_1),
        "metric": (20, 600, t.text_1),
        "metric_dense": (16, 600, t.text_1),
        "error": (12, 500, t.error),
        "warning": (12, 500, t.warning),
    }
    return "\n".join(
        f'QLabel[role="{role}"] {{ font-size: {px(size)}px; font-weight: {weight}; color: {color}; }}'
        for role, (size, weight, color) in sizes.items()
    )


def _buttons(t: Palette, px: Pixels) -> str:
    return f"""
QPushButton, QToolButton {{ background: {t.panel}; border: 1px solid {t.line_2}; border-radius: {px(8)}px;
  padding: {px(5)}px {px(12)}px; font-weight: 500; color: {t.text_1}; outline: none; }}
QPushButton:hover, QToolButton:hover {{ background: {t.segment}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {t.line_2}; border-color: {t.line}; }}
QPushButton[look="primary"] {{ background: {t.accent_fill}; color: #FFFFFF; border: none; font-weight: 600;
  font-size: {px(14)}px; min-height: {px(36)}px; max-height: {px(36)}px; min-width: {px(112)}px; padding: 0; }}
QPushButton[look="primary"]:hover {{ background: {t.accent}; }}
QPushButton[look="primary"]:disabled {{ background: {t.track}; color: {t.text_3}; }}
QToolButton[look="icon"], QPushButton[look="icon"] {{ background: transparent; border: 1px solid transparent;
  padding: 0; min-width: {px(30)}px; min-height: {px(30)}px; }}
QToolButton[look="plain"], QPushButton[look="plain"] {{ background: transparent; border: 1px solid transparent;
  padding: {px(5)}px {px(8)}px; }}
QToolButton[look="icon"]:hover, QToolButton[look="plain"]:hover, QPushButton[look="icon"]:hover,
QPushButton[look="plain"]:hover {{ background: {t.segment}; }}
QPushButton[look="link"] {{ background: transparent; border: none; color: {t.accent}; font-weight: 600;
  padding: 0; text-align: left; }}
QPushButton[look="link"]:hover {{ text-decoration: underline; }}
QToolButton::menu-indicator {{ image: none; }}
QFileDialog QToolButton {{ padding: {px(3)}px; border-radius: {px(4)}px; }}
"""


def _fields(t: Palette, px: Pixels) -> str:
    return f"""
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox {{ background: {t.panel}; border: 1px solid {t.line_2};
  border-radius: {px(6)}px; padding: 0 {px(8)}px; min-height: {px(28)}px; color: {t.text_1};
  selection-background-color: {t.accent_fill}; selection-color: #FFFFFF; }}
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus {{ border: 1px solid {t.accent}; }}
QPlainTextEdit[look="field"] {{ background: {t.panel}; border: 1px solid {t.line_2}; border-radius: {px(6)}px;
  padding: 0 {px(4)}px; color: {t.text_1}; selection-background-color: {t.accent_fill};
  selection-color: #FFFFFF; }}
QPlainTextEdit[look="field"]:focus {{ border: 1px solid {t.accent}; }}
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled {{ color: {t.line_2}; }}
QLineEdit[look="number"] {{ border: 1px solid transparent; font-weight: 600; }}
QLineEdit[look="number"]:hover {{ border: 1px solid {t.line_2}; }}
QLineEdit[look="number"]:focus {{ border: 1px solid {t.accent}; }}
QLineEdit[bad="true"] {{ border: 2px solid {t.error}; }}
QComboBox QAbstractItemView {{ background: {t.panel}; border: 1px solid {t.line_2}; outline: none;
  selection-background-color: {t.accent_soft}; selection-color: {t.text_1}; }}
QCheckBox {{ spacing: {px(8)}px; }}
"""


def _containers(t: Palette, px: Pixels) -> str:
    return f"""
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: {px(8)}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {px(8)}px; margin: 0; }}
QScrollBar::handle {{ background: {t.line_2}; border-radius: {px(4)}px; min-height: {px(24)}px;
  min-width: {px(24)}px; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: none;
  width: 0; height: 0; }}
QTabBar {{ background: transparent; border: none; outline: none; }}
QTabBar QToolButton {{ background: {t.panel}; border: none; border-radius: 0; padding: 0; }}
QTabBar::tab {{ background: transparent; color: {t.text_2}; border: none; border-bottom: 2px solid transparent;
  padding: {px(8)}px {px(2)}px; margin-right: {px(18)}px; font-weight: 500; }}
QTabBar::tab:selected {{ color: {t.text_1}; font-weight: 600; border-bottom: 2px solid {t.accent}; }}
QTabBar::tab:hover {{ color: {t.text_1}; }}
QMenu {{ background: {t.panel}; border: 1px solid {t.line_2}; padding: {px(4)}px; }}
QMenu::item {{ padding: {px(6)}px {px(24)}px {px(6)}px {px(12)}px; border-radius: {px(4)}px; }}
QMenu::item:selected {{ background: {t.accent_soft}; }}
QMenu::item:disabled {{ color: {t.text_3}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: {px(4)}px 0; }}
QSplitter::handle {{ background: {t.line}; }}
QListView, QListWidget {{ background: {t.panel}; border: none; outline: none; }}
QListWidget::item {{ padding: {px(6)}px; border-radius: {px(4)}px; }}
QListWidget::item:selected {{ background: {t.accent_soft}; color: {t.text_1}; }}
"""


def _panels(t: Palette, px: Pixels) -> str:
    """What the side columns, the top bar and the inspector use: ``look`` again, on frames and small buttons."""
    return f"""
QWidget[look="panel"] {{ background: {t.panel}; }}
QLabel[role="label"]:disabled {{ color: {t.line_2}; }}
QFrame[look="popover"] {{ background: {t.panel}; border: 1px solid {t.line_2}; border-radius: {px(10)}px; }}
QFrame[look="notice_error"] {{ background: {t.panel}; border: 1px solid {t.error}; border-radius: {px(8)}px; }}
QFrame[look="notice_warning"] {{ background: {t.warning_fill}; border: 1px solid {t.warning_line};
  border-radius: {px(8)}px; }}
QFrame[look="notice_info"] {{ background: {t.chip}; border: 1px solid {t.line}; border-radius: {px(8)}px; }}
QFrame[look="strip"] {{ background: {t.panel}; border: none; border-top: 1px solid {t.line};
  border-bottom: 1px solid {t.line}; }}
QFrame[look="chip"] {{ background: {t.segment}; border: none; border-radius: {px(8)}px; }}
QFrame[look="chip_on"] {{ background: {t.accent_soft}; border: none; border-radius: {px(8)}px; }}
QToolButton[look="small"] {{ background: transparent; border: 1px solid transparent; padding: 0;
  min-width: {px(20)}px; min-height: {px(20)}px; border-radius: {px(6)}px; }}
QToolButton[look="small"]:hover {{ background: {t.segment}; }}
QPushButton[look="chip"] {{ background: {t.chip}; border: 1px solid transparent; border-radius: {px(4)}px;
  padding: {px(2)}px {px(6)}px; font-weight: 400; font-size: {px(12)}px; color: {t.text_2}; min-height: {px(18)}px; }}
QPushButton[look="chip"]:hover {{ border-color: {t.line_2}; }}
QPushButton[look="chip"]:checked {{ background: {t.accent_soft}; border-color: {t.accent}; color: {t.text_1};
  font-weight: 500; }}
QPushButton[look="chip"]:disabled {{ color: {t.line_2}; }}
QLineEdit[look="number"] {{ background: transparent; padding: 0; min-height: {px(22)}px; }}
QLineEdit[look="knob"] {{ background: transparent; border: 1px solid transparent; padding: 0;
  min-height: {px(22)}px; font-size: {px(15)}px; font-weight: 600; }}
QLineEdit[look="knob"]:hover {{ border: 1px solid {t.line_2}; }}
QLineEdit[look="knob"]:focus {{ border: 1px solid {t.accent}; }}
QLineEdit[look="name"] {{ background: transparent; border: 1px solid transparent; padding: 0 {px(3)}px;
  min-height: {px(22)}px; font-size: {px(14)}px; font-weight: 600; }}
QLineEdit[look="name"]:hover {{ border: 1px solid {t.line_2}; }}
QLineEdit[look="name"]:focus {{ border: 1px solid {t.accent}; }}
QLineEdit[look="number"][bad="true"], QLineEdit[look="knob"][bad="true"] {{ border: 2px solid {t.error}; }}
QComboBox {{ padding: 0 0 0 {px(8)}px; }}
QComboBox::drop-down {{ border: none; width: {px(22)}px; }}
QComboBox::down-arrow {{ image: none; }}
"""
