"""The door to the gradient check: ``check_gradient`` and ``numerical_gradient`` (``helpers/checking``)."""

from helpers.checking.gradients import Report, check_gradient, numerical_gradient

__all__ = ["Report", "check_gradient", "numerical_gradient"]
