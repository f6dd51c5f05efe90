"""Whatever is wrong with a configuration, the user reads one line: key, value, what is allowed, nearest valid name."""

from __future__ import annotations

import contextlib
import copy
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.settings import CompareSettings, RunSettings, read
from sim.errors import ConfigurationError
from sim.scenario import configuration_from, load_scenario

# words of a command line -> key, value as shown, and what the rest of the line must contain
COMMAND_LINES = {
    # --- names that do not exist
    "unknown scenario": (["scenario=l_comunity"], "scenario", "'l_comunity'", "nearest valid name: l_community"),
    "unknown governance": (["governance=gird"], "governance", "'gird'", "nearest valid name: grid"),
    "unknown assessment": (["assessment=passfail"], "assessment", "'passfail'", "nearest valid name: pass_fail"),
    "unknown regime": (["regime=war"], "regime", "'war'", "one of campaign, emergency, normal"),
    "name of another group": (["matters=grid"], "matters", "'grid'", "one of standard"),
    "path instead of a name": (["street=../street/l_community"], "street", "'../street/l_community'", "nearest"),
    "upper case": (["governance=Grid"], "governance", "'Grid'", "nearest valid name: grid"),
    "two picks of one group": (["governance=[grid,network]"], "governance", "a list of 2", "one of grid"),
    "no pick": (["assessment="], "assessment", "nothing", "one of mixed, none, pass_fail, ranking"),
    "group taken out": (["~regime"], "regime", "nothing", "one of campaign, emergency, normal"),
    "unknown group": (["governence=grid"], "governence", "'grid'", "nearest valid name: governance"),
    "unknown key in a group": (["street.call_back=0.5"], "street.call_back", "0.5", "name: call_back_share"),
    "unknown rule family": (["rules.voise.trust_weight=1"], "rules.voise", "a group of 1 key", "name: voice"),
    "unknown rule parameter": (["rules.voice.trust_wait=1"], "rules.voice.trust_wait", "1", "name: trust_weight"),
    "key without its group": (["call_back_share=0.5"], "call_back_share", "0.5", "name: street.call_back_share"),
    "unknown community": (
        ["street.communities.stattion.cells=9"],
        "street.communities.stattion",
        "a new entry without its name_zh",
        "nearest valid name: station",
    ),
    "unknown compound": (
        ["street.communities.riverside.compounds.quai.gates=1"],
        "street.communities.riverside.compounds.quai",
        "a new entry without its name_zh",
        "nearest valid name: quay",
    ),
    "unknown kind of matter": (
        ["matters.gas_smel.conflict=0.1"],
        "matters.gas_smel",
        "a new entry without its name_zh",
        "nearest valid name: gas_smell",
    ),
    "unknown domain in a route": (
        ["governance.normal.green.safty=grid"],
        "governance.normal.green.safty",
        "'safty'",
        "nearest valid name: safety",
    ),
    "unknown route": (["governance.normal.red.safety=gird"], "governance.normal.red.safety", "'gird'", "name: grid"),
    "unknown focus": (["focus=academie"], "focus", "'academie'", "nearest valid name: academy"),
    "unknown kind of housing": (
        ["street.communities.garden.compounds.garden_east.kind=comodity"],
        "street.communities.garden.compounds.garden_east.kind",
        "'comodity'",
        "nearest valid name: commodity",
    ),
    "unknown setting": (["day=360"], "day", "360", "nearest valid name: days"),
    "setting of another command": (["seeds=3"], "seeds", "3", "nearest valid name: seed"),
    "unknown record level": (["records=matter"], "records", "'matter'", "nearest valid name: matters"),
    # --- wrong types
    "text for a number": (["street.call_back_share=half"], "street.call_back_share", "'half'", "from 0 to 1"),
    "quoted number": (["street.call_back_share='0.5'"], "street.call_back_share", "'0.5'", "from 0 to 1"),
    "number for a text": (["street.name_zh=12"], "street.name_zh", "12", "a text"),
    "number for a flag": (["governance.has_rules=1"], "governance.has_rules", "1", "true or false"),
    "word for a flag": (["governance.has_rules=yes"], "governance.has_rules", "'yes'", "true or false"),
    "half a person": (["street.grid_centre_staff=3.5"], "street.grid_centre_staff", "3.5", "a whole number from 1"),
    "flag for a number": (["street.other_streets=true"], "street.other_streets", "true", "from 1 to 10000"),
    "null for a number": (["street.call_back_share=null"], "street.call_back_share", "null", "from 0 to 1"),
    "list for a number": (["street.call_back_share=[0.5]"], "street.call_back_share", "a list of 1", "from 0 to 1"),
    "value for a group": (["street.communities.station=3"], "street.communities.station", "3", "a group of keys"),
    "value for a rule family": (["rules.voice=3"], "rules.voice", "3", "a group"),
    "value for a route table": (["governance.normal.green=grid"], "governance.normal.green", "'grid'", "safety"),
    "fraction of a day": (["days=36.5"], "days", "36.5", "from 30 to 36000 in steps of 30"),
    # --- out of range
    "share above one": (["street.call_back_share=1.5"], "street.call_back_share", "1.5", "from 0 to 1"),
    "negative count": (["street.communities.station.aides=-1"], "street.communities.station.aides", "-1", "from 0"),
    "rule parameter too high": (["rules.voice.trust_weight=99"], "rules.voice.trust_weight", "99", "from 0 to 4"),
    "zero hours of work": (["matters.gas_smell.hours_median=0"], "matters.gas_smell.hours_median", "0", "above 0 and"),
    "days that are no months": (["days=45"], "days", "45", "from 30 to 36000 in steps of 30"),
    "no days": (["days=0"], "days", "0", "from 30 to 36000"),
    "negative seed": (["seed=-1"], "seed", "-1", "from 0 to 9223372036854775807"),
    "endless seed": (["seed=1" + "0" * 80], "seed", "a whole number beyond all measure", "from 0 to 92233720368"),
    "seed beyond reading": (["seed=" + "9" * 5000], "seed", "'" + "9" * 56 + "...", "key=value"),
    "endless brackets": (["days=" + "[" * 3000], "days", "'" + "[" * 56 + "...", "key=value"),
    "endless key": (["street." * 500 + "name=x"], ("street." * 500)[:200], "'x'", "at most 10 dots"),
    "phase that is no month": (
        ["regime.phases=[{phase: normal, days: 31}]"],
        "regime.phases.0.days",
        "31",
        "from 30 to 36000 in steps of 30",
    ),
    "empty folder name": (["out="], "out", "''", "not empty"),
    # --- not finite
    "not a number": (["rules.voice.trust_weight=nan"], "rules.voice.trust_weight", "nan", "a finite number from 0"),
    "infinite": (["rules.voice.trust_weight=inf"], "rules.voice.trust_weight", "inf", "a finite number from 0 to 4"),
    "too large to be finite": (["street.call_back_share=1e999"], "street.call_back_share", "inf", "from 0 to 1"),
    "days without end": (["days=inf"], "days", "inf", "from 30 to 36000"),
    # --- impossible places and unmet sums
    "more cells than households": (
        ["street.communities.academy.cells=1251"],
        "street.communities.academy.cells",
        "1251",
        "at most 1250",
    ),
    "more leaders than cells": (
        ["street.communities.academy.grid_leaders=4"],
        "street.communities.academy.grid_leaders",
        "4",
        "at most 3, one per cell",
    ),
    "fewer residents than households": (
        ["street.communities.academy.residents=1000"],
        "street.communities.academy.residents",
        "1000",
        "at least 1250",
    ),
    "fewer households than buildings": (
        ["street.communities.academy.compounds.college_court.households=14"],
        "street.communities.academy.compounds.college_court.households",
        "14",
        "at least 15, one per building",
    ),
    "more party members than adults": (
        ["street.communities.academy.party_members=2600"],
        "street.communities.academy.party_members",
        "2600",
        "at most 2126",
    ),
    "more party members in service than adults": (
        ["street.communities.academy.in_service_party_members=2600"],
        "street.communities.academy.in_service_party_members",
        "2600",
        "at most 2236",
    ),
    "more posts than gates": (
        ["street.communities.academy.posts=9"],
        "street.communities.academy.posts",
        "9",
        "at most 3, the gates",
    ),
    "more old and young than people": (
        ["street.communities.academy.elderly_share=0.9"],
        "street.communities.academy.elderly_share",
        "0.9",
        "at most 0.86",
    ),
    "no compounds": (
        ["~street.communities.academy.compounds"],
        "street.communities.academy.compounds",
        "nothing",
        "a list",
    ),
    "no department for a domain": (
        ["~street.departments.civil_affairs"],
        "street.departments",
        "a list of 5",
        "none for welfare",
    ),
    "no phases": (["regime.phases=[]"], "regime.phases", "a list of 0", "at least 1"),
    "no way for a domain": (["~governance.normal.red.safety"], "governance.normal.red", "a group of 5 keys", "safety"),
    "weights that do not sum": (
        ["assessment.scoring.response.weight=11"],
        "assessment.scoring",
        "101",
        "100 as the sum of the six weights",
    ),
    "floor at the cap": (
        ["assessment.scoring.response.floor=1"],
        "assessment.scoring.response.floor",
        "1",
        "below 1, the cap",
    ),
    "prizes for too few": (
        ["assessment=ranking", "assessment.community.prize_schedule=list", "assessment.community.prizes=[2,1]"],
        "assessment.community.prizes",
        "a list of 2",
        "a list of 8",
    ),
    "prizes that rise": (
        ["assessment=ranking", "assessment.community.prize_schedule=list", "assessment.community.prizes=[1,2]"],
        "assessment.community.prizes",
        "2",
        "never rise",
    ),
    "more prize places than units": (
        ["assessment=ranking", "assessment.community.prize_places=9"],
        "assessment.community.prize_places",
        "9",
        "at most 8",
    ),
    "an order that fails without a conflict": (
        ["matters.gas_smell.order_holds_prob=0.5"],
        "matters.gas_smell.order_holds_prob",
        "0.5",
        "1 where conflict is 0",
    ),
    "two communities of one name": (
        ["street.communities.academy.name=garden"],
        "street.communities",
        "'garden'",
        "each name once",
    ),
    # --- syntax
    "no equals sign": (["days"], "days", "nothing", "key=value"),
    "two equals signs": (["days=30=60"], "days", "'30=60'", "key=value"),
    "no key": (["=30"], "=30", "'30'", "key=value"),
    "empty word": ([""], "word 1", "nothing", "key=value"),
    "open bracket": (["regime.phases=[{phase: normal"], "regime.phases", "'[{phase: normal'", "key=value"),
    "line break": (["days=30\nseed=2"], "days", "'30\\nseed=2'", "key=value"),
    "sweep": (["street.call_back_share=0.1,0.2"], "street.call_back_share", "'0.1,0.2'", "a single value"),
    "range sweep": (["street.call_back_share=range(1,3)"], "street.call_back_share", "'range(1,3)'", "a single value"),
    "reference": (["street.call_back_share=${oc.env:HOME}"], "street.call_back_share", "'${oc.env:HOME}'", "a value"),
    "gap": (["street.call_back_share=???"], "street.call_back_share", "'???'", "a value"),
    "nothing to add": (["street.communities={}"], "street.communities", "'{}'", "at least one key"),
    "below a value": (["street.name.first=x"], "street.name.first", "'street_of_eight'", "no key below name"),
    "beyond a list": (["regime.phases.3.days=30"], "regime.phases.3.days", "'3'", "a position from 0 to 0"),
    "nothing to take out": (["~street.school"], "street.school", "nothing", "a key that some file mentions"),
    "settings of Hydra": (["hydra.run.dir=x"], "hydra.run.dir", "'x'", "one of the groups"),
    "package": (["governance@rules=grid"], "governance", "'grid'", "one of the groups"),
}  # fmt: skip


