"""Which functions of ``sim`` the model gets to, and which parameters they read: an over-generous reading of the source.

A rule is reached if its name occurs in something that is reached, starting from everything that is not a rule. Whatever
is not reached under this reading is used by nobody.
"""

from __future__ import annotations

import ast

from sim.rules.families import RuleParameters
from sim.rules.traits import TraitsParameters
from tests.invariants.writers import modules

type Key = tuple[str, str]  # module below sim, function


def _functions() -> dict[Key, ast.FunctionDef]:
    return {
        (module, node.name): node
        for module, tree in modules()
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }


def _known_names(module: str, tree: ast.Module) -> dict[str, Key]:
    """Functions of ``sim`` that a bare name may stand for in a module: its own, and those it imports."""
    known = {node.name: (module, node.name) for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim."):
            for alias in node.names:
                known[alias.asname or alias.name] = ((node.module or "").removeprefix("sim."), alias.name)
    return known


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _words(node: ast.AST) -> set[str]:
    """Attributes and keys that occur in a piece of code: ``p.trust_weight``, ``handling["thanks"]``."""
    found: set[str] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute):
            found.add(part.attr)
        elif isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value.isidentifier():
            found.add(part.value)
    return found


def reached() -> set[Key]:
    """Functions that the model gets to: all outside ``sim.rules``, and the rules that these use, and so on."""
    functions = _functions()
    known = {module: _known_names(module, tree) for module, tree in modules()}
    seen = {key for key in functions if not key[0].startswith("rules.")}
    waiting = list(seen)
    for module, tree in modules():
        for node in tree.body:
            if isinstance(node, ast.ClassDef):  # deciders, the office, the model itself
                used = {known[module][name] for name in _names(node) if name in known[module]}
                waiting += used - seen
                seen |= used
    while waiting:
        key = waiting.pop()
        if key in functions:
            used = {known[key[0]][name] for name in _names(functions[key]) if name in known[key[0]]}
            waiting += used - seen
            seen |= used
    return seen


def unused_rules() -> list[str]:
    """Rules that the model never gets to, as ``module.function``."""
    seen = reached()
    return sorted(".".join(key) for key in _functions() if key[0].startswith("rules.") and key not in seen)


def idle_parameters() -> list[str]:
    """Parameters, as ``family.name``, that nothing the model gets to reads.

    A name may be read in the family's own file, in a rule file without a family, or outside the rules.
    """
    seen = reached()
    groups = {name: type(group) for name, group in RuleParameters()} | {"traits": TraitsParameters}
    homes = {name: group.__module__.removeprefix("sim.") for name, group in groups.items()}
    by_module: dict[str, set[str]] = {}
    elsewhere: set[str] = set()
    for module, tree in modules():
        for node in tree.body:
            is_rule = module.startswith("rules.") and isinstance(node, ast.FunctionDef)
            if isinstance(node, ast.ClassDef) and module.startswith("rules."):
                continue  # declarations
            if is_rule and (module, node.name) not in seen:  # type: ignore[attr-defined]
                continue
            by_module.setdefault(module, set()).update(_words(node))
            if module not in homes.values():
                elsewhere |= _words(node)
    return sorted(
        f"{family}.{name}"
        for family, group in groups.items()
        for name in group.model_fields
        if name not in by_module.get(homes[family], set()) | elsewhere
    )
