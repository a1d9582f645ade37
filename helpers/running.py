"""A student's function run under guard: on copies of its arguments, for a limited time."""

import ctypes
import inspect
import io
import threading
import time
from collections.abc import Callable
from copy import deepcopy
from functools import wraps
from itertools import islice

import numpy as np

from helpers.checking.compare import NotYet, called, equal

# Long enough for the slowest honest answer (each check takes well under a second), short enough
# to be back within five seconds, the second needed to end a stubborn loop included.
TIME_LIMIT = 3.0
TIME_TO_STOP = 1.0
MOST_YIELDED = 10_000


class Broken(Exception):
    """The student's function raised an error, kept as ``__cause__``."""


class TimeIsUp(SystemExit):
    """Sent into the student's code to end it; not an Exception, so that few `except` catch it.

    Should it come when the code has just ended, a SystemExit ends the thread without a word.
    """


def guarded(function: Callable) -> Callable:
    """The student's function on copies of its arguments, its errors marked as its own.

    A random generator is passed as it is, since it is there to be used up; what is yielded is
    collected, so that its errors come to light here, up to a number that no exercise reaches.
    """

    @wraps(function)
    def call(*arguments):
        copies = [a if isinstance(a, np.random.Generator) else deepcopy(a) for a in arguments]
        try:
            answer = function(*copies)
            if inspect.isgenerator(answer):
                answer = list(islice(answer, MOST_YIELDED))
        except (NotYet, TimeIsUp):
            raise
        except BaseException as error:
            raise Broken from error
        for before, after, parameter in zip(arguments, copies, inspect.signature(function).parameters):
            if not equal(before, after):
                raise NotYet(
                    f"{called(function, arguments)}\nchanges its argument `{parameter}`, which "
                    f"belongs to the caller. Likely cause: `+=` or an assignment to "
                    f"`{parameter}[…]`. Compute a new value instead, or work on "
                    f"`{parameter}.copy()`."
                )
        return answer

    return call


class Run(threading.Thread):
    """One check in a thread, so that it can be given up.

    Its end is an event of its own: a `join` that an interrupt breaks off takes the thread for
    ended (Python up to 3.12), and the student's loop would run on unseen.
    """

    def __init__(self, work: Callable[[], str]):
        super().__init__(daemon=True)
        self.work = work
        self.ended = threading.Event()
        self.result = self.error = None

    def run(self) -> None:
        try:
            self.result = self.work()
        except BaseException as error:
            self.error = error
        finally:
            self.ended.set()

    def ended_in_time(self) -> bool:
        """Wait for the end, or for the time limit; the student's interrupt ends the run too."""
        deadline = time.monotonic() + TIME_LIMIT
        try:
            # In short waits: on Windows an interrupt does not reach a thread that waits.
            while not self.ended.wait(0.05) and time.monotonic() < deadline:
                pass
        except KeyboardInterrupt:
            self.stop()
            self.error = KeyboardInterrupt()
            return True
        return self.ended.is_set()

    def stop(self) -> None:
        """Raise an exception inside the thread, again and again, since a loop may catch it."""
        deadline = time.monotonic() + TIME_TO_STOP
        while not self.ended.is_set() and time.monotonic() < deadline:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.ident), ctypes.py_object(TimeIsUp))
            self.ended.wait(0.005)


class Printed(io.TextIOBase):
    """What the student's function printed: its beginning only, a loop may print for ever."""

    LIMIT = 400

    def __init__(self):
        self.text = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.text = (self.text + text)[: self.LIMIT]
        return len(text)

    def as_note(self, name: str) -> str:
        """The first lines as an addition to a message; empty if nothing was printed."""
        if not self.text.strip():
            return ""
        lines = self.text.rstrip().split("\n")
        shown = "\n".join("    " + line for line in lines[:6])
        more = "\n    …" if len(lines) > 6 or len(self.text) == self.LIMIT else ""
        return f"\nWhile it was checked, `{name}` printed:\n{shown}{more}"
