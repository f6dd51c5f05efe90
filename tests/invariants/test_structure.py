"""How the house is built: who may import whom, who writes what, who knows which names, and that nothing lies idle."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from numba.core import types
from numba.core.dispatcher import Dispatcher

import sim.rules
from tests.invariants import reach
from tests.invariants.writers import COLUMNS, SIM, writers
from tests.places import ARMED_REGIME, run, small_place

ROOT = SIM.parent
ROOMS = ("configs", "sim", "experiments", "analysis", "workshop", "benchmarks", "tests")
# room: rooms it may import when it is loaded, and rooms that it may import when asked to do something
MAY_IMPORT = {
    "configs": (set(), set()),
    "sim": (set(), {"configs"}),
    "experiments": ({"configs", "sim"}, {"analysis", "workshop"}),
    "analysis": ({"sim"}, set()),
    "workshop": ({"configs", "sim", "experiments", "analysis"}, set()),
}
# The parts of `sim` that say what a table or a configuration is; not the model or its state.
READABLE_BY_ANALYSIS = (
    "sim.columns", "sim.table_formats", "sim.names", "sim.outcomes", "sim.response_clocks", "sim.survival", "sim.clock",
    "sim.errors", "sim.configuration", "sim.place_configuration", "sim.scenario",
)  # fmt: skip


# --- who imports whom -------------------------------------------------------------------------------------------------
def imports(file: Path) -> Iterator[tuple[str, bool]]:
    """Every module that a file imports, and whether that happens when the file is loaded."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    later: set[int] = set()
    for node in ast.walk(tree):
        is_for_checking = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or is_for_checking:
            later |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, id(node) not in later
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            yield node.module or "", id(node) not in later


def files_of(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


@pytest.mark.parametrize("room", [room for room in ROOMS if (ROOT / room).is_dir() and room in MAY_IMPORT])
def test_the_import_arrow_is_the_data_arrow(room: str) -> None:
    at_load, when_asked = MAY_IMPORT[room]
    for file in files_of(room):
        for module, is_at_load in imports(file):
            other = module.split(".")[0]
            if other in ROOMS and other != room:
                allowed = at_load if is_at_load else at_load | when_asked
                assert other in allowed, f"{file.relative_to(ROOT)} imports {module}"


def test_the_core_knows_nothing_of_hydra_files_of_results_or_plots() -> None:
    for file in files_of("sim"):
        for module, is_at_load in imports(file):
            name = module.split(".")[0]
            assert name not in {"hydra", "omegaconf", "yaml", "matplotlib", "rich"}, f"{file.name} imports {module}"
            assert not (name in {"pandas", "pyarrow"} and is_at_load), f"{file.name} loads {module} at once"


def test_the_analysis_reads_tables_never_the_model() -> None:
    for file in files_of("analysis"):
        for module, _ in imports(file):
            if module.startswith("sim"):
                assert module in READABLE_BY_ANALYSIS, f"{file.name} imports {module}"


def test_nothing_that_is_installed_imports_the_tests() -> None:
    for room in ROOMS:
        if room not in ("tests", "benchmarks") and (ROOT / room).is_dir():  # benchmarks race the twin, a test
            for file in files_of(room):
                assert all(module.split(".")[0] != "tests" for module, _ in imports(file)), file


def test_rules_know_nothing_of_the_world() -> None:
    """Pure functions of numbers: no table, no phase, no actor, no generator that is passed around."""
    allowed = ("sim._compiled", "sim.names", "sim.parameters", "sim.rules", "sim.streams", "sim.clock")
    for file in files_of("sim/rules"):
        for module, _ in imports(file):
            if module.startswith("sim"):
                assert module.startswith(allowed), f"{file.name} imports {module}"
            assert module not in {"random", "numpy.random"}


# --- who knows which names --------------------------------------------------------------------------------------------
POLICY_WORDS = {"grid", "network", "hybrid", "ranking", "ranked"}
POLICY_PAIRS = {("pass", "fail"), ("passed", "failed")}
# Identifiers in which such a word is not the name of a policy.
NO_POLICIES = {
    # what the institutions in force say about one matter: the way it goes. sim/phases/routing.py reads the table.
    "GRID",
    # an office of this name exists under every policy
    "GRID_WORKER", "GRID_LEADER", "TO_GRID_WORKER", "to_grid_worker", "grid_worker", "grid_worker_constant",
    "grid_worker_utility",
    # the cooperation K between parties, built in the same way under every policy
    "network_capacity", "NetworkCapacityParameters",
    # points at which the effort choice and the random numbers are evaluated
    "OVERTIME_GRID", "MEASURED_GRID", "COPING_GRID", "MASS_WORK_GRID", "GRID_STEP", "SCORE_GRID",
}  # fmt: skip
KNOWS_ROUTES = {"routing.py"}


def words_of(identifier: str) -> list[str]:
    """The words of an identifier: ``passFail``, ``PASS_FAIL`` and ``pass_fail`` are all pass, fail."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", identifier)]


def identifiers(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Everything that has a name, and short texts, which could stand for one; texts of documentation are none."""
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Name):
            yield node.id, line
        elif isinstance(node, ast.Attribute):
            yield node.attr, line
        elif isinstance(node, ast.arg | ast.keyword):
            yield node.arg or "", line
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, line
        elif isinstance(node, ast.alias):
            yield node.asname or node.name.split(".")[-1], line
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
            yield node.value, line


