"""The explorers: controls and one picture that answers while they are moved."""

from helpers.widgets.gates import GateExplorer
from helpers.widgets.layers import ApproximationExplorer, BendingExplorer
from helpers.widgets.logistic import BeetleExplorer, DescentExplorer
from helpers.widgets.paths import PathExplorer
from helpers.widgets.perceptron import PerceptronExplorer
from helpers.widgets.playground import PlaygroundExplorer

__all__ = [
    "ApproximationExplorer",
    "BeetleExplorer",
    "BendingExplorer",
    "DescentExplorer",
    "GateExplorer",
    "PathExplorer",
    "PerceptronExplorer",
    "PlaygroundExplorer",
]
