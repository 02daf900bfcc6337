"""The answer about what units that are switched off do to the figures."""

from __future__ import annotations

from playground.engine.answer_values import Ablated
from playground.engine.evaluator import Figures, evaluate, never
from playground.engine.probe_context import Off, ProbeContext, answers
from playground.engine.requests import Ablation
from playground.model.dataset import Part


@answers(Ablation)
def ablation(context: ProbeContext, request: Ablation) -> Ablated | None:
    """Figures with all units and without those that are off; ``None`` while none is off."""
    if not context.off:
        return None
    part: Part = "test" if len(context.tensors.test_inputs) else "train"
    whole = _figures(context, part, request.samples, {})
    without = _figures(context, part, request.samples, context.off)
    return Ablated(whole.loss, whole.accuracy, without.loss, without.accuracy, whole.count, part)


def _figures(context: ProbeContext, part: Part, samples: int, off: Off) -> Figures:
    inputs, targets = context.tensors.inputs(part), context.tensors.targets(part)
    found = evaluate(context.networks.switched(off), context.evaluator, inputs[:samples], targets[:samples], never)
    if found is None:
        raise RuntimeError("an evaluation that nothing interrupts was interrupted")
    return found
