"""The explorers: controls and one picture that answers while they are moved."""

from helpers.widgets.gates import GateExplorer
from helpers.widgets.logistic import BeetleExplorer, DescentExplorer
from helpers.widgets.perceptron import PerceptronExplorer

__all__ = ["BeetleExplorer", "DescentExplorer", "GateExplorer", "PerceptronExplorer"]
