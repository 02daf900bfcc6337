"""What outputs mean: probabilities, classes, values, the input itself, and the words for them."""

from __future__ import annotations

import numpy as np

from playground.model.interpreter import Interpreter, Link, Reading
from playground.model.signal import image, sequence, vector
from playground.model.target import IGNORED, Target

TWO = Target("classes", ("no", "yes"))
THREE = Target("classes", ("A", "B", " "))
STEPS = Target("classes", ("A", "B"), 3)
VALUES = Target("values", ("x", "y"))


def read(outputs: list[object], target: Target, link: Link) -> Reading:
    made = np.array(outputs)
    return Interpreter(target, link, made.shape[-1]).read(made)


def test_one_unit_speaks_for_the_second_of_two_classes() -> None:
    shares = read([[-40.0], [0.0]], TWO, "sigmoid").probabilities
    assert np.allclose(shares, [[1.0, np.exp(-40.0)], [0.5, 0.5]], rtol=1e-12)
    assert read([[40.0]], TWO, "sigmoid").probabilities[0, 0] > 0  # 1 − σ(40) would be 0
    assert np.allclose(read([[-1e9], [1e9]], TWO, "sigmoid").probabilities, [[1.0, 0.0], [0.0, 1.0]])
    assert np.allclose(read([[np.log(3.0)]], TWO, "sigmoid").probabilities, [[0.25, 0.75]])
    assert np.allclose(read([[0.0, np.log(3.0)]], TWO, "softmax").probabilities, [[0.25, 0.75]])
    assert read([[1.25], [0.25]], TWO, "identity").probabilities.tolist() == [[0.0, 1.0], [0.75, 0.25]]
    assert read([[2.0, -1.0]], VALUES, "identity").by_unit.tolist() == [[2.0, -1.0]]


def test_a_class_is_decided_by_the_outputs_themselves_however_near_they_lie() -> None:
    assert read([[0.0], [1e-30], [-1e-30]], TWO, "sigmoid").classes.tolist() == [0, 1, 0]
    assert read([[0.5], [0.5001]], TWO, "identity").classes.tolist() == [0, 1]
    assert read([[1e-30, 2e-30]], TWO, "softmax").classes.tolist() == [1]
    assert read([[7.0]], Target("classes", ("only",)), "softmax").classes.tolist() == [0]


def test_one_number_is_told_of_each_answer() -> None:
    told = [
        read([[0.0, 0.0, 9.0]], THREE, "softmax").headline(0),
        read([[-9.0]], TWO, "sigmoid").headline(0),
        read([[0.5, 2.0]], VALUES, "identity").headline(0),
    ]
    assert [(each.unit, each.name) for each in told] == [(2, " "), (0, "yes"), (0, "")]
    assert told[0].value > 0.99
    assert told[1].value < 0.01
    assert told[2].value == 0.5
    assert read([[-9.0]], TWO, "sigmoid").shown_class(0) == 1
    assert read([[9.0, 0.0]], TWO, "softmax").shown_class(0) == 1
    assert read([[9.0, 0.0, 1.0]], THREE, "softmax").shown_class(0) == 0


def test_answers_in_words() -> None:
    classes = read([[0.0, 0.0, 9.0]], THREE, "softmax")
    assert classes.verdict(0) == ("predicted ␣ (100 %)", False)
    assert classes.verdict(0, np.array(0)) == ("predicted ␣, true A (100 %)", True)
    assert THREE.class_words(0) == "class A"
    values = read([[0.31, 2.0]], VALUES, "identity")
    assert values.verdict(0, np.array([0.5, 1.0])) == ("predicted 0.31, 2, true 0.5, 1", False)
    assert values.share_words(0) == ""
    steps = read([[[2.0], [-2.0], [3.0]]], STEPS, "sigmoid")
    assert steps.verdict(0) == ("predicted at each step", False)
    assert steps.verdict(0, np.array([1, 1, IGNORED])) == ("1 of 2 steps right", True)
    assert steps.words(0, 1) == "A"
    assert steps.misses(np.array([[1, 1, IGNORED]])).tolist() == [1]
    assert read([[np.nan, 0.0]], VALUES, "identity").verdict(0) == ("gets an answer that is no number", False)


def test_the_input_itself_comes_out_as_it_lies() -> None:
    target = Target.of_input(image(1, 2, 2))
    assert (target.count, target.signal, target.is_input) == (4, image(1, 2, 2), True)
    assert target.is_image
    assert not Target.of_input(vector(4)).is_image
    assert Interpreter(target, "sigmoid", 4).asked == "the input again"
    reading = read([[0.0, 0.5, 1.0, 1.0]], target, "identity")
    assert reading.values.shape == (1, 1, 2, 2)
    assert reading.verdict(0) == ("predicted the input", False)
    right = np.array([[[0.0, 0.5], [1.0, 0.0]]])
    assert reading.verdict(0, right) == ("mean error 0.25", False)
    assert reading.are_right(right).tolist() == [False]
    assert (read([[0.0, 0.0, 0.0, 0.0]], target, "sigmoid").values == 0.5).all()


def test_a_target_tells_what_one_answer_looks_like() -> None:
    assert (TWO.signal, STEPS.signal) == (vector(2), sequence(3, 2))
    assert TWO.is_one_of_two_classes
    assert not STEPS.is_one_of_classes
    assert STEPS.is_class_at_each_step
    assert VALUES.has_values
    assert VALUES.is_like(Target("values", ("u", "v")))
    assert not VALUES.is_like(TWO)
    assert VALUES.are_real(np.zeros((5, 2))).tolist() == [True] * 5


def test_a_layer_that_does_what_the_loss_does_is_known() -> None:
    softmax, sigmoid = Interpreter(THREE, "softmax", 3), Interpreter(TWO, "sigmoid", 1)
    assert softmax.repeats("softmax", 7)
    assert sigmoid.repeats("sigmoid", 1)
    assert not sigmoid.repeats("sigmoid", 8)
    assert not Interpreter(VALUES, "identity", 2).repeats("", 2)
