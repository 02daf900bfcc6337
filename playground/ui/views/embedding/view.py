"""The view of where a layer puts the samples."""

from __future__ import annotations

import dataclasses
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from playground import numerals as words
from playground.engine.messages import Frame, Moment
from playground.engine.requests import OnExamples, Outputs, Request
from playground.model.answer_words import NOT_NUMBERS
from playground.numerals import counted
from playground.ui.examples.chosen import ChosenRow, of_class
from playground.ui.examples.looked_at import noun_of, part_inputs, part_of, part_targets
from playground.ui.examples.plane_points import inside, plain_groups, point_groups
from playground.ui.examples.sample_card import SampleCard
from playground.ui.plots.chart_legend import Legend
from playground.ui.plots.cloud import Cloud
from playground.ui.state.focus import Chosen, Focus
from playground.ui.state.idle_detector import IdleDetector
from playground.ui.state.moments import as_of, as_of_older
from playground.ui.state.scene import Scene
from playground.ui.state.throttle import Throttle
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.embedding.layers import WIDE, count_of, is_over_steps, layers_of, rows_of
from playground.ui.views.framed import FramedView
from playground.ui.views.shared.cloud_picking import CloudPicking
from playground.ui.views.shared.neighbours import FEWEST, NEEDED, Neighbours
from playground.ui.views.shared.projection import Projection, aligned, component_names, principal
from playground.ui.widgets.combo import Combo
from playground.ui.widgets.segmented import SegmentedControl

Array = npt.NDArray[Any]
MOST_NAMED = 12
"""A legend of more classes than these would not be read."""
PACE_MS = 1000
"""A costly question is asked once a second while learning goes on."""


