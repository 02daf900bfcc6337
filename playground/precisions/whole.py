"""Precisions in which everything is computed with the digits that are kept."""

from __future__ import annotations

from typing import ClassVar

from playground.model.precision import Numbers, Precision


class Float32(Precision, frozen=True, tag="float32"):
    """Every number has about seven digits that count: what torch computes in by itself."""

    label: ClassVar[str] = "Float32"
    formula: ClassVar[str] = "1 sign, 8 bits of size, 23 bits of digits;  ε = 1.2 · 10⁻⁷"
    aliases: ClassVar[tuple[str, ...]] = ("full", "single", "fp32", "float", "32")


class Float64(Precision, frozen=True, tag="float64"):
    """Every number has about sixteen digits that count: what is learned, the samples, the loss and all figures.

    It takes twice the memory and more time, and rarely learns better. It is there to see what of a result is rounding,
    and for gradients that are to be compared with differences.
    """

    label: ClassVar[str] = "Float64"
    formula: ClassVar[str] = "1 sign, 11 bits of size, 52 bits of digits;  ε = 2.2 · 10⁻¹⁶"
    aliases: ClassVar[tuple[str, ...]] = ("double", "fp64", "64")
    numbers: ClassVar[Numbers] = "float64"
    width: ClassVar[int] = 8
