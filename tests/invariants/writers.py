"""Which modules of ``sim`` write which column of the world, read off the source code."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from sim.world import world_layout

SIM = Path(__file__).resolve().parents[2] / "sim"
COLUMNS: dict[str, tuple[str, ...]] = {
    table: dtype.names or ()
    for table, (dtype, _) in world_layout().items()
    if table not in ("rules", "levers", "traits")
}
HOMES: dict[str, list[str]] = defaultdict(list)  # column to the tables that have one of this name
for _table, _names in COLUMNS.items():
    for _name in _names:
        HOMES[_name].append(_table)
# What a variable stands for, by the name the code gives it, where a column of this name is in several tables.
ROWS = {table: table for table in COLUMNS} | {
    "arrival": "arrivals", "building": "buildings", "committee": "parties", "community": "communities",
    "compound": "compounds", "directive": "directives", "event": "events", "group": "workers",
    "household": "households", "kind": "kinds", "leader": "workers", "matter": "matters", "order": "orders",
    "party": "parties", "person": "residents", "resident": "residents", "staff": "workers", "state": "parties",
    "unit": "parties", "worker": "workers",
}  # fmt: skip
NO_ROWS = ("self", "columns")  # attributes of Python objects; result tables on their way out
# Variables that hold rows of several tables in turn: (module, function, variable) to the table.
ROWS_HERE = {
    ("world", "build_world", "row"): "communities",
    ("world", "kinds_table", "row"): "kinds",
    ("population", "_build_places", "row"): "compounds",
    ("population", "_mark_community", "residents"): "residents",
    ("population", "build_people", "rows"): "residents",
}


class UnknownRow(Exception):
    """A column is written through a variable of which this reader does not know what it stands for."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Dotted name below ``sim`` and syntax tree of every module."""
    for file in sorted(SIM.rglob("*.py")):
        yield ".".join(file.relative_to(SIM).with_suffix("").parts), ast.parse(file.read_text(encoding="utf-8"))


def _targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        flat: list[ast.expr] = []
        for target in node.targets:
            flat += target.elts if isinstance(target, ast.Tuple) else [target]
        return flat
    if isinstance(node, ast.AugAssign | ast.AnnAssign):
        return [node.target]
    return []


def _words(node: ast.expr, constants: dict[str, ast.expr]) -> list[list[str]]:
    """Rows of words in a tuple of words, or of tuples of words; nothing if it is something else."""
    node = constants.get(node.id, node) if isinstance(node, ast.Name) else node
    rows = []
    for entry in node.elts if isinstance(node, ast.Tuple | ast.List) else []:
        entries = entry.elts if isinstance(entry, ast.Tuple) else [entry]
        rows.append([word.value for word in entries if isinstance(word, ast.Constant) and isinstance(word.value, str)])
    return rows


def _loops(function: ast.AST, constants: dict[str, ast.expr]) -> dict[str, set[str]]:
    """Variables of loops over words, with these words: ``for column in ("kind", "slot")``."""
    found: dict[str, set[str]] = defaultdict(set)
    for node in ast.walk(function):
        if isinstance(node, ast.For):
            names = node.target.elts if isinstance(node.target, ast.Tuple) else [node.target]
            for row in _words(node.iter, constants):
                for name, word in zip(names, row, strict=False):
                    if isinstance(name, ast.Name):
                        found[name.id].add(word)
    return found


def _written(target: ast.expr, loops: dict[str, set[str]]) -> tuple[ast.expr, set[str]] | None:
    """The row (or table) and the columns that an assignment goes to; None if it is none of the world's."""
    while isinstance(target, ast.Subscript):
        key = target.slice
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            return (target.value, {key.value}) if key.value in HOMES else None
        if isinstance(key, ast.Name) and key.id in loops:
            return target.value, {word for word in loops[key.id] if word in HOMES}
        target = target.value
    if isinstance(target, ast.Attribute) and target.attr in HOMES:
        return target.value, {target.attr}
    return None


def _table_of(base: ast.expr, aliases: dict[str, str], place: tuple[str, str]) -> str | None:
    while isinstance(base, ast.Subscript):
        base = base.value
    if isinstance(base, ast.Attribute):
        return base.attr if base.attr in COLUMNS else ROWS.get(base.attr)
    if isinstance(base, ast.Name):
        return ROWS_HERE.get((*place, base.id)) or aliases.get(base.id) or ROWS.get(base.id)
    return None


def _aliases(function: ast.AST) -> dict[str, str]:
    """Local names that stand for a table, or a row of it: ``worker = w.workers[n]``."""
    found: dict[str, str] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            value = node.value
            if isinstance(value, ast.IfExp):
                value = value.body
            while isinstance(value, ast.Subscript):
                value = value.value
            if isinstance(value, ast.Attribute) and value.attr in COLUMNS:
                found[node.targets[0].id] = value.attr
    return found


def _is_reset(node: ast.AST) -> bool:
    """Whether an assignment only sets something back: to a plain number, to not-a-number or to infinity."""
    if not isinstance(node, ast.Assign):
        return False
    value = node.value
    if isinstance(value, ast.UnaryOp):
        value = value.operand
    is_none_yet = isinstance(value, ast.Attribute) and value.attr in ("nan", "inf")
    return is_none_yet or (isinstance(value, ast.Constant) and isinstance(value.value, int | float))


def writers(with_resets: bool = True) -> dict[tuple[str, str], set[str]]:
    """(table, column) to the modules that assign it, in whatever way the code reaches the row.

    Args:
        with_resets: also count modules that only set the column back to a plain number.

    Raises:
        UnknownRow: an assignment to a column cannot be told apart from one to a column of the same name elsewhere.
    """
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for module, tree in modules():
        constants = {
            target.id: node.value
            for node in tree.body if isinstance(node, ast.Assign)
            for target in node.targets if isinstance(target, ast.Name)
        }  # fmt: skip
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef):
                continue
            aliases, loops = _aliases(function), _loops(function, constants)
            for node in ast.walk(function):
                for target in _targets(node) if with_resets or not _is_reset(node) else []:
                    written = _written(target, loops)
                    if written is None or (isinstance(written[0], ast.Name) and written[0].id in NO_ROWS):
                        continue
                    for column in written[1]:
                        place = (module, function.name)
                        found[_home(column, written[0], aliases, place, node), column].add(module)
    return found


def _home(column: str, base: ast.expr, aliases: dict[str, str], place: tuple[str, str], node: ast.AST) -> str:
    table = _table_of(base, aliases, place)
    if table is not None and column in COLUMNS[table]:
        return table
    if len(HOMES[column]) == 1:
        return HOMES[column][0]
    where = f"{'.'.join(place)}, line {getattr(node, 'lineno', 0)}"
    raise UnknownRow(f"{where}: {ast.unparse(base)}.{column} may be of {', '.join(HOMES[column])}")
