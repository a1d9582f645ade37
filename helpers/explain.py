"""What a student's own code says about itself: gaps, errors and endless loops, in their own lines.

An error is shown with the student's line, never with ours, and with what stood at the place where it
arose: the values of the parts of the expression. A cause is said only if it follows from these values.
"""

import ast
import builtins
import difflib
import inspect
import linecache
import math
import re
import tokenize
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from io import StringIO
from itertools import combinations, islice
from time import monotonic
from types import CodeType, FrameType, ModuleType, TracebackType

import numpy as np
from executing import Source

from helpers.words import as_code, kind, listed, value

# Calls that compute something and do nothing else, so that they can be done again to look at a value.
PURE_METHODS = {"reshape", "sum", "mean", "max", "min", "dot", "transpose", "astype", "copy", "ravel", "flatten"}
PURE_BUILTINS = len, range, abs, sum, str, zip, enumerate
PURE_MODULES = "numpy", "helpers.nn", "helpers.checks"
IMPURE = ast.Lambda, ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp, ast.NamedExpr, ast.Await, ast.Yield
STACKS = np.vstack, np.hstack, np.concatenate, np.stack, np.column_stack
REDUCING = np.max, np.min, np.sum, np.mean, np.prod
INTO = "could not broadcast input array|setting an array element with a sequence.$"
NOTHING = "need at least one array"  # what NumPy says where there is nothing to put together
IN_PLACE = {"append", "extend", "insert", "sort", "reverse", "shuffle", "fill"}
FOR_ONE_NUMBER = *(f for f in vars(math).values() if callable(f)), int, float
A_FUNCTION = "`{0}` is a function here. With round brackets, as in `{0}(…)`, it gives its answer."
ELSEWHERE = dict(rbind="np.vstack([a, b])", cbind="np.column_stack([a, b])", nrow="len(X)", ncol="X.shape[1]",
                 length="len(x)", numel="x.size", repmat="np.tile", rowSums="X.sum(axis=1)", colSums="X.sum(axis=0)",
                 c="np.array([a, b])")  # fmt: skip
DATA = np.ndarray, np.generic, int, float, str, list, tuple  # what is shown of a frame


def _source(code: CodeType) -> tuple[ast.AST | None, list[str]]:
    """The syntax tree of a function's source, numbered as in its cell, and the cell's lines."""
    source = Source.for_filename(code.co_filename)
    functions = [node for node in ast.walk(source.tree or ast.Pass()) if isinstance(node, ast.FunctionDef)]
    begins = {(node.decorator_list or [node])[0].lineno: node for node in functions}
    return begins.get(code.co_firstlineno), source.lines


