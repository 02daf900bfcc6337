"""The lines that a run prints: the command line uses these functions, and exported scripts have them printed."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping

Figures = dict[str, float]


def figures_of(
    epoch: float,
    step: int,
    batch: Figures,
    train: Figures,
    test: Figures,
    told: Mapping[str, float] | None = None,
    validation: Figures | None = None,
) -> Figures:
    """Name all that is known after a step: the losses of its batch, and figures of each part of the data.

    What else is ``told`` of the step goes by its own name.
    """
    figures = {"epoch": epoch, "step": step, **(told or {}), **{f"batch_{name}": batch[name] for name in batch}}
    for name in train:
        figures |= {f"train_{name}": train[name], f"test_{name}": test[name]}
        if validation:
            figures[f"validation_{name}"] = validation[name]
    return figures


def report_line(figures: Figures) -> str:
    """Write figures for people: losses to six digits, accuracies in per cent; what is not known is left out.

    Only all right are 100 %, and only none are 0 %.
    ``whole`` is the share of sequences of which every step is right; what else is measured follows, of the test part,
    and what is told of the step alone.
    """
    words = [f"epoch {figures['epoch']:<6.6g} step {figures['step']:<8}"]
    for name in ("train_loss", "validation_loss", "test_loss"):
        if not math.isnan(figures.get(name, math.nan)):
            words.append(f"{name.replace('_', ' ')} {figures[name]:<10.6g}")
    for name in (f"{part}_{what}" for what in ("accuracy", "whole") for part in ("train", "validation", "test")):
        share = figures.get(name, math.nan)
        if not math.isnan(share):
            said = min(max(share, 0.0001), 0.9999) if 0 < share < 1 else share
            words.append(f"{name.replace('_', ' ')} {100 * said:.2f} %")
    before = ("batch_", "train_", "test_loss", "test_accuracy", "test_whole")
    for name, value in figures.items():
        if name not in ("epoch", "step") and not name.startswith(before) and not math.isnan(value):
            words.append(f"{name.replace('_', ' ')} {value:<10.6g}")
    return "  ".join(words)


def report_json(figures: Figures) -> str:
    """Write figures for programs: every digit, null for what is not known, and in quotes what is infinite."""
    known = {name: None if math.isnan(value) else value for name, value in figures.items()}
    infinite = {name: "Infinity" if value > 0 else "-Infinity" for name, value in figures.items() if math.isinf(value)}
    return json.dumps({**known, **infinite})
