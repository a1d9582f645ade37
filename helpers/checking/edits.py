"""Changes of one place in a program: what people get wrong, read backwards.

``RULES`` is the table, the likely kinds of change first. In a rule α, β, γ and φ stand for any expression;
NAME stands for each name in scope, SIZE for each number of rows or columns, CALL for each function of one
argument, and UNUSED for each parameter that the function never uses. What rules cannot say is a function
below them. Nothing is run here; a change is made for the length of a ``with``, and undone.
"""

import ast
import copy
import inspect
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from itertools import combinations
from types import FunctionType

import numpy as np

RULES = """
the bounds of the range
range(α) -> range(α - 1) | range(α + 1) | range(1, α) | range(1, α + 1) | range(2, α) | reversed(range(α))
range(α) -> range(SIZE) | range(SIZE - 1) | range(SIZE + 1) | range(1, SIZE) | range(0, α, NAME)
range(α, β) -> range(β) | range(α) | range(α, β - 1) | range(α, β + 1) | range(α - 1, β) | range(α + 1, β)
range(α, β) -> range(α - 1, β - 1) | range(α + 1, β + 1) | range(0, β) | range(1, β) | reversed(range(α, β))
range(α, β) -> range(α, β, -1) | range(β - 1, α - 1, -1) | range(α, SIZE) | range(α, SIZE - 1) | range(α, SIZE + 1)
range(α, β) -> range(α, min(β, SIZE)) | range(α, β, NAME)
range(α, β, γ) -> range(α, β) | range(α - 1, β, γ) | range(α + 1, β, γ) | range(α, β - 1, γ) | range(α, β + 1, γ)
range(α, β, γ) -> range(α - 1, β - 1, γ) | range(α + 1, β + 1, γ) | range(α, β, -γ) | range(β, α, γ)
range(α, β, γ) -> range(α, SIZE, γ) | range(α, β, NAME)
range(α, β, γ, φ) -> range(α, β, γ) | range(α, β)
reversed(α) -> α
np.arange(α) -> np.arange(α - 1) | np.arange(α + 1) | np.arange(SIZE)

an axis

a statement

a transpose
α.T -> α
α.transpose() -> α
np.transpose(α) -> α
α -> α.T

an index or a slice
α[β] -> α[β + 1] | α[β - 1] | α[NAME] | α[:, β] | α[β, :]
α[β, γ] -> α[γ, β] | α[β] | α[γ]
α[β:] -> α[β - 1:] | α[β + 1:] | α[:, β:]
α[:β] -> α[:β - 1] | α[:β + 1] | α[:, :β]
α[β:γ] -> α[β:] | α[:γ] | α[β:γ - 1] | α[β:γ + 1] | α[β - 1:γ] | α[β + 1:γ]

an argument too many, or one missing

a comparison
~α -> not α | α
not α -> α | ~α
α.any() -> α.all()
α.all() -> α.any()
np.any(α) -> np.all(α)
np.all(α) -> np.any(α)
any(α) -> all(α)
all(α) -> any(α)

an operator
α @ β -> α * β | np.outer(α, β) | α @ β.T | α.T @ β
α * β -> α @ β | np.outer(α, β) | α / β | α + β | α - β
α / β -> α * β | α // β | α - β
α // β -> α / β | α % β | -(-α // β)
α % β -> α // β | α / β
α + β -> α - β | α * β
α - β -> α + β | abs(α - β) | α * β
α ^ β -> α ** β
α ** β -> α * β
α * 2 -> α ** 2
np.dot(α, β) -> α * β | np.outer(α, β)
np.outer(α, β) -> α @ β | α * β
np.multiply(α, β) -> α @ β
α and β -> α or β
α or β -> α and β

the order
α - β -> β - α
α / β -> β / α
α @ β -> β @ α
α ** β -> β ** α
α if γ else β -> β if γ else α

brackets

a factor or a term too many
α if γ else β -> α | β
α and β -> α | β
α or β -> α | β

a sign
-α -> α
α -> -α

a size
len(α) -> α.shape[1] | α.size | len(α) - 1 | len(α) + 1 | SIZE
α.size -> α.shape[1] | len(α) | SIZE
α.shape[β] -> SIZE

a number

a call too many

a copy
α.copy() -> α.astype(float)

a name
np.random -> NAME

a function

an index or a slice, 2
α -> α[:, 1:] | α[1:] | α[:, :-1] | α[:-1] | α[:, :1] | α[:, 0] | α[0] | α[-1] | α[::-1] | α[:, None] | α[None]

a parameter that is never used, 2
α -> α @ UNUSED | UNUSED @ α | α @ UNUSED[:, 1:] | α * UNUSED | α / UNUSED | α + UNUSED | α - UNUSED | UNUSED - α
α -> α * UNUSED.T | UNUSED(NAME) | α * UNUSED(NAME) | α * UNUSED(NAME).T

a factor, 2
α.mean() -> α / SIZE
np.mean(α) -> α / SIZE
α -> α / SIZE | α * SIZE | 2 * α | α / 2 | α ** 2 | NAME * α | α / NAME | (1 - NAME) * α

a term, 2
α -> 1 - α | α + 1 | α - 1 | α - α.max(axis=0)

a call that is missing, 2
α -> CALL(α) | np.array(α)
"""

