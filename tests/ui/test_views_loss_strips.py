"""What the view of the loss shows of steps and means besides: norms of gradients, and the loss of averaged weights."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.engine.history import History
from playground.engine.messages import Evaluated, Scalars
from playground.ui.state.focus import Focus
from playground.ui.theme.theme import Theme
from playground.ui.views.loss.view import LossView


def told(**figures: list[float]) -> History:
    """A history of four steps, of which these figures were told."""
    history, count = History(), 4
    values = {name: np.array(found) for name, found in figures.items()}
    history.add_scalars(Scalars(1, 1, np.linspace(1.0, 0.7, count), step_figures=values))
    return history


def evaluated(history: History, **figures: float) -> History:
    history.add_evaluation(Evaluated(1, 4, 1.0, 0.6, 0.5, 10, 0.8, 0.5, 10, None, test_figures=figures))
    return history


@pytest.fixture
def view(qtbot: QtBot) -> LossView:
    made = LossView(Theme(), Focus())
    qtbot.addWidget(made)
    made.resize(300, 500)
    made.show()
    return made


def test_norms_are_drawn_where_gradients_are_clipped(view: LossView) -> None:
    view.set_history(evaluated(told(gradient_norm=[2.0, 0.5, 4.0, 3.0], clipped_norm=[1.0, 0.5, 1.0, 1.0])))
    assert view.norms.isVisible()
    assert not view.rate.isVisible()
    assert view.norms.value.text().replace("\u202f", " ").replace("\xa0", " ") == "3 → 1, 75 % clipped"
    assert "; the norm of the gradients is 3 → 1" in view.describe()
    view.set_history(evaluated(told()))
    assert not view.norms.isVisible()


def test_the_loss_of_the_mean_of_weights_stands_beside(view: LossView) -> None:
    view.set_history(evaluated(told(), averaged_loss=0.75, averaged_accuracy=0.5))
    assert "of the mean of weights it is 0.750" in view.describe()
    assert view.parts.isVisible()
    view.set_history(evaluated(told(), learning_loss=0.85))
    assert "of the weights that learn it is 0.850" in view.describe()
    view.set_history(evaluated(told()))
    assert "of the" not in view.describe()
