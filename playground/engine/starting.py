"""Starting: weights and biases filled as initializers say, in a stated order."""

from __future__ import annotations

from torch import Tensor, nn

from playground.model.places import find_data_file
from playground.model.recipe import Call, perform
from playground.model.starting import Start
from playground.modules.starting import biases_of, weights_of


def fill(module: nn.Module, start: Start, is_table: bool) -> None:
    """Fill the weights of a node's module, then its biases, each in their order; what is drawn is torch's own.

    A table's row for padding is 0 again afterwards, as torch makes it.
    """
    if start.weights is not None:
        for weight in [module.get_parameter("weight")] if is_table else weights_of(module):
            _call(start.weights, weight)
        padding = getattr(module, "padding_idx", None)
        if is_table and padding is not None:
            nn.init.zeros_(module.get_parameter("weight")[padding])
    if start.biases is not None:
        for bias in biases_of(module):
            _call(start.biases, bias)


def _call(call: Call, tensor: Tensor) -> None:
    perform(Call(call.target, (tensor, *call.args), call.keywords), find_data_file)