# Stands first in each comprehension's conditions: so a candidate's rounds are counted. No name that can be typed.
TICK = ast.parse("tick()", mode="eval").body
TICK.func.id = "<tick>"


@dataclass(frozen=True)
class Change:
    """One change: the student's nodes that it replaces, its kind, and what is put where."""

    nodes: tuple[ast.AST, ...]
    kind: str
    puts: tuple[tuple, ...]  # (list or node, index or field, what is put there)

    @contextmanager
    def made(self) -> Iterator[None]:
        """The tree with this change, until the end of the ``with``."""
        old = [_put(*put) for put in self.puts]
        try:
            yield
        finally:
            for (owner, key, _), value in zip(self.puts, old):
                _put(owner, key, value)


def _put(owner, key, new):
    """Put something into a list or a node; gives back what was there."""
    if isinstance(owner, list):
        owner[key], old = new, owner[key]
    else:
        old = getattr(owner, key)
        setattr(owner, key, new)
    return old


@dataclass(frozen=True)
class Scope:
    """What a change may use, as code: the words of the rules, and functions by their number of arguments."""

    words: dict[str, tuple[str, ...]]
    calls: dict[str, int]

    @classmethod
    def of(cls, tree: ast.FunctionDef, function: Callable, arguments: tuple) -> "Scope":
        """What stands at hand in a function that is called with these arguments."""
        parameters = [a.arg for a in (*tree.args.args, *tree.args.kwonlyargs)]
        nodes = list(ast.walk(tree))
        read = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        stored = [n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        sizes, calls = [], dict.fromkeys(("np.exp", "np.log", "np.abs", "np.sqrt", "int"), 1)
        for name, value in zip(parameters, arguments):
            if isinstance(value, (np.ndarray, list, tuple)):
                sizes.append(f"len({name})")
            if isinstance(value, np.ndarray) and value.ndim == 2:
                sizes.append(f"{name}.shape[1]")
            if callable(value):
                calls[name] = 1
        for node in nodes:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                if isinstance(node.value, (ast.Subscript, ast.Call)) and "shape[" in ast.unparse(node.value):
                    sizes.append(node.targets[0].id)
        for name, value in function.__globals__.items():
            if isinstance(value, FunctionType) and value is not function and name != tree.name:
                if name in read or not value.__module__.startswith("helpers"):
                    calls[name] = len(inspect.signature(value).parameters)
        words = {
            "NAME": tuple(dict.fromkeys([*parameters, *stored])),
            "SIZE": tuple(sizes),
            "UNUSED": tuple(p for p in parameters if p not in read),
            "CALL": tuple(name for name, takes in calls.items() if takes == 1),
        }
        return cls(words, calls)


@dataclass(frozen=True)
class Site:
    """A node of the program, and where it hangs."""

    node: ast.AST
    owner: object  # its parent, or a list of its parent's
    key: object
    parent: ast.AST
    field: str


def changes(tree: ast.FunctionDef, scope: Scope, tier: int) -> Iterator[Change]:
    """All changes of a tier: at one place, and, in the first tier, alike at all places that read the same."""
    sites = list(_sites(tree))
    groups = defaultdict(list)
    for site in sites:
        if not isinstance(site.node, (ast.Constant, ast.Slice)) or site.field == "axis":
            groups[site.field == "axis", ast.unparse(site.node)].append(site)
    alike = [group for group in groups.values() if len(group) > 1] if tier == 1 else []
    for kind, edit in _edits()[tier - 1]:
        if edit is _blocks:
            yield from _blocks(tree)
            continue
        for group in [*([site] for site in sites), *alike]:
            nodes = tuple(site.node for site in group)
            for news in zip(*(edit(site, scope) for site in group)):
                yield Change(nodes, kind, tuple((s.owner, s.key, new) for s, new in zip(group, news)))


def _sites(tree: ast.FunctionDef) -> Iterator[Site]:
    """Every expression of the function, in the order of its text."""
    for parent in ast.walk(tree):
        if isinstance(parent, (ast.arg, ast.FormattedValue)):
            continue
        for field, value in ast.iter_fields(parent):
            name = parent.arg if isinstance(parent, ast.keyword) else field
            if isinstance(value, list):
                nodes = [(i, n) for i, n in enumerate(value) if isinstance(n, ast.expr) and n is not TICK]
                yield from (Site(n, value, i, parent, name) for i, n in nodes)
            elif isinstance(value, ast.expr) and field != "returns":
                yield Site(value, parent, field, parent, name)


# ---------------------------------------------------------------------------------------------
# Rules

_ANY = "αβγφ"


@cache
def _edits() -> tuple[list, list]:
    """For each tier the kinds of change, each with a function of a site and the scope."""
    tiers = [], []
    for block in RULES.strip().split("\n\n"):
        head, *lines = block.split("\n")
        kind, second, _ = head.partition(", 2")
        pairs = [line.split(" -> ") for line in lines]
        rules = [(ast.parse(left, mode="eval").body, right.split(" | ")) for left, right in pairs]
        tiers[bool(second)].append((kind, partial(_by_rules, rules)))
        if kind in BESIDES and not second:
            tiers[0].append((kind, BESIDES[kind]))
    return tiers


def _by_rules(rules: list, site: Site, scope: Scope) -> Iterator[ast.expr]:
    """What the rules put in the place of a node."""
    for pattern, news in rules:
        given = {}
        if type(pattern) is ast.Name and not _is_value(site) or not _matches(pattern, site.node, given):
            continue
        for new in news:
            for text in _spelled(new, scope):
                new = fill(text, given)
                if isinstance(site.node, ast.Subscript) and isinstance(new, ast.Subscript):
                    new.ctx = site.node.ctx
                yield new


def _spelled(text: str, scope: Scope) -> Iterator[str]:
    """A template with each choice for the words NAME, SIZE, ... in it."""
    word = next((word for word in scope.words if word in text), None)
    if word is None:
        yield text
    else:
        for choice in scope.words[word]:
            yield from _spelled(text.replace(word, choice), scope)


def _matches(pattern: object, node: object, given: dict) -> bool:
    """Whether a node is what a pattern says; ``given`` gets what α, β, ... stand for."""
    if isinstance(pattern, ast.Name) and pattern.id in _ANY:
        given[pattern.id] = node
        return isinstance(node, ast.expr) and not isinstance(node, ast.Slice)
    if isinstance(pattern, list):
        return len(pattern) == len(node) and all(_matches(p, n, given) for p, n in zip(pattern, node))
    if not isinstance(pattern, ast.AST):
        return pattern == node
    return type(pattern) is type(node) and all(
        _matches(getattr(pattern, name), getattr(node, name), given)
        for name in pattern._fields
        if name not in ("ctx", "kind")
    )


@cache
def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def fill(text: str, given: dict[str, ast.AST] | None = None) -> ast.AST:
    """An expression in which α, β, ... stand for nodes."""
    return _filled(_parsed(text), given) if given else _parsed(text)


def _filled(node: ast.AST, given: dict) -> ast.AST:
    if isinstance(node, ast.Name):
        return given.get(node.id, node)
    new = copy.copy(node)
    for name in node._fields:
        value = getattr(node, name)
        if isinstance(value, ast.expr):
            setattr(new, name, _filled(value, given))
        elif isinstance(value, list):
            setattr(new, name, [_filled(part, given) if isinstance(part, ast.expr) else part for part in value])
    return new


def but(node: ast.AST, **changed) -> ast.AST:
    """A copy of a node with some of its fields changed."""
    new = copy.copy(node)
    for name, value in changed.items():
        setattr(new, name, value)
    return new


def _without(items: list, i: int) -> list:
    return items[:i] + items[i + 1 :]


def _is_value(site: Site) -> bool:
    """Whether a node is a value to compute with: not a target, a called function, an index, a factor."""
    n = site.node
    return (
        isinstance(n, (ast.Name, ast.Subscript, ast.BinOp, ast.Call, ast.Attribute, ast.UnaryOp, ast.List))
        and isinstance(getattr(n, "ctx", ast.Load()), ast.Load)
        and site.field not in ("func", "slice", "iter")
        and not _is_endless(n)
        and not (isinstance(n, ast.Name) and n.id in ("np", "math", "range", "len", "int"))
    )


def _is_endless(node: ast.AST) -> bool:
    """Whether it is `np.c_` or its like, which NumPy, asked for an array of it, indexes without end."""
    return isinstance(node, ast.Attribute) and node.attr in ("c_", "r_", "s_", "mgrid", "ogrid")


# ---------------------------------------------------------------------------------------------
# What rules cannot say


def _names(site, scope):
    n, names = site.node, scope.words["NAME"]
    if isinstance(n, ast.Name) and n.id in names and isinstance(n.ctx, ast.Load):
        yield from (but(n, id=name) for name in (*names, *scope.words["SIZE"]) if name != n.id and name.isidentifier())


def _named_sizes(site, scope):
    n, sizes = site.node, scope.words["SIZE"]
    if isinstance(n, ast.Name) and n.id in sizes and isinstance(n.ctx, ast.Load):
        yield from (fill(text) for text in sizes if text != n.id)


def _numbers(site, scope):
    n = site.node
    if isinstance(n, ast.Constant) and type(n.value) is bool:
        yield but(n, value=not n.value)
    elif isinstance(n, ast.Constant) and isinstance(n.value, (int, float)):
        near = [n.value + 1, n.value - 1] if isinstance(n.value, int) else []
        for value in dict.fromkeys([*near, 0, 1, 2, 0.5, -n.value]):
            if value != n.value:
                yield but(n, value=value) if value >= 0 else fill(str(value))


_REDUCING = "sum", "mean", "max", "min", "argmax", "argmin", "any", "all", "prod", "std", "var", "cumsum"
_AXES = "", "axis=0", "axis=1", "axis=0, keepdims=True", "axis=1, keepdims=True", "keepdims=True"


def _axes(site, scope):
    n = site.node
    if site.field == "axis":
        yield from (fill(text) for text in ("0", "1", "-1", "None") if text != ast.unparse(n))
    if not isinstance(n, ast.Call) or not isinstance(n.func, ast.Attribute):
        return
    name, kept = n.func.attr, [k for k in n.keywords if k.arg not in ("axis", "keepdims")]
    if name in _REDUCING or len(kept) < len(n.keywords):
        data = n.args[:1] if isinstance(n.func.value, ast.Name) and n.func.value.id == "np" else []
        alike = _REDUCING[:4] if name in _REDUCING[:4] else (name,)
        for other in sorted(alike, key=lambda other: other != name):
            for words in _AXES:
                options = ast.parse(f"f({words})", mode="eval").body.keywords
                yield but(n, func=but(n.func, attr=other), args=data, keywords=kept + options)


def _compared(site, scope):
    n = site.node
    if isinstance(n, ast.Compare) and len(n.ops) == 1:
        for op in (ast.GtE, ast.Gt, ast.LtE, ast.Lt, ast.Eq, ast.NotEq):
            if not isinstance(n.ops[0], op):
                yield but(n, ops=[op()])
    if site.field == "test":
        yield fill("not α", {"α": n})


def _exchanged(site, scope):
    n = site.node
    for name in ("args", "elts") if isinstance(n, (ast.Call, ast.Tuple, ast.List)) else ():
        items = getattr(n, name, [])
        for i, j in combinations(range(len(items)), 2):
            moved = list(items)
            moved[i], moved[j] = moved[j], moved[i]
            yield but(n, **{name: moved})


def _brackets(site, scope):
    n = site.node
    sides = [(side, getattr(n, side)) for side in ("left", "right") if isinstance(n, ast.BinOp)]
    for side, inner in sides:
        other = "left" if side == "right" else "right"
        while isinstance(inner, ast.BinOp):  # a / 1 - b read as a / (1 - b), however deep
            yield _deeper(getattr(n, side), inner, other, lambda end, side=side: but(n, **{side: end}))
            inner = getattr(inner, other)
        if isinstance(inner, ast.UnaryOp):
            yield but(inner, operand=but(n, **{side: inner.operand}))
        if isinstance(inner, ast.Call) and inner.args:
            at = -1 if side == "left" else 0
            args = list(inner.args)
            args[at] = but(n, **{side: args[at]})
            yield but(inner, args=args)
        if isinstance(inner, ast.Attribute) and inner.attr == "T":
            yield but(inner, value=but(n, **{side: inner.value}))
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute):
            yield but(inner, func=but(inner.func, value=but(n, **{side: inner.func.value})))
    for name in ("operand", "value", "args"):
        inner = getattr(n, name, None)
        inner = inner[0] if isinstance(inner, list) and len(inner) == 1 else inner
        if isinstance(n, ast.expr) and isinstance(inner, ast.BinOp):
            for side in ("left", "right"):
                end = getattr(inner, side)
                yield but(inner, **{side: but(n, **{name: [end] if name == "args" else end})})


