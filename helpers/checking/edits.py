"""Changes of one place in a program: what people get wrong, read backwards.

``EDITS`` is the table: a kind of change in words, how likely it is, and a function that gives, for one
node of the syntax tree, what may stand there instead. Nothing is run here, and no node of the program is
altered: a change is made for the length of a ``with``, and undone.
"""

import ast
import copy
import inspect
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from types import FunctionType

import numpy as np


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
    """What a change may use: names, sizes, functions, as syntax in words."""

    names: tuple[str, ...]  # parameters and local names
    unused: tuple[str, ...]  # parameters that are never used
    sizes: tuple[str, ...]  # `len(y)`, `X.shape[1]`, and local names for such
    calls: dict[str, int]  # functions at hand, with their numbers of arguments

    @classmethod
    def of(cls, tree: ast.FunctionDef, function: Callable, arguments: tuple) -> "Scope":
        """What stands at hand in a function that is called with these arguments."""
        parameters = [a.arg for a in (*tree.args.posonlyargs, *tree.args.args, *tree.args.kwonlyargs)]
        nodes = list(ast.walk(tree))
        read = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        stored = [n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        sizes, calls = [], {"np.exp": 1, "np.log": 1, "np.abs": 1, "np.sqrt": 1, "int": 1}
        for name, value in zip(parameters, arguments):
            if isinstance(value, (np.ndarray, list, tuple)) and np.ndim(value[0] if len(value) else 0) < 3:
                sizes.append(f"len({name})")
            if isinstance(value, np.ndarray) and value.ndim == 2:
                sizes.append(f"{name}.shape[1]")
            if callable(value):
                calls[name] = 1
        for node in nodes:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                text = ast.unparse(node.value)
                if ("shape" in text or "len(" in text) and isinstance(node.value, (ast.Subscript, ast.Call)):
                    sizes.append(node.targets[0].id)
        for name, value in function.__globals__.items():
            if isinstance(value, FunctionType) and value is not function and name != tree.name:
                if name in read or not value.__module__.startswith("helpers"):
                    calls[name] = len(inspect.signature(value).parameters)
        names = tuple(dict.fromkeys([*parameters, *stored]))
        return cls(names, tuple(p for p in parameters if p not in read), tuple(sizes), calls)


@dataclass(frozen=True)
class Site:
    """A node of the program, and where it hangs."""

    node: ast.AST
    owner: object  # its parent, or a list of its parent's
    key: object
    parent: ast.AST
    field: str


def changes(tree: ast.FunctionDef, scope: Scope, tier: int) -> Iterator[Change]:
    """All changes of one tier: at each place, then the same at all places that read alike."""
    sites = list(_sites(tree))
    groups = defaultdict(list)
    for site in sites:
        if isinstance(site.node, ast.expr) and not (isinstance(site.node, ast.Constant) and site.field != "axis"):
            groups[site.field == "axis", ast.unparse(site.node)].append(site)
    for edit in (e for e in EDITS if e.tier == tier):
        if edit.of is _blocks:
            yield from _blocks(tree)
            continue
        for site in sites:
            for new in edit.of(site, scope):
                yield Change((site.node,), edit.kind, ((site.owner, site.key, new),))
        for group in groups.values():
            if len(group) > 1 and tier == 1:
                for news in zip(*(edit.of(site, scope) for site in group)):
                    puts = tuple((site.owner, site.key, new) for site, new in zip(group, news))
                    yield Change(tuple(site.node for site in group), edit.kind, puts)


def _sites(tree: ast.FunctionDef) -> Iterator[Site]:
    """Every expression of the function's body, in the order of its text."""
    for parent in ast.walk(tree):
        if isinstance(parent, (ast.arguments, ast.arg, ast.FormattedValue)):
            continue
        for name, value in ast.iter_fields(parent):
            name = parent.arg if isinstance(parent, ast.keyword) else name
            if isinstance(value, list):
                for i, node in enumerate(value):
                    if isinstance(node, ast.expr):
                        yield Site(node, value, i, parent, name)
            elif isinstance(value, ast.expr) and name != "returns":
                yield Site(value, parent, "value" if isinstance(parent, ast.keyword) else name, parent, name)


def fill(template: str, *nodes: ast.AST) -> ast.expr:
    """An expression in which ``a``, ``b``, ``c`` stand for nodes, or for other words."""
    given = dict(zip("abc", nodes))

    class Fill(ast.NodeTransformer):
        def visit_Name(self, name):
            found = given.get(name.id, name)
            return ast.parse(found, mode="eval").body if isinstance(found, str) else found

    return Fill().visit(ast.parse(template, mode="eval").body)


def but(node: ast.AST, **changed) -> ast.AST:
    """A copy of a node with some of its fields changed."""
    new = copy.copy(node)
    for name, value in changed.items():
        setattr(new, name, value)
    return new


def _without(items: list, i: int) -> list:
    return items[:i] + items[i + 1 :]


def _is_value(site: Site) -> bool:
    """Whether a node is a value to compute with: not a target, a called function, an index."""
    n = site.node
    return (
        isinstance(n, (ast.Name, ast.Subscript, ast.BinOp, ast.Call, ast.Attribute, ast.UnaryOp, ast.Compare))
        and isinstance(getattr(n, "ctx", ast.Load()), ast.Load)
        and site.field not in ("func", "slice", "iter")
        and not _is_endless(n)
        and not (isinstance(n, ast.Name) and n.id in ("np", "math", "range", "len", "int"))
    )


def _is_endless(node: ast.AST) -> bool:
    """Whether it is `np.c_` or its like, which NumPy, asked for an array of it, indexes without end."""
    return isinstance(node, ast.Attribute) and node.attr in ("c_", "r_", "s_", "mgrid", "ogrid")


def _is_call(node: ast.AST, *names: str) -> bool:
    """A call of one of these functions or methods."""
    called = node.func if isinstance(node, ast.Call) else None
    return getattr(called, "id", getattr(called, "attr", None)) in names


# ---------------------------------------------------------------------------------------------
# What may stand in the place of an expression


def _names(site, scope):
    n = site.node
    if isinstance(n, ast.Name) and n.id in scope.names and isinstance(n.ctx, ast.Load):
        yield from (but(n, id=name) for name in scope.names if name != n.id)
    if isinstance(n, ast.Attribute) and n.attr == "random":
        yield from (fill(name) for name in scope.names)


def _numbers(site, scope):
    n = site.node
    if isinstance(n, ast.Constant) and type(n.value) is bool:
        yield but(n, value=not n.value)
    elif isinstance(n, ast.Constant) and isinstance(n.value, (int, float)):
        near = [n.value + 1, n.value - 1] if isinstance(n.value, int) else []
        for value in dict.fromkeys([*near, 0, 1, 2, 0.5, -n.value]):
            if value != n.value:
                yield but(n, value=value) if value >= 0 else fill(f"-{-value}")


def _ranges(site, scope):
    n = site.node
    if not _is_call(n, "range", "arange", "reversed"):
        return
    if _is_call(n, "reversed"):
        yield n.args[0]
        return
    args = n.args
    moved = [[fill(f"a {sign} 1", a) for a in args] for sign in "+-"]
    for new in moved:
        yield from (but(n, args=[*args[:i], new[i], *args[i + 1 :]]) for i in range(len(args)))
        yield but(n, args=[*new[:2], *args[2:]])
    yield from (but(n, args=_without(args, i)) for i in range(len(args)) if len(args) > 1)
    for start in "012":
        yield but(n, args=[fill(start), *args[-1 if len(args) == 1 else 1 :]])
        yield but(n, args=[fill(start), fill("a - 1", args[-1])])
    yield fill("reversed(a)", n)
    if len(args) > 1:
        yield but(n, args=[fill("a - 1", args[1]), fill("a - 1", args[0]), fill("-1")])
        yield but(n, args=[*args[:2], fill("-1")])
        yield from (but(n, args=[args[0], fill("min(a, b)", args[1], size), *args[2:]]) for size in scope.sizes)
    stop = min(1, len(args) - 1)
    for size in scope.sizes:
        for text in (size, f"{size} - 1", f"{size} + 1"):
            yield but(n, args=[*args[:stop], fill(text), *args[stop + 1 :]])
    yield from (but(n, args=[*args[:2], fill(name)]) for name in scope.names if len(args) == 2 or stop == 0)


def _sizes(site, scope):
    n = site.node
    size = isinstance(n, ast.Attribute) and n.attr == "size" or _is_call(n, "len")
    shape = isinstance(n, ast.Subscript) and isinstance(n.value, ast.Attribute) and n.value.attr == "shape"
    if size or shape or isinstance(n, ast.Name) and n.id in scope.sizes and isinstance(n.ctx, ast.Load):
        yield from (fill(text) for text in scope.sizes if text != ast.unparse(n))
    if _is_call(n, "len") and n.args:
        yield from (fill(template, n.args[0]) for template in ("a.shape[1]", "a.size", "len(a) - 1", "len(a) + 1"))
    if size and isinstance(n, ast.Attribute):
        yield from (fill(template, n.value) for template in ("a.shape[1]", "len(a)"))


_REDUCING = "sum", "mean", "max", "min", "argmax", "argmin", "any", "all", "prod", "std", "var", "cumsum"


def _axes(site, scope):
    n = site.node
    axis = isinstance(n, ast.Call) and any(k.arg in ("axis", "keepdims") for k in n.keywords)
    if site.field == "axis":
        yield from (fill(text) for text in ("0", "1", "-1", "None") if text != ast.unparse(n))
    if not isinstance(n, ast.Call) or not isinstance(n.func, ast.Attribute) or not (axis or _is_call(n, *_REDUCING)):
        return
    module = isinstance(n.func.value, ast.Name) and n.func.value.id == "np"
    data = n.args[:1] if module else []
    kept = [k for k in n.keywords if k.arg not in ("axis", "keepdims")]
    alike = ("sum", "mean", "max", "min") if n.func.attr in _REDUCING[:4] else (n.func.attr,)
    for name in sorted(alike, key=lambda other: other != n.func.attr):
        for words in ("", "axis=0", "axis=1", "axis=0, keepdims=True", "axis=1, keepdims=True", "keepdims=True"):
            options = ast.parse(f"f({words})", mode="eval").body.keywords
            yield but(n, func=but(n.func, attr=name), args=data, keywords=kept + options)


def _transposes(site, scope):
    n = site.node
    if isinstance(n, ast.Attribute) and n.attr == "T":
        yield n.value
    elif _is_call(n, "transpose"):
        yield n.args[0] if n.args else n.func.value
    elif _is_value(site):
        yield fill("a.T", n)


def _signs(site, scope):
    n = site.node
    if isinstance(n, ast.UnaryOp) and isinstance(n.op, ast.USub):
        yield n.operand
        if isinstance(n.operand, ast.BinOp):
            yield but(n.operand, left=but(n, operand=n.operand.left))
    if isinstance(n, ast.BinOp) and isinstance(n.left, ast.UnaryOp):
        yield but(n.left, operand=but(n, left=n.left.operand))
    if _is_value(site) and not isinstance(n, ast.Compare) and not isinstance(site.parent, ast.UnaryOp):
        yield fill("-a", n)


_OPERATORS = ast.Add, ast.Sub, ast.Mult, ast.Div, ast.MatMult
_WHOLE = ast.FloorDiv, ast.Mod


def _operators(site, scope):
    n = site.node
    if isinstance(n, ast.BinOp):
        others = _OPERATORS + (_WHOLE if isinstance(n.op, (ast.Div, *_WHOLE)) else ())
        if isinstance(n.op, ast.BitXor) or isinstance(n.right, ast.Constant) and n.right.value == 2:
            others += (ast.Pow,)
        yield from (but(n, op=op()) for op in others if not isinstance(n.op, op))
        if isinstance(n.op, (ast.Mult, ast.MatMult)):
            yield fill("np.outer(a, b)", n.left, n.right)
            yield fill("a @ b.T", n.left, n.right)
            yield fill("a.T @ b", n.left, n.right)
        if isinstance(n.op, ast.Sub):
            yield fill("abs(a)", n)
    if isinstance(n, ast.BoolOp):
        yield but(n, op=ast.And() if isinstance(n.op, ast.Or) else ast.Or())
    if _is_call(n, "dot", "matmul", "outer", "multiply") and len(n.args) == 2:
        yield from (fill(text, *n.args) for text in ("a * b", "a @ b", "np.outer(a, b)"))


_COMPARISONS = ast.GtE, ast.Gt, ast.LtE, ast.Lt, ast.Eq, ast.NotEq


def _comparisons(site, scope):
    n = site.node
    if isinstance(n, ast.Compare) and len(n.ops) == 1:
        yield from (but(n, ops=[op()]) for op in _COMPARISONS if not isinstance(n.ops[0], op))
    if isinstance(n, ast.UnaryOp) and isinstance(n.op, (ast.Invert, ast.Not)):
        yield n.operand
        yield fill("not a" if isinstance(n.op, ast.Invert) else "~a", n.operand)
    elif site.field == "test":
        yield fill("not a", n)
    if _is_call(n, "any", "all"):
        yield from (but(n, func=f) for f in _alike(n.func))


def _alike(func):
    other = {"any": "all", "all": "any"}
    if isinstance(func, ast.Attribute):
        yield but(func, attr=other[func.attr])
    else:
        yield but(func, id=other[func.id])


def _orders(site, scope):
    n = site.node
    if isinstance(n, ast.BinOp) and not isinstance(n.op, (ast.Add, ast.Mult)):
        yield but(n, left=n.right, right=n.left)
    if isinstance(n, ast.IfExp):
        yield but(n, body=n.orelse, orelse=n.body)
    for name in ("args", "elts") if isinstance(n, (ast.Call, ast.Tuple, ast.List)) else ():
        items = getattr(n, name, [])
        for i, j in combinations(range(len(items)), 2):
            moved = list(items)
            moved[i], moved[j] = moved[j], moved[i]
            yield but(n, **{name: moved})


def _brackets(site, scope):
    n = site.node
    if isinstance(n, ast.BinOp):
        a, b = n.left, n.right
        if isinstance(a, ast.BinOp):
            yield but(a, right=but(n, left=a.right))
            if isinstance(a.left, ast.BinOp):
                yield but(a.left, right=but(n, left=but(a, left=a.left.right)))
        if isinstance(b, ast.BinOp):
            yield but(b, left=but(n, right=b.left))
        for side, inner in (("left", a), ("right", b)):
            if isinstance(inner, ast.Call) and inner.args:
                at = -1 if side == "left" else 0
                args = list(inner.args)
                args[at] = but(n, **{side: args[at]})
                yield but(inner, args=args)
            if isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.expr) and inner.attr == "T":
                yield but(inner, value=but(n, **{side: inner.value}))
            if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute):
                yield but(inner, func=but(inner.func, value=but(n, **{side: inner.func.value})))
    if isinstance(n, ast.Call) and len(n.args) == 1 and isinstance(n.args[0], ast.BinOp):
        inner = n.args[0]
        yield but(inner, left=but(n, args=[inner.left]))
        yield but(inner, right=but(n, args=[inner.right]))
    if isinstance(n, ast.Attribute) and isinstance(n.value, ast.BinOp):
        yield but(n.value, right=but(n, value=n.value.right))
        yield but(n.value, left=but(n, value=n.value.left))