def line_with_dots(function: Callable) -> str | None:
    """Where the function still holds `...`, in words; None if it does not."""
    tree, lines = _source(function.__code__)
    if tree is None:
        return None
    # Inside square brackets the dots mean "all the other axes": that is NumPy, not a gap.
    indices = {id(p) for node in ast.walk(tree) if isinstance(node, ast.Subscript) for p in ast.walk(node.slice)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value is Ellipsis and id(node) not in indices:
            return f"Line {node.lineno} still holds `...`:\n    {lines[node.lineno - 1].strip()}"
    return None


def _is_students(filename: str, function: Callable) -> bool:
    """Whether code of this file is the student's: this function's cell, or any other cell."""
    own = function.__code__.co_filename
    return filename == own or "ipykernel_" in filename or filename.startswith("<ipython-input")


# --- Errors ---------------------------------------------------------------------------------------


def explain_error(error: BaseException, function: Callable) -> str:
    """An error in the student's code: their line, the error, and what the values there prove."""
    words = re.sub(r" \(/.*\)$", "", "\n".join(str(error).split("\n")[:2]))
    said = f"{type(error).__name__}: {words}" if words else type(error).__name__
    found, tb = [], error.__traceback__
    while tb is not None:
        found += [tb] if _is_students(tb.tb_frame.f_code.co_filename, function) else []
        tb = tb.tb_next
    if not found:
        takes = f"The function takes ({', '.join(inspect.signature(function).parameters)})"
        return f"{said}\n{takes}, which is not what it is called with. Put its first line back."
    # The last line in the exercise's own cell; a function of another cell may lie below it.
    own = [tb for tb in found if tb.tb_frame.f_code.co_filename == function.__code__.co_filename]
    place = _Place((own or found)[-1])
    message = f"Line {place.number} stops with an error:\n    {place.line}\n    {said}"
    if "get_ipython()." in place.line:
        return f"Line {place.number} begins with `%` or `!`, a command for Jupyter. A comment begins with `#`."
    if own and found[-1] is not own[-1]:
        inside = found[found.index(own[-1]) + 1].tb_frame.f_code
        takes = ", ".join(inside.co_varnames[: inside.co_argcount])  # in which order
        message += f"\nIt happens inside `{inside.co_name}({takes})`, which is called there."
    facts = place.facts(shapes=isinstance(error, ValueError) and NOTHING not in said)
    message += f"\nThere, {'; '.join(facts)}." if facts else ""
    below = found[-1] is not (own or found)[-1]  # what was handed on does not fit further down
    cause = next(filter(None, (rule(error, place) for rule in _RULES[: -3 * below or None])), "")
    if not cause and below:
        inner = _Place(found[-1])
        shapes = inner.facts(shapes=True) if isinstance(error, ValueError) else []
        rules = partial(_not_numbers, advice=""), partial(_index, advice=""), partial(_call, advice=""), *_RULES[-3:]
        fact = next(filter(None, (rule(error, inner) for rule in rules)), "; ".join(shapes) + "." * bool(shapes))
        cause = _handed_on(place, inner) or fact and f"In `{inner.frame.f_code.co_qualname.split('.<')[0]}`: {fact}"
    return f"{message}\n{cause}".rstrip()


class _Place:
    """Where an error arose: the line, the expression, and the values of its parts, if they can be computed again."""

    def __init__(self, tb: TracebackType):
        self.frame, self.number = tb.tb_frame, tb.tb_lineno
        self.line = linecache.getline(self.frame.f_code.co_filename, tb.tb_lineno).strip()
        try:
            found = Source.executing(tb)
            self.node, statements = found.node, list(found.statements or ())
        except Exception:  # no source: a cell that was changed since, say
            self.node, statements = None, []
        self.around = self.node or (statements[0] if len(statements) == 1 else None)
        if len(statements) == 1 and not isinstance(statements[0], (ast.For, ast.While, ast.If, ast.With)):
            self.around = statements[0]
        if isinstance(self.node, ast.expr) and self.node.lineno != self.node.end_lineno:
            self.line = ast.unparse(self.node)[:160]
        self.names = dict(self.frame.f_locals)
        loops = [part for part in ast.walk(self.around or ast.Pass()) if isinstance(part, ast.comprehension)]
        if len(loops) == 1 and self.node:
            with suppress(LookupError, TypeError, ValueError):
                self._come_to_its_round(*loops)

    def _come_to_its_round(self, loop: ast.comprehension) -> None:
        """From Python 3.12 on, a list's `for` forgets its variables at an error: they are those of the first round that stops."""
        before = dict(self.names)
        for item in islice(self.value(loop.iter), 1000):
            exec(f"{ast.unparse(loop.target)} = item", {"item": item}, self.names)
            try:
                if not self._computes(self.node):
                    return
            except LookupError:
                break
        self.names = before

    def _computes(self, node: ast.AST) -> bool:
        """Whether a part of the expression, which must have no effect, can be computed again without an error."""
        if self._has_effects(node):
            raise LookupError
        with suppress(LookupError):
            self.value(node)
            return True
        return False

    def _has_effects(self, node: ast.AST) -> bool:
        calls = (part for part in ast.walk(node) if isinstance(part, ast.Call))
        return any(isinstance(part, IMPURE) for part in ast.walk(node)) or not all(map(self._pure, calls))

    def value(self, node: ast.AST) -> object:
        """What a part of the expression is; raises LookupError if it cannot be computed again without an effect."""
        if isinstance(node, (ast.Slice, ast.Starred)):
            raise LookupError
        node = ast.parse(ast.unparse(node), mode="eval")  # to be read, even if it was to be stored into
        if self._has_effects(node):
            raise LookupError
        try:
            with np.errstate(all="ignore"):
                return eval(compile(node, "<part>", "eval"), self.frame.f_globals, self.names)
        except Exception:
            raise LookupError from None

    def _pure(self, call: ast.Call) -> bool:
        if any(k.arg == "out" for k in call.keywords) or isinstance(call.func, ast.Call):
            return False
        if isinstance(call.func, ast.Attribute) and call.func.attr in PURE_METHODS:
            return True
        f = self.value(call.func)
        pure = inspect.isroutine(f) and (getattr(f, "__module__", None) or "").startswith(PURE_MODULES)
        return isinstance(f, np.ufunc) or pure or any(f is known for known in PURE_BUILTINS)

    def facts(self, shapes: bool) -> list[str]:
        """What the variables at the place hold; only their shapes, if it is about those."""
        names = (n for n in ast.walk(self.node or self.around or ast.Pass()) if isinstance(n, ast.Name))
        held = {n.id: self.names.get(n.id) for n in names if isinstance(n.ctx, ast.Load)}
        data = {n: x for n, x in held.items() if isinstance(x, DATA)}
        has = {n: f"{n} has shape {x.shape}" for n, x in data.items() if shapes and getattr(x, "shape", ())}
        for n, x in data.items():
            if shapes and isinstance(x, list) and any(isinstance(part, np.ndarray) for part in x):
                has[n] = f"{n} holds {listed([kind(part) for part in x[:12]])}" + ", …" * (len(x) > 12)
        return [has.get(n, f"{n} = {value(x)}") for n, x in data.items()]

    def operands(self, *also: ast.AST) -> dict[str, object]:
        """The parts that the failing operation works on, and others, with their values; those that are known."""
        held = {}
        for part in (*also, *_parts(self.node)):
            with suppress(LookupError):
                held[ast.unparse(part)] = self.value(part)
        return held

    def called(self) -> object:
        """The function that is called at the place, or None."""
        with suppress(LookupError):
            return self.value(self.node.func) if isinstance(self.node, ast.Call) else None


def _parts(node: ast.AST | None) -> list[ast.AST]:
    """The operands of an operation."""
    match node:
        case ast.Call(args=[ast.List() | ast.Tuple() as one]):
            return one.elts
        case ast.Call():
            return [*node.args, *(k.value for k in node.keywords)]
        case ast.Subscript():
            return [node.value, *_indices(node)]
        case ast.BinOp() | ast.AugAssign() | ast.Compare() | ast.Attribute() | ast.UnaryOp():
            return [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]
    return []


def _indices(node: ast.Subscript) -> list[ast.AST]:
    return node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]


def _shape(x: object) -> tuple:
    """The shape of an operand; of a list that is no array, its length; of what holds no numbers, ()."""
    if not isinstance(x, (np.ndarray, np.generic, list, tuple)):
        return ()  # NumPy would count the entries of anything with brackets, and `np.r_` has no end of them
    try:
        return np.shape(x)
    except ValueError:
        return (len(x),)


# Each rule returns a sentence that follows from the error and the values at its place, or nothing.


def _itself(error, place):
    if isinstance(error, RecursionError):
        codes = [frame.f_code for frame, _ in traceback.walk_tb(error.__traceback__)]
        return f"`{max(codes, key=codes.count).co_name}` calls itself, and never stops."


