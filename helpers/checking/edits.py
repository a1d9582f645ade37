"""Changes of one place in a program: what people get wrong, read backwards.

``RULES`` is the table, the likely kinds of change first; those below the empty line only if no other helps. In a
rule α, β, γ and φ stand for any expression, NAME for each name in scope, INDEX for each that runs in a loop, SIZE for
each number of rows or columns, UNITS for what may hold a layer's activations, CALL0, CALL1 and CALL2 for each function
of so many arguments, UNUSED for each parameter that is never used, UNREAD for each other name. What rules cannot say is
in the functions below them.
"""

import ast
import copy
import inspect
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations, permutations
from typing import NamedTuple

import numpy as np

RULES = """
the bounds of the range:
range(α) -> range(α - 1) | range(α + 1) | range(1, α) | range(1, α + 1) | range(SIZE) | range(1, SIZE)
range(α) -> reversed(range(α)) | range(0, α, NAME)
range(α // β) -> range(0, α, β)
range(α, β) -> range(β) | range(α, β - 1) | range(α, β + 1) | range(α - 1, β) | range(α + 1, β)
range(α, β) -> range(α - 1, β - 1) | range(α + 1, β + 1) | range(α, SIZE) | range(α, SIZE + 1) | range(α, min(β, SIZE))
range(α, β) -> range(α, β, 2) | reversed(range(α, β)) | range(α, β, -1) | range(β - 1, α - 1, -1) | range(α, β, NAME)
range(α, β, γ) -> range(α, β) | range(α, β - 1, γ) | range(α, β + 1, γ) | range(α - 1, β - 1, γ) | range(α, β, -γ)
range(α, β, γ) -> range(α, SIZE, γ) | range(α, β, NAME)
np.arange(α) -> np.arange(SIZE)
an axis; a statement; a decimal comma; a transpose:
α.T -> α
α -> α.T
φ(α.T) -> φ(α).T
φ(α).T -> φ(α.T)
np.append(α, β) -> np.append(α, β, axis=0) | np.append(α, β, axis=1)
np.insert(α, β, γ) -> np.insert(α, β, γ, axis=0) | np.insert(α, β, γ, axis=1)
an index or a slice:
α.shape -> α.shape[1]
α -> α[INDEX]
α[β] -> α[β + 1] | α[β - 1] | α[NAME] | α[:, β] | α[β, :] | α[β][:, 1:]
α[β, γ] -> α[γ, β] | α[β] | α[γ] | α[:, 0]
α[:, β] -> α[:, [β]] | α.T
np.mean(α, axis=0) | sum(α) -> α[-1]
α[β:] -> α[:, β:]
α[:β] -> α[:, :β]
an argument too many, or one missing; a comparison:
~α -> not α | α
not α -> α
an operator:
α @ β -> α * β | np.outer(α, β) | α @ β.T | α.T @ β
α * β -> α @ β | np.outer(α, β) | α / β | α + β | α - β | α ** β
α / β -> α * β | α // β | α - β
α // β -> α / β | α % β | -(-α // β)
α % β -> α // β | α / β
α + β -> α - β | α * β
α - β -> α + β | abs(α - β) | α * β
α ^ β -> α ** β
α ** β -> α * β | np.exp(β)
np.dot(α, β) | np.outer(α, β) | np.multiply(α, β) -> α * β | α @ β | np.outer(α, β)
α and β -> α or β
α or β -> α and β
the order:
α - β -> β - α
α / β -> β / α
α @ β -> β @ α
α ** β -> β ** α
α if γ else β -> β if γ else α
brackets; a factor or a term too many:
α if γ else β | α and β | α or β -> α | β
a sign:
-α -> α
α -> -α
square brackets:
α -> [α] | α[None]
α + β -> α + [β]
a size:
len(α) -> α.shape[1] | α.size | len(α) - 1 | len(α) + 1 | SIZE
α.size -> α.shape[1] | len(α) | SIZE
α.shape[β] -> SIZE
[α] * β -> [α] * (β + 1)
a number; a call too many; a name:
np.random -> NAME
a function:
φ() -> CALL0()
φ(α) -> CALL1(α)
φ(α, β) -> CALL2(α, β)
two names have changed places; an operator, and what it joins:

an index or a slice:
α -> α[:, 1:] | α[1:] | α[:, :-1] | α[:-1] | α[:, :1] | α[:, 0] | α[0] | α[-1] | α[::-1] | α[:, None]
a parameter that is never used:
α -> UNUSED | α @ UNUSED | UNUSED @ α | α @ UNUSED[:, 1:] | α * UNUSED | α / UNUSED | α + UNUSED | α - UNUSED | UNUSED - α
α -> α * UNUSED.T | UNUSED(NAME) | α * UNUSED(NAME) | α * UNUSED(NAME).T
a factor:
α.mean() | np.mean(α) -> α / SIZE
α -> α / SIZE | α * SIZE | 2 * α | α / 2 | α ** 2 | NAME * α | α / NAME | (1 - NAME) * α
a term:
α -> 1 - α | α + 1 | α - 1 | α - α.max(axis=0)
a call that is missing:
α -> CALL1(α) | np.array(α) | α.copy() | α.sum(axis=0) | α.sum(axis=1, keepdims=True)
α + β -> np.r_[α, β]
the derivative of an activation:
α @ β -> (α @ β) * (1 - UNITS ** 2) | (α @ β) * UNITS * (1 - UNITS) | (α @ β) * (UNITS > 0)
φ(α, β) -> φ(α, β) * (1 - UNITS ** 2) | φ(α, β) * UNITS * (1 - UNITS) | φ(α, β) * (UNITS > 0)
α * β -> α * (1 - UNITS ** 2) | α * UNITS * (1 - UNITS) | α * (UNITS > 0)
"""