def line_for(words, kind=RunSettings) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read(words, kind)
    return str(caught.value)


@pytest.mark.parametrize("words, key, value, hint", COMMAND_LINES.values(), ids=COMMAND_LINES)
def test_a_broken_command_line_gives_one_line_with_key_value_and_what_is_allowed(words, key, value, hint):
    line = line_for(words)
    assert len(line.splitlines()) == 1
    assert line.startswith(f"{key}: found {value}, allowed ")
    assert hint in line
    assert line.endswith("]")  # the place


def test_the_line_names_the_file_of_a_value_that_the_words_made_impossible():
    line = line_for(["street.communities.academy.children_share=0.9"])
    assert line.startswith("street.communities.academy.elderly_share: found 0.24, allowed at most 0.1")
    assert line.endswith("[configs/community/academy.yaml]")


def test_a_comparison_needs_two_seeds_for_an_interval():
    assert line_for(["seeds=1"], CompareSettings).startswith("seeds: found 1, allowed a whole number from 2 to 100000")


def test_an_unknown_key_is_told_before_the_missing_one_it_was_meant_to_be():
    line = line_for(["~governance.has_rules", "governance.has_rule=true"])
    assert line.startswith("governance.has_rule: found true")
    assert "nearest valid name: has_rules" in line


# --- trees that never saw a command line ------------------------------------------------------------------------------
def broken(tree, change):
    tree = copy.deepcopy(tree)
    change(tree)
    return tree


