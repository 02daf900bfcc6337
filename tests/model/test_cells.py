"""How the lines of a number's arithmetic read, and how logits become shares."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from playground.model.derivation import Derivation, Place, Term
from playground.model.derivations import sigmoid_shares, softmax_shares, written_sum
from playground.model.registry import LAYERS
from playground.numerals import figure

LOGITS = st.lists(st.floats(-400, 400), min_size=1, max_size=12)


def cell(kind: str, place: Place, *inputs: Any, learned: dict[str, Any] | None = None, **values: Any) -> Derivation:
    arrays = tuple(np.asarray(x, np.float64) for x in inputs)
    named = {name: np.asarray(value, np.float64) for name, value in (learned or {}).items()}
    return LAYERS.find(kind)(**values).cell(place, arrays, named)


def lines(made: Derivation) -> list[tuple[str, str]]:
    return [(step.name, step.terms) for step in made.steps]


def test_figures_have_a_true_minus_and_hide_no_exponent() -> None:
    told = [figure(value) for value in (0.0, -0.0, 3.0, -0.25, 1.5519, 12345.6, 3.14e-5, -2e7, math.nan, -math.inf)]
    assert told == [
        "0",
        "0",
        "3",
        "−0.250",
        "1.552",
        "12\u202f346",
        "3.1e−5",
        "−2e7",
        "not a number",
        "−∞",
    ]


@given(st.floats(-1e9, 1e9) | st.floats(-0.02, 0.02))
@example(0.0005)
@example(0.00105)
def test_a_figure_has_two_digits_that_count_at_least(value: float) -> None:
    told = float(figure(value).replace("\u202f", "").replace("−", "-"))
    assert told == pytest.approx(value, rel=0.05, abs=1e-300)


def test_sums_are_written_with_their_signs_and_cut_where_they_are_long() -> None:
    pairs = [(0.34, 0.12), (-0.5, 0.2), (1.0, -2.0)]
    terms = [Term(0, (at,), value, weight, (0, at)) for at, (value, weight) in enumerate(pairs)]
    assert written_sum(terms) == "0.340·0.120 − 0.500·0.200 + 1·(−2)"
    assert written_sum(terms * 2) == "−0.500·0.200 + 1·(−2) + 1·(−2) + …"


def test_a_unit_shows_its_sum_and_its_bias() -> None:
    made = cell("linear", (1,), [0.5, -1.0], learned={"weight": [[9, 9], [2.0, 3.0]], "bias": [9, 0.25]}, units=2)
    assert lines(made) == [("sum", "0.500·2 − 1·3"), ("bias", "learned"), ("z", "−2 + 0.250")]
    assert made.words == "Unit 2 multiplies 2 numbers by a weight of its own each, sums the products and adds its bias."
    alone = cell("linear", (0,), [2.0], learned={"weight": [[2.0]]}, units=1, bias=False)
    assert lines(alone) == [("sum", "2·2")]


def test_a_filter_at_the_border_sees_padding() -> None:
    learned = {"weight": np.ones((1, 1, 3, 3)), "bias": [0.0]}
    made = cell("conv2d", (0, 0, 0), np.full((1, 4, 4), 2.0), learned=learned, channels=1, padding=1)
    assert [term.place for term in made.terms][:5] == [(), (), (), (), (0, 0, 0)]
    assert made.grid == (1, 3, 3)
    assert "of which 5 are zeros of the padding" in made.words
    assert made.value == 8.0


def test_the_largest_of_a_window_wins_alone() -> None:
    made = cell("max_pool2d", (0, 0, 0), [[[3.0, -1.0], [5.0, 5.0]]])
    assert [term.counts for term in made.terms] == [False, False, True, False]
    assert lines(made) == [("max", "max(5, 5, 3, −1)")]
    padded = cell("max_pool2d", (0, 0, 0), -np.ones((1, 3, 3)), kernel=3, padding=1)
    assert padded.value == -1.0
    assert padded.terms[0].value == -math.inf


@pytest.mark.parametrize(
    ("kind", "values", "z", "slope", "formula"),
    [
        ("relu", {}, -0.5, "1 for z > 0, else 0", "max(0, −0.500)"),
        ("leaky_relu", {"negative_slope": 0.1}, -2.0, "1 for z > 0, else slope", "(−2) · 0.100"),
        ("elu", {}, -1.0, "1 for z > 0, else α eᶻ", "1 · (e^(−1) − 1)"),
        ("gelu", {}, 1.0, "Φ(z) + z · φ(z)", "1 · Φ(1) = 1 · 0.841"),
        ("silu", {}, 2.0, "σ(z) · (1 + z · (1 − σ(z)))", "2 · σ(2) = 2 · 0.881"),
        ("sigmoid", {}, 2.0, "σ(z) · (1 − σ(z))", "1 / (1 + e^(−2))"),
        ("tanh", {}, -0.5, "1 − tanh²(z)", "tanh(−0.500)"),
        ("softplus", {"beta": 2.0}, 1.0, "σ(β z)", "ln(1 + e^(2·1)) / 2"),
        ("softplus", {}, 30.0, "σ(β z)", "30, as β z is above 20"),
    ],
)
def test_a_curve_shows_its_formula_with_the_number(
    kind: str, values: dict[str, Any], z: float, slope: str, formula: str
) -> None:
    made = cell(kind, (0,), [z], **values)
    assert lines(made) == [("z", "what enters"), ("slope", slope), ("a", formula)]


def test_what_a_slope_does_is_said() -> None:
    assert cell("relu", (0,), [-0.5]).words == (
        "−0.500 enters and 0 leaves; the curve is flat here, so no gradient gets back."
    )
    assert cell("relu", (0,), [2.0]).words.endswith("the slope here is 1, so the gradient gets back whole.")
    assert cell("tanh", (0,), [4.0]).words.endswith("so hardly any gradient gets back.")
    assert cell("tanh", (0,), [0.5]).words.endswith("so the gradient is multiplied by it on its way back.")


def test_normalisation_shows_mean_variance_and_what_was_learned() -> None:
    learned = {"weight": [2.0], "bias": [-1.0], "running_mean": [3.0], "running_var": [4.0]}
    made = cell("batch_norm", (0,), [5.0], learned=learned, eps=1e-5)
    assert [step.name for step in made.steps] == ["x", "μ", "σ²", "ε", "x̂", "γ", "β", "y"]
    assert made.steps[4].terms == "(5 − 3) / √(4 + 1e−5)"
    assert made.value == pytest.approx(1.0, abs=1e-5)


def test_dropout_tells_what_it_does_while_training() -> None:
    assert cell("dropout", (0,), [2.0], rate=0.5).words == (
        "Here it passes as it is; in a training step it is set to 0 with a chance of 50 %, "
        "else multiplied by 1 / (1 − 0.500) = 2."
    )
    assert cell("dropout", (0,), [2.0], rate=0.0).words == "The rate is 0, so nothing is ever dropped."


def test_joined_paths_say_where_a_number_comes_from() -> None:
    assert lines(cell("add", (0,), [1.0], [-2.0])) == [("sum", "1 − 2")]
    made = cell("concat", (3,), [1.0, 2.0], [3.0, 4.0])
    assert made.words == "Here unit 2 of the second input stands; its number is handed on as it is."
    assert (made.terms[0].source, made.terms[0].place, made.value) == (1, (1,), 4.0)
    assert cell("flatten", (5,), np.arange(8).reshape(2, 2, 2)).steps[0].terms == "place 1·2·2 + 0·2 + 2 = 6 of the row"


@given(LOGITS)
def test_softmax_shares_are_torchs(logits: list[float]) -> None:
    read = softmax_shares(logits)
    wanted = torch.tensor(logits, dtype=torch.float64).softmax(0)
    assert [row.share for row in read.rows] == pytest.approx(wanted.tolist(), abs=1e-12)
    assert [row.logit for row in read.rows] == logits
    assert [row.exponential for row in read.rows] == pytest.approx([math.exp(z - read.shift) for z in logits])
    assert ("taken off" in read.words) is (read.shift != 0.0)


@given(LOGITS)
def test_sigmoid_shares_are_torchs(logits: list[float]) -> None:
    read = sigmoid_shares(logits)
    wanted = torch.tensor(logits, dtype=torch.float64).sigmoid()
    if len(logits) == 1:
        wanted = torch.stack([1 - wanted[0], wanted[0]])
    assert [row.share for row in read.rows] == pytest.approx(wanted.tolist(), abs=1e-12)


def test_small_logits_are_raised_as_they_are() -> None:
    read = softmax_shares([1.0, 2.0, 0.5])
    assert read.shift == 0.0
    assert read.total == pytest.approx(math.e + math.e**2 + math.e**0.5)
    assert sigmoid_shares([-1000.0]).rows[1].share == 0.0


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_numbers_that_are_none_any_more_are_told_all_the_same(bad: float) -> None:
    learned = {"weight": [bad], "bias": [0.0], "running_mean": [bad], "running_var": [bad]}
    with np.errstate(all="ignore"):
        assert math.isnan(cell("batch_norm", (0,), [1.0], learned=learned).value)
        assert math.isnan(cell("softmax", (0,), [math.nan, 1.0]).value)
        assert cell("relu", (0,), [bad]).steps[0].value == pytest.approx(bad, nan_ok=True)
        pooled = cell("max_pool2d", (0, 0, 0), np.full((1, 2, 2), bad))
        assert pooled.value == pytest.approx(bad, nan_ok=True)