def _arrow(error, place):
    """R's assignment, which Python reads as a comparison."""
    match place.around:
        case ast.Expr(ast.Compare(left, [ast.Lt()], [_])) if re.search(r"<- ", place.line):
            return f"`<-` compares in Python, `<` with a minus behind it. A value is given with `=`: `{ast.unparse(left)} = …`."


def _name(error, place):
    if isinstance(error, UnboundLocalError):
        name = re.search(r"'(\w+)'", str(error)).group(1)
        hidden = place.frame.f_globals.get(name)
        if callable(hidden) or isinstance(hidden, ModuleType):
            what = "module" if isinstance(hidden, ModuleType) else "function"
            return f"`{name}` gets a value in this function, and hides the {what} `{name}` in all of it. Choose another name for the value."
        return f"`{name}` gets a value in this function, but not before this line. Give it its first value above."
    if isinstance(error, ModuleNotFoundError):
        return f"There is no `{error.name}` here. What the notebook has imported is enough."
    if isinstance(error, NameError) and error.name == "xrange":
        return "`xrange` is Python 2's. It is `range` now."
    if isinstance(error, NameError) and error.name in ("math", "itertools"):
        return f"`{error.name}` is a module, which has not been imported: `import {error.name}`."
    around, of_numpy = getattr(place.node, "parent", None), getattr(np, getattr(error, "name", None) or "", None)
    is_called = getattr(around, "func", 0) is place.node
    if isinstance(error, NameError) and is_called and error.name in ELSEWHERE:
        return f"`{error.name}` is no function here. What R or MATLAB calls so is `{ELSEWHERE[error.name]}`."
    if isinstance(error, NameError) and of_numpy and callable(of_numpy) <= is_called:
        return f"Nothing is called `{error.name}` here; NumPy has `np.{error.name}`."
    if isinstance(error, NameError) and isinstance(getattr(around, "ctx", None), ast.Store):
        return f"Nothing is called `{error.name}` here: it must be made before one of its entries gets a value."
    if isinstance(error, NameError) and error.name:
        others = place.frame.f_globals if len(error.name) > 1 else ()  # another cell's `n` is no `N`
        names = [*place.frame.f_locals, *others]
        below = linecache.getlines(place.frame.f_code.co_filename)[place.number :]
        if any(line.startswith(f"def {error.name}(") for line in below):
            return f"`{error.name}` is defined further down in this cell. Put it above the exercise, where the check finds it."
        near = [name for name in (*names, "True", "False", "None") if name.lower() == error.name.lower()]
        near += difflib.get_close_matches(error.name, names, n=1, cutoff=0.8)[: len(error.name) > 1]  # not `np` for `n`
        advice = "If a cell above defines it, run the cells above first (menu Run, Run All Above Selected Cell). What "
        advice = f"Did you mean `{near[0]}`?" if near else f"{advice}another notebook defines is not known here."
        return f"Nothing is called `{error.name}` here. {advice}"


def _not_numbers(error, place, advice=": unpack it, as in `{} = …`, or take the one that is meant by its index"):
    """A function, or None, where numbers should stand."""
    if not isinstance(error, (TypeError, ValueError, AttributeError)):
        return ""
    held = place.operands(*([place.node.func] if isinstance(place.node, ast.Call) else []))
    calls = isinstance(place.node, ast.Call) and not any(place.called() is f for f in PURE_BUILTINS)
    known = () if isinstance(place.node, ast.Subscript) else PURE_BUILTINS
    for text, x in held.items():
        if (inspect.isroutine(x) or isinstance(x, np.ufunc)) and not calls and x not in known:
            code = place.frame.f_code
            stored = text in code.co_varnames[code.co_argcount :] and text != x.__name__
            return (
                f"`{text}` is the function `{x.__name__}` here, not its answer." if stored else A_FUNCTION.format(text)
            )
    for text, x in held.items():
        if isinstance(x, list) and (said := _of_a_list(text, x, error, place.node)):
            return said
        parts = x if isinstance(x, (tuple, list)) else ()
        parts = [*parts, *(one for part in parts if isinstance(x, tuple) and isinstance(part, list) for one in part)]
        if not any(isinstance(part, np.ndarray) for part in parts):
            continue
        if hasattr(x, "_fields") and isinstance(error, AttributeError):
            continue
        if isinstance(x, tuple) and len(x) == 1:
            return f"`{text}` is a tuple of one value: a comma at the end of a line makes one."
        no_array = isinstance(x, tuple) or len({*map(_shape, x)}) > 1
        whole = x is getattr(error, "obj", None) or isinstance(x, tuple) and "inhomogeneous" in str(error)
        if whole and isinstance(x, list) and isinstance(error, AttributeError) and not hasattr(np.ndarray, error.name):
            return f"`{text}` is a list of {len(x)}, and has no `{error.name}`."
        if isinstance(place.node, ast.BinOp) or "not tuple" in str(error) or whole and no_array:
            return f"`{text}` holds {len(x)} values, not one{advice.format(', '.join('abc…'[: len(x)]))}."
    empty = [text for text, x in held.items() if x is None and text != "None"]
    if empty:
        letters = [fact for fact in place.facts(False) if re.fullmatch(r"\w+ = -?\d+", fact)]
        at = f", with {' and '.join(letters)}" if letters and "[" in empty[0] else ""
        return f"{as_code(empty)} {'are' if len(empty) > 1 else 'is'} None here{at}.{_in_place(place, empty[0])}"


