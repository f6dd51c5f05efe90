"""The state of the world as tables: one row per entity, one named column per state variable.

Every table is a numpy structured array, so that a row reads as ``residents[i].trust`` in compiled code, a snapshot is a
handful of array copies, and compiling stays quick (``docs/decisions/0003-structured-tables.md``). Links between tables
are row numbers (``-1``: none). Times are hours since the start of the run (burn-in is negative); ``NaN``: not yet.
"""

from __future__ import annotations

import numpy as np

from sim.names import ACTIVITY, INDICATOR, TRUSTED


def _table(*columns: tuple[str, str] | tuple[str, str, tuple[int, ...]]) -> np.dtype[np.void]:
    return np.dtype(list(columns), align=True)


# legal duties of a committee's staff, done before anything is chosen
(
    DUTY_EMERGENCY,
    DUTY_DESK,
    DUTY_MEETING,
    DUTY_TRAINING,
    DUTY_PLATFORM,
    DUTY_SUPERVISION,
    DUTY_JOINT,
    DUTY_OUTREACH,
    DUTY_DELIBERATION,
    DUTY_DISCLOSURE,
    DUTY_PROJECT,
    DUTY_MESSAGES,
    DUTY_LEADERS,
    DUTY_PAPER,  # inspectors received, objections written
    DUTY_FORM_SUPPORT,  # help with forms; of a social organisation's staff too
    DUTY_SHARING,  # a table that departments share, set up and kept up
    DUTY_REGISTRATION,  # of residents from elsewhere, under residence permits
) = range(17)
N_DUTIES = 17
N_GROUPS = 4  # local or inbound, under 60 or older

# What the choice of an act reads stands together, from the last kind of trust on: one line of the processor's cache,
# as that choice visits every fourth resident each Monday and waits for memory more than it computes.
RESIDENTS = _table(
    ("trust", "f4", (len(TRUSTED),)),  # 0 to 1, per party and neighbours
    ("age", "f4"),  # years
    ("disposition", "f4"),  # standard normal taste for taking part
    ("threshold", "f4"),  # share of contacts active that tips this person
    ("free_time", "f4"),  # 0 to 1
    ("familiarity", "f4"),  # 0 to 1, with the committee's people, at last_contact_hours
    ("last_contact_hours", "f4"),
    ("efficacy", "f4"),  # 0 to 1: learned difference that own action made
    ("enthusiasm", "f4"),  # 0 to 1
    ("habit", "f4"),  # 0 to 1
    ("volunteer_hours", "f4"),  # hours per week while the act lasts
    ("act", "i1"),  # NOT_ACTIVE, VOLUNTEERING, DELIBERATION, MUTUAL_AID, until the next choice
    ("is_mobilised", "i1"),  # the act would not have been chosen without the call
    ("acted_before", "i1"),  # had an act in the previous four weeks (0 none, 1 autonomous, 2 mobilised)
    ("is_present", "i1"),  # somebody belongs to this slot and lives here (outbound people do not)
    ("is_leader", "i1"),  # unpaid grid leader: mobilised while serving
    ("hukou", "i1"),  # LOCAL, INBOUND, OUTBOUND
    ("is_occupied", "i1"),  # somebody belongs to this slot
    ("is_party", "i1"),  # 0 no, 1 registered here, 2 in service elsewhere
    ("rhythm", "i1"),  # AT_HOME, OFFICE_HOURS, SHIFTS
    ("household", "i4"),
    ("tenure", "i4"),  # how many people have lived in this slot before; part of the person's identity
    ("digital_skill", "f4"),  # 0 to 1
    ("inclusion", "f4"),  # 0 to 1: reach of institutions
    ("familiarity_social", "f4"),  # 0 to 1, with social workers
    ("responsiveness", "f4"),  # 0 to 1: belief that reporting helps
)

HOUSEHOLDS = _table(  # with the residents the bulk of the memory: counts and row numbers that fit take four bytes
    ("building", "i4"),
    ("cell", "i4"),  # smallest unit of the grid, numbered through the street
    ("first_resident", "i8"),
    ("first_unvoiced", "i8"),  # matter, head of the list of this household's unvoiced private matters
    ("vacant_until_hours", "f8"),  # NaN: lived in
    ("file_hours", "f8"),  # when the file on those who live here was last written; NaN: unknown
    ("n_slots", "i4"),
    ("moves", "i4"),  # how many households have lived here before
    ("n_attempts", "i4"),  # doors knocked at, ever
    ("is_owner", "i1"),  # lives in an own flat (else tenant)
)