TREES = {
    "no communities": (lambda t: t["street"].update(communities=[]), "street.communities", "a list of 0", "at least 1"),
    "no departments": (lambda t: t["street"].update(departments=[]), "street.departments", "a list of 0", "at least 1"),
    "no matters": (lambda t: t.update(matters={}), "matters", "a group of 0 keys", "at least 1"),
    "too many matters": (
        lambda t: t.update(matters={f"kind_{i}": t["matters"]["gas_smell"] for i in range(32)}),
        "matters",
        "a group of 32 keys",
        "at most 31",
    ),
    "a missing group": (lambda t: t.pop("governance"), "governance", "nothing", "a group with the keys name"),
    "an infinite share": (
        lambda t: t["street"].update(call_back_share=math.inf),
        "street.call_back_share",
        "inf",
        "from 0 to 1",
    ),
    "a number that is none": (
        lambda t: t["street"]["communities"][0].update(leader_mean_age=math.nan),
        "street.communities.riverside.leader_mean_age",
        "nan",
        "a finite number from 18 to 90",
    ),
    "an integer beyond all floats": (
        lambda t: t["street"].update(call_back_share=10**400),
        "street.call_back_share",
        "a whole number beyond all measure",
        "from 0 to 1",
    ),
    "a table entry that is no group": (
        lambda t: t["street"].update(communities={"here": 3}),
        "street.communities.here",
        "3",
        "a group of keys",
    ),
    "a list entry that is no group": (
        lambda t: t["street"].update(communities=[3]),
        "street.communities.0",
        "3",
        "a group",
    ),
    "text for a list": (lambda t: t["regime"].update(phases="normal"), "regime.phases", "'normal'", "a list"),
    "doubled departments": (
        lambda t: t["street"]["departments"].append(t["street"]["departments"][0]),
        "street.departments",
        "'police_station'",
        "each name once",
    ),
}


