"""The view of what the network says about images."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from playground import numerals as words
from playground.engine.messages import Frame
from playground.engine.requests import BatchOutputs, OnExamples, Request
from playground.model.answer_words import NOT_NUMBERS, predicted
from playground.model.dataset import Part
from playground.model.interpreter import Reading
from playground.numerals import counted
from playground.ui.examples.chosen import ChosenRow
from playground.ui.examples.looked_at import part_of
from playground.ui.examples.pictures import example_picture
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.framed import FramedView
from playground.ui.views.shared.head_choice import HeadChoice
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.image_grid import ImageGrid, Tile

Array = npt.NDArray[Any]
FIRST = 24
POOL = 256
"""Among so many of the first images the unsure and the wrong ones are looked for."""


class PredictionsView(FramedView):
    """What the network says about images, and in words what is wrong; a click looks at one in every view."""

    id: ClassVar[str] = "predictions"
    title: ClassVar[str] = "Output"
    place: ClassVar[Literal["output", "metrics", "tab"]] = "output"
    order: ClassVar[int] = 10
    question: ClassVar[Question] = "Where it errs"
    weight: ClassVar[int] = 50
    share: ClassVar[int] = 22

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._reading: Reading | None = None
        self._pictures: dict[int, QImage] = {}
        self.mode = HeadChoice(self, "mode", ("All", "Unsure", "Wrong"), "Which images")
        self.mode.chosen.connect(self._choose_mode)
        self.pick = IconButton(theme, "search", "predictions_pick", "Choose an example", small=True, parent=self)
        self.pick.setToolTip("Choose an example from all images: by class, wrong ones, or by number (Ctrl+I).")
        self.pick.clicked.connect(self._want_example)
        self.head.addWidget(self.pick)
        self.chosen = ChosenRow(theme, focus, "predictions_chosen", self)
        self.body.addWidget(self.chosen)
        self.grid = ImageGrid(theme, "predictions_images", "Images with predictions", self)
        self.grid.chosen.connect(self._choose)
        self.body.addWidget(self.grid, 1)
        focus.example_changed.connect(self._follow)
        focus.chosen_changed.connect(self._on_chosen)
        self._restart()
        self.apply_theme()

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Images with classes."""
        data = scene.experiment.data
        return data.family == "images" and scene.experiment.target.is_one_of_classes

    def requests(self) -> tuple[Request, ...]:
        """The output on the first images (or on those chosen), more of them where some are looked for."""
        request = self._request()
        return () if request is None else (request,)

    def _restart(self) -> None:
        """Forget the predictions."""
        self._reading = None
        self.grid.show_tiles(())
        self.note.show_words("")
        self.grid.say("Getting the network ready to look at images.")

    def _scene_changed(self) -> None:
        """Take new samples."""
        self._pictures.clear()
        self.grid.setAccessibleName(f"{self._part.capitalize()} images with predictions")
        self._follow()
        if self._reading is not None:
            self._show()

    def _wait(self, words: str) -> None:
        """Say it in place of the picture."""
        self.grid.say(words)

    def set_frame(self, frame: Frame) -> None:
        """Take new predictions."""
        self.frame = frame
        request = self._request()
        if request is None or self.scene is None:
            return
        answer = frame.answer(request)
        if answer is None:
            if request in frame.failures:
                self.grid.say(frame.failures[request])
            return
        outputs = next(iter(answer.values()))
        self._reading = self.scene.experiment.read(outputs)
        self._show()

    def apply_theme(self) -> None:
        """Draw the images in the new ink."""
        super().apply_theme()
        self.head.setSpacing(self.theme.px(5))  # so that the title stays beside all the controls
        self._pictures.clear()
        if self._reading is not None:
            self._show()
        self.grid.update()

    def describe(self) -> str:
        """How many of those looked at are right."""
        labels = self._labels()
        if self._reading is None or labels is None:
            return "No predictions yet: the network is not ready."
        if not self._reading.is_finite:
            return NOT_NUMBERS
        seen = self._reading.classes[: len(labels)]
        right = int((seen == labels[: len(seen)]).sum())
        number = counted(len(seen), f"{self._part} image")
        chosen = self.focus.chosen
        if chosen is not None:
            all_of = len(chosen.indices)
            first = "" if len(seen) == all_of else f"the first {words.count(len(seen))} of "
            number = f"{counted(all_of, f'{self._part} image')} chosen ({chosen.words})"
            return f"Of {first}{number} the network recognises {words.count(right)}."
        return f"Of the first {number} the network recognises {words.count(right)}."

    # ------------------------------------------------------------------------------------------------ inside

    @property
    def _part(self) -> Part:
        if self.focus.chosen is not None:
            return self.focus.chosen.part
        return self._usual_part

    @property
    def _usual_part(self) -> Part:
        return "test" if self.scene is None else part_of(self.scene)

    def _inputs(self) -> Array | None:
        samples = None if self.scene is None else self.scene.samples
        if samples is None:
            return None
        return samples.inputs(self._part)

    def _indices(self) -> tuple[int, ...]:
        """Which samples of the part are asked about: those chosen together, or the first ones."""
        inputs, chosen = self._inputs(), self.focus.chosen
        there = 0 if inputs is None else len(inputs)
        most = FIRST if self.mode.value == "All" else POOL
        if chosen is None:
            return tuple(range(min(most, there)))
        return tuple(index for index in chosen.indices if index < there)[:most]

    def _labels(self) -> Array | None:
        """The true classes of what is asked about."""
        samples = None if self.scene is None else self.scene.samples
        if samples is None:
            return None
        return np.asarray(samples.targets(self._part)[list(self._indices())])

    def _request(self) -> BatchOutputs | None:
        indices = self._indices()
        if self.scene is None or not indices:
            return None
        return BatchOutputs(OnExamples(self._part, indices), (self.scene.trace.path.nodes[-1].id,))

    def _on_chosen(self) -> None:
        """Another group: what is known is about other images."""
        self._pictures.clear()
        self._reading = None
        self.grid.show_tiles(())
        self.grid.say("" if self._request() is not None else "None of these images is there any more.")
        self.requests_changed.emit()

    def _choose(self, index: int) -> None:
        if self._part == self._usual_part:
            self.focus.choose(index)

    def _want_example(self) -> None:
        self.focus.examples_wanted.emit(QRect(self.pick.mapToGlobal(QPoint(0, 0)), self.pick.size()))

    def _choose_mode(self, value: str) -> None:
        self.requests_changed.emit()
        if self._reading is not None:
            self._show()

    def _follow(self) -> None:
        looked_at = self.focus.given is None and self._part == self._usual_part
        self.grid.set_current(self.focus.example if looked_at else -1)

    def _show(self) -> None:
        labels = self._labels()
        if self._reading is None or labels is None or self.scene is None:
            return
        reading = self._reading
        if not reading.is_finite:
            self.grid.say(NOT_NUMBERS)
            return
        indices = np.array(self._indices())[: len(reading)]
        labels, guesses, sure = labels[: len(reading)], reading.classes[: len(indices)], reading.confidence
        if self.mode.value == "Unsure":
            order = np.argsort(sure, kind="stable")[:FIRST]
        elif self.mode.value == "Wrong":
            wrong = np.flatnonzero(guesses != labels)
            order = wrong[np.argsort(-sure[wrong], kind="stable")][:FIRST]
        else:
            order = np.arange(min(FIRST, len(guesses)))
        names = self.scene.experiment.target.names
        self.grid.show_tiles(
            [self._tile(int(indices[i]), int(guesses[i]), int(labels[i]), float(sure[i]), names) for i in order]
        )
        among = f"the first {words.count(len(guesses))} {self._part} images"
        chosen = self.focus.chosen
        if chosen is not None:
            among = f"{words.count(len(chosen.indices))} chosen images"
        few = len(order) < len(guesses) or (chosen is not None and len(guesses) < len(chosen.indices))
        tip = f"Looked for among {among}." if self.mode.value != "All" else f"The first {len(order)} of {among}."
        said = f"of {words.count(len(guesses))}" if self.mode.value != "All" else f"first {len(order)}" if few else ""
        self.note.show_words(said, tip)
        nothing = f"None of {among} is predicted wrongly."
        self.grid.say("" if len(order) else nothing)

    def _tile(self, index: int, guess: int, label: int, sure: float, names: tuple[str, ...]) -> Tile:
        wrong = guess != label
        said = predicted(names[guess], names[label]) if wrong else names[guess]
        says = self.scene is not None and self.scene.experiment.interpreter.gives_probabilities
        told = predicted(names[guess], names[label], words.share(sure) if says else "")
        tip = f"{self._part.capitalize()} image {words.count(index)}: {told}."
        return Tile(index, self._picture(index), said, wrong, tip)

    def _picture(self, index: int) -> QImage:
        known = self._pictures.get(index)
        inputs = self._inputs()
        if known is not None or inputs is None or self.scene is None or self.scene.samples is None:
            return known or QImage()
        made = example_picture(inputs[index], self.scene, self.theme)
        self._pictures[index] = made
        return made
