"""The answer about what units that are switched off do to the figures."""

from __future__ import annotations

from torch import Tensor

from playground.engine.bench import Bench, Off, answers
from playground.engine.evaluation import Figures, evaluate, never
from playground.engine.requests import Ablated, Ablation, Part


@answers(Ablation)
def ablation(bench: Bench, request: Ablation) -> Ablated | None:
    """Figures with all units and without those that are off; ``None`` while none is off."""
    if not bench.off:
        return None
    part: Part = "test" if len(bench.tensors.test_inputs) else "train"
    whole = _figures(bench, part, request.samples, {})
    without = _figures(bench, part, request.samples, bench.off)
    return Ablated(whole.loss, whole.accuracy, without.loss, without.accuracy, whole.count, part)


def _figures(bench: Bench, part: Part, samples: int, off: Off) -> Figures:
    tensors = bench.tensors
    inputs = tensors.test_inputs if part == "test" else tensors.train_inputs
    targets = tensors.test_targets if part == "test" else tensors.train_targets
    last = bench.graph.ids[-1]

    def through(piece: Tensor) -> Tensor:
        return bench.graph.run(piece, (last,), off)[last]

    found = evaluate(through, bench.judge, inputs[:samples], targets[:samples], never)
    if found is None:
        raise RuntimeError("an evaluation that nothing interrupts was interrupted")
    return found