_SLICES = ":, 1:", "1:", ":, :-1", ":-1", ":, :1", ":1", ":, 0", "0", "-1", ":, -1", ":, None", "None"


def _indices(site, scope):
    n = site.node
    if isinstance(n, ast.Slice):
        for name in ("lower", "upper", "step"):
            bound = getattr(n, name)
            if bound is not None:
                yield but(n, **{name: None})
                yield from (but(n, **{name: fill(f"a {sign} 1", bound)}) for sign in "+-")
        yield from (but(n, lower=fill(text)) for text in "12" if n.lower is None)
        yield from (but(n, upper=fill("-1")) for _ in "1" if n.upper is None)
    if not isinstance(n, ast.Subscript):
        return
    index = n.slice
    if isinstance(n.ctx, ast.Load):
        yield from [] if _is_endless(n.value) else [n.value]
        yield from (but(n, slice=fill(f"a[{text}]", "x").slice) for text in _SLICES)
    if isinstance(index, ast.Tuple):
        yield but(n, slice=but(index, elts=index.elts[::-1]))
        yield from (but(n, slice=part) for part in index.elts if not isinstance(part, ast.Slice))
    elif not isinstance(index, ast.Slice):
        yield from (but(n, slice=fill(f"a {sign} 1", index)) for sign in "+-")
        yield from (but(n, slice=fill(name)) for name in scope.names if name != ast.unparse(index))
        yield but(n, slice=fill("x[:, a]", index).slice)
        yield but(n, slice=fill("x[a, :]", index).slice)
    else:
        yield but(n, slice=ast.Tuple([ast.Slice(lineno=1, col_offset=0), index], ast.Load(), lineno=1, col_offset=0))