def names_a_policy(identifier: str) -> bool:
    words = words_of(identifier)
    return bool(POLICY_WORDS & set(words)) or any(pair in POLICY_PAIRS for pair in pairwise(words))


@pytest.mark.parametrize("place_of_rules", ["rules", "phases", "day.py", "actors"])
def test_no_rule_phase_or_decider_knows_the_name_of_a_policy(place_of_rules: str) -> None:
    """They see what actors see, may do or gain; which policy that comes from is known where it is read, in the model.

    The two ways GRID and NETWORK are routes of a single matter, not policies: a table of the institutions in force says
    which one it takes, and only the phase that sends matters on looks at it.
    """
    folder = SIM / place_of_rules
    for file in [folder] if folder.suffix else sorted(folder.rglob("*.py")):
        for identifier, line in identifiers(ast.parse(file.read_text(encoding="utf-8"))):
            if names_a_policy(identifier) and identifier not in NO_POLICIES:
                pytest.fail(f"{file.relative_to(ROOT)}, line {line}: {identifier}")
            if identifier in ("GRID", "NETWORK"):
                assert file.name in KNOWS_ROUTES, f"{file.relative_to(ROOT)}, line {line} looks at routes"


@pytest.mark.parametrize("identifier", ["hybrid", "is_ranking", "PASS_FAIL", "passFail", "gridMode", "by_grid"])
def test_names_of_policies_are_recognised(identifier: str) -> None:
    assert names_a_policy(identifier)


@pytest.mark.parametrize("identifier", ["gridlock", "networked", "pass_marginal", "bypass_failure", "frank"])
def test_other_words_are_no_policies(identifier: str) -> None:
    assert not names_a_policy(identifier)


