"""The division into regions as it stands in the database."""

from __future__ import annotations

from kraamzorg_app.domain import territory as division
from kraamzorg_app.domain.errors import Conflict
from kraamzorg_app.domain.territory import Span
from kraamzorg_app.models.organizations import Pc4Range
from kraamzorg_app.queries import territory
from kraamzorg_app.services.unit_of_work import UnitOfWork


def spans(work: UnitOfWork) -> frozenset[Span]:
    """Read every range, past and future ones too."""
    return frozenset(span_of(row) for row in work.session.execute(territory.ranges()).scalars())


def span_of(row: Pc4Range) -> Span:
    """Read one range."""
    first, last = int(row.first_pc4), int(row.last_pc4)
    return Span(row.region_id, first, last, row.valid_from, row.valid_to)


def write(work: UnitOfWork, old: frozenset[Span], new: frozenset[Span]) -> None:
    """Bring the rows in line with the new division; what stays the same keeps its row."""
    if division.overlapping(new):
        raise Conflict
    gone = old - new
    for row in work.session.execute(territory.ranges()).scalars():
        if span_of(row) in gone:
            work.session.delete(row)
    for span in sorted(new - old, key=lambda each: (each.first, each.valid_from)):
        work.session.add(
            Pc4Range(
                region_id=span.region_id,
                first_pc4=str(span.first),
                last_pc4=str(span.last),
                valid_from=span.valid_from,
                valid_to=span.valid_to,
            )
        )
    work.session.flush()