# Stands first in each comprehension's conditions: so a candidate's rounds are counted. No name that can be typed.
TICK = ast.Call(ast.Name("<tick>", ast.Load(), lineno=1, col_offset=0), [], [], lineno=1, col_offset=0)


class Change(NamedTuple):
    """One change: the student's nodes that it replaces, its kind, and what is put where."""

    nodes: tuple[ast.AST, ...]
    kind: str
    puts: list[list]  # a list, or a node's fields; index or field; what is put there

    def swap(self) -> None:
        """Change the tree; at the second call, change it back."""
        for put in self.puts:
            owner, key, new = put
            put[2], owner[key] = owner[key], new


class _Site(NamedTuple):
    """An expression of the program, and where it stands."""

    node: ast.expr
    owner: object  # a list, or the fields of a node
    key: object
    field: str


def at_hand(tree: ast.FunctionDef, near: dict, arguments: tuple, scope: dict) -> dict[str, list[str]]:
    """What the words NAME, SIZE, ... stand for in a function called with these arguments, with functions near it."""
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    read = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    parameters = [a.arg for a in (*tree.args.args, *tree.args.kwonlyargs)]
    around = {n: scope[n] for n in sorted(read & scope.keys()) if isinstance(scope[n], (np.ndarray, int, float))}
    held = around | dict(zip(parameters, arguments))
    functions = {
        name: len(inspect.signature(x).parameters)
        for name, x in near.items()
        if name != tree.name
        if name in read or not x.__module__.startswith("helpers")
    }
    loops = [node.target for node in ast.walk(tree) if isinstance(node, ast.For)]
    layers = [ast.unparse(n) for n in ast.walk(tree) if isinstance(n, ast.Subscript) and isinstance(n.value, ast.Name)]
    own = [*parameters, *(n.id for n in names if isinstance(n.ctx, ast.Store))]
    return {
        "INDEX": [n.id for target in loops for n in ast.walk(target) if isinstance(n, ast.Name)],
        "NAME": list(dict.fromkeys(own)),
        "AROUND": [*around],
        "SIZE": [f"len({name})" for name, x in held.items() if isinstance(x, (np.ndarray, list, tuple))]
        + [f"{name}.shape[1]" for name, x in held.items() if getattr(x, "ndim", 0) == 2],
        "UNUSED": [name for name in parameters if name not in read],
        "UNREAD": [n.id for n in names if isinstance(n.ctx, ast.Store) and n.id not in read],
        "UNKNOWN": read - scope.keys() - {*own},
        "UNITS": [unit + turned for unit in dict.fromkeys([*layers, *own]) for turned in ("", ".T")],
        "CALL0": [name for name, takes in functions.items() if takes == 0],
        "CALL1": ["np.exp", "np.log", "np.abs", "np.sqrt", "int", *(name for name, x in held.items() if callable(x))]
        + [name for name, takes in functions.items() if takes == 1],
        "CALL2": [name for name, takes in functions.items() if takes == 2],
    }