class EmbeddingView(FramedView):
    """A map of the samples as one layer sees them: what lies close together, the layer takes for alike.

    ``values`` (samples, features) are what the map is drawn of.
    """

    id: ClassVar[str] = "embedding"
    title: ClassVar[str] = "Embedding map"
    order: ClassVar[int] = 46
    question: ClassVar[Question] = "What the layers do"
    weight: ClassVar[int] = 30

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self.values: Array | None = None
        self._ends: Array | None = None
        self._projection: Projection | None = None
        self._legend_of: object = None
        self._moment: Moment | None = None
        self.layer = Combo(theme, "embedding_layer", "Layer", self)
        self.layer.setToolTip("The layer whose output is mapped")
        self.layer.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.layer.chosen.connect(self._choose_layer)
        self.method = SegmentedControl(theme, ("PCA", "t-SNE"), "embedding_method", "How the map is made", self)
        self.method.chosen.connect(self._choose_method)
        self.head.insertWidget(0, self.layer)
        self.head.insertWidget(1, self.method)
        self.cloud = Cloud(theme, "embedding_map", "Map of the samples", self, stretch=2.5)
        self.cloud.setToolTip("Click a sample to look at it, or draw round some to choose them in every view.")
        self._picking = CloudPicking(self.cloud, self._at, self._here)
        self._picking.pointed_changed.connect(self._show_looked)
        self._picking.picked.connect(self._pick)
        self.cloud.surrounded.connect(self._surround)
        self.card = SampleCard(theme, "embedding_example", "The sample", self)
        self.chosen = ChosenRow(theme, focus, "embedding_chosen", self)
        self.legend = Legend(theme, "embedding_legend", "Classes", self, clickable=True)
        self.legend.setToolTip("Click a class to choose its samples in every view.")
        self.legend.chosen.connect(self._choose_class)
        self._lay_out()
        self.neighbours = Neighbours(self)
        self.neighbours.done.connect(self._on_neighbours)
        self._idle = IdleDetector(self)
        self._idle.changed.connect(self._on_idle)
        self._pace = Throttle(PACE_MS, self)
        self._pace.due.connect(self.requests_changed)
        focus.node_changed.connect(self._follow_node)
        focus.example_changed.connect(self._show_looked)
        focus.chosen_changed.connect(self._show_points)
        self._restart()
        self.apply_theme()

    def _lay_out(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.cloud, 1)
        left.addWidget(self.legend)
        right.addWidget(self.card, 1)
        right.addWidget(self.chosen)
        self._row = QHBoxLayout()
        self._row.addLayout(left, 1)
        self._row.addLayout(right)
        self.body.addLayout(self._row, 1)

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """There is a layer before the output."""
        return len(scene.trace.nodes) > 1

    def requests(self) -> tuple[Request, ...]:
        """What leaves the layer and the network for the samples of the map; of large inputs now and then."""
        request = self._request()
        return () if request is None or self._pace.rests else (request,)

    def _forget(self) -> None:
        """Map the usual layer again."""
        self.layer.select("")

    def _restart(self) -> None:
        """Forget the map of an older network."""
        self.values = self._ends = self._projection = None
        self._picking.forget()
        self.neighbours.forget()
        self._idle.forget()
        self._pace.finish()
        self.cloud.hold(None)
        self.cloud.set_groups(())
        self.cloud.say("Getting the network ready to map the samples.")
        self.note.show_words("")
        self._show_looked()

    def _wait(self, words: str) -> None:
        """Say it in place of the map."""
        self.cloud.say(words)

    def _scene_changed(self) -> None:
        """Offer the layers that there are now."""
        scene = self.scene
        if scene is None:
            return
        before, entries = self.layer.selected, layers_of(scene)
        self.layer.set_entries(entries)
        if before not in {id for id, _, _ in entries}:
            self.layer.select(entries[-2][0] if len(entries) > 1 else entries[0][0] if entries else "")
        target = scene.experiment.data.target()
        if target != self._legend_of:
            self._legend_of = target
            classes = range(target.count) if target.is_one_of_classes else range(0)
            self.legend.show_items([(index, target.class_words(index), target.names[index]) for index in classes])
        self._show_legend()
        self._show_points()
        self._show_looked()

    def set_frame(self, frame: Frame) -> None:
        """Take what the layer makes of the samples now."""
        self.frame = frame
        asked = self._request()
        if asked is None or self.scene is None:
            return
        self._idle.note(frame.step)
        answer = frame.answer(asked)
        if answer is None:
            if asked in frame.failures:
                self._wait(frame.failures[asked])
            elif not self.cloud.message:
                self.note.show_words(self._note())  # the map is that of an older network now
            return
        values = rows_of(self.scene, self.layer.selected, answer[self.layer.selected])
        self._ends = answer[self.scene.trace.path.nodes[-1].id]
        same = self.values is not None and np.array_equal(self.values, values)
        self.values, self._moment = values, frame.moment
        if self._idle.moving and self.scene.trace.path.input.size > WIDE:
            self._pace.hold(asked=True)
            self.requests_changed.emit()
        if not same or self._projection is None:
            self._projection = aligned(principal(values), self._projection)
        self._work()
        self._show()

    def apply_theme(self) -> None:
        """Paint in the new colours."""
        super().apply_theme()
        self.layer.setMinimumWidth(self.theme.px(110))
        self._row.setSpacing(self.theme.px(20))
        self.legend.updateGeometry()
        self._show_points()
        self._show_looked()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room there is only the map."""
        super().resizeEvent(event)
        self._show_legend()
        self.card.setVisible(self.width() >= self.theme.px(420))

    def describe(self) -> str:
        """Which layer's map it is, of how many samples, and how much of their differences it shows."""
        at = self._at()
        if at is None or self._projection is None:
            return "No map yet: the network is not ready."
        if not np.isfinite(at).any():
            return NOT_NUMBERS
        means = " by the mean over their steps" if is_over_steps(self.scene, self.layer.selected) else ""
        return f"{self.layer.currentText()} maps {counted(len(at), 'sample')}{means}; {self._said()}."

    # ------------------------------------------------------------------------------------------------ the map

    @property
    def _by_neighbours(self) -> bool:
        return self.method.value == "t-SNE"

    def _request(self) -> Outputs | None:
        scene, id = self.scene, self.layer.selected
        if scene is None or scene.samples is None or not id or not self._count():
            return None
        nodes = tuple(dict.fromkeys((id, scene.trace.path.nodes[-1].id)))
        return Outputs(OnExamples(part_of(scene), tuple(range(self._count()))), nodes)

    def _on_idle(self) -> None:
        if not self._idle.moving:
            self._pace.finish()
        self._work()

    def _count(self) -> int:
        return count_of(self.scene, self.layer.selected)

    def _at(self) -> Array | None:
        """Where the samples lie now, (N, 2)."""
        if self._by_neighbours:
            return self.neighbours.at
        return None if self._projection is None else self._projection.at

    def _work(self) -> None:
        """Begin a t-SNE map, unless it stands already, is being worked out, or training is still moving the samples."""
        neighbours = self.neighbours
        if not self._by_neighbours or self.values is None or self._projection is None:
            return
        if neighbours.running or not Neighbours.available() or len(self.values) < FEWEST:
            return
        there = neighbours.moment is not None
        if self._moment is not None and neighbours.moment != self._moment and not (there and self._idle.moving):
            start = self._projection.at if neighbours.at is None else neighbours.at
            neighbours.start(self.values, start, self._moment)

    def _on_neighbours(self) -> None:
        self._work()
        self._show()

    def _choose_method(self, method: str) -> None:
        self.cloud.hold(None)
        self._work()
        self._show()

    def _show(self) -> None:
        at = self._at()
        self.cloud.say(self._hindrance(at))
        self.note.show_words("" if at is None or self.cloud.message else self._note())
        if at is None or self.cloud.message:
            return
        self.cloud.hold(at)
        shares = None if self._projection is None or self._by_neighbours else self._projection.shares
        if shares is None:
            self.cloud.set_names("", "", ticked=False)
        else:
            self.cloud.set_names(*component_names(shares))
        self._show_points()
        self._show_looked()

    def _hindrance(self, at: Array | None) -> str:
        """Why there is no map; empty where there is one."""
        if self.values is None:
            return "Getting the network ready to map the samples."
        if self._by_neighbours and not Neighbours.available():
            return NEEDED
        if self._by_neighbours and len(self.values) < FEWEST:
            return f"{len(self.values)} samples are too few for a t-SNE map: look at the PCA map, or add samples."
        if self._by_neighbours and at is None:
            return self.neighbours.failure or "Working out the t-SNE map."
        return "" if at is not None and np.isfinite(at).any() else NOT_NUMBERS

    def _said(self) -> str:
        now, then = None if self.frame is None else self.frame.moment, self.neighbours.moment
        if self._projection is None:
            return ""
        if not self._by_neighbours:
            return f"{words.share(sum(self._projection.shares))} of the variance{as_of_older(self._moment, now)}"
        later = "" if then == now else ", again when training pauses"
        return "" if then is None else f"neighbours {as_of(then, now)}{later}"

    def _note(self) -> str:
        if self.scene is None:
            return ""
        noun = f"{part_of(self.scene)} {noun_of(self.scene.experiment.data)}s"
        inputs = part_inputs(self.scene)
        whole = 0 if inputs is None else len(inputs)
        count = self._count()
        of = "" if count == whole else f" of {words.count(whole)}"
        means = "; the mean over the steps of each" if is_over_steps(self.scene, self.layer.selected) else ""
        return f"{self._said()}; {words.count(count)}{of} {noun}{means}"

    def _show_legend(self) -> None:
        target = None if self.scene is None else self.scene.experiment.data.target()
        named = target is not None and target.is_one_of_classes and target.count <= MOST_NAMED
        self.legend.setVisible(named and self.height() >= self.theme.px(196))

    # ------------------------------------------------------------------------------------------------ points

    def _show_points(self) -> None:
        scene, at = self.scene, self._at()
        if scene is None or scene.samples is None or at is None:
            self.cloud.set_groups(())
            return
        targets = np.asarray(part_targets(scene))[: len(at)]
        limit = 0.0
        if scene.experiment.data.target().has_values:
            limit = float(np.abs(targets).max()) or 1.0
        chosen = self.focus.chosen
        if chosen is not None:  # the points stand in for those of the part that is mapped, whichever it is
            here = chosen.part == part_of(scene)
            chosen = Chosen("train", chosen.indices if here else (), chosen.words)
        if scene.experiment.data.target().is_at_each_step:  # many answers, and so no class that it could be coloured by
            self.cloud.set_groups(plain_groups(at, self.theme, chosen))
            return
        placed = dataclasses.replace(scene.samples, train_points=at, train_targets=targets)
        self.cloud.set_groups(point_groups(placed, self.theme, limit, None, chosen))

    def _show_looked(self) -> None:
        """The sample under the pointer, or the chosen one: ringed on the map, and with its picture beside it."""
        at, scene = self._at(), self.scene
        index = self._picking.pointed
        if index < 0 and self.focus.given is None:
            index = self.focus.example
        if at is None or scene is None or scene.samples is None or not 0 <= index < len(at):
            self.cloud.set_mark(None)
            self.card.show_sample(None, -1, None)
            return
        there = bool(np.isfinite(at[index]).all())
        self.cloud.set_mark((float(at[index, 0]), float(at[index, 1])) if there else None)
        self.card.show_sample(scene, index, None if self._ends is None else self._ends[index])

    # ------------------------------------------------------------------------------------------------ choosing

    def _follow_node(self) -> None:
        node = self.focus.node
        if node == self.layer.selected or self.layer.findData(node) < 0:
            return
        self.layer.select(node)
        self._restart()
        self.requests_changed.emit()

    def _choose_layer(self, id: str) -> None:
        self._restart()
        self.requests_changed.emit()
        self.focus.select(id)

    def _here(self) -> int:
        """The sample that is looked at; -1 where that is none of the map."""
        at = self._at()
        there = at is not None and self.focus.given is None and self.focus.example < len(at)
        return self.focus.example if there else -1

    def _pick(self, index: int) -> None:
        if index >= 0:
            self.focus.choose(index)

    def _surround(self, corners: Array) -> None:
        at = self._at()
        if at is None or self.scene is None:
            return
        found = tuple(np.flatnonzero(inside(at, corners)).tolist())
        self.focus.choose_together(Chosen(part_of(self.scene), found, "from the map") if found else None)

    def _choose_class(self, index: int) -> None:
        chosen = None if self.scene is None else of_class(self.scene, index)
        self.focus.choose_together(None if chosen == self.focus.chosen else chosen)
