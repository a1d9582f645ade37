"""One change in the student's own code that makes it right: where it is, never what it is.

Each candidate is the student's function with one place changed. It is put to the exercise's own check, and
nothing is said of a change that did not pass it. The likely kinds are tried first, the others only if none
of them passes: ``helpers/checking/edits.py``.
"""

import ast
import builtins
import copy
import inspect
import linecache
import re
import sys
import textwrap
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import lru_cache, partial, wraps
from itertools import repeat
from math import prod
from operator import is_
from time import monotonic, process_time
from types import CodeType, FunctionType, ModuleType

import numpy as np

from helpers import nn
from helpers.checking.edits import TICK, Change, at_hand, changes
from helpers.checking.gradients import costs, quickly
from helpers.checking.structure import collected

SECONDS = 1.1  # for a whole search: of computing, and of the clock at most 1.8 times as many
PER_CALL, PER_CHECK = 0.05, 0.5  # seconds for one candidate: its first call, and its check
MOST_BYTES = 50_000_000  # that a candidate's own names may hold

# A function that uses these is left alone: they reach out of it, or into the machinery.
_OUTSIDE = {
    *("open exec eval compile input globals locals vars setattr delattr breakpoint exit quit display").split(),
    *("save savez savetxt savez_compressed tofile dump load loadtxt genfromtxt fromfile memmap seed").split(),
}
_STATEMENTS = ast.Global, ast.Nonlocal, ast.ClassDef, ast.With, ast.AsyncFunctionDef
_MODULES = "numpy", "math", "scipy"
_parsed = lru_cache(256)(lambda function: _Source.of(function))  # the notebook's others are the same at each attempt


@dataclass(frozen=True)
class Repair:
    """Where one change makes a function right: at one place, at one of two, or alike at several."""

    places: tuple[tuple[int, str], ...]  # lines and expressions, from the student's own source
    kind: str  # in words for a hint: "an axis"
    alike: bool = False  # whether it must be made at all places, which read the same
    nearly: bool = False  # whether it is then right but for extreme values

    @property
    def message(self) -> str:
        """The place in words, for the verdict."""
        again = ", the same each time," if self.alike and self.kind != "the order" else ""
        texts = dict.fromkeys(f"`{text}`" for _, text in self.places)
        places = f" {'and' if self.alike else 'or'} at ".join(texts)
        right = "right but for extreme values" if self.nearly else "right"
        return f"One change in {self._lines()}{again} makes it {right}: look at {places}."

    @property
    def hint(self) -> str:
        """The kind of change in words, for the next hint."""
        return f"In {self._lines()}: {self.kind}."

    def _lines(self) -> str:
        return (" and " if self.alike else " or ").join(dict.fromkeys(f"line {line}" for line, _ in self.places))


class _Stop(BaseException):
    """Ends a candidate that takes too long or too much; not an Exception, so that few `except` catch it."""


