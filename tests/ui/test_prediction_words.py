"""Predictions are told in the same words everywhere: *predicted 9, true 4*."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import playground.ui
from playground.engine.requests import OnExamples, Outputs, Verdicts
from playground.model.answer_words import known, predicted
from playground.ui.examples.judged import Told
from playground.ui.examples.looked_at import Looked, part_targets, verdict_words
from playground.ui.panels.example_lines import example_line
from tests.contracts.test_views import run

OLD = re.compile(
    r"\bread as\b(?! \{data)|\brightly\b|\bread wrongly\b|\banswered \{|\} not \{|\bnot \{inked|\bguessed\b(?!, ln)"
)
"""How predictions were told before, each view in words of its own."""


def test_the_share_comes_last_and_what_is_not_known_is_left_out() -> None:
    assert predicted("9", "4", "93 %") == "predicted 9, true 4 (93 %)"
    assert predicted("9", "4") == "predicted 9, true 4"
    assert predicted("9", share="93 %") == "predicted 9 (93 %)"
    assert known("4") == "true 4"


def test_nothing_tells_a_prediction_in_words_of_its_own() -> None:
    found: list[str] = []
    for path in Path(playground.ui.__file__).parent.rglob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        found += [f"{path.name}: {line}" for line in lines if 'f"' in line and OLD.search(line)]
    assert not found


@pytest.mark.parametrize("name", ["plane, five classes", "images", "brackets, padded"])
def test_cards_lists_and_lines_tell_a_class_in_the_same_words(name: str) -> None:
    scene, on = run(name).scene(), OnExamples("test", (0,))
    last, names = scene.experiment.nodes[-1].id, scene.experiment.data.target().names
    targets = part_targets(scene)
    assert targets is not None
    judged = Verdicts("test", 10)
    frame = run(name).frame((Outputs(on, (last,)), judged))
    verdicts = frame.answers[judged]
    said, true = names[int(verdicts.predicted[0])], names[int(targets[0])]
    output = frame.answers[Outputs(on, (last,))][last][0]
    words, wrong = verdict_words(scene, Looked(on, "", targets[0]), output)
    assert words.startswith(f"predicted {said}, true {true} (")
    assert wrong == (said != true)
    assert Told(scene, verdicts).said(0) == f"predicted {said}, true {true}"
    assert example_line(scene, 0, verdicts).figure == f"predicted {said}, true {true}"


def test_a_list_of_mistakes_tells_both_sequences_and_leaves_their_count_to_the_tip() -> None:
    scene = run("letters, each answered").scene()
    judged = Verdicts("test", 10)
    told = Told(scene, run("letters, each answered").frame((judged,)).answers[judged])
    index = int(told.wrong().argmax())
    assert told.said(index).endswith(told.brief(index))
    assert told.brief(index).startswith("predicted ")
    assert ", true " in told.brief(index)
