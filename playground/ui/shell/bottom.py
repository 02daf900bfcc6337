"""BottomTabs: the inspector for the selected layer and the live views, as tabs under the network."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
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

from playground.ui.panels.inspector import LayerInspector
from playground.ui.shell.columns import ViewPool
from playground.ui.shell.detached_views import Placeholder
from playground.ui.shell.more_views import fill_more, first_views
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import View
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.frames import Hairline
from playground.ui.widgets.markup import verbatim

INSPECTOR = "layer"
WITH_WORD = 3
"""Tabs that come before the words *More views*, of which the icon stays where it is narrow."""


class BottomTabs(QWidget):
    """The inspector for the selected layer, and the live views as tabs; folds down to its tab bar."""

    folded_changed = Signal(bool)
    tab_changed = Signal(str)

    def __init__(self, theme: Theme, views: ViewPool, inspector: LayerInspector, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Inspector and live views")
        self._theme = theme
        self._views = views
        self._ids = [INSPECTOR]
        self._kinds: list[type[View]] = []
        self._scene: Scene | None = None
        self._node = ""
        self._first: tuple[str, ...] = ()
        self._kept: list[str] = []
        self._wished = INSPECTOR
        self._fitted: object = None
        self._folded = False
        self._placeholder: Placeholder | None = None
        self.bar = QTabBar(self)
        self.bar.setObjectName("bottom_tabs")
        self.bar.setAccessibleName("Inspector and live views")
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setUsesScrollButtons(False)
        self.bar.setElideMode(Qt.TextElideMode.ElideRight)
        self.bar.setMinimumWidth(1)  # it holds as many tabs as there is room for
        self.bar.addTab("Layer")
        self.fold = QToolButton(self)
        self.fold.setObjectName("fold_inspector")
        self.fold.setProperty("look", "icon")
        self.fold.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.fold.clicked.connect(self.toggle_fold)
        self.more = IconButton(theme, "list", "more_views", "More views", "More views", parent=self)
        self.more.clicked.connect(self._offer_more)
        self.enlarge = IconButton(theme, "maximize", "enlarge_tab", "Enlarge this view (F11)", parent=self)
        self.enlarge.clicked.connect(self.enlarge_open)
        self.tear = IconButton(theme, "external-link", "tear_tab", "Open this view in a window of its own", parent=self)
        self.tear.clicked.connect(self._on_tear)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(inspector)
        self._head = QHBoxLayout()
        self._head.addWidget(self.bar)
        self._head.addWidget(self.more)
        self._head.addStretch(1)
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
        views.detached.left.connect(self._on_left)
        views.detached.returned.connect(self._on_returned)
        self.bar.currentChanged.connect(self._on_current)
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

    @property
    def tabs(self) -> tuple[str, ...]:
        """Ids of the tabs that are to be seen, ``"layer"`` first."""
        return tuple(id for place, id in enumerate(self._ids) if self.bar.isTabVisible(place))

    def show_views(self, kinds: list[type[View]], scene: Scene, node: str) -> None:
        """Offer these views, those as tabs that matter most while ``node`` is selected.

        The open one stays open as long as it is among them, and comes back when it is again.
        """
        self._kinds, self._scene, self._node = kinds, scene, node
        ids = [INSPECTOR, *(kind.id for kind in kinds)]
        if ids != self._ids:
            self._offer(ids)
        self._rank()

    def select(self, node: str) -> None:
        """Let those be tabs that matter most for another node; the open one stays."""
        self._node = node
        self._rank()

    def open(self, id: str) -> bool:
        """Open a tab; false when it is not offered. A view that was no tab stays one as long as it suits the data."""
        if id not in self._ids:
            return False
        if id not in self.tabs:
            self._kept = [*(other for other in self._kept if other != id), id]
        place = self._ids.index(id)
        self._show_tab(place, True)
        self.bar.setCurrentIndex(place)
        self._fit()
        return True

    def fill_more(self, menu: QMenu) -> None:
        """List in a menu what is no tab, by the question it answers."""
        fill_more(menu, self._theme, [kind for kind in self._kinds if kind.id not in self.tabs], self._open)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many tabs as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _offer(self, ids: list[str]) -> None:
        self.bar.blockSignals(True)
        while self.bar.count() > 1:
            self.bar.removeTab(1)
        for kind in self._kinds:
            index = self.bar.addTab(kind.title)
            self.bar.setTabToolTip(index, (kind.__doc__ or "").split("\n")[0])
        self._ids, self._fitted = ids, None
        self._kept = [id for id in self._kept if id in ids]
        self._first = tuple(id for id in self._first if id in ids)  # until they are ranked anew
        self.bar.setCurrentIndex(ids.index(self._wished) if self._wished in ids else 0)
        self.bar.blockSignals(False)
        self._on_tab(self.bar.currentIndex())

    def _rank(self) -> None:
        if self._scene is not None:
            self._first = first_views(self._kinds, self._scene, self._node)
            self._fit()

    def _fit(self) -> None:
        """Show the open tab, those that were opened from among more views, and the first ones, while they fit."""
        wanted = list(dict.fromkeys((INSPECTOR, self.current, *reversed(self._kept), *self._first)))
        wide = {id: self.bar.tabSizeHint(place).width() for place, id in enumerate(self._ids)}
        known = (self.width(), self.current, wanted, wide, self.isVisible(), self._theme.zoom)
        if known == self._fitted:
            return  # as after every edit that changes no tab, such as each place of a slider
        self._fitted = known
        self.more.show_word(True)
        if self._room() < sum(wide[id] for id in wanted[:WITH_WORD]):
            self.more.show_word(False)
        room = self._room()
        shown = wanted[:1]
        for id in wanted[1:]:
            if id == self.current or sum(wide[other] for other in (*shown, id)) <= room:
                shown.append(id)
        for place, id in enumerate(self._ids):
            self._show_tab(place, id in shown)
        self.more.setVisible(len(shown) < len(self._ids))
        self.bar.setFixedWidth(max(min(sum(wide[id] for id in shown), room), 1))

    def _show_tab(self, place: int, shown: bool) -> None:
        """Show or hide a tab. Qt lays the bar out anew only if the last such call changed something: none is idle."""
        if self.bar.isTabVisible(place) != shown:
            self.bar.setTabVisible(place, shown)

    def _room(self) -> int:
        """What margins and buttons leave to the tabs, px."""
        edges, gap = self._head.contentsMargins(), self._head.spacing()
        buttons = (self.more, self.enlarge, self.tear, self.fold)
        beside = sum(button.sizeHint().width() + gap for button in buttons)
        return self.width() - edges.left() - edges.right() - beside - gap

    def toggle_fold(self) -> None:
        """Fold down to the tab bar, or unfold."""
        self._folded = not self._folded
        self._stack.setVisible(not self._folded)
        self._show_fold()
        self.folded_changed.emit(self._folded)

    def _show_fold(self) -> None:
        words = "Show the inspector" if self._folded else "Fold the inspector"
        self.fold.setIcon(self._theme.icon("chevron-up" if self._folded else "chevron-down"))
        self.fold.setToolTip(verbatim(f"{words} (Ctrl+3)"))
        self.fold.setAccessibleName(words)

    def _on_title(self, title: str) -> None:
        self.bar.setTabText(0, title)
        self._fit()

    def _on_click(self, index: int) -> None:
        if self._folded and index >= 0:
            self.toggle_fold()

    def enlarge_open(self) -> None:
        """Enlarge the view of the open tab, or put it back."""
        if self.current != INSPECTOR:
            self._views.detached.enlarge(self._views.get(self.current))

    def _offer_more(self) -> None:
        """List the views that are no tabs."""
        menu = QMenu(self)
        menu.setObjectName("more_views_menu")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.aboutToHide.connect(self._leave_more)
        self.fill_more(menu)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def _leave_more(self) -> None:
        """The button is told that the mouse has left: while its menu was open, nobody did."""
        QApplication.sendEvent(self.more, QEvent(QEvent.Type.Leave))

    def _open(self, id: str) -> None:
        self.open(id)
        if self._folded:
            self.toggle_fold()

    def _on_tear(self) -> None:
        self._views.detached.tear_off(self._views.get(self.current))

    def _on_left(self, id: str) -> None:
        """Keep the place of a view that leaves."""
        if id in self._ids:
            view = self._views.get(id)
            self._stack.removeWidget(view)
            if id == self.current:
                self._on_tab(self.bar.currentIndex())

    def _on_returned(self, id: str) -> None:
        if self._placeholder is not None and self._placeholder.id == id:
            self._clear_vacancy()
        if id == self.current:
            self._on_tab(self.bar.currentIndex())

    def _clear_vacancy(self) -> None:
        if self._placeholder is not None:
            self._stack.removeWidget(self._placeholder)
            self._placeholder.setObjectName("")  # its name is the next one's
            self._placeholder.deleteLater()
            self._placeholder = None

    def _on_current(self, index: int) -> None:
        """Somebody chose a tab."""
        self._wished = self._ids[index]
        self._on_tab(index)
        self._fit()

    def _on_tab(self, index: int) -> None:
        id = self._ids[index]
        for button in (self.enlarge, self.tear):
            button.setEnabled(id != INSPECTOR)
        if id == INSPECTOR:
            self._stack.setCurrentIndex(0)
        elif self._views.detached.away(id):
            self._clear_vacancy()
            self._placeholder = Placeholder(self._views.detached, id, self._views.get(id).title, self)
            self._stack.addWidget(self._placeholder)
            self._stack.setCurrentWidget(self._placeholder)
        else:
            view = self._views.get(id)
            if self._stack.indexOf(view) < 0:
                view.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
                self._stack.addWidget(view)
            self._stack.setCurrentWidget(view)
        self.tab_changed.emit(id)