def _new_indices(site, scope):
    n = site.node
    if _is_value(site) and isinstance(n, (ast.Name, ast.Subscript, ast.Attribute)):
        yield from (fill(f"a[{text}]", n) for text in (*_SLICES, "::-1", ":, ::-1"))
        if isinstance(n, ast.Name):
            yield from (fill(f"a[{i}{j}]", n) for i in scope.names if len(i) == 1 and i != n.id for j in ("", " - 1"))


def _dropped(site, scope):
    n = site.node
    if isinstance(n, ast.BinOp):
        yield from (n.left, n.right)
        for part in ast.walk(n):
            if isinstance(part, (ast.Name, ast.Subscript, ast.Call, ast.BinOp)) and part not in (n, n.left, n.right):
                yield part
    if isinstance(n, ast.IfExp):
        yield from (n.body, n.orelse)
    if isinstance(n, ast.BoolOp):
        yield from (n.values if len(n.values) == 2 else ())
    if isinstance(n, (ast.Tuple, ast.List)) and isinstance(n.ctx, ast.Load) and len(n.elts) > 1:
        yield from (but(n, elts=_without(n.elts, i)) for i in range(len(n.elts)))


def _calls(site, scope):
    n = site.node
    if not isinstance(n, ast.Call):
        return
    yield from n.args
    if isinstance(n.func, ast.Attribute) and not (isinstance(n.func.value, ast.Name) and n.func.value.id == "np"):
        yield n.func.value


