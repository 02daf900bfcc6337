"""The view of what counts in one input for what the network says."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from playground import numerals as words
from playground.engine.answer_values import Attribution
from playground.engine.messages import Frame
from playground.engine.requests import Outputs, Request, Saliency
from playground.model.trace import NodeTrace
from playground.ui.examples.features import choice_of, input_labels
from playground.ui.examples.looked_at import Looked, Stepper, looked_at, part_inputs, target_words, verdict_words
from playground.ui.examples.pictures import example_picture
from playground.ui.state.focus import Focus
from playground.ui.state.idle_detector import IdleDetector
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.framed import FramedView
from playground.ui.views.saliency.attribution_panels import Attributed, AttributionPanels
from playground.ui.widgets.combo import Combo
from playground.ui.widgets.image_example import ExampleCard
from playground.ui.widgets.label import Label
from playground.ui.widgets.markup import verbatim

Array = npt.NDArray[Any]
STEPS, FEW_STEPS = 64, 16
"""Steps of the midpoint rule while learning stands, and while it moves."""


class SaliencyView(FramedView):
    """What counts in one input for one class: orange speaks for it, blue against it."""

    id: ClassVar[str] = "saliency"
    title: ClassVar[str] = "Saliency"
    order: ClassVar[int] = 28
    question: ClassVar[Question] = "What comes in"
    weight: ClassVar[int] = 40

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._gradient: Attribution | None = None
        self._integrated: Attribution | None = None
        self._ends: dict[str, Array] | None = None
        self._idle = IdleDetector(self)
        self._idle.changed.connect(self.requests_changed)
        self.label = Label("for", self)
        self.label.setProperty("role", "label")
        self.unit = Combo(theme, "saliency_unit", "For which class", self)
        self.unit.setToolTip("For which class the input is searched; the predicted one follows the network.")
        self.unit.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.unit.chosen.connect(self._choose)
        self.head.addWidget(self.label)
        self.head.addWidget(self.unit)
        self.example = ExampleCard(theme, "saliency_example", "The example", self)
        self.stepper = Stepper(theme, focus, self.id, self)
        self.panels = AttributionPanels(theme, "saliency_panels", "What counts in the input", self)
        self._lay_out()
        focus.example_changed.connect(self._follow)
        self._restart()
        self.apply_theme()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.addWidget(self.example, 1)
        left.addWidget(self.stepper, 0, Qt.AlignmentFlag.AlignBottom)
        self._row = QHBoxLayout()
        self._row.addLayout(left)
        self._row.addWidget(self.panels, 1)
        self.body.addLayout(self._row, 1)

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Numbers go in, which can be a little more or less as no token can, and one answer comes out."""
        signal, target = scene.experiment.data.signal(), scene.experiment.target
        return scene.trace.answer is not None and signal.kind != "tokens" and not target.is_at_each_step

    @classmethod
    def is_about(cls, node: NodeTrace | None) -> bool:
        """The input is selected."""
        return node is None

    def requests(self) -> tuple[Request, ...]:
        """Both attributions, and what goes in and comes out."""
        looked = looked_at(self.scene, self.focus)
        if looked is None or self.scene is None:
            return ()
        steps = FEW_STEPS if self._idle.moving else STEPS
        return (*self._asked(looked, steps), self._ends_request(looked))

    def set_frame(self, frame: Frame) -> None:
        """Take the attributions, or say why there are none."""
        self.frame = frame
        looked = looked_at(self.scene, self.focus)
        if looked is None:
            return
        for steps in (STEPS, FEW_STEPS):
            asked = (*self._asked(looked, steps), self._ends_request(looked))
            if all(request in frame.answers for request in asked):
                self._gradient, self._integrated, self._ends = (frame.answers[request] for request in asked)
                self._show()
            else:
                said = [frame.failures[request] for request in asked if request in frame.failures]
                if said:
                    self._wait(said[0])
        self._idle.note(frame.step)

    def _forget(self) -> None:
        """Look at what speaks for the predicted class again."""
        self.unit.select("-1")

    def _restart(self) -> None:
        """Forget the attributions."""
        self._gradient = self._integrated = self._ends = None
        self._idle.forget()
        self.note.show_words("")
        self.panels.show_panels(())
        self.panels.say("Getting the network ready to show what counts.")

    def _scene_changed(self) -> None:
        """Offer the classes, and show the example as soon as there are samples."""
        self.stepper.set_scene(self.scene)
        names = self._names()
        classes = self.scene is not None and self.scene.experiment.target.has_classes
        usual = "the predicted class" if classes else "the largest value"
        self.unit.set_entries(
            [("-1", usual, "Follows what the network says.")]
            + [(str(index), name, f"What speaks for {name}.") for index, name in enumerate(names)]
        )
        if not self.unit.selected or int(self.unit.selected) >= len(names):
            self.unit.select("-1")
        for widget in (self.label, self.unit):
            widget.setVisible(len(names) > 1)
        self._show_example()

    def _wait(self, words: str) -> None:
        """Say it in place of the picture."""
        self.panels.say(words)

    def apply_theme(self) -> None:
        """Paint in the new colours."""
        super().apply_theme()
        self._row.setSpacing(self.theme.px(20))
        self.unit.setFixedWidth(self.theme.px(160))
        self._show_example()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, what counts alone."""
        super().resizeEvent(event)
        self.example.setVisible(self.width() > self.theme.px(360))
        self.stepper.setVisible(self.width() > self.theme.px(360) and self.height() > self.theme.px(130))

    def describe(self) -> str:
        """What was looked at, for which class, and what counts most."""
        looked = looked_at(self.scene, self.focus)
        if looked is None or self._integrated is None or self.scene is None:
            return "Nothing known yet of what counts: the network is not ready."
        values = self._integrated.values[0]
        if not np.isfinite(values).all():
            return f"{looked.words}: what counts is no number any more."
        said = (
            f"{looked.words}, {self._end_words()}: integrated gradients add up to {words.short(_rounded(values.sum()))}"
        )
        return f"{said}, with a gap of {_gap_words(self._integrated.gap)}; most counts {self._most(values)}."

    # ------------------------------------------------------------------------------------------------ inside

    def _asked(self, looked: Looked, steps: int) -> tuple[Saliency, Saliency]:
        unit = int(self.unit.selected or -1)
        return Saliency(looked.on, "gradient", unit), Saliency(looked.on, "integrated", unit, steps)

    def _ends_request(self, looked: Looked) -> Outputs:
        last = () if self.scene is None else self.scene.trace.path.nodes[-1:]
        return Outputs(looked.on, ("input", *(node.id for node in last if node.output is not None)))

    def _names(self) -> tuple[str, ...]:
        """Names of the output's units; none where there is but one."""
        if self.scene is None:
            return ()
        return self.scene.experiment.interpreter.names

    def _end_words(self) -> str:
        """Of what the attributions are: *for 4*, *for the output*."""
        names = self._names()
        target = None if self.scene is None else self.scene.experiment.target
        if not names and target is not None and target.is_one_of_two_classes:
            return f"for {target.class_words(1)}"  # the one unit speaks for the second class
        if not names or self._integrated is None or not len(self._integrated.units):
            return "for the output"
        return f"for {names[min(int(self._integrated.units[0]), len(names) - 1)]}"

    def _show(self) -> None:
        if self._gradient is None or self._integrated is None or self.scene is None:
            return
        end = self._end_words()
        self.panels.say("")
        self.panels.show_panels(
            [
                self._panel(f"Gradient {end}", self._gradient.values[0]),
                self._panel(f"Integrated gradients {end}", self._integrated.values[0]),
            ]
        )
        gap = _gap_words(self._integrated.gap)
        total = words.short(_rounded(self._integrated.values[0].sum()))
        tip = (
            "Integrated gradients follow the slope from an input of zeros (as normalised) and should add up to how far "
            f"the output rises: they add up to {total} and miss it by {gap}."
        )
        channels = len(self._gradient.values[0]) if self._gradient.values[0].ndim == 3 else 1
        summed = f"; each pixel the sum of its {channels} channels" if channels > 1 else ""
        self.note.show_words(f"orange speaks for it, blue against it; integrated from zeros, gap {gap}{summed}")
        self.note.setToolTip(verbatim(tip))
        self._show_example()

    def _panel(self, title: str, values: Array) -> Attributed:
        """An image summed over its channels; a vector as it is, and a sequence step by step."""
        if values.ndim == 3:
            return Attributed(title, values.sum(axis=0))
        return Attributed(title, values.ravel(), self._feature_names(values.shape))

    def _feature_names(self, shape: tuple[int, ...]) -> tuple[str, ...]:
        """What the inputs are called, with the number that each has here."""
        count = math.prod(shape)
        choice = None if self.scene is None else choice_of(self.scene.experiment.data)
        if choice is not None and len(choice.places) == count:
            names = [choice.labels[place] for place in choice.places]
        elif len(shape) == 2:
            which = [f" ({feature + 1})" for feature in range(shape[1])] if shape[1] > 1 else [""]
            names = [f"step {step + 1}{end}" for step in range(shape[0]) for end in which]
        else:
            named = () if self.scene is None else input_labels(self.scene.experiment.data)
            numbered = ["x"] if count == 1 else [f"input {place + 1}" for place in range(count)]
            names = list(named) if len(named) == count else numbered
        if self._ends is None or self._ends["input"].shape != (1, *shape):
            return tuple(names)
        given = self._ends["input"][0].ravel().tolist()
        return tuple(f"{name} = {words.short(_rounded(value))}" for name, value in zip(names, given, strict=True))

    def _most(self, values: Array) -> str:
        place = np.unravel_index(int(np.abs(values).argmax()), values.shape)
        said = words.short(_rounded(values[place]))
        if values.ndim == 3:
            return f"the pixel in row {int(place[1]) + 1}, column {int(place[2]) + 1} ({said})"
        return f"{self._feature_names(values.shape)[int(np.abs(values).argmax())]} ({said})"

    def _show_example(self) -> None:
        looked = looked_at(self.scene, self.focus)
        if looked is None or self.scene is None:
            self.example.show_example(None, ())
            return
        lines, wrong = (looked.words, target_words(self.scene, looked)), False
        out = self.scene.trace.path.nodes[-1].id
        if self._ends is not None and self._gradient is not None and out in self._ends and self._ends[out].ndim == 2:
            said, wrong = verdict_words(self.scene, looked, self._ends[out][0])
            lines = (looked.words, said)
        self.example.show_example(self._example_picture(looked), lines, wrong)

    def _example_picture(self, looked: Looked) -> QImage | None:
        inputs = None if self.scene is None else part_inputs(self.scene)
        if inputs is None or self.scene is None or inputs.ndim != 4:
            return None
        if looked.target is not None:
            return example_picture(inputs[min(self.focus.example, len(inputs) - 1)], self.scene, self.theme)
        return None if self._ends is None else example_picture(self._ends["input"][0], self.scene, self.theme)

    def _choose(self, unit: str) -> None:
        self.requests_changed.emit()

    def _follow(self) -> None:
        self._gradient = self._integrated = self._ends = None  # they are of another one
        self.note.show_words("")
        self.panels.say("Working out what counts.")
        self._show_example()
        self.requests_changed.emit()


def _rounded(value: Any) -> float:
    return float(f"{float(value):.3g}")


def _gap_words(gap: float) -> str:
    """The gap as per cent with a digit, or that it is none."""
    if not math.isfinite(gap):
        return "unknown"
    return "under 0.1 %" if gap < 0.001 else words.share(gap, 1)
