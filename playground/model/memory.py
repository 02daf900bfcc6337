"""Memory: what a training takes, reckoned before anything is allocated, what would fit, and how to take less."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

import msgspec

from playground.model.experiment import Experiment
from playground.model.fix import Fix, SetValue
from playground.model.layer import Equation, Layer
from playground.model.machine_memory import free, machine
from playground.model.parameters import parameters_of
from playground.model.signal import Signal
from playground.numerals import count

__all__ = [
    "Heaviest", "Need", "fitting_batch", "fitting_samples", "free", "heaviest", "is_large", "machine", "needed",
    "piece", "reckon", "set_batch", "unasked",
]  # fmt: skip

SNAPSHOTS = 4
"""So many states of learning a run may hold to go back to, for a moment."""
BYTES = 4
"""Of a number in float32, as samples are held in any case."""
ROOM = 0.75
"""So much of what is left beside all else a batch that is offered takes, as the reckoning is right within about 1.5."""
LARGE = 2 * 2**30
"""From so many bytes on a training is large: it is warned of, and built only when *Train* is pressed."""
MOST_PIECE, MOST_EVALUATED = 500, 2**30
"""So many samples are evaluated at once, or fewer where they would take more than so many bytes."""


class SizedNode(Protocol):
    """What is asked of a node's trace."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def name(self) -> str:
        """What its card says."""

    @property
    def layer(self) -> Layer:
        """The layer as it will be built."""

    @property
    def inputs(self) -> tuple[Signal, ...] | None:
        """What enters."""

    @property
    def output(self) -> Signal | None:
        """What leaves."""

    @property
    def counts(self) -> tuple[Equation, ...]:
        """What it learns."""


class Need(NamedTuple):
    """Bytes that a training takes: for its data, for what it learns, and for a batch of so many samples.

    ``sample`` is what one sample of a batch takes in a step, ``piece`` how many samples are evaluated at once, and
    ``evaluated`` what those take.
    """

    data: int
    learned: int
    sample: int
    batch: int
    piece: int
    evaluated: int

    @property
    def total(self) -> int:
        """All together: steps and evaluations take turns."""
        return self.data + self.learned + max(self.batch * self.sample, self.evaluated)

    @property
    def beside(self) -> int:
        """What is needed whatever the size of a batch is."""
        return self.data + self.learned