def _deeper(outer, inner, other, change):
    """``outer`` with the end of ``inner`` on one side changed, the nodes between them copied."""
    if outer is inner:
        return but(inner, **{other: change(getattr(inner, other))})
    return but(outer, **{other: _deeper(getattr(outer, other), inner, other, change)})


def _dropped(site, scope):
    n = site.node
    if isinstance(n, ast.BinOp):  # any part may stand for the whole, the larger ones first
        for part in ast.walk(n):
            known = isinstance(part, (ast.Slice, ast.Tuple, ast.Constant)) or part is n or _is_endless(part)
            if isinstance(part, ast.expr) and not known:
                yield part
    if isinstance(n, (ast.Tuple, ast.List)) and isinstance(n.ctx, ast.Load) and len(n.elts) > 1:
        yield from (but(n, elts=_without(n.elts, i)) for i in range(len(n.elts)))
    if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Load) and not _is_endless(n.value):
        yield n.value


def _calls(site, scope):
    n = site.node
    if isinstance(n, ast.Call):
        yield from n.args
        if isinstance(n.func, ast.Attribute) and not (isinstance(n.func.value, ast.Name) and n.func.value.id == "np"):
            yield n.func.value


def _options(site, scope):
    n = site.node
    if isinstance(n, ast.Call):
        yield from (but(n, keywords=_without(n.keywords, i)) for i in range(len(n.keywords)))
        yield from (but(n, args=_without(n.args, i)) for i in range(len(n.args)) if len(n.args) > 1)
        yield but(n, keywords=[*n.keywords, fill("f(dtype=float)").keywords[0]])