# --- who writes what --------------------------------------------------------------------------------------------------
BUILDERS = {"world", "population", "posts"}  # set up the state at the start, and posts that are created
CREATORS = {"matters": "phases.arrivals", "orders": "phases.voicing", "directives": "phases.monthly"}  # of new rows
# A column belongs to one module; others may set it back to a plain number. These are written by several, because
SHARED: dict[str, dict[str, set[str]]] = {
    # ... a matter passes through many hands: each says what becomes of it and what work was done
    "matters": {
        "state": {
            "phases.closing",
            "phases.outreach",
            "phases.queues",
            "phases.routing",
            "phases.voicing",
            "phases.work",
        },
        "hours_left": {"phases.closing", "phases.follow_up", "phases.routing"},
        "hours_worked": {"phases.closing", "phases.people", "phases.routing"},
        "first_response_hours": {"phases.people", "phases.routing", "phases.work"},
        "deadline_hours": {"phases.follow_up", "phases.gaming", "phases.routing"},
        "channel": {"phases.refusal", "phases.voicing"},
        "closure": {"phases.closing", "phases.voicing"},
        # ... it stands in one list at a time: of a desk, or of what nobody voiced
        "next": {"phases.queues", "phases.voicing"},
        "previous": {"phases.queues", "phases.voicing"},
    },
    # ... an order is dispatched for the first time at a desk, and again when a closed matter is voiced again
    "orders": {
        "deadline_hours": {"phases.follow_up", "phases.gaming", "phases.routing"},
        "dispatched_hours": {"phases.closing", "phases.follow_up", "phases.gaming", "phases.routing"},
    },
    "directives": {"hours_left": {"phases.closing", "phases.work"}},
    # ... hours are owed by whoever calls a meeting, and worked off by whoever is free
    "communities": {
        "duty_hours": {
            "actors.street",
            "phases.deliberation",
            "phases.gaming",
            "phases.people",
            "phases.projects",
            "phases.routing",
            "phases.voicing",
            "phases.work",
        },
        "demand_hours": {"phases.monthly", "phases.routing"},
        "registration_left_hours": {"phases.monthly", "phases.roster"},
        "first_directive": {"phases.closing", "phases.monthly", "phases.work"},
        "last_directive": {"phases.closing", "phases.monthly"},
        "n_games_found": {"phases.follow_up", "phases.refusal"},
        "n_orders": {"phases.follow_up", "phases.routing"},
        # ... what a closure adds a call-back may take away
        "n_on_time": {"phases.closing", "phases.follow_up"},
        "n_resolved": {"phases.closing", "phases.follow_up"},
        "trust_sum": {"phases.outreach", "phases.people"},
    },
    # ... a committee and the street believe different things in the same columns, and the office publishes them
    "parties": {
        "believed_mean": {"actors.committee", "actors.street", "assessment_office"},
        "expected": {"actors.committee", "actors.street", "assessment_office"},
        "expected_score": {"actors.committee", "assessment_office"},
        "score": {"actors.street", "assessment_office"},
        "shadow_price": {"actors.committee", "actors.street"},
        "sundry_hours": {
            "actors.local",
            "phases.choosing",
            "phases.people",
            "phases.roster",
            "phases.routing",
            "phases.work",
        },
        "support_hours": {"phases.choosing", "phases.roster", "phases.work"},
    },
    # ... residents meet workers, neighbours and newcomers in different places
    "residents": {
        "efficacy": {"phases.people", "phases.projects"},
        "last_contact_hours": {"model", "phases.monthly", "phases.outreach"},
        "trust": {"phases.outreach", "phases.people"},
    },
    # ... paid staff work by the calendar, unpaid leaders by the week
    "workers": {
        "hours": {"phases.closing", "phases.people"},
        "hours_available": {"phases.monthly", "phases.people", "phases.roster"},
        "hours_week": {"phases.closing", "phases.people"},
        "refusals_week": {"phases.outreach", "phases.people"},
        "skill": {"phases.roster", "phases.weekly"},
        "task": {"phases.choosing", "phases.work"},
    },
}


def test_every_column_has_one_writer_or_says_why_not() -> None:
    declared = {(table, column): by for table, columns in SHARED.items() for column, by in columns.items()}
    found = {}
    for (table, column), by in writers(with_resets=False).items():
        writing = by - BUILDERS - {CREATORS.get(table, "")}
        if len(writing) > 1:
            found[table, column] = writing
    assert beyond(found, declared) == {}, "written by further modules"
    assert beyond(declared, found) == {}, "declared, but not written by"


