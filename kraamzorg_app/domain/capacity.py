"""Free places: for which weeks they are stated, and when the numbers are old."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from kraamzorg_app.domain.calendar import iso_week, monday_of

WEEKS_AHEAD: Final = 20
OLD_AFTER: Final = timedelta(weeks=2)


def stated_weeks(today: date) -> tuple[str, ...]:
    """Give the ISO weeks for which places are stated: the current one and the 19 after it."""
    monday = monday_of(today)
    return tuple(iso_week(monday + timedelta(weeks=n)) for n in range(WEEKS_AHEAD))


def is_old(updated_at: datetime | None, now: datetime) -> bool:
    """Say whether a provider should look at its numbers again: never, or over two weeks ago."""
    return updated_at is None or now - updated_at > OLD_AFTER
