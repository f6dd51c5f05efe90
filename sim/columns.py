"""The result tables of a run: every column with its type, unit and exact definition.

Seven tables leave a run; ``runs`` has one row per run and is computed from the other six (:mod:`sim.outcomes`), as are
the few rows of ``response_curves``. In the model they are numpy columns: hours as floats (``NaN``: not yet, never),
enumerations as the integers of :mod:`sim.names`, flags as integers (``-1`` in either: does not apply). At the border to
the reader they become words, booleans and nulls, in the order declared here (:mod:`sim.table_formats`).
``docs/tables.md`` is made from this file by ``python -m sim.table_formats``.

Hours count from the start of the run; needs of the burn-in that were alive at hour 0 are rows with negative
``arose_hours``, because they occupy queues, but no outcome of ``runs`` has them in its cohort.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sim.names import (
    ACTIVITY,
    CHANNEL,
    CLOSURE,
    DOMAIN,
    HUKOU_STATUS,
    INDICATOR,
    ORIGIN,
    PARTY_KIND,
    REGIME_PHASE,
    ROUTE,
    URGENCY,
    WORKER_KIND,
)

if TYPE_CHECKING:
    pass

type ColumnType = Literal["int64", "int32", "float64", "flag", "word", "text"]

# Groups of participation_weeks: hukou status x age band, present residents of 16 or older who are not paid.
LOCAL_UNDER_60, LOCAL_60_PLUS, INBOUND_UNDER_60, INBOUND_60_PLUS = 0, 1, 2, 3
PARTICIPATION_GROUP = ("local_16_59", "local_60_plus", "inbound_16_59", "inbound_60_plus")
UNIT_COMMUNITY, UNIT_STREET = 0, 1
UNIT_KIND = ("community", "street")
RUN_STATUS = ("ok", "failed")
# Curves of response_curves, and the elapsed hours at which they are read: fine at first, then twice a day to 30 days.
(
    OFFICIAL,
    TRUE_OF_OFFICIAL,
    FIRST_RESPONSE,
    EXPERIENCED,
    NEED_BASED,
    NEIGHBOURS_CURVE,
    LAPSED_CURVE,
) = range(7)
RESPONSE_CURVE = (
    "official",
    "true_of_official",
    "first_response",
    "experienced",
    "need_based",
    "neighbours",
    "lapsed",
)
CURVE_HOURS = (0.0, 1.0, 3.0, 6.0, *(12.0 * half_day for half_day in range(1, 61)))
WINDOW = ("whole", *REGIME_PHASE)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a result table.

    Attributes:
        name: name on disk and in memory.
        type: ``int64``, ``int32``, ``float64``; ``flag`` (yes, no), ``word`` (one of ``words``, or of the
            run's own vocabulary if ``words`` is empty), ``text``.
        unit: unit, or what the number identifies.
        meaning: exact definition.
        words: vocabulary of an enumeration, in the order of its integers.
        may_be_missing: whether nulls (``NaN``, ``-1`` in flags and words) occur.
    """

    name: str
    type: ColumnType
    unit: str
    meaning: str
    words: tuple[str, ...] = ()
    may_be_missing: bool = False


def _number(name: str, unit: str, meaning: str, *, missing: bool = False) -> Column:
    return Column(name, "float64", unit, meaning, may_be_missing=missing)


def _count(name: str, unit: str, meaning: str) -> Column:
    return Column(name, "int32", unit, meaning)


def _word(name: str, words: tuple[str, ...], meaning: str, *, missing: bool = False) -> Column:
    return Column(name, "word", "word", meaning, words, missing)


def _flag(name: str, meaning: str, *, missing: bool = False) -> Column:
    return Column(name, "flag", "yes or no", meaning, may_be_missing=missing)


def _hour(name: str, meaning: str, *, missing: bool = True) -> Column:
    return Column(name, "float64", "hours since the start of the run", meaning, may_be_missing=missing)


RUN_ID = Column("run_id", "word", "hash", "run the row belongs to: hash of the resolved configuration and the seed")
COMMUNITY_ID = Column("community_id", "int32", "row number", "community, in the order of the scenario's street")
PHASE = _word("phase", REGIME_PHASE, "phase of the regime's calendar")