BUILDINGS = _table(
    ("compound", "i8"),
    ("first_household", "i8"),
    ("n_households", "i8"),
    ("first_resident", "i8"),
    ("n_slots", "i8"),
    ("n_adults", "i8"),  # present, 16 or older
    ("n_active", "i8"),  # of these, acting now
    ("responsiveness", "f8"),  # what the building's talk says about reporting, 0 to 1
    ("unmet", "f8"),  # share of needs heard of that were not met, 0 to 1
)

COMPOUNDS = _table(
    ("community", "i8"),
    ("kind", "i8"),
    ("age_years", "f8"),
    ("first_building", "i8"),
    ("n_buildings", "i8"),
    ("first_resident", "i8"),
    ("n_slots", "i8"),
    ("n_households", "i8"),
    ("property_party", "i8"),  # row, or -1: no property company
    ("homeowners_party", "i8"),  # row; parties.exists tells whether it is there now
    ("n_owners", "i8"),  # present adult owners
    ("n_active_owners", "i8"),
    ("is_calling", "i8"),  # the homeowners' committee calls its owners to help, this week
    ("conflict", "f8"),  # 0 to 1
    ("first_unvoiced", "i8"),  # matter, head of the list of unvoiced public matters
    ("n_unvoiced", "i8"),
    ("usual_finds", "f8"),  # matters a patrol found here, smoothed
)

COMMUNITIES = _table(
    ("committee", "i8"),  # party row
    ("first_compound", "i8"),
    ("n_compounds", "i8"),
    ("first_building", "i8"),
    ("n_buildings", "i8"),
    ("first_resident", "i8"),
    ("n_slots", "i8"),
    ("n_households", "i8"),
    ("first_party", "i8"),  # local parties stand together
    ("n_parties", "i8"),
    ("first_cell", "i8"),
    ("n_cells", "i8"),
    ("first_leader", "i8"),  # unpaid grid leaders stand together
    ("n_leaders", "i8"),
    ("n_present", "i8"),
    ("n_adults", "i8"),  # present, 16 or older, not paid
    ("duty_hours", "f8", (N_DUTIES,)),  # legal duties still to be done, by kind of duty
    ("duty_done", "f8", (N_DUTIES,)),  # hours of them worked off this month
    ("visit_cursor", "i8"),  # household whose turn it is
    ("n_patrols", "i8"),  # patrols ever
    ("volunteer_pool_hours", "f8"),  # hours a week that volunteers give now
    ("volunteer_post_hours", "f8"),  # hours of round-the-clock posts that volunteers take, per week
    ("first_directive", "i8"),
    ("last_directive", "i8"),
    ("postponed_hours", "f8"),  # directives put off in the emergency
    # the month's indicator counts; reset by the assessment
    ("n_orders", "f8"),
    ("n_responded", "f8"),
    ("n_resolved", "f8"),  # reported resolved, less those that a call-back found unresolved
    ("n_called_back", "f8"),
    ("n_satisfied", "f8"),
    ("n_closed", "f8"),
    ("n_on_time", "f8"),
    ("n_found", "f8"),  # matters found by patrol
    ("n_arisen_public", "f8"),
    ("n_directives_due", "f8"),
    ("n_directives_on_time", "f8"),
    ("demand_hours", "f8"),  # hours of matters and directives that came in
    ("patrol_hours", "f8"),
    ("n_false", "f8"),  # false closures
    ("n_pretended", "f8"),  # ... of these on purpose
    ("n_caught", "f8"),  # ... found out by a call-back
    ("n_liable", "f8"),
    ("n_liable_undetected", "f8"),  # ... of these for a matter that had not been detected
    ("n_relabelled", "f8"),
    ("n_signed_late", "f8"),
    ("n_coached", "f8"),
    ("n_turned_away", "f8"),
    ("n_games_found", "f8"),  # of these four came to light
    ("expected_orders", "f8"),  # a month's orders, directives, public matters and finds per patrol hour, smoothed
    ("expected_directives", "f8"),
    ("expected_public", "f8"),
    ("finds_per_hour", "f8"),
    ("usual_undetected", "f8"),  # undetected red matters for which the unit was held liable, a month, smoothed
    ("volunteer_use", "f8"),  # share of the volunteers' hours that found work, smoothed
    ("agreement_share", "f8"),  # share of rounds that ended in agreement, smoothed
    ("adults", "i8", (N_GROUPS,)),  # present, 16 or older, by hukou status and age band
    ("trust_sum", "f8", (N_GROUPS,)),  # of these adults' trust in the committee
    ("n_open", "i8"),  # matters that arose, neither resolved nor ended
    ("n_in_groups", "i8"),  # households in a living chat group, at the month's beginning
    ("project_fund", "f8"),  # money saved for projects that residents propose, thousand yuan
    ("n_projects", "i8"),  # of these projects, ever
    ("participants", "i8", (N_GROUPS, 2)),  # of these took part within 30 days: autonomous, mobilised
    ("n_cadres", "i8"),  # cadres of departments who are with the committee now
    ("n_inspections", "f8"),  # of this month
    ("support_total_hours", "f8"),  # help with forms ever given
    ("support_useful_hours", "f8"),  # ... last month, beyond its set-up
    ("sharing_total_hours", "f8"),  # hours ever given to a shared table
    ("sharing_useful_hours", "f8"),  # ... last month, beyond its set-up
    ("registration_left_hours", "f8"),  # of registering residents from elsewhere, not set as a duty yet
)

