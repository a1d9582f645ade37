"""The explorers of notebook 05 and its bug hunt, used as a student would."""

import re
from itertools import combinations, product

import numpy as np
import pytest
from support import click

from helpers import nn
from helpers.checks import back_propagation as checks
from helpers.gradients import numerical_gradient
from helpers.widgets import PathExplorer, PlaygroundExplorer
from helpers.widgets.paths import SIZES
from helpers.widgets.playground import DATA, Training


@pytest.fixture
def paths():
    return PathExplorer()


@pytest.fixture
def playground():
    return PlaygroundExplorer()


# --- paths ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("x", [(0.5, -1), (-5, 5), (0, 0)])
def test_the_sum_over_the_paths_is_the_slope_of_each_weight(paths, x):
    paths.x1.value, paths.x2.value = x
    right = numerical_gradient(paths.loss, paths.W)
    for l in (1, 2, 3):
        paths.layer.value = l
        for i, j in product(range(1, SIZES[l] + 1), range(SIZES[l - 1] + 1)):
            paths.neuron.value, paths.input.value = i, j
            assert paths.slope == pytest.approx(right[l][i - 1, j], abs=1e-7)
            said = paths.words.rpartition("is the slope, ")[2].strip(".").replace("−", "-")
            assert float(said) == pytest.approx(paths.slope, rel=0.051)


@pytest.mark.parametrize("x", [(5, 5), (-5, 5), (0, 0), (0.5, -1)])
def test_no_number_of_the_paths_is_rounded_to_a_signed_zero(paths, x):
    paths.x1.value, paths.x2.value = x
    for l in (1, 2, 3):
        paths.layer.value = l
        values = [text.get_text() for text in paths.values.values()]
        table = re.sub("<[^>]*>", " ", paths.table())
        for words in (paths.words, table, *values):
            assert "-" not in words.replace("2-3-2-2", "")
            assert not re.search(r"−0(\.0*)?(?![.\d])", words)
        assert not re.search(r"\b0\.0+\b", table + paths.words)


def test_the_table_has_all_factors_and_what_is_shared_once(paths):
    table = paths.table()
    rows = [re.findall(r"<td style[^>]*>([^<]*)", row) for row in table.split("<tr>")[5:]]
    assert [len(cells) for cells in rows] == [6, 4, 6, 4]  # A and B share E of the last layer, C and D too
    number = [[float(cell.replace("−", "-")) for cell in cells] for cells in rows]
    full = [number[0], number[0][:2] + number[1], number[2], number[2][:2] + number[3]]
    assert [np.prod(factors) for factors in full] == pytest.approx(paths.products, rel=0.1)
    assert [f"E<sup>({l})</sup>" in table for l in (1, 2, 3)] == [True] * 3
    paths.layer.value = 3
    assert 'colspan="2"' in paths.table() and 'colspan="4"' not in paths.table()


def test_each_path_has_its_own_colour_dashes_and_letter(paths):
    assert len({line.get_color() for line in paths.lines}) == len(paths.lines) == 4
    assert len({str(line._dash_pattern) for line in paths.lines}) == 4
    middles = np.array([letter.get_position() for letter in paths.letters])
    assert min(np.hypot(*(a - b)) for a, b in combinations(middles, 2)) > 0.2
    for l, count in ((2, 2), (3, 1)):
        paths.layer.value = l
        assert [line.get_visible() for line in paths.lines] == [k < count for k in range(4)]
        assert len(paths.parts) == count and f"by {count} path{'s' * (count > 1)} " in paths.words


def test_an_edge_that_is_pressed_is_chosen(paths):
    low, high = np.transpose([paths.ax.get_xlim(), paths.ax.get_ylim()])
    for press, (edge, start, way) in enumerate(zip(paths.edges, paths.starts, paths.ways), 1):
        at = ((start + 0.3 * way - low) / (high - low)).tolist()
        paths.view.pointer = {"press": press, "from": at, "at": at}
        assert (paths.layer.value, paths.neuron.value, paths.input.value) == edge
    before = paths.picture
    paths.view.pointer = {"press": 99, "from": [0.99, 0.99], "at": [0.99, 0.99]}  # where there is none
    assert paths.picture == before


def test_a_layer_offers_only_neurons_and_inputs_that_it_has(paths):
    paths.neuron.value, paths.input.value = 3, 2
    before = paths.picture
    paths.layer.value = 3
    assert (paths.neuron.value, paths.neuron.max, paths.input.max) == (2, 2, 2)
    paths.layer.value = 2
    assert paths.input.max == 3
    assert "stopped" not in paths.view.value and paths.picture != before


# --- playground -----------------------------------------------------------------------------------


def test_training_rewinding_and_training_again_gives_the_same(playground):
    start = playground.words
    click(playground, "100 steps")
    once = playground.words
    assert "after 100 steps" in once and once != start
    click(playground, "rewind")
    assert playground.words == start
    for _ in range(10):
        click(playground, "10 steps")
    assert playground.words == once


def test_the_learning_rate_changes_without_a_restart(playground):
    click(playground, "10 steps")
    playground.eta.value = 1
    click(playground, "1 step")
    assert "η = 1, after 11 steps" in playground.words


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("activation", nn.ACTIVATIONS)
def test_a_leap_of_the_cost_is_noticed_though_it_stays_finite_and_stops_the_run(playground, activation):
    playground.data.value, playground.activation.value = "spiral", activation
    playground.depth.value, playground.width.value = 3, 8
    click(playground, "100 steps")
    assert "diverges" not in playground.view.value and not playground.alarm.get_text()
    playground.eta.value = 100
    click(playground, "100 steps")
    before = len(playground.run.costs)
    assert playground.alarm.get_text() and max(playground.run.costs) < 10
    assert f"At step {before} the cost jumped from {playground.run.costs[-1]:.3f} to " in playground.words
    assert "It diverges: η is too large." in playground.view.value
    assert "this step was undone. Lower η, or rewind." in playground.view.value
    click(playground, "100 steps")
    assert len(playground.run.costs) == before
    playground.eta.value = 0.03
    assert "diverges" not in playground.view.value and not playground.alarm.get_text()
    click(playground, "10 steps")
    assert len(playground.run.costs) == before + 10


