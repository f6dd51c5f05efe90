"""Days, holidays and office hours against an independent calendar of quarter hours."""

from __future__ import annotations

import bisect
import datetime
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.clock import (
    DAYS_PER_YEAR,
    LUNCH_STARTS,
    OFFICE_CLOSES,
    OFFICE_HOURS_PER_DAY,
    OFFICE_OPENS,
    START_DAY_OF_YEAR,
    after_office_hours,
    day_of,
    day_of_year,
    hour_of_day,
    instant,
    is_office_hour,
    is_statutory_holiday,
    is_workday,
    next_office_hour,
    next_workday,
    office_hours_between,
    weekday,
    worked_by,
)

no_deadline = settings(deadline=None)  # a first call compiles

MARCH = START_DAY_OF_YEAR
FIRST_DAY, LAST_DAY = -400, 800  # span of the reference calendar: burn-in, and two years
hours = st.floats(24.0 * -300, 24.0 * 600)
# Quarter hours are exact in binary, so that the reference must be met exactly, closings and lunches included.
quarters = st.integers(4 * 24 * -300, 4 * 24 * 400)
starts = st.sampled_from([0, 30, MARCH, 250, 364])
seasons = st.integers(0, DAYS_PER_YEAR - 1)


# --- the reference: every working quarter hour, listed ----------------------------------------

HOLIDAYS_OF_2019 = {
    datetime.date(2019, month, day)
    for month, days in {1: [1], 2: range(4, 11), 4: [5], 5: [1], 6: [7], 9: [13], 10: range(1, 8)}.items()
    for day in days
}


def reference_is_workday(day: int, start: int) -> bool:
    date = datetime.date(2019, 1, 1) + datetime.timedelta((day + start) % 365)
    monday = datetime.date(2024, 1, 1)
    return (monday + datetime.timedelta(day)).weekday() < 5 and date not in HOLIDAYS_OF_2019


def reference_quarters(start: int) -> list[int]:
    """Numbers of all quarter hours worked, counted from hour 0, for one season of day 0."""
    in_a_day = [*range(34, 48), *range(52, 70)]  # 8:30 to 12:00, 13:00 to 17:30
    days = [day for day in range(FIRST_DAY, LAST_DAY) if reference_is_workday(day, start)]
    return [96 * day + quarter for day in days for quarter in in_a_day]


WORKED = {start: reference_quarters(start) for start in (0, 30, MARCH, 250, 364)}


def reference_between(start: int, end: int, season: int) -> int:
    worked = WORKED[season]
    return max(bisect.bisect_left(worked, end) - bisect.bisect_left(worked, start), 0)


# --- days ----------------------------------------


@pytest.mark.parametrize(
    ("hour", "day", "clock"),
    [
        (0.0, 0, 0.0),
        (23.75, 0, 23.75),
        (24.0, 1, 0.0),
        (-0.25, -1, 23.75),
        (-24.0, -1, 0.0),
        (-24.25, -2, 23.75),
        (-0.0, 0, 0.0),
        (8640.5, 360, 0.5),
    ],
)
def test_hours_are_read_as_a_day_and_a_clock(hour: float, day: int, clock: float) -> None:
    assert (day_of(hour), hour_of_day(hour)) == (day, clock)


@no_deadline
@given(st.integers(-4000, 40_000))
def test_midnight_belongs_to_the_day_that_begins(day: int) -> None:
    midnight = instant(day, 0.0)
    assert day_of(midnight) == day
    assert day_of(math.nextafter(midnight, -math.inf)) == day - 1
    assert hour_of_day(midnight) == 0.0
    assert 0.0 <= hour_of_day(math.nextafter(midnight, -math.inf)) < 24.0


@no_deadline
@given(st.floats(-1e6, 1e6))
def test_day_and_clock_give_back_the_hour(hour: float) -> None:
    assert 0.0 <= hour_of_day(hour) < 24.0
    # One rounding of a number below 24, one of the sum.
    assert abs(instant(day_of(hour), hour_of_day(hour)) - hour) <= math.ulp(24.0) + math.ulp(hour)


@no_deadline
@given(st.integers(-4000, 4000), st.integers(0, 96 * 4 - 1))
def test_day_and_clock_of_an_instant_are_exact_on_a_binary_grid(day: int, sixteenths: int) -> None:
    hour = instant(day, sixteenths / 16)
    assert (day_of(hour), hour_of_day(hour)) == (day, sixteenths / 16)


def test_day_zero_is_a_monday_and_the_day_before_a_sunday() -> None:
    assert [weekday(day) for day in (-1, 0, 4, 5, 6, 7, 365)] == [6, 0, 4, 5, 6, 0, 1]


