"""Doors at which something may raise: each is a function of an object or module, found by walking the real window."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playground.engine import evaluator, session, snapshot
from playground.engine.around_parts import AveragingPart
from playground.engine.judging import Judging
from playground.engine.learner import Learner
from playground.engine.probe_context import ANSWERERS
from playground.engine.range_test import RangeTest
from playground.engine.requests import Request
from playground.engine.schedule_part import SchedulePart
from playground.engine.session import Session
from playground.model.dataset import DataSet
from playground.ui.plots.plot_view import PlotSurface
from playground.ui.shell.columns import ViewPool
from playground.ui.shell.files import file_writer, opening
from playground.ui.shell.window import Window
from playground.ui.state.dispatch import Dispatch
from playground.ui.state.report_taker import ReportTaker
from playground.ui.views import view_kinds
from playground.ui.widgets.painted import PaintedWidget


@dataclass(frozen=True)
class Door:
    """A place that is gone through: ``name`` of ``owner``, an attribute or with ``key`` an entry of a dict."""

    kind: str
    owner: Any
    name: Any
    view: str = ""
    """The view that has to be open for it."""

    def __str__(self) -> str:
        owner = getattr(self.owner, "__name__", type(self.owner).__name__)
        return f"{self.kind}: {owner}.{getattr(self.name, '__name__', self.name)}"

    __repr__ = __str__

    @contextmanager
    def blocked(self, error: Exception, times: int) -> Iterator[list[int]]:
        """Let it raise so many times, then work again. Gives a list that grows with each time."""
        raised: list[int] = []
        is_entry = isinstance(self.owner, dict)
        kept = self.owner[self.name] if is_entry else inspect.getattr_static(self.owner, self.name)
        whole = kept if is_entry else getattr(self.owner, self.name)

        def failing(*args: Any, **kwargs: Any) -> Any:
            if len(raised) < times:
                raised.append(1)
                raise error
            return whole(*args, **kwargs)

        wrapped: Any = classmethod(lambda _, *args: failing(*args)) if isinstance(kept, classmethod) else failing
        own = is_entry or self.name in vars(self.owner)
        self._set(wrapped)
        try:
            yield raised
        finally:
            self._set(kept) if own else delattr(self.owner, self.name)

    def _set(self, value: Any) -> None:
        if isinstance(self.owner, dict):
            self.owner[self.name] = value
        else:
            setattr(self.owner, self.name, value)


def doors_of_views(window: Window) -> list[Door]:
    """What views are asked and given, and where their pictures are painted."""
    found = []
    for kind in window.views.fitting(window.conductor.scene()):
        window.bottom.open(kind.id)
        view = window.views.get(kind.id)
        names = ("requests", "set_scene", "set_frame", "set_history", "describe")
        found += [Door("view", kind, name, kind.id) for name in names]
        papers = {type(paper) for paper in view.findChildren(PaintedWidget) if paper.isVisible()}
        found += [Door("paint", paper, "draw", kind.id) for paper in sorted(papers, key=str)]
        plots = {type(plot) for plot in view.findChildren(PlotSurface) if plot.isVisible()}
        found += [Door("paint", plot, "_lay_out", kind.id) for plot in sorted(plots, key=str)]
    found += [Door("kind", kind, "suits") for kind in view_kinds().values()]
    return list({(door.owner, door.name): door for door in found}.values())  # some papers are in several views


def doors_of_the_window(window: Window) -> list[Door]:
    """Distributors, timers, savers and loaders of the window."""
    return [
        Door("tick", ReportTaker, "_take_state"),
        Door("tick", Dispatch, "share_history"),
        Door("timer", ViewPool, "_tell"),
        Door("saver", file_writer, "save"),
        Door("loader", opening, "load"),
    ]


def doors_of_the_engine(asked: tuple[Request, ...]) -> list[Door]:
    """Where the trainer learns, measures, answers, keeps and loads."""
    return [
        Door("step", Learner, "learn"),
        Door("step", Learner, "snapshot"),
        Door("evaluation", session, "evaluate_parts"),
        Door("evaluation", evaluator.Evaluator, "classes"),
        Door("evaluation", Judging, "take"),
        Door("step", SchedulePart, "before"),
        Door("step", AveragingPart, "state"),
        Door("trial", RangeTest, "step"),
        Door("health", session, "layer_stats"),
        Door("check", Session, "check"),
        Door("keep", snapshot, "encode"),
        Door("data", DataSet, "load"),
        *(Door("probe", ANSWERERS, kind) for kind in dict.fromkeys(map(type, asked))),
    ]