def changes(tree: ast.FunctionDef, words: dict, tier: int) -> Iterator[Change]:
    """All changes of a tier: at one place, and, in the first tier, alike at all places that read the same."""
    sites = list(_sites(tree))
    groups = defaultdict(list)
    for site in sites:
        numbers = site.field in ("axis", "elts") or words["UNUSED"]
        if tier == 1 and (numbers or not isinstance(site.node, (ast.Constant, ast.Slice))):
            groups[site.field == "axis", _is_value(site), ast.unparse(site.node)].append(site)
    twins = list(_twins(sites))
    found = list(_of_statements(tree)) if tier == 1 else []
    for a, b in twins if tier == 1 else ():
        found.append(Change((a.node, b.node), "the order", [[a.owner, a.key, b.node], [b.owner, b.key, a.node]]))
    for group in [*([site] for site in sites), *(group for group in groups.values() if len(group) > 1), *twins]:
        nodes = tuple(site.node for site in group)
        for news in zip(*(_instead(site, words, tier) for site in group)):
            puts = [[site.owner, site.key, new] for site, (_, new) in zip(group, news)]
            if len({kind for kind, _ in news}) == 1:
                found.append(Change(nodes, news[0][0], puts))
    order = [kind for kind, _ in _rules()[tier - 1]]
    return sorted(found, key=lambda change: order.index(change.kind if change.kind in order else "a statement"))


def _sites(tree: ast.FunctionDef) -> Iterator[_Site]:
    """Every expression of the function, in the order of its text."""
    for parent in ast.walk(tree):
        if isinstance(parent, (ast.arg, ast.FormattedValue)):
            continue
        for field, value in ast.iter_fields(parent):
            name = parent.arg if isinstance(parent, ast.keyword) else field
            owner = value if isinstance(value, list) else vars(parent)
            for key, node in enumerate(value) if isinstance(value, list) else [(field, value)]:
                if isinstance(node, ast.expr) and node is not TICK and field not in ("returns", "defaults"):
                    yield _Site(node, owner, key, name)


def _twins(sites: list[_Site]) -> Iterator[tuple[_Site, _Site]]:
    """Two expressions that differ in their names only, as those of rows and of columns; and what stands alike in them.

    What is wrong in one is often so in the other.
    """
    alike, at = defaultdict(list), {id(site.node): site for site in sites}
    for site in sites:
        if not isinstance(site.node, (ast.Name, ast.Constant)):
            alike[site.field, re.sub(r"\b[^\W\d]\w*\b(?!\()", "x", ast.unparse(site.node))].append(site)
    seen = set()
    for a, b in (group for group in alike.values() if len(group) == 2):
        for pair in zip(ast.walk(a.node), ast.walk(b.node)):
            ids = tuple(map(id, pair))
            if ids not in seen and all(i in at for i in ids) and ast.unparse(pair[0]) != ast.unparse(pair[1]):
                yield at[ids[0]], at[ids[1]]
            seen.add(ids)


# --- Rules ----------------------------------------------------------------------------------------


@cache
def _rules() -> tuple[list, list]:
    """For each tier the kinds of change, each with its rules."""
    tiers = [], []
    for tier, table in zip(tiers, RULES.strip().split("\n\n")):
        for line in table.split("\n"):
            old, arrow, new = line.partition(" -> ")
            if arrow:
                tier[-1][1].extend((_parsed(pattern), new.split(" | ")) for pattern in old.split(" | "))
            else:
                tier.extend((kind, []) for kind in line.rstrip(":").split("; "))
    return tiers


def _instead(site: _Site, words: dict, tier: int) -> Iterator[tuple[str, ast.expr]]:
    """What may stand in the place of an expression, with the kind of change."""
    for kind, rules in _rules()[tier - 1]:
        for pattern, news in rules:
            given = {}
            if type(pattern) not in (ast.Name, type(site.node)):
                continue
            if isinstance(pattern, ast.Name) and not _is_value(site) or not _matches(pattern, site.node, given):
                continue
            for text in (text for new in news for text in _spelled(new, words)):
                new = _filled(_parsed(text), given)
                if isinstance(new, ast.Subscript):
                    new.ctx = getattr(site.node, "ctx", new.ctx)
                yield kind, new
    if tier == 1:
        yield from _of_calls(site)
        yield from _brackets(site.node)
        yield from _read_anew(site.node) if site.field not in ("left", "right") else ()
        yield from _others(site, words)


