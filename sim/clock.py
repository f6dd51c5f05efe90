"""The calendar and the clock: from hours of a run to days, weekdays, holidays and office hours.

Time is a number of hours. Hour 0 is midnight at the start of day 0, a Monday; burn-in has negative hours and days.
A year of the model has 365 days. ``start_day_of_year`` says in which season day 0 lies (0 = 1 January).

Public holidays follow the State Council's regulation on public holidays (Order No. 644 of 2013, in force for the years
the sources describe), laid on the dates of 2019. Stylised: the Spring Festival and the National Day rest seven days as
in practice, but the working weekends that make up for four of those days, and the Mondays that replace a holiday on a
weekend, are left out; every year has the same dates although the moon moves three of the feasts.

Offices work from 8:30 to 12:00 and from 13:00 to 17:30, eight hours a day. Office hours *elapse* only then: the
functions below translate between instants and elapsed office hours.
"""

from __future__ import annotations

import math

from sim._compiled import rule

HOURS_PER_DAY = 24.0
DAYS_PER_WEEK = 7
DAYS_PER_YEAR = 365
DAYS_PER_MONTH = 30  # a decision month
SATURDAY = 5  # Monday is 0
JUST_BEFORE_MIDNIGHT = math.nextafter(HOURS_PER_DAY, 0.0)

START_DAY_OF_YEAR = 59  # default season of day 0: 1 March, past the Spring Festival

OFFICE_OPENS = 8.5
LUNCH_STARTS = 12.0
LUNCH_ENDS = 13.0
OFFICE_CLOSES = 17.5
MORNING_HOURS = LUNCH_STARTS - OFFICE_OPENS
OFFICE_HOURS_PER_DAY = MORNING_HOURS + OFFICE_CLOSES - LUNCH_ENDS

# First and last day of each holiday, days of the year counted from 0 = 1 January, on the dates of 2019.
NEW_YEAR = 0
SPRING_FESTIVAL_FIRST, SPRING_FESTIVAL_LAST = 34, 40
QINGMING = 94
LABOUR_DAY = 120
DRAGON_BOAT = 157
MID_AUTUMN = 255
NATIONAL_DAY_FIRST, NATIONAL_DAY_LAST = 273, 279


@rule
def day_of(hour: float) -> int:
    """The day an instant belongs to: floor(hour / 24), negative during burn-in."""
    day = math.floor(hour / HOURS_PER_DAY)
    # Division may round the last instant of a day up to the next day; the product is exact.
    if HOURS_PER_DAY * day > hour:
        day = day - 1
    return int(day)


@rule
def instant(day: int, hour_of_day: float) -> float:
    """The hour of the run at which a day's clock shows ``hour_of_day``."""
    return HOURS_PER_DAY * day + hour_of_day


@rule
def hour_of_day(hour: float) -> float:
    """What the clock shows, in hours: at least 0, below 24."""
    # Within rounding of a midnight before day 0 the difference could round up to 24.
    return min(hour - HOURS_PER_DAY * day_of(hour), JUST_BEFORE_MIDNIGHT)


@rule
def weekday(day: int) -> int:
    """Day of the week, 0 = Monday to 6 = Sunday; day 0 is a Monday."""
    return day % DAYS_PER_WEEK


@rule
def day_of_year(day: int, start_day_of_year: int) -> int:
    """Day of the year, 0 = 1 January to 364 = 31 December.

    Args:
        day: day of the run.
        start_day_of_year: day of the year of day 0, 0 to 364.
    """
    return (day + start_day_of_year) % DAYS_PER_YEAR


@rule
def is_statutory_holiday(day_of_year: int) -> bool:
    """Whether everybody is off by law, whatever the weekday.

    Args:
        day_of_year: 0 = 1 January to 364 = 31 December.

    Source: State Council, regulation on public holidays (Order No. 644, 2013), dates of 2019, stylised (see above).
    """
    is_single_day = day_of_year in (NEW_YEAR, QINGMING, LABOUR_DAY, DRAGON_BOAT, MID_AUTUMN)
    is_spring_festival = SPRING_FESTIVAL_FIRST <= day_of_year <= SPRING_FESTIVAL_LAST
    is_national_day = NATIONAL_DAY_FIRST <= day_of_year <= NATIONAL_DAY_LAST
    return is_single_day or is_spring_festival or is_national_day


@rule
def is_workday(day: int, start_day_of_year: int) -> bool:
    """Whether offices work on a day: Monday to Friday, and no public holiday."""
    return weekday(day) < SATURDAY and not is_statutory_holiday(day_of_year(day, start_day_of_year))


