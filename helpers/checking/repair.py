"""One change in the student's own code that makes it right: where it is, never what it is.

Each candidate is the student's function with one place changed. It is put to the exercise's own check, and
nothing is said of a change that did not pass it. Candidates are tried in the order of the table ``EDITS``,
the likely kinds first; the less likely ones only if none of the likely ones passes.
"""

import ast
import copy
import inspect
import linecache
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import wraps
from itertools import islice
from time import monotonic
from types import CodeType, FunctionType, ModuleType

import numpy as np

from helpers.checking.compare import equal, quickly
from helpers.checking.edits import TICK, Change, Scope, changes

SECONDS = 1.1  # for a whole search
PER_CALL, PER_CHECK = 0.05, 0.5  # seconds for one candidate: its first call, and its check
MOST_BYTES = 50_000_000  # that a candidate's own names may hold
MOST_YIELDED = 10_000

# A function that uses these is left alone: they reach out of it, or into the machinery.
_OUTSIDE = {
    *("open exec eval compile input globals locals vars setattr delattr breakpoint exit quit display").split(),
    *("save savez savetxt savez_compressed tofile dump load loadtxt genfromtxt fromfile memmap seed").split(),
}
_STATEMENTS = ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal, ast.ClassDef, ast.With, ast.AsyncFunctionDef
_MODULES = "numpy", "math", "scipy"


@dataclass(frozen=True)
class Repair:
    """Where one change makes a function right.

    Attributes
    ----------
    places : tuple of (int, str)
        Line and expression, from the student's own source: one place, or two that are possible.
    kind : str
        What kind of change it is, in words for a hint: "an axis".
    everywhere : tuple of int
        The lines, if the same change must be made at several occurrences of the expression.
    tried : int
        How many candidates were tried.
    """

    places: tuple[tuple[int, str], ...]
    kind: str
    everywhere: tuple[int, ...] = ()
    tried: int = 0

    @property
    def message(self) -> str:
        """The place in words, for the verdict."""
        (line, text), *others = self.places
        if others:
            ((other, second),) = others
            if other == line:
                return f"One change in line {line} makes it right: look at `{text}` or at `{second}`."
            return f"One change makes it right: look at `{text}` in line {line}, or at `{second}` in line {other}."
        if len(set(self.everywhere)) > 1:
            return f"One change, the same in {self._lines()}, makes it right: look at `{text}`."
        if self.everywhere:
            return f"One change in line {line}, the same each time, makes it right: look at `{text}`."
        return f"One change in line {line} makes it right: look at `{text}`."

    @property
    def hint(self) -> str:
        """The kind of change in words, for the next hint."""
        lines = [line for line, _ in self.places]
        if len(set(self.everywhere)) > 1:
            where = self._lines()
        else:
            where = " or ".join(f"line {line}" for line in dict.fromkeys(lines))
        return f"In {where}: {self.kind}."

    def _lines(self) -> str:
        *first, last = (str(line) for line in dict.fromkeys(self.everywhere))
        return f"lines {', '.join(first)} and {last}"


class _Stop(BaseException):
    """Ends a candidate that takes too long or too much; not an Exception, so that few `except` catch it."""


class _Known(Exception):
    """A candidate has given the answers of one that is rejected already."""


def repair(function: Callable, judge: Callable, seconds: float = SECONDS) -> Repair | None:
    """Where one change makes a function right, if there is one such place, or one of two.

    Parameters
    ----------
    function : callable
        The student's function, which does not pass.
    judge : callable
        ``judge(function)`` raises an error unless the function is right. The same function must get the
        same arguments and the same judgement each time.
    seconds : float
        How long to search.

    Returns
    -------
    Repair or None
        None if no change was found, if there are too many places, or if the function is not one to be
        run in variants: it reads files, imports, ...
    """
    deadline = monotonic() + seconds
    source = _Source.of(function)
    if source is None or _reaches_out(source.tree, function):
        return None
    random_state = np.random.get_state()
    try:
        with np.errstate(all="ignore"):
            return _search(source, _Trials(function, judge, source.tree, deadline))
    except _Stop:
        return None
    finally:
        np.random.set_state(random_state)


def _search(source: "_Source", trials: "_Trials") -> Repair | None:
    """Try the changes, the likely ones first."""
    if trials.passes() or trials.arguments is None:
        return None
    scope = Scope.of(source.tree, trials.function, trials.arguments)
    found, tried = [], 0
    for tier in (1, 2):
        for change in changes(source.tree, scope, tier):
            if monotonic() > trials.deadline:
                break
            tried += 1
            with change.made():
                if trials.passes():
                    found.append(change)
        if found:
            break
    return source.told(found, tried) if found else None


