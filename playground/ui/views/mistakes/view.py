"""The view of the samples on which the network is most wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground import numerals as words
from playground.engine.messages import Frame
from playground.engine.requests import OnExamples, Outputs, Request, Verdicts
from playground.model.answer_words import NOT_NUMBERS
from playground.ui.examples.chosen import ChosenRow
from playground.ui.examples.judged import Told, uses
from playground.ui.examples.looked_at import noun_of, part_inputs, part_of, part_points, sample_text, sample_words
from playground.ui.examples.pictures import example_picture
from playground.ui.examples.plane_points import BACK, choose_inside
from playground.ui.plots.heat_surface import HeatSurface
from playground.ui.state.focus import Focus
from playground.ui.state.idle_detector import IdleDetector
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.framed import FramedView
from playground.ui.widgets.image_grid import ImageGrid, Tile
from playground.ui.widgets.markers import MarkerGroup
from playground.ui.widgets.markup import verbatim
from playground.ui.widgets.sample_list import SampleLine, SampleList

Array = npt.NDArray[Any]
SAMPLES = 1000
"""How many samples are judged while learning stands."""
FEWEST, MOST = 100, 500
"""While it moves: between so many, as many as take about ``BUDGET`` multiplications."""
BUDGET = 200_000_000
MARKED = 24
"""So many of the largest errors are marked in the plane where answers are values."""
SHOWN = 60
"""So many of the worst are laid out; as many as there is room for are seen."""
WHOLE = 400
"""A text is cut after so many letters, more than are seen in a list."""
SHORT = 20
"""Where all texts have up to so many letters, each stands before what is said of it; else below."""


class MistakesView(FramedView):
    """The samples with the largest loss, the worst first; a click looks at one in every view."""

    id: ClassVar[str] = "mistakes"
    title: ClassVar[str] = "Worst mistakes"
    order: ClassVar[int] = 26
    question: ClassVar[Question] = "Where it errs"
    weight: ClassVar[int] = 58

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._told: Told | None = None
        self._order: Array = np.zeros(0, np.int64)
        self._pictures: dict[int, QImage] = {}
        self._idle = IdleDetector(self)
        self._idle.changed.connect(self.requests_changed)
        self.grid = ImageGrid(theme, "mistakes_images", "The images with the largest loss", self)
        self.grid.chosen.connect(focus.choose)
        self.list = SampleList(theme, "mistakes_list", "The samples with the largest loss", self)
        self.list.chosen.connect(focus.choose)
        self.surface = HeatSurface(theme, "mistakes_plane", "Where the worst mistakes lie in the plane", self)
        self.lines = QWidget(self)
        self.lines.setObjectName("mistakes_lines")
        self.surface.clicked.connect(self._click)
        self.surface.surrounded.connect(self._surround)
        self.head.addWidget(ChosenRow(theme, focus, "mistakes_chosen", self))
        self._row = QHBoxLayout(self.lines)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.list, 3)
        self._row.addWidget(self.surface, 2)
        self.body.addWidget(self.grid, 1)
        self.body.addWidget(self.lines, 1)
        focus.example_changed.connect(self._follow)
        focus.chosen_changed.connect(self._narrow)
        self._restart()
        self.apply_theme()

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Anything whose answers are to be right: a discriminator is to be fooled."""
        return scene.trace.answer is not None and scene.experiment.objective.counts_confusion

    def requests(self) -> tuple[Request, ...]:
        """A verdict on each of the first samples, and for values what was answered."""
        return self._asked(self._idle.moving)

    def set_frame(self, frame: Frame) -> None:
        """Take the verdicts, or say why there are none."""
        self.frame = frame
        for moving in (False, True):
            asked = self._asked(moving)
            if asked and all(request in frame.answers for request in asked):
                if self.scene is not None:
                    self._told = Told(self.scene, frame.answers[asked[0]], self._values(frame, asked[1:]))
                self._sort()
                break
        else:
            said = [frame.failures[request] for request in self.requests() if request in frame.failures]
            if said:
                self._wait(said[0])
        self._idle.note(frame.step)

    def _restart(self) -> None:
        """Forget the verdicts."""
        self._told = None
        self._order = np.zeros(0, np.int64)
        self._idle.forget()
        self.grid.show_tiles(())
        self.list.show_lines(())
        self.surface.set_groups(())
        self.note.show_words("")
        self._wait("Getting the network ready to look for its mistakes.")

    def _scene_changed(self) -> None:
        """Take new samples; images are thumbnails, all else is a list."""
        self._pictures.clear()
        images = self._are_images()
        self.grid.setVisible(images)
        self.lines.setVisible(not images)
        if self.scene is not None and len(self.scene.experiment.data.domain) == 2:
            self.surface.set_spans(*self.scene.experiment.data.domain)
        self._arrange()
        self._follow()
        if self._told is not None:
            self._show()

    def _wait(self, words: str) -> None:
        """Say it in place of the samples."""
        self.grid.say(words)
        self.list.say(words)
        self._arrange()

    def apply_theme(self) -> None:
        """Draw everything in the new colours."""
        super().apply_theme()
        self._row.setSpacing(self.theme.px(24))
        self._pictures.clear()
        self._show()
        for part in (self.grid, self.list, self.surface):
            part.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the list alone."""
        super().resizeEvent(event)
        self._arrange()

    def describe(self) -> str:
        """On how many samples it rests, how many are wrong, and the worst."""
        if self._told is None or self.scene is None:
            return "No mistakes known yet: the network is not ready."
        if not np.isfinite(self._told.judged.losses).any():
            return NOT_NUMBERS
        rests = self._rests()
        if not len(self._order):
            return f"{rests[0].upper()}{rests[1:]}."
        worst = int(self._order[0])
        said = f"{sample_words(self.scene, worst)}: {self._told.said(worst)}, loss {words.loss(self._loss(worst))}"
        return f"{rests[0].upper()}{rests[1:]}; the largest loss has {said[0].lower()}{said[1:]}."

    # ------------------------------------------------------------------------------------------------ inside

    def _asked(self, moving: bool) -> tuple[Request, ...]:
        inputs = None if self.scene is None else part_inputs(self.scene)
        if self.scene is None or inputs is None:
            return ()
        wanted = self._few() if moving else max(SAMPLES, *(index + 1 for index in self._chosen()[-1:]), 0)
        count = min(wanted, len(inputs))
        part = part_of(self.scene)
        verdicts = Verdicts(part, count)
        if self.scene.experiment.target.has_classes:
            return (verdicts,)
        last = self.scene.trace.path.nodes[-1].id
        return verdicts, Outputs(OnExamples(part, tuple(range(count))), (last,))

    def _values(self, frame: Frame, asked: Sequence[Request]) -> Array | None:
        """The values that were answered, (N, values), where that was asked."""
        if self.scene is None or not asked:
            return None
        return self.scene.experiment.read(next(iter(frame.answers[asked[0]].values()))).values

    def _few(self) -> int:
        """How many samples are judged while learning moves: fewer of those that take longer."""
        nodes = () if self.scene is None else self.scene.trace.nodes
        work = sum(node.parameters * uses(node.output) for node in nodes if node.output)
        return max(FEWEST, min(MOST, BUDGET // max(work, 1)))

    def _chosen(self) -> tuple[int, ...]:
        """The examples chosen together, as far as they are of the part that is judged."""
        chosen = self.focus.chosen
        if chosen is None or self.scene is None or chosen.part != part_of(self.scene):
            return ()
        return chosen.indices

    def _are_images(self) -> bool:
        inputs = None if self.scene is None else part_inputs(self.scene)
        if inputs is None:
            return self.scene is not None and self.scene.experiment.data.family == "images"
        return inputs.ndim == 4

    def _points(self) -> Array | None:
        return None if self.scene is None else part_points(self.scene)

    def _sort(self) -> None:
        """Put the worst first, among the chosen ones where some are chosen together."""
        if self._told is None:
            return
        losses = self._told.judged.losses
        among = np.arange(len(losses))
        if self._chosen():
            among = np.array([index for index in self._chosen() if index < len(losses)], np.int64)
        worst = np.argsort(-np.nan_to_num(losses[among], nan=-1.0, posinf=np.inf), kind="stable")
        self._order = among[worst]
        self._show()

    def _show(self) -> None:
        told = self._told
        if told is None or self.scene is None:
            return
        if not np.isfinite(told.judged.losses).any():
            self._wait(NOT_NUMBERS)
            return
        nothing = "None of the chosen ones is among those that were judged."
        self._wait("" if len(self._order) else nothing)
        shown = self._order[:SHOWN].tolist()
        if self._are_images():
            self.grid.show_tiles([self._tile(told, index) for index in shown])
        else:
            long = any(len(sample_text(told.scene, index)) > SHORT for index in shown)
            self.list.show_lines([self._line(told, index, long) for index in shown])
            self._show_points(shown)
        below = "; below each: how sure it is, and the loss" if self._are_images() and told.is_classes else ""
        self.note.show_words(f"{self._rests()}{below}")
        what = "The samples with the largest loss come first."
        if self._are_images():
            what += " Below each: the share of the predicted class, and its loss."
        elif not self.surface.isHidden():
            marked = f"the {MARKED} largest errors" if not told.is_classes else "what is wrong"
            what += f" The plane shows {marked} in full, all else faintly."
        self.note.setToolTip(verbatim(what))

    def _rests(self) -> str:
        """How many were judged, and how many of them are wrong."""
        if self._told is None or self.scene is None:
            return ""
        losses, chosen = self._told.judged.losses, self.focus.chosen
        noun = noun_of(self.scene.experiment.data)
        which = f"{words.count(len(self._order))} chosen" if self._chosen() else f"the first {words.count(len(losses))}"
        said = f"{which} {part_of(self.scene)} {noun}s"
        if self._chosen() and chosen is not None:
            said += f" ({chosen.words})"
            left = len(self._chosen()) - len(self._order)
            said += f", {words.count(left)} more not judged" if left else ""
        if not self._told.is_classes:
            mean = float(losses[self._order].mean()) if len(self._order) else float("nan")
            return f"{said}, mean loss {words.loss(mean)}"
        wrong = int(self._told.wrong()[self._order].sum())
        return f"{said}, {words.count(wrong)} wrong" + (" somewhere" if self._told.is_stepwise else "")

    def _loss(self, index: int) -> float:
        return float(self._told.judged.losses[index]) if self._told is not None else float("nan")

    def _is_wrong(self, index: int) -> bool:
        return self._told is not None and self._told.is_classes and bool(self._told.wrong()[index])

    def _tile(self, told: Told, index: int) -> Tile:
        loss, share, said = words.loss(self._loss(index)), told.share(index), told.said(index)
        tip = f"{sample_words(told.scene, index)}: {said}, share {share}, loss {loss}."
        return Tile(index, self._picture(index), said, self._is_wrong(index), tip, f"{share}, {loss}")

    def _line(self, told: Told, index: int, long: bool) -> SampleLine:
        """A sample in words; a ``long`` text stands below what is said of it, as it would cut the verdict beside it."""
        name, loss = sample_words(told.scene, index), words.loss(self._loss(index))
        points, text = self._points(), sample_text(told.scene, index, WHOLE)
        at = text if points is None else _place_words(points[index])
        share = f" ({told.share(index)})" if told.share(index) else ""
        said = f"{told.said(index)}{share}"
        tip = f"{name}: {f'{text}: ' if text else ''}{said}, loss {loss}."
        brief = f"{told.brief(index)}{share}"
        below = at if long else ""
        shown = brief if below else f"{at or name}: {brief}"
        return SampleLine(index, told.class_of(index), shown, f"loss {loss}", self._is_wrong(index), tip, below)

    def _picture(self, index: int) -> QImage:
        inputs = None if self.scene is None else part_inputs(self.scene)
        if index not in self._pictures and inputs is not None and self.scene is not None:
            self._pictures[index] = example_picture(inputs[index], self.scene, self.theme)
        return self._pictures.get(index, QImage())

    def _show_points(self, shown: list[int]) -> None:
        """All judged points faintly; in full the wrong ones, or for values the worst."""
        points = self._points()
        if points is None or self._told is None or points.shape[1] != 2:
            self.surface.set_groups(())
            return
        judged = self._told.judged
        wrong = judged.true != judged.predicted
        worst = np.intersect1d(np.flatnonzero(wrong), self._order) if len(wrong) else np.array(shown[:MARKED], np.int64)
        groups = []
        all_of_them = np.arange(len(judged.losses))
        for places, opacity in ((np.setdiff1d(all_of_them, worst), BACK), (worst, 1.0)):
            if not len(judged.true):
                groups.append(MarkerGroup(points[places], self.theme.color("text_2"), "o", opacity=opacity))
                continue
            for index in np.unique(judged.true[places]).tolist():
                mine, color = places[judged.true[places] == index], self.theme.class_color(index)
                groups.append(MarkerGroup(points[mine], color, self.theme.class_marker(index), opacity=opacity))
        self.surface.set_groups(groups)

    def _arrange(self) -> None:
        """The plane beside the list where there is one, and room."""
        plane = self.scene is not None and len(self.scene.experiment.data.domain) == 2
        wide = self.width() >= self.theme.px(420) and self.height() >= self.theme.px(120)
        self.surface.setVisible(plane and wide and not self.list.message and not self._are_images())

    def _narrow(self) -> None:
        self._sort()
        self.requests_changed.emit()

    def _follow(self) -> None:
        current = -1 if self.focus.given is not None else self.focus.example
        self.grid.set_current(current)
        self.list.set_current(current)
        points = self._points()
        if points is None or points.shape[1] != 2 or not 0 <= current < len(points):
            self.surface.set_mark(None)
        else:
            self.surface.set_mark((float(points[current, 0]), float(points[current, 1])))

    def _click(self, x: float, y: float) -> None:
        """Look at the point that was meant."""
        points = self._points()
        index = -1 if points is None else self.surface.nearest(points, x, y)
        if index >= 0:
            self.focus.choose(index)

    def _surround(self, corners: Array) -> None:
        """Choose the points inside a line together."""
        if self.scene is not None and self.scene.samples is not None:
            choose_inside(self.focus, self.scene.samples, part_of(self.scene), corners)


def _place_words(point: Array) -> str:
    return ", ".join(f"{axis} {words.short(round(float(value), 2))}" for axis, value in zip("xyz", point, strict=False))
