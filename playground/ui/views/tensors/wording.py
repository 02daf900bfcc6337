"""What is said of an operation on tensors: how a cell came about, what happened to the shapes, and the code to copy."""

from __future__ import annotations

from collections.abc import Sequence

from playground.engine.tensor_requests import HeldTensor, ShownTensor, TensorResult, TensorWork
from playground.model.tensor_operations import DenseProduct, Elementwise, MatrixProduct, Reduce
from playground.model.tensor_shapes import Operand, Shape, told_shape
from playground.numerals import counted, figure, scientific

FEW_TERMS = (12, 6, 3, 1)
"""So many terms of a sum are written where there is room, or fewer."""
ROUNDING = 1e-4
"""So far apart, as a share of the largest number or of 1, may be what differs by rounding alone."""


def place_name(name: str, cell: Shape) -> str:
    """A cell as code names it: ``z[0, 2]``; a single number by its name alone."""
    return f"{name}[{', '.join(map(str, cell))}]" if cell else name


def cell_texts(work: TensorWork, found: TensorResult) -> tuple[str, ...]:
    """How the cell came about, with many of its terms first and then with fewer, for less room."""
    if found.result is None:
        return ("",)
    name = "x" if work.operation.call() is None else "z"
    start, end = f"{place_name(name, found.cell)} = ", figure(found.value)
    texts: list[str] = []
    for most in FEW_TERMS:
        middle = _middle(work, found, most)
        text = f"{start}{middle} = {end}" if middle else f"{start}{end}"
        if text not in texts:
            texts.append(text)
    return tuple(texts)


def _middle(work: TensorWork, found: TensorResult, most: int) -> str:
    """What is added or multiplied, with the real numbers."""
    operation, parts = work.operation, [part.tolist() for part in found.parts]
    if isinstance(operation, Reduce):
        sign = " × " if operation.function == "prod" else " + "
        terms = _terms([figure(value) for value in parts[0]], _size(operation, found), most, sign)
        return f"({terms}) / {_size(operation, found)}" if operation.function == "mean" else terms
    if isinstance(operation, Elementwise):
        return f" {operation.sign} ".join(figure(part[0]) for part in parts)
    if isinstance(operation, MatrixProduct | DenseProduct):
        products = [f"{figure(one)} × {figure(other)}" for one, other in zip(parts[0], parts[1], strict=True)]
        bias = f" + {figure(parts[2][0])}" if len(parts) > 2 else ""
        return _terms(products, _size(operation, found), most, " + ") + bias
    return ""


def _size(operation: Reduce | MatrixProduct | DenseProduct, found: TensorResult) -> int:
    """How many terms there are, told ones and others."""
    shapes = [part.shape for part in found.operands]
    size = 1
    for first, end in operation.span(found.cell, *shapes)[0]:
        size *= end - first
    return size


def _terms(texts: Sequence[str], size: int, most: int, sign: str) -> str:
    """The first terms, and how many there are where some are left out."""
    if size <= min(most, len(texts)):
        return sign.join(texts)
    return f"{sign.join(texts[:most])}{sign}… ({counted(size, 'term')})"


def sentence(work: TensorWork, found: TensorResult, layer: str) -> str:
    """What happened to the shapes; of a layer whether its own output is the same; or why nothing came of it."""
    if found.result is None:
        return found.refusal
    operands = [Operand(part.shape, part.dtype) for part in found.operands]
    told = work.operation.told(found.result.shape, *operands)
    return told if work.same is None else f"{told} {_compared(found, layer)}".rstrip()


def _compared(found: TensorResult, layer: str) -> str:
    if found.apart == 0.0:
        return f"Equal to what leaves {layer}."
    if found.apart <= ROUNDING * _most(found.result):
        return f"Equal to what leaves {layer}, but for rounding ({scientific(found.apart, 1)})."
    if found.apart > 0.0:
        return f"What leaves {layer} differs by up to {figure(found.apart)}, as units of it are switched off."
    return ""


def _most(shown: ShownTensor | None) -> float:
    if shown is None or not shown.values.size:
        return 1.0
    return max(float(abs(shown.values).max()), 1.0)


def code(work: TensorWork, found: TensorResult, names: Sequence[str]) -> str:
    """Lines of torch to take away: typed tensors as they are made, others as comments, and the operation.

    ``names`` are what the chosen tensors are called in lists.
    """
    lines = ["import torch", ""]
    parts = zip(work.operation.names, work.operands, found.operands, names, strict=False)
    for name, part, shown, words in parts:
        if isinstance(part, HeldTensor):
            lines.append(f"# {name}: {words}, {told_shape(shown.shape)}, torch.{shown.dtype}")
        else:
            lines.append(f"{name} = torch.tensor({part.text})")
    line = work.operation.line()
    lines.append(f"print({line})" if work.operation.call() is None else f"z = {line}")
    return "\n".join(lines) + "\n"
