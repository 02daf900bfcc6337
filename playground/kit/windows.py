"""Windows: the arithmetic of a square window that slides over an image (convolution and pooling).

With side ``n``, padding ``p``, kernel ``k``, dilation ``d`` and stride ``s`` the side that leaves is
``⌊(n + 2·p − d·(k − 1) − 1) / s⌋ + 1`` (torch.nn.Conv2d and torch.nn.MaxPool2d, section Shape).
"""

from __future__ import annotations

import msgspec

from playground.model.derivation import Place, Region, Term
from playground.model.fix import Fix, SetValue
from playground.model.layer import Equation, Floats, Refused
from playground.model.signal import Signal


class PixelWindow(msgspec.Struct, frozen=True):
    """A square window: its kernel, stride and dilation in pixels, and ``added``, the border pixels of both sides."""

    kernel: int
    stride: int
    added: int
    dilation: int = 1

    @property
    def extent(self) -> int:
        """Pixels from the window's first to its last, the gaps of dilation included."""
        return self.dilation * (self.kernel - 1) + 1

    def side(self, side: int) -> int:
        """How many places the window has along an image's side of so many pixels; 0 or less when it has none."""
        return (side + self.added - self.extent) // self.stride + 1

    def first(self, place: int) -> int:
        """Where along a side the window at a place begins; below 0 in the border. An odd border has less before."""
        return place * self.stride - self.added // 2

    def region(self, region: Region) -> Region:
        """What the windows at the places of a region cover together."""
        return Region(
            self.first(region.top),
            self.first(region.left),
            self.first(region.bottom - 1) + self.extent,
            self.first(region.right - 1) + self.extent,
        )

    def seen(self, x: Floats, channel: int, place: Place, outside: float = 0.0) -> list[Term]:
        """What the window at a place (row, column) sees in one channel of an image (channels, height, width).

        Row by row; padding is ``outside`` and has no place.
        """
        rows = [self.first(place[0]) + self.dilation * step for step in range(self.kernel)]
        columns = [self.first(place[1]) + self.dilation * step for step in range(self.kernel)]
        _, height, width = x.shape
        terms = []
        for row in rows:
            for column in columns:
                inside = 0 <= row < height and 0 <= column < width
                at: Place = (channel, row, column) if inside else ()
                terms.append(Term(0, at, float(x[at]) if inside else outside))
        return terms

    def terms(self, side: int) -> str:
        """The sum behind `side`, with the real numbers; a division that leaves a rest is shown with its floor."""
        border = f"2·{self.added // 2}" if self.added % 2 == 0 else f"{self.added}"
        extent = f"{self.kernel}" if self.dilation == 1 else f"{self.dilation}·({self.kernel} − 1) − 1"
        quotient = f"({side} + {border} − {extent}) / {self.stride}"
        exact = (side + self.added - self.extent) % self.stride == 0
        return f"{quotient} + 1" if exact else f"⌊{quotient}⌋ + 1"

    def sums(self, x: Signal) -> tuple[Equation, ...]:
        """The sums for an image: one for a square image, else one for its height and one for its width."""
        if x.height == x.width:
            return (Equation("Side", self.terms(x.height), self.side(x.height)),)
        return (
            Equation("Height", self.terms(x.height), self.side(x.height)),
            Equation("Width", self.terms(x.width), self.side(x.width)),
        )

    def fit(self, x: Signal) -> None:
        """Insist that the window has at least one place on the image.

        Raises:
            Refused: the window is larger than the image with its border; a smaller kernel fixes it.
        """
        room = min(x.height, x.width) + self.added
        if room >= self.extent:
            return
        size = f"{self.kernel}×{self.kernel}"
        spread = f", which dilation {self.dilation} spreads over {self.extent} pixels," if self.dilation > 1 else ""
        border = f" with its padding of {self.added // 2} on each side" if self.added else ""
        fitting = (room - 1) // self.dilation + 1
        raise Refused(
            f"{{name}} has a {size} kernel{spread} but gets an image of only {x.height}×{x.width} pixels{border}: "
            f"lower the kernel to {fitting} or less.",
            Fix(f"Set kernel to {fitting}", SetValue(".kernel", fitting)),
        )
