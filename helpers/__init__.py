"""What would distract from a lesson, kept out of the notebooks: data, figures, checks, explorers."""
