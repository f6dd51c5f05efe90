"""The presets: they compose with every pick, meet the facts they cite, and say what they are."""

from __future__ import annotations

import csv
import functools
import itertools
import math
import re
import subprocess
import sys
from pathlib import Path

import pytest

import configs
from analysis.words import WORDS
from sim import CommunityModel
from sim import scenario as door
from sim.configuration import SimulationConfig
from sim.names import AIDE, COMMITTEE_MEMBER, DOMAIN, INBOUND, INDICATOR, LOCAL, OUTBOUND, SOCIAL_ORGANISATION, URGENCY
from sim.place_configuration import CommunityConfig
from sim.scenario import configuration_from, with_picks, with_values
from sim.world import World, build_world

FILES = sorted(configs.FOLDER.rglob("*.yaml"))
FACTS = Path(__file__).parents[2] / "docs" / "evidence" / "facts.csv"
RESIDENTS_PER_WORKER = 450  # the street's staff rule
HOUSEHOLDS_PER_CELL = 400
EMERGENCY_KINDS = {"gate_problem", "quarantine_need", "supply_need", "medicine_need", "screening_gap"}

load_scenario = functools.cache(door.load_scenario)  # frozen, so that tests can share it


@pytest.fixture(scope="module")
def street() -> SimulationConfig:
    return load_scenario("street_of_eight")


@pytest.fixture(scope="module")
def l_street() -> SimulationConfig:
    return load_scenario("l_community")


@pytest.fixture(scope="module")
def l_community(l_street: SimulationConfig) -> CommunityConfig:
    return next(community for community in l_street.street.communities if community.name == "l_community")


@pytest.fixture(scope="module")
def facts() -> dict[str, dict[str, str]]:
    with FACTS.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


# --- composing ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("scenario", configs.choices("scenario"))
def test_every_governance_assessment_and_regime_composes_with_every_scenario(scenario):
    groups = ("governance", "assessment", "regime")
    start = load_scenario(scenario)
    trees = {(group, pick): configs.compose_pick(group, pick) for group in groups for pick in configs.choices(group)}
    for picks in itertools.product(*(configs.choices(group) for group in groups)):
        config = configuration_from(
            start.model_dump() | {group: trees[group, pick] for group, pick in zip(groups, picks, strict=True)}
        )
        assert (config.scenario, config.governance.name, config.assessment.name, config.regime.name) == (
            scenario,
            *picks,
        )


@pytest.mark.parametrize(
    "governance, assessment, regime", [("hybrid", "pass_fail", "emergency"), ("grid", "none", "normal")]
)
def test_an_arm_picked_afterwards_equals_the_arm_composed_at_once(governance, assessment, regime):
    words = ("governance.has_rules=false", "regime.emergency.restriction=0.25", "street.call_back_share=0.5")
    start = load_scenario("l_community", *words, governance="network", assessment="ranking")
    picks = {"governance": governance, "assessment": assessment, "regime": regime}
    assert with_picks(start, *words, "days=60", "out=a (b)", **picks) == load_scenario("l_community", *words, **picks)


@pytest.mark.parametrize("group", configs.GROUPS)
def test_a_named_file_carries_its_own_name(group):
    for pick in configs.choices(group):
        config = (
            load_scenario() if group == "scenario" and pick == "street_of_eight" else load_scenario(**{group: pick})
        )
        name = {
            "scenario": config.scenario,
            "street": config.street.name.replace("x_street", "l_community"),  # the source names it
            "matters": "standard",
            "governance": config.governance.name,
            "assessment": config.assessment.name,
            "regime": config.regime.name,
        }[group]
        assert name == pick


def test_values_on_the_command_line_go_over_the_files():
    config = load_scenario(
        "l_community",
        "rules.voice.trust_weight=1.5",
        "street.call_back_share=0.5",
        "street.communities.station.cells=9",
        "street.communities.l_community.compounds.military_housing.gates=2",
        governance="hybrid",
    )
    assert config.rules.voice.trust_weight == 1.5
    assert config.street.call_back_share == 0.5
    cells = {community.name: community.cells for community in config.street.communities}
    assert cells["station"] == 9
    assert cells["riverside"] == 8
    gates = {compound.name: compound.gates for compound in config.street.communities[0].compounds}
    assert gates["military_housing"] == 2
    assert gates["police_housing"] == 2