PARTIES = _table(
    ("kind", "i8"),
    ("community", "i8"),  # -1: of the street
    ("compound", "i8"),  # -1: of the whole community
    ("slot", "i8"),  # row and column of this party in its communities' relation table
    ("domains", "i8"),  # jurisdiction of a department, one bit per domain
    ("exists", "i8"),
    ("is_rooted", "i8"),
    ("rootedness", "f8"),  # 0 to 1; grows where the street coordinates projects
    ("first_worker", "i8"),
    ("n_workers", "i8"),
    ("effort", "f8"),  # share of staff hours given to matters, 0 to 1
    ("sundry_hours", "f8"),  # shares in joint work and meetings still owed
    ("n_queued", "i8"),
    ("queued_hours", "f8"),
    # what the unit believes and does under its assessment (sim/rules/effort.py, sim/rules/belief.py)
    ("action", "f8", (4,)),  # overtime hours per day, measured share, coping, mass work share
    ("shadow_price", "f8"),  # value of one more point of score at the chosen action
    ("marginal", "f8", (len(INDICATOR),)),  # value of a unit rise of each indicator
    ("indicators", "f8", (len(INDICATOR),)),  # of the month just judged; NaN: no case
    ("cases", "f8", (len(INDICATOR),)),
    ("expected", "f8", (len(INDICATOR),)),  # forecast for the month to come
    ("usual_cases", "f8", (len(INDICATOR),)),  # smoothed
    ("indicator_variance", "f8", (len(INDICATOR),)),  # learned, beyond counting
    ("case_variance", "f8"),
    ("score", "f8"),
    ("expected_score", "f8"),
    ("believed_mean", "f8"),
    ("believed_noise", "f8"),
    ("seen_mean", "f8"),  # what the published table teaches about this unit
    ("seen_noise", "f8"),
    ("standard", "f8"),
    ("place", "f8"),  # NaN: not ranked
    ("payoff", "f8"),
    ("caught_belief", "f8"),
    ("expected_stake", "f8"),  # value lost when held liable
    ("satisfied_clients", "f8"),
    ("directive_hours", "f8"),  # received this month
    ("add_on_hours", "f8"),  # of these added by the street of its own
    ("slope", "f8"),  # the street's belief: score points per add-on hour
    ("slope_weight", "f8"),
    ("support_hours", "f8"),  # help with forms still owed by a social organisation
    ("hour_price", "f8"),  # value of an hour to a committee
    ("n_refused", "f8"),  # directives refused this month
    ("refused_hours", "f8"),  # ... and the hours they would have taken
    # how the street compares the unit with others (sim/rules/judging.py)
    ("judged_score", "f8"),  # score less benchmark
    ("benchmark", "f8"),
    ("usual_score", "f8"),  # smoothed
    ("year_score", "f8"),  # sum of this year's scores so far
    ("field_mean", "f8"),  # what a unit that learns its own place only believes of any rival
    ("field_noise", "f8"),
)

