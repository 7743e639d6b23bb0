"""What an overview tells of the lists: weeks, outcomes and waiting times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from kraamzorg_app.domain.calendar import AMSTERDAM, monday_of
from kraamzorg_app.domain.entries import CloseReason
from kraamzorg_app.domain.offers import DeclineReason

WEEKS_CHOICES: Final = (8, 13, 26)
DEFAULT_WEEKS: Final = 13
YEAR_WEEKS: Final = 52
FEWEST_FOR_TIMES: Final = 5
"""Of fewer people a median says more about one of them than about the list."""


class Outcome(StrEnum):
    """How a place on the list ended."""

    TAKEN = "TAKEN"
    FOUND_ELSEWHERE = "FOUND_ELSEWHERE"
    WITHDRAWN = "WITHDRAWN"
    MOVED = "MOVED"
    TERM_PASSED = "TERM_PASSED"
    ERROR = "ERROR"
    PREGNANCY_ENDED = "PREGNANCY_ENDED"
    """For the coordinator only."""
    OTHER = "OTHER"
    """Stands for the reasons that others may not tell apart."""


COORDINATORS_OUTCOMES: Final = (
    Outcome.TAKEN,
    Outcome.FOUND_ELSEWHERE,
    Outcome.WITHDRAWN,
    Outcome.MOVED,
    Outcome.TERM_PASSED,
    Outcome.ERROR,
    Outcome.PREGNANCY_ENDED,
)
OTHERS_OUTCOMES: Final = (
    Outcome.TAKEN,
    Outcome.FOUND_ELSEWHERE,
    Outcome.MOVED,
    Outcome.TERM_PASSED,
    Outcome.OTHER,
)


def outcome_of(reason: CloseReason, *, for_coordinator: bool) -> Outcome:
    """Name how a place ended without care; others read one word where a pregnancy may have ended.

    What she asked herself and what was a mistake go under that same word, or else it would tell.
    """
    exact = Outcome(reason.value)
    return exact if for_coordinator or exact in OTHERS_OUTCOMES else Outcome.OTHER


class Refusal(StrEnum):
    """Why an offer to a provider came to nothing."""

    NO_CAPACITY = "NO_CAPACITY"
    ILLNESS = "ILLNESS"
    TOO_FAR = "TOO_FAR"
    LANGUAGE = "LANGUAGE"
    CARE_NEEDED = "CARE_NEEDED"
    CLIENT_REFUSED = "CLIENT_REFUSED"
    NO_ANSWER = "NO_ANSWER"
    """The term passed."""


def refusal_of(reason: DeclineReason | None) -> Refusal:
    """Name why an offer came to nothing; without a reason nobody answered in time."""
    return Refusal.NO_ANSWER if reason is None else Refusal(reason.value)


@dataclass(frozen=True, slots=True)
class Span:
    """Whole weeks, from a Monday on; `ends_on` is the day after the last one."""

    starts_on: date
    ends_on: date

    @property
    def mondays(self) -> tuple[date, ...]:
        """Give the first day of each week."""
        weeks = (self.ends_on - self.starts_on).days // 7
        return tuple(self.starts_on + timedelta(weeks=week) for week in range(weeks))


def past_weeks(today: date, weeks: int, *, with_this_week: bool) -> Span:
    """Give the last so many weeks; the running one only for who may see what happens day by day."""
    end = monday_of(today) + timedelta(weeks=1 if with_this_week else 0)
    return Span(end - timedelta(weeks=weeks), end)


def start_of(day: date) -> datetime:
    """Give the moment at which a day begins in the Netherlands."""
    return datetime.combine(day, time(0), tzinfo=AMSTERDAM)


@dataclass(frozen=True, slots=True)
class WaitingTimes:
    """Within how many days so much of all were taken in care."""

    quarter: int
    half: int
    three_quarters: int
    nine_tenths: int


def waiting_times(people_by_days: Mapping[int, int]) -> WaitingTimes | None:
    """Give the spread of waiting times by nearest rank; None for fewer than five people."""
    people = sum(people_by_days.values())
    if people < FEWEST_FOR_TIMES:
        return None
    return WaitingTimes(*(_rank(people_by_days, people, tenths) for tenths in (2.5, 5, 7.5, 9)))


def _rank(people_by_days: Mapping[int, int], people: int, tenths: float) -> int:
    passed = 0
    for days, count in sorted(people_by_days.items()):
        passed += count
        if passed * 10 >= people * tenths:
            return days
    raise ValueError("nobody waited")
