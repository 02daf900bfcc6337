"""Where live views stand: the column on the right, and the tabs at the bottom."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.ui.conductor import Conductor
from playground.ui.focus import Focus
from playground.ui.loose import Loose
from playground.ui.panels.inspector import LayerInspector
from playground.ui.theme import Theme
from playground.ui.views import view_kinds
from playground.ui.views.base import Scene, View
from playground.ui.widgets.buttons import IconButton

INSPECTOR = "layer"
_MOST = 16_777_215


class Views:
    """Makes each live view when it is first needed, and keeps it; ``loose`` knows those that have left their place."""

    def __init__(self, theme: Theme, focus: Focus, conductor: Conductor, parent: QWidget) -> None:
        self.loose = Loose(theme, parent)
        self._theme = theme
        self._focus = focus
        self._conductor = conductor
        self._parent = parent
        self._made: dict[str, View] = {}

    def fitting(self, scene: Scene) -> list[type[View]]:
        """The kinds that have something to show, in their order."""
        return [kind for kind in view_kinds().values() if kind.suits(scene)]

    def get(self, id: str) -> View:
        """The view of that id."""
        if id not in self._made:
            view = view_kinds()[id](self._theme, self._focus, self._parent)
            view.hide()
            self._made[id] = view
            view.enlarge_wanted.connect(partial(self.loose.enlarge, view))
            view.window_wanted.connect(partial(self.loose.tear_off, view))
            self._conductor.watch(view)
        return self._made[id]


class Vacancy(QWidget):
    """What stands where a view has left: its name, and a button that brings it back."""

    def __init__(self, views: Views, id: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.id = id
        self.setObjectName(f"vacancy_{id}")
        words = QLabel(f"{title} is shown elsewhere.", self)
        words.setProperty("role", "label")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setWordWrap(True)
        self.back = QPushButton("Put back", self)
        self.back.setObjectName(f"put_back_{id}")
        self.back.setAccessibleName(f"Put {title} back")
        self.back.clicked.connect(partial(views.loose.put_back, id))
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(words)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)


class RightColumn(QWidget):
    """What comes out, and the metrics, one under the other with hairlines between."""

    def __init__(self, theme: Theme, views: Views, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Output and metrics")
        self._theme = theme
        self._views = views
        self._shown: list[str] = []
        self._layout = QVBoxLayout(self)
        self.apply_theme()
        theme.changed.connect(self.apply_theme)
        views.loose.left.connect(self._on_left)
        views.loose.returned.connect(self._on_returned)

    def apply_theme(self) -> None:
        """Take measures anew."""
        side = self._theme.px(20)
        self._layout.setContentsMargins(side, self._theme.px(12), side, self._theme.px(12))
        self._layout.setSpacing(self._theme.px(10))

    @property
    def shown(self) -> tuple[str, ...]:
        """Ids of the views it shows, in order."""
        return tuple(self._shown)

    def show_views(self, ids: list[str]) -> None:
        """Show these views, in order; the first takes the room that is left."""
        if ids == self._shown:
            return
        self._shown = ids
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if isinstance(widget, View) and not self._views.loose.away(widget.id):
                widget.hide()
            elif widget is not None:
                widget.deleteLater()
        for place, id in enumerate(ids):
            if place:
                self._layout.addWidget(_hairline())
            view = self._views.get(id)
            away = self._views.loose.away(id)
            there = Vacancy(self._views, id, view.title, self) if away else view
            self._layout.addWidget(there, 3 if place == 0 else 2)
            there.show()
        self._fit_squares()

    def _on_left(self, id: str) -> None:
        """Keep the place of a view that leaves."""
        if id in self._shown:
            view = self._views.get(id)
            vacancy = Vacancy(self._views, id, view.title, self)
            self._layout.replaceWidget(view, vacancy)
            vacancy.show()
            view.setMaximumHeight(_MOST)

    def _on_returned(self, id: str) -> None:
        vacancy = self.findChild(Vacancy, f"vacancy_{id}")
        if isinstance(vacancy, Vacancy) and id in self._shown:
            view = self._views.get(id)
            self._layout.replaceWidget(vacancy, view)
            vacancy.setObjectName("")
            vacancy.deleteLater()
            view.show()
            self._fit_squares()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give square pictures no more height than they can use."""
        super().resizeEvent(event)
        self._fit_squares()

    def _fit_squares(self) -> None:
        for id in self._shown:
            view = self._views.get(id)
            if view.square and not self._views.loose.away(id):
                view.setMaximumHeight(self.width() + self._theme.px(72))


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
        self.enlarge = IconButton(theme, "maximize", "enlarge_tab", "Enlarge this view (F11)", parent=self)
        self.enlarge.clicked.connect(self.enlarge_open)
        self.tear = IconButton(theme, "external-link", "tear_tab", "Open this view in a window of its own", parent=self)
        self.tear.clicked.connect(self._on_tear)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(inspector)
        self._head = QHBoxLayout()
        self._head.addWidget(self.bar, 1)
        self._head.addWidget(self.enlarge)
        self._head.addWidget(self.tear)
        self._head.addWidget(self.fold)
        layout = QVBoxLayout(self)
        layout.setSpacing(0)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._head)
        layout.addWidget(_hairline())
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
            self._vacancy = Vacancy(self._views, id, self._views.get(id).title, self)
            self._stack.addWidget(self._vacancy)
            self._stack.setCurrentWidget(self._vacancy)
        else:
            view = self._views.get(id)
            if self._stack.indexOf(view) < 0:
                view.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
                self._stack.addWidget(view)
            self._stack.setCurrentWidget(view)
        self.tab_changed.emit(id)


class LeftColumn(QScrollArea):
    """Data and training, always at hand; scrolls when the window is low."""

    def __init__(self, theme: Theme, data: QWidget, training: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("left_column")
        self.setAccessibleName("Data and training")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setObjectName("panel")
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(data)
        layout.addWidget(_hairline())
        layout.addWidget(training)
        layout.addStretch(1)
        self.setWidget(inner)


def _hairline() -> QFrame:
    line = QFrame()
    line.setObjectName("hairline")
    line.setFixedHeight(1)
    return line
