"""Code rood: in which periods of due dates a region's waiting list is open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


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
