"""How days, moments, postcodes and numbers read in Dutch. Pure functions over plain values.

Every moment comes in as an aware UTC `datetime` and is shown in Europe/Amsterdam.
"""

from datetime import date, datetime, timedelta

from kraamzorg_app.domain.calendar import amsterdam_time, format_date

_DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli",
    "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
_PC4_LENGTH = 4


def day(value: date | None) -> str:
    """Give dd-mm-jjjj, or nothing."""
    return format_date(value) if value else ""


def day_in_words(value: date) -> str:
    """Give "dinsdag 23 juni 2026"."""
    return f"{_DAYS[value.weekday()]} {value.day} {_MONTHS[value.month - 1]} {value.year}"


def week(value: date) -> str:
    """Give the ISO week as "week 26 van 2026"."""
    year, number, _ = value.isocalendar()
    return f"week {number} van {year}"


def week_short(value: date) -> str:
    """Give the ISO week as "wk 26", for an axis."""
    return f"wk {value.isocalendar().week}"


def week_named(name: str) -> str:
    """Give "week 12 (16-03-2026)" for "2026-W12": people know weeks by their Monday."""
    return f"week {int(name[-2:])} ({day(date.fromisoformat(f'{name}-1'))})"


def moment(value: datetime) -> str:
    """Give "23-06-2026 14:05" in Amsterdam."""
    return amsterdam_time(value).strftime("%d-%m-%Y %H:%M")


def moment_in_words(value: datetime, now: datetime) -> str:
    """Give "zojuist", "12 minuten geleden", "vandaag om 14:05", "gisteren om …" or the date."""
    local, today = amsterdam_time(value), amsterdam_time(now).date()
    minutes = int((now - value).total_seconds() // 60)
    if 0 <= minutes < 1:
        return "zojuist"
    if 1 <= minutes < 60:  # noqa: PLR2004 - minutes in an hour
        return "1 minuut geleden" if minutes == 1 else f"{minutes} minuten geleden"
    time = local.strftime("%H:%M")
    if local.date() == today:
        return f"vandaag om {time}"
    if local.date() == today - timedelta(days=1):
        return f"gisteren om {time}"
    return f"{day(local.date())} om {time}"


def time_until(due: date, today: date) -> str:
    """Give "over 5 weken", "morgen", "vandaag" or "12 dagen geleden"; weeks from two weeks on."""
    days = (due - today).days
    if days == 0:
        return "vandaag"
    if days == 1:
        return "morgen"
    if days == -1:
        return "gisteren"
    if days < 0:
        return f"{_days_or_weeks(-days)} geleden"
    return f"over {_days_or_weeks(days)}"


def _days_or_weeks(days: int) -> str:
    weeks = days // 7
    return f"{weeks} weken" if weeks > 1 else f"{days} dagen"


def postcode(value: str) -> str:
    """Give "8731 AB", or "8731" when that is all there is."""
    tight = value.replace(" ", "").upper()
    return f"{tight[:_PC4_LENGTH]} {tight[_PC4_LENGTH:]}".strip()


def number(value: float, decimals: int = 0) -> str:
    """Give "1.234" or "1.234,5"."""
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def yes_or_no(value: bool) -> str:
    """Give "ja" or "nee"."""
    return "ja" if value else "nee"


def percentage(part: float, whole: float) -> str:
    """Give "37%", or a dash when there is nothing to divide by."""
    return f"{number(100 * part / whole)}%" if whole else "\u2013"


def shown(title: str, visible: int, total: int) -> str:
    """Give "Wachtende cliënten (25 van 312 getoond)", the manual's wording."""
    return f"{title} ({number(visible)} van {number(total)} getoond)"


def page_range(first: int, last: int, total: int) -> str:
    """Give "1-25 van 312" with a dash of its own; `first` counts from 1."""
    if total == 0:
        return "0 van 0"
    return f"{number(first)}\u2013{number(last)} van {number(total)}"


def count(amount: int, one: str, many: str) -> str:
    """Give "1 cliënt" or "12 cliënten"."""
    return f"{number(amount)} {one if amount == 1 else many}"
