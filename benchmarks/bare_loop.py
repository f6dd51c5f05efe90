"""The lower limit: an event loop of the model's shape that decides next to nothing and records nothing.

Needs fall on residents at random, some are voiced, wait in one of three queues of a worker, take hours of the worker's
day, and their end moves the resident's trust. Once a month everybody decides whether to take part, seeing how many do
in the same building. All chance comes from hashed counters, as in the model.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

NOBODY = -1
N_QUEUES = 3
DAYS_BETWEEN_CHOICES = 30
WHEN, WHO, VOICED, WHERE, HOURS, SHIFT, CHOICE, TASTE = range(1, 9)  # what a number is drawn for


@njit(cache=True)
def scrambled(word: int) -> int:
    """Finaliser of splitmix64: every bit of the word moves every bit of the result."""
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))


@njit(cache=True)
def chance(stream: int, entity: int, occurrence: int) -> float:
    """A uniform number in (0, 1) for three whole numbers."""
    word = np.uint64(stream) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(entity)
    word = scrambled(word) ^ (np.uint64(occurrence) * np.uint64(0xD6E8FEB86659FD93))
    return (np.float64(scrambled(word) >> np.uint64(12)) + 0.5) / 4503599627370496.0


@njit(cache=True)
def run(n_residents: int, n_workers: int, n_buildings: int, n_days: int, needs_per_year: float) -> tuple[int, int, int]:
    """Let the days pass.

    Args:
        n_residents: people, spread evenly over the buildings.
        n_workers: workers, each with an equal stretch of the buildings.
        n_buildings: buildings.
        n_days: days.
        needs_per_year: needs per resident and year of 365 days.

    Returns:
        How many needs were voiced, how many were settled, how many people take part at the end.
    """
    trust = np.full(n_residents, 0.5, np.float32)
    taste = np.empty(n_residents, np.float32)
    takes_part = np.zeros(n_residents, np.uint8)
    building_of = np.empty(n_residents, np.int32)
    people = np.zeros(n_buildings, np.int32)
    active = np.zeros(n_buildings, np.int32)
    for person in range(n_residents):
        building_of[person] = person * n_buildings // n_residents
        people[building_of[person]] += 1
        taste[person] = chance(TASTE, person, 0)

    room = int(1.2 * needs_per_year * n_residents * n_days / 365.0) + 1_000
    owner = np.empty(room, np.int32)
    arose = np.empty(room, np.float32)
    hours = np.empty(room, np.float32)
    behind = np.empty(room, np.int32)
    first = np.full((n_workers, N_QUEUES), NOBODY, np.int32)
    last = np.full((n_workers, N_QUEUES), NOBODY, np.int32)

    n_needs = n_voiced = n_settled = n_active = 0
    needs_per_day = needs_per_year * n_residents / 365.0
    now = -math.log(chance(WHEN, 0, 0)) / needs_per_day
    for day in range(n_days):
        # --- needs of the day, in the order in which they arise ---
        while now < day + 1.0:
            person = int(chance(WHO, n_needs, 0) * n_residents)
            if chance(VOICED, n_needs, 0) < 0.2 + 0.6 * trust[person] and n_voiced < room:
                worker = building_of[person] * n_workers // n_buildings
                queue = int(chance(WHERE, n_needs, 0) * N_QUEUES)
                owner[n_voiced] = person
                arose[n_voiced] = now
                hours[n_voiced] = 0.2 - 0.8 * math.log(chance(HOURS, n_needs, 0))
                behind[n_voiced] = NOBODY
                if last[worker, queue] == NOBODY:
                    first[worker, queue] = n_voiced
                else:
                    behind[last[worker, queue]] = n_voiced
                last[worker, queue] = n_voiced
                n_voiced += 1
            n_needs += 1
            now -= math.log(chance(WHEN, n_needs, 0)) / needs_per_day
        # --- every worker's shift: the queues in their order, each from its head ---
        for worker in range(n_workers):
            shift = 5.0 + 3.0 * chance(SHIFT, worker, day)
            left = shift
            for queue in range(N_QUEUES):
                matter = first[worker, queue]
                while matter != NOBODY and left > 0.0:
                    if hours[matter] > left:
                        hours[matter] -= left
                        left = 0.0
                        break
                    left -= hours[matter]
                    waited = day + (shift - left) / 24.0 - arose[matter]
                    person = owner[matter]
                    trust[person] += 0.1 * (math.exp(-waited / 3.0) - trust[person])
                    n_settled += 1
                    matter = behind[matter]
                first[worker, queue] = matter
                if matter == NOBODY:
                    last[worker, queue] = NOBODY
        # --- once a month everybody chooses, having seen the building ---
        if day % DAYS_BETWEEN_CHOICES == 0:
            active[:] = 0
            n_active = 0
            for person in range(n_residents):
                active[building_of[person]] += takes_part[person]
            for person in range(n_residents):
                example = active[building_of[person]] / people[building_of[person]]
                appeal = 2.0 * taste[person] + 2.0 * trust[person] + 3.0 * example - 3.0
                does = chance(CHOICE, person, day) * (1.0 + math.exp(-appeal)) < 1.0
                takes_part[person] = does
                n_active += does
    return n_voiced, n_settled, n_active