def _spelled(text: str, words: dict) -> Iterator[str]:
    """A template with each choice for the words NAME, SIZE, ... in it."""
    word = next((word for word in words if word in text), None)
    if word is None:
        yield text
    else:
        for choice in words[word]:
            yield from _spelled(text.replace(word, choice), words)


def _matches(pattern: object, node: object, given: dict) -> bool:
    """Whether a node is what a pattern says; ``given`` gets what α, β, ... stand for."""
    if isinstance(pattern, ast.Name) and pattern.id in "αβγφ":
        given[pattern.id] = node
        return isinstance(node, ast.expr) and not isinstance(node, ast.Slice)
    if isinstance(pattern, list):
        return len(pattern) == len(node) and all(_matches(p, n, given) for p, n in zip(pattern, node))
    if not isinstance(pattern, ast.AST):
        return pattern == node
    fields = [name for name in pattern._fields if name not in ("ctx", "kind")]
    return type(pattern) is type(node) and all(_matches(getattr(pattern, f), getattr(node, f), given) for f in fields)


@cache
def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _filled(x: object, given: dict) -> object:
    """A copy of a template, with nodes for α, β, ..."""
    if isinstance(x, list):
        return [_filled(part, given) for part in x]
    if isinstance(x, ast.Name):
        return given.get(x.id, x)
    return but(x, **{f: _filled(getattr(x, f), given) for f in x._fields}) if isinstance(x, ast.expr) else x


def but(node: ast.AST, **changed) -> ast.AST:
    """A copy of a node with some of its fields changed."""
    new = copy.copy(node)
    vars(new).update(changed)
    return new


def _attr(node: ast.AST) -> str:
    """The name of a variable, or of an attribute."""
    return getattr(node, "attr", getattr(node, "id", ""))


def _without(items: list, i: int) -> list:
    return items[:i] + items[i + 1 :]


def _exchanged(items: list) -> list[list]:
    """All orders in which two neighbours have changed places."""
    return [[*items[:i], *items[i : i + 2][::-1], *items[i + 2 :]] for i in range(len(items) - 1)]


def _is_value(site: _Site) -> bool:
    """Whether a node is a value to compute with: not a target, a called function, an index, a factor."""
    match site.node:
        case ast.Name(id="np" | "nn" | "math" | "range" | "len" | "int") | ast.Attribute(attr="c_" | "r_"):
            return False
        case ast.Name() | ast.Subscript() | ast.BinOp() | ast.Call() | ast.Attribute() | ast.UnaryOp() | ast.List():
            is_read = isinstance(getattr(site.node, "ctx", ast.Load()), ast.Load)
            return is_read and site.field not in ("func", "slice", "iter")
    return False


# --- What rules cannot say ------------------------------------------------------------------------

_ENDLESS = "c_", "r_"  # NumPy, asked for an array of `np.c_` itself, indexes without end
_COMPARED = ast.GtE, ast.Gt, ast.LtE, ast.Lt, ast.Eq, ast.NotEq