WORKERS = _table(
    ("party", "i8"),
    ("community", "i8"),  # served now; -1: the whole street
    ("kind", "i8"),
    ("cell", "i8"),
    ("is_paid", "i8"),
    ("is_employed", "i8"),  # an unpaid leader with a job elsewhere
    ("resident", "i8"),  # the unpaid leader's own row among the residents, else -1
    ("age", "f8"),
    ("skill", "f8"),
    ("local_ties", "f8"),
    ("recognition", "f8"),
    ("enthusiasm", "f8"),
    ("strain", "f8"),
    ("absent_until_hours", "f8"),  # sick or post vacant until
    ("is_vacant", "i8"),
    ("rest_until_hours", "f8"),  # mandated rest after a night post
    ("on_call_until_hours", "f8"),
    ("post_from_hours", "f8"),  # rostered post of today, NaN: none
    ("post_until_hours", "f8"),
    ("is_night_post", "i8"),
    ("n_posts", "i8"),
    ("shift_start_hours", "f8"),
    ("shift_end_hours", "f8"),
    ("patrol_week", "f8"),
    ("visit_week", "f8"),
    ("token", "i8"),  # version of the running task; events of older versions are void
    ("task", "i8"),  # what is being done now, -1: nothing
    ("task_row", "i8"),
    ("is_pretending", "i8"),  # the running task is a false closure or a perfunctory form
    ("task_start_hours", "f8"),
    ("task_end_hours", "f8"),
    ("hours_today", "f8"),
    ("hours_week", "f8"),
    ("measured_week", "f8"),  # hours of matters, directives and patrol
    ("unmeasured_week", "f8"),  # hours of visits and mass work
    ("mass_work_week", "f8"),
    ("refusals_week", "f8"),
    ("breaches_week", "f8"),
    ("hours", "f8", (len(ACTIVITY),)),  # this month
    ("hours_available", "f8"),
    ("overtime_hours", "f8"),
    ("oncall_hours", "f8"),
    ("n_breaches", "f8"),
    ("closures", "f8"),  # orders closed by this worker, this month
    ("usual_closures", "f8"),  # a month's, smoothed
    ("closure_price", "f8"),  # what one more is worth to the worker under an assessment of workers
    ("n_absent_days", "f8"),
    ("n_quits", "f8"),
    ("worker_weeks", "f8"),
    ("cursor", "i8"),  # dwelling whose turn it is on an unpaid leader's round
    ("was_on_payroll", "i8"),  # on Monday
    ("trained", "f8"),  # 0 to 1: what training beyond the ordinary has left
    ("seconded_from_hours", "f8"),  # arrival of a department's cadre at a committee, the latest; NaN: never
    ("id", "i8"),  # of the post, by which chance knows it; rows move when posts are created
    ("is_added", "i8"),  # a post for residents who are not on the register
)

MATTERS = _table(
    ("id", "i8"),
    ("kind", "i8"),
    ("community", "i8"),
    ("compound", "i8"),
    ("reporter", "i8"),  # resident row, -1: none
    ("reporter_group", "i8"),  # hukou status at the time
    ("urgency", "i8"),
    ("origin", "i8"),
    ("channel", "i8"),
    ("phase", "i8"),  # in which it arose
    ("route", "i8"),
    ("is_grey_zone", "i8"),
    ("is_legacy", "i8"),
    ("is_agreed", "i8"),
    ("is_dropped", "i8"),  # left the world: lapsed or settled by neighbours
    ("closure", "i8"),
    ("state", "i8"),  # UNVOICED, UNDER_WAY, QUEUED, AT_WORK, CLOSED, ENDED
    ("n_orders", "i8"),
    ("n_handoffs", "i8"),
    ("n_offers", "i8"),
    ("n_rounds", "i8"),
    ("n_closures", "i8"),
    ("offers_before", "i8"),  # n_offers and n_rounds when the matter was last reopened
    ("rounds_before", "i8"),
    ("is_final", "i8"),  # nobody else is left to ask: the committee has to settle it
    ("n_searches", "i8"),
    ("meeting_week", "i8"),  # of the residents' meeting that had it on its agenda last, 0: none
    ("last_order", "i8"),
    ("owner", "i8"),  # party that works on it, -1: nobody yet
    ("queue", "i8"),
    ("bucket", "i8"),
    ("next", "i8"),
    ("previous", "i8"),
    ("hours_needed", "f8"),
    ("hours_left", "f8"),
    ("hours_worked", "f8"),
    ("arose_hours", "f8"),
    ("voiced_hours", "f8"),
    ("dispatched_hours", "f8"),
    ("first_response_hours", "f8"),
    ("closed_hours", "f8"),
    ("resolved_hours", "f8"),
    ("deadline_hours", "f8"),
    ("ended_hours", "f8"),  # lapsed or settled by neighbours
    # games with the books (sim/rules/gaming.py)
    ("gained_hours", "f8"),  # by which the deadline in the books is later than it ought to be
    ("is_relabelled", "i8"),
    ("is_coached", "i8"),  # the reporter was asked for a good answer after the last closure
    ("is_refused", "i8"),  # the reporter was sent away
)

