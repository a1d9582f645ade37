"""Is it a known mistake? Also where an answer stops: on arrays of equal sizes most programs run."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager

from helpers.checking.compare import NotYet, known
from helpers.checking.mistakes import Mistake


@contextmanager
def named_where_sizes_agree(function: Callable, cases: Iterable[tuple], mistakes: Sequence[Mistake]):
    """Around a check: an answer that stops with an error there is tried on cases where it may run.

    Where all sizes are equal, a product of the wrong arrays or a transposition that was forgotten gives
    numbers, and numbers have a name in the catalogue. If they have none, the error goes its way.
    """
    try:
        yield
    except NotYet:
        raise
    except Exception as error:
        cause = error.__cause__ or error
        try:
            message = known(function, cases, mistakes)
        except Exception:  # it stops there, too
            message = ""
        if not message:
            raise
        stopped = f"It stops with an error, {type(cause).__name__}: {cause}\nWith arrays whose sizes are equal it runs."
        raise NotYet(f"{stopped} There it shows:\n{message}", "catalogue") from cause
