"""Example picker: choose what goes through the network, from all examples, the wrong ones, or those chosen.

Images are laid out by class; texts, sequences and windows are lines.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QImage, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from playground import numerals as words
from playground.engine.answer_values import Judged
from playground.engine.history import History
from playground.engine.messages import Frame, Moment
from playground.engine.requests import Verdicts
from playground.model.dataset import Part
from playground.ui.examples.looked_at import is_listed, noun_of, part_inputs, part_of, part_targets
from playground.ui.examples.part_choice import PartChoice
from playground.ui.examples.pictures import example_picture
from playground.ui.panels.example_lines import example_line, example_tile, wrong_of
from playground.ui.panels.example_number import ExampleNumber
from playground.ui.panels.name_finder import FoundExample, NameFinder
from playground.ui.panels.picker_words import NONE_CHOSEN, none_wrong, of_chosen, of_wrong
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.measures import NO_LIMIT
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.frames import Popover
from playground.ui.widgets.image_grid import ImageGrid, Tile
from playground.ui.widgets.image_rows import ImageRows
from playground.ui.widgets.label import Label
from playground.ui.widgets.sample_list import SampleList
from playground.ui.widgets.segmented import SegmentedControl

Array = npt.NDArray[Any]
BY_CLASS, ALL, WRONG, CHOSEN = "By class", "All", "Wrong ones", "Chosen"
COLUMNS = 12
PAGE, NAMED = 48, 24
"""Pictures a page where they are not in rows by class, and where each has a name of several lines below."""
LINES, FEWEST_LINES = 24, 6
"""Lines a page, and where there is little room."""
WIDTH = 560
"""Width of a line, px of the design."""
JUDGED = 1000
"""Among so many of the first samples the wrong ones are looked for."""


class ExamplePicker(Popover):
    """A popover with what can be looked at; a click, or a number typed, chooses one, and it closes."""

    every_frame = False
    requests_changed = Signal()

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, "example_picker", "Choose an example", parent)
        self._focus = focus
        self._scene: Scene | None = None
        self._judged: Judged | None = None
        self._moment: Moment | None = None
        self._page = 0
        self._pictures: dict[tuple[Part, int], QImage] = {}
        self._named: list[FoundExample] = []
        self._make_head()
        self.rows = ImageRows(theme, "picker_rows", "Images by class", COLUMNS, self)
        self.grid = ImageGrid(theme, "picker_images", "Images", self)
        self.list = SampleList(theme, "picker_list", "Examples", self)
        self._stack = QStackedWidget(self)
        for shown in (self.rows, self.grid, self.list):
            shown.chosen.connect(self._choose)
            self._stack.addWidget(shown)
        self.column.addWidget(self._stack, 1)
        self._make_foot()
        focus.chosen_changed.connect(self._on_chosen)
        theme.changed.connect(self._on_theme)

    def _make_head(self) -> None:
        title = Label("Choose an example", self)
        title.setProperty("role", "title")
        self.mode = SegmentedControl(self._theme, (BY_CLASS, WRONG, CHOSEN), "picker_mode", "Which images", self)
        self.listed = SegmentedControl(self._theme, (ALL, WRONG, CHOSEN), "picker_listed", "Which examples", self)
        for modes in (self.mode, self.listed):
            modes.chosen.connect(self._on_mode)
        self.part = PartChoice(self._theme, self._focus, "picker_part", self)
        self.number = ExampleNumber(self._theme, self)
        self.number.wanted.connect(self._choose_number)
        self.finder = NameFinder(self._theme, self)
        self.finder.textChanged.connect(self._on_find)
        self._head = QHBoxLayout()
        self._head.setSpacing(self._theme.px(12))
        self._head.addWidget(title)
        self._head.addStretch(1)
        for control in (self.part, self.mode, self.listed, self.finder, self.number):
            self._head.addWidget(control)
        self.column.addLayout(self._head)

    def _make_foot(self) -> None:
        self.note = Label("", self)
        self.note.setObjectName("picker_note")
        self.note.setProperty("role", "tick")
        self.number.complained.connect(self.note.setText)
        self.before = IconButton(self._theme, "chevron-left", "picker_before", "Page before", small=True, parent=self)
        self.after = IconButton(self._theme, "chevron-right", "picker_after", "Next page", small=True, parent=self)
        self.before.clicked.connect(self._page_back)
        self.after.clicked.connect(self._page_on)
        row = QHBoxLayout()
        row.addWidget(self.note, 1)
        row.addWidget(self.before)
        row.addWidget(self.after)
        self.column.addLayout(row)

    # ------------------------------------------------------------------------------------------------ watching

    def requests(self) -> tuple[Verdicts, ...]:
        """How each example is judged, once, while the wrong ones are wanted."""
        wanted = self._mode == WRONG and self._judged is None and (self._has_images() or self._has_lines())
        return (Verdicts(self._part, JUDGED),) if wanted else ()

    def set_scene(self, scene: Scene) -> None:
        """Take other samples; verdicts of an older network do not count."""
        before, self._scene = self._scene, scene
        self.finder.set_scene(scene)
        other = before is None or before.samples is not scene.samples or before.part != scene.part
        if other:
            self._pictures.clear()
            self._page = 0
        if before is None or other or before.generation != scene.generation:
            self._judged = None
        if self.isVisible():
            self._show()
            self.requests_changed.emit()

    def set_frame(self, frame: Frame) -> None:
        """Take the verdicts; those of before a change by hand do not count."""
        if self._moment is not None and self._moment.without_step != frame.moment.without_step:
            self._judged = self._moment = None
            self.requests_changed.emit()
        for request in self.requests():
            if judged := frame.answer(request):
                self._judged, self._moment = judged, frame.moment
                self._show()
                self.requests_changed.emit()
            for shown in (self.grid, self.list) if request in frame.failures else ():
                shown.say(frame.failures[request])

    def set_history(self, history: History) -> None:
        """Curves do not matter here."""

    # ------------------------------------------------------------------------------------------------- opening

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn pages."""
        button = self.before if event.angleDelta().y() > 0 else self.after
        if button.isEnabled() and button.isVisible():
            button.click()
        event.accept()

    def open_beside(self, place: QRect) -> None:
        """Show it beside a place of the screen, kept within the window."""
        parent = self.parentWidget()
        if parent is None:
            return
        self._judged = None
        self._page = 0
        self.finder.clear()
        if self._focus.chosen is None:
            for modes, first in ((self.mode, BY_CLASS), (self.listed, ALL)):
                if modes.value == CHOSEN:
                    modes.set_value(first)
        self._show()
        self.adjustSize()
        window, margin = parent.window(), self._theme.px(8)
        left = place.right() + margin
        if left + self.width() > window.mapToGlobal(QPoint(window.width(), 0)).x() - margin:
            left = place.left() - margin - self.width()
        self.open_near(parent, QPoint(left, place.top()))

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what is wanted now, and take the keyboard."""
        super().showEvent(event)
        first = self.rows if self._has_images() else self.list if self._has_lines() else self.number
        first.setFocus(Qt.FocusReason.PopupFocusReason)
        self.requests_changed.emit()

    # ------------------------------------------------------------------------------------------------- showing

    @property
    def _part(self) -> Part:
        return "test" if self._scene is None else part_of(self._scene)

    def _arrays(self) -> tuple[Array, Array] | None:
        """Inputs and targets of the part that examples are chosen from."""
        scene = self._scene
        inputs, targets = (None, None) if scene is None else (part_inputs(scene), part_targets(scene))
        return None if inputs is None or targets is None else (inputs, targets)

    def _has_images(self) -> bool:
        if self._scene is None:
            return False
        data = self._scene.experiment.data
        return data.family == "images" and data.target().is_one_of_classes

    def _has_lines(self) -> bool:
        return self._scene is not None and is_listed(self._scene)

    @property
    def _mode(self) -> str:
        """Which examples are offered; values are near or far, and none of them wrong."""
        if self._scene is None or not self._has_lines():
            return self.mode.value
        return self.listed.value if self._classes else ALL

    @property
    def _noun(self) -> str:
        return "" if self._scene is None else noun_of(self._scene.experiment.data)

    def _show(self) -> None:
        arrays = self._arrays()
        images, lines = self._has_images() and arrays is not None, self._has_lines() and arrays is not None
        self.part.show_scene(self._scene)
        self.mode.setVisible(images)
        self.finder.setVisible(images and self.finder.has_names)
        self.listed.setVisible(lines and self._classes)
        for part in (self._stack, self.before, self.after):
            part.setVisible(images or lines)
        self.number.last = -1 if arrays is None else len(arrays[0]) - 1
        if arrays is None or self._scene is None:
            self.note.setText("The data is still being read.")
        elif lines:
            self._show_lines(arrays[1])
        elif not images:
            last = words.count(len(arrays[0]) - 1)
            self.note.setText(f"Click into the output's picture to look at a place, or type a number from 0 to {last}.")
        elif self.finder.wanted:
            self._show_named()
        elif self.mode.value == BY_CLASS:
            self._show_rows(arrays[1])
        else:
            self._show_grid(arrays[1])

    def _show_rows(self, targets: Array) -> None:
        names = () if self._scene is None else self._scene.experiment.data.target().names
        groups = [np.flatnonzero(targets == index) for index in range(len(names))]
        most = max(len(group) for group in groups)
        start = self._page * COLUMNS
        shown = [(name, self._tiles(group[start : start + COLUMNS])) for name, group in zip(names, groups, strict=True)]
        self.rows.show_rows(shown)
        self.rows.set_current(self._focus.example if self._focus.given is None else -1)
        parent = self.parentWidget()
        room = NO_LIMIT if parent is None else parent.window().height() - self._theme.px(112)  # head, foot and margins
        self._stack.setFixedHeight(min(self.rows.sizeHint().height(), max(room, self._theme.px(120))))
        self._stack.setFixedWidth(max(self.rows.sizeHint().width(), self._head.sizeHint().width()))
        self._stack.setCurrentWidget(self.rows)
        self._tell_page(start, COLUMNS, most, f"of up to {words.count(most)} {self._part} images a class")

    def _show_lines(self, targets: Array) -> None:
        scene = self._scene
        if scene is None:
            return
        parent = self.parentWidget()
        line = self._theme.px(20)
        room = NO_LIMIT if parent is None else parent.window().height() - self._theme.px(112)
        size = max(min(room // line, LINES), FEWEST_LINES)
        found = np.arange(len(targets)) if self._mode == ALL else self._found(targets)
        start = self._page * size
        shown = [] if found is None else found[start : start + size].tolist()
        judged = self._judged if self._mode == WRONG else None
        self.list.show_lines([example_line(scene, index, judged) for index in shown])
        self.list.set_current(self._focus.example if self._focus.given is None else -1)
        self._stack.setFixedHeight(size * line)
        self._stack.setFixedWidth(self._theme.px(WIDTH))
        self._stack.setCurrentWidget(self.list)
        if found is None:
            self.list.say("Asking the network.")
            self._tell_page(0, size, 0, "")
            return
        self.list.say("" if len(found) else self._nothing())
        what = f"of {words.count(len(found))} {self._part} {self._noun}s"
        self._tell_page(start, size, len(found), what if self._mode == ALL else self._whence(len(found)))

    def _show_grid(self, targets: Array) -> None:
        self._stack.setCurrentWidget(self.grid)
        found = self._found(targets)
        start = self._page * PAGE
        self.grid.show_tiles([] if found is None else self._tiles(found[start : start + PAGE]))
        self.grid.set_current(self._focus.example if self._focus.given is None else -1)
        if found is None:
            self.grid.say("Asking the network.")
            self._tell_page(0, PAGE, 0, "")
            return
        self.grid.say(self._nothing() if not len(found) else "")
        self._tell_page(start, PAGE, len(found), self._whence(len(found)))

    def _show_named(self) -> None:
        """What was found by its name: each picture has it below, and those that are learned from say so."""
        self._stack.setCurrentWidget(self.grid)
        self._named = self.finder.found()
        start = self._page * NAMED
        shown = enumerate(self._named[start : start + NAMED], start)
        self.grid.show_tiles([self.finder.tile(place, one, self._picture(one.index, one.part)) for place, one in shown])
        self.grid.set_current(-1)
        told = self.finder.told(self._named)
        self.grid.say("" if self._named else told)
        self._tell_page(start, NAMED, len(self._named), f"of {words.count(len(self._named))}, {told}")

    def _found(self, targets: Array) -> npt.NDArray[np.int64] | None:
        """The examples that are offered; ``None`` while that is not known."""
        if self._mode == CHOSEN:
            chosen = self._focus.chosen
            if chosen is None or chosen.part != self._part:
                return np.zeros(0, np.int64)
            return np.array([index for index in chosen.indices if index < len(targets)], np.int64)
        judged = self._judged
        if judged is None:
            return None
        return wrong_of(judged)

    def _nothing(self) -> str:
        return NONE_CHOSEN if self._mode == CHOSEN else none_wrong(self._judged, self._part, self._noun)

    def _whence(self, count: int) -> str:
        if self._mode == CHOSEN:
            return of_chosen(self._focus.chosen)
        return of_wrong(count, self._judged, self._moment)

    def _tell_page(self, start: int, size: int, count: int, what: str) -> None:
        end = min(start + size, count)
        self.note.setText(f"{words.count(start + 1)}–{words.count(end)} {what}" if count else "")
        self.before.setEnabled(start > 0)
        self.after.setEnabled(end < count)

    def _tiles(self, indices: Array) -> list[Tile]:
        return [self._tile(int(index)) for index in indices]

    def _tile(self, index: int) -> Tile:
        assert self._scene is not None
        judged = self._judged if self.mode.value == WRONG else None
        return example_tile(self._scene, index, self._picture(index), judged)

    @property
    def _classes(self) -> bool:
        return self._scene is not None and self._scene.experiment.target.has_classes

    def _picture(self, index: int, part: Part | None = None) -> QImage:
        key = (part or self._part, index)
        if key not in self._pictures and self._scene is not None and self._scene.samples is not None:
            pixels = self._scene.samples.inputs(key[0])[index]
            self._pictures[key] = example_picture(pixels, self._scene, self._theme)
        return self._pictures.get(key, QImage())

    # ------------------------------------------------------------------------------------------------ choosing

    def _choose(self, key: int) -> None:
        if self.finder.wanted:
            found = self._named[key]
            self._focus.look_among(found.part)
            key = found.index
        self._focus.choose(key)
        self.hide()

    def _on_find(self, _: str) -> None:
        self._page = 0
        self._show()

    def _choose_number(self, number: int) -> None:
        self._focus.choose(number)
        self.hide()

    def _on_mode(self, value: str) -> None:
        self._page = 0
        self._judged = None
        self._show()
        self.requests_changed.emit()

    def _on_chosen(self) -> None:
        if self.isVisible() and self._mode == CHOSEN:
            self._page = 0
            self._show()

    def _on_theme(self) -> None:
        self._pictures.clear()
        self.number.apply_theme()
        self.finder.apply_theme()
        if self.isVisible():
            self._show()

    def _page_back(self) -> None:
        self._page = max(self._page - 1, 0)
        self._show()

    def _page_on(self) -> None:
        self._page += 1
        self._show()