@rule
def next_workday(day: int, start_day_of_year: int) -> int:
    """The first workday at or after a day."""
    while not is_workday(day, start_day_of_year):
        day += 1
    return day


@rule
def worked_by(hour_of_day: float) -> float:
    """Office hours that have elapsed on a workday when the clock shows ``hour_of_day``: 0 to 8."""
    morning = min(max(hour_of_day, OFFICE_OPENS), LUNCH_STARTS) - OFFICE_OPENS
    afternoon = min(max(hour_of_day, LUNCH_ENDS), OFFICE_CLOSES) - LUNCH_ENDS
    return morning + afternoon


@rule
def is_office_hour(hour: float, start_day_of_year: int) -> bool:
    """Whether offices are at work at an instant: openings count, the start of lunch and closing do not."""
    clock = hour_of_day(hour)
    is_morning = OFFICE_OPENS <= clock < LUNCH_STARTS
    is_afternoon = LUNCH_ENDS <= clock < OFFICE_CLOSES
    return (is_morning or is_afternoon) and is_workday(day_of(hour), start_day_of_year)


@rule
def next_office_hour(hour: float, start_day_of_year: int) -> float:
    """The first instant at or after ``hour`` at which offices are at work.

    Args:
        hour: hour of the run.
        start_day_of_year: day of the year of day 0, 0 to 364.

    Returns:
        ``hour`` itself during office hours, else the next opening or the end of lunch. Monotone: rises with ``hour``.
    """
    day = day_of(hour)
    if is_workday(day, start_day_of_year):
        clock = hour_of_day(hour)
        if clock < OFFICE_OPENS:
            return instant(day, OFFICE_OPENS)
        if clock < LUNCH_STARTS:
            return hour
        if clock < LUNCH_ENDS:
            return instant(day, LUNCH_ENDS)
        if clock < OFFICE_CLOSES:
            return hour
    return instant(next_workday(day + 1, start_day_of_year), OFFICE_OPENS)


@rule
def after_office_hours(hour: float, office_hours: float, start_day_of_year: int) -> float:
    """The first instant at which a number of office hours have elapsed since ``hour``.

    Zero office hours have elapsed at once, by night too; a full day counted from an opening ends at the closing of the
    same day. Who may *begin* only in office hours starts from :func:`next_office_hour`.

    Args:
        hour: hour of the run.
        office_hours: office hours to wait, 0 or more, finite.
        start_day_of_year: day of the year of day 0, 0 to 364.

    Returns:
        Hour of the run, at or after ``hour``. Monotone: rises with ``hour`` and with ``office_hours``.
    """
    if office_hours <= 0.0:
        return hour
    # === how far into a working day the last of these hours falls ===
    day = day_of(hour)
    hours_to_go = office_hours
    if is_workday(day, start_day_of_year):
        # Counting from the opening makes the first day like every other.
        hours_to_go += worked_by(hour_of_day(hour))
    else:
        day = next_workday(day + 1, start_day_of_year)
    while hours_to_go > OFFICE_HOURS_PER_DAY:
        hours_to_go -= OFFICE_HOURS_PER_DAY
        day = next_workday(day + 1, start_day_of_year)
    # === what the clock shows then ===
    if hours_to_go <= MORNING_HOURS:
        end = instant(day, OFFICE_OPENS + hours_to_go)
    else:
        end = instant(day, LUNCH_ENDS + hours_to_go - MORNING_HOURS)
    # Hours too short to be seen beside those already worked today must not lead back in time.
    return max(end, hour)


@rule
def office_hours_between(start: float, end: float, start_day_of_year: int) -> float:
    """Office hours that elapse from one instant to a later one; 0 if the second is not later.

    Args:
        start: hour of the run.
        end: hour of the run.
        start_day_of_year: day of the year of day 0, 0 to 364.

    Returns:
        Office hours, 0 or more. Monotone: rises with ``end``, falls with ``start``.
    """
    if end <= start:
        return 0.0
    first_day = day_of(start)
    last_day = day_of(end)
    n_workdays = 0
    for day in range(first_day, last_day):
        if is_workday(day, start_day_of_year):
            n_workdays += 1
    elapsed = OFFICE_HOURS_PER_DAY * n_workdays
    if is_workday(last_day, start_day_of_year):
        elapsed += worked_by(hour_of_day(end))
    if is_workday(first_day, start_day_of_year):
        elapsed -= worked_by(hour_of_day(start))
    return max(elapsed, 0.0)
