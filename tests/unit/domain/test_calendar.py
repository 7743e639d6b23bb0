"""Dutch days, weeks and typed dates, around the edges where they go wrong."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraamzorg_app.domain import calendar
from kraamzorg_app.domain.calendar import DueDateCheck

TODAY = date(2026, 6, 15)
days = st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31))


def test_a_dutch_day_starts_before_the_utc_day():
    assert calendar.amsterdam_day(datetime(2026, 6, 14, 22, 0, tzinfo=UTC)) == date(2026, 6, 15)
    assert calendar.amsterdam_day(datetime(2026, 1, 14, 22, 59, tzinfo=UTC)) == date(2026, 1, 14)


def test_a_moment_without_zone_is_a_mistake():
    with pytest.raises(ValueError, match="time zone"):
        calendar.amsterdam_day(datetime(2026, 6, 14, 22, 0))  # noqa: DTZ001


def test_iso_weeks_belong_to_the_year_of_their_thursday():
    assert calendar.iso_week(date(2027, 1, 1)) == "2026-W53"
    assert calendar.iso_week(date(2024, 12, 30)) == "2025-W01"


@given(days)
def test_a_week_starts_on_the_monday_that_has_the_same_week(day):
    monday = calendar.monday_of(day)
    assert monday.isoweekday() == 1
    assert 0 <= (day - monday).days <= 6
    assert calendar.iso_week(monday) == calendar.iso_week(day)


@pytest.mark.parametrize(
    "text", ["05-03-2026", "5-3-2026", "05/03/2026", " 5/3/2026 ", "2026-03-05"]
)
def test_dates_are_read_the_way_people_type_them(text):
    assert calendar.parse_date(text) == date(2026, 3, 5)


@pytest.mark.parametrize(
    "text",
    ["", "31-02-2026", "00-01-2026", "5-3-26", "5 maart 2026", "05-03-0000", "\u0665-3-2026"],
)
def test_what_is_no_date_is_refused(text):
    assert calendar.parse_date(text) is None


@given(days)
def test_a_shown_date_reads_back_as_itself(day):
    assert calendar.parse_date(calendar.format_date(day)) == day


@given(st.text())
def test_no_text_breaks_the_date_reader(text):
    assert calendar.parse_date(text) is None or isinstance(calendar.parse_date(text), date)


@pytest.mark.parametrize(
    ("offset", "check"),
    [
        (timedelta(weeks=-3, days=-1), DueDateCheck.TOO_EARLY),
        (timedelta(weeks=-3), DueDateCheck.FINE),
        (timedelta(weeks=40), DueDateCheck.FINE),
        (timedelta(weeks=40, days=1), DueDateCheck.FAR),
        (timedelta(weeks=42), DueDateCheck.FAR),
        (timedelta(weeks=42, days=1), DueDateCheck.TOO_LATE),
    ],
)
def test_due_dates_are_judged_at_their_exact_limits(offset, check):
    assert calendar.check_due_date(TODAY + offset, TODAY) is check


@pytest.mark.parametrize(
    ("born", "plausible"),
    [
        (date(2014, 6, 15), True),
        (date(2014, 6, 16), False),
        (date(1965, 6, 16), True),
        (date(1965, 6, 15), False),
    ],
)
def test_a_pregnant_woman_is_between_12_and_60_years_old(born, plausible):
    assert calendar.is_plausible_birth_date(born, TODAY) is plausible


def test_who_was_born_on_29_february_is_a_year_older_on_1_march():
    assert calendar.age_on(date(2000, 2, 29), date(2025, 2, 28)) == 24
    assert calendar.age_on(date(2000, 2, 29), date(2025, 3, 1)) == 25
