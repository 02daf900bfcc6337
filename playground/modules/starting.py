"""Starting weights: which of a layer's numbers an initializer is for, and one that looks at the first batch."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn

KEPT = (nn.BatchNorm1d, nn.BatchNorm2d, nn.LayerNorm, nn.GroupNorm, nn.Embedding)
"""Parts whose numbers keep torch's start: scales and shifts of normalisation, and tables."""


def weights_of(layer: nn.Module) -> list[nn.Parameter]:
    """The weights inside a layer that sum up what enters: those of two or more dimensions, in their order."""
    return [value for name, value in started(layer) if "bias" not in name and value.dim() > 1]


def biases_of(layer: nn.Module) -> list[nn.Parameter]:
    """The biases inside a layer, in their order."""
    return [value for name, value in started(layer) if "bias" in name]


def started(layer: nn.Module) -> Iterator[tuple[str, nn.Parameter]]:
    """The parameters inside a layer by name, but those of the parts that keep torch's start."""
    for part in layer.modules():
        if not isinstance(part, KEPT):
            yield from part.named_parameters(recurse=False)


def noise_for(batch: Tensor, shape: tuple[int, ...]) -> Tensor:
    """Noise for as many samples as a batch has, of that shape each; always the same, from a generator of its own."""
    return torch.randn(len(batch), *shape, generator=torch.Generator().manual_seed(0))


@torch.no_grad()
def scale_to_unit_variance(network: nn.Module, layer: nn.Module, inputs: Tensor, tolerance: float, tries: int) -> None:
    """Scale the weights of a layer until what leaves it has variance 1, for inputs that go through its network.

    Layers are to be scaled in their order (D. Mishkin and J. Matas, *All you need is a good init*, 2015). Whatever
    draws at random is left out, and nothing is drawn.
    """
    left: list[Tensor] = []
    hook = layer.register_forward_hook(lambda module, entered, output: left.append(output))
    was_training = network.training
    network.eval()
    for _ in range(tries):
        left.clear()
        network(inputs)
        variance = left[0].var(correction=0)
        if not 0 < variance < float("inf") or abs(variance - 1) <= tolerance:
            break
        for weight in weights_of(layer):
            weight.div_(variance.sqrt())
    hook.remove()
    network.train(was_training)
