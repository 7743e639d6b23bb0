"""Which due weeks are divided at once: those that near, unless the coordinator asks otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kraamzorg_app.domain.calendar import iso_week, monday_of
from kraamzorg_app.domain.capacity import stated_weeks

DEFAULT_WEEKS_AHEAD: Final = 10
"""Dividing later places more women, dividing sooner lets them wait less (bench/README.md)."""


@dataclass(frozen=True, slots=True)
class Span:
    """Some weeks in a row, for which places are stated."""

    weeks: tuple[str, ...]
    since: date | None
    """First due date; None in the current week, where those whose date has passed belong too."""
    until: date
    """Last due date."""

    def week_of(self, due_date: date) -> str | None:
        """Give the week in which a woman takes a place, never one that has passed.

        None for who is not due in the span.
        """
        return self.held(iso_week(due_date))

    def held(self, week: str) -> str | None:
        """Give where a place of this due week counts, if anywhere in the span."""
        if self.since is None:
            week = max(week, self.weeks[0])
        return week if week in self.weeks else None


def span_of(today: date, first: str = "", last: str = "") -> Span | None:
    """Give the span between two weeks such as "2026-W12"; None when it can't be one.

    Empty for the current week, and for ten weeks on.
    """
    weeks = stated_weeks(today)
    first, last = first or weeks[0], last or weeks[DEFAULT_WEEKS_AHEAD]
    if first not in weeks or last not in weeks or first > last:
        return None
    begins, ends = weeks.index(first), weeks.index(last)
    monday = monday_of(today)
    return Span(
        weeks[begins : ends + 1],
        monday + timedelta(weeks=begins) if begins else None,
        monday + timedelta(weeks=ends, days=6),
    )