def beyond(one: dict[Any, set[str]], other: dict[Any, set[str]]) -> dict[Any, list[str]]:
    """What the sets of one have that those of the other lack."""
    return {key: sorted(by - other.get(key, set())) for key, by in one.items() if by - other.get(key, set())}


def test_every_column_is_written_by_somebody() -> None:
    written = writers()
    everything = {(table, column) for table, columns in COLUMNS.items() for column in columns}
    assert everything - set(written) == set()


# --- one version of every rule ----------------------------------------------------------------------------------------
def rules_of_the_book() -> list[Any]:
    found = []
    for info in pkgutil.iter_modules(sim.rules.__path__):
        module = importlib.import_module(f"sim.rules.{info.name}")
        found += [
            value for value in vars(module).values()
            if isinstance(value, Dispatcher) and value.py_func.__module__ == module.__name__
        ]  # fmt: skip
    return found


def compiled_versions(dispatcher: Any) -> list[tuple[Any, ...]]:
    """Argument types of every version of a function for this state of the source, as the cache on disk lists them.

    A version that is linked into a cached caller does not appear among the function's own ``signatures``.
    """
    index = dispatcher._cache._cache_file._load_index()
    return sorted({key[0] for key in index} | set(dispatcher.signatures), key=str)


def is_plain(argument: Any) -> bool:
    """Double, long integer, flag, record, or an array or named tuple of such; nothing narrow, nothing optional."""
    if isinstance(argument, types.Array):
        return is_plain(argument.dtype)
    if isinstance(argument, types.BaseTuple):
        return all(is_plain(part) for part in argument)
    return argument in (types.float64, types.int64, types.uint64, types.boolean) or isinstance(argument, types.Record)


@pytest.fixture(scope="module")
def book_after_a_run() -> list[Any]:
    run(small_place(2, "hybrid", "ranking", ARMED_REGIME), days=90)
    return rules_of_the_book()


def test_every_rule_is_compiled_once(book_after_a_run: list[Any]) -> None:
    """Another version would be slower to start, and might compute other bits than the one that the tests have tried."""
    several = {
        f"{rule.py_func.__module__}.{rule.py_func.__name__}": len(compiled_versions(rule))
        for rule in book_after_a_run
        if len(compiled_versions(rule)) > 1
    }
    assert several == {}


def test_rules_get_doubles_and_long_integers(book_after_a_run: list[Any]) -> None:
    """``float(x)`` of a narrow column stays narrow in compiled code; plain Python computes with other bits then."""
    narrow = {
        f"{rule.py_func.__module__}.{rule.py_func.__name__}": str(argument)
        for rule in book_after_a_run
        for version in compiled_versions(rule)
        for argument in version
        if not is_plain(argument) and not isinstance(argument, types.Omitted)
    }
    assert narrow == {}


def test_the_reader_of_versions_sees_compiled_rules(book_after_a_run: list[Any]) -> None:
    """Most rules have been compiled for the run, so the two tests above look at something."""
    assert sum(bool(compiled_versions(rule)) for rule in book_after_a_run) > 100


# --- nothing lies idle ------------------------------------------------------------------------------------------------
# Closed forms that the theory says about the rules, for readers and tests; no run needs them.
THEORY = {
    "rules.buck_passing.mean_hand_offs", "rules.enthusiasm.steady_enthusiasm",
    "rules.homeowners.steady_committee_share", "rules.incentive.passed_on",
    "rules.network_capacity.steady_relation", "rules.property_effort.collected_share",
    "rules.property_effort.monthly_profit_per_household", "rules.residents.is_present",
    "rules.residents.steady_outbound_share", "rules.strain.steady_strain", "rules.time_use.effective_hours",
}  # fmt: skip


def test_every_rule_is_used_or_says_what_the_theory_says() -> None:
    assert set(reach.unused_rules()) <= THEORY


def test_every_parameter_is_read_by_something_the_model_gets_to() -> None:
    assert reach.idle_parameters() == []
