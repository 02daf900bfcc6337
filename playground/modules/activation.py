"""Activations that torch has no module for."""

from torch import Tensor, nn

from playground.modules.output import step_up


class Step(nn.Module):
    """1 for what is 0 or more, else 0, as in the first perceptron; its gradient is 0 everywhere."""

    def forward(self, x: Tensor) -> Tensor:
        """Step up at 0."""
        return step_up(x)
