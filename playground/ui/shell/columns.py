"""Where live views stand: the column on the right, and the tabs at the bottom."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QScrollArea,
    QScrollBar,
    QVBoxLayout,
    QWidget,
)

from playground.ui.guarding import Guarded
from playground.ui.panels.training import TrainingPanel
from playground.ui.shell.detached_views import DetachedViews, Placeholder, described
from playground.ui.state.conductor import Conductor
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.state.throttle import Throttle
from playground.ui.state.weight_edits import WeightEdits
from playground.ui.theme.measures import NO_LIMIT
from playground.ui.theme.theme import Theme
from playground.ui.views import view_kinds
from playground.ui.views.base import View
from playground.ui.views.unmade import unmade

TOLD_MS = 200
"""Words about what views show change at most so often while learning moves on."""


class ViewPool(QObject):
    """Makes each live view when it is first needed, and keeps it; ``detached`` knows those that have left their place.

    What views show is kept in words, for screen readers and for the head of loose ones. The words follow the frames, so
    that they never tell of another step than the pictures without saying so.
    """

    def __init__(
        self, theme: Theme, focus: Focus, conductor: Conductor, weight_edits: WeightEdits, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._weight_edits = weight_edits
        self.detached = DetachedViews(theme, parent)
        self._theme = theme
        self._focus = focus
        self._conductor = conductor
        self._parent = parent
        self._made: dict[str, View] = {}
        self._waiting: list[View] = []
        """Those that had no frame when anything was last told."""
        self._telling = Throttle(TOLD_MS, self)
        self._telling.due.connect(self._tell)
        focus.best_wanted.connect(partial(conductor.go_to, "best"))
        conductor.framed.connect(self._on_news)
        conductor.state_changed.connect(self._on_news)

    def fitting(self, scene: Scene) -> list[type[View]]:
        """The kinds that have something to show, in their order."""
        found = []
        for kind in view_kinds().values():
            with Guarded():  # a kind that cannot tell keeps none of the others away
                found += [kind] if kind.suits(scene) else []
        return found

    def get(self, id: str) -> View:
        """The view of that id."""
        if id not in self._made:
            view = self._make(view_kinds()[id])
            view.hide()
            self._made[id] = view
            self._waiting.append(view)
            view.enlarge_wanted.connect(partial(self.detached.enlarge, view))
            view.write_wanted.connect(self._weight_edits.write)
            view.pause_wanted.connect(self._conductor.playback.add)
            view.window_wanted.connect(partial(self.detached.tear_off, view))
            view.retry_wanted.connect(partial(self._try_again, view))
            self._conductor.dispatch.watch(view)
        return self._made[id]

    def _make(self, kind: type[View]) -> View:
        with Guarded() as making:
            return kind(self._theme, self._focus, self._parent)
        assert making.error is not None
        return unmade(kind, making.error, self._theme, self._focus, self._parent)

    def _try_again(self, view: View) -> None:
        """Give a view that failed all that there is to look at once more."""
        self._conductor.dispatch.watch(view)
        self._conductor.dispatch.ask_again()

    def _on_news(self, news: object) -> None:
        """Say it anew: now and then while learning moves on, at once where it stands or a view has its first frame."""
        before, self.detached.moving = self.detached.moving, self._conductor.playing
        is_first = any(view.frame is not None for view in self._waiting)
        self._waiting = [view for view in self._made.values() if view.frame is None]
        if is_first or not (before and self.detached.moving):
            self._telling.forget()
        self._telling.ask()

    def _tell(self) -> None:
        self.detached.tell()
        for view in self._made.values():
            # Only a view that somebody has been at says anything.
            if view.accessibleDescription() and view.isVisible() and not self.detached.away(view.id):
                view.setAccessibleDescription(described(view, self.detached.moving))


class RightColumn(QWidget):
    """What comes out, and the metrics, one under the other with hairlines between."""

    def __init__(self, theme: Theme, views: ViewPool, parent: QWidget | None = None) -> None:
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
        views.detached.left.connect(self._on_left)
        views.detached.returned.connect(self._on_returned)

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
        """Show these views, in order, each with its share of the room."""
        if ids == self._shown:
            return
        self._shown = ids
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if isinstance(widget, View) and not self._views.detached.away(widget.id):
                widget.hide()
            elif widget is not None:
                widget.setObjectName("")  # a vacancy's name may be the next one's
                widget.hide()  # at once: nothing is deleted while a question is open
                widget.deleteLater()
        for place, id in enumerate(ids):
            if place:
                self._layout.addWidget(_hairline())
            view = self._views.get(id)
            away = self._views.detached.away(id)
            there = Placeholder(self._views.detached, id, view.title, self) if away else view
            self._layout.addWidget(there, view.share)
            there.show()
        self._fit_squares()

    def _on_left(self, id: str) -> None:
        """Keep the place of a view that leaves."""
        if id in self._shown:
            view = self._views.get(id)
            placeholder = Placeholder(self._views.detached, id, view.title, self)
            self._layout.replaceWidget(view, placeholder)
            placeholder.show()
            view.setMaximumHeight(NO_LIMIT)

    def _on_returned(self, id: str) -> None:
        placeholder = self.findChild(Placeholder, f"vacancy_{id}")
        if isinstance(placeholder, Placeholder) and id in self._shown:
            view = self._views.get(id)
            self._layout.replaceWidget(placeholder, view)
            placeholder.setObjectName("")
            placeholder.deleteLater()
            view.show()
            self._fit_squares()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give square pictures no more height than they can use."""
        super().resizeEvent(event)
        self._fit_squares()

    def _fit_squares(self) -> None:
        for id in self._shown:
            view = self._views.get(id)
            if view.square and not self._views.detached.away(id):
                view.setMaximumHeight(self.width() + self._theme.px(72))