def test_the_day_of_the_year_starts_anew_on_the_first_of_january() -> None:
    assert [day_of_year(day, MARCH) for day in (0, 305, 306, -59, -60)] == [59, 364, 0, 0, 364]
    assert datetime.date(2019, 1, 1) + datetime.timedelta(MARCH) == datetime.date(2019, 3, 1)


# --- workdays ----------------------------------------


def test_public_holidays_lie_on_the_dates_of_2019() -> None:
    first = datetime.date(2019, 1, 1)
    found = {first + datetime.timedelta(day) for day in range(365) if is_statutory_holiday(day)}
    assert found == HOLIDAYS_OF_2019


@no_deadline
@given(st.integers(FIRST_DAY, LAST_DAY), seasons)
def test_workdays_are_weekdays_without_public_holidays(day: int, start: int) -> None:
    assert is_workday(day, start) == reference_is_workday(day, start)


@pytest.mark.parametrize("start", [0, MARCH, 250])
def test_any_year_has_between_244_and_252_workdays(start: int) -> None:
    # 365 days hold 260 or 261 weekdays. A week of rest takes five of them (four or six if the ends of the span cut it,
    # which happens to one week at most), and each of the five single days one or none.
    for first in range(-365, 365, 73):
        assert 260 - 5 - 6 - 5 <= sum(is_workday(day, start) for day in range(first, first + 365)) <= 261 - 4 - 5


@no_deadline
@given(st.integers(-300, 700), seasons)
def test_the_next_workday_is_the_first_at_or_after_a_day(day: int, start: int) -> None:
    found = next_workday(day, start)
    assert is_workday(found, start)
    assert not any(is_workday(earlier, start) for earlier in range(day, found))


def test_the_season_of_day_zero_moves_the_holidays() -> None:
    assert is_workday(0, MARCH)
    assert not is_workday(0, 273)
    assert next_workday(0, 273) == 7
    assert next_office_hour(0.0, 273) == instant(7, OFFICE_OPENS)
    assert after_office_hours(0.0, 1.0, 273) == instant(7, 9.5)
    assert office_hours_between(0.0, 24.0, 273) == 0.0
    assert not is_office_hour(10.0, 273)


# --- office hours ----------------------------------------


def test_a_day_at_the_office_has_eight_hours_without_lunch() -> None:
    assert OFFICE_HOURS_PER_DAY == 8.0
    clocks = [0.0, 8.5, 9.0, 12.0, 12.5, 13.0, 14.0, 17.5, 23.0]
    assert [worked_by(clock) for clock in clocks] == [0.0, 0.0, 0.5, 3.5, 3.5, 3.5, 4.5, 8.0, 8.0]


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        (0.0, 8.5),  # Monday night
        (8.5, 8.5),
        (11.9, 11.9),
        (12.0, 13.0),
        (12.5, 13.0),
        (13.0, 13.0),
        (17.25, 17.25),
        (17.5, 32.5),  # Monday's closing: Tuesday's opening
        (24 * 4 + 18.0, 24 * 7 + 8.5),  # Friday evening: Monday
        (24 * 5 + 10.0, 24 * 7 + 8.5),  # Saturday
        (-10.0, 8.5),  # Sunday of burn-in
    ],
)
def test_the_next_office_hour_skips_nights_lunches_and_weekends(hour: float, expected: float) -> None:
    assert next_office_hour(hour, MARCH) == expected


@pytest.mark.parametrize(
    ("hour", "office_hours", "expected"),
    [
        (8.5, 8.0, 17.5),  # a full day ends at its closing
        (8.5, 3.5, 12.0),
        (8.5, 4.0, 13.5),
        (12.5, 1.0, 14.0),
        (17.0, 1.0, 33.0),
        (20.0, 2.0, 34.5),
        (20.0, 0.0, 20.0),  # no waiting, by night too
        (24 * 4 + 17.0, 9.0, 24 * 8 + 9.0),  # Friday afternoon to Tuesday morning
    ],
)
def test_office_hours_elapse_only_at_the_office(hour: float, office_hours: float, expected: float) -> None:
    assert after_office_hours(hour, office_hours, MARCH) == expected


@no_deadline
@given(quarters, quarters, starts)
def test_office_hours_between_counts_the_working_quarters(a: int, b: int, start: int) -> None:
    assert office_hours_between(a / 4, b / 4, start) == reference_between(a, b, start) / 4


@no_deadline
@given(quarters, starts)
def test_office_hours_are_the_working_quarters(quarter: int, start: int) -> None:
    worked = WORKED[start]
    following = worked[bisect.bisect_left(worked, quarter)]
    assert is_office_hour(quarter / 4, start) == (following == quarter)
    assert next_office_hour(quarter / 4, start) == following / 4