def test_a_key_that_no_file_mentions_can_be_set_with_and_without_a_plus():
    plain = load_scenario("street_of_eight", "time.burn_in_days=90")
    assert plain.time.burn_in_days == 90
    assert load_scenario("street_of_eight", "+time.burn_in_days=90") == plain


def test_importing_the_way_to_the_presets_does_not_import_hydra():
    code = "import sys, sim.scenario, configs; print('hydra' in sys.modules, 'omegaconf' in sys.modules)"
    root = Path(configs.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_composing_inside_another_hydra_program_leaves_it_initialised():
    import hydra
    from hydra.core.global_hydra import GlobalHydra

    with hydra.initialize_config_module("configs", version_base=None):
        load_scenario("street_of_eight")
        assert GlobalHydra.instance().is_initialized()
        assert hydra.compose("config")["scenario"] == "street_of_eight"


# --- what the files say ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_file_holds_no_references_and_no_tags(file):
    text = file.read_text(encoding="utf-8")
    assert "${" not in text
    assert "!!" not in text


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_number_beside_a_fact_of_the_five_articles_equals_that_fact(file, facts):
    for number, fact_id in re.findall(r": ([\d.]+)  # ([FD]\d+)", file.read_text(encoding="utf-8")):
        fact = facts[fact_id]
        scale = 100 if fact["unit"] == "percent" else 1
        assert float(fact["value_low"]) <= float(number) * scale <= float(fact["value_high"]), (number, fact_id)


def test_the_files_give_sources_beside_their_numbers():
    unsourced = [
        file.name
        for file in FILES
        if file.parent.name in ("community", "street", "matters", "departments", "governance", "assessment")
        and not re.search(r"assumed|\b[FDLKR]\d{2}", file.read_text(encoding="utf-8"))
    ]
    assert unsourced == []


@pytest.mark.parametrize("scenario", configs.choices("scenario"))
def test_a_scenario_tells_its_story_in_three_sentences_and_says_what_it_is(scenario):
    config = load_scenario(scenario)
    assert len(re.findall(r"\.(?:\s|$)", config.story)) == 3
    assert config.story_zh.count("。") == 3
    assert "tylised" in config.what_it_is
    assert "no hours or response times" in config.what_it_is or "no source reports hours" in config.what_it_is
    assert "典型化" in config.what_it_is_zh
    assert "没有报告" in config.what_it_is_zh or "没有任何来源报告过" in config.what_it_is_zh


@pytest.mark.parametrize("scenario", configs.choices("scenario"))
def test_a_scenario_has_a_name_in_both_languages_for_figures(scenario):
    assert scenario in WORDS


@pytest.mark.parametrize(
    "scenario, words",
    [
        *((name, "as the places report them") for name in ("xian_beilin", "golmud_one_stop", "ordos_colours")),
        *(
            (name, "gives advice")
            for name in (
                "shanghai_grid_centre", "emergency_villages", "wuhan_jiangan", "nanjing_cuizhuyuan", "chengdu_forms",
                "shunde_supplies", "shanghai_project_coordination", "hebei_party_members",
            )
        ),
        *((name, "case study") for name in ("f_community", "f_community_no_register")),
    ],
)  # fmt: skip
def test_a_place_says_what_kind_of_text_its_source_is(scenario, words):
    assert words in load_scenario(scenario).what_it_is


@pytest.mark.parametrize("scenario", [name for name in configs.choices("scenario") if name[:9] != "street_of"])
def test_a_place_has_rivals(scenario):
    config = load_scenario(scenario)
    assert len(config.street.communities) >= 6
    names = [community.name for community in config.street.communities]
    assert config.focus in (names[0], None)


def test_the_places_that_the_sources_tell_of_in_an_emergency_play_in_one():
    played = {name for name in configs.choices("scenario") if load_scenario(name).regime.name == "emergency"}
    assert played == {
        "emergency_villages", "wuhan_jiangan", "chengdu_forms", "shunde_supplies", "hebei_party_members",
    }  # fmt: skip


# --- the built places: every number that a source gives of one -------------------------------------------------------
class Place:
    """A scenario's place as built: the community that is reported on, or the whole street."""

    def __init__(self, scenario: str) -> None:
        self.config = load_scenario(scenario)
        self.world = built(scenario)
        names = [community.name for community in self.config.street.communities]
        self.number = names.index(self.config.focus or names[0])
        self.community = self.config.street.communities[self.number]
        self.compounds = self.world.compounds[self.world.compounds["community"] == self.number]
        first = int(self.world.communities["first_resident"][self.number])
        self.people = self.world.residents[first : first + int(self.world.communities["n_slots"][self.number])]
        self.parties = self.world.parties[self.world.parties["community"] == self.number]

    def staff(self, kind: int) -> int:
        committee = self.world.communities["committee"][self.number]
        workers = self.world.workers
        return int(((workers["party"] == committee) & (workers["kind"] == kind)).sum())

    def count(self, hukou: int) -> int:
        return int((self.people["hukou"] == hukou).sum())


@functools.cache
def built(scenario: str) -> World:
    return build_world(load_scenario(scenario), 11)


F_COMMUNITY = [
    ("residents", "F061", 3000, lambda place: int(place.people["is_present"].sum())),
    ("registered among them", "F062", 960, lambda place: place.count(LOCAL)),
    ("share from elsewhere", "D17", 0.68, lambda place: place.count(INBOUND) / place.people["is_present"].sum()),
    ("merchants", "F060", 190, lambda place: int(place.compounds["n_households"][0])),
    ("members of the committee", "F064", 7, lambda place: place.staff(COMMITTEE_MEMBER)),
    ("names that work", "F064", 7, lambda place: working_names(place)),
    ("names per working one", "D16", 3, lambda place: place.community.staff / working_names(place)),
    ("cells", "F065", 11, lambda place: place.community.cells),
    ("residents per cell", "D13", 273, lambda place: round(place.people["is_present"].sum() / place.community.cells)),
    ("residents per member", "D15", 429, lambda place: round(place.people["is_present"].sum() / working_names(place))),
    ("programmes", "F070", 2, lambda place: int((place.parties["kind"] == SOCIAL_ORGANISATION).sum())),
]
TOLD = {
    "shanghai_grid_centre": [
        ("compounds", "F003", 4, lambda place: len(place.compounds)),
        ("inbound per registered resident", "F004", 4.0, lambda place: place.count(INBOUND) / place.count(LOCAL)),
        ("kinds of housing", "F006", 3, lambda place: len(set(place.compounds["kind"]))),
        ("members of the committee", "F007", 6, lambda place: place.staff(COMMITTEE_MEMBER)),
        ("aides", "F008", 4, lambda place: place.staff(AIDE)),
        ("both", "D01", 10, lambda place: place.staff(COMMITTEE_MEMBER) + place.staff(AIDE)),
    ],
    "emergency_villages": [
        ("hours of a post", "F010", 8.0, lambda place: place.config.regime.emergency.post_hours),
        ("longest day allowed", "F011", 14.0, lambda place: place.config.regime.emergency.daily_maximum_hours),
        ("kinds of tasks on top", "F013", 5, lambda place: len(kinds_of_the_emergency_only(place.config))),
        ("forms and ledgers", "D05", 53, lambda place: place.config.regime.emergency.directive_items),
        ("organisations", "F017", 0, lambda place: int((place.world.parties["kind"] == SOCIAL_ORGANISATION).sum())),
    ],
    "f_community": [
        *F_COMMUNITY,
        ("away, of the register", "F063", 0.66, lambda place: round(place.count(OUTBOUND) / on_the_register(place), 2)),
        ("residents per registered head", "D18", 1.05, lambda place: round(3000 / on_the_register(place), 2)),
    ],
    "f_community_no_register": [
        *F_COMMUNITY,
        ("nobody away on the register", "F062", 960, lambda place: on_the_register(place)),
    ],
    "l_community": [
        ("cells", "F039", 168, lambda place: place.community.cells),
        ("party members a leader can gather", "D11", 2.5, lambda place: place.config.levers.cells.members_per_leader),
    ],
    "xian_beilin": [
        ("roles in a cell", "F075", 5, lambda place: place.config.levers.five_roles.roles_per_cell),
        ("issues of a meeting", "D19", 2.2, lambda place: place.config.levers.deliberation.issues_per_meeting),
    ],
    "ordos_colours": [
        ("colours", "F085", 3, lambda place: len({colour(place, risk) for risk in (0.1, 0.5, 0.9)})),
    ],
    "nanjing_cuizhuyuan": [
        ("kinds of parties", "F022", 4, lambda place: len(set(place.parties["kind"][place.parties["exists"] == 1]))),
    ],
    "wuhan_jiangan": [
        ("bodies of the compound", "F019", 3, lambda place: bodies_of_compound(place, "jiangan_court")),
    ],
}  # fmt: skip


def working_names(place: Place) -> int:
    return round(place.config.levers.nominal_staff.effective_share * place.community.staff)


def colour(place: Place, risk: float) -> str:
    gate = place.config.levers.risk_colours
    return "red" if risk >= gate.red_from else "yellow" if risk >= gate.yellow_from else "green"


def on_the_register(place: Place) -> int:
    return place.count(LOCAL) + place.count(OUTBOUND)


def kinds_of_the_emergency_only(config: SimulationConfig) -> set[str]:
    return {name for name, kind in config.matters.items() if kind.normal_factor == 0}


def bodies_of_compound(place: Place, name: str) -> int:
    number = [compound.name for compound in place.community.compounds].index(name)
    row = place.compounds[number]
    bodies = [row["property_party"], row["homeowners_party"], place.world.communities["committee"][place.number]]
    return sum(bool(place.world.parties["exists"][party]) for party in bodies if party >= 0)


@pytest.mark.parametrize(
    "scenario, what, fact, expected, measured",
    [(scenario, *row) for scenario, rows in TOLD.items() for row in rows],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_built_place_has_the_number_of_its_source(scenario, what, fact, expected, measured, facts):
    row = facts[fact]
    scale = 100 if row["unit"] == "percent" else 1
    assert float(row["value_low"]) <= expected * scale <= float(row["value_high"]), what
    assert measured(Place(scenario)) == expected, what


@pytest.mark.parametrize("scenario", configs.choices("scenario"))
def test_a_preset_runs_as_it_is_and_without_its_mechanism(scenario):
    config = with_values(load_scenario(scenario), {"time.burn_in_days": 0})
    for arm in (config, with_values(config, config.without)):
        model = CommunityModel(arm, rng=3)
        model.run_for(30)
        assert model.records.community_days["n_resolved"].sum() > 0


def test_the_two_readings_of_f_community_differ_in_its_register_alone():
    one, other = load_scenario("f_community").model_dump(), load_scenario("f_community_no_register").model_dump()
    here, there = one["street"]["communities"][0], other["street"]["communities"][0]
    assert (here.pop("outbound"), there.pop("outbound")) == (1900, 0)
    told = {"scenario", "story", "story_zh", "what_it_is", "what_it_is_zh"}
    assert {key: value for key, value in one.items() if key not in told} == {
        key: value for key, value in other.items() if key not in told
    }


def test_what_l_community_is_advised_is_all_that_it_would_be_without():
    advised = load_scenario("l_community_advised")
    bare, here = with_values(advised, advised.without).model_dump(), load_scenario("l_community").model_dump()
    told = {"scenario", "story", "story_zh", "what_it_is", "what_it_is_zh", "mechanisms", "without"}
    assert {key: value for key, value in bare.items() if key not in told} == {
        key: value for key, value in here.items() if key not in told
    }


def test_every_compound_of_cuizhuyuan_has_both_bodies_of_its_owners_and_company():
    compounds = Place("nanjing_cuizhuyuan").community.compounds
    assert all(compound.has_property_company and compound.has_homeowners_committee for compound in compounds)


# --- L community ----------------------------------------------------------------------------------------------------
def test_l_community_has_the_numbers_of_the_article(l_community):
    assert l_community.buildings == 63  # F024
    assert l_community.households == 5799  # F025
    assert l_community.residents == 12_000  # F026
    assert (l_community.party_members, l_community.in_service_party_members) == (116, 300)  # F030, F031
    assert l_community.staff == 10  # F035
    assert (l_community.cells, l_community.grid_leaders) == (168, 168)  # F039
    assert l_community.leader_mean_age == 49  # F043
    assert (l_community.leader_party_share, l_community.leader_employed_share) == (0.7, 0.64)  # F044, F045


def test_l_community_is_reported_on_and_has_seven_neighbours(l_street, street):
    assert l_street.focus == "l_community"
    names = [community.name for community in l_street.street.communities]
    assert len(names) == 8
    assert set(names) - {"l_community"} < {community.name for community in street.street.communities}


def test_the_four_kinds_of_residents_live_in_four_compounds(l_community):
    names = [compound.name for compound in l_community.compounds]
    assert names == ["police_housing", "teachers_housing", "relocated_housing", "military_housing"]


# --- the street of eight --------------------------------------------------------------------------------------------
def test_the_street_has_eight_communities_of_the_stated_size(street):
    communities = street.street.communities
    assert len(communities) == 8
    assert all(2_500 <= community.residents <= 7_500 for community in communities)
    assert sum(community.residents for community in communities) == pytest.approx(40_000, rel=0.05)


def test_staff_follow_the_register_and_nothing_else(street):
    for community in street.street.communities:
        registered = round(community.residents * (1 - community.inbound_share)) + community.outbound
        staff = round(registered / RESIDENTS_PER_WORKER)
        assert community.staff == staff
        assert community.committee_members == math.ceil(staff / 2)
        assert community.aides == staff // 4


def test_cells_follow_the_households_and_have_one_leader_each(street):
    for community in street.street.communities:
        assert community.cells == round(community.households / HOUSEHOLDS_PER_CELL)
        assert community.grid_leaders == community.cells


def test_load_per_worker_is_unequal_because_inbound_shares_are(street):
    communities = sorted(street.street.communities, key=lambda community: community.residents / community.staff)
    loads = [community.residents / community.staff for community in communities]
    assert loads[-1] / loads[0] > 2
    assert communities[-1].inbound_share == max(community.inbound_share for community in communities)
    assert communities[0].inbound_share == min(community.inbound_share for community in communities)


def test_a_quarter_of_the_compounds_has_a_homeowners_committee(street):
    compounds = [compound for community in street.street.communities for compound in community.compounds]
    share = sum(compound.has_homeowners_committee for compound in compounds) / len(compounds)
    assert 0.2 <= share <= 0.3  # L108


def test_all_kinds_of_housing_stand_in_the_street(street):
    kinds = {compound.kind for community in street.street.communities for compound in community.compounds}
    assert kinds == {"commodity", "relocated", "old", "unit_housing"}


# --- matters --------------------------------------------------------------------------------------------------------
def arrivals(config: SimulationConfig, community: CommunityConfig, emergency: bool = False) -> float:
    """Needs per resident and year in new buildings."""
    units = {"resident": community.residents, "building": community.buildings, "compound": len(community.compounds)}
    needs = sum(
        kind.rate_per_year * units[kind.unit] * (kind.emergency_factor if emergency else kind.normal_factor)
        for kind in config.matters.values()
    )
    return needs / community.residents


def test_needs_arise_about_0_45_times_per_resident_and_year(street, l_community):
    communities = street.street.communities
    residents = sum(community.residents for community in communities)
    mean = sum(arrivals(street, community) * community.residents for community in communities) / residents
    assert 0.4 <= mean <= 0.5
    assert 0.35 <= arrivals(street, l_community) <= 0.5


def test_five_kinds_arise_in_an_emergency_only(street):
    only = {name for name, kind in street.matters.items() if kind.normal_factor == 0}
    assert only == EMERGENCY_KINDS  # F013
    for community in street.street.communities:
        assert arrivals(street, community, emergency=True) > 1.5 * arrivals(street, community)


def test_deadlines_are_the_four_classes(street):
    for kind in street.matters.values():
        allowed = {"red": {2}, "yellow": {24, 168}, "green": {168, 360}}[kind.urgency]
        assert kind.deadline_hours in allowed  # L016


def test_every_domain_has_matters_in_normal_time(street):
    domains = {kind.domain for kind in street.matters.values() if kind.normal_factor > 0}
    assert domains == set(DOMAIN)


def test_hours_of_work_stay_in_the_stated_range(street):
    assert all(0.5 <= kind.hours_median <= 6 for kind in street.matters.values())
    assert all(0.6 <= kind.hours_log_sd <= 1.2 for kind in street.matters.values())


def test_only_conflicts_come_back_after_an_order(street):
    for kind in street.matters.values():
        if kind.order_holds_prob < 1:
            assert kind.conflict > 0
            assert 0.5 <= kind.order_holds_prob <= 0.9


# --- governance and assessment --------------------------------------------------------------------------------------
def routes(config: SimulationConfig) -> set[str]:
    phases = (config.governance.normal, config.governance.emergency, config.governance.return_)
    return {route for phase in phases for urgency in URGENCY for route in getattr(phase, urgency).values()}


def test_grid_and_network_send_everything_one_way():
    for name in ("grid", "network"):
        assert routes(load_scenario("street_of_eight", governance=name)) == {name}


def test_the_hybrid_sends_red_to_the_grid_and_in_an_emergency_yellow_too():
    governance = load_scenario("street_of_eight", governance="hybrid").governance
    for phase in (governance.normal, governance.emergency, governance.return_):
        assert set(phase.red.values()) == {"grid"}
    assert set(governance.emergency.yellow.values()) == {"grid"}
    assert set(governance.emergency.green.values()) == {"network"}
    for urgency in ("green", "yellow"):
        way = getattr(governance.normal, urgency)
        assert {way[domain] for domain in ("disputes", "facilities", "welfare", "environment")} == {"network"}
        assert way["administration"] == "grid"
    assert governance.return_ == governance.normal


def test_duties_of_the_hybrid_lie_between_those_of_grid_and_network():
    grid, hybrid, network = (
        load_scenario("street_of_eight", governance=name).governance for name in ("grid", "hybrid", "network")
    )
    assert grid.patrol_duty_hours_per_week > hybrid.patrol_duty_hours_per_week > network.patrol_duty_hours_per_week
    assert grid.platform_hours_per_week < hybrid.platform_hours_per_week < network.platform_hours_per_week
    assert grid.visit_duty_hours_per_week == hybrid.visit_duty_hours_per_week == network.visit_duty_hours_per_week


def test_assessments_differ_in_the_community_block_only():
    assessments = [
        load_scenario("street_of_eight", assessment=name).assessment for name in configs.choices("assessment")
    ]
    held = [(each.street, each.worker, each.volunteers, each.scoring) for each in assessments]
    assert all(other == held[0] for other in held)
    assert assessments[0].street.form == "ranking"
    assert assessments[0].worker.form == "pass_through"
    assert len({each.community.form for each in assessments}) == 4


def test_ranking_and_pass_fail_have_the_same_stake():
    ranking, pass_fail, none = (
        load_scenario("street_of_eight", assessment=name).assessment.community
        for name in ("ranking", "pass_fail", "none")
    )
    assert ranking.prize_spread == pass_fail.bonus > 0
    assert ranking.bonus == pass_fail.prize_spread == none.bonus == none.prize_spread == 0


def test_weights_sum_to_100_and_the_satisfaction_points_are_those_published(street):
    scoring = street.assessment.scoring
    assert sum(getattr(scoring, name).weight for name in INDICATOR) == 100
    satisfaction, on_time = scoring.satisfaction, scoring.on_time

    def points(indicator, share):
        return indicator.weight * (share - indicator.floor) / (indicator.cap - indicator.floor)

    # L025 gives points to two decimals and shares in percent to two decimals
    for share, published in ((0.75, 13.5), (0.8333, 17.67), (0.875, 19.75)):
        assert points(satisfaction, share) == pytest.approx(published, abs=0.01)
    assert points(on_time, 0.8982) == pytest.approx(14.82, abs=0.01)


def test_the_regimes_have_the_stated_calendar():
    normal = load_scenario("street_of_eight", regime="normal").regime
    emergency = load_scenario("street_of_eight", regime="emergency").regime
    assert [(phase.phase, phase.days) for phase in normal.phases] == [("normal", 360)]
    assert [(phase.phase, phase.days) for phase in emergency.phases] == [
        ("normal", 90),
        ("emergency", 60),
        ("return", 210),
    ]
