"""The explorers: controls and one picture that answers while they are moved."""

from helpers.widgets.gates import GateExplorer
from helpers.widgets.layers import ApproximationExplorer, BendingExplorer
from helpers.widgets.logistic import BeetleExplorer, DescentExplorer
from helpers.widgets.perceptron import PerceptronExplorer

__all__ = [
    "ApproximationExplorer",
    "BeetleExplorer",
    "BendingExplorer",
    "DescentExplorer",
    "GateExplorer",
    "PerceptronExplorer",
]