MATTERS = (
    RUN_ID,
    Column("matter_id", "int64", "identifier", "the need; the same need has the same id in every arm of one seed"),
    COMMUNITY_ID,
    Column("compound_id", "int32", "row number", "compound, counted over the whole street"),
    Column(
        "building_id",
        "int32",
        "row number",
        "building, counted over the whole street, of the resident in need; public: of the resident nearest to it",
    ),
    Column("kind", "word", "word", "kind of matter, a key of the scenario's `matters`"),
    _word("domain", DOMAIN, "field of responsibility"),
    _word("urgency", URGENCY, "risk colour: red pre-empts, others do not"),
    _word("phase", REGIME_PHASE, "phase in which the need arose (burn-in: normal)"),
    _word("origin", ORIGIN, "who brought it to light; missing while nobody has", missing=True),
    _word("channel", CHANNEL, "where it was first voiced; missing if never voiced by a resident", missing=True),
    _word("reporter_group", HUKOU_STATUS, "hukou status of the resident in need; missing: public", missing=True),
    _word("route", ROUTE, "way it was sent at triage; missing before", missing=True),
    _flag("is_grey_zone", "lies between jurisdictions"),
    _flag("is_legacy", "a legacy problem (left over from construction, relocation or old housing)"),
    _hour("arose_hours", "the need arose; negative: in the burn-in", missing=False),
    _hour("voiced_hours", "first voiced to anyone beyond neighbours, or found by patrol or visit"),
    _hour("dispatched_hours", "first dispatched to a party"),
    _hour(
        "first_response_hours",
        "first contact: a worker sets out and arrives (also one who passes it on), a round is held, or volunteers help",
    ),
    _hour("closed_hours", "last reported closed, truly or falsely"),
    _hour("resolved_hours", "truly resolved by the parties; time runs on through false closures"),
    _hour("deadline_hours", "deadline of the latest order"),
    _hour("ended_hours", "lapsed or settled by neighbours"),
    _word("closure", CLOSURE, "state at the end of the run"),
    _count("n_orders", "orders", "reports of this matter, repeats included"),
    _count("n_handoffs", "hand-offs", "times it passed from one party to another"),
    _count("n_rounds", "rounds", "rounds of negotiation"),
    _number("hours_worked", "hours", "hours that paid and unpaid workers and volunteers worked on it"),
)

ORDERS = (
    RUN_ID,
    Column("order_id", "int64", "row number", "order, in the order made; not comparable between arms"),
    Column("matter_id", "int64", "identifier", "matter reported; -1: a consultation"),
    COMMUNITY_ID,
    _word("phase", REGIME_PHASE, "phase in which the order was made (burn-in: normal)"),
    _word("channel", CHANNEL, "channel of the report; missing if found by patrol or visit", missing=True),
    _word("origin", ORIGIN, "who reported"),
    _flag("is_repeat", "made on the same matter after a reported closure"),
    _hour("made_hours", "made", missing=False),
    _hour("dispatched_hours", "dispatched to a party; missing: answered on the spot or not yet dispatched"),
    _hour("deadline_hours", "deadline"),
    _hour("closed_hours", "reported closed"),
    _flag("is_called_back", "the grid centre or hotline called the reporter back"),
    _flag("is_found_false", "the call-back found the matter unresolved"),
    _flag("is_withdrawn", "the need lapsed or neighbours settled it before anybody closed the order"),
    _flag("is_satisfied", "answer to the call-back; missing: not asked", missing=True),
)

ACTOR_MONTHS = (
    RUN_ID,
    Column("community_id", "int32", "row number", "community the worker serves; -1: the whole street"),
    Column("actor_id", "int32", "number", "post (a successor takes over the number)"),
    Column("party_id", "int32", "row number", "party the worker belongs to"),
    _word("party_kind", PARTY_KIND, "kind of that party"),
    _word("worker_kind", WORKER_KIND, "kind of worker"),
    _flag("is_paid", "paid for the work"),
    Column("month", "int32", "month of 30 days", "0 is the first after the burn-in"),
    PHASE,
    *(
        _number(f"{activity}_hours", "hours", f"worked this month: {activity.replace('_', ' ')}")
        for activity in ACTIVITY
    ),
    _number("hours_worked", "hours", "sum of the activities; stand-by is not in it"),
    _number(
        "hours_available",
        "hours",
        "permitted daily maximum of each day not absent: 24 h less absence and the rest that "
        "the maximum leaves; unpaid grid leaders: all hours of the week",
    ),
    _number(
        "overtime_hours", "hours", "part of hours_worked beyond the day's shift; all of it on a day without a shift"
    ),
    _number("oncall_hours", "hours", "stand-by, outside hours_worked"),
    _number("worker_weeks", "weeks", "days / 7 of weeks on whose Monday on the payroll and not absent all week"),
    _count("n_absent_days", "days", "absent all day: sick, or the post was vacant"),
    _count("n_quits", "people", "left the post this month"),
    _count("n_rest_breaches", "breaches", "work within the mandated rest after a night post"),
    _number("strain", "0 to 1", "strain at the end of the month"),
    _count("backlog", "matters", "matters queued at the worker's party at the end of the month"),
)

