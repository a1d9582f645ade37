"""The explorers, driven through their values as a user would."""

import html
import sys
from threading import Thread
from types import SimpleNamespace

import ipywidgets
import numpy as np
import pytest
from anywidget import AnyWidget
from digest import widgets_in
from matplotlib.colors import to_rgba
from support import click, explorers
from traitlets import HasTraits, Unicode

from helpers import widgets
from helpers.datasets import load_penguins
from helpers.plotting import DRAWING, LIGHT, png
from helpers.widgets import GateExplorer, PerceptronExplorer
from helpers.widgets.explorer import Explorer, slider, told
from helpers.widgets.logic_gates import GATES, TABLES


@pytest.fixture
def gates():
    return GateExplorer()


@pytest.fixture(scope="module")
def penguins():
    return load_penguins()


@pytest.fixture
def perceptron(penguins):
    return PerceptronExplorer(penguins.X, penguins.y, penguins.species, penguins.feature_names)


def test_an_explorer_and_a_cell_in_two_threads_draw_one_after_the_other(gates):
    drawn = []
    threads = [
        Thread(target=lambda: drawn.append(gates.refresh())),
        Thread(target=lambda: drawn.append(gates._repr_mimebundle_())),
        Thread(target=lambda: drawn.append(png(gates.figure))),
    ]
    with DRAWING:
        for thread in threads:
            thread.start()
        threads[0].join(0.5)
        assert drawn == []
    for thread in threads:
        thread.join()
    assert len(drawn) == 3


def set_weights(explorer, *weights):
    for control, weight in zip(explorer.sliders, weights):
        control.value = weight


@pytest.mark.parametrize(
    "weights, gate",
    [
        ((-1.5, 1, 1), "AND"),
        ((-0.5, 1, 1), "OR"),
        ((1.5, -1, -1), "NAND"),
        ((0.5, -1, -1), "NOR"),
        ((0, -1, 0.5), "NOT x₁"),
        ((-1, 0, 1), "x₂"),
        ((0, 0, 0), "always 1"),
        ((-3, 1, 1), "never 1"),
    ],
)
def test_a_gate_is_recognised(gates, weights, gate):
    before = gates.picture
    set_weights(gates, *weights)
    assert f"This is: {gate}." in gates.words
    assert f"This is: {gate}." in gates.view.value
    assert gates.picture != before
    assert 'alt="A neuron with' in gates.view.value


def test_all_gates_can_be_found_and_xor_cannot(gates):
    steps = (-3, 0, 3)
    for w in np.array(np.meshgrid(steps, steps, steps)).reshape(3, -1).T:
        set_weights(gates, *map(float, w))
    for w in [(-1.5, 1, 1), (-0.5, 1, 1), (1.5, -1, -1), (0.5, -1, -1), (-0.5, 1, -1), (-0.5, -1, 1)]:
        set_weights(gates, *w)
    set_weights(gates, 0.5, -1, 1)
    set_weights(gates, 0.5, 1, -1)
    assert len(gates.found) == len(GATES) == 14
    assert "of 16 truth tables, 14: never 1, AND" in gates.words
    assert (0, 1, 1, 0) not in GATES and (1, 0, 0, 1) not in GATES


def test_what_is_found_stays_lit_with_its_name_and_the_frame_is_round_the_present_table(gates):
    for weights, gate in [((-1.5, 1, 1), "AND"), ((-0.5, 1, 1), "OR")]:
        set_weights(gates, *weights)
        i = TABLES.index(gates.outputs)
        assert gates.names[i].get_text() == gate and gates.frame.get_xy() == gates.tiles[i].get_xy()
    lit = {TABLES[i] for i, tile in enumerate(gates.tiles) if tile.get_facecolor() != to_rgba(LIGHT)}
    assert lit == gates.found and {(0, 0, 0, 1), (0, 1, 1, 1)} <= lit
    assert [bool(name.get_text()) for name in gates.names] == [table in lit for table in TABLES]


def test_a_score_of_zero_is_said_to_be_on_the_line_and_signs_stand_on_their_sides(gates):
    set_weights(gates, -1, 1, 0.5)
    assert [text.get_text() for text in gates.scores] == ["−1.0", "−0.5", "0, on the line", "+0.5"]
    plus, minus = (np.array([1, *text.get_position()]) @ gates.weights for text in gates.signs)
    assert plus > 0 > minus
    set_weights(gates, 1, 0, 0)
    assert not any(text.get_visible() for text in gates.signs)


def test_the_shaded_side_is_where_the_neuron_fires(gates):
    for w in [(-1.5, 1, 1), (0.5, -1, 0.5), (1, 1, 1), (-3, 1, 1), (0.5, 0, -1)]:
        set_weights(gates, *w)
        for x, h in zip(((0, 0), (0, 1), (1, 0), (1, 1)), gates.outputs):
            assert gates.side.get_path().contains_point(x, radius=1e-9) == bool(h) or (
                abs(w[0] + w[1] * x[0] + w[2] * x[1]) < 1e-9
            )


