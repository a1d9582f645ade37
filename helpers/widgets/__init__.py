"""The explorers: controls and one picture that answers while they are moved."""