COMMUNITY_DAYS = (
    RUN_ID,
    COMMUNITY_ID,
    Column("day", "int32", "day", "0 is the first after the burn-in, a Monday"),
    PHASE,
    _count("n_present", "people", "residents who live here, at the end of the day"),
    _count("n_arrived", "people", "moved in that day"),
    _count("n_departed", "people", "moved out that day"),
    _count("n_arose", "matters", "needs that arose"),
    _count("n_voiced", "matters", "first voiced or found"),
    _count("n_closed", "matters", "reported closed, truly or falsely"),
    _count("n_resolved", "matters", "truly resolved"),
    _count("n_ended", "matters", "lapsed or settled by neighbours"),
    _count("n_open", "matters", "arisen, neither resolved nor ended, at the end of the day, voiced or not"),
    _number("in_system_hours", "matter-hours", "integral of the number open over the day (Little's law)"),
    _number("worker_hours", "hours", "hours worked by committee members, aides and full-time grid workers"),
    _number("paid_hours", "hours", "worker_hours, property and social staff, street-level staff's work on its matters"),
    _number("volunteer_hours", "hours", "hours worked by resident volunteers"),
    _number("unpaid_hours", "hours", "volunteer_hours, unpaid grid leaders and homeowners' committees"),
    _number("worker_weeks", "weeks", "paid workers who count this week (see actor_months) / 7"),
    _number("strain", "0 to 1", "mean over paid workers in post, at the end of the day", missing=True),
)

PARTICIPATION_WEEKS = (
    RUN_ID,
    COMMUNITY_ID,
    Column("week", "int32", "week", "0 is the first after the burn-in; read on its Sunday"),
    _word("phase", REGIME_PHASE, "phase on that Sunday"),
    _word("group", PARTICIPATION_GROUP, "hukou status and age band"),
    _count("n_present", "people", "16 or older, slept here 15 of the last 30 nights, not paid for community work"),
    _count("n_autonomous", "people", "of these: half an hour or more in 30 days of their own accord, none mobilised"),
    _count("n_mobilised", "people", "of these: half an hour or more in 30 days, called in, linked to work, by quota"),
    _number("trust", "0 to 1", "mean trust of the group in the residents' committee", missing=True),
)

ASSESSMENTS = (
    RUN_ID,
    _word("unit_kind", UNIT_KIND, "who is assessed: a community by the street, or the street by the district"),
    Column("community_id", "int32", "row number", "community; -1: the street"),
    Column("month", "int32", "month of 30 days", "month judged"),
    PHASE,
    *(
        _number(f"{indicator}_share", "0 to 1", f"as measured: {indicator.replace('_', ' ')}", missing=True)
        for indicator in INDICATOR
    ),
    *(_count(f"n_{indicator}", "cases", f"cases behind {indicator}_share") for indicator in INDICATOR),
    _number(
        "true_resolution_share",
        "0 to 1",
        "of the month's reported closures: truly resolved (1 - n_false / closures)",
        missing=True,
    ),
    _count("n_false", "orders", "false closures this month"),
    _count("n_caught", "orders", "false closures that a call-back found this month"),
    _count("n_liable", "matters", "late or undetected red matters for which the unit was held liable"),
    _number("score", "points (0 to 100)", "weighted sum of the indicators' points"),
    _number(
        "rank",
        "place",
        "1 is best, ties share the mean of their places; also where nothing hangs on it; missing: the street",
        missing=True,
    ),
    _number("standard", "points", "score of the unit that passes; missing: none in force", missing=True),
    _flag("is_passed", "reached the standard; missing: none in force", missing=True),
    _number("payoff", "value (hours' worth)", "gain paid out under the assessment"),
    _number("shadow_price", "value per point", "gain expected from one more point of score at the chosen point"),
    _number("overtime", "hours per worker and day", "chosen"),
    _number("measured_share", "0 to 1", "chosen share of free hours for what the score measures"),
    _number("coping", "0 to 1", "chosen readiness for false closure and perfunctory forms"),
    _number("mass_work", "0 to 1", "chosen share of hours kept for mass work"),
    _number("believed_mean", "points", "own score the unit expects"),
    _number("believed_noise", "points (sd)", "chance in its own score as the unit believes it"),
    _number("directive_hours", "hours", "directives received this month, add-ons included"),
    _number("add_on_hours", "hours", "part of directive_hours that the street added on its own"),
    _number("n_refused", "items", "directives off the list that the committee refused; 0 for the street"),
    _number("refused_hours", "hours", "hours that these would have taken; in no other column"),
    _number("demand_hours", "hours", "hours of matters and directives that came in"),
    _number(
        "judged_score",
        "points",
        "score less the unit's benchmark (what its structure predicts, or its own last year): places go by it; "
        "equals score where no benchmark is in force; missing: the street",
        missing=True,
    ),
    _count("n_relabelled", "orders", "re-classified this month so that the deadline came later"),
    _count("n_signed_late", "orders", "whose clock was started later than they were received"),
    _count("n_coached", "closures", "after which the reporter was asked for a good answer"),
    _count("n_turned_away", "residents", "sent away at the committee's desk without an order"),
    _count("n_games_found", "cases", "re-classified, signed late, coached or refused, that came to light this month"),
)