def _others(site: _Site, words: dict) -> Iterator[tuple[str, ast.expr]]:
    """Other names, numbers, comparisons; parts in the place of a whole."""
    n = site.node
    if site.field == "axis":
        several = combinations(range(6), len(n.elts)) if isinstance(n, ast.Tuple) else ()
        axes = map(str, ("0", "1", "-1", "None", *several))
        yield from (("an axis", _parsed(text)) for text in axes if text != ast.unparse(n))
    if site.field == "iter" and not isinstance(n, ast.Call):  # rows for columns; an entry that is none of those meant
        yield "a transpose", _filled(_parsed("α.T"), {"α": n})
        yield from (("an index or a slice", _filled(_parsed(text), {"α": n})) for text in ("α[1:]", "α[:-1]"))
    for bounds in (_FROM_THERE, _IN_STEPS) if isinstance(n, ast.Subscript) else ():
        parts = [_window(part, *bounds) for part in getattr(n.slice, "elts", [n.slice])]
        new = but(n.slice, elts=parts) if isinstance(n.slice, ast.Tuple) else parts[0]
        yield from [("an index or a slice", but(n, slice=new))] * (ast.unparse(new) != ast.unparse(n.slice))
    match getattr(n, "args", getattr(n, "elts", ())):
        case [ast.Constant(int(a)), b]:
            for new in _pointed(a, b):
                yield "a decimal comma", but(n, args=[new]) if isinstance(n, ast.Call) else new
    match n:
        case ast.Name(ctx=ast.Load()) if any(n.id in words[kind] for kind in ("NAME", "AROUND", "UNKNOWN")):
            others = words["NAME"] + words["AROUND"] + words["SIZE"] * (n.id in words["UNKNOWN"])
            yield from (("a name", _parsed(text)) for text in others if text != n.id)
        case ast.Name(ctx=ast.Store()):
            others = words["NAME"] if n.id in words["UNREAD"] else ()
            yield from (("a name", but(n, id=name)) for name in others if name != n.id)
            entries = words["INDEX"] if site.field == "targets" else ()
            yield from (("an index or a slice", but(_parsed(f"{n.id}[{k}]"), ctx=n.ctx)) for k in entries)
        case ast.Constant(value=int() | float()):
            near = [n.value + 1, n.value - 1] if isinstance(n.value, int) else []
            numbers = dict.fromkeys([*near, 0, 1, 2, 0.5, -n.value])
            texts = [str(number) for number in numbers if number != n.value]
            yield from (("a number", _parsed(text)) for text in (*words["UNUSED"], *words["INDEX"], *texts))
        case ast.Compare(ops=[op]):
            yield from (("a comparison", but(n, ops=[other()])) for other in _COMPARED if not isinstance(op, other))
        case ast.ListComp(generators=[a, b]):
            yield "the order", but(n, generators=[b, a])
        case ast.BinOp():  # any part may stand for the whole, the larger ones first
            for part in ast.walk(n):
                known = isinstance(part, (ast.Slice, ast.Tuple, ast.Constant)) or part is n or _attr(part) in _ENDLESS
                if isinstance(part, ast.expr) and not known:
                    yield "a factor or a term too many", part
        case ast.Tuple(elts=parts, ctx=ast.Store()):
            yield "the order", but(n, elts=parts[::-1])
        case ast.Tuple(elts=parts, ctx=ast.Load()) | ast.List(elts=parts, ctx=ast.Load()) if len(parts) > 1:
            yield from (("the order", but(n, elts=order)) for order in (parts[::-1], *_exchanged(parts)))
            yield from (("a factor or a term too many", but(n, elts=_without(parts, i))) for i in range(len(parts)))
        case ast.Subscript(value=whole, ctx=ast.Load()) if _attr(whole) not in _ENDLESS:
            yield "a factor or a term too many", whole
            if isinstance(whole, ast.Subscript):  # x[a:b][c:d] cuts twice along the first axis
                first, second = (getattr(part.slice, "elts", [part.slice]) for part in (whole, n))
                parts = first + [part for part in second if ast.unparse(part) != ":"]
                yield "an index or a slice", but(whole, slice=ast.Tuple(parts, ast.Load(), lineno=1, col_offset=0))
        case ast.Slice():
            for name in ("lower", "upper"):
                bound = getattr(n, name)
                texts = ("None", "α - 1", "α + 1") if bound else ("1", "-1")
                for new in (_filled(_parsed(text), {"α": bound}) for text in texts):
                    yield "an index or a slice", but(n, **{name: new})
            other = {"1:": ":-1", ":-1": "1:"}.get(ast.unparse(n))
            yield from [("an index or a slice", _parsed(f"x[{other}]").slice)] if other else []


def _pointed(a: int, b: ast.expr) -> Iterator[ast.expr]:
    """Of `0, 5 * x` what it is with a point: `0.5 * x`."""
    match b:
        case ast.Constant(int(digits)):
            yield ast.copy_location(ast.Constant(float(f"{a}.{digits}")), b)
        case ast.BinOp():
            yield from (but(b, left=left) for left in _pointed(a, b.left))


# Of a slice from α, to what: from where to where it may be. Windows that begin at α, and that do not overlap.
_FROM_THERE, _IN_STEPS = ("β", "α", "α + β"), ("α + β", "α * β", "α * β + β")


def _window(part: ast.expr, end: str, *bounds: str) -> ast.expr:
    """A slice that ends as a pattern says, with other bounds; of any other part that itself."""
    given = {"α": getattr(part, "lower", None)}
    if given["α"] is None or part.upper is None or not _matches(_parsed(end), part.upper, given):
        return part
    lower, upper = (_filled(_parsed(text), given) for text in bounds)
    return but(part, lower=lower, upper=upper)


