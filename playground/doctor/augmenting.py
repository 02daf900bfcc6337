"""Rules about augmentation: samples that are changed so far that they are of another class."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from playground.doctor.evidence import Evidence
from playground.doctor.finding import Finding, Severity
from playground.doctor.fixes import offered
from playground.doctor.proof import Bars
from playground.doctor.rule import CausalOrder, Rule
from playground.doctor.words import portion
from playground.model.augmentation import Augmentation
from playground.model.fix import Fix, SetValue
from playground.numerals import setting

Array = npt.NDArray[Any]
ASKED, COMPARED = 400, 800
"""So many changed training images are compared with so many others as they are."""
FEWEST = 8
"""Of fewer images of a class nothing is said."""
STRAYED = 0.3
"""This share more of a class lie nearest to another one once they are changed: more than any noise of such a count."""
_NEAR = 0.5
"""Where as they are fewer than this lie nearest to their own class, nearness says nothing of these images."""


class LabelChanged(Rule):
    """Augmentation that makes another class of a sample, as a mirrored 2 looks like a 5 and a turned 6 is a 9.

    The network is then told that a 5 is a 2. Changed training images are compared with others as they are: most of a
    class that stays itself still lie nearest to their own.
    """

    id: ClassVar[str] = "label_changed"
    title: ClassVar[str] = "Augmentation changes the class"
    severity: ClassVar[Severity] = "warning"
    place: ClassVar[CausalOrder] = CausalOrder.DATA
    explains: ClassVar[tuple[str, ...]] = ("guessing", "never_predicted")

    def suits(self, evidence: Evidence) -> bool:
        """Whether images with classes are mirrored or turned."""
        experiment = evidence.experiment
        kinds = experiment.training.augmentation
        moved = any(kind.is_mirroring() or kind.largest_turn() > 0 for kind in kinds)
        return moved and experiment.data.signal().kind == "image" and experiment.target.is_one_of_classes

    def look(self, evidence: Evidence) -> Finding | None:
        """Of some class far more images lie nearest to another one once they are mirrored, or turned all the way."""
        if evidence.samples is None or not self.suits(evidence):
            return None
        kinds = evidence.experiment.training.augmentation
        for place, kind in enumerate(kinds):
            for words, change in _changes(kind):
                shares = _strayed(evidence, words, change)
                if shares is not None and (shares[1] - shares[0] >= STRAYED).any():
                    return self._finding(evidence, place, words, *shares)
        return None

    def _finding(self, evidence: Evidence, place: int, words: str, before: Array, after: Array) -> Finding:
        kinds, names = evidence.experiment.training.augmentation, evidence.experiment.target.names
        bad = np.flatnonzero(after - before >= STRAYED)
        worst = int(bad[np.argmax((after - before)[bad])])
        kind = kinds[place]
        text = (
            f"{kind.label} shows images {words}, and {portion(float(after[worst]))} of class {names[worst]} then lie "
            f"nearest to another class, against {portion(float(before[worst]))} as they are, so the network is told "
            f"wrong classes: remove {kind.label}, or let it change less."
        )
        title = f"Nearest to another class once {words}"
        bars = Bars(title, names, tuple(after.tolist()), (STRAYED, "far too many"), tuple(bad.tolist()), "%")
        left = (*kinds[:place], *kinds[place + 1 :])
        fix = Fix(f"Remove {kind.label}", SetValue("training.augmentation", left))
        return self.finding(text, bars, offered(evidence.experiment, fix))


def _changes(kind: Augmentation) -> list[tuple[str, Callable[[Array], Array]]]:
    """What an augmentation does to images at most, in words and as a function of (N, channels, height, width)."""
    found: list[tuple[str, Callable[[Array], Array]]] = []
    if kind.is_mirroring():
        found.append(("mirrored", kind.mirrored))
    if kind.largest_turn() > 0:
        degrees = kind.largest_turn()
        found.append((f"turned by {setting(degrees)}°", lambda images: turned(images, degrees)))
    return found


def turned(images: Array, degrees: float) -> Array:
    """Images (N, channels, height, width) turned about their middle, each pixel from the nearest one of the old."""
    high, wide = images.shape[2:]
    angle = np.deg2rad(degrees)
    down, across = np.mgrid[:high, :wide]
    y, x = down - (high - 1) / 2, across - (wide - 1) / 2
    rows = np.rint(np.cos(angle) * y + np.sin(angle) * x + (high - 1) / 2).astype(int).clip(0, high - 1)
    columns = np.rint(np.cos(angle) * x - np.sin(angle) * y + (wide - 1) / 2).astype(int).clip(0, wide - 1)
    return np.asarray(images[:, :, rows, columns])


_KNOWN: dict[tuple[Any, ...], tuple[Array, Array] | None] = {}
"""What was found last, as the doctor looks again and again at the same images."""


def _strayed(evidence: Evidence, words: str, change: Callable[[Array], Array]) -> tuple[Array, Array] | None:
    """The share of each class that lies nearest to another one, as they are and once changed, (classes,) each.

    ``None`` where that says nothing: there are too few images, or as they are most lie nearest to another class.
    """
    samples, experiment = evidence.samples, evidence.experiment
    key = (experiment.data, experiment.training.augmentation, words)
    if key not in _KNOWN and samples is not None:
        if len(_KNOWN) > 8:
            _KNOWN.clear()
        inputs = samples.train_inputs[: ASKED + COMPARED]
        _KNOWN[key] = _compared(inputs, samples.train_targets[: len(inputs)], change, experiment.target.count)
    return _KNOWN.get(key)


def _compared(
    images: Array, classes: Array, change: Callable[[Array], Array], count: int
) -> tuple[Array, Array] | None:
    asked = min(ASKED, len(images) // 3)
    if asked < FEWEST * 2:
        return None
    others, known = images[asked:].reshape(len(images) - asked, -1), classes[asked:]
    true, before, after = classes[:asked], np.zeros(count), np.zeros(count)
    plain = _nearest(images[:asked], others, known)
    if np.mean(plain == true) < _NEAR:
        return None
    other = _nearest(change(images[:asked]), others, known)
    for number in range(count):
        mine = true == number
        if mine.sum() >= FEWEST:
            before[number], after[number] = np.mean(plain[mine] != number), np.mean(other[mine] != number)
    return before, after


def _nearest(images: Array, others: Array, known: Array) -> Array:
    """The class of the image that lies nearest to each, by the sum of the squared differences of pixels."""
    flat = np.ascontiguousarray(images).reshape(len(images), -1)
    away = np.square(others).sum(axis=1)[None] - 2.0 * flat @ others.T
    return np.asarray(known[away.argmin(axis=1)])
