"""ProbeContext: networks with their data, laid out to be looked at. What answers to requests are worked out from."""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import numpy as np
import torch
from torch import Tensor

from playground.engine.augmenting import Augment
from playground.engine.base_request import BaseRequest
from playground.engine.evaluator import Evaluator
from playground.engine.learner import Learner
from playground.engine.masks import Masks
from playground.engine.networks import Networks
from playground.engine.requests import Inputs, OnExamples, OnGrid, OnNoise, OnRaw
from playground.engine.snapshot import Snapshot
from playground.engine.tensors import Tensors, suited
from playground.model.dataset import DataSet, Part, Samples, grid_over
from playground.model.experiment import Experiment
from playground.model.machine_memory import free
from playground.model.masking import padded_nodes
from playground.model.memory import BYTES
from playground.model.trace import NetworkTrace, NodeTrace
from playground.numerals import counted, in_bytes

MOST_NUMBERS = 2**24
"""So many numbers of what leaves the nodes are held at once, 64 MiB, or those of one sample and what was asked for."""
MOST_WITH_GRADIENTS = 2**26
"""So many are held where gradients are asked for, 256 MiB, or those of one sample."""
MOST_KNOWN = 16
"""So many inputs are kept for the next frame; who walks through more needs the old ones no longer."""

Off = Mapping[str, tuple[int, ...]]
"""Units that give 0, by node."""