_REDUCING = "sum", "mean", "max", "min", "argmax", "argmin", "any", "all"
_AXES = "", "axis=0", "axis=1", "axis=0, keepdims=True", "axis=1, keepdims=True", "keepdims=True", "axis=(1, 2)"
_SIMILAR = [group.split() for group in (
    "argmax argmin max min sum mean", "maximum minimum add multiply subtract", "max maximum", "min minimum",
    "zeros ones empty", "zeros_like ones_like empty_like",
    "vstack hstack concatenate stack column_stack", "exp log log1p expm1 sqrt abs square tanh exp2 log2 log10",
    "floor ceil round trunc", "c_ r_", "argsort sort", "append insert extend", "permutation shuffle", "any all",
    "logaddexp logaddexp2", "mean median",
)]  # fmt: skip


def _of_calls(site: _Site) -> Iterator[tuple[str, ast.expr]]:
    """Other calls: another axis, another function, an argument more or less, or no call at all."""
    n = site.node
    if site.field == "func" or _attr(n) in _ENDLESS:
        field = "attr" if isinstance(n, ast.Attribute) else "id"
        alike = (name for group in _SIMILAR if _attr(n) in group for name in group if name != _attr(n))
        alike = (name for name in alike if "empty" not in name)  # what it holds is of chance, and may be nan for LAPACK
        yield from (("a function", but(n, **{field: name})) for name in alike)
    if not isinstance(n, ast.Call):
        return
    of_numpy = ast.unparse(n.func).startswith("np.")
    if isinstance(n.func, ast.Attribute):
        yield from ([] if of_numpy else [("a call too many", n.func.value)])
        kept = [k for k in n.keywords if k.arg not in ("axis", "keepdims")]
        alike = _REDUCING[:4] if n.func.attr in _REDUCING[:4] else [n.func.attr]
        if n.func.attr in _REDUCING or len(kept) < len(n.keywords):
            for name in alike:
                changed = but(n, func=but(n.func, attr=name), args=n.args[:of_numpy])
                axes = (_parsed(f"f({axis})").keywords for axis in _AXES)
                yield from (("an axis", but(changed, keywords=kept + axis)) for axis in axes)
    less = "an argument too many, or one missing"
    yield from ((less, but(n, keywords=_without(n.keywords, i))) for i in range(len(n.keywords)))
    least = 1 if of_numpy or isinstance(n.func, ast.Name) else 0  # of a method all may be too many
    yield from ((less, but(n, args=_without(n.args, i))) for i in range(len(n.args)) if len(n.args) > least)
    yield less, but(n, keywords=n.keywords + _parsed("f(dtype=float)").keywords)
    yield from (("a call too many", part) for part in n.args)
    orders = permutations(n.args) if len(n.args) < 4 or _attr(n.func) == "transpose" else _exchanged(n.args)
    yield from (("the order", but(n, args=[*order])) for order in orders)


_SIGNS = defaultdict(str, {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.MatMult: "@", ast.Pow: "**"})


def _parts(n: ast.expr, least: int = 0) -> list[ast.AST]:
    """What stands in an expression without brackets: values, with operators between them; ``least`` binds them so far."""
    level = {ast.Add: 1, ast.Sub: 1, ast.Pow: 3}.get(type(getattr(n, "op", None)), 2)
    if not isinstance(n, ast.BinOp) or level < least:
        return [n]
    return [*_parts(n.left, level), n.op, *_parts(n.right, level + 1)]


