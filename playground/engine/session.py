"""Session: an experiment that learns. It alone owns the modules, the optimizer and the random numbers.

The recipe of numbers
---------------------
The same experiment gives the same losses, bit for bit, in the window, on the command line and in an exported script,
on one machine with one number of threads, because all three do exactly this. Step, epochs and evaluation are functions
of ``playground.modules``, which are called here and copied word for word into scripts:

1. ``torch.set_num_threads(threads)``: the experiment's, or all cores but one.
2. ``torch.manual_seed(seed)``, and directly after it the modules, in the order of the nodes; then what initializers
   draw, in the same order, of each node its weights before its biases (``model.starting``). So it is network after
   network. Where the network's input is an image, the network then gets ``.to(memory_format=torch.channels_last)``.
   It may be ``.to(torch.float64)``, or its ``forward`` under ``torch.autocast``. Initializers that look at the first
   batch draw nothing. What is frozen gets ``requires_grad_(False)``.
3. The loss, and the optimizer over ``network.parameters()``. Neither draws a random number.
4. ``g = torch.Generator(); g.manual_seed(seed)``, and each epoch's order from it as its first batch is taken
   (``draw_orders``, ``batches``). Where batches are augmented, a second such generator draws how. Images are laid out
   by ``.contiguous(memory_format=torch.channels_last)``. Where the input is tokens of sequences with lengths of their
   own, ``inputs != 0`` is the mask for modules that ask.
5. A step is ``train_step``, whose batch becomes of the network's numbers once all else is done to it. Dropout draws
   from torch's global generator, as starting weights did before. Where a schedule moves the learning rate,
   ``set_rate`` gives it before the step; the plateau's looks at the test loss, as in 6, at the end of each epoch.
6. Evaluation is what ``Loss.evaluation`` names, in evaluation mode, which draws nothing: 500 samples at a time (fewer
   where ``memory.piece`` says so), of the training part the first 1,000.

Targets are class numbers int64 (N,) where the loss's form is ``index``; else float32 (N, units), classes as 0 and 1.
With an answer for each step they are (N, steps) or (N, steps, units); padding is -100.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any, Literal
from weakref import WeakMethod

import torch

from playground.engine import probes, snapshot, state_validation, training_limits, weight_edits
from playground.engine.answer_pacing import AnswerPacing
from playground.engine.augmenting import augmentation_of
from playground.engine.averaged import with_averages
from playground.engine.beginning import begin
from playground.engine.build import meaning_of
from playground.engine.carrying import Change
from playground.engine.checkpoint import Checkpoint
from playground.engine.evaluator import Figures, evaluate_parts, evaluator_of, never, whole_loss
from playground.engine.faults import Divergence
from playground.engine.freezing import freeze
from playground.engine.judging import Judging
from playground.engine.layer_stats import layer_stats
from playground.engine.learner import Learner
from playground.engine.machine import enough_memory, use_threads
from playground.engine.mean_weights import MeanWeights
from playground.engine.memory_faults import explained
from playground.engine.messages import LayerStats
from playground.engine.mirror import Mirror
from playground.engine.networks import whole_trace
from playground.engine.past import Past
from playground.engine.random_state import RandomState
from playground.engine.rebuilding import exchange, rebuild
from playground.engine.requests import Request
from playground.engine.rollback import Rollback
from playground.engine.setting_warnings import remarks
from playground.engine.snapshot import Snapshot
from playground.engine.tape import Tape
from playground.engine.tensors import Tensors, load, tensors
from playground.model import memory
from playground.model.dataset import Samples
from playground.model.difference import Difference, difference, only_tunes
from playground.model.edits import with_files_read
from playground.model.experiment import Experiment
from playground.model.origin import origin_of
from playground.model.trace import Trace


class Session:
    """One experiment with its modules, one step at a time. Lives in one thread.

    ``revision`` counts what changed answers other than steps (see ``Frame``). ``terms`` are the named parts of the last
    step's loss, NaN before there was one; empty where the objective has none. ``step_figures`` is what else is told of
    it by name, such as the rate in force; empty for a plain step. ``tensors`` are the samples as torch has them.
    ``judging`` knows the best state of the run, and how many seconds it took.

    Raises:
        NotTrainable: the experiment has errors, its data is missing, or memory does not suffice.
    """

    experiment: Experiment
    samples: Samples
    tensors: Tensors
    terms: Mapping[str, float]
    step_figures: Mapping[str, float]
    _learner: Learner
    _rollback: Rollback
    _before: dict[str, torch.Tensor] | None

    def __init__(self, experiment: Experiment, tape: Tape | None = None) -> None:
        """Learn, recorded on a ``tape``; without one no more is remembered than a divergence leads back to."""
        self._tape = Tape(most_bytes=0) if tape is None else tape
        self._off: tuple[tuple[str, int], ...] = ()
        self._averaged = False
        self._pacing = AnswerPacing()
        self.revision = 0
        self.judging = Judging(self._tape, WeakMethod(self._start_from))
        self._begin(with_files_read(experiment))

    # ------------------------------------------------------------------------------------------------- where it stands

    @property
    def step_count(self) -> int:
        """Steps learned since the start."""
        return self._learner.step_count

    @property
    def epoch(self) -> float:
        """Passes over the training data, with fraction."""
        return self._learner.batches.epoch

    @property
    def at_epoch_end(self) -> bool:
        """Whether the last step ended a pass over the training data."""
        return self._learner.batches.position == 0 and self.step_count > 0

    @property
    def steps_to_epoch_end(self) -> int:
        """How many steps are left of the current pass; a whole pass at its start."""
        return self._learner.batches.steps_to_epoch_end

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is odd about the data or the settings though it can be trained, one sentence each."""
        return remarks(self.experiment, self.samples)

    def steps_left(self, epochs: int = 0, steps: int = 0) -> int | None:
        """How many steps are left to its own limits (``None`` without any), or to so many epochs or steps from here."""
        if epochs or steps:
            return training_limits.steps_from(self._learner.batches, epochs, steps)
        return training_limits.steps_left(
            self.experiment.training, self._learner.batches, self.step_count, self.judging.seconds
        )

    def finished(self) -> Literal["", "epochs", "steps", "seconds"]:
        """Which of the experiment's own limits is reached; empty where none is."""
        return training_limits.reached(
            self.experiment.training, self._learner.batches, self.step_count, self.judging.seconds
        )

    # -------------------------------------------------------------------------------------------------------- learning

    def step(self, watched: bool = False) -> float:
        """Learn from one batch; returns its loss, as it was before the weights moved.

        After a ``watched`` one, ``health`` knows how far it moved the weights.

        Raises:
            Divergence: the loss was not finite or far too large. Nothing was learned from it, and learning is back
                at calm weights.
            LayerFailed: a module raised an exception; learning is where it was.
            OutOfMemory: memory ran out; learning is where it was, or a little before.
        """
        self._before = self._learner.weights() if watched else None
        try:
            with explained("a step was made", self.experiment):
                if self.judging.is_due and (figures := self.evaluate()) is not None:
                    self.judging.take(figures)
                return self._rollback.step()
        except Divergence:
            self._revise()
            raise

    def check(self) -> None:
        """Make sure that the weights are finite numbers, before anybody sees them.

        Raises:
            Divergence: they are not; learning is back at calm weights.
        """
        try:
            self._rollback.check()
        except Divergence:
            self._revise()
            raise

    def evaluate(self, full: bool = True, interrupted: Callable[[], bool] = never) -> tuple[Figures, ...] | None:
        """Figures of train and test, and of validation where there is such a part; ``None`` when interrupted.

        They are taken whole when ``full``, else their first 1,000 samples; the training part always up to its first
        1,000.
        """
        given = (self._learner.networks.by_name, self._evaluator, self.tensors, full, interrupted)
        averaging = self.experiment.training.averaging
        with self._evaluating():
            return with_averages(self._learner.parts, averaging, partial(evaluate_parts, *given))

    def health(self) -> dict[str, LayerStats]:
        """How every node is doing after the last step; how far it moved the weights only where it was watched."""
        before, self._before = self._before, None
        with self._evaluating():
            return layer_stats(self._context, before)

    def answer(
        self, requests: Sequence[Request], paused: bool = True, averaged: bool = False
    ) -> tuple[dict[Request, Any], dict[Request, str]]:
        """Answers to what views ask (see ``requests``), and in words why some could not be answered.

        Some are answered only while ``paused``, and costly ones only now and then while it is not. ``averaged`` ones
        are of the mean of the weights where one is kept, and of those that learn where not.
        """
        if averaged != self._averaged:
            self._averaged = averaged
            self._revise()
        self._context.learner = self._learner if paused else None
        self._context.recorded = self._rollback.snapshot
        means = self._means.context(self._learner.parts) if averaged else None
        with self._evaluating():
            return probes.answer(self._context, requests, None if paused else self._pacing, means)

    # --------------------------------------------------------------------------------------------------------- changes

    def replace(self, experiment: Experiment, fresh: bool = False, since: Checkpoint | None = None) -> Change:
        """Go on with a changed experiment, changing only what must change.

        Where no step was made after ``since``, and the data are the same, learning goes on from there.

        Raises:
            NotTrainable: the new experiment cannot be trained; the session is as it was.
        """
        experiment = with_files_read(experiment)
        if since is not None and since.snapshot.step == self.step_count and since.experiment.data == experiment.data:
            self.resume(since)
        change = difference(self.experiment, experiment)
        if fresh or change.task:
            self._begin(experiment, keep_data=not change.data)
            return Change(True, ())
        kept = self._learner.networks.ids
        tunes = only_tunes(self.experiment, experiment) and not experiment.training.problems()
        traced = None if tunes else meaning_of(experiment)
        if traced is None:  # the next step takes the settings as they are
            self._learner.tune(experiment)
            self._rollback.tune(experiment)
        elif change.rebuild:
            kept = self._rebuild(experiment, traced, change)
        elif change.matters:
            RandomState.park()
            exchange(self._learner, experiment, traced, change)
        self.experiment = experiment
        if traced is not None and change.matters:
            use_threads(experiment.training.threads)
            self._learner.batches.resize(experiment.training.batch_size)
            self._learner.batches.augment(augmentation_of(experiment, self.samples))
            self._configure(None if change.rebuild else self._rollback, change.optimizer)
        return Change(False, self._learner.networks.learning(kept))

    def put(self, node: str, name: str, index: tuple[int, ...], values: tuple[float, ...]) -> None:
        """Write numbers by hand into ``tensor[index]`` of what a node learned; learning goes on from there.

        Raises:
            Unwritable: there is no such place, or the numbers do not fit there; nothing was written.
        """
        weight_edits.write(self._learner.networks, self._context.traced, node, name, index, values)
        start = Checkpoint(self.experiment, self._learner.snapshot())
        self._rollback = Rollback(self._learner, self._tape, start, self._rollback, by_hand=True)
        self.judging.configure(self.experiment, self._learner, self._rollback)
        self._before = None
        self._revise()

    def switch_off(self, units: tuple[tuple[str, int], ...]) -> None:
        """Let these units (node, row), and no others, give 0 in answers, as long as their nodes stand."""
        self._off = units
        self._context.off = weight_edits.standing(units, self._context.traced)
        self._revise()

    def keep(self) -> bytes:
        """The whole state of learning, to be restored bit for bit."""
        return snapshot.encode(self.judging.timed(self._learner.snapshot()))

    def checkpoint(self) -> Checkpoint:
        """The whole state of learning, for this process alone."""
        return Checkpoint(self.experiment, self.judging.timed(self._rollback.snapshot()))

    def resume(self, learned: Checkpoint) -> None:
        """Go on exactly from what this or another experiment had learned.

        Raises:
            NotTrainable: that experiment cannot be trained any more; the session is as it was.
            BadState: it comes from a file and is not one of that experiment; the session is at its start.
        """
        self._begin(learned.experiment, keep_data=not difference(self.experiment, learned.experiment).data)
        if learned.admitted:
            self._start_from(learned.snapshot, learned.earlier)
        else:
            self.adopt(replace(learned, agreed=False))
        self.judging.seconds = learned.snapshot.seconds

    def restore(self, state: bytes, over_other_data: bool = False) -> str:
        """Go on exactly from a state that ``keep`` gave; ``over_other_data`` as far as it fits, as `adopt` does.

        Raises:
            BadState: it is damaged, or belongs to another experiment or other data; the session is as it was.
        """
        found = Checkpoint(self.experiment, snapshot.decode(state), admitted=False, agreed=over_other_data)
        return self.adopt(found, exactly=not over_other_data)

    def adopt(self, found: Checkpoint, exactly: bool = False) -> str:
        """Go on from a state as far as it fits: exactly, or else with the weights of the same node, name and shape.

        Returns one sentence where not all of it did; empty where it went well.

        Raises:
            BadState: it is damaged, nothing of it fits, not all fits and it is to go on ``exactly``, or it was learned
                from other data and it is not agreed that it goes on over these; the session is as it was.
        """
        fitting, words = state_validation.fitting(found.snapshot, self._learner, self.experiment, found.agreed, exactly)
        self._start_from(
            fitting, () if words else found.recorded_before(self._learner, self.experiment, self._tape.nearest(0))
        )
        self.judging.seconds = fitting.seconds
        return words

    # -------------------------------------------------------------------------------------------------------- inside

    def _revise(self) -> None:
        """Something other than a step changed what is seen of the network."""
        self.revision += 1
        self._pacing.forget()

    def _start_from(self, found: Snapshot, earlier: tuple[Checkpoint, ...] = ()) -> None:
        """Go on from a snapshot that fits; ``earlier`` is what was recorded of its run before it."""
        self._learner.go_to(found)
        snapshot.hand_over(self._learner.optimizer, self._learner.optimizer)
        self._configure(earlier=earlier)
        self._revise()

    def _begin(self, experiment: Experiment, keep_data: bool = False) -> None:
        traced = meaning_of(experiment)
        samples = self.samples if keep_data else load(experiment)
        use_threads(experiment.training.threads)
        RandomState.park()
        with enough_memory():
            learner, data = begin(experiment, traced, samples)
            self.experiment, self.samples, self.tensors, self._learner = experiment, samples, data, learner
            self.judging.begin()
            self._configure()

    def _rebuild(self, experiment: Experiment, traced: Trace, change: Difference) -> tuple[str, ...]:
        samples = load(experiment) if change.data else self.samples
        RandomState.park()
        with enough_memory():
            data = tensors(samples, experiment) if change.data or change.loss else self.tensors
            before = (self.experiment, self._context.traced)
            kept = rebuild(self._learner, before, (experiment, traced), change, data)
        self.tensors, self.samples = data, samples
        self.judging.forget()
        return kept

    def _configure(
        self,
        before: Rollback | None = None,
        other_optimizer: bool = False,
        earlier: tuple[Checkpoint, ...] = (),
    ) -> None:
        """After anything but a step: renew what depends on modules and settings, and let undoing begin here.

        ``before`` is how it was undone so far, where the network is the one of before; ``earlier`` is what was
        recorded before, where learning goes back to a state of another row of the tape.
        """
        learner, data = self._learner, self.experiment.data
        learner.origin = origin_of(data)
        freeze(learner.networks, self.experiment)
        traced = whole_trace(self.experiment, meaning_of(self.experiment))
        piece = memory.piece(self.experiment, traced.nodes)
        self._evaluator = evaluator_of(self.experiment, self.tensors, piece, learner.networks)
        unseen_loss = partial(whole_loss, learner.networks, self._evaluator, self.tensors, data.sizes().judged)
        learner.configure(self.experiment, self._evaluator.measure, unseen_loss)
        self.terms, self.step_figures = learner.terms, learner.step_figures
        self._mirror = Mirror(learner.networks)
        self._context = self._mirror.context(self.experiment, traced, self.tensors, self.samples, self._evaluator)
        self._context.off = weight_edits.standing(self._off, traced)
        self._context.augment = learner.batches.augmenting
        self._context.gradient_scale = learner.gradient_scale
        self._means = MeanWeights(self._context)
        self.past = Past(self._tape, self._context, self.experiment)
        start = Checkpoint(self.experiment, learner.snapshot(), earlier=earlier)
        self._rollback = Rollback(learner, self._tape, start, before, other_optimizer)
        self.judging.configure(self.experiment, learner, self._rollback)
        self._before = None
        if before is None:  # other modules, of which nothing was seen yet
            self._pacing.forget()

    @contextmanager
    def _evaluating(self) -> Iterator[None]:
        self._learner.networks.eval()
        self._mirror.refresh()
        try:
            with explained("the network was looked at", self.experiment), torch.inference_mode():
                yield
        finally:
            self._learner.networks.train()