def _of_a_list(text, x, error, node) -> str:
    """A list that is calculated with as if it were an array."""
    arrays = any(isinstance(part, np.ndarray) for part in x)
    operator = getattr(node, "op", None)
    adds = isinstance(operator, ast.Add)
    as_an_array = isinstance(error, TypeError) or arrays or adds and not any(map(np.isscalar, x))
    if operator is None or "iterable" in str(error) or '(not "NoneType' in str(error) or not as_an_array:
        return ""
    if adds:
        does = "with an array adds numbers" if isinstance(error, ValueError) else "joins it to other lists only"
        return f"`{text}` is a list, and `+` {does}; `{text} + [a]` puts `a` behind what it holds."
    if text[0] == "[" and len(x) == 1:
        return f"`{text}` is a list. What is computed first stands in round brackets."
    alike = len({*map(_shape, x)}) == 1 and not any(part is None for part in x)
    advice = f"`np.array({text})` makes an array of it" if alike else "take its entries one by one"
    return f"`{text}` is a list of {len(x)}, and nothing computes with a list as a whole: {advice}."


def _in_place(place, name) -> str:
    """A remark if what a variable holds is the None of a method that changes its list, or its array."""
    for node in ast.walk(_source(place.frame.f_code)[0] or ast.Pass()):
        match node:
            case ast.Assign([target], ast.Call(ast.Attribute(attr=attr) as f)) if ast.unparse(target) == name:
                if attr in IN_PLACE:
                    return f" `{ast.unparse(f)}(…)` changes what stands there already, and its own value is None."
    return ""


def _handed_on(place, inner):
    """A function that is an argument of the call, and that the called function calculates with."""
    held = inner.operands().values()
    for text, x in place.operands().items():
        if inspect.isroutine(x) and any(x is part for part in held):
            return A_FUNCTION.format(text)
    return ""


def _index(error, place, advice=" `{}[None, :]` makes a row of it."):
    """Something that has no entries, or not that one."""
    if not isinstance(place.node, ast.Subscript) or not isinstance(error, (TypeError, IndexError)):
        return ""
    x, text = place.operands().get(ast.unparse(place.node.value)), ast.unparse(place.node.value)
    if isinstance(x, (int, float, np.number)) or "index to scalar" in str(error):
        it = "one number" if x is None else f"one number, {value(x)}"
        return f"`{text}` is {it}: it has no entries, so no square brackets can follow."
    if hasattr(x, "_fields"):
        return f"`{text}` is {kind(x)}, whose parts have names, as in `{text}.{x._fields[0]}`."
    if isinstance(error, TypeError) or not isinstance(x, (np.ndarray, list, tuple)):
        return ""
    shape = x.shape if isinstance(x, np.ndarray) else (len(x),)
    whole = text.removesuffix(".shape")
    if whole != text and len(x) == 1:
        own = whole in place.frame.f_locals or not whole.isidentifier()  # another cell's is not to be given a new shape
        return f"`{whole}` has shape {x}, 1 axis; expected: 2, rows and columns.{advice.format(whole) * own}"
    if len(_indices(place.node)) > len(shape):
        axes = "1 axis" if len(shape) == 1 else f"{len(shape)} axes"
        return f"`{text}` has shape {shape}, {axes}; the brackets name {len(_indices(place.node))}."
    told = re.match(r"index (-?\d+) is out of bounds for axis (\d+)", str(error))
    told = {int(told[2]): int(told[1])} if told else {}  # of what cannot be computed again
    for (i, part), entries in zip(enumerate(_indices(place.node)), shape):
        at = place.operands().get(ast.unparse(part), told.get(i))
        where = f"`{text}`" if len(shape) == 1 else f"axis {i} of `{text}`"
        where += f" has {entries} entr{'y' if entries == 1 else 'ies'}"
        if isinstance(at, np.ndarray) and at.dtype == bool and len(at) != entries:
            columns = f" Axis 1 has {shape[1]}: the samples are columns." if i == 0 and shape[1:2] == (len(at),) else ""
            return f"`{ast.unparse(part)}` holds {len(at)} times True or False, and {where}.{columns}"
        many = isinstance(at, (list, range, np.ndarray)) and np.asarray(at).dtype.kind == "i" and np.size(at)
        at = int(np.max(at)) if many else at
        if isinstance(at, (int, np.integer)) and not -entries <= at < entries:
            last = f"Python counts from 0, so the last index is {entries - 1}"
            index = f"`{ast.unparse(part)}` {'holds' if many else 'is'} {at}, and {where}"
            said = where[0].upper() + where[1:] if isinstance(part, ast.Constant) else index
            none = "there is no index at all" + "; `append` puts one more behind" * isinstance(x, list)
            return f"{said}: {last if entries else none}."


def _stacked(error, place):
    """Arrays that cannot be put together: the shape of each."""
    f, held = place.called(), place.operands()
    if NOTHING in str(error):
        return "There is no array to put together: the list is empty here."
    if isinstance(place.node, ast.Subscript):
        f = held.pop(ast.unparse(place.node.value), None)
    if not isinstance(error, ValueError) or not any(f is stack for stack in (*STACKS, np.c_, np.r_)) or not held:
        return ""
    shapes = [f"`{text}` {f'has shape {_shape(x)}' if _shape(x) else f'is {kind(x)}'}" for text, x in held.items()]
    way = {
        np.vstack: "below each other: all need the same number of columns",
        np.hstack: "side by side: all need as many axes, and the same number of rows",
        np.stack: "along a new axis: all need the same shape",
        **dict.fromkeys((np.column_stack, np.c_), "side by side: all need the same number of rows"),
    }.get(f, "together: all need as many axes, and equal lengths but along the one where they are joined")
    return f"{', '.join(shapes)}. `np.{getattr(f, '__name__', 'c_' if f is np.c_ else 'r_')}` puts arrays {way}."


