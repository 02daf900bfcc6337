"""DifferingList: which settings are not what they are by default, each with the way back."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from playground.model.experiment import Experiment
from playground.model.sections import Setting, differing, holders, with_defaults
from playground.model.setting_words import value_in_words
from playground.model.settings import RefusedSetting
from playground.ui.state.notice import Notice
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import IconButton, LinkButton
from playground.ui.widgets.frames import Popover
from playground.ui.widgets.label import Label


def reset(store: Store, settings: tuple[Setting, ...], label: str) -> Notice | None:
    """Set these as they are by default, as one edit; what does not allow it is told."""
    try:
        store.apply(with_defaults(store.experiment, settings), label)
    except RefusedSetting as error:
        return Notice(str(error), topic="hint")
    return None


class DifferingList(Popover):
    """A line a setting, and under them all *Reset all*."""

    def __init__(self, theme: Theme, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(theme, "differing_list", "Settings that differ from their default", parent)
        self._store = store
        self._settings: tuple[Setting, ...] = ()
        self._content: QWidget | None = None
        self._area = QScrollArea(self)
        self._area.setObjectName("differing_area")
        self._area.setAccessibleName("Settings that differ from their default")
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self.column.addWidget(self._area)
        self._all = LinkButton("Reset all", "differing_reset_all", self)
        self._all.clicked.connect(self._on_all)
        self.column.addWidget(self._all, 0, Qt.AlignmentFlag.AlignLeft)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show what differs in it; where nothing does the list closes."""
        self._settings = differing(experiment)
        if (old := self._area.takeWidget()) is not None:
            old.hide()
            old.deleteLater()
        self._content = QWidget(self._area)
        self._content.setObjectName("panel")
        grid = QGridLayout(self._content)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self._theme.px(12))
        around = dict(holders(experiment))
        for row, setting in enumerate(self._settings):
            parameter, holder = setting.parameter, around[setting.path.rpartition(".")[0]]
            before = value_in_words(parameter, parameter.default, holder)
            change = Label(f"{before} → {value_in_words(parameter, setting.value, holder)}", self._content)
            name = Label(parameter.label, self._content)
            name.setProperty("role", "label")
            button = IconButton(
                self._theme,
                "rotate-ccw",
                f"differing_reset_{row}",
                f"{parameter.label}: back to {before}",
                small=True,
                parent=self._content,
            )
            button.clicked.connect(self._on_one)
            for column, widget in enumerate((name, change, button)):
                grid.addWidget(widget, row, column)
        self._area.setWidget(self._content)
        self._content.show()
        self._content.resize(self._content.sizeHint())
        self._fit(self._content.sizeHint())
        self._all.setVisible(len(self._settings) > 1)
        if not self._settings:
            self.close()
        self.adjustSize()

    def _fit(self, wanted: QSize) -> None:
        """As large as what it lists, within the window; what is beyond is scrolled to."""
        parent = self.parentWidget()
        room = wanted.height() if parent is None else parent.window().height() - self._theme.px(96)
        bar = self._area.verticalScrollBar().sizeHint().width() if wanted.height() > room else 0
        self._area.setFixedSize(wanted.width() + bar, min(wanted.height(), room))

    def _on_one(self) -> None:
        button = self.sender()
        if isinstance(button, QWidget):
            setting = self._settings[int(button.objectName().rpartition("_")[2])]
            self._reset((setting,), f"{setting.parameter.label}: default")

    def _on_all(self) -> None:
        self._reset(self._settings, "All settings of training: default")

    def _reset(self, settings: tuple[Setting, ...], label: str) -> None:
        reset(self._store, settings, label)
        self.show_experiment(self._store.experiment)
