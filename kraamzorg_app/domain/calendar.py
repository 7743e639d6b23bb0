"""Days as the Netherlands counts them: today, weeks, typed dates, due dates and births."""

import re
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")
DUE_DATE_WEEKS_BACK: Final = 3
DUE_DATE_WEEKS_AHEAD: Final = 42
DUE_DATE_WARNING_WEEKS: Final = 40
YOUNGEST_CLIENT_YEARS: Final = 12
OLDEST_CLIENT_YEARS: Final = 60

_TYPED_DATE = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


class DueDateCheck(StrEnum):
    """What a due date ("uitgerekende datum") looks like, seen from today."""

    FINE = "fine"
    FAR = "far"
    TOO_EARLY = "due_date_too_early"
    TOO_LATE = "due_date_too_late"


def amsterdam_day(moment: datetime) -> date:
    """Give the day in the Netherlands at an aware moment. Raises ValueError for a naive one."""
    return amsterdam_time(moment).date()


def amsterdam_time(moment: datetime) -> datetime:
    """Give the Dutch wall clock at an aware moment. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(AMSTERDAM)


def iso_week(day: date) -> str:
    """Name the ISO 8601 week of a day, such as "2026-W05"; it sorts as text."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def monday_of(day: date) -> date:
    """Give the Monday that starts the ISO week of a day."""
    return day - timedelta(days=day.weekday())


def parse_date(text: str) -> date | None:
    """Read a typed date dd-mm-jjjj (also d-m-jjjj, with / and as browsers send it), or None."""
    stripped = text.strip()
    if match := _TYPED_DATE.fullmatch(stripped):
        day, month, year = match.groups()
    elif match := _ISO_DATE.fullmatch(stripped):
        year, month, day = match.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def format_date(day: date) -> str:
    """Show a day the Dutch way, dd-mm-jjjj."""
    return f"{day.day:02d}-{day.month:02d}-{day.year:04d}"


def check_due_date(due_date: date, today: date) -> DueDateCheck:
    """Judge a due date: three weeks back to 42 weeks ahead is possible, beyond 40 is unusual."""
    if due_date < today - timedelta(weeks=DUE_DATE_WEEKS_BACK):
        return DueDateCheck.TOO_EARLY
    if due_date > today + timedelta(weeks=DUE_DATE_WEEKS_AHEAD):
        return DueDateCheck.TOO_LATE
    if due_date > today + timedelta(weeks=DUE_DATE_WARNING_WEEKS):
        return DueDateCheck.FAR
    return DueDateCheck.FINE


def age_on(birth_date: date, day: date) -> int:
    """Give the whole years of someone born on a date; 29 February counts from 1 March."""
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (0 if had_birthday else 1)


def is_plausible_birth_date(birth_date: date, today: date) -> bool:
    """Tell whether a pregnant woman can have been born then: 12 to 60 years ago."""
    return YOUNGEST_CLIENT_YEARS <= age_on(birth_date, today) <= OLDEST_CLIENT_YEARS