class LeftColumn(QScrollArea):
    """Data and training, always at hand; scrolls when the window is low."""

    def __init__(self, theme: Theme, data: QWidget, training: TrainingPanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.training = training
        training.shown_wanted.connect(self._on_shown_wanted)
        self._wanted: QWidget | None = None
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
        self._inner = inner
        # Its own bar lies over the margin. Qt's would take room: pictures get lower as they get narrower, so where the
        # bar just appears it would not be needed any more, and Qt would put it there and away for ever.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.bar = QScrollBar(Qt.Orientation.Vertical, self)
        self.bar.setObjectName("left_column_bar")
        self.bar.setAccessibleName("Scroll data and training")
        self.bar.hide()
        scrolled = self.verticalScrollBar()
        scrolled.rangeChanged.connect(self._on_range)
        scrolled.valueChanged.connect(self.bar.setValue)
        self.bar.valueChanged.connect(scrolled.setValue)

    def minimumSizeHint(self) -> QSize:
        """As wide as what it holds, since nothing scrolls sideways; as low as one likes."""
        return QSize(self._inner.minimumSizeHint().width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the bar at the right edge."""
        super().resizeEvent(event)
        wide = self.bar.sizeHint().width()
        self.bar.setGeometry(self.width() - wide, 0, wide, self.height())

    def _on_shown_wanted(self, widget: QWidget) -> None:
        """Bring something into view, once it has its place."""
        self._wanted = widget
        QTimer.singleShot(0, self, self._bring)

    def _bring(self) -> None:
        if self._wanted is not None:
            self.ensureWidgetVisible(self._wanted, 0, 0)
            self._wanted = None

    def _on_range(self, least: int, most: int) -> None:
        scrolled = self.verticalScrollBar()
        self.bar.setRange(least, most)
        self.bar.setPageStep(scrolled.pageStep())
        self.bar.setSingleStep(scrolled.singleStep())
        self.bar.setValue(scrolled.value())
        self.bar.setVisible(most > least)
        self.bar.raise_()


def _hairline() -> QFrame:
    line = QFrame()
    line.setObjectName("hairline")
    line.setFixedHeight(1)
    return line
