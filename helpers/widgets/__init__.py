"""The explorers: controls and one picture that answers while they are moved."""

from helpers.widgets.auto_encoders import CodeExplorer, CompressExplorer
from helpers.widgets.convolutional_networks import KernelExplorer, MapsExplorer, WindowExplorer
from helpers.widgets.digit import DigitExplorer
from helpers.widgets.generative_adversarial_networks import GanExplorer, WalkExplorer
from helpers.widgets.logic_gates import GateExplorer
from helpers.widgets.logistic_regression import BeetleExplorer, DescentExplorer
from helpers.widgets.multi_layer_perceptron import ApproximationExplorer, BendingExplorer
from helpers.widgets.other_functionals import FilmExplorer, RopeExplorer
from helpers.widgets.paths import PathExplorer
from helpers.widgets.perceptron import PerceptronExplorer
from helpers.widgets.playground import PlaygroundExplorer
from helpers.widgets.progress import progress
from helpers.widgets.training import RaceExplorer