# Outcomes of one run: for all of it, and again for each phase with the suffixes _normal, _emergency and _return. All
# refer to the communities reported on (`focus`, or the whole street). Hours, people and weeks belong to the phase they
# fall in; a matter to the phase in which its need arose, an order to the phase in which it was made, however they end.
OUTCOMES = (
    # --- workload ---
    _number("workload_hours_week", "hours per worker and week", "hours worked by committee members, aides and "
            "full-time grid workers over their worker-weeks; stand-by is outside"),
    _number("directives_hours_week", "hours per worker and week", "part of the workload: directives, forms, ledgers"),
    _number("overtime_hours_week", "hours per worker and week", "part of the workload beyond the day's shift"),
    _number("contact_hours_week", "hours per worker and week", "part of the workload: visits and mass work"),
    _number("oncall_hours_week", "hours per worker and week", "stand-by, outside the workload"),
    _number("total_paid_hours", "hours", "all paid hours: paid workers, property and social staff, street-level staff "
            "on these communities' matters"),
    _number("total_hours", "hours", "total_paid_hours, unpaid grid leaders, homeowners' committees and volunteers"),
    _number("volunteer_hours", "hours", "hours worked by resident volunteers"),
    _number("strain", "0 to 1", "mean over paid workers and month ends"),
    _number("turnover_year", "people per post and year", "paid workers who quit, per year of paid posts held"),
    _number("rest_breaches_week", "breaches per worker and week", "work within the mandated rest after a night post"),
    _number("cost_hours_per_resolved", "hours per matter", "total_paid_hours, those of committees at their price "
            "against usual pay, / matters truly resolved"),
    # --- response time: restricted means at 30 days, elapsed time ---
    _number("official_days", "days", "orders on a matter, dispatched to reported closed"),
    _number("first_response_days", "days", "matters, voiced or found to first response"),
    _number("experienced_days", "days", "matters, voiced or found to truly resolved; lapsed and settled by neighbours "
            "count as not resolved"),
    _number("need_based_days", "days", "HEADLINE: all needs that arose, arising to truly resolved by the parties; "
            "lapsed and settled by neighbours count as not resolved"),
    _number("need_met_days", "days", "all needs that arose, arising to truly resolved or settled by neighbours; "
            "lapsed count as not met"),
    _number("inbound_gap_days", "days", "need_based_days of inbound less that of local residents (private matters)"),
    _number("n_needs", "matters", "needs in the cohort: arose in the window, 30 days or more before the run ends"),
    _number("voiced_share", "0 to 1", "needs of the cohort voiced or found within 30 days"),
    _number("resolved_share", "0 to 1", "needs of the cohort truly resolved by the parties within 30 days"),
    _number("neighbours_share", "0 to 1", "needs of the cohort settled by neighbours within 30 days"),
    _number("lapsed_share", "0 to 1", "needs of the cohort lapsed within 30 days"),
    _number("handoffs_per_matter", "hand-offs", "mean over dispatched matters of the cohort"),
    # --- reported against true ---
    _number("reported_resolution_share", "0 to 1", "dispatched orders on a matter, those withdrawn because "
            "the need went away left out: reported closed within 30 days"),
    _number("true_resolution_share", "0 to 1", "the same orders: the matter truly resolved within the same 30 days"),
    _number("overdue_share", "0 to 1", "of the same orders: not reported closed by their deadline"),
    _number("false_closures", "orders", "orders reported closed while the matter was not resolved"),
    _number("repeat_share", "0 to 1", "orders on a matter that are repeats"),
    _number("satisfaction_share", "0 to 1", "satisfied, of reporters asked at a call-back"),
    _number("score", "points (0 to 100)", "mean over communities and months; computed even if nothing depends on it"),
    _number("standard_distance", "sd", "(standard - believed_mean) / believed_noise, mean over communities and months"),
    # --- participation ---
    _number("participation_share", "0 to 1", "present residents (16 or older, 15 of the last 30 nights here, not paid) "
            "with half an hour or more of volunteering, deliberation or mutual aid in 30 days; pooled over Sundays"),
    _number("autonomous_share", "0 to 1", "part of participation_share: of their own accord"),
    _number("mobilised_share", "0 to 1", "part of participation_share: called in, linked to work, or by quota"),
    _number("trust", "0 to 1", "mean trust of present adults in the residents' committee, pooled over Sundays"),
)  # fmt: skip