@pytest.fixture(scope="module")
def tree():
    return load_scenario("street_of_eight").model_dump()


@pytest.mark.parametrize("change, key, value, hint", TREES.values(), ids=TREES)
def test_a_broken_tree_gives_one_line_too(tree, change, key, value, hint):
    with pytest.raises(ConfigurationError) as caught:
        configuration_from(broken(tree, change))
    line = str(caught.value)
    assert len(line.splitlines()) == 1
    assert line.startswith(f"{key}: found {value}, allowed ")
    assert hint in line


@settings(max_examples=100, deadline=None)
@given(
    key=st.sampled_from(["days", "street.name", "street.communities", "regime.phases.0", "governance", "out", ""])
    | st.text(),
    sign=st.sampled_from(["=", "", "+=", "~", "=[", "={"]),
    value=st.text() | st.floats().map(str) | st.integers().map(str),
)
def test_any_word_is_either_accepted_or_refused_in_one_line(key, sign, value):
    with contextlib.suppress(ConfigurationError):
        read([key + sign + value], RunSettings)
        return
    line = line_for([key + sign + value])
    assert len(line.splitlines()) == 1
    assert ": found " in line
    assert line.encode("utf-8")


def test_there_are_more_than_thirty_kinds_of_broken_configurations():
    assert len(COMMAND_LINES) + len(TREES) > 30


def test_an_unbroken_tree_is_accepted(tree):
    assert configuration_from(broken(tree, lambda unchanged: None)).scenario == "street_of_eight"
