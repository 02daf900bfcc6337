"""SpeedStrip: how many steps a second are made, and what pauses them, between the network and the inspector."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QWidget

from playground.engine.pause_rules import NotFinite, PauseRule, UnitDies
from playground.numerals import count
from playground.ui.panels.rule_editor import RuleEditor, Valued
from playground.ui.state.conductor import Conductor
from playground.ui.state.playback import SPEEDS, rule_words
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import IconButton, LinkButton
from playground.ui.widgets.frames import Hairline
from playground.ui.widgets.label import Label
from playground.ui.widgets.markup import menu_text
from playground.ui.widgets.segmented import SegmentedControl
from playground.ui.widgets.tips import set_tip

HIGH = 42
"""Height of the strip, px of the design."""
FULL = "Full"


class RuleChip(QFrame):
    """When it pauses, with a cross; lit where that is what paused it."""

    def __init__(self, theme: Theme, rule: PauseRule, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.rule = rule
        self.setObjectName(name)
        self.words = Label(rule_words(rule), self)
        self.cross = IconButton(
            theme, "x", f"{name}_off", f"{rule_words(rule)}: pause no more", small=True, parent=self
        )
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.px(8), 0, theme.px(2), 0)
        line.setSpacing(theme.px(2))
        line.addWidget(self.words)
        line.addWidget(self.cross)
        self.setFixedHeight(theme.px(26))
        self.light("")

    def light(self, where: str) -> None:
        """Say where it came true, or that it did not."""
        self.words.setText(f"{rule_words(self.rule)}{where}")
        self.setProperty("look", "chip_on" if where else "chip")
        self.style().unpolish(self)
        self.style().polish(self)


class SpeedStrip(QFrame):
    """Speed, and a chip for each rule; where there is no room for all of them the others are counted."""

    def __init__(self, theme: Theme, conductor: Conductor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._playback = conductor.playback
        self._chips: list[RuleChip] = []
        self.setObjectName("speed_strip")
        self.setProperty("look", "strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Speed")
        self.speed = SegmentedControl(theme, [_word(speed) for speed in SPEEDS], "speed", "Speed", self)
        self.speed.chosen.connect(self._on_speed)
        self._unit = Label("steps a second", self)
        self._unit.setProperty("role", "label")
        self._when = Label("Pause when", self)
        self._when.setProperty("role", "label")
        self.more = LinkButton("", "speed_more", self)
        self.more.clicked.connect(self._list_all)
        self.add = IconButton(theme, "plus", "speed_add", "Add a reason to pause (Shift+P)", "Add", parent=self)
        self.add.clicked.connect(self.offer)
        self._editor = RuleEditor(theme, self)
        self._editor.chosen.connect(self._playback.add)
        self._line = QHBoxLayout(self)
        self._build()
        set_tip(self.speed, "Steps a second: slow enough to be looked at, or as many as can be ([ and ])")
        self._playback.changed.connect(self._refresh)
        theme.changed.connect(self._restyle)
        self._restyle()
        self._refresh()

    @property
    def chips(self) -> tuple[RuleChip, ...]:
        """A chip for each rule, in order."""
        return tuple(self._chips)

    def offer(self) -> None:
        """Offer what may pause it."""
        menu = QMenu(self)
        menu.setObjectName("speed_rules")
        menu.aboutToHide.connect(menu.deleteLater)
        for kind in Valued:
            menu.addAction(f"{kind.value}…").triggered.connect(partial(self._ask, kind))
        for rule in (NotFinite(), UnitDies()):
            action = menu.addAction(rule_words(rule)[:1].upper() + rule_words(rule)[1:])
            action.setEnabled(rule not in self._playback.rules)
            action.triggered.connect(partial(self._add, rule))
        menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what has no room."""
        super().resizeEvent(event)
        self._fit()

    def _build(self) -> None:
        title = Label("Speed", self)
        title.setProperty("role", "title")
        self._parting = Hairline(True, self)
        for widget in (title, self.speed, self._unit, self._parting, self._when):
            self._line.addWidget(widget)
        self._place = self._line.count()
        self._line.addWidget(self.more)
        self._line.addWidget(self.add)
        self._line.addStretch(1)

    def _refresh(self) -> None:
        playback = self._playback
        self.speed.set_value(_word(playback.speed))
        if [chip.rule for chip in self._chips] != list(playback.rules):
            for chip in self._chips:
                self._line.removeWidget(chip)
                chip.hide()
                chip.deleteLater()
            self._chips = [self._chip(place, rule) for place, rule in enumerate(playback.rules)]
        came = playback.came_true
        for chip in self._chips:
            chip.light(f" at step {count(came.step)}" if came is not None and came.rule == chip.rule else "")
        self._fit()

    def _chip(self, place: int, rule: PauseRule) -> RuleChip:
        chip = RuleChip(self._theme, rule, f"pause_rule_{place}", self)
        chip.cross.clicked.connect(self._on_cross)
        self._line.insertWidget(self._place + place, chip)
        return chip

    def _fit(self) -> None:
        """Show as many chips as there is room for, the one that came true first of all, and count the others."""
        px = self._theme.px
        fixed = (self.speed, self._unit, self._when, self.add)
        room = self.width() - px(130) - sum(widget.sizeHint().width() for widget in fixed)
        self._unit.setVisible(room > 0)
        came = self._playback.came_true
        order = sorted(self._chips, key=lambda chip: came is None or came.rule != chip.rule)
        left_out = 0
        for chip in order:
            wide = chip.sizeHint().width() + px(8)
            room -= wide
            chip.setVisible(room >= 0 or chip is order[0])
            left_out += chip.isHidden()
        self.more.setText(f"{count(left_out)} more")
        self.more.setAccessibleName(f"{count(left_out)} more reasons to pause")
        self.more.setVisible(left_out > 0)

    def _list_all(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("speed_all_rules")
        menu.aboutToHide.connect(menu.deleteLater)
        for rule in self._playback.rules:
            action = menu.addAction(menu_text(f"{rule_words(rule)}: pause no more"))
            action.triggered.connect(partial(self._remove, rule))
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _on_speed(self, word: str) -> None:
        self._playback.set_speed(next(speed for speed in SPEEDS if _word(speed) == word))

    def _on_cross(self) -> None:
        cross = self.sender()
        chip = cross.parent() if isinstance(cross, QWidget) else None
        if isinstance(chip, RuleChip):
            self._playback.remove(chip.rule)

    def _ask(self, kind: Valued, checked: bool = False) -> None:
        self._editor.ask(kind, self.add)

    def _add(self, rule: PauseRule, checked: bool = False) -> None:
        self._playback.add(rule)

    def _remove(self, rule: PauseRule, checked: bool = False) -> None:
        self._playback.remove(rule)

    def _restyle(self) -> None:
        px = self._theme.px
        self.setFixedHeight(px(HIGH))
        self._parting.setFixedHeight(px(20))
        self._line.setContentsMargins(px(24), 0, px(16), 0)
        self._line.setSpacing(px(8))
        for index in range(self._line.count()):
            item = self._line.itemAt(index)
            if item is not None:
                item.setAlignment(Qt.AlignmentFlag.AlignVCenter)


def _word(speed: int) -> str:
    return str(speed) if speed else FULL
