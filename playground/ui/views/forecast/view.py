"""The view of a series with what the network foretells drawn over it."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground import numerals as words
from playground.engine.messages import Frame
from playground.engine.requests import OnExamples, OnRaw, Outputs, Request, Rollout
from playground.model.answer_words import NOT_NUMBERS, known, predicted
from playground.model.dataset import MissingData
from playground.model.series import Line, SeriesSet
from playground.numerals import NARROW, counted, setting
from playground.ui.examples.looked_at import part_inputs, part_of
from playground.ui.plots.chart_note import Note
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.forecast.chart import ForecastChart, ForecastLine
from playground.ui.views.forecast.judged import Forecasts, RolledOut, continuation, root_mean_square
from playground.ui.views.forecast.legend import ForecastLegend
from playground.ui.views.framed import FramedView
from playground.ui.widgets.figures import Number, Spelling
from playground.ui.widgets.label import Label
from playground.ui.widgets.number_field import NumberField

MOST = 400
"""So many windows of the test part are foretold, the first ones: the forecast follows the training."""
MOST_STEPS = 500
USUAL_STEPS = 60


class ForecastView(FramedView):
    """The series, each next step as the network foretells it, and where it goes when it reads its own forecasts."""

    id: ClassVar[str] = "forecast"
    title: ClassVar[str] = "Output"
    place: ClassVar[Literal["output", "metrics", "tab"]] = "output"
    order: ClassVar[int] = 10
    question: ClassVar[Question] = "Where it errs"
    weight: ClassVar[int] = 50
    share: ClassVar[int] = 32
    every_frame: ClassVar[bool] = True

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._line: Line | None = None
        self._line_of: SeriesSet | None = None
        self.forecasts: Forecasts | None = None
        self._rolled: RolledOut | None = None
        self.moment = -1  # the index in the series from which it goes on by itself
        self._steps = USUAL_STEPS
        self.chart = ForecastChart(theme, "forecast_chart", "Series with forecast", self)
        self.chart.pointed.connect(self._point)
        self.chart.left.connect(self._leave)
        self.chart.clicked.connect(self._click)
        self.chart.stepped.connect(self._step)
        self.chart.setToolTip("Click a moment to let the forecast go on from there; the wheel stretches time.")
        self.again = Note("forecast_again", self)
        self.again.wrap()
        self.body.addWidget(self.again)
        self.body.addWidget(self.chart, 1)
        self.legend = ForecastLegend(theme, "forecast_legend", "Lines", self)
        self.body.addWidget(self.legend)
        self._make_field()
        focus.example_changed.connect(self._follow)
        self._restart()
        self.apply_theme()

    def _make_field(self) -> None:
        def check(value: Number | str) -> str:
            well = isinstance(value, int) and 1 <= value <= MOST_STEPS
            return "" if well else f"It goes on for a whole number of steps, from 1 to {words.count(MOST_STEPS)}."

        def nudge(value: Number, steps: int) -> Number:
            return min(max(int(value) + steps, 1), MOST_STEPS)

        self.steps = NumberField(
            self.theme, Spelling(whole=True), "forecast_steps", "Steps that it goes on by itself", check, nudge, self
        )
        self.steps.setProperty("look", "field")
        self.steps.set_value(self._steps)
        self.steps.set_tip("So many steps it goes on by itself, reading its own forecasts.")
        self.steps.changed.connect(self._set_steps)
        label = Label("Goes on by itself for", self)
        label.setProperty("role", "label")
        label.setBuddy(self.steps)
        self.after = Label("steps", self)
        self.after.setProperty("role", "label")
        self.asked = QWidget(self)
        row = QHBoxLayout(self.asked)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label)
        row.addWidget(self.steps)
        row.addWidget(self.after)
        row.addStretch(1)
        self.body.addWidget(self.asked)

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """A series to be foretold."""
        return isinstance(scene.experiment.data, SeriesSet) and not scene.experiment.target.is_input

    def requests(self) -> tuple[Request, ...]:
        """The output on the test windows, and how it goes on by itself from the chosen moment."""
        found = (self._request(), self._rollout_request())
        return tuple(request for request in found if request is not None)

    def _forget(self) -> None:
        """Forget the series."""
        self._line = self._line_of = None

    def _restart(self) -> None:
        """Forget what an older network foretold."""
        self.forecasts = None
        self._begin()
        self._show()

    def _scene_changed(self) -> None:
        """Take another series."""
        data = self._data()
        if data is None:
            return
        if data != self._line_of:
            self._line_of, self._line = data, None
        if self._line is None and self.scene is not None and self.scene.samples is not None and not self.broken:
            self._take_series(data)
        self._show()

    def _wait(self, words: str) -> None:
        """Say it in place of the picture."""
        self.chart.say(words)

    def set_frame(self, frame: Frame) -> None:
        """Take new forecasts. While training goes on, how it goes on by itself comes with some frames only."""
        self.frame = frame
        request, rollout = self._request(), self._rollout_request()
        line, data = self._line, self._data()
        if request is None or line is None or data is None or self.scene is None:
            return
        if request in frame.failures:
            self.chart.say(frame.failures[request])
            return
        if (outputs := frame.answer(request)) is not None:
            answers = self.scene.experiment.read(next(iter(outputs.values())))
            self.forecasts = Forecasts.read(answers.values, line, self._first(), data.window)
        if (rolled := frame.answer(rollout)) is not None:
            self._rolled = RolledOut(rolled.astype(np.float64), frame.step)
        elif rollout is not None and rollout in frame.failures:
            self._rolled = None
        self._show()

    def apply_theme(self) -> None:
        """Take colours and sizes anew."""
        super().apply_theme()
        self.steps.setFixedWidth(self.theme.px(64))
        self.legend.fit(self.width())
        self.chart.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the legend the height it needs; where it is low, there is only the picture."""
        super().resizeEvent(event)
        self.legend.setVisible(self.height() >= self.theme.px(160))
        self.asked.setVisible(self.height() >= self.theme.px(220))
        self._show_baseline()
        self.legend.fit(self.legend.width())

    def describe(self) -> str:
        """How far the forecasts are off, beside saying the last value again, and how far when it goes on by itself."""
        if self.broken:
            return self.broken
        if self.forecasts is None or self._line is None:
            return "No forecast yet: the network is not ready."
        if not self.forecasts.finite:
            return NOT_NUMBERS
        count = words.count(len(self.forecasts.values))
        return f"The next step is foretold {count} times. {self._errors()} {self._rolling_words()}".strip()

    # ------------------------------------------------------------------------------------------------ asking

    def _data(self) -> SeriesSet | None:
        data = None if self.scene is None else self.scene.experiment.data
        return data if isinstance(data, SeriesSet) else None

    def _last_node(self) -> tuple[str, ...]:
        return () if self.scene is None else (self.scene.trace.path.nodes[-1].id,)

    def _request(self) -> Outputs | None:
        if self._line is None or self.scene is None or self.scene.samples is None:
            return None
        inputs = part_inputs(self.scene)
        count = 0 if inputs is None else min(len(inputs), MOST)
        return Outputs(OnExamples(part_of(self.scene), tuple(range(count))), self._last_node()) if count else None

    def _rollout_request(self) -> Rollout | None:
        window = self._window(self.moment)
        return None if window is None else Rollout(window, self._steps)

    def _window(self, moment: int) -> OnRaw | None:
        """The window that ends at a step, as the network reads it; ``None`` where the series is too short for one."""
        line, data = self._line, self._data()
        if line is None or data is None or moment < data.window - 1:
            return None
        values = (line.values[moment - data.window + 1 : moment + 1] - line.offset) / line.scale
        return OnRaw((data.window, 1), tuple(values.tolist()))

    def _take_series(self, data: SeriesSet) -> None:
        try:
            line = data.line()
        except MissingData as problem:
            self.chart.say(str(problem))
            return
        self._line = line
        count, first = len(line.times), line.first_test
        before = max(self._first() - (count - first) // 4, 0)
        border = float(line.times[first]) if first < count else None
        usual = (float(line.times[before]), float(line.times[-1]))
        stride = (line.times[-1] - line.times[0]) / max(count - 1, 1)
        self.chart.set_series(
            ForecastLine(line.times, line.values, "series"), border, usual, float(line.times[-1] + stride * MOST_STEPS)
        )
        self.moment = self._first_moment()
        self._begin()
        self._follow()

    # ------------------------------------------------------------------------------------------------ the moment

    def _first(self) -> int:
        """The step at which the first window begins of those that are looked at."""
        if self.scene is None or self._line is None:
            return 0
        firsts = {"validation": self.scene.experiment.data.sizes().train, "test": self._line.first_test}
        return firsts.get(part_of(self.scene), 0)

    def _first_moment(self) -> int:
        """The last step of the first window."""
        line, data = self._line, self._data()
        if line is None or data is None:
            return -1
        return min(self._first() + data.window - 1, len(line.times) - 1)

    def _begin(self) -> None:
        """Let the forecast go on from the chosen moment; what went on from another one is of no use."""
        line = self._line
        self._rolled = None
        if line is not None and self._window(self.moment) is not None:
            self.chart.set_moment(float(line.times[self.moment]))
            self.chart.extend_to(float(continuation(line, self.moment, np.zeros(self._steps)).times[-1]))

    def _move(self, moment: int) -> None:
        """Choose a moment; where its window is a sample, that is looked at in every view, else it is given."""
        line, data = self._line, self._data()
        if line is None or data is None or self.scene is None:
            return
        moment = min(max(moment, data.window - 1), len(line.times) - 1)
        example = moment - self._first_moment()
        inputs = part_inputs(self.scene)
        if inputs is not None and 0 <= example < len(inputs):
            self.focus.choose(example)
        else:
            at = self._time_words(float(line.times[moment]))
            self.focus.give(self._window(moment), f"the window up to {at}")
        if moment != self.moment:
            self.moment = moment
            self._begin()
            self.requests_changed.emit()
            self._show()

    def _follow(self) -> None:
        """Another example: its moment. An input of one's own is no place in the series, unless it was chosen here."""
        line, data = self._line, self._data()
        if line is None or data is None or self.focus.given is not None:
            return
        moment = min(self._first_moment() + self.focus.example, len(line.times) - 1)
        if moment != self.moment:
            self.moment = moment
            self._begin()
            self.requests_changed.emit()
            self._show()

    def _click(self, time: float) -> None:
        self._move(self._nearest(time))

    def _step(self, by: int) -> None:
        self._move(self.moment + by)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the first moment of the part that is looked at."""
        if event.key() == Qt.Key.Key_Escape and self.moment != self._first_moment():
            self._move(self._first_moment())
        else:
            super().keyPressEvent(event)

    def _nearest(self, time: float) -> int:
        return -1 if self._line is None else int(np.abs(self._line.times - time).argmin())

    def _set_steps(self, steps: object) -> None:
        if isinstance(steps, int):
            self._steps = steps
            self._begin()
            self.requests_changed.emit()
            self._show()

    # ------------------------------------------------------------------------------------------------ showing

    def _show(self) -> None:
        line = self._line
        if line is None or self.broken:
            self.chart.say(self.hindrance or "Getting the network ready to look ahead.")
            return
        made = self.forecasts
        if made is not None and not made.finite:
            self.chart.say(NOT_NUMBERS)
            return
        self.chart.say("")
        self.chart.set_time_words(self._time_words)
        fans = None if made is None else made.fans()
        lines = [found for found in (fans, None if made is None else made.each()) if found is not None]
        if self._rolled is not None:
            lines.append(continuation(line, self.moment, self._rolled.values))
        self.chart.set_lines(lines)
        self._show_legend()
        cut = "; a line leaves the picture" if self.chart.cut else ""
        self.note.show_words(f"{self._errors(short=True)}{cut}", self._errors())
        self._show_baseline()

    def _show_baseline(self) -> None:
        """Beside how far it is off stands how far the last value is off, without any network."""
        words = "" if self.forecasts is None else self.forecasts.beside_the_last_value()
        self.again.show_words(words)
        self.again.setVisible(bool(words) and self.height() >= self.theme.px(160))

    def _show_legend(self) -> None:
        data = self._data()
        unit = "" if self._line is None or not self._line.unit else f", {self._line.unit}"
        fan = () if data is None or data.ahead < 2 else (("fan", f"{data.ahead} steps at once"),)
        self.legend.show_items(
            (("series", f"series{unit}"), ("each", "each next step"), *fan, ("rolling", f"by itself{self._as_of()}"))
        )

    def _as_of(self) -> str:
        """Of which step of training the network is that goes on by itself."""
        return "" if self._rolled is None else f", as of step {words.count(self._rolled.step)}"

    def _errors(self, short: bool = False) -> str:
        if self.forecasts is None or self._line is None:
            return ""
        off, again = self.forecasts.error()
        unit = f" {self._line.unit}" if self._line.unit else ""
        if short:
            return f"off by {words.rounded(off, 2)}{unit}"
        said = f"The next step is off by {words.rounded(off, 2)}{unit} (root mean square)"
        return f"{said}; saying the last value again is off by {words.rounded(again, 2)}{unit}."

    def _rolling_words(self) -> str:
        line = self._line
        if line is None or self._rolled is None or not len(self._rolled.values):
            return ""
        shown = self._rolled.values
        true = line.values[self.moment + 1 : self.moment + 1 + len(shown)]
        at = self._time_words(float(line.times[self.moment]))
        begin = f"By itself it goes on for {counted(len(shown), 'step')} from {at}{self._as_of()}"
        if not len(true):
            return f"{begin}."
        off = root_mean_square(shown[: len(true)] * line.scale + line.offset - true)
        unit = f" {line.unit}" if line.unit else ""
        return f"{begin}, and is off by {words.rounded(off, 2)}{unit}."

    def _time_words(self, time: float) -> str:
        """A time as it is printed: plain for years and steps."""
        return setting(round(time, 6)).replace(NARROW, "")

    def _point(self, time: float) -> None:
        line, made = self._line, self.forecasts
        if line is None:
            return
        step = self._nearest(time)
        unit = f" {line.unit}" if line.unit else ""
        at = self._time_words(float(line.times[step]))
        true, said = f"{words.rounded(float(line.values[step]), 4)}{unit}", ""
        window = 0 if made is None else made.window
        place = -1 if made is None else step - (made.first + window)
        if made is not None and 0 <= place < len(made.values):
            said = words.rounded(float(made.values[place, 0]), 4)
        said = f"{line.clock} {at}: {predicted(said, true) if said else known(true)}"
        own = step - self.moment - 1
        if self._rolled is not None and 0 <= own < len(self._rolled.values):
            value = float(self._rolled.values[own]) * line.scale + line.offset
            said += f", by itself {words.rounded(value, 4)}"
        self.chart.words = said

    def _leave(self) -> None:
        self.chart.words = ""
