"""Dispatch: what views ask for goes out to the trainer, and what there is to see of the current run goes to them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from playground.engine.commands import Watch
from playground.engine.messages import Frame
from playground.model.dataset import Part, Samples
from playground.ui.state.past_steps import PastSteps
from playground.ui.state.runs import Runs
from playground.ui.state.sample_loader import SampleLoader
from playground.ui.state.scene import Scene
from playground.ui.state.shown_weights import ShownWeights
from playground.ui.state.store import Store
from playground.ui.state.subscriber import Subscriber
from playground.ui.state.subscribers import Subscribers


class Dispatch(QObject):
    """Gives ``subscribers`` scene and curves, each when it is another; frames are given by who takes them.

    ``past`` says which step is looked at, and ``weights`` which weights.

    Signal: ``said(Notice)`` where the samples cannot be had.
    """

    said = Signal(object)

    def __init__(self, store: Store, runs: Runs, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._runs = runs
        self.past = PastSteps(runs.current, self)
        self.weights = ShownWeights(store, self)
        self.subscribers = Subscribers()
        self._shown: tuple[int, ...] = ()
        self._part: Part = "test"
        self._curves_due = False
        self._asked: Watch | None = None
        self._loader = SampleLoader(self)
        self._loader.loaded.connect(self._take_samples)
        self._loader.said.connect(self.said)
        runs.changed.connect(self.share_scene)
        self.past.moved.connect(self.refresh_requests)
        self.weights.changed.connect(self.refresh_requests)

    def stop(self) -> None:
        """Load nothing more."""
        self._loader.stop()

    def watch(self, subscriber: Subscriber) -> None:
        """Serve a view (or the canvas) from now on; one that is served already is given all once more."""
        if self.subscribers.add(subscriber):
            subscriber.requests_changed.connect(self.refresh_requests)
        self.subscribers.introduce(subscriber, self.scene(), self._runs.current.history)

    def scene(self) -> Scene:
        """What there is to look at now."""
        run = self._runs.current
        shown = (self._store.experiment, self._store.trace, run.samples, run.generation)
        return Scene(*shown, self._runs.beside, self._part)

    def look_among(self, part: Part) -> None:
        """Examples that are looked at are those of that part from now on."""
        self._part = part
        self.share_scene()

    def share_scene(self) -> None:
        """Another experiment, network or samples, or other runs."""
        self.subscribers.set_scene(self.scene())
        self.refresh_requests()

    def refresh_requests(self) -> None:
        """Tell the trainer what the visible views want to see; those that were out of sight get the curves."""
        run = self._runs.current
        if not run.state.playing:  # else they come soon by themselves
            self.subscribers.catch_up(run.history)
        wanted = Watch(self.subscribers.requests(), self.past.at, self.weights.averaged)
        if wanted != self._asked:
            self._asked = wanted
            run.send(wanted)

    def is_wanted(self, frame: Frame) -> bool:
        """Whether a frame is of the step and the weights that are looked at now, and not of others meanwhile."""
        return self.past.is_wanted(frame) and frame.averaged == self.weights.averaged

    def ask_again(self) -> None:
        """Ask for one more frame of what is visible now, even if nothing changed."""
        self._asked = None
        self.refresh_requests()

    # ---------------------------------------------------------------------------------------------------- curves

    def note_standing(self) -> None:
        """Counters and curves change together, as often as the trainer says where it stands: five times a second."""
        self._curves_due = True

    def share_grown_history(self) -> None:
        """Share the curves where numbers came to them and it is time to, which while nothing plays is always."""
        if self._revisions() != self._shown and (self._curves_due or not self._runs.any_plays):
            self.share_history()

    def share_history(self) -> None:
        """Share the curves."""
        self._shown = self._revisions()
        self._curves_due = False
        self.subscribers.set_history(self._runs.current.history)

    def _revisions(self) -> tuple[int, ...]:
        return tuple(run.history.revision for run in self._runs)

    # --------------------------------------------------------------------------------------------------- samples

    def find_samples(self) -> None:
        """Modules stand, so there are samples to show; where they are not at hand they are loaded."""
        run = self._runs.current
        if run.samples is None:
            run.samples = self._loader.find(self._store.experiment.data)

    def forget_samples(self) -> None:
        """The data are others, or are read anew."""
        self._runs.current.samples = None
        self._loader.let_go()

    def load_ahead(self) -> None:
        """Begin to load what will be asked for soon."""
        self._loader.load_ahead(self._store.experiment.data)

    def _take_samples(self, samples: Samples) -> None:
        """They were not at hand when the modules were built."""
        self._runs.current.samples = samples
        self.share_scene()