def test_steps_forwards_and_back(perceptron):
    pictures = {perceptron.picture}
    assert "No sample seen yet" in perceptron.words
    click(perceptron, "next mistake")
    assert "Samples seen: 1. Corrections so far: 1;" in perceptron.words
    assert perceptron.visit.value == perceptron.mistakes[0]
    pictures.add(perceptron.picture)
    click(perceptron, "step")
    assert perceptron.visit.value == perceptron.mistakes[0] + 1
    assert "nothing changes" in perceptron.words
    click(perceptron, "end")
    assert "wrong at present: 0 of 274." in perceptron.words and "it has ended" in perceptron.words
    pictures.add(perceptron.picture)
    click(perceptron, "start")
    assert "No sample seen yet" in perceptron.words
    assert len(pictures) == 3


def test_the_end_is_the_end(perceptron):
    click(perceptron, "end")
    last = perceptron.visit.value
    for name in ("step", "next mistake", "end"):
        click(perceptron, name)
        assert perceptron.visit.value == last


@pytest.mark.parametrize("units, mistakes", [("as measured", 23), ("centred", 5), ("standardised", 2)])
def test_units_change_the_path(perceptron, units, mistakes):
    perceptron.go(100)
    perceptron.units.value = units
    if units != "centred":
        assert perceptron.visit.value == 0
    click(perceptron, "end")
    assert f"Corrections so far: {mistakes};" in perceptron.words
    assert f", {units}, with" in perceptron.words


@pytest.mark.parametrize("units", ["as measured", "centred", "standardised"])
def test_line_ghost_shade_and_arrow_are_those_of_the_weights(perceptron, units):
    perceptron.units.value = units
    for k, t in enumerate(perceptron.mistakes[:12], 1):
        perceptron.go(t)
        w = perceptron.state()[0]
        x, y = perceptron.line.get_data()
        if w[1:].any():
            assert x.size == 2, "the line is in the picture"
            assert np.allclose(w @ [np.ones(2), x, y], 0, atol=1e-8 * np.abs(w).max())
            tip = perceptron.arrow.xy
            assert w @ [1, *tip] > 0
        assert [len(perceptron.ghost.get_xdata()) > 0] == [bool(perceptron.history[k - 1][1:].any())]
        shade = perceptron.side.get_path()
        for z in perceptron.Z.T[::20]:
            assert shade.contains_point(z) == (w @ [1, *z] > 0)


def test_words_say_that_a_line_is_outside_the_picture(perceptron):
    perceptron.history[0] = np.array([100.0, 1, 1])
    perceptron.refresh()
    assert "The line is outside the picture: it fires everywhere" in perceptron.words
    perceptron.history[0] = np.array([-100.0, 1, 1])
    perceptron.refresh()
    assert "it fires nowhere in the picture" in perceptron.words


def test_the_history_is_the_algorithms(perceptron, penguins):
    """Against a plain run: the weights after every sample."""
    w = np.zeros(3)
    Z1 = np.vstack([np.ones(len(penguins.y)), perceptron.Z])
    perceptron.visit.unobserve_all()  # the weights are compared, not 737 pictures
    for t in range(perceptron.last + 1):
        perceptron.visit.value = t
        assert np.allclose(perceptron.state()[0], w)
        i = t % len(penguins.y)
        w = w + (penguins.y[i] - (w @ Z1[:, i] >= 0)) * Z1[:, i]


def test_data_without_a_solution_are_cut_off():
    X, y = np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]]), np.array([0, 1, 1, 0])
    explorer = PerceptronExplorer(X, y, ("0", "1"), ("x₁", "x₂"), max_epochs=5)
    click(explorer, "end")
    assert "Not ended after 5 epochs: cut off." in explorer.words


@pytest.mark.parametrize(
    "make, words",
    [
        (lambda: PerceptronExplorer(np.zeros((9, 2)), np.zeros(9), ("0", "1"), ("x₁", "x₂")), "try X.T"),
        (lambda: widgets.DigitExplorer(None, np.zeros((5, 64))), r"pixels has shape \(5, 64\); expected \(64, N\)"),
        (lambda: widgets.KernelExplorer(np.zeros((4, 4, 3))), "image has shape"),
        (lambda: widgets.MapsExplorer([], None, np.zeros((1, 8, 8, 3)), [0, 1, 2]), "images has shape"),
        (lambda: widgets.CompressExplorer(np.zeros((64, 3)), [], {"it": {2: np.zeros((64, 4))}}), "it, 2 numbers"),
        (lambda: widgets.CodeExplorer(None, None, (np.zeros((3, 4)), [], []), ()), "codes has shape"),
    ],
)
def test_arrays_of_another_shape_are_told(make, words):
    with pytest.raises(ValueError, match=words):
        make()