def _bounds(site, scope):
    n = site.node
    if isinstance(n, ast.Slice):
        for name in ("lower", "upper", "step"):
            bound = getattr(n, name)
            if bound is not None:
                yield but(n, **{name: None})
                yield from (but(n, **{name: fill(text, {"α": bound})}) for text in ("α - 1", "α + 1"))
        yield from (but(n, lower=fill(text)) for text in "12" if n.lower is None)
        yield from (but(n, upper=fill(text)) for text in ("-1", "1") if n.upper is None)


def _copies(site, scope):
    n = site.node
    if isinstance(n, (ast.Name, ast.Subscript)) and isinstance(n.ctx, ast.Load) and site.field in ("value", "elts"):
        yield fill("α.copy()", {"α": n})


_SIMILAR = [group.split() for group in (
    "argmax argmin max min sum mean", "maximum minimum add multiply subtract", "zeros ones", "zeros_like ones_like",
    "vstack hstack concatenate stack column_stack", "exp log log1p expm1 sqrt abs square tanh",
    "floor ceil round trunc", "c_ r_", "argsort sort", "append insert extend", "permutation shuffle", "var std",
)]  # fmt: skip


def _functions(site, scope):
    n = site.node
    if isinstance(n, ast.Attribute) and (site.field == "func" or _is_endless(n)):
        yield from (but(n, attr=name) for group in _SIMILAR if n.attr in group for name in group if name != n.attr)
    if isinstance(n, ast.Name) and site.field == "func" and isinstance(site.parent, ast.Call):
        number = len(site.parent.args)
        yield from (fill(name) for name, takes in scope.calls.items() if takes == number and name != n.id)