def _options(site, scope):
    n = site.node
    if isinstance(n, ast.Call):
        yield from (but(n, keywords=_without(n.keywords, i)) for i in range(len(n.keywords)))
        yield from (but(n, args=_without(n.args, i)) for i in range(len(n.args)) if len(n.args) > 1)
        if _is_call(n, "zeros", "ones", "zeros_like", "ones_like", "empty_like", "array", "full", "full_like"):
            yield but(n, keywords=[*n.keywords, fill("f(dtype=float)").keywords[0]])


def _copies(site, scope):
    n = site.node
    if isinstance(n, (ast.Name, ast.Subscript)) and isinstance(n.ctx, ast.Load) and site.field in ("value", "elts"):
        yield fill("a.copy()", n)
    if _is_call(n, "copy") and isinstance(n.func, ast.Attribute):
        yield fill("a.astype(float)", n.func.value)


_SIMILAR = [
    group.split()
    for group in (
        "argmax argmin max min sum mean",
        "maximum minimum add multiply subtract",
        "zeros ones",
        "zeros_like ones_like",
        "vstack hstack concatenate stack column_stack row_stack",
        "exp log log1p expm1 sqrt abs square tanh",
        "floor ceil round rint trunc",
        "c_ r_",
        "argsort sort",
        "append insert",
        "permutation shuffle",
        "sqrt square",
        "var std",
        "append extend",
        "array asarray",
    )
]


