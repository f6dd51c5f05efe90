"""Synthetic result tables for tests: made up from a seed, consistent with one another, and no result of any model.

The arms differ by numbers that were picked to be easy to see. Nothing here may be quoted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.columns import PARTICIPATION_GROUP
from sim.names import (
    ACTIVITY,
    CLOSURE_FALSE,
    CLOSURE_LAPSED,
    CLOSURE_NEIGHBOURS,
    CLOSURE_OPEN,
    CLOSURE_TRUE,
    COMMITTEE,
    GRID_LEADER,
    GRID_WORKER,
    INDICATOR,
    PARTY_STAFF,
    PROPERTY,
)
from sim.outcomes import response_curves, run_outcomes
from sim.table_formats import arrow_table

KINDS = ("leak", "noise", "parcel", "lift", "care")
GOVERNANCE = ("grid", "network", "hybrid")
ASSESSMENT = ("none", "ranking", "pass_fail")
N_COMMUNITIES = 2
WORKERS = 5  # paid, per community

# Made-up shifts per arm: hours a week, days of resolution, share of participation, false closure.
SHIFT = {
    "grid": (0.0, 8.0, 0.0, 0.0),
    "network": (-2.0, 7.0, 0.03, 0.0),
    "hybrid": (-1.0, 5.5, 0.02, 0.0),
    "none": (0.0, 1.0, 0.0, 0.02),
    "ranking": (4.0, 0.85, -0.01, 0.15),
    "pass_fail": (3.0, 0.9, -0.005, 0.10),
}


def phase_of_day(regime: str, days: int) -> np.ndarray:
    """Phase of each day: all normal, or a quarter normal, a sixth emergency, the rest return, in whole months."""
    phases = np.zeros(days, dtype=np.int32)
    if regime == "emergency":
        before = max(days // 4 // 30, 1) * 30
        after = before + max(days // 6 // 30, 1) * 30
        phases[before:after] = 1
        phases[after:] = 2
    return phases


def synthetic_run(
    governance: str = "grid",
    assessment: str = "none",
    regime: str = "normal",
    seed: int = 0,
    days: int = 120,
    needs_per_day: float = 6.0,
) -> dict[str, dict[str, Any]]:
    """The six tables of one made-up run, as the model hands them over: numpy columns, codes, NaN."""
    shared = np.random.default_rng([seed, 1])  # the same for every arm: the same needs
    own = np.random.default_rng([seed, 2, GOVERNANCE.index(governance), ASSESSMENT.index(assessment)])
    phases = phase_of_day(regime, days)
    hours_up, days_to_resolve, more_part, false_prob = (
        SHIFT[governance][i] + SHIFT[assessment][i] if i != 1 else SHIFT[governance][1] * SHIFT[assessment][1]
        for i in range(4)
    )
    matters, orders = _matters_and_orders(shared, own, phases, days, needs_per_day, days_to_resolve, false_prob)
    actor_months = _actor_months(own, phases, days, hours_up)
    community_days = _community_days(own, matters, actor_months, phases, days)
    weeks = _participation_weeks(own, phases, days, more_part)
    assessments = _assessments(own, phases, days, assessment)
    return {
        "matters": matters,
        "orders": orders,
        "actor_months": actor_months,
        "community_days": community_days,
        "participation_weeks": weeks,
        "assessments": assessments,
    }


def _matters_and_orders(shared, own, phases, days, needs_per_day, days_to_resolve, false_prob):
    end = 24.0 * days
    n = shared.poisson(needs_per_day * (days + 30))
    arose = np.sort(shared.uniform(-720.0, end, n))
    difficulty = shared.lognormal(0.0, 1.2, n)
    urgency = shared.choice(3, n, p=(0.6, 0.3, 0.1))
    community = shared.integers(0, N_COMMUNITIES, n)
    phase = np.where(arose < 0, 0, phases[np.clip(arose // 24, 0, days - 1).astype(int)])
    slow = np.where(phase == 1, 1.6, 1.0)
    voiced = arose + shared.exponential(40.0, n)
    is_voiced = shared.random(n) < 0.75
    dispatched = voiced + own.exponential(3.0, n)
    first = dispatched + own.exponential(10.0, n)
    resolved = first + 24.0 * days_to_resolve * difficulty * slow * own.exponential(1.0, n)
    ended = arose + shared.exponential(24.0 * 60, n)
    by_neighbours = shared.random(n) < 0.4
    for stamp in (voiced, dispatched, first, resolved):
        stamp[~is_voiced] = np.nan
    is_resolved_first = resolved <= ended
    ended = np.where(is_resolved_first, np.nan, ended)
    resolved = np.where(is_resolved_first, resolved, np.nan)
    over = np.fmin(resolved, ended)
    for stamp in (voiced, dispatched, first):
        stamp[(stamp > end) | (stamp > over)] = np.nan
    false_close = np.where(own.random(n) < false_prob, first + own.exponential(30.0, n), np.nan)
    false_close = np.where(false_close < np.fmin(over, end), false_close, np.nan)
    resolved[resolved > end] = np.nan
    ended[ended > end] = np.nan
    closed = np.where(np.isnan(resolved), false_close, resolved)
    closure = np.select(
        [~np.isnan(resolved), ~np.isnan(ended) & by_neighbours, ~np.isnan(ended), ~np.isnan(false_close)],
        [CLOSURE_TRUE, CLOSURE_NEIGHBOURS, CLOSURE_LAPSED, CLOSURE_FALSE],
        CLOSURE_OPEN,
    )
    is_public = shared.random(n) < 0.3
    compound, compound_building = community * 3 + shared.integers(0, 3, n), shared.integers(0, 4, n)
    group = np.where(is_public, -1, shared.integers(0, 2, n))
    is_repeat = ~np.isnan(false_close) & ~np.isnan(resolved)
    alive = ~(np.fmin(resolved, ended) < 0.0)
    worked = np.where(np.isnan(first), 0.0, own.lognormal(0.5, 0.8, n))
    columns = {
        "matter_id": np.arange(n, dtype=np.int64) * 7 + 3,
        "community_id": community,
        "compound_id": compound,
        "building_id": 4 * compound + compound_building,
        "kind": shared.integers(0, len(KINDS), n),
        "domain": shared.integers(0, 6, n),
        "urgency": urgency,
        "phase": phase,
        "origin": np.where(np.isnan(voiced), -1, np.where(is_public, 1, 0)),
        "channel": np.where(np.isnan(voiced) | is_public, -1, shared.integers(1, 7, n)),
        "reporter_group": group,
        "route": np.where(np.isnan(dispatched), -1, own.integers(0, 2, n)),
        "is_grey_zone": shared.random(n) < 0.1,
        "is_legacy": shared.random(n) < 0.15,
        "arose_hours": arose,
        "voiced_hours": voiced,
        "dispatched_hours": dispatched,
        "first_response_hours": first,
        "closed_hours": closed,
        "resolved_hours": resolved,
        "deadline_hours": dispatched + 120.0,
        "ended_hours": ended,
        "closure": closure,
        "n_orders": (~np.isnan(dispatched)).astype(int) + is_repeat,
        "n_handoffs": np.where(np.isnan(dispatched), 0, own.poisson(1.2, n)),
        "n_rounds": np.where(np.isnan(dispatched), 0, own.poisson(0.4, n)),
        "hours_worked": worked,
    }
    matters = {name: np.asarray(values)[alive] for name, values in columns.items()}

    # One order per dispatched matter, closed falsely first where that happened, a repeat after it, and consultations.
    first_close = np.where(np.isnan(false_close), resolved, false_close)
    has_order = alive & ~np.isnan(dispatched)
    repeats = has_order & is_repeat
    n_consult = shared.poisson(needs_per_day * days)
    consult_at = shared.uniform(0.0, end, n_consult)
    made = np.concatenate([voiced[has_order], false_close[repeats], consult_at])
    matter_id = np.concatenate(
        [columns["matter_id"][has_order], columns["matter_id"][repeats], np.full(n_consult, -1, dtype=np.int64)]
    )
    dispatch = np.concatenate([dispatched[has_order], false_close[repeats], np.full(n_consult, np.nan)])
    closing = np.concatenate([first_close[has_order], resolved[repeats], consult_at + 0.2])
    called = own.random(made.size) < 0.3
    called &= ~np.isnan(closing)
    was_false = np.concatenate(
        [~np.isnan(false_close[has_order]), np.zeros(repeats.sum(), bool), np.zeros(n_consult, bool)]
    )
    orders = {
        "order_id": np.arange(made.size, dtype=np.int64),
        "matter_id": matter_id,
        "community_id": np.concatenate([community[has_order], community[repeats], shared.integers(0, 2, n_consult)]),
        "phase": np.where(made < 0, 0, phases[np.clip(made // 24, 0, days - 1).astype(int)]),
        "channel": np.full(made.size, 6),
        "origin": np.zeros(made.size, dtype=int),
        "is_repeat": np.concatenate(
            [np.zeros(has_order.sum(), bool), np.ones(repeats.sum(), bool), np.zeros(n_consult, bool)]
        ),
        "made_hours": made,
        "dispatched_hours": dispatch,
        "deadline_hours": made + 120.0,
        "closed_hours": closing,
        "is_called_back": called,
        "is_found_false": called & was_false,
        "is_withdrawn": np.zeros(made.size, dtype=int),
        "is_satisfied": np.where(called, (own.random(made.size) < np.where(was_false, 0.2, 0.8)).astype(int), -1),
    }
    return matters, orders


def _actor_months(own, phases, days, hours_up):
    rows = [
        (community, month, kind)
        for month in range(days // 30)
        for community in range(N_COMMUNITIES)
        for kind in (*(GRID_WORKER for _ in range(WORKERS)), GRID_LEADER, PARTY_STAFF)
    ]
    community, month, kind = (np.array(column) for column in zip(*rows, strict=True))
    n = len(rows)
    per_month = days // 30
    phase = phases[month * 30]
    is_worker = kind == GRID_WORKER
    weekly = np.where(is_worker, 45.0 + hours_up, np.where(kind == GRID_LEADER, 3.0, 40.0))
    weekly = weekly * np.where(phase == 1, 1.7, 1.0) + own.normal(0.0, 1.5, n)
    shares = own.dirichlet(np.arange(1, len(ACTIVITY) + 1), n)
    hours = weekly[:, None] * shares * 30.0 / 7.0
    columns = {
        "community_id": community,
        "actor_id": np.tile(np.arange(n // per_month), per_month),
        "party_id": community * 2 + (kind == PARTY_STAFF),
        "party_kind": np.where(kind == PARTY_STAFF, PROPERTY, COMMITTEE),
        "worker_kind": kind,
        "is_paid": (kind != GRID_LEADER).astype(int),
        "month": month,
        "phase": phase,
    }
    columns |= {f"{activity}_hours": hours[:, i] for i, activity in enumerate(ACTIVITY)}
    worked = hours.sum(axis=1)
    columns |= {
        "hours_worked": worked,
        "hours_available": np.full(n, 24.0 * 28),
        "overtime_hours": np.maximum(worked - 40.0 * 30 / 7, 0.0),
        "oncall_hours": np.where(is_worker, 30.0, 0.0),
        "worker_weeks": np.where(is_worker, 30.0 / 7.0, 0.0),
        "n_absent_days": own.poisson(1.0, n),
        "n_quits": (is_worker & (own.random(n) < 0.02)).astype(int),
        "n_rest_breaches": np.where(phase == 1, own.poisson(1.0, n), 0),
        "strain": np.clip(0.3 + 0.02 * hours_up + 0.2 * (phase == 1) + own.normal(0.0, 0.03, n), 0.0, 1.0),
        "backlog": own.poisson(12.0, n),
    }
    return columns


def _community_days(own, matters, actor_months, phases, days):
    n = days * N_COMMUNITIES
    day = np.repeat(np.arange(days), N_COMMUNITIES)
    community = np.tile(np.arange(N_COMMUNITIES), days)
    end = 24.0 * days
    over = np.fmin(matters["resolved_hours"], matters["ended_hours"])
    left = np.where(np.isnan(over), end, over)

    def per_day(stamps, select=None):
        keep = ~np.isnan(stamps) & (stamps >= 0.0) & (stamps < end)
        keep &= select if select is not None else True
        cell = (stamps[keep] // 24).astype(int) * N_COMMUNITIES + matters["community_id"][keep]
        return np.bincount(cell, minlength=n)

    in_system = np.zeros(n)
    n_open = np.zeros(n, dtype=int)
    for place in range(N_COMMUNITIES):
        here = matters["community_id"] == place
        start, stop = matters["arose_hours"][here], left[here]
        for this in range(days):
            in_system[this * N_COMMUNITIES + place] = np.maximum(
                np.minimum(stop, 24.0 * (this + 1)) - np.maximum(start, 24.0 * this), 0.0
            ).sum()
            is_open = (start <= 24.0 * (this + 1)) & (
                (stop > 24.0 * (this + 1)) | (np.isnan(over[here]) & (this == days - 1))
            )
            n_open[this * N_COMMUNITIES + place] = is_open.sum()

    def daily(select):
        sums = np.zeros((days // 30, N_COMMUNITIES))
        np.add.at(
            sums,
            (actor_months["month"][select], actor_months["community_id"][select]),
            actor_months["hours_worked"][select],
        )
        return (np.repeat(sums, 30, axis=0) / 30.0).reshape(-1)[:n]

    kind = actor_months["worker_kind"]
    volunteers = 12.0 * np.where(phases[day] == 1, 0.6, 1.0) + own.uniform(0.0, 2.0, n)
    return {
        "community_id": community,
        "day": day,
        "phase": phases[day],
        "n_present": np.full(n, 3000),
        "n_arrived": own.poisson(1.0, n),
        "n_departed": own.poisson(1.0, n),
        "n_arose": per_day(matters["arose_hours"]),
        "n_voiced": per_day(matters["voiced_hours"]),
        "n_closed": per_day(matters["closed_hours"]),
        "n_resolved": per_day(matters["resolved_hours"]),
        "n_ended": per_day(matters["ended_hours"]),
        "n_open": n_open,
        "in_system_hours": in_system,
        "worker_hours": daily(kind == GRID_WORKER),
        "paid_hours": daily(kind != GRID_LEADER) + 4.0,
        "volunteer_hours": volunteers,
        "unpaid_hours": volunteers + daily(kind == GRID_LEADER),
        "worker_weeks": np.full(n, WORKERS / 7.0),
        "strain": np.clip(0.3 + 0.2 * (phases[day] == 1) + own.normal(0.0, 0.02, n), 0.0, 1.0),
    }


def _participation_weeks(own, phases, days, more_part):
    weeks, groups = days // 7, len(PARTICIPATION_GROUP)
    n = weeks * N_COMMUNITIES * groups
    week = np.repeat(np.arange(weeks), N_COMMUNITIES * groups)
    group = np.tile(np.arange(groups), weeks * N_COMMUNITIES)
    phase = phases[week * 7 + 6]
    present = np.where(group % 2 == 0, 900, 350)
    active = (0.09 + more_part + 0.02 * (group % 2)) * np.where(phase == 1, 0.6, 1.0)
    return {
        "community_id": np.tile(np.repeat(np.arange(N_COMMUNITIES), groups), weeks),
        "week": week,
        "phase": phase,
        "group": group,
        "n_present": present,
        "n_autonomous": own.binomial(present, active * 0.7),
        "n_mobilised": own.binomial(present, active * 0.3),
        "trust": np.clip(0.55 + own.normal(0.0, 0.02, n), 0.0, 1.0),
    }


def _assessments(own, phases, days, assessment):
    months = days // 30
    month = np.repeat(np.arange(months), N_COMMUNITIES + 1)
    community = np.tile([*range(N_COMMUNITIES), -1], months)
    n = month.size
    is_pass = assessment == "pass_fail"
    score = 80.0 + own.normal(0.0, 4.0, n)
    columns = {
        "unit_kind": (community < 0).astype(int),
        "community_id": community,
        "month": month,
        "phase": phases[month * 30],
    }
    columns |= {f"{name}_share": np.clip(0.8 + own.normal(0.0, 0.05, n), 0.0, 1.0) for name in INDICATOR}
    columns |= {f"n_{name}": own.poisson(60.0, n) for name in INDICATOR}
    columns |= {
        "true_resolution_share": np.clip(0.7 + own.normal(0.0, 0.05, n), 0.0, 1.0),
        "n_false": own.poisson(4.0, n),
        "n_caught": own.poisson(1.0, n),
        "n_liable": own.poisson(0.1, n),
        "score": score,
        "rank": own.integers(1, N_COMMUNITIES + 1, n).astype(float) if assessment == "ranking" else np.full(n, np.nan),
        "standard": np.full(n, 80.0 if is_pass else np.nan),
        "is_passed": (score >= 80.0).astype(int) if is_pass else np.full(n, -1),
        "payoff": own.uniform(0.0, 50.0, n),
        "shadow_price": own.uniform(0.0, 5.0, n),
        "overtime": own.uniform(0.0, 2.0, n),
        "measured_share": own.uniform(0.4, 0.9, n),
        "coping": own.uniform(0.0, 0.3, n),
        "mass_work": own.uniform(0.0, 0.2, n),
        "believed_mean": 79.0 + own.normal(0.0, 1.0, n),
        "believed_noise": np.full(n, 4.0),
        "directive_hours": own.uniform(100.0, 300.0, n),
        "add_on_hours": own.uniform(0.0, 60.0, n),
        "n_refused": np.zeros(n),
        "refused_hours": np.zeros(n),
        "demand_hours": own.uniform(500.0, 900.0, n),
        "judged_score": np.where(community < 0, np.nan, score),
        **{f"n_{game}": np.zeros(n) for game in ("relabelled", "signed_late", "coached", "turned_away", "games_found")},
    }
    return columns


def provenance() -> dict[str, Any]:
    """What figures read of it: the compounds of the place, three of four buildings in each community."""
    compounds = [{"kind": kind, "buildings": 4, "households": 200} for kind in ("commodity", "old", "relocated")]
    return {"study": {"configuration": {"street": {"communities": [{"compounds": compounds}] * N_COMMUNITIES}}}}


def write_results(
    folder: Path,
    arms: Iterable[tuple[str, str, str]] | None = None,
    seeds: Iterable[int] = range(4),
    days: int = 180,
    tables: Iterable[str] = ("runs", "matters", "orders", "actor_months", "community_days", "participation_weeks",
                             "assessments", "response_curves"),
) -> Path:  # fmt: skip
    """Write a results directory of made-up runs: one Parquet file per table."""
    if arms is None:
        arms = [(g, a, r) for r in ("normal", "emergency") for g in GOVERNANCE for a in ASSESSMENT]
    parts: dict[str, list[pa.Table]] = {name: [] for name in tables}
    for governance, assessment, regime in arms:
        for seed in seeds:
            run_id = f"{governance}-{assessment}-{regime}-{seed}"
            run = synthetic_run(governance, assessment, regime, seed, days)
            vocabularies: Mapping[str, Any] = {"kind": KINDS}
            for name in parts:
                if name == "runs":
                    data: dict[str, Any] = {
                        "scenario": ["made_up"],
                        "governance": [governance],
                        "assessment": [assessment],
                        "regime": [regime],
                        "arm": [assessment],
                        "seed": [seed],
                        "focus": [None],
                        "focus_id": [-1],
                        "days": [days],
                        "n_communities": [N_COMMUNITIES],
                        "n_residents": [6000],
                        "n_paid_workers": [WORKERS * N_COMMUNITIES],
                        "status": [0],
                        "error": [None],
                    }
                    data |= {column: [value] for column, value in run_outcomes(run, days).items()}
                elif name == "response_curves":
                    data = response_curves(run, days)
                else:
                    data = run[name]
                parts[name].append(arrow_table(name, data, run_id, vocabularies))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "provenance.json").write_text(json.dumps(provenance()), encoding="utf-8")
    for name, tables_of_runs in parts.items():
        whole = pa.concat_tables(tables_of_runs).unify_dictionaries()
        pq.write_table(whole, folder / f"{name}.parquet", compression="zstd")
    return folder
