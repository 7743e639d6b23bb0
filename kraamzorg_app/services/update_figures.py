"""What a weekly update counts, and how it differs from the one before: numbers, nobody in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from kraamzorg_app.domain.actors import Actor, Role
from kraamzorg_app.domain.entries import TimelineKind
from kraamzorg_app.domain.notifications import UPDATE_FIGURES
from kraamzorg_app.domain.overviews import DEFAULT_WEEKS, Span
from kraamzorg_app.domain.suppression import SMALLEST_SHOWN
from kraamzorg_app.domain.urgency import Urgency
from kraamzorg_app.queries import overviews as queries
from kraamzorg_app.services import overviews
from kraamzorg_app.services.unit_of_work import UnitOfWork

Figures = dict[str, int | None]
"""By placeholder of the mail; None stands for unknown."""
_FEW: Final = f"minder dan {SMALLEST_SHOWN}"
_UNKNOWN: Final = "niet bekend"


def count(work: UnitOfWork, reader: Actor, monday: date) -> Figures:
    """Count what the reader may see of the lists now, and of what happened in one week."""
    as_reader = replace(work, actor=reader)
    overview = overviews.read_for(as_reader, "", DEFAULT_WEEKS)
    week = Span(monday, monday + timedelta(weeks=1))

    def total(statement: Any, **kept: object) -> int:
        rows = work.session.execute(statement).all()
        return sum(row[2] for row in rows if all(row[3] is value for value in kept.values()))

    known = [ahead.short for ahead in overview.ahead if ahead.places is not None]
    return {
        "waiting": overview.waiting,
        "placed": total(queries.placed(reader, week)),
        "taken": total(queries.taken_and_given_back(reader, week), kind=TimelineKind.ACCEPTED),
        "closed": total(queries.left_without_care(reader, week)),
        "births": overview.urgency.get(Urgency.BORN, 0),
        "urgent": sum(
            number for level, number in overview.urgency.items() if level >= Urgency.CRITICAL
        ),
        "shortage": sum(known) if known else None,
    }


def worded(reader: Actor, figures: Figures, before: Mapping[str, Any]) -> dict[str, str]:
    """Say each number with its change; who left without care is hidden when few, as elsewhere."""
    return {name: _worded(reader, name, figures[name], before.get(name)) for name in UPDATE_FIGURES}


def _worded(reader: Actor, name: str, number: int | None, before: object) -> str:
    if number is None:
        return _UNKNOWN
    if name == "closed" and reader.role is not Role.COORDINATOR and number < SMALLEST_SHOWN:
        return _FEW
    if not isinstance(before, int) or name == "closed":
        return str(number)
    if number == before:
        return f"{number} (evenveel als de vorige keer)"
    more = "meer" if number > before else "minder"
    return f"{number} ({abs(number - before)} {more} dan de vorige keer)"