def _functions(site, scope):
    n = site.node
    if isinstance(n, ast.Attribute) and (site.field == "func" or n.attr in ("c_", "r_")):
        yield from (but(n, attr=name) for group in _SIMILAR if n.attr in group for name in group if name != n.attr)
    if isinstance(n, ast.Name) and site.field == "func" and isinstance(site.parent, ast.Call):
        number = len(site.parent.args)
        yield from (fill(name) for name, takes in scope.calls.items() if takes == number and name != n.id)


def _wraps(site, scope):
    if _is_value(site):
        for name, takes in scope.calls.items():
            if takes == 1:
                yield fill(f"{name}(a)", site.node)


def _factors(site, scope):
    n = site.node
    if isinstance(n, ast.Call) and _is_call(n, "mean"):
        data = n.args[0] if n.args and isinstance(n.func.value, ast.Name) else n.func.value
        yield from (fill("a / b", data, size) for size in scope.sizes)
    product = isinstance(site.parent, ast.BinOp) and isinstance(site.parent.op, (ast.Mult, ast.Div, ast.MatMult))
    if not _is_value(site) or product or isinstance(site.parent, (ast.UnaryOp, ast.Attribute)):
        return
    for factor in (*scope.sizes, "2", *(name for name in scope.names if name not in scope.sizes)):
        yield fill("a / b", n, factor)
        yield fill("a * b", n, factor)
    yield from (fill(template, n) for template in ("a ** 2", "1 - a", "a + 1", "a - 1"))