def _call(error, place, advice=" Entries take square ones; a product takes `*`."):
    """What is called is no function, or takes other arguments."""
    f, node = place.called(), place.node
    unknown = re.match("'numpy.(ndarray|float64)' object is not callable", str(error))
    if f is None and unknown and isinstance(node, ast.Call):
        held = "an array" if unknown[1] == "ndarray" else "one number"
        return f"`{ast.unparse(node.func)}` is {held}, and round brackets call a function.{advice}"
    if not isinstance(error, TypeError) or f is None:
        return ""
    name = ast.unparse(node.func)
    if not callable(f) and hasattr(builtins, name):
        return f"`{name}` is a function of Python's own, but here it is {value(f)}: it was given this value above. Choose another name."
    if f is np.r_ or f is np.c_:
        return f"`{name}` takes square brackets, as in `{name}[a, b]`."
    if not callable(f):
        held = re.sub("^array", "an array", value(f)) if value(f) != name else "one number"
        helps = isinstance(f, DATA) and not isinstance(f, bool) and not hasattr(f, "_fields")
        advice = advice * helps if node.args else " Leave them out."
        return f"`{name}` is {held}, and round brackets call a function.{advice}"
    arrays = [(text, _shape(x)) for text, x in place.operands().items() if _shape(x)]
    for_one_number = any(f is known for known in FOR_ONE_NUMBER)
    if for_one_number and arrays:
        also = f" `np.{f.__name__}` takes arrays." if f.__module__ == "math" and hasattr(np, f.__name__) else ""
        return f"`{name}` takes one number, and `{arrays[0][0]}` is an array of shape {arrays[0][1]}.{also}"
    if for_one_number and re.match("only (0-d|length-1|size-1)", str(error)):
        return f"`{name}` takes one number; what it is given here is an array."
    plain = f is np.array and all(isinstance(x, (int, float)) for x in place.operands().values())
    append = isinstance(getattr(f, "__self__", None), list) and f.__name__ == "append"
    if len(node.args) > 1 and (plain or append or any(f is known for known in (*STACKS, np.ones, np.zeros, np.empty))):
        what = "What is appended is" if append else "The shape is"
        what = "The numbers are" if plain else "The arrays are" if f in STACKS else what
        return f"{what} *one* argument, in brackets of its own: `{name}(({ast.unparse(node.args[0])}, …))`."
    if keyword := re.search(r"unexpected keyword argument '(\w+)'", str(error)):
        with suppress(ValueError):  # of some functions nobody knows what they take
            takes = [*inspect.signature(f).parameters]
            near = [one for one in takes if one.replace("_", "").lower() == keyword[1].lower()]
            near += difflib.get_close_matches(keyword[1], takes, 1, 0.8)
            if near:
                return f"`{name}` takes `{near[0]}`, and no `{keyword[1]}`."
    if inspect.isfunction(f):
        try:
            inspect.signature(f).bind(*node.args, **{k.arg: k.value for k in node.keywords if k.arg})
        except TypeError:
            takes, given = ", ".join(inspect.signature(f).parameters), len(node.args) + len(node.keywords)
            return f"It is `{f.__name__}({takes})`; here it gets {given}."


def _put(error, place):
    """What is put into a place of another shape."""
    if not re.match(INTO, str(error)) or not isinstance(place.around, (ast.Assign, ast.AugAssign)):
        return ""
    shape = flat = ""
    with suppress(LookupError):
        shape = f", of shape {_shape(x := place.value(place.around.value))},"
        row = str(error).endswith(f"into shape ({np.size(x)},)")
        flat = " The numbers are as many: `.ravel()` puts them in one row." * row
    if "setting" in str(error):
        place_of_one = ast.unparse(getattr(place.around, "target", None) or place.around.targets[0])
        return f"`{place_of_one}` takes one number; what stands on the right of `=`{shape} is an array."
    return f"What stands on the right of `=`{shape} does not fit the place it is put into.{flat}"


def _shapes(error, place):
    """Two shapes that do not fit an operation."""
    if not isinstance(error, ValueError) or "truth" in str(error):
        return ""
    if "inhomogeneous" in str(error):
        lists = [text for text, x in place.operands().items() if isinstance(x, list) and text[0] != "["]
        if lists:
            return f"Of `{lists[0]}`, a list whose entries differ in shape, NumPy makes no one array: go through its entries."
        return "One array is to be made of parts whose shapes differ. `np.vstack([a, b])` puts rows below each other, `np.r_[a, b]` end to end; a list holds any."
    if size := re.match(r"cannot reshape array of size (\d+)", str(error)):
        return f"`reshape` keeps every number, and {size[1]} of them do not fill such a shape."
    of = [place.node.func.value] if isinstance(getattr(place.node, "func", None), ast.Attribute) else []
    if re.match("zero-size array|attempt to get arg", str(error)):
        empty = [text for text, x in place.operands(*of).items() if isinstance(x, np.ndarray) and not x.size]
        return f"There is no number in {as_code(empty)}." if empty else ""
    if isinstance(place.node, ast.AugAssign) and "output operand" in str(error).lower():
        a = ast.unparse(place.node.target)
        return f"The result has another shape than `{a}`, into which it is put here. `{a} = {a} …` makes a new array."
    if "too deep" in str(error):
        return f"`{ast.unparse(place.node.func)}` takes arrays with one axis."
    if "axes don't match" in str(error):
        axes = [f"`{text}` has {x.ndim} axes" for text, x in place.operands(*of).items() if isinstance(x, np.ndarray)]
        return f"{axes[0]}; their order names each of them once." if axes else ""
    held = [(text, _shape(x)) for text, x in place.operands().items()]
    operator, f, parts = getattr(place.node, "op", None), place.called(), list(map(ast.unparse, _parts(place.node)))
    if len(held) < 2 == len(parts):  # a part that is not computed again: its shape is in NumPy's words
        told = [tuple(map(int, re.findall(r"\d+", shape))) for shape in re.findall(r"\([\d, ]+\)", str(error))]
        held = list(zip(parts, told)) if len(told) == 2 else held
        if size := re.search(r"size (\d+) is different from (\d+)", str(error)):
            ends = f"`{parts[0]}` ends with the length {size[2]}, and `{parts[1]}` begins with {size[1]}"
            return f"{ends}: in a product these two must be equal."
    if isinstance(error, np.linalg.LinAlgError) and "dimension" in str(error) and (arrays := [x for x in held if x[1]]):
        rows = ": both need the same number of rows" * ("Incompatible" in str(error))
        return ", ".join(f"`{text}` has shape {shape}" for text, shape in arrays) + f"{rows}."
    # Also `*`, if it is that of an np.matrix.
    is_product = isinstance(operator, ast.MatMult) or f is np.dot or f is np.matmul or "not aligned" in str(error)
    if len(held) == 2 and is_product:
        (a, A), (b, B) = held
        if not A or not B:
            lone = b if A else a
            return f"`{lone}` is a single number, and `@` multiplies arrays. A number times an array takes `*`."
        return f"`{a}` has shape {A}, `{b}` {B}: in a product the last of the first, {A[-1]}, must be equal to {B[-2:][0]}."
    if len(held) == 2 and (operator or isinstance(place.node, ast.Compare) or isinstance(f, np.ufunc)):
        (a, A), (b, B) = held
        for text, x in place.operands().items():
            if isinstance(x, tuple):
                return f"`{text}` is {value(x)}, {len(x)} numbers: take the one that is meant, by its index."
        return f"`{a}` has shape {A}, `{b}` {B}. Entry by entry, the lengths must be equal from the right, or one of them 1."
    if inspect.isfunction(f) and f.__module__.startswith("helpers."):
        given = [f"`{text}` of shape {x.shape}" for text, x in place.operands().items() if isinstance(x, np.ndarray)]
        if given and not re.match(r"[\w\[\]]+ has shape", str(error)):
            return f"`{f.__name__}({', '.join(inspect.signature(f).parameters)})` is given {listed(given)}."


