"""The explorers: controls and one picture that answers while they are moved."""

from helpers.widgets.gates import GateExplorer

__all__ = ["GateExplorer"]