class ProbeContext:
    """The networks in evaluation mode, the samples, and one pass through them for all who ask of the same inputs.

    ``off`` are the units that are switched off in all that is looked at. ``learner`` is there while no steps are made,
    to try one out; who does must leave it as it was, as ``recorded`` gives it. ``of_past`` says that the weights are
    those of a recorded step, from which nobody learns on. ``augment`` is what changes batches before they are learned
    from, ``None`` where nothing does. ``most`` is how many samples may go through at once, and
    ``most_with_gradients`` where gradients are asked for. ``gradient_scale`` tells by how much those of the last step
    are larger than they are, see `StepPart`. ``experiment`` is what learns, ``None`` for recorded steps.
    """

    def __init__(
        self,
        networks: Networks,
        traced: NetworkTrace,
        tensors: Tensors,
        data: DataSet,
        samples: Samples,
        evaluator: Evaluator,
    ) -> None:
        self.networks = networks
        self.traced = traced
        self.tensors = tensors
        self.data = data
        self.samples = samples
        self.evaluator = evaluator
        self.off: Off = {}
        self.experiment: Experiment | None = None
        self.learner: Learner | None = None
        self.recorded: Callable[[], Snapshot] | None = None
        self.of_past = False
        self.augment: Augment | None = None
        self.gradient_scale: Callable[[], float] = lambda: 1.0
        passing = [(node.output.size, *_held(node)) for node in traced.nodes if node.output is not None]
        leaving, kept, gradients = (sum(each) for each in zip(*passing, strict=True)) if passing else (1, 1, 1)
        inside = max((kept for _, kept, _ in passing), default=0)
        self.most = max(MOST_NUMBERS // max(leaving + inside, 1), 1)
        self.most_with_gradients = max(MOST_WITH_GRADIENTS // max(kept + gradients, 1), 1)
        self._masking = padded_nodes(traced)
        self._bytes = max((value.element_size() for value in networks.parameters()), default=BYTES)
        self._known: dict[Inputs, Tensor] = {}
        self._passes: dict[Inputs, Mapping[str, Tensor]] = {}

    def beside(self, networks: Networks) -> ProbeContext:
        """The same samples, looked at by other weights of the same networks, which do not learn."""
        other = copy.copy(self)
        other.networks, other.learner, other.of_past = networks, None, True
        other.experiment = None
        other._passes = {}
        return other

    def forget(self) -> None:
        """Forget what left the nodes: the weights have moved since."""
        self._passes.clear()

    def inputs(self, on: Inputs) -> Tensor:
        """What enters the network, (samples, *input signal) of its kind of numbers, tokens int64 (samples, time).

        Images are in the layout ``channels_last``.

        Raises:
            ValueError: this data has no such inputs; the message says why.
        """
        if isinstance(on, OnNoise):  # which other weights make anew
            self.check_room(self.held(on.count), f"to make {counted(on.count, 'sample')} of noise")
            with torch.inference_mode(False), torch.no_grad():
                return self.networks.made(self._noise(on, on.count), self.off)
        known = self._known.get(on)
        if known is None:
            with torch.inference_mode(False):  # so that gradients can be taken of what they lead to
                known = suited(self._made(on), self.networks)
                if known.dim() == 4:
                    known = known.contiguous(memory_format=torch.channels_last)
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[on] = known
        return known

    def encoded(self, on: OnRaw) -> Tensor:
        """One sample given by hand, as it enters the network; unlike ``inputs`` it is not kept for the next time.

        Raises:
            ValueError: this data has no such samples; the message says why.
        """
        whole = self.tensors.train_inputs.dtype == torch.int64
        raw = np.array(on.values, np.int64 if whole else np.float32).reshape(1, *on.shape)
        made = torch.from_numpy(np.ascontiguousarray(self.data.encode(raw, self.samples), raw.dtype))
        return suited(made, self.networks)

    def targets(self, on: Inputs) -> Tensor | None:
        """The targets that go with inputs, in the loss's form; ``None`` where they are not known."""
        if not isinstance(on, OnExamples):
            return None
        with torch.inference_mode(False):
            return suited(self.tensors.targets(on.part)[self._places(on)], self.networks)

    def outputs(self, on: Inputs, nodes: Collection[str]) -> Mapping[str, Tensor]:
        """What leaves these nodes at least (``"input"`` for the inputs) for those inputs, without gradients.

        It comes from one pass a frame; many samples of a large network go through in pieces, as often as is asked.

        Raises:
            KeyError: there is no such node.
            ValueError: there is no memory for so many numbers.
        """
        known = self._passes.get(on, {})
        if not all(node in known for node in nodes):
            inputs = self.inputs(on)
            everything = self.networks.names
            noise = self._noise(on, len(inputs))
            if len(inputs) <= self.most:
                known = self.networks.run(inputs, everything, self.off, noise)
            else:
                leaving = [self.traced.node(node).output for node in nodes if node in self.networks.ids]
                size = sum(signal.size for signal in leaving if signal is not None)
                self.check_room(3 * self._bytes * len(inputs) * size, f"what {counted(len(inputs), 'sample')} leave")
                pieces = []
                for start in range(0, len(inputs), self.most):
                    rows = slice(start, start + self.most)
                    of_rows = {role: values[rows] for role, values in noise.items()}
                    pieces.append(self.networks.run(inputs[rows], nodes, self.off, of_rows))
                known = {node: torch.cat([piece[node] for piece in pieces]) for node in nodes}
            self._passes[on] = known
        return known

    def part(self, part: Part, samples: int) -> OnExamples:
        """The first samples of a part."""
        return OnExamples(part, tuple(range(min(samples, len(self.tensors.inputs(part))))))

    def real(self, on: Inputs, node: str, values: Tensor) -> Tensor:
        """What left a node without its steps of padding, (samples · real steps, features); else as it is."""
        mask = self.mask(self.inputs(on), node)
        return values if mask is None else values[mask]

    def mask(self, inputs: Tensor, node: str) -> Tensor | None:
        """Which steps of what leaves a node are no padding, bool (samples, time); ``None`` where all are."""
        return Masks(inputs).of(self._masking[node]) if node in self._masking else None

    def check_room(self, needed: int, what: str) -> None:
        """Make sure that there is memory for an answer that takes so many bytes.

        Raises:
            ValueError: there is not; the message says how much it takes and how much there is.
        """
        there = free()
        if needed > there:
            raise ValueError(f"{what} needs about {in_bytes(needed)}, and {in_bytes(there)} are free.")

    def held(self, samples: int, nodes: Collection[str] | None = None) -> int:
        """Bytes that so many samples keep in these nodes, with their gradients; by default in all."""
        return self._bytes * samples * sum(sum(_held(self.traced.node(node))) for node in nodes or self.networks.ids)

    def learned(self, nodes: Collection[str] | None = None) -> int:
        """Bytes of what these nodes learned; by default of all."""
        modules = [self.networks.module(node) for node in nodes or self.networks.ids]
        return sum(value.numel() * value.element_size() for module in modules for value in module.parameters())

    @contextmanager
    def differentiable(self) -> Iterator[None]:
        """Let autograd follow what is computed inside; the gradients that training left stay untouched.

        Take gradients with ``torch.autograd.grad``, never with ``backward``.
        """
        with torch.inference_mode(False), torch.enable_grad():
            yield

    def _noise(self, on: Inputs, rows: int) -> dict[str, Tensor]:
        """What enters networks that read noise, for so many samples; over a plane its first two numbers."""
        if isinstance(on, OnGrid) and rows == on.side**2:
            return self.networks.noise_plane(on.side)
        return self.networks.noise(rows, on.seed if isinstance(on, OnNoise) else 0)

    def _made(self, on: OnGrid | OnExamples | OnRaw) -> Tensor:
        match on:
            case OnGrid(side):
                if not self.data.domain:
                    raise ValueError("this data has no plane to lay a grid on")
                return torch.from_numpy(grid_over(self.data, side, self.samples).inputs)
            case OnRaw():
                return self.encoded(on)
            case OnExamples(part):
                return self.tensors.inputs(part)[self._places(on)]

    def _places(self, on: OnExamples) -> Tensor:
        there = len(self.tensors.inputs(on.part))
        return torch.tensor([index for index in on.indices if 0 <= index < there], dtype=torch.int64)


def _held(node: NodeTrace) -> tuple[int, int]:
    """How many numbers of one sample a node keeps, and how many its gradients are."""
    use = node.layer.memory(*(node.inputs or ()))
    return use.kept, use.gradients


Answerer = Callable[[ProbeContext, Any], Any]
ANSWERERS: dict[type[BaseRequest[Any]], Answerer] = {}
"""Who answers each type of request; filled as the modules of ``playground.engine.answers`` are walked."""

A = TypeVar("A")


def answers(request: type[BaseRequest[A]]) -> Callable[[Callable[[ProbeContext, Any], A]], Answerer]:
    """Register a function as the one that answers a type of request."""

    def register(function: Callable[[ProbeContext, Any], A]) -> Answerer:
        ANSWERERS[request] = function
        return function

    return register