ORDERS = _table(
    ("matter", "i4"),  # -1: a consultation
    ("community", "i4"),
    ("phase", "i1"),
    ("channel", "i1"),
    ("origin", "i1"),
    ("is_repeat", "i1"),
    ("is_called_back", "i1"),
    ("is_found_false", "i1"),
    ("is_withdrawn", "i1"),  # the need went away before anybody closed the order
    ("is_satisfied", "i1"),  # -1: not asked
    ("made_hours", "f8"),
    ("dispatched_hours", "f8"),
    ("deadline_hours", "f8"),
    ("closed_hours", "f8"),
)

DIRECTIVES_TABLE = _table(
    ("community", "i8"),
    ("next", "i8"),
    ("is_done", "i8"),
    ("is_perfunctory", "i8"),
    ("hours_left", "f8"),
    ("issued_hours", "f8"),
    ("due_hours", "f8"),
    ("done_hours", "f8"),
    ("n_counted", "f8"),  # directives that it counts for in the indicator
    ("is_handed_up", "i8"),  # a task that the community cannot decide on
)

KINDS = _table(
    ("domain", "i8"),
    ("urgency", "i8"),
    ("unit", "i8"),  # 0 resident, 1 building, 2 compound
    ("rate_per_year", "f8"),
    ("season_amplitude", "f8"),
    ("season_peak_day", "f8"),
    ("phase_factor", "f8", (3,)),
    ("hours_median", "f8"),
    ("hours_log_sd", "f8"),
    ("owner", "i8"),  # party kind that can settle it
    ("level", "i8"),  # 0 cell, 1 community, 2 street, 3 department
    ("n_parties", "i8"),
    ("conflict", "f8"),
    ("order_holds_prob", "f8"),
    ("grey_zone_share", "f8"),
    ("legacy_weight", "f8"),
    ("is_public", "i8"),
    ("lapse_half_life_days", "f8"),
    ("neighbours_per_day", "f8"),
    ("deadline_hours", "f8"),
)

# what a worker can be doing (the `task` column); activities are the accounts the hours go to
NO_TASK, TASK_MATTER, TASK_DIRECTIVE, TASK_PATROL, TASK_VISIT, TASK_MASS_WORK, TASK_POST, TASK_DUTY = range(-1, 7)
UNVOICED, UNDER_WAY, QUEUED, AT_WORK, CLOSED, ENDED = 0, 1, 2, 3, 4, 5

# columns of the daily record of a community (``world.community_days``)
(
    DAY_PRESENT,
    DAY_ARRIVED,
    DAY_DEPARTED,
    DAY_AROSE,
    DAY_VOICED,
    DAY_CLOSED,
    DAY_RESOLVED,
    DAY_ENDED,
    DAY_OPEN,
    DAY_IN_SYSTEM,
    DAY_WORKER_HOURS,
    DAY_PAID_HOURS,
    DAY_VOLUNTEER_HOURS,
    DAY_UNPAID_HOURS,
    DAY_WORKER_WEEKS,
    DAY_STRAIN,
    DAY_PHASE,
) = range(17)
N_DAY_COLUMNS = 17
# columns of the weekly record of a community and group (``world.community_weeks``)
WEEK_PRESENT, WEEK_AUTONOMOUS, WEEK_MOBILISED, WEEK_TRUST, WEEK_PHASE = range(5)
N_WEEK_COLUMNS = 5

ALL_TABLES = {
    "residents": RESIDENTS,
    "households": HOUSEHOLDS,
    "buildings": BUILDINGS,
    "compounds": COMPOUNDS,
    "communities": COMMUNITIES,
    "parties": PARTIES,
    "workers": WORKERS,
    "matters": MATTERS,
    "orders": ORDERS,
    "directives": DIRECTIVES_TABLE,
    "kinds": KINDS,
}
