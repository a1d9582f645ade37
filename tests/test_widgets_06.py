"""The explorer of notebook 06, the progress bar and the word on whose network it is."""

import numpy as np
import pytest
from support import NOTEBOOKS, code_cells, examples, read

from helpers import nn
from helpers.widgets import RaceExplorer, progress


@pytest.fixture
def race():
    return RaceExplorer()


# --- the race -------------------------------------------------------------------------------------


def test_gradient_descent_diverges_above_its_threshold_and_says_so(race):
    assert "descent with η = 0.0759 is at cost 0.082, below 0.1 from step 39 on;" in race.words
    race.etas[0].value = 10**-0.7
    assert "descent with η = 0.2 diverged" in race.words
    assert "descent: diverged" in race.facts.get_text()


def test_a_steeper_ravine_throws_descent_out_first_then_momentum_and_not_adam(race):
    """Descent takes η up to 2/steepness, momentum up to 2 (1 + β)/(1 − β)/steepness."""
    race.steps.value = 100
    for steepness, low in ((25, [True] * 3), (28, [False, True, True]), (50, [False, False, True])):
        race.steepness.value = steepness
        assert [step.isdigit() for _, step in race.results] == low


def test_the_paths_are_those_of_the_formulas(race):
    race.steps.value = 3
    race.beta.value, race.beta1.value, race.beta2.value = 0.8, 0.7, 0.95
    W = P = [None, np.array([[-9.0, 2.0]])]
    m = a = b = nn.zeros_like(W)
    for t in (1, 2, 3):
        W, m = nn.momentum(W, [None, W[1] * [1, 25]], m, race.etas[1].value, 0.8)
        P, a, b = nn.adam(P, [None, P[1] * [1, 25]], a, b, t, race.etas[2].value, 0.7, 0.95)
    assert race.walk("momentum", race.etas[1].value)[:, -1] == pytest.approx(W[1][0])
    assert race.walk("Adam", race.etas[2].value)[:, -1] == pytest.approx(P[1][0])


def test_momentum_without_memory_is_descent_and_its_start_is_worth_the_memory(race):
    assert "momentum with η = 0.2 and β = 0.5 is at cost 1e−10, below 0.1 from step 11 on" in race.words
    race.beta.value, race.etas[1].value = 0, race.etas[0].value
    assert np.array_equal(race.curves[0].get_ydata(), race.curves[1].get_ydata())


def test_the_winner_depends_on_the_betas(race):
    """As the instructor's note says: of all η that the sliders have, after 40 steps."""
    grid = 10 ** np.arange(-3, 1.01, 0.04)

    def lowest(name):
        walks = (race.walk(name, eta) for eta in grid)
        return min(race.cost(points[:, -1]) for points in walks if points.shape[1] == 41)

    assert lowest("momentum") < lowest("Adam") < lowest("descent")
    race.beta.value = 0.9
    assert lowest("momentum") > lowest("Adam")
    race.beta.value, race.beta1.value = 0.5, 0.5
    assert lowest("Adam") < 1e-4


def test_what_descent_can_take_is_said_only_once_the_steepness_is_another(race):
    assert "can take" not in race.words
    race.steepness.value = 50
    assert "can take η up to 0.04" in race.words


def test_the_curves_are_the_costs_along_the_paths(race):
    race.steepness.value = 4
    for path, curve in zip(race.paths, race.curves):
        assert curve.get_ydata() == pytest.approx(race.cost(path.get_data()), rel=1e-6, abs=2e-9)


# --- progress, and whose --------------------------------------------------------------------------


def test_progress_gives_the_items_and_stores_the_same_words_each_time(capsys):
    assert list(progress([3, 1, 2], "settings")) == [3, 1, 2]
    assert "3 settings" in capsys.readouterr().out
    assert list(progress([], "settings")) == []


def test_a_loop_that_is_left_early_leaves_the_bar_where_it_is(capsys):
    for item in progress(range(10), "epochs"):
        if item == 4:
            break
    assert "10 epochs" in capsys.readouterr().out


def test_the_notebook_says_whose_functions_read_the_digits(finished):
    path = next(path for path in NOTEBOOKS if path.stem.startswith("06"))
    right, session, last = examples(path.stem).RIGHT, finished(path), code_cells(read(path))[-1]
    for name in ("forward", "adam"):
        session.attempt(name, right[name])
    said = "The course's: `backward` and `minibatches`. Your own: `forward` and `adam`."
    assert said in session.run(last.source).text
    for name in ("backward", "minibatches"):
        session.attempt(name, right[name])
    assert "All of it is your own: `forward`, `backward`, `minibatches` and `adam`." in session.run(last.source).text
