"""FramedView: what views on the shelf share. A head with title and controls, a body, and pictures to take away."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import QSize
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QMenu, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from playground.engine.messages import Frame
from playground.engine.requests import Request
from playground.model.dataset import mean_the_same
from playground.ui.examples.part_choice import offer_parts
from playground.ui.plots.chart_note import Note
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import View
from playground.ui.views.picture_taking import PictureTaking
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.label import Label

BLANK = " "
"""Words for a place that stays empty."""
WIDE = 480
"""From this width on (px of the design) a view keeps wide margins; below, its column has them, or its tab some."""

LOW = 200
"""Below this height there is less air above and below it."""


class FramedView(View):
    """A view with a head (title, note, controls) above its body; the context menu copies or saves its picture.

    Where it shows something ``of_samples``, the menu also says of which part of the data they are.
    """

    of_samples: ClassVar[bool] = True

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self.heading = Label(self.title, self)
        self.heading.setProperty("role", "title")
        self.heading.setObjectName(f"{self.id}_title")
        self.heading.setMinimumWidth(1)  # it hides where it does not fit, and so never asks for room
        self.heading.setVisible(self.place != "tab")
        self.note = Note(f"{self.id}_note", self)
        self.pictures = PictureTaking(self, self.note)
        self.head = QHBoxLayout()
        self.head.addWidget(self.heading)
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.head.addWidget(self.note, 100)  # controls first, words in what is left
        self.head.addStretch(1)
        self.enlarge = IconButton(theme, "maximize", f"{self.id}_enlarge", "Enlarge", small=True, parent=self)
        self.enlarge.clicked.connect(self.enlarge_wanted)
        self.enlarge.setVisible(self.place != "tab")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        # A view takes the width it is given, and leaves out what has no room.
        self.body.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        top = QHBoxLayout()
        top.addLayout(self.head, 1)
        top.addWidget(self.enlarge)
        self.body.addLayout(top)

    def set_scene(self, scene: Scene) -> None:
        """Take the scene, if there is something to show of it; when it is another generation, start over.

        Where a scene does not suit the view it has none: it never meets data that it is not made for.
        """
        broken = self.broken
        before, self.scene = self.scene, scene if self.suits(scene) else None
        if _means_other_things(before, self.scene):
            self._forget()
        other = before is None or self.scene is None or before.generation != self.scene.generation
        other = other or before is None or self.scene is None or before.part != self.scene.part
        if other:
            self.frame = None
        if other or self.broken != broken:
            self._restart()
        if self.scene is not None:
            self._scene_changed()
        if self.broken:
            self._wait(self.hindrance)
        elif broken and self.frame is not None:
            self.set_frame(self.frame)
        self.requests_changed.emit()

    @property
    def broken(self) -> str:
        """What keeps the experiment from being run, as a sentence; empty when nothing does."""
        errors = () if self.scene is None else self.scene.trace.errors
        return f"Fix the {errors[0].section} first: {errors[0].text}" if errors else ""

    @property
    def hindrance(self) -> str:
        """What is painted while something keeps the experiment from being run; empty when nothing does.

        What the card or the panel says where it can be put right is not said over again in every view: the tab that is
        open says where to look, the others stay blank.
        """
        errors = () if self.scene is None else self.scene.trace.errors
        if not errors:
            return ""
        return f"Fix the {errors[0].section} first." if self.place == "tab" else BLANK

    def _forget(self) -> None:
        """Forget what was opened, pinned, chosen, looked for or pointed at: in other data it is something else.

        What a person set stays: how a picture is made, a scale, a drawing. Pictures are forgotten by ``_restart``,
        which follows.
        """

    def _restart(self) -> None:
        """Forget pictures of an older network."""

    def _wait(self, words: str) -> None:
        """Say why there is no picture, until there is one."""

    def _scene_changed(self) -> None:
        """Take what is new in ``self.scene``, which suits this view."""

    def apply_theme(self) -> None:
        """Take measures anew."""
        self.head.setSpacing(self.theme.px(8))
        self.body.setSpacing(self.theme.px(6))
        if self.isVisible():
            self._set_margins()
            self._make_room()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep a margin where the view stands alone; where it is narrow, the title outlasts *Enlarge*."""
        super().resizeEvent(event)
        self._set_margins()
        self._make_room()

    def minimumSizeHint(self) -> QSize:
        """As narrow as its place is."""
        return QSize(1, super().minimumSizeHint().height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say in words what is shown, for those who cannot see it."""
        self.setAccessibleDescription(self.describe())
        super().focusInEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to take the picture away."""
        self.setAccessibleDescription(self.describe())
        self.menu().popup(event.globalPos())

    def menu(self) -> QMenu:
        """What the context menu offers; views add their own in front."""
        menu = QMenu(self)
        menu.setObjectName(f"{self.id}_menu")
        menu.aboutToHide.connect(menu.deleteLater)
        if self.of_samples:
            offer_parts(menu, self.scene, self.focus)
        menu.addAction("Enlarge or put back").triggered.connect(self.enlarge_wanted)
        menu.addAction("Open in a window of its own").triggered.connect(self.window_wanted)
        menu.addSeparator()
        self.pictures.fill(menu)
        return menu

    def _make_room(self) -> None:
        items = (self.head.itemAt(place) for place in range(self.head.count()))
        widgets = [item.widget() for item in items if item is not None]
        controls = [widget for widget in widgets if widget not in (None, self.heading, self.note)]
        shown = [control for control in controls if control is not None and not control.isHidden()]
        room, enlarge = max(self.width(), 1), self.enlarge.sizeHint().width()

        def wanted(gap: int) -> int:
            wide = sum(control.sizeHint().width() + gap for control in shown)
            return self.heading.sizeHint().width() + wide + gap

        usual = self.theme.px(8)
        gap = usual if wanted(usual) + usual + enlarge <= room else self.theme.px(4)
        self.head.setSpacing(gap)
        named = self._on_tab()  # a tab says its name and offers to enlarge it
        titled = wanted(gap) <= room
        least = wanted(gap) + gap + enlarge - (0 if titled else self.heading.sizeHint().width())
        self.heading.setVisible(not named and titled)
        self.enlarge.setVisible(not named and least <= room)

    def _on_tab(self) -> bool:
        return self.place == "tab" or isinstance(self.parentWidget(), QStackedWidget)

    def _set_margins(self) -> None:
        if self.width() >= self.theme.px(WIDE):
            air = 12 if self.height() >= self.theme.px(LOW) else 6
            sides = (24, air, 24, air)
        else:
            sides = (12, 8, 12, 8) if self._on_tab() else (0, 0, 0, 0)
        self.body.setContentsMargins(*(self.theme.px(side) for side in sides))


def _means_other_things(before: Scene | None, now: Scene | None) -> bool:
    """Whether a class, a step, a pixel or a token is not any more what it was."""
    if before is None or now is None:
        return before is not now
    old, new = before.experiment.data, now.experiment.data
    return old is not new and not mean_the_same(new, old)


class AskingView(FramedView):
    """A framed view that asks one thing of each frame, and says in words why there is no answer."""

    def requests(self) -> tuple[Request, ...]:
        """The one thing, or nothing while there is nothing to ask about."""
        request = self._request()
        return () if request is None else (request,)

    def set_frame(self, frame: Frame) -> None:
        """Take the answer, or say why there is none."""
        self.frame = frame
        request = self._request()
        if request is None:
            return
        if request in frame.answers:
            self.take(frame.answers[request])
        elif request in frame.failures:
            self._wait(frame.failures[request])

    def take(self, answer: Any) -> None:
        """Show the answer to the request."""
        raise NotImplementedError

    def _request(self) -> Request | None:
        """What to ask now; ``None`` for nothing."""
        raise NotImplementedError