class Fragile(Explorer):
    """Divides by the slider's value."""

    def __init__(self):
        self.control = slider("x", "a number", 1, -1, 1, 1)
        super().__init__([self.control], size=(2, 2))

    def build(self, figure):
        (self.line,) = figure.add_subplot().plot([0, 1], [0, 1])
        return [self.line]

    def update(self):
        self.line.set_ydata([0, 1 // int(self.control.value)])
        return f"A line that ends at {1 // int(self.control.value)}."


def test_an_error_is_shown_in_the_explorer_and_passes():
    explorer = Fragile()
    picture = explorer.picture
    explorer.control.value = 0
    assert "stopped at these values" in explorer.view.value
    assert "ZeroDivisionError" in explorer.view.value
    assert explorer.picture == picture
    explorer.control.value = -1
    assert "ends at -1" in explorer.view.value


# --- all explorers --------------------------------------------------------------------------------


@pytest.fixture(params=[name for name in vars(widgets) if name.endswith("Explorer")])
def explorer(request):
    return explorers()[request.param]


def test_pages_without_a_kernel_show_the_picture_and_its_words(explorer):
    data, metadata = explorer._repr_mimebundle_()
    assert data["text/plain"] == explorer.words == metadata["image/png"]["alt"]
    assert html.escape(explorer.words, quote=True) in data["text/html"]
    assert data["image/png"].startswith(b"\x89PNG")
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == explorer.panel.model_id


def test_in_colab_an_explorer_says_where_what_follows_a_pointer_comes_from(explorer, monkeypatch):
    """Its ipywidgets is 7.7.1, in which a widget gives nothing to be shown by, and tooltips have another name."""
    manager = SimpleNamespace(
        enable_custom_widget_manager=lambda: None, _widgets=SimpleNamespace(_installed_url="manager.js")
    )
    monkeypatch.setitem(sys.modules, "google.colab.output", manager)
    monkeypatch.delattr(ipywidgets.Widget, "_repr_mimebundle_", raising=False)
    data, metadata = explorer._repr_mimebundle_()
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == explorer.panel.model_id
    follows = any(isinstance(widget, AnyWidget) for widget in widgets_in(explorer.panel))
    assert follows == ("manager.js" in str(metadata))


def test_a_tooltip_has_the_name_that_its_control_knows():
    class Old(HasTraits):
        description_tooltip = Unicode()

    assert told(Old(), "how steep").description_tooltip == "how steep"


def test_a_live_text_says_what_is_seen(explorer):
    assert f'role="status" style="line-height: 1.4">{html.escape(explorer.words)}' in explorer.view.value


def test_every_control_has_a_name_and_a_tooltip(explorer):
    seen = [w for w in widgets_in(explorer.panel) if w is not explorer.view]
    found = [w for w in seen if hasattr(w, "description") and not isinstance(w, ipywidgets.HTML)]
    assert found
    assert all(getattr(control, "tooltip", None) or control.description_tooltip for control in found)
    assert all(control.description for control in found)


def test_every_slider_starts_on_its_grid(explorer):
    """The browser moves a value to the slider's nearest step, and what is stored would not be what is seen."""
    kinds = (ipywidgets.FloatSlider, ipywidgets.FloatLogSlider, ipywidgets.IntSlider)
    for made in (w for w in widgets_in(explorer.panel) if isinstance(w, kinds)):
        log = isinstance(made, ipywidgets.FloatLogSlider)
        value = np.log(made.value) / np.log(made.base) if log else made.value
        steps = (value - made.min) / made.step
        assert abs(steps - round(steps)) < 1e-6, f"{made.description} starts at {made.value}"


@pytest.mark.filterwarnings("error")
def test_an_explorer_stands_its_extremes_together(explorer):
    """Each list at any of its options, each slider at one of its ends, then a button: many times, by chance."""
    controls, rng = widgets_in(explorer.panel), np.random.default_rng(0)
    buttons = [control for control in controls if isinstance(control, ipywidgets.Button)]
    before = explorer.words, explorer.picture
    for _ in range(25):
        with explorer.at_once():
            for control in controls:
                if isinstance(control, ipywidgets.Dropdown):
                    control.value = control.options[rng.integers(len(control.options))]
                elif hasattr(control, "max"):
                    end = rng.choice([control.min, control.max])
                    control.value = control.base**end if hasattr(control, "base") else end
        for button in buttons[rng.integers(len(buttons)) :][:1] if buttons else ():
            button.click()
        assert "stopped at these values" not in explorer.view.value and "nan" not in explorer.words
    assert (explorer.words, explorer.picture) != before