# ---------------------------------------------------------------------------------------------
# The student's source


@dataclass
class _Source:
    """A function's source: its text, its tree, and the number of the line before it in the cell."""

    text: str
    tree: ast.FunctionDef
    before: int
    above: dict = field(default_factory=dict)  # the parent of each node, by the node's id

    @classmethod
    def of(cls, function: Callable) -> "_Source | None":
        """The source as it was typed; None if it cannot be had."""
        code = function.__code__
        try:
            lines = inspect.getblock(linecache.getlines(code.co_filename)[code.co_firstlineno - 1 :])
            text = textwrap.dedent("".join(lines))
            (tree,) = ast.parse(text).body
        except (SyntaxError, ValueError, IndexError, TypeError):
            return None
        if not isinstance(tree, ast.FunctionDef) or code.co_freevars:
            return None
        tree.decorator_list = []
        for node in ast.walk(tree):
            if isinstance(node, ast.comprehension):
                node.ifs.insert(0, TICK)
        above = {id(child): node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        return cls(text, tree, code.co_firstlineno - 1, above)

    def told(self, found: list[Change], tried: int) -> Repair | None:
        """All changes that pass, as one place or two; None if there are more."""
        alone = [change for change in found if len(change.nodes) == 1]
        if not alone:
            first = found[0]
            if any(ast.unparse(c.nodes[0]) != ast.unparse(first.nodes[0]) for c in found):
                return None
            lines = tuple(self.before + node.lineno for node in first.nodes)
            return Repair((self._place(first.nodes[0]),), first.kind, lines, tried)
        places = {}
        for change in alone:
            places.setdefault(id(self._statement(change.nodes[0])), []).append(change.nodes[0])
        if len(places) > 2:
            return None
        told = tuple(sorted(self._place(self._around(nodes)) for nodes in places.values()))
        return Repair(told, alone[0].kind, (), tried)

    def _chain(self, node: ast.AST) -> list[ast.AST]:
        """A node, its parent, and so on up to its statement."""
        chain = [node]
        while not isinstance(chain[-1], ast.stmt):
            chain.append(self.above[id(chain[-1])])
        return chain

    def _statement(self, node: ast.AST) -> ast.AST:
        return self._chain(node)[-1]

    def _around(self, nodes: list[ast.AST]) -> ast.AST:
        """The smallest expression that holds all these nodes of one statement, or the statement."""
        others = [{id(node) for node in self._chain(one)} for one in nodes[1:]]
        for node in self._chain(nodes[0]):
            if hasattr(node, "lineno") and all(id(node) in chain for chain in others):
                return node

    def _place(self, node: ast.AST) -> tuple[int, str]:
        """The line and the text of a node; of a statement with a body, its first line."""
        text = ast.get_source_segment(self.text, node)
        if isinstance(node, ast.stmt) and hasattr(node, "body"):
            text = text.split("\n")[0].rstrip(":")
        return self.before + node.lineno, " ".join(text.split())


def _reaches_out(tree: ast.FunctionDef, function: Callable) -> bool:
    """Whether a function does more than compute, or calls what a candidate could not be stopped in."""
    for node in ast.walk(tree):
        name = getattr(node, "id", getattr(node, "attr", ""))
        if isinstance(node, _STATEMENTS) or name in _OUTSIDE or name.startswith("__"):
            return True
        used = function.__globals__.get(name) if isinstance(node, ast.Name) else None
        if isinstance(used, ModuleType) and used.__name__.partition(".")[0] not in _MODULES:
            return True
        if isinstance(used, FunctionType) and used is not function and not used.__module__.startswith("helpers"):
            called = _Source.of(inspect.unwrap(used))
            if called and any(isinstance(part, ast.While) for part in ast.walk(called.tree)):
                return True
    return False


# ---------------------------------------------------------------------------------------------
# Running candidates


class _Trials:
    """Runs the tree as it stands, changed or not, as a function, and has it judged."""

    def __init__(self, function: Callable, judge: Callable, tree: ast.FunctionDef, deadline: float):
        self.function, self.judge, self.tree, self.deadline = function, judge, tree, deadline
        self.arguments = None  # of the first call
        self.right = None  # the calls of one that has passed, with its answers
        self.rejected = set()  # answers up to the one that was not right, each list as one hash
        self.seen = set()
        self.until, self.per_call = 0.0, PER_CALL
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        self.names = {**function.__globals__, TICK.func.id: self._tick, "print": lambda *a, **k: None}
        for name in used & function.__globals__.keys():  # the notebook's own arrays stay as they are
            if isinstance(self.names[name], (list, dict, set, np.ndarray, np.random.Generator)):
                self.names[name] = copy.deepcopy(self.names[name])

    def passes(self) -> bool:
        """Whether the tree as it stands passes the check."""
        code = _compiled(self.tree)
        if code is None or code in self.seen:
            return False
        self.seen.add(code)
        try:
            self.until = min(self.deadline, monotonic() + self.per_call)
            names = dict(self.names)
            exec(code, names)
            candidate = names[self.tree.name]
            if self.right:
                return all(self._repeats(candidate, *call) for call in self.right)
            if self.arguments is not None:
                self._watched(candidate)(*copy.deepcopy(self.arguments))
            self.until = min(self.deadline, monotonic() + (PER_CHECK if self.arguments else PER_CHECK / 3))
            with quickly():
                if not self._accepts(candidate):
                    return False
            self.until, calls = self.deadline + PER_CHECK, []
            with np.errstate(divide="raise", invalid="raise"):  # nothing that is right by an accident of infinities
                accepted = self._accepts(candidate, calls)
            self.right = calls if accepted else None
            return accepted
        except (Exception, _Stop):
            return False

    def _repeats(self, candidate: Callable, arguments: tuple, right: object) -> bool:
        """Whether a candidate answers as one that has passed, and leaves its arguments alone."""
        used = copy.deepcopy(arguments)
        left_alone = _fingerprint(arguments, strict=False)
        return equal(self._watched(candidate)(*used), right) and _fingerprint(used, strict=False) == left_alone

    def _accepts(self, candidate: Callable, calls: list | None = None) -> bool:
        watched = self._watched(candidate, calls)
        try:
            self.judge(watched)
        except Exception:
            if watched.answered:
                self.rejected.add(watched.answered)
            return False
        return True

    def _watched(self, candidate: Callable, calls: list | None = None) -> Callable:
        """The candidate, given up when it has answered as one that is rejected already; its calls are noted."""

        @wraps(candidate)
        def call(*arguments):
            self._tick()
            given = copy.deepcopy(arguments) if calls is not None or self.arguments is None else ()
            self.arguments = self.arguments or given
            call.answered, before = 0, call.answered
            answer = candidate(*arguments)
            if inspect.isgenerator(answer):
                answer = list(islice(answer, MOST_YIELDED))
            call.answered = hash((before, _fingerprint(answer), _fingerprint(arguments, strict=False)))
            if call.answered in self.rejected:
                raise _Known
            if calls is not None:
                calls.append((given, answer))
            return answer

        call.answered = 0
        return call

    def _tick(self) -> bool:
        """Called in each round of each loop: ends a candidate whose time is up, or that grows too large."""
        if monotonic() > self.until:
            if len(self.seen) == 1:  # the student's own does not end, nor will most of the candidates
                self.per_call = PER_CALL / 5
            raise _Stop
        if sum(map(sys.getsizeof, sys._getframe(1).f_locals.values())) > MOST_BYTES:
            raise _Stop
        return True


def _compiled(tree: ast.FunctionDef) -> CodeType | None:
    """The code of a function with a tick in each round of its loops; None if it is not a program."""
    bodies = [tree.body, *_bodies(tree.body)]
    try:
        for body in bodies:
            body.insert(0, ast.Expr(TICK, lineno=1, col_offset=0))
        return compile(ast.Module([tree], []), "<candidate>", "exec")
    except (SyntaxError, ValueError, TypeError):
        return None
    finally:
        for body in bodies:
            del body[0]


def _bodies(block: list[ast.stmt]) -> Iterator[list[ast.stmt]]:
    """The bodies of all loops in a block."""
    for statement in block:
        if isinstance(statement, (ast.For, ast.While)):
            yield statement.body
        for name in ("body", "orelse"):
            yield from _bodies(getattr(statement, name, ()))


def _fingerprint(x: object, strict: bool = True) -> object:
    """The same for equal answers, up to rounding in the last digits; of arguments, the numbers only."""
    if isinstance(x, (list, tuple)):
        return type(x).__name__, tuple(_fingerprint(part, strict) for part in x)
    if isinstance(x, dict):
        return tuple((str(key), _fingerprint(value, strict)) for key, value in x.items())
    if isinstance(x, (np.ndarray, np.generic, int, float)):
        array = np.asarray(x)
        digits = array.tobytes()
        if array.dtype == float:
            digits = ((np.ascontiguousarray(array).view(np.int64) + (1 << 9)) >> 10).tobytes()
        return type(x).__name__, array.dtype.char, array.shape, digits
    if strict and x is not None:
        raise _Known  # no exercise asks for such an answer, and who knows what it does when looked at
    return type(x).__name__
