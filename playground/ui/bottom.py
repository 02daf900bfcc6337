"""BottomTabs: the inspector for the selected layer and the live views, as tabs under the network."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.ui.columns import Views
from playground.ui.loose import Vacancy
from playground.ui.panels.inspector import LayerInspector
from playground.ui.theme import Theme
from playground.ui.views.base import View
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.frames import Hairline

INSPECTOR = "layer"


class BottomTabs(QWidget):
    """The inspector for the selected layer, and the live views as tabs; folds down to its tab bar."""

    folded_changed = Signal(bool)
    tab_changed = Signal(str)

    def __init__(self, theme: Theme, views: Views, inspector: LayerInspector, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Inspector and live views")
        self._theme = theme
        self._views = views
        self._ids = [INSPECTOR]
        self._folded = False
        self._vacancy: Vacancy | None = None
        self.bar = QTabBar(self)
        self.bar.setObjectName("bottom_tabs")
        self.bar.setAccessibleName("Inspector and live views")
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setUsesScrollButtons(True)
        self.bar.addTab("Layer")
        self.fold = QToolButton(self)
        self.fold.setObjectName("fold_inspector")
        self.fold.setProperty("look", "icon")
        self.fold.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.fold.clicked.connect(self.toggle_fold)
        self.every = IconButton(theme, "list", "every_view", "All views", parent=self)
        self.every.clicked.connect(self._show_every)
        self.enlarge = IconButton(theme, "maximize", "enlarge_tab", "Enlarge this view (F11)", parent=self)
        self.enlarge.clicked.connect(self.enlarge_open)
        self.tear = IconButton(theme, "external-link", "tear_tab", "Open this view in a window of its own", parent=self)
        self.tear.clicked.connect(self._on_tear)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(inspector)
        self._head = QHBoxLayout()
        self._head.addWidget(self.bar, 1)
        self._head.addWidget(self.every)
        self._head.addWidget(self.enlarge)
        self._head.addWidget(self.tear)
        self._head.addWidget(self.fold)
        layout = QVBoxLayout(self)
        layout.setSpacing(0)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._head)
        layout.addWidget(Hairline())
        layout.addWidget(self._stack, 1)
        inspector.title_changed.connect(self._on_title)
        views.loose.left.connect(self._on_left)
        views.loose.returned.connect(self._on_returned)
        self.bar.currentChanged.connect(self._on_tab)
        self.bar.tabBarClicked.connect(self._on_click)
        theme.changed.connect(self.apply_theme)
        self.apply_theme()

    @property
    def current(self) -> str:
        """Id of the open tab: a view's, or ``"layer"``."""
        return self._ids[max(self.bar.currentIndex(), 0)]

    @property
    def folded(self) -> bool:
        """Whether only the tab bar shows."""
        return self._folded

    def apply_theme(self) -> None:
        """Take colours and measures anew."""
        self._head.setContentsMargins(self._theme.px(24), self._theme.px(2), self._theme.px(16), 0)
        self._show_fold()

    def show_views(self, kinds: list[type[View]]) -> None:
        """Offer these views as tabs after the inspector; the open one stays open where it still fits."""
        ids = [INSPECTOR, *(kind.id for kind in kinds)]
        if ids == self._ids:
            return
        open_id = self.current
        self.bar.blockSignals(True)
        while self.bar.count() > 1:
            self.bar.removeTab(1)
        for kind in kinds:
            index = self.bar.addTab(kind.title)
            self.bar.setTabToolTip(index, (kind.__doc__ or "").split("\n")[0])
        self._ids = ids
        self.bar.setCurrentIndex(ids.index(open_id) if open_id in ids else 0)
        self.bar.blockSignals(False)
        self._on_tab(self.bar.currentIndex())

    def open(self, id: str) -> bool:
        """Open a tab; false when it is not offered."""
        if id not in self._ids:
            return False
        self.bar.setCurrentIndex(self._ids.index(id))
        return True

    def toggle_fold(self) -> None:
        """Fold down to the tab bar, or unfold."""
        self._folded = not self._folded
        self._stack.setVisible(not self._folded)
        self._show_fold()
        self.folded_changed.emit(self._folded)

    def _show_fold(self) -> None:
        words = "Show the inspector" if self._folded else "Fold the inspector"
        self.fold.setIcon(self._theme.icon("chevron-up" if self._folded else "chevron-down"))
        self.fold.setToolTip(f"{words} (Ctrl+3)")
        self.fold.setAccessibleName(words)

    def _on_title(self, title: str) -> None:
        self.bar.setTabText(0, title)

    def _on_click(self, index: int) -> None:
        if self._folded and index >= 0:
            self.toggle_fold()

    def enlarge_open(self) -> None:
        """Enlarge the view of the open tab, or put it back."""
        if self.current != INSPECTOR:
            self._views.loose.enlarge(self._views.get(self.current))

    def _show_every(self) -> None:
        """List all views by name: more may be there than the tab bar has room for."""
        menu = QMenu(self)
        menu.setObjectName("every_view_menu")
        menu.setToolTipsVisible(True)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.aboutToHide.connect(self._leave_every)
        for index, id in enumerate(self._ids):
            action = menu.addAction(self.bar.tabText(index))
            action.setObjectName(f"show_{id}")
            action.setToolTip(self.bar.tabToolTip(index))
            action.setCheckable(True)
            action.setChecked(index == self.bar.currentIndex())
            action.triggered.connect(partial(self._open, id))
        menu.popup(self.every.mapToGlobal(QPoint(0, self.every.height())))

    def _leave_every(self) -> None:
        """The button is told that the mouse has left: while its menu was open, nobody did."""
        QApplication.sendEvent(self.every, QEvent(QEvent.Type.Leave))

    def _open(self, id: str, checked: bool = False) -> None:
        self.open(id)
        if self._folded:
            self.toggle_fold()

    def _on_tear(self) -> None:
        self._views.loose.tear_off(self._views.get(self.current))

    def _on_left(self, id: str) -> None:
        """Keep the place of a view that leaves."""
        if id in self._ids:
            view = self._views.get(id)
            self._stack.removeWidget(view)
            if id == self.current:
                self._on_tab(self.bar.currentIndex())

    def _on_returned(self, id: str) -> None:
        if self._vacancy is not None and self._vacancy.id == id:
            self._clear_vacancy()
        if id == self.current:
            self._on_tab(self.bar.currentIndex())

    def _clear_vacancy(self) -> None:
        if self._vacancy is not None:
            self._stack.removeWidget(self._vacancy)
            self._vacancy.setObjectName("")  # its name is the next one's
            self._vacancy.deleteLater()
            self._vacancy = None

    def _on_tab(self, index: int) -> None:
        id = self._ids[index]
        for button in (self.enlarge, self.tear):
            button.setEnabled(id != INSPECTOR)
        if id == INSPECTOR:
            self._stack.setCurrentIndex(0)
        elif self._views.loose.away(id):
            self._clear_vacancy()
            self._vacancy = Vacancy(self._views.loose, id, self._views.get(id).title, self)
            self._stack.addWidget(self._vacancy)
            self._stack.setCurrentWidget(self._vacancy)
        else:
            view = self._views.get(id)
            if self._stack.indexOf(view) < 0:
                view.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
                self._stack.addWidget(view)
            self._stack.setCurrentWidget(view)
        self.tab_changed.emit(id)
