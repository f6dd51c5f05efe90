"""The lists of rule families and levers are complete, and their records say what the configuration says."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import numba
import pytest

import sim.rules
from sim.parameters import Parameters, as_record, families_record
from sim.rules.families import RuleParameters
from sim.rules.levers import Levers

OUTSIDE = {"TraitsParameters"}  # who people are when they appear, a group of its own: ``config.traits``


def declared_families() -> dict[str, type[Parameters]]:
    """Parameter groups found in the files of ``sim/rules``, by file name."""
    found = {}
    for info in pkgutil.iter_modules(sim.rules.__path__):
        if info.name in ("families", "levers"):
            continue
        module = importlib.import_module(f"sim.rules.{info.name}")
        for name, member in inspect.getmembers(module, inspect.isclass):
            if member.__module__ == module.__name__ and issubclass(member, Parameters) and name not in OUTSIDE:
                assert info.name not in found, f"{info.name} declares two groups"
                found[info.name] = member
    return found


def test_every_family_with_parameters_is_listed_under_the_name_of_its_file():
    books = RuleParameters.model_fields | Levers.model_fields
    assert len(books) == len(RuleParameters.model_fields) + len(Levers.model_fields), "one name, two groups"
    assert {name: field.annotation for name, field in books.items()} == declared_families()


def test_defaults_lie_within_their_own_ranges():
    for book in (RuleParameters, Levers):
        assert book.model_validate(book().model_dump()) == book()


def test_the_nested_record_holds_every_number_of_every_family():
    rules = RuleParameters()
    record = families_record(rules)
    assert record.dtype.names == tuple(RuleParameters.model_fields)
    for family_name, family in rules:
        for name, value in family:
            assert record[family_name][name] == float(value)


@pytest.mark.parametrize("family", RuleParameters.model_fields)
def test_a_family_of_the_nested_record_has_the_type_of_a_record_of_its_own(family):
    rules = RuleParameters()
    alone = as_record(getattr(rules, family))
    assert numba.typeof(families_record(rules)[family]) == numba.typeof(alone)


def test_compiled_code_reads_the_nested_record_with_one_signature_per_rule():
    @numba.njit
    def twice_the_weight(p):
        return 2.0 * p.trust_weight

    @numba.njit
    def through_the_nested_record(p):
        return twice_the_weight(p.voice)

    rules = RuleParameters()
    nested = families_record(rules)
    assert through_the_nested_record(nested) == twice_the_weight(nested.voice) == 2.0 * rules.voice.trust_weight
    assert twice_the_weight(as_record(rules.voice)) == 2.0 * rules.voice.trust_weight
    assert len(twice_the_weight.signatures) == 1