# ---------------------------------------------------------------------------------------------
# Statements


def _blocks(tree: ast.FunctionDef) -> Iterator[Change]:
    """Changes of statements: each gives a block a new list of statements."""
    for owner in ast.walk(tree):
        for name in ("body", "orelse"):
            block = getattr(owner, name, None)
            for i, statement in enumerate(block if isinstance(block, list) else ()):
                for kind, new in _instead(statement, block[:i], block[i + 1 :]):
                    yield Change((statement,), kind, ((owner, name, new or [ast.Pass(lineno=1, col_offset=0)]),))


def _instead(s: ast.stmt, before: list, after: list) -> Iterator[tuple[str, list]]:
    """What may stand in a block in the place of one statement: kinds of change, and new blocks."""
    for kind, new in _other_statements(s):
        yield kind, [*before, ast.copy_location(new, s), *after]
    if isinstance(s, (ast.For, ast.While, ast.If)):
        yield from ((_MOVED, new) for new in _moves(s, before, after))
    if before or not isinstance(s, ast.Return):
        yield "a statement too many", before + after
    if after:
        yield "the order of two statements", [*before, after[0], s, *after[1:]]
        yield "the order of the statements", [*before, *after, s]


def _other_statements(s: ast.stmt) -> Iterator[tuple[str, ast.stmt]]:
    """Other statements of the same parts."""
    if isinstance(s, ast.AugAssign):
        yield "`=` or `+=`", ast.Assign([s.target], s.value)
        for op in (ast.Add, ast.Sub, ast.Mult, ast.Div):
            if not isinstance(s.op, op):
                yield "an operator", but(s, op=op())
    if isinstance(s, ast.Assign) and isinstance(s.targets[0], (ast.Name, ast.Subscript)):
        yield from (("`=` or `+=`", ast.AugAssign(s.targets[0], op(), s.value)) for op in (ast.Add, ast.Sub))
    if isinstance(s, (ast.Assign, ast.Expr)):
        yield "a `return`", ast.Return(s.value)
    if isinstance(s, ast.Return) and s.value is not None:
        yield "`return` or `yield`", ast.Expr(fill("(yield α)", {"α": s.value}))
    if isinstance(s, ast.Break):
        yield "`break` or `continue`", ast.Continue()
    if isinstance(s, ast.If) and s.orelse:
        yield "the order of the branches", but(s, body=s.orelse, orelse=s.body)
    if isinstance(s, ast.While):
        yield "`if` or `while`", ast.If(s.test, s.body, s.orelse)


