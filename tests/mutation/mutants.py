"""Wrong rules: every way in which one place of a rule may be wrong, and the sample of them that is tried.

A mutant differs from a rule in one expression. Its name says where and how: ``trust.updated_trust: a + b -> a - b``; a
number in brackets follows where the same change is possible in several places.
"""

from __future__ import annotations

import ast
import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

RULES = Path(__file__).parents[2] / "sim" / "rules"
PER_RULE = 2  # mutants of a rule, where it has as many places to be wrong
SEED = 1

SIGNS: dict[type[ast.operator], ast.operator] = {ast.Add: ast.Sub(), ast.Sub: ast.Add()}
PRODUCTS: dict[type[ast.operator], ast.operator] = {ast.Mult: ast.Div(), ast.Div: ast.Mult()}
OPPOSITE: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Lt: ast.GtE(), ast.GtE: ast.Lt(), ast.Gt: ast.LtE(), ast.LtE: ast.Gt(), ast.Eq: ast.NotEq(), ast.NotEq: ast.Eq()
}  # fmt: skip
BOUNDARY: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Lt: ast.LtE(), ast.LtE: ast.Lt(), ast.Gt: ast.GtE(), ast.GtE: ast.Gt()
}  # fmt: skip
EXTREMES = {"min": "max", "max": "min"}


@dataclass(frozen=True)
class Mutant:
    """One wrong rule.

    Attributes:
        family: file of ``sim/rules/`` without its ending.
        rule: name of the function.
        kind: what was done: sign, product, dropped, comparison, boundary, connective, extreme or constant.
        change: the expression before and after.
        code: compiled body of the wrong rule, for the globals of the right one.
    """

    family: str
    rule: str
    kind: str
    change: str
    code: CodeType

    @property
    def name(self) -> str:
        return f"{self.family}.{self.rule}: {self.change}"


def families() -> list[str]:
    """Files of rules that hold a function."""
    return sorted(file.stem for file in RULES.glob("*.py") if _functions(file.stem))


def _functions(family: str) -> list[ast.FunctionDef]:
    tree = ast.parse((RULES / f"{family}.py").read_text(encoding="utf-8"))
    return [node for node in tree.body if isinstance(node, ast.FunctionDef)]


def sample(family: str, per_rule: int = PER_RULE, seed: int = SEED) -> list[Mutant]:
    """So many mutants of every rule of a family, drawn with a generator of the rule's own, in the order of the text.

    A rule that is edited changes its own sample and no other.
    """
    found = []
    for function in _functions(family):
        places = list(_places(function))
        dice = random.Random(f"{seed} {family}.{function.name}")
        found += [
            _mutant(family, function, *places[row])
            for row in sorted(dice.sample(range(len(places)), min(per_rule, len(places))))
        ]
    return found


def _places(function: ast.FunctionDef) -> Iterator[tuple[int, int, str, str]]:
    """Every mistake that is possible: row of the expression, which of its wrong forms, kind and words for it."""
    seen: dict[str, int] = {}
    for row, node in enumerate(_expressions(function)):
        for form, (kind, wrong) in enumerate(_wrong_forms(node)):
            change = f"{ast.unparse(node)} -> {ast.unparse(wrong)}"
            seen[change] = seen.get(change, 0) + 1
            yield row, form, kind, change + (f" ({seen[change]})" if seen[change] > 1 else "")


def _mutant(family: str, function: ast.FunctionDef, row: int, form: int, kind: str, change: str) -> Mutant:
    wrong = copy.deepcopy(function)
    target = list(_expressions(wrong))[row]
    exchange = _Exchange(target, list(_wrong_forms(target))[form][1])
    wrong.body = [exchange.visit(statement) for statement in wrong.body]
    return Mutant(family, function.name, kind, change, _code_of(wrong, family))


def _expressions(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """Everything in the body that may be wrong: neither the documentation nor a type."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    waiting: list[ast.AST] = list(reversed(body))
    while waiting:
        node = waiting.pop()
        yield node
        types = {id(node.annotation)} if isinstance(node, ast.AnnAssign) else set()
        waiting += reversed([child for child in ast.iter_child_nodes(node) if id(child) not in types])


def _wrong_forms(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What may stand in the place of one node, with the kind of the mistake."""
    if isinstance(node, ast.BinOp):
        yield from _wrong_operations(node)
    elif isinstance(node, ast.AugAssign) and type(node.op) in SIGNS:
        yield "sign", _with(node, op=SIGNS[type(node.op)])
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "sign", node.operand
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "connective", node.operand
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "connective", _with(node, op=other)
    elif isinstance(node, ast.Compare) and type(node.ops[0]) in OPPOSITE:
        yield "comparison", _with(node, ops=[OPPOSITE[type(node.ops[0])], *node.ops[1:]])
        if type(node.ops[0]) in BOUNDARY:
            yield "boundary", _with(node, ops=[BOUNDARY[type(node.ops[0])], *node.ops[1:]])
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in EXTREMES:
        yield "extreme", _with(node, func=ast.Name(EXTREMES[node.func.id], ast.Load()))
        yield from (("dropped", argument) for argument in node.args)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool | int | float):
        yield "constant", ast.Constant(_other_number(node.value))


def _wrong_operations(node: ast.BinOp) -> Iterator[tuple[str, ast.AST]]:
    if type(node.op) in SIGNS:
        yield "sign", _with(node, op=SIGNS[type(node.op)])
    if type(node.op) in PRODUCTS:
        yield "product", _with(node, op=PRODUCTS[type(node.op)])
    yield "dropped", node.left
    if isinstance(node.op, ast.Add | ast.Mult):
        yield "dropped", node.right


def _other_number(number: bool | int | float) -> bool | int | float:
    if isinstance(number, bool):
        return not number
    if isinstance(number, int):
        return number + 1
    return 2.0 * number if number else 1.0


def _with(node: ast.AST, **fields: object) -> ast.AST:
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other


class _Exchange(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def _code_of(function: ast.FunctionDef, family: str) -> CodeType:
    """Body of one function, as if it stood in its file without the compiler before it."""
    function.decorator_list = []
    module = ast.fix_missing_locations(ast.Module([function], []))
    whole = compile(module, f"{family}.py", "exec")  # with the future of this file, as rules have it too
    return next(part for part in whole.co_consts if isinstance(part, CodeType) and part.co_name == function.name)
