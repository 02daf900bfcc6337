"""The answer to what augmentation makes of an input."""

from __future__ import annotations

from typing import Any

import torch

from playground.engine.probe_context import ProbeContext, answers
from playground.engine.requests import Augmented
from playground.engine.tensors import as_array


@answers(Augmented)
def augmented(context: ProbeContext, request: Augmented) -> Any:
    """The input, and what is made of it, (1 + count, *input signal). Draws nothing from what training draws."""
    given = context.inputs(request.on)[:1].contiguous()
    given = given.float() if given.is_floating_point() else given  # as it is augmented before it is learned from
    copies = given.expand(request.count, *given.shape[1:]).contiguous()
    if context.augment is not None:
        copies = context.augment(copies, torch.Generator().manual_seed(request.seed))
    return as_array(torch.cat([given, copies]))
