"""Device: what computes: the processor, or a graphics card; and which of them there are on this machine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar

import msgspec

from playground.model.kind import Kind
from playground.model.parameters import described
from playground.model.precision import Numbers


class Device(Kind, frozen=True):
    """What computes. Its id is torch's name for it."""

    group: ClassVar[str] = "Device"
    has_float64: ClassVar[bool] = True

    @classmethod
    def has(cls, numbers: Numbers) -> bool:
        """Whether it knows such numbers."""
        return cls.has_float64 or numbers != "float64"

    def in_words(self, around: msgspec.Struct) -> str:
        """Where it computes, as a line has it."""
        return f"on {self.label}"


class Processor(Device, frozen=True, tag="cpu"):
    """The processor of this machine: there is one everywhere, and small networks are fastest on it.

    A step of a small network takes less time than it takes to ask a graphics card for it.
    """

    label: ClassVar[str] = "Processor"
    formula: ClassVar[str] = 'torch.device("cpu")'
    aliases: ClassVar[tuple[str, ...]] = ("cpu",)

    def in_words(self, around: msgspec.Struct) -> str:
        """As people say it."""
        return "on the processor"


class Cuda(Device, frozen=True, tag="cuda"):
    """A graphics card of NVIDIA, or of AMD with ROCm: large networks and large batches learn much faster on it.

    It needs a torch that was made for it. Sums are taken in another order there, so that results differ from those of a
    processor in the last digits. What views show is worked out on the processor, from the same weights.
    """

    label: ClassVar[str] = "CUDA"
    formula: ClassVar[str] = 'torch.device("cuda")'
    aliases: ClassVar[tuple[str, ...]] = ("gpu", "nvidia", "graphics card", "rocm")


class Mps(Device, frozen=True, tag="mps"):
    """The graphics part of a Mac with Apple silicon, by Metal: large networks learn faster on it.

    It knows no float64. Results differ from those of a processor in the last digits. What views show is worked out on
    the processor, from the same weights.
    """

    label: ClassVar[str] = "MPS"
    formula: ClassVar[str] = 'torch.device("mps")'
    aliases: ClassVar[tuple[str, ...]] = ("metal", "apple", "apple silicon", "m1")
    has_float64: ClassVar[bool] = False


ComputesOn = Annotated[Device, described("What computes, of what torch finds on this machine.", section="machine")]


class FoundDevices:
    """Which devices torch finds on this machine: not known before somebody who has loaded torch tells it."""

    def __init__(self) -> None:
        self.names: frozenset[str] | None = None
        """Torch's names for them; the processor is always among them."""

    def tell(self, names: Iterable[str]) -> None:
        """These are all that there are."""
        told = frozenset(names)
        if told != self.names:
            self.names = told

    def lacks(self, device: type[Device] | Device) -> bool:
        """Whether it is known not to be there."""
        return self.names is not None and device.id() not in self.names | {Processor.id()}

    def refusal(self, device: type[Device]) -> str:
        """Why it cannot be chosen here, as a sentence; empty where it can."""
        if device is Processor or (self.names is not None and device.id() in self.names):
            return ""
        if self.names is None:
            return f"PyTorch is getting ready: whether there is {device.label} here is known in a moment."
        return f"Torch finds no {device.label} on this machine."


FOUND = FoundDevices()
"""Those of this machine, as far as this process knows them."""