def _never_used(site, scope):
    if _is_value(site):
        for name in scope.unused:
            for template in ("a @ b", "b @ a", "a @ b[:, 1:]", "a * b", "a / b", "a + b", "a - b", "b - a", "a * b.T"):
                yield fill(template, site.node, name)
            if name in scope.calls:
                yield from (fill("a(b)", name, other) for other in scope.names)


# ---------------------------------------------------------------------------------------------
# Statements


def _blocks(tree: ast.FunctionDef) -> Iterator[Change]:
    """Changes of statements: each gives a block a new list of statements."""
    for owner in ast.walk(tree):
        for name in ("body", "orelse"):
            block = getattr(owner, name, None)
            if isinstance(block, list):
                for i, statement in enumerate(block):
                    before, after = block[:i], block[i + 1 :]
                    for kind, new in _instead(statement, before, after, owner):
                        yield Change((statement,), kind, ((owner, name, new or [ast.Pass(lineno=1, col_offset=0)]),))


def _instead(s: ast.stmt, before: list, after: list, owner: ast.AST) -> Iterator[tuple[str, list]]:
    """What may stand in a block in the place of one statement: kinds of change, and new blocks."""
    yield from ((kind, [*before, new, *after]) for kind, new in _other_statements(s))
    if isinstance(s, (ast.For, ast.While, ast.If)):
        yield from _moves(s, before, after)
    if not isinstance(s, ast.Return) or before:
        yield "a statement too many", before + after
    if after:
        yield "the order of two statements", [*before, after[0], s, *after[1:]]
        yield "the order of the statements", [*before, *after, s]
    if isinstance(s, ast.Return):
        yield "the order of the statements", [*before[:-1], s, *before[-1:], *after]


