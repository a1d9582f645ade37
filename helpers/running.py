"""A student's function run under guard: on copies of its arguments, for a limited time."""

import ctypes
import inspect
import io
import linecache
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import wraps
from timeit import repeat
from types import CodeType, FrameType

import numpy as np

from helpers.checking.compare import NotYet, equal
from helpers.checking.gradients import only_decides
from helpers.checking.structure import collected

# Long enough for the slowest honest answer (each check takes well under a second), short enough
# to be back within five seconds, the second needed to end a stubborn loop included.
TIME_LIMIT = 3.0
TIME_TO_STOP = 1.0
MOST_LINES = 5_000
began = 0.0  # when a student's function was called last


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

    parameters = inspect.signature(function).parameters.values()
    defaults = {p.name: p.default for p in parameters if p.default is not p.empty}

    @wraps(function)
    def call(*arguments):
        global began
        began, before_it = time.monotonic(), deepcopy(defaults)
        copies = [a if isinstance(a, np.random.Generator) else deepcopy(a) for a in arguments]
        try:
            answer = collected(function(*copies))
        except (NotYet, TimeIsUp):
            raise
        except BaseException as error:
            raise Broken from error
        for name in (name for name in defaults if not equal(defaults[name], before_it[name])):
            raise NotYet(
                f"The first line makes `{name}` once, for all calls: where the function is called twice, the second call "
                "finds what the first has put there. Make a new one in the body."
            )
        for before, after, parameter in zip(arguments, copies, inspect.signature(function).parameters):
            if not equal(before, after):
                listed = isinstance(before, (list, tuple))
                own = "copies of the list and of its arrays" if listed else f"`{parameter}.copy()`"
                raise NotYet(
                    f"`{function.__name__}` changes its argument `{parameter}`, which belongs to the caller."
                    f"{_line_that_changes(function, arguments, before)}Compute a new value instead, or work on {own}."
                )
        return answer

    return call


def _line_that_changes(function: Callable, arguments: tuple, argument: object) -> str:
    """The student's line after which an argument is another for the first time, in a call of its own.

    The call ends there, or after a number of lines: it must not take the time in which a verdict is due.
    """
    if only_decides.get():
        return " "
    copies = deepcopy(arguments)
    mine = next(copy for copy, before in zip(copies, arguments) if before is argument)
    last, found, lines, tracer = 0, 0, 0, sys.gettrace()

    def look(frame, event, arg):
        nonlocal last, found, lines
        found, last, lines = 0 if equal(argument, mine) else last, frame.f_lineno, lines + 1
        if found or lines > MOST_LINES:
            raise TimeIsUp
        return look

    sys.settrace(lambda frame, event, arg: look if frame.f_code is function.__code__ else None)
    try:
        collected(function(*copies))
    except (Exception, TimeIsUp):  # what changes by chance may not do so again
        pass
    finally:
        sys.settrace(tracer)
    line = linecache.getline(function.__code__.co_filename, found).strip()
    return f" Line {found} does it:\n    {line}\n" if line else " "


class Run:
    """Some work for a limited time: in a thread, so that it can be given up, or where none can start, in this one."""

    def __init__(self, work: Callable[[], object], function: Callable, when_late: Callable[[FrameType | None], str]):
        self.work, self.function, self.when_late = work, function, when_late
        # Held as long as the work goes on. It is let go in one step; an Event could be broken off while it is set.
        self.running = threading.Lock()
        self.result = None  # what the work returned
        self.error = None  # what stopped it
        self.late = ""  # what ``when_late`` said of the student's frame, if the time was up
        self.stuck = False  # whether it still runs and could not be stopped

    def go(self) -> "Run":
        """Do the work, and come back when it has ended or was stopped."""
        thread = threading.Thread(target=self._work, daemon=True)
        deadline = time.monotonic() + TIME_LIMIT
        self.running.acquire()
        try:
            thread.start()
        except RuntimeError:  # in a browser there are no threads
            self._here(deadline)
            return self
        try:
            # In short waits: on Windows an interrupt does not reach a thread that waits. And not by `join`, which an
            # interrupt that breaks it off takes for the thread's end (Python up to 3.12).
            while not (ended := self.running.acquire(timeout=0.05)) and time.monotonic() < deadline:
                pass
        except KeyboardInterrupt:
            self._stop(thread)
            self.error = KeyboardInterrupt()
            return self
        if not ended:
            self.late = self.when_late(sys._current_frames().get(thread.ident))
            self._stop(thread)
        return self

    def _work(self) -> None:
        try:
            try:
                self.result = self.work()
            except BaseException as error:
                self.error = error
            self.running.release()
        except TimeIsUp as error:  # sent when the work was about to end, or had ended just before
            self.error = self.error or error
            if self.running.locked():
                self.running.release()

    def _stop(self, thread: threading.Thread) -> None:
        """Raise an exception inside the thread, again and again, since a loop may catch it."""
        deadline, ended = time.monotonic() + TIME_TO_STOP, self.running.acquire(blocking=False)
        while not ended and time.monotonic() < deadline:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(TimeIsUp))
            ended = self.running.acquire(timeout=0.005)
        self.stuck = not ended

    def _here(self, deadline: float) -> None:
        """In this thread, with a look at the clock at each of the student's lines."""

        def look(frame):
            if time.monotonic() > deadline:
                self.late = self.late or self.when_late(frame)
                raise TimeIsUp

        with _watched(set(_codes(self.function)), look):
            self._work()


def _codes(function: Callable) -> Iterator[CodeType]:
    """The code of a function, of all others of its notebook, and of what is defined inside them."""
    others = (f for f in function.__globals__.values() if inspect.isfunction(f) and f.__module__ == function.__module__)
    for f in (function, *others):
        yield from all_code(f.__code__)


def all_code(code: CodeType) -> Iterator[CodeType]:
    """The code of a function, and of what is defined inside it, such as a list's `for`."""
    yield code
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from all_code(part)


@contextmanager
def _watched(codes: set[CodeType], look: Callable[[FrameType], None]) -> Iterator[None]:
    """Call ``look`` with the frame at each line, and each jump, of these codes; what it raises is raised there."""
    if not hasattr(sys, "monitoring"):  # Python 3.11: an alarm, again and again, since a loop may catch it
        before = signal.signal(signal.SIGALRM, lambda _, frame: look(frame))
        signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        return
    monitoring, tool = sys.monitoring, 4
    events = monitoring.events.LINE | monitoring.events.JUMP
    monitoring.use_tool_id(tool, "the time limit of an exercise")
    for event in (monitoring.events.LINE, monitoring.events.JUMP):
        monitoring.register_callback(tool, event, lambda *_: look(sys._getframe(1)))
    for code in codes:
        monitoring.set_local_events(tool, code, events)
    try:
        yield
    finally:
        for code in codes:
            monitoring.set_local_events(tool, code, 0)
        monitoring.free_tool_id(tool)


def times_slower(function: Callable, reference: Callable, *arguments: object) -> float:
    """How many times as long one function takes as another: the best of three calls each."""
    mine, its = (min(repeat(lambda f=f: f(*arguments), number=1, repeat=3)) for f in (function, reference))
    return mine / its


class Printed(io.TextIOBase):
    """What the student's function printed: its beginning only, a loop may print for ever."""

    LIMIT = 400
    text = ""

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