WINDOWS = ("", *(f"_{phase}" for phase in REGIME_PHASE))


def _outcome_columns() -> tuple[Column, ...]:
    columns = []
    for window in WINDOWS:
        reach = f" ({window[1:]} phase)" if window else ""
        columns += [_number(o.name + window, o.unit, o.meaning + reach, missing=True) for o in OUTCOMES]
    return tuple(columns)


RUNS = (
    RUN_ID,
    Column("scenario", "word", "word", "preset"),
    Column("governance", "word", "word", "arm: grid, network, hybrid"),
    Column("assessment", "word", "word", "arm: none, ranking, pass_fail"),
    Column("regime", "word", "word", "normal, campaign, or emergency (before, during, after)"),
    Column(
        "arm",
        "word",
        "word",
        "what tells it from the other runs of its governance and regime: the assessment's "
        "name, or what the comparison calls it (as_it_is, without; the arms of a study)",
    ),
    Column("seed", "int64", "seed", "runs of one seed share needs, shocks and people, draw for draw"),
    Column("focus", "text", "name", "community reported on; missing: the whole street", may_be_missing=True),
    Column("focus_id", "int32", "row number", "its community_id; -1: the whole street"),
    _count("days", "days", "length of the run after the burn-in"),
    _count("n_communities", "communities", "communities reported on"),
    _count("n_residents", "people", "residents who live in them when the place is built"),
    _count("n_paid_workers", "posts", "posts of committee members, aides and full-time grid workers in them"),
    _word("status", RUN_STATUS, "whether the run ended; a failed run has no outcomes"),
    Column("error", "text", "message", "why it failed", may_be_missing=True),
    *_outcome_columns(),
)

RESPONSE_CURVES = (
    RUN_ID,
    _word("window", WINDOW, "phase in which the needs arose or the orders were made; whole: any"),
    _word("curve", RESPONSE_CURVE, "official: orders reported closed since dispatch; true_of_official: same orders, "
          "matter truly resolved; first_response, experienced: matters since voiced; need_based, neighbours, lapsed: "
          "all needs since they arose, by how they ended"),
    _number("elapsed_hours", "hours", "elapsed time, 0 to 720"),
    _number("share", "0 to 1", "share of the cohort by then (cumulative incidence)"),
    _count("n_cohort", "cases", "orders or matters in the cohort"),
)  # fmt: skip

TABLES: dict[str, tuple[Column, ...]] = {
    "runs": RUNS,
    "matters": MATTERS,
    "orders": ORDERS,
    "actor_months": ACTOR_MONTHS,
    "community_days": COMMUNITY_DAYS,
    "participation_weeks": PARTICIPATION_WEEKS,
    "assessments": ASSESSMENTS,
    "response_curves": RESPONSE_CURVES,
}


def table_columns(name: str) -> tuple[Column, ...]:
    """Declared columns of one result table, in the order on disk.

    Raises:
        KeyError: the name is none of :data:`TABLES`.
    """
    if name not in TABLES:
        raise KeyError(f"{name!r} is not a result table; there are: {', '.join(TABLES)}")
    return TABLES[name]


def column_names(name: str) -> tuple[str, ...]:
    """Names of one result table's columns, in the order on disk."""
    return tuple(column.name for column in table_columns(name))


def check_columns(name: str, found: Sequence[str]) -> None:
    """Refuse a table whose columns are not exactly the declared ones.

    Raises:
        ValueError: names the columns that are missing and those that nobody declared.
    """
    declared = column_names(name)
    missing = [column for column in declared if column not in found]
    unknown = [column for column in found if column not in declared]
    if missing or unknown:
        parts = [f"missing: {', '.join(missing)}"] if missing else []
        parts += [f"not declared: {', '.join(unknown)}"] if unknown else []
        raise ValueError(f"table {name}: {'; '.join(parts)}")