def repair(function: Callable, judge: Callable, seconds: float = SECONDS) -> Repair | None:
    """Where one change makes a function right, if there is one such place, or one of two.

    ``judge(function)`` raises an error unless a function is right; it must judge alike each time. None if no change
    was found in so many seconds, or too many, or if the function reaches out: it reads files, imports, ...
    """
    source = _Source.of(function)
    if source is None or _reaches_out(source.tree, function):
        return None
    random_state, token = np.random.get_state(), costs.set({})
    try:
        # Nothing that is right by an accident of infinities; and LAPACK, given nan, would write into the cell.
        with np.errstate(all="ignore", divide="raise", invalid="raise"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _search(source, _Trials(function, judge, source.tree, seconds))
    finally:
        np.random.set_state(random_state)
        costs.reset(token)


@contextmanager
def small_arrays():
    """Within it no shape makes an array of more than ``MOST_BYTES``: three times a shape, say, is one of many axes."""
    makers = {name: getattr(np, name) for name in ("zeros", "ones", "full", "empty", "tile")}

    def limited(name: str, *given, **options) -> np.ndarray:
        lengths, times = (*given, 0)[name == "tile"], np.size(given[0]) if name == "tile" else 1
        if prod(map(float, lengths if np.iterable(lengths) else [lengths])) * times > MOST_BYTES / 8:
            raise MemoryError
        return makers[name](*given, **options)

    vars(np).update({name: partial(limited, name) for name in makers})
    try:
        yield
    finally:
        vars(np).update(makers)


def _search(source: "_Source", trials: "_Trials") -> Repair | None:
    """Try the changes, the likely ones first."""
    trials.strict = trials.passes()  # right but for extreme values, perhaps: then a candidate must be right there, too
    if trials.strict and not trials.nearly or trials.arguments is None:
        return None
    scope = vars(builtins) | trials.names
    words, found = at_hand(source.tree, _near(trials.function), trials.arguments, scope), []
    for tier in (1, 2):
        for change in changes(source.tree, words, tier) if trials.now() < trials.deadline else ():
            if trials.now() > trials.deadline:
                break
            change.swap()
            found += [(change, trials.nearly)] if trials.passes() else []
            change.swap()
        if found:
            nearly = all(near for _, near in found)
            told = source.told([change for change, near in found if near == nearly])
            return told and replace(told, nearly=nearly)
    return None


# --- The student's source -------------------------------------------------------------------------


@dataclass
class _Source:
    """The text of a cell, or a file, and a function's tree, with places in it."""

    text: str
    tree: ast.FunctionDef

    @classmethod
    def of(cls, function: Callable) -> "_Source | None":
        """The source as it was typed, of a lambda as a function that returns its value; None if it cannot be had."""
        code = function.__code__
        lines, above = linecache.getlines(code.co_filename), code.co_firstlineno - 1
        try:
            if code.co_name != "<lambda>":  # a lambda's lines alone may be no program
                lines = ["\n" * above, textwrap.dedent("".join(inspect.getblock(lines[above:])))]
            nodes = ast.walk(ast.parse(text := "".join(lines)))
        except (SyntaxError, ValueError, IndexError):
            return None
        tree = next(filter(None, (_as_function(node, code) for node in nodes)), None)
        for node in ast.walk(tree or ast.Pass()):
            if isinstance(node, ast.comprehension):
                node.ifs.insert(0, TICK)
        return tree and cls(text, tree)

    def told(self, found: list[Change]) -> Repair | None:
        """All changes that pass, as one place or two; None if there are more."""
        alone = [change for change in found if len(change.nodes) == 1]
        if not alone:
            widest = max(found, key=lambda change: len(ast.unparse(change.nodes[0])))
            inside = {node for whole in widest.nodes for node in ast.walk(whole)}
            places = map(self._place, sorted(widest.nodes, key=lambda node: (node.lineno, node.col_offset)))
            same = all(inside.issuperset(change.nodes) for change in found)
            return Repair(tuple(places), widest.kind, alike=True) if same else None
        statements = defaultdict(list)
        for change in alone:
            statements[self._around(change.nodes, ast.stmt)].append(change.nodes[0])
        places = sorted(self._place(self._around(nodes)) for nodes in statements.values())
        return Repair(tuple(places), alone[0].kind) if len(places) <= 2 else None

    def _around(self, nodes: Sequence[ast.AST], kinds: tuple | type = (ast.stmt, ast.expr)) -> ast.AST:
        """The smallest statement or expression that holds all these nodes, and is the only one of its kind in its line."""
        inside = {n: set(ast.walk(n)) for n in ast.walk(self.tree) if isinstance(n, kinds)}
        around = sorted((n for n in inside if inside[n].issuperset(nodes)), key=lambda n: len(inside[n]))
        return next(n for n in around if n is around[-1] or self._is_alone(n))

    def _is_alone(self, node: ast.AST) -> bool:
        """Whether a node's text stands only once in the line in which it begins."""
        text = re.escape(ast.get_source_segment(self.text, node))
        return len(re.findall(rf"(?<!\w){text}(?!\w)", self.text.split("\n")[node.lineno - 1])) < 2

    def _place(self, node: ast.AST) -> tuple[int, str]:
        """The line and the text of a node; of a statement with a body, its first line."""
        text = ast.get_source_segment(self.text, node)
        if isinstance(node, ast.stmt) and hasattr(node, "body"):
            text = text.split("\n")[0].rstrip(":")
        return node.lineno, " ".join(text.split())


def _as_function(node: ast.AST, code: CodeType) -> ast.FunctionDef | None:
    """A definition of a function, or a lambda, if it is the one of this code."""
    match node:
        case ast.FunctionDef(name=code.co_name):
            first = (node.decorator_list or [node])[0]
            node.decorator_list = []
            return node if first.lineno == code.co_firstlineno else None
        case ast.Lambda(args, body) if (body.lineno, body.col_offset) in {(p[0], p[2]) for p in code.co_positions()}:
            returned = ast.copy_location(ast.Return(body), body)
            return ast.copy_location(ast.FunctionDef(code.co_name, args, [returned], []), node)
    return None


def names_in(function: FunctionType) -> dict[str, object]:
    """What the names in a function stand for: in its module, and in a function around it."""
    names = dict(function.__globals__)
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):
        with suppress(ValueError):  # it has no value
            names[name] = cell.cell_contents
    return names


def _reaches_out(tree: ast.FunctionDef, function: Callable) -> bool:
    """Whether a function does more than compute, or calls what a candidate could not be stopped in."""
    names = names_in(function)
    for node in ast.walk(tree):
        name = getattr(node, "id", getattr(node, "attr", getattr(node, "name", "")))
        if isinstance(node, _STATEMENTS) or name in _OUTSIDE or str(name).startswith("__"):
            return True
        used = names.get(name) if isinstance(node, ast.Name) else None
        modules = [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in getattr(node, "names", ())]
        modules += [used.__name__] if isinstance(used, ModuleType) and used is not nn else []
        known = all((module or "").partition(".")[0] in _MODULES for module in modules)
        if not known or used is not function and _cannot_be_stopped(used):
            return True
    return False