def _other_statements(s: ast.stmt) -> Iterator[tuple[str, ast.stmt]]:
    if isinstance(s, ast.AugAssign):
        yield "`=` or `+=`", ast.copy_location(ast.Assign([s.target], s.value), s)
        for op in (ast.Add, ast.Sub, ast.Mult, ast.Div):
            if not isinstance(s.op, op):
                yield "an operator", but(s, op=op())
    if isinstance(s, ast.Assign) and isinstance(s.targets[0], (ast.Name, ast.Subscript)):
        for op in (ast.Add(), ast.Sub()):
            yield "`=` or `+=`", ast.copy_location(ast.AugAssign(s.targets[0], op, s.value), s)
        yield "a `return`", ast.copy_location(ast.Return(s.value), s)
    if isinstance(s, ast.Expr):
        yield "a `return`", ast.copy_location(ast.Return(s.value), s)
        if isinstance(s.value, ast.Yield):
            yield "a `return`", ast.copy_location(ast.Return(s.value.value), s)
    if isinstance(s, ast.Return) and s.value is not None:
        yield "a `return`", ast.copy_location(ast.Expr(fill("(yield a)", s.value)), s)
    if isinstance(s, ast.Break):
        yield "a `break`", ast.copy_location(ast.Continue(), s)
    if isinstance(s, ast.If) and s.orelse:
        yield "the order of the branches", but(s, body=s.orelse, orelse=s.body)
        yield "`if` or `elif`", but(s, orelse=[])
    if isinstance(s, ast.While):
        yield "`if` or `while`", ast.copy_location(ast.If(s.test, s.body, s.orelse), s)


MOVED = "a statement stands in or out of a loop or an `if`"


def _moves(s: ast.stmt, before: list, after: list) -> Iterator[tuple[str, list]]:
    """Statements moved out of a loop or an ``if``, or into it."""
    for k in range(1, len(s.body)):
        yield MOVED, [*before, but(s, body=s.body[:-k]), *s.body[-k:], *after]
        yield MOVED, [*before, *s.body[:k], but(s, body=s.body[k:]), *after]
    for k in range(1, len(after) + 1):
        yield MOVED, [*before, but(s, body=s.body + after[:k]), *after[k:]]
    for k in range(len(before)):
        yield MOVED, [*before[:k], *before[k + 1 :], but(s, body=[before[k], *s.body]), *after]
        first = before[k]
        if isinstance(first, ast.Assign) and isinstance(first.targets[0], ast.Tuple) and not isinstance(s, ast.If):
            for target, value in zip(first.targets[0].elts, getattr(first.value, "elts", ())):
                reset = ast.copy_location(ast.Assign([target], value), first)
                yield MOVED, [*before, but(s, body=[reset, *s.body]), *after]
    if isinstance(s, ast.If):
        yield "an `if` too many", [*before, *s.body, *after]
    if isinstance(s, ast.For):
        for inner in s.body:
            if isinstance(inner, (ast.For, ast.If)) and inner is s.body[-1] and len(inner.body) > 1:
                yield (
                    MOVED,
                    [*before, but(s, body=[*s.body[:-1], but(inner, body=inner.body[:-1])]), inner.body[-1], *after],
                )


@dataclass(frozen=True)
class Edit:
    """A kind of change, in words; how likely it is (1 comes first); what may stand at a site."""

    kind: str
    tier: int
    of: Callable[[Site, Scope], Iterator[ast.expr]]


EDITS = (
    Edit("the bounds of the range", 1, _ranges),
    Edit("an axis", 1, _axes),
    Edit("a statement", 1, _blocks),
    Edit("a transpose", 1, _transposes),
    Edit("an index or a slice", 1, _indices),
    Edit("a comparison", 1, _comparisons),
    Edit("an operator", 1, _operators),
    Edit("the order", 1, _orders),
    Edit("brackets", 1, _brackets),
    Edit("a sign", 1, _signs),
    Edit("a size", 1, _sizes),
    Edit("a number", 1, _numbers),
    Edit("a factor or a term too many", 1, _dropped),
    Edit("a call too many", 1, _calls),
    Edit("an argument too many, or one missing", 1, _options),
    Edit("a name", 1, _names),
    Edit("a copy", 1, _copies),
    Edit("a function", 1, _functions),
    Edit("an index or a slice", 2, _new_indices),
    Edit("a parameter that is never used", 2, _never_used),
    Edit("a factor", 2, _factors),
    Edit("a call that is missing", 2, _wraps),
)
