"""Code rood: in which periods of due dates a region's waiting list is open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Period:
    """A code-rood period over due dates, both days included."""

    starts_on: date
    ends_on: date

    def holds(self, day: date) -> bool:
        """Say whether a due date lies in this period."""
        return self.starts_on <= day <= self.ends_on


def is_open(periods: Iterable[Period], due_date: date) -> bool:
    """Say whether the list is open for this due date (role division: Bo Geboortezorg)."""
    return any(period.holds(due_date) for period in periods)


class RequestState(StrEnum):
    """Where a coordinator's request for another period is."""

    PENDING = "PENDING"
    GRANTED = "GRANTED"
    CHANGED = "CHANGED"
    """Granted with other days than were asked for."""
    REFUSED = "REFUSED"


class PeriodChangeKind(StrEnum):
    """What happened to a period."""

    OPENED = "OPENED"
    CHANGED = "CHANGED"
    CLOSED = "CLOSED"


def overlapping(period: Period, others: Iterable[Period]) -> Period | None:
    """Find a period of the same region that shares a day with this one."""
    return next(
        (
            other
            for other in others
            if other.starts_on <= period.ends_on and period.starts_on <= other.ends_on
        ),
        None,
    )