_MOVED = "a statement stands in or out of a loop or an `if`"


def _moves(s: ast.stmt, before: list, after: list) -> Iterator[list]:
    """Statements moved out of a loop or an ``if``, or into it."""
    for k in range(1, len(s.body)):
        yield [*before, but(s, body=s.body[:-k]), *s.body[-k:], *after]
        yield [*before, *s.body[:k], but(s, body=s.body[k:]), *after]
    for k in range(1, len(after) + 1):
        yield [*before, but(s, body=s.body + after[:k]), *after[k:]]
    for k, first in enumerate(before):
        yield [*_without(before, k), but(s, body=[first, *s.body]), *after]
        if isinstance(first, ast.Assign) and isinstance(first.targets[0], ast.Tuple) and not isinstance(s, ast.If):
            for target, value in zip(first.targets[0].elts, getattr(first.value, "elts", ())):
                reset = ast.copy_location(ast.Assign([target], value), first)
                yield [*before, but(s, body=[reset, *s.body]), *after]
    if isinstance(s, ast.If):
        yield [*before, *s.body, *after]
    inner = s.body[-1]
    if isinstance(inner, (ast.For, ast.If)) and len(inner.body) > 1:  # out of two at once
        yield [*before, but(s, body=[*s.body[:-1], but(inner, body=inner.body[:-1])]), inner.body[-1], *after]


BESIDES = {
    "an axis": _axes,
    "a statement": _blocks,
    "an index or a slice": _bounds,
    "an argument too many, or one missing": _options,
    "a comparison": _compared,
    "the order": _exchanged,
    "brackets": _brackets,
    "a factor or a term too many": _dropped,
    "a size": _named_sizes,
    "a number": _numbers,
    "a call too many": _calls,
    "a copy": _copies,
    "a name": _names,
    "a function": _functions,
}
