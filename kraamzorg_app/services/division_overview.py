"""How a region stands before it is divided: who waits, and where there is room."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from kraamzorg_app.domain import disclosure
from kraamzorg_app.domain.capacity import stated_weeks
from kraamzorg_app.domain.division_span import Span
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.organizations import MatchAgreement, Region
from kraamzorg_app.queries import division as queries
from kraamzorg_app.queries import offers as offer_queries
from kraamzorg_app.services import audit, division_drafts, division_problem
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.entry_views import EntryRow, EntryView, current_policy, entry_view
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

PAGE_SIZE: Final = 15


@dataclass(frozen=True, slots=True)
class WeekNow:
    """One week of a region."""

    week: str
    waiting: int
    """Due in this week and not on offer."""
    offered: int
    places: int
    """Free: what is on offer and who was taken since is off."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A woman who waits, with to whom she is offered."""

    view: EntryView
    offered_to: str


@dataclass(frozen=True, slots=True)
class RegionNow:
    """How a region stands."""

    name: str
    span: Span
    may_offer: bool
    """Not where providers pick by themselves."""
    weeks: tuple[WeekNow, ...]
    rows: tuple[WaitingRow, ...]
    page: int
    total: int
    all_weeks: tuple[str, ...]
    """The weeks to choose from."""
    providers: int
    old_numbers: int
    """Providers whose free places are older than two weeks."""


@use_case(Permission.DIVISION_PROPOSE)
def regions(work: UnitOfWork) -> tuple[tuple[UUID, str], ...]:
    """List the regions that the actor coordinates."""
    found = work.session.execute(queries.own_regions(work.actor)).scalars()
    return tuple((region.id, region.name) for region in found)


@use_case(Permission.DIVISION_PROPOSE)
def overview(
    work: UnitOfWork, region_id: object, first: str = "", last: str = "", page: int = 1
) -> RegionNow:
    """Read who waits in some weeks, the most urgent first, and the free places per week."""
    region = division_drafts.own_region(work, region_id)
    span = division_drafts.checked_span(work, first, last)
    weeks, total = _weeks(work, region, span)
    page = min(max(page, 1), max(1, -(-total // PAGE_SIZE)))
    selected = queries.waiting(work.actor, region.id, span, page, PAGE_SIZE)
    room = division_problem.room(work, region.id, span, ())
    places = {week: sum(provider.free(week) for provider in room.providers) for week in span.weeks}
    return RegionNow(
        region.name,
        span,
        region.match_agreement is not MatchAgreement.FREE_PICK,
        tuple(
            WeekNow(week, waiting, offered, places[week])
            for week, (waiting, offered) in weeks.items()
        ),
        _rows(work, [EntryRow(*row) for row in work.session.execute(selected)], room.names),
        page,
        total,
        stated_weeks(work.today),
        len(room.providers),
        room.old,
    )


def _weeks(work: UnitOfWork, region: Region, span: Span) -> tuple[dict[str, tuple[int, int]], int]:
    """Count who waits and who is on offer by week, and all of them together."""
    waiting, offered = Counter[str](), Counter[str]()
    by_day = queries.waiting_by_day(work.actor, region.id, span)
    for due_date, count, on_offer in work.session.execute(by_day):
        week = span.week_of(due_date) or span.weeks[0]
        waiting[week] += count - on_offer
        offered[week] += on_offer
    counts = {week: (waiting[week], offered[week]) for week in span.weeks}
    return counts, waiting.total() + offered.total()


def _rows(
    work: UnitOfWork, found: list[EntryRow], names: dict[UUID, str]
) -> tuple[WaitingRow, ...]:
    policy, wanted = current_policy(work), disclosure.listed_fields(work.actor)
    pending = work.session.execute(offer_queries.pending_of([row.entry.id for row in found]))
    offered = {each.entry_id: names.get(each.provider_id, "") for each in pending.scalars()}
    rows = tuple(
        WaitingRow(entry_view(work, row, policy, wanted), offered.get(row.entry.id, ""))
        for row in found
    )
    audit.record(
        work,
        LogEvent.ENTRIES_LISTED,
        "R",
        subjects=(row.client.log_id for row in found),
        fields=frozenset().union(*(row.view.fields for row in rows)),
        search_id=uuid4(),
        details={"to_divide": True},
    )
    return rows
