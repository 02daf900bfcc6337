"""Figures where there are so many classes that a table of what is taken for what would fill the memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from playground.engine.evaluator import MOST_CLASSES
from playground.engine.requests import Verdicts
from playground.engine.session import Session
from tests.contracts.test_views import data, experiment, layer


def test_thousands_of_words_are_judged_without_a_table(tmp_path: Path) -> None:
    letters = "abcdefghijkl"
    words = [f"{one}{two}{three}" for one in letters for two in letters for three in letters]
    text = tmp_path / "words.txt"
    text.write_text(" ".join(words * 2), encoding="utf-8")
    own = data("own_text", path=str(text), by="word", samples=40, length=8, train_share=0.8)
    session = Session(experiment(own, "cross_entropy", layer("embedding", width=4)))
    assert own.target().count > MOST_CLASSES
    session.step()
    figures = session.evaluate()
    assert figures is not None
    seen, _ = figures
    assert seen.confusion is None
    request = Verdicts("train", len(session.samples.train_inputs))
    judged = session.answer((request,))[0][request]
    assert seen.accuracy == np.mean(judged.true == judged.predicted)
    assert seen.whole == np.mean((judged.true == judged.predicted).all(axis=1))
