"""Measuring in a script where there is an answer for each step of a sequence."""

from __future__ import annotations

from playground.model.learning import Loss


def print_stepwise_measure(loss: Loss, size: int) -> str:
    """The function ``evaluate``: loss and accuracy over all steps but padding, and the share of sequences all right.

    ``size`` is how many samples go through the network at once.
    """
    bound = "0.0" if loss.link == "sigmoid" else "0.5"
    index = loss.form == "index"
    true = "wanted" if index else "wanted[..., 0].long()"
    said = "outputs.argmax(-1)" if index else f"(outputs[..., 0] > {bound}).long()"
    name = "evaluate(network: Network, measure: nn.Module, inputs: Tensor, targets: Tensor)"
    return f'''def {name} -> tuple[float, float, float]:
    """Loss and accuracy over all steps but padding, and the share of sequences that are right as a whole."""
    total, steps, right, whole = 0.0, 0, 0, 0
    network.eval()
    for start in range(0, len(inputs), {size}):
        piece, wanted = inputs[start : start + {size}], targets[start : start + {size}]
        with torch.no_grad():
            outputs = network(piece)
        true, said = {true}, {said}
        counts = true >= 0
        total += float(measure(outputs, wanted)) * int(counts.sum())
        steps += int(counts.sum())
        right += int(((true == said) & counts).sum())
        whole += int(((true == said) | ~counts).all(1).sum())
    network.train()
    if not steps:
        return math.nan, math.nan, math.nan
    return total / steps, right / steps, whole / len(inputs)'''