def _cannot_be_stopped(used: object) -> bool:
    """Whether it may go on for long with no tick: itertools, or a notebook's function with `while` or itertools in it."""
    todo, seen = [used], set()
    while todo:
        used = todo.pop()
        module = getattr(used, "__module__", None) or ""
        if module == "itertools":
            return True
        used = inspect.unwrap(used) if isinstance(used, FunctionType) else None
        if isinstance(used, FunctionType) and not module.startswith("helpers") and used not in seen:
            seen.add(used)
            source, names = _parsed(used), names_in(used)
            for node in ast.walk(source.tree) if source else ():
                if isinstance(node, ast.While):
                    return True
                todo += [names.get(node.id)] if isinstance(node, ast.Name) else []
    return False


def _near(function: Callable) -> dict[str, FunctionType]:
    """The functions of the notebook, and of the course in it, that a candidate may call."""
    return {n: x for n, x in names_in(function).items() if isinstance(x, FunctionType) and not _cannot_be_stopped(x)}


# --- Running candidates ---------------------------------------------------------------------------


class _Trials:
    """Runs the tree as it stands, changed or not, as a function, and has it judged."""

    def __init__(self, function: Callable, judge: Callable, tree: ast.FunctionDef, deadline: float):
        self.function, self.judge, self.tree, self.deadline = function, judge, tree, deadline
        self.began = process_time(), monotonic()
        self.arguments = None  # of the first call
        # Whether what passed last is right but for extreme values; whether none may be.
        self.nearly = self.strict = False
        self.rejected = set()  # answers up to the one that was not right, each list as one hash
        self.seen = set()
        self.until, self.per_call = 0.0, PER_CALL
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        self.names = {**names_in(function), TICK.func.id: self._tick, "print": lambda *a, **k: None}
        for name in used & self.names.keys():  # the notebook's own arrays stay as they are
            if isinstance(self.names[name], (list, dict, set, np.ndarray, np.random.Generator)):
                self.names[name] = copy.deepcopy(self.names[name])
            if isinstance(self.names[name], np.ndarray):  # nor does one candidate change them for the next
                self.names[name].flags.writeable = False

    def now(self) -> float:
        """Seconds of computing since the beginning; where another program is busy, a part of those on the clock."""
        return max(process_time() - self.began[0], (monotonic() - self.began[1]) / 1.8)

    def passes(self) -> bool:
        """Whether the tree as it stands passes the check."""
        code = _compiled(self.tree)
        if code is None or code in self.seen:
            return False
        self.seen.add(code)
        self.nearly = False
        try:
            exec(code, self.names)
            candidate = self._watched(self.names[self.tree.name])
            if self.arguments is not None:
                self.until = min(self.deadline, self.now() + self.per_call)
                candidate(*copy.deepcopy(self.arguments))
            self.until = min(self.deadline, self.now() + (PER_CHECK if self.arguments else PER_CHECK / 3))
            with quickly():
                if not self._accepts(candidate):
                    return False
            self.until = self.deadline + PER_CHECK
            return self._accepts(candidate)
        except (Exception, _Stop):
            return False

    def _accepts(self, candidate: Callable) -> bool:
        candidate.answered = 0
        try:
            self.judge(candidate)
        except Exception as error:
            what = getattr(error, "what", "")  # empty: a check's own sentence, and perhaps not of the answers alone
            self.nearly = what == "extreme"
            if candidate.answered and what and not self.nearly:
                self.rejected.add(candidate.answered)
            return self.nearly and not self.strict
        return True

    def _watched(self, candidate: Callable) -> Callable:
        """A candidate, given up when it has answered as one that is rejected already."""

        @wraps(candidate)
        def call(*arguments):
            self._tick()
            self.arguments = self.arguments or copy.deepcopy(arguments)
            call.answered, before = 0, call.answered
            answer = collected(candidate(*arguments))
            call.answered = hash((before, _fingerprint(answer), _fingerprint(arguments)))
            if call.answered in self.rejected:
                raise _Stop
            return answer

        call.answered = 0
        return call

    def _tick(self) -> bool:
        """Called in each round of each loop: ends a candidate whose time is up, or that grows too large."""
        if self.now() > self.until:
            if len(self.seen) == 1:  # the student's own does not end, nor will most of the candidates
                self.per_call = PER_CALL / 5
            raise _Stop
        held = sys._getframe(1).f_locals.values()
        if sum(map(sys.getsizeof, held)) > MOST_BYTES or any(map(_holds_itself, held)):
            raise _Stop
        return True


def _holds_itself(x: object) -> bool:
    """Whether a list is in itself: of several such NumPy would make an array without end, and nothing could stop it."""
    return isinstance(x, list) and any(map(is_, x, repeat(x)))


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


def _fingerprint(x: object) -> object:
    """The same for equal answers; of what holds no numbers, only the type."""
    match x:
        case list() | tuple():
            return type(x), *map(_fingerprint, x)
        case dict():
            return tuple((str(key), _fingerprint(value)) for key, value in x.items())
        case np.ndarray() | np.generic() | int() | float():
            array = np.asarray(x)
            return type(x), array.dtype.char, array.shape, array.tobytes()
    return type(x)