def _read_anew(n: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """With `+`, `-` or `**` for `*` or `/`, or the other way round, other things belong together: `a * b * c`, `a + b * c`."""
    parts = _parts(n)
    signs = [_SIGNS[type(part)] for part in parts[1::2]]
    given = {f"x{k}": part for k, part in enumerate(parts[::2])}
    for k, sign in enumerate(signs if len(signs) > 1 and "" not in signs else ()):
        for other in ("*", "/") if sign in "+-" else ("+", "-", "**")[: 2 + (sign == "*")]:
            text = " ".join(map(" ".join, zip(given, [*signs[:k], other, *signs[k + 1 :], ""])))
            yield "an operator, and what it joins", _filled(_parsed(text), given)


def _brackets(n: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """The same parts in other brackets: `a / 1 - b` read as `a / (1 - b)`; a pair around any that follow each other."""
    parts = _parts(n)
    signs = [_SIGNS[type(part)] for part in parts[1::2]]
    given = {f"x{k}": part for k, part in enumerate(parts[::2])}
    for i, j in combinations(range(len(given)), 2) if "" not in signs else ():
        words = [f"{'(' * (k == i)}x{k}{')' * (k == j)}" for k in range(len(given))]
        text = " ".join(map(" ".join, zip(words, [*signs, ""])))
        yield "brackets", _filled(_parsed(text), given)
    match n:
        case ast.BinOp(left=ast.BinOp(right=ast.Call(args=[first, *others]) as call) as inner):  # a / f(b) * c
            yield "brackets", but(inner, right=but(call, args=[but(n, left=first), *others]))
    for side, other in (("left", "right"), ("right", "left")):
        match n, getattr(n, side, None):
            case ast.BinOp(), ast.BinOp() as inner:
                yield "brackets", but(inner, **{other: but(n, **{side: getattr(inner, other)})})
            case ast.BinOp(), ast.Call(args=[first, *others]) as inner:
                yield "brackets", but(inner, args=[but(n, **{side: first}), *others])
            case ast.Call(args=[ast.BinOp() as inner, *others]), _:
                yield "brackets", but(inner, **{side: but(n, args=[getattr(inner, side), *others])})


# --- Statements -----------------------------------------------------------------------------------


def _of_statements(tree: ast.FunctionDef) -> Iterator[Change]:
    """Changes of statements: each gives a block a new list of statements."""
    stored = [n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    for s in (s for s in ast.walk(tree) if isinstance(s, ast.Return)):
        one = [but(s.value, id=name) for name in stored] if isinstance(s.value, ast.Name) else ()
        for new in getattr(s.value, "elts", one):
            yield Change((s.value,), "what is returned", [[vars(s), "value", new]])
    own = {*stored, *(a.arg for a in tree.args.args)}
    for s in (s for s in ast.walk(tree) if isinstance(s, (ast.Return, ast.Assign, ast.AugAssign)) and s.value):
        names = dict.fromkeys(n.id for n in ast.walk(s.value) if isinstance(n, ast.Name) and n.id in own)
        for pair in combinations(names, 2):
            new = copy.deepcopy(s.value)
            for n in (n for n in ast.walk(new) if _attr(n) in pair and isinstance(n, ast.Name)):
                n.id = pair[n.id == pair[0]]
            parts = [(n, [_attr(m) in pair for m in ast.walk(n)].count(True)) for n in ast.walk(s.value)]
            around = [n for n, many in parts if many == parts[0][1]][-1]  # the smallest part that holds them all
            yield Change((around,), "two names have changed places", [[vars(s), "value", new]])
    loops = [s for s in ast.walk(tree) if isinstance(s, ast.For) and len(s.body) == 1]
    for s in (s for s in loops if isinstance(s.body[0], ast.For)):
        heads = vars(s), vars(s.body[0])
        puts = [[a, key, b[key]] for a, b in (heads, heads[::-1]) for key in ("target", "iter")]
        yield Change((s, s.body[0]), "the order", puts)
    blocks = [(node, name, getattr(node, name, ())) for node in ast.walk(tree) for name in ("body", "orelse")]
    for owner, name, block in blocks:
        for i, statement in enumerate(block if isinstance(block, list) else ()):
            for kind, new, place in _blocks(statement, block[:i], block[i + 1 :]):
                new = new or [ast.Pass(lineno=1, col_offset=0)]
                yield Change((place,), kind, [[vars(owner), name, new]])


def _blocks(s: ast.stmt, before: list, after: list) -> Iterator[tuple[str, list, ast.stmt]]:
    """What may stand in a block in the place of one statement: kinds of change, new blocks, and which statement it is."""
    names = {n.id for n in ast.walk(s) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    read = any(n.id in names for one in after for n in ast.walk(one) if isinstance(n, ast.Name))
    for kind, new in _statements(s):
        if read and isinstance(new, ast.Return):  # what reads it would never be reached
            continue
        yield kind, [*before, ast.fix_missing_locations(ast.copy_location(new, s)), *after], s
    if isinstance(s, (ast.For, ast.While, ast.If)):
        moved = "a statement stands in or out of a loop or an `if`"
        yield from ((moved, new, place) for new, place in _moved(s, before, after))
    match s, after[:1]:
        case ast.If(orelse=[ast.If() as other]), _:
            yield "`if` or `elif`", [*before, but(s, orelse=[]), other, *after], other
        case ast.If(orelse=[]), [ast.If() as other]:
            yield "`if` or `elif`", [*before, but(s, orelse=[other]), *after[1:]], other
    if before or not isinstance(s, ast.Return):
        yield "a statement too many", before + after, s
    if after:
        place = min(s, after[0], key=lambda one: hasattr(one, "body"))  # not a whole loop, if the other is a line
        yield "the order of two statements", [*before, after[0], s, *after[1:]], place


def _statements(s: ast.stmt) -> Iterator[tuple[str, ast.stmt]]:
    """Other statements of the same parts."""
    match s:
        case ast.AugAssign(target, op, value):
            yield "`=` or `+=`", ast.Assign([target], value)
            yield "square brackets", but(s, value=_filled(_parsed("[α]"), {"α": value}))
            others = (ast.Add, ast.Sub, ast.Mult, ast.Div)
            yield from (("an operator", but(s, op=other())) for other in others if not isinstance(op, other))
        case ast.Assign([ast.Name() | ast.Subscript() as target], value):
            yield "`=` or `+=`", ast.AugAssign(target, ast.Add(), value)
            yield "`=` or `+=`", ast.AugAssign(target, ast.Sub(), value)
            appended = _filled(_parsed("α.append(β)"), {"α": but(target, ctx=ast.Load()), "β": value})
            yield "a result that is not kept", ast.Expr(appended)
        case ast.Assign([a, b], value):
            apart = ast.Tuple([a, b], ast.Store()), ast.Tuple([value, value], ast.Load())
            yield "one list for two names", ast.Assign([apart[0]], apart[1])
        case ast.Expr(ast.Call(ast.Name("print"), [one, *more])):
            yield "a `return`", ast.Return(ast.Tuple([one, *more], ast.Load()) if more else one)
        case ast.Expr(ast.BinOp(ast.Name(name)) | ast.Call(args=[ast.Name(name), *_]) as value):
            yield "a result that is not kept", ast.Assign([ast.Name(name, ast.Store())], value)
        case ast.Return(ast.expr() as value):
            yield "`return` or `yield`", ast.Expr(_filled(_parsed("(yield α)"), {"α": value}))
        case ast.Break():
            yield "`break` or `continue`", ast.Continue()
        case ast.If(body=body, orelse=orelse) if orelse:
            yield "the order of the branches", but(s, body=orelse, orelse=body)
        case ast.While():
            yield "`if` or `while`", ast.If(s.test, s.body, s.orelse)
    if isinstance(s, (ast.Assign, ast.Expr)):
        yield "a `return`", ast.Return(s.value)


def _moved(s: ast.stmt, before: list, after: list) -> Iterator[tuple[list, ast.stmt]]:
    """Statements moved out of a loop or an ``if``, or into it; the first of those that move."""
    for k in range(1, len(s.body)):
        yield [*before, but(s, body=s.body[:-k]), *s.body[-k:], *after], s.body[-k]
        yield [*before, *s.body[:k], but(s, body=s.body[k:]), *after], s.body[0]
    for k in range(1, len(after) + 1):
        yield from (([*before, new, *after[k:]], after[0]) for new in _inside(s, lambda body, k=k: body + after[:k]))
    for k, first in enumerate(before):
        kept = _without(before, k)
        yield from (([*kept, new, *after], first) for new in _inside(s, lambda body, one=first: [one, *body]))
        match first:
            case ast.Assign([ast.Tuple(elts=targets)], ast.Tuple(elts=values)):  # one of them anew in each round
                for pair in zip(targets, values):
                    reset = ast.copy_location(ast.Assign([pair[0]], pair[1]), first)
                    news = _inside(s, lambda body, one=reset: [one, *body])
                    yield from (([*before, new, *after], first) for new in news)
    if isinstance(s, ast.If):
        yield [*before, *s.body, *after], s
    match s.body[-1]:
        case ast.For() | ast.If() as inner if len(inner.body) > 1:  # out of two at once
            kept = but(s, body=[*s.body[:-1], but(inner, body=inner.body[:-1])])
            yield [*before, kept, inner.body[-1], *after], inner.body[-1]


def _inside(s: ast.stmt, put: Callable) -> Iterator[ast.stmt]:
    """A loop or an ``if`` with something put into its body, or into one in it; no loop that returns in its first round."""
    body = put(s.body)
    if isinstance(s, ast.If) or not isinstance(body[-1], ast.Return):
        yield but(s, body=body)
    for i, inner in enumerate(s.body):
        if isinstance(inner, (ast.For, ast.While, ast.If)):
            yield from (but(s, body=[*s.body[:i], new, *s.body[i + 1 :]]) for new in _inside(inner, put))