def _in_parts(error, place):
    """What a loop is to go through, a list to take in, or several names are to stand for."""
    for node in ast.walk(place.around or ast.Pass()) if re.search("not iterable|unpack", str(error)) else ():
        with suppress(LookupError, AttributeError, TypeError):  # of what does none of these, or is not known
            target, part = getattr(node, "target", None) or node.targets[0], getattr(node, "iter", None) or node.value
            x, text, names = place.value(part), ast.unparse(part), [type(n) for n in getattr(target, "elts", ())]
            if x is None:
                return f"`{text}` is None here.{_in_place(place, text)}"
            if isinstance(x, (int, float)) and isinstance(node, ast.AugAssign):
                return f"`{text}` is one number; a list takes it in square brackets, `[{text}]`."
            if isinstance(x, (int, float)) and hasattr(node, "iter"):
                numbers = f", as over those in `range({text})`" if isinstance(x, int) else ""
                return f"`{text}` is one number: a loop runs over several{numbers}."
            if set(names) == {ast.Name}:
                loop, pair = hasattr(node, "iter"), isinstance(part, ast.Tuple)
                first = f"; a loop takes one part of it after the other, and the first is {kind(x[0])}" if loop else ""
                fits = loop and len(x) == len(names) and (pair or getattr(x, "ndim", 0) == 2)
                advice = f" `{f'zip{text}' if pair else f'{text}.T'}` would fit." if fits else ""
                parts = f" of {len(x)} ({', '.join(x._fields)})" if hasattr(x, "_fields") else ""
                return f"`{text}` is {kind(x)}{parts}{first}, for {len(names)} names.{advice}"


def _no_whole_number(error, place, f):
    """What stands where a whole number is needed; of the type that the error names, if it names one."""
    if isinstance(getattr(place.node, "value", None), ast.List):
        return "Behind `]` square brackets take an entry out of the list. Between two entries of a list stands a comma."
    held = place.operands()
    held.pop(ast.unparse(getattr(place.node, "value", ast.Pass())), None)  # what has the entries
    if any(f is known for known in REDUCING) and len(place.node.args) == 2 and len(held) == 2:
        name = ast.unparse(place.node.func)
        also = f" Entry by entry it is `{name}imum`." if f in (np.max, np.min) else ""
        return f"`{name}(a, axis)` takes one array: what stands second is the axis.{also}"
    named = re.match(r"'(?:numpy\.)?(\w+)' object", str(error))
    for text, x in held.items():
        if named and type(x).__name__ != named[1]:
            continue
        it = value(x) if isinstance(x, (list, tuple, str)) else f"{kind(x)}, of floats"
        it = f"{x}" if isinstance(x, float) else it
        advice = " `/` always gives a float, `//` a whole number." * (isinstance(x, float) and text != it)
        axes = [ast.unparse(k.value) for k in getattr(place.node, "keywords", ()) if k.arg == "axis"]
        if isinstance(x, tuple) and (text in axes or getattr(f, "__name__", "").startswith("arg")):
            advice = " Here one axis is taken, not several."
        elif isinstance(x, (list, tuple)) and text[0] not in "([":
            advice = f" `*{text}` stands for its entries, `len({text})` for their number."
        for loop in ast.walk(_source(place.frame.f_code)[0] or ast.Pass()):
            if isinstance(loop, ast.For) and ast.unparse(loop.target) == text and not isinstance(loop.iter, ast.Call):
                many = ast.unparse(loop.iter)
                advice = f" The loop runs over the entries of `{many}`; `range(len({many}))` gives their indices."
        if isinstance(x, (float, list, tuple, str)) or isinstance(x, np.ndarray) and x.dtype.kind == "f":
            return f"`{text}` {'stands' if text == it else f'is {it},'} where a whole number is needed.{advice}"