@no_deadline
@given(quarters, st.integers(1, 4 * 8 * 60), starts)
def test_after_office_hours_ends_with_the_last_working_quarter(quarter: int, n_quarters: int, start: int) -> None:
    worked = WORKED[start]
    last = worked[bisect.bisect_left(worked, quarter) + n_quarters - 1]
    assert after_office_hours(quarter / 4, n_quarters / 4, start) == (last + 1) / 4


def rounding(*numbers: float) -> float:
    """Room for eight roundings of instants of this size."""
    return 8 * max(math.ulp(abs(number)) for number in (24.0, *numbers))


@no_deadline
@given(hours, st.floats(0, 500), seasons)
def test_waiting_office_hours_lets_that_many_elapse(hour: float, office_hours: float, start: int) -> None:
    end = after_office_hours(hour, office_hours, start)
    assert end >= hour
    assert office_hours_between(hour, end, start) == pytest.approx(office_hours, rel=0, abs=rounding(hour, end))


@no_deadline
@given(quarters, quarters, starts)
def test_waiting_the_office_hours_between_two_instants_leads_to_the_second(a: int, b: int, start: int) -> None:
    first, second = min(a, b) / 4, max(a, b) / 4
    end = after_office_hours(first, office_hours_between(first, second, start), start)
    # The earliest instant is found: the second itself, or the closing or lunch after which nothing more elapsed.
    assert end <= second
    assert office_hours_between(end, second, start) == 0.0
    if is_office_hour(second, start) and hour_of_day(second) not in (OFFICE_OPENS, 13.0):
        assert end == second


@no_deadline
@given(hours, hours, hours, seasons)
def test_office_hours_of_two_spans_add_up(a: float, b: float, c: float, start: int) -> None:
    first, middle, last = sorted((a, b, c))
    parts = office_hours_between(first, middle, start) + office_hours_between(middle, last, start)
    assert parts == pytest.approx(office_hours_between(first, last, start), rel=0, abs=rounding(first, last))


@no_deadline
@given(hours, hours, seasons)
def test_no_office_hours_elapse_backwards(a: float, b: float, start: int) -> None:
    assert office_hours_between(max(a, b), min(a, b), start) == 0.0
    assert 0.0 <= office_hours_between(min(a, b), max(a, b), start) <= max(a, b) - min(a, b) + rounding(a, b)


@no_deadline
@given(quarters, quarters, st.integers(0, 2000), st.integers(0, 2000), starts)
def test_later_starts_and_longer_waits_end_later(a: int, b: int, m: int, n: int, start: int) -> None:
    first, second = min(a, b) / 4, max(a, b) / 4
    short, long = min(m, n) / 4, max(m, n) / 4
    assert next_office_hour(first, start) <= next_office_hour(second, start)
    assert after_office_hours(first, short, start) <= after_office_hours(second, short, start)
    assert after_office_hours(first, short, start) <= after_office_hours(first, long, start)


@no_deadline
@given(hours, seasons)
def test_the_next_office_hour_is_an_office_hour_and_waits_for_nothing(hour: float, start: int) -> None:
    opening = next_office_hour(hour, start)
    assert opening >= hour
    assert is_office_hour(opening, start)
    assert next_office_hour(opening, start) == opening
    assert office_hours_between(hour, opening, start) == 0.0


@pytest.mark.parametrize("hour", [12.5, 18.0, 17.5, LUNCH_STARTS, OFFICE_CLOSES + 24 * 4])
def test_a_wait_too_short_to_be_seen_never_leads_back(hour: float) -> None:
    assert after_office_hours(hour, 5e-324, MARCH) >= hour


# --- compiled ----------------------------------------

CALLS = {
    day_of: ("hour",),
    hour_of_day: ("hour",),
    instant: ("day", "hours"),
    weekday: ("day",),
    day_of_year: ("day", "start"),
    is_statutory_holiday: ("start",),
    is_workday: ("day", "start"),
    next_workday: ("day", "start"),
    worked_by: ("hours",),
    is_office_hour: ("hour", "start"),
    next_office_hour: ("hour", "start"),
    after_office_hours: ("hour", "hours", "start"),
    office_hours_between: ("hour", "later", "start"),
}


@no_deadline
@given(
    st.fixed_dictionaries(
        {"hour": hours, "later": hours, "day": st.integers(-400, 800), "start": seasons, "hours": st.floats(0, 24)}
    )
)
def test_compiled_and_plain_python_clocks_agree_bit_for_bit(values: dict[str, float]) -> None:
    for function, names in CALLS.items():
        arguments = [values[name] for name in names]
        assert function(*arguments) == function.py_func(*arguments)


def test_every_clock_function_is_compiled_once() -> None:
    sample = {"hour": 10.0, "later": 50.0, "day": 3, "start": MARCH, "hours": 2.0}
    for function, names in CALLS.items():
        function(*[sample[name] for name in names])
        assert len(function.signatures) == 1
