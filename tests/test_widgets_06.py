"""The explorer of notebook 06, the progress bar and the word on whose network it is."""

from itertools import product

import numpy as np
import pytest
from support import NOTEBOOKS, Session, examples, read

from helpers import nn
from helpers.widgets import RaceExplorer, progress


@pytest.fixture
def race():
    return RaceExplorer()


# --- the race -------------------------------------------------------------------------------------


def test_gradient_descent_diverges_above_its_threshold_and_says_so(race):
    assert "descent with η = 0.0708 at cost" in race.describe()
    race.etas[0].value = 10**-0.7
    assert "descent with η = 0.2 diverged" in race.describe()
    assert "descent: diverged" in race.facts.get_text()


def test_a_steeper_ravine_throws_gradient_descent_out_and_not_adam(race):
    race.steepness.value = 50
    race.steps.value = 100
    assert race.costs[0] > 100 or race.lost[0]
    assert race.costs[2] < 1


def test_the_paths_are_those_of_the_formulas(race):
    race.steps.value = 3
    W, m = [None, np.array([[-9.0, 2.0]])], nn.zeros_like([None, np.zeros((1, 2))])
    for _ in range(3):
        W, m = nn.momentum(W, [None, W[1] * [1, 25]], m, race.etas[1].value, 0.8)
    assert race.walk("momentum", race.etas[1].value)[:, -1] == pytest.approx(W[1][0])


def test_momentum_says_its_beta_and_ends_lowest_with_its_best_eta(race):
    """As the instructor's note says: of all η that the sliders have, after 40 steps."""
    assert "momentum has β = 0.8" in race.describe()
    grid = 10 ** np.arange(-3, 1.01, 0.05)
    ends = {name: [race.walk(name, eta) for eta in grid] for name in race.NAMES}
    lowest = {
        name: min(race.cost(points[:, -1]) for points in walks if points.shape[1] == 41) for name, walks in ends.items()
    }
    assert min(lowest, key=lowest.get) == "momentum"
    race.BETA = 0.9
    walks = [race.walk("momentum", eta) for eta in grid]
    assert min(race.cost(p[:, -1]) for p in walks if p.shape[1] == 41) > lowest["Adam"]


def test_what_descent_can_take_is_said_only_once_the_steepness_is_another(race):
    assert "can take" not in race.facts.get_text()
    race.steepness.value = 50
    assert "η up to 0.04" in race.facts.get_text()


@pytest.mark.filterwarnings("error")
def test_the_extremes_of_the_race(race):
    for steepness, steps, eta, noise in product((1, 100), (0, 200), (0.001, 10), (0, 5)):
        race.steepness.value, race.steps.value, race.noise.value = steepness, steps, noise
        for control in race.etas:
            control.value = eta
        assert "stopped" not in race.view.value and "nan" not in race.describe()
        assert f"After {steps} steps" in race.describe()


# --- progress, and whose --------------------------------------------------------------------------


def test_progress_gives_the_items_and_stores_the_same_words_each_time(capsys):
    assert list(progress([3, 1, 2], "settings")) == [3, 1, 2]
    assert capsys.readouterr().out == "3 settings\n"
    assert list(progress([], "settings")) == []


def test_a_loop_that_is_left_early_leaves_the_bar_where_it_is(capsys):
    for item in progress(range(10), "epochs"):
        if item == 4:
            break
    assert capsys.readouterr().out == "10 epochs\n"


def test_the_notebook_says_whose_functions_read_the_digits():
    path = next(path for path in NOTEBOOKS if path.stem.startswith("06"))
    right = examples(path.stem).RIGHT
    session = Session()
    some = {name: right[name] for name in ("forward", "adam")}
    last = [(cell, ran.text) for cell, ran in session.run_all(read(path), replaced=some)][-1]
    assert "The course's: `backward` and `minibatches`. Your own: `forward` and `adam`." in last[1]
    for name in ("backward", "minibatches"):
        session.attempt(name, right[name])
    assert "All of it is your own: `forward`, `backward`, `minibatches` and `adam`." in session.run(last[0].source).text