def _other(error, place):
    f = place.called()
    if isinstance(error, TypeError) and isinstance(getattr(place.node, "op", None), ast.BitXor):
        return "`^` is no power in Python; a power is written with `**`."
    if isinstance(error, TypeError) and re.search("boolean (subtract|negative)", str(error)):
        way = ".astype(int)" if any(np.ndim(x) for x in place.operands().values()) else "int(…)"
        return f"NumPy has no minus for True and False. `{way}` makes numbers of them."
    if re.search(r"cast ufunc.*float.*to dtype\('u?int", str(error)) and isinstance(place.node, ast.AugAssign):
        a = ast.unparse(place.node.target)
        return f"`{a}` holds whole numbers, and what is put into it here are floats. `{a} = {a} …` makes a new array."
    if "cast ufunc" in str(error) and isinstance(f, np.ufunc) and len(place.node.args) > f.nin:
        return f"`{ast.unparse(place.node.func)}` is given more than it takes: the last is where its answer is put."
    if re.search("truth|'axis'", str(error)) and any(place.called() is f for f in (max, min, sum)):
        name = ast.unparse(place.node.func)
        also = "" if name == "sum" else f", and entry by entry `np.{name}imum`"
        return f"`{name}` is Python's own: it goes through rows, and knows no axis. NumPy has `np.{name}`{also}."
    asked = isinstance(place.node, ast.Compare) and not isinstance(place.node.ops[-1], (ast.In, ast.NotIn))
    if isinstance(error, ValueError) and "truth" in str(error) and (asked or isinstance(place.around, ast.stmt)):
        said = "`if`, `while`, `and`, `or` and `not` want one yes or no; here is a whole array of them. "
        if any(isinstance(node, ast.BoolOp) for node in ast.walk(place.around)):
            return f"{said}Entry by entry, `and` is `&` and `or` is `|`, with brackets: `(a >= 0) & (a < 1)`."
        return (
            f"{said}A comparison such as `a >= 0` answers for all entries at once, with no `if`; `np.any(…)` and "
            "`np.all(…)` ask about all together."
        )
    if "no attribute" in str(error) and getattr(error, "name", "") and isinstance(place.node, ast.Attribute):
        names = [name for name in dir(error.obj) if name[0] != "_"]
        near = [name for name in names if sorted(name) == sorted(error.name)]  # two letters have changed places
        near += [name for name in names if name.lower() == error.name.lower()]
        near = near or difflib.get_close_matches(error.name, names, 1, 0.8)
        home = "np.linalg" if error.obj is np else "np" * isinstance(error.obj, np.ndarray)
        near = [f"{home}.{error.name}"] if home and hasattr(np.linalg if error.obj is np else np, error.name) else near
        it = next((f"`{text}`" for text, x in place.operands().items() if x is error.obj), "It")
        it = f"`{error.obj.__name__}`" if isinstance(error.obj, ModuleType) else f"{it} is {kind(error.obj)}, and"
        array = type(error.obj) is list and hasattr(np.ndarray, error.name) and len(set(map(_shape, error.obj))) == 1
        array = " `np.array(...)` makes an array of it." * array
        if error.name == "append" and isinstance(error.obj, np.ndarray):  # what NumPy calls so would take it apart
            near, array = [], " A list has; an array keeps its size."
        if hasattr(error.obj, "_fields"):
            array = f" It has {as_code(error.obj._fields)}."
        return f"{it} has no `{error.name}`." + (f" Did you mean `{near[0]}`?" if near else array)
    if isinstance(error, (TypeError, IndexError)) and "integer" in str(error) and "data type" not in str(error):
        return _no_whole_number(error, place, f)
    for text, x in place.operands().items() if "has no len()" in str(error) else ():
        if isinstance(x, (int, float, np.number)):
            return f"`{text}` is one number, {value(x)}: it has no length."
        if isinstance(x, Iterator):
            return f"`{text}` hands out its entries one by one, and has no length: `list(…)` makes a list of them."
    if type(error).__name__ == "AxisError" and (n := re.search(r"array of dimension (\d+)", str(error))):
        return f"Axes are counted from 0: of {n[1]} the last is {int(n[1]) - 1}."


_RULES = _itself, _arrow, _name, _stacked, _not_numbers, _index, _call, _put, _shapes, _in_parts, _other


# --- What Python cannot read ----------------------------------------------------------------------

# What is written in other places, and what Python writes: said only if the cell can be read with it.
FOREIGN = (
    (r"\.\^", "**", "`.^` is MATLAB's power; Python's is `**`."),
    (r"\.(?=[*/])", "", "`*` and `/` go entry by entry in NumPy; MATLAB's dot before them is left out."),
    (r"(?<=[\w)\]])'", ".T", "`'` begins a text in Python; the transpose of `A` is `A.T`."),
    (r"\belse if\b", "elif", "`else if` is one word in Python, `elif`."),
    ("=([<>])", r"\1=", "The `=` stands last in Python, as in `>=` and `<=`."),
    (r"&&|\|\|", " and ", "`&&` is `and` in Python, `||` is `or`."),
    (r"!(?!=)", " not ", "`!` is `not` in Python."),
    (r"\+\+ *$", " += 1", "Python has no `++`; one more is `+= 1`."),
    (r"(?<=\d),(?=\d)", ".", "Decimals stand behind a point in Python, not a comma."),
    (r"(?<![\w.])(\d+(?:\.\d+)?)(?=[A-Za-z_])(?!\w+ *=[^=])", r"\1 * ", "A product has a `*`, as in `2 * x`."),
    (r"(?<=[)\]]) *\b", " * ", "Behind a closing bracket something is missing, such as an operator or a comma."),
    ("[−–—]", "-", "The minus comes from another text: it is a longer character. Type `-`."),
    ("[“”„‘’]", '"', "The quotation marks come from another text, and are curved. Type straight ones."),
    (r"\belse?if\b", "elif", "Python's word is `elif`."),
    (r"<>|~=", "!=", "Not equal is `!=` in Python."),
    (r"\b(Def|Return|For|While|If|Else|Elif|In)\b", lambda m: m[0].lower(), "Python's own words are in small letters."),
    (r"\bfor (\w+) *= *(\w+) *: *(\w+) *:?$", r"for \1 in range(\2, \3):", "A loop is `for i in range(n):` in Python."),
    (r"\brange\(([^():]+):([^():]+)\)", r"range(\1, \2)", "Between the ends of a `range` stands a comma."),
    ("×", "*", "A product takes `*`."),
    (r"%\*%", "@", "`%*%` is R's product of matrices; NumPy's is `@`."),
    (r"%\s*\w+ \w+.*$", "", "A comment begins with `#` in Python."),
    (r"(\w)\(([^()]+)\)(?= *=[^=])", r"\1[\2]", "An entry that gets a value takes square brackets, as in `X[0] = …`."),
    (r"(\w)\(([^()]*:[^()]*)\)", r"\1[\2]", "A part of an array takes square brackets, as in `X[:, i]`."),
    (";", ",", "`;` is MATLAB's. Commas separate entries, and `np.vstack([a, b])` puts rows below each other."),
    (r"\blambda\b", "lambda_", "`lambda` is a word of Python's own. Choose another name."),
)
INDENTED = {
    "unexpected indent": "It begins further right than what stands above it; only a line that ends with `:` opens a block.",
    "'return' outside function": "It begins too far left to belong to the function: indent it.",
    "unindent does not match any outer indentation level": "No line above it begins at the same column: line it up with one.",
    "inconsistent use of tabs and spaces in indentation": "Tabs and spaces look alike and are not: use spaces alone.",
}