def test_the_boundary_is_where_the_probability_is_one_half(playground):
    playground.data.value = "rings"
    click(playground, "1,000 steps")
    places = np.concatenate(playground.boundary.get_segments()).T
    p = nn.forward(playground.run.W, playground.run.h, places)[1][-1][0]
    assert places.shape[1] > 20 and np.abs(p - 0.5).max() < 0.1


def test_what_the_notebook_says_of_the_playground_holds():
    def played(data, activation, depth, width, seed=0, steps=1000, eta=1):
        run = Training(data, activation, depth, width, seed)
        run.go(steps, eta)
        return run

    right = {data: played(data, "tanh", 0, 1).right()[0] for data in DATA}
    assert right["two moons"] == pytest.approx(0.9, abs=0.03)
    assert [right[data] for data in ("four clouds", "rings")] == pytest.approx([0.5, 0.5], abs=0.04)
    assert right["spiral"] < 0.9
    for data, width in (("four clouds", 2), ("rings", 3)):
        enough, fewer = ([played(data, "tanh", 1, n, seed).right()[0] for seed in (0, 2)] for n in (width, width - 1))
        assert max(enough) > 0.99 and max(fewer) < 0.95
    moons = [played("two moons", "tanh", 1, n, seed).right()[0] for n, seed in ((2, 0), (2, 4), (3, 2), (3, 3))]
    assert moons[0] < 0.95 and min(moons[1:]) > 0.985
    for data in ("four clouds", "rings"):
        assert played(data, "sigmoid", 3, 4).costs[-1] == pytest.approx(np.log(2), abs=0.001)
    assert min(played("rings", "relu", 1, 3, seed).right()[0] for seed in (0, 1)) < 0.9
    for data, (activation, depth) in product(DATA, (("tanh", 1), ("relu", 1), ("sigmoid", 3))):
        run = played(data, activation, depth, 4, eta=100)
        assert run.stopped and len(run.costs) <= 3


def test_every_neuron_shows_its_bias(playground):
    playground.depth.value, playground.width.value = 2, 3
    click(playground, "10 steps")
    assert [w for _, _, w in playground.biases] == [b for W in playground.run.W[1:] for b in W[:, 0]]


def frame(playground):
    """What the page says when it has drawn a picture."""
    playground.view.frame += 1


def test_it_plays_until_the_reader_stops_it(playground):
    assert not playground.view.playing and playground.play.description == "play"
    playground.play.value = True
    assert playground.view.playing and playground.play.description == "pause"
    pictures = {playground.picture}
    for _ in range(3):
        frame(playground)
        pictures.add(playground.picture)
    assert "after 15 steps" in playground.words and len(pictures) == 4
    playground.pace.value = 100
    frame(playground)
    assert "after 115 steps" in playground.words
    playground.play.value = False
    assert not playground.view.playing and playground.play.description == "play"


def test_a_run_that_diverges_stops_playing(playground):
    playground.activation.value, playground.eta.value = "relu", 100
    playground.play.value = True
    for _ in range(100):
        if playground.view.playing:
            frame(playground)
    assert not playground.play.value and "It diverges" in playground.words


def test_what_was_played_and_what_was_stepped_are_the_same(playground):
    playground.play.value = True
    for _ in range(2):
        frame(playground)
    played = playground.words
    click(playground, "rewind")
    click(playground, "10 steps")
    assert playground.words == played


# --- the bug hunt ---------------------------------------------------------------------------------


def hunt(answers, capsys):
    checks.hunt(answers)
    return capsys.readouterr().out


@pytest.mark.parametrize("bug", [1, 3, 5, 7])
def test_the_hunt_says_what_tells_the_two_lines_on_the_way_down_apart(bug, capsys):
    other = {"d": "e", "e": "d"}[checks.BUGS[bug][0]]
    hint = "(d) or (e)? Look at what happened without activations."
    assert f"not line ({other}). {hint}" in hunt({bug: other}, capsys)
    assert "(d) or (e)?" not in hunt({bug: "a"}, capsys)


@pytest.mark.parametrize("bug", checks.BUGS)
def test_each_faulty_back_propagation_is_wrong_and_lowers_the_cost(bug):
    rng = np.random.default_rng(0)
    W = nn.initialise([2, 5, 5, 1], rng, gain=1)
    h, dh = [None, np.tanh, np.tanh, nn.sigmoid], [None, nn.d_tanh, nn.d_tanh, None]
    X = rng.standard_normal((2, 40))
    Y = (X.sum(axis=0) > 0)[None, :].astype(float)

    def cost(W):
        return nn.binary_cross_entropy(nn.forward(W, h, X)[0][-1], Y)

    S, V = nn.forward(W, h, X)
    wrong, right = checks.faulty[bug](W, dh, S, V, Y), nn.backward(W, dh, S, V, Y)
    assert any(not np.allclose(a, b) for a, b in zip(wrong[1:], right[1:]))
    before = cost(W)
    for _ in range(200):
        W = nn.sgd(W, checks.faulty[bug](W, dh, *nn.forward(W, h, X), Y), 0.1 / (40 if bug == 2 else 1))
    assert cost(W) < 0.8 * before
