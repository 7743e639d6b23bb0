"""How urgent a waiting client is: by her due date, and a reported birth above all."""

from __future__ import annotations

from datetime import date, timedelta
from enum import IntEnum

DEFAULT_THRESHOLDS_WEEKS = (10, 6, 3)


class Urgency(IntEnum):
    """Higher is more urgent."""

    CALM = 0
    NEARING = 1
    SOON = 2
    CRITICAL = 3
    OVERDUE = 4
    BORN = 5


def urgency(
    due_date: date,
    today: date,
    *,
    is_born: bool,
    thresholds_weeks: tuple[int, int, int] = DEFAULT_THRESHOLDS_WEEKS,
) -> Urgency:
    """Give the level by the region's thresholds, in weeks before the due date."""
    if is_born:
        return Urgency.BORN
    if due_date < today:
        return Urgency.OVERDUE
    left = due_date - today
    for level, weeks in zip(
        (Urgency.CRITICAL, Urgency.SOON, Urgency.NEARING), sorted(thresholds_weeks), strict=True
    ):
        if left <= timedelta(weeks=weeks):
            return level
    return Urgency.CALM


Span = tuple[date | None, date | None]
"""First and last due date, both included; None stands for no end."""


def spans(
    today: date, thresholds_weeks: tuple[int, int, int] = DEFAULT_THRESHOLDS_WEEKS
) -> dict[Urgency, Span]:
    """Give the due dates of each level, of those whose birth was not reported."""
    found: dict[Urgency, Span] = {Urgency.OVERDUE: (None, today - timedelta(days=1))}
    first = today
    for level, weeks in zip(
        (Urgency.CRITICAL, Urgency.SOON, Urgency.NEARING), sorted(thresholds_weeks), strict=True
    ):
        last = today + timedelta(weeks=weeks)
        found[level] = (first, last)
        first = last + timedelta(days=1)
    return found | {Urgency.CALM: (first, None)}