def _reads_on(lines: list[str], at: int) -> bool:
    """Whether Python can read this line; what comes after it may still hold an error."""
    try:
        ast.parse("\n".join(lines))
    except SyntaxError as error:
        return (error.lineno or 0) > at + 1
    return True


def explain_syntax(error: SyntaxError, source: str) -> str:
    """What keeps Python from reading a line, if it is known: brackets without a partner, or another language."""
    lines, at = source.split("\n"), (error.lineno or 1) - 1
    for some in (*combinations(FOREIGN, 1), *combinations(FOREIGN, 2)):
        changed = lines[at] if at < len(lines) and all(re.search(old, lines[at]) for old, *_ in some) else ""
        for old, new, _ in some:
            changed = re.sub(old, new, changed)
        if changed and _reads_on([*lines[:at], changed, *lines[at + 1 :]], at):
            return " ".join(words for *_, words in some)
    if at < len(lines) and lines[at - 1].startswith("@") and _reads_on([*lines[:at], *lines[at + 1 :]], at):
        return "Between the line with `@` and that with `def` nothing may stand."
    found = []
    with suppress(tokenize.TokenError, SyntaxError):
        found += (token.string for token in tokenize.generate_tokens(StringIO(source).readline))
    for opens, closes in ("()", "[]", "{}"):
        many, few = found.count(opens), found.count(closes)
        if many != few:
            many, few = ({0: "never", 1: "once", 2: "twice"}.get(n, f"{n} times") for n in (many, few))
            return f"`{opens}` stands {many} in this cell, and `{closes}` {few}."
    return INDENTED.get(error.msg, "")


# --- Endless loops --------------------------------------------------------------------------------


def explain_loop(frame: FrameType | None, function: Callable, seconds: float, began: float = 0.0) -> str:
    """Which of the student's loops goes on, seen from outside: by its innermost frame, after so many seconds.

    No loop is, if the last call ``began`` only a moment ago.
    """
    after = f"Stopped after {seconds:.0f} seconds"
    many = (
        f"{after}, before the check was done: it calls `{function.__name__}` many times, and each call takes its time. "
        "If the computer is busy, run the cell again."
    )
    if monotonic() - began < seconds / 3:
        return many
    last_line = ""
    while frame is not None:
        if _is_students(frame.f_code.co_filename, function):
            tree, lines = _source(frame.f_code)
            loop = _enclosing_loop(tree, frame.f_lineno) if tree else None
            if loop is not None:
                return (
                    f"{after}, because your loop does not end: {_why_endless(loop, frame)}\n"
                    f"Line {loop.lineno}:\n    {lines[loop.lineno - 1].strip()}"
                )
            if not last_line and frame.f_lineno <= len(lines):
                last_line = f"\nLine {frame.f_lineno}:\n    {lines[frame.f_lineno - 1].strip()}"
        frame = frame.f_back
    return f"{after}: one line of your code takes too long, or waits for something.{last_line}" if last_line else many


def _enclosing_loop(tree: ast.AST, number: int) -> ast.While | ast.For | None:
    """The loop that is to blame for still being at a line: the outermost `while`, else a `for`."""
    loops = (node for node in ast.walk(tree) if isinstance(node, (ast.While, ast.For)))
    around = [loop for loop in loops if loop.lineno <= number <= loop.end_lineno]
    return next((loop for loop in around if isinstance(loop, ast.While)), around[0] if around else None)


def _why_endless(loop: ast.While | ast.For, frame: FrameType) -> str:
    """Why a loop goes on, and what to do."""
    if isinstance(loop, ast.For):
        return "what it runs over is too long, or grows while it runs."
    condition = ast.unparse(loop.test)
    match loop.test:
        case ast.UnaryOp(ast.Invert(), ast.Call(ast.Name("all" | "any" | "bool"))):
            return f"`{condition}` is always true, as `~True` is -2, and every number but 0 is true. Python's word is `not`."
    reason = f"`while {condition}` ends only by `break` or `return`, and neither was reached."
    if not isinstance(loop.test, ast.Constant):
        names = dict.fromkeys(n.id for n in ast.walk(loop.test) if isinstance(n, ast.Name))
        held = [f"{n} = {value(x)}" for n in names if isinstance(x := frame.f_locals.get(n), DATA)]
        now = f" (now {', '.join(held)})" if held else ""
        reason = f"`{condition}` stays true{now}. Does anything inside the loop make it false?"
    return reason + " On some data nothing ever will: then only a cap on the rounds helps."