def reckon(experiment: Experiment, nodes: Iterable[SizedNode]) -> Need:
    """What a training of an experiment takes, given its traced nodes; nodes without a shape count for nothing."""
    known = [node for node in nodes if node.output is not None and node.inputs is not None]
    times = _batches(experiment)
    entering = experiment.data.signal()
    ends = 2 * _numbers(known[-1].output) if known else 0  # what the loss keeps of each sample, and its gradient
    least = _numbers(entering) + ends
    highest = max((_gradients(node) for node in known), default=0)
    width = experiment.training.precision.width
    sample = width * (least + sum(times.get(node.id, 1) * _kept(node) for node in known) + highest)
    through = max((_kept(node) + _gradients(node) for node in known), default=0)
    evaluated = width * (least + sum(_numbers(node.output) for node in known) + through)
    piece = max(min(MOST_PIECE, MOST_EVALUATED // max(evaluated, 1)), 1)
    learned = sum(_learned(experiment, node) for node in known)
    sizes = experiment.data.sizes()
    most = max(min(max(sizes.train, sizes.test, sizes.validation), piece), 1)
    return Need(_data(experiment), learned, sample, _batch(experiment), piece, most * evaluated)


def needed(experiment: Experiment, nodes: Iterable[SizedNode]) -> int:
    """Bytes that data, parameters, gradients, optimizer and the numbers of one batch take together."""
    return reckon(experiment, nodes).total


def piece(experiment: Experiment, nodes: Iterable[SizedNode]) -> int:
    """How many samples are evaluated at once: the same everywhere, as sums depend on it in their last digits."""
    return reckon(experiment, nodes).piece


def fitting_batch(need: Need, room: int) -> int:
    """The largest batch that would fit into so many bytes, in two digits that count; 0 where none would."""
    most = int(ROOM * (room - need.beside)) // max(need.sample, 1)
    if most < 1 or need.beside + need.evaluated > room:
        return 0
    return _round_down(most)


def fitting_samples(experiment: Experiment, need: Need, room: int) -> int:
    """How many samples in all would take half of so many bytes at most, in two digits that count; 0 where none."""
    sizes = experiment.data.sizes()
    each = need.data / max(sizes.all, 1)
    return _round_down(int(ROOM * max(room - need.learned, 0) / 2 / max(each, 1)))


def is_large(bytes_needed: int) -> bool:
    """Whether so much should not be allocated unasked."""
    return bytes_needed > unasked()


def unasked() -> int:
    """So many bytes are allocated without asking."""
    return min(LARGE, machine() // 4)


class Heaviest(NamedTuple):
    """The node that takes most, what of it in words, and what makes it take less: in words, and as fixes.

    A ``batch`` above 0 is what the batch size is to be set to; otherwise it is a matter of the node's own settings.
    """

    node: SizedNode
    words: str
    way: str
    fixes: tuple[Fix, ...]
    batch: int = 0


def heaviest(experiment: Experiment, nodes: Sequence[SizedNode], need: Need, room: int) -> Heaviest | None:
    """What takes most of a need, and what would fit into so many bytes."""
    batch = _batch(experiment)
    node = max(nodes, key=lambda node: _learned(experiment, node) + batch * _passing(experiment, node), default=None)
    if node is None:
        return None
    if _learned(experiment, node) >= batch * _passing(experiment, node):
        words = f"learns {count(sum(sum.value for sum in node.counts))} numbers"
        return Heaviest(node, words, *_smaller(experiment, node, batch, room))
    words = f"keeps {count(_kept(node))} numbers for each of the {count(batch)} samples of a batch"
    size = fitting_batch(need, room)
    if size:
        return Heaviest(node, words, f"set the batch size to {count(size)}", (set_batch(size),), size)
    return Heaviest(node, words, *_smaller(experiment, node, 1, room))


def set_batch(size: int) -> Fix:
    """The fix that sets the batch size."""
    return Fix(f"Set batch size to {count(size)}", SetValue("training.batch_size", size))


def _round_down(number: int) -> int:
    """In two digits that count."""
    zeros: int = 10 ** max(len(str(number)) - 2, 0)
    return number // zeros * zeros


def _batch(experiment: Experiment) -> int:
    return min(experiment.training.batch_size, max(experiment.data.sizes().train, 1))


def _batches(experiment: Experiment) -> dict[str, int]:
    """How many batches are kept at once in each node of networks that see several in a step."""
    several = {role.name: role.batches for role in experiment.objective.roles(experiment.data) if role.batches > 1}
    networks = {name: experiment.networks[name] for name in several if name in experiment.networks}
    return {id: several[name] for name, network in networks.items() for id in network.ids()}


def _numbers(signal: Signal | None) -> int:
    """How many numbers of 4 bytes one sample of a signal takes; tokens are whole numbers of 8 bytes."""
    return 0 if signal is None else signal.size * (2 if signal.kind == "tokens" else 1)


def _data(experiment: Experiment) -> int:
    """Bytes of all samples with their targets, in the form that the objective asks for."""
    data, objective = experiment.data, experiment.objective
    target, sizes, form = data.target(), data.sizes(), objective.form(data)
    answers = 2
    if target.has_values:
        answers = target.count
    elif form == "values" and not objective.problems(data):
        answers = 3 * objective.units(data)  # 1 for the right class and 0 for others is made of numbers of 8 bytes
    held = sizes.train + sizes.validation + sizes.test  # those to test on take room of their own, same or not
    return BYTES * held * (_numbers(data.signal()) + answers * max(target.steps, 1))


def _learned(experiment: Experiment, node: SizedNode) -> int:
    """Bytes of what a node learns: with gradients, what the optimizer remembers, and states to go back to."""
    remembered = experiment.training.optimizer.remembered()
    training = experiment.training
    beside = (training.averaging.recipe() is not None) + (training.accumulate > 1)  # means, and gradients that wait
    copies = 2 + remembered + (training.averaging.recipe() is not None) + SNAPSHOTS * (1 + remembered + beside)
    numbers: int = sum(sum.value for sum in node.counts)
    return copies * experiment.training.precision.width * numbers


def _kept(node: SizedNode) -> int:
    return 0 if node.inputs is None or node.output is None else node.layer.memory(*node.inputs).kept


def _gradients(node: SizedNode) -> int:
    return 0 if node.inputs is None or node.output is None else node.layer.memory(*node.inputs).gradients


def _passing(experiment: Experiment, node: SizedNode) -> int:
    """Bytes that one sample takes in a node in a step: what is kept, and what its backward pass holds."""
    return experiment.training.precision.width * (_kept(node) + _gradients(node))


def _smaller(experiment: Experiment, node: SizedNode, batch: int, room: int) -> tuple[str, tuple[Fix, ...]]:
    """The setting that makes a node fit with the least change, halved until it does: in words, and as a fix.

    No fix where no setting helps.
    """
    found: list[tuple[int, str, Fix]] = []
    for parameter in parameters_of(node.layer):
        value = getattr(node.layer, parameter.name)
        if parameter.type != "int" or not isinstance(value, int):
            continue
        halvings = 0
        while value > (parameter.low or 1) and halvings < 20:
            value, halvings = max(value // 2, int(parameter.low or 1)), halvings + 1
            if _fits(experiment, msgspec.structs.replace(node.layer, **{parameter.name: value}), node, batch, room):
                to = f"{parameter.label.lower()} to {count(value)}"
                fix = Fix(f"Set {to}", SetValue(f".{parameter.name}", value, node.id))
                found.append((halvings, f"set its {to}", fix))
                break
    if not found:
        return "use fewer or smaller layers", ()
    _, way, fix = min(found, key=lambda each: each[0])
    return way, (fix,)


def _fits(experiment: Experiment, layer: Layer, node: SizedNode, batch: int, room: int) -> bool:
    """Whether a node with other settings would take no more than half of so many bytes."""
    entering = node.inputs or ()
    try:
        other = ResizedNode(node.id, node.name, layer, node.inputs, layer.output(*entering), layer.counts(*entering))
    except ValueError:
        return False
    return _learned(experiment, other) + batch * _passing(experiment, other) <= room // 2


class ResizedNode(NamedTuple):
    """A node with other settings."""

    id: str
    name: str
    layer: Layer
    inputs: tuple[Signal, ...] | None
    output: Signal | None
    counts: tuple[Equation, ...]
