"""The problem of a region, read from the database in a fixed number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from kraamzorg_app.domain.capacity import is_old
from kraamzorg_app.domain.division_span import Span
from kraamzorg_app.domain.matching import DUTCH, Problem, Provider, Woman
from kraamzorg_app.domain.urgency import urgency
from kraamzorg_app.models.capacity import CapacityWeek, ProviderCapacity
from kraamzorg_app.models.organizations import Region
from kraamzorg_app.queries import division as queries
from kraamzorg_app.services import client_data, offers
from kraamzorg_app.services.dutch_postcodes import point_by_pc4
from kraamzorg_app.services.unit_of_work import UnitOfWork

USUAL_HOURS: Final = 45
"""What a client usually gets; hers are known at the intake, so hours are checked by this."""


@dataclass(frozen=True, slots=True)
class RegionProblem:
    """A problem with what is not needed to solve it."""

    problem: Problem
    due: dict[UUID, date]
    versions: dict[UUID, int]
    log_ids: dict[UUID, UUID]
    """The names that the access log has for the women."""
    names: dict[UUID, str]
    """Of the providers."""

    def woman(self, woman_id: UUID) -> Woman | None:
        """Find a woman by her entry's id."""
        return next((each for each in self.problem.women if each.id == woman_id), None)

    def urgent_first(self, women: Iterable[Woman]) -> list[UUID]:
        """Put women in the order in which a coordinator looks at them."""
        ordered = sorted(women, key=lambda each: (-each.urgency, self.due[each.id], each.id))
        return [each.id for each in ordered]


@dataclass(frozen=True, slots=True)
class RegionRoom:
    """The providers of a region with their names."""

    providers: tuple[Provider, ...]
    names: dict[UUID, str]
    old: int
    """How many have numbers of over two weeks ago, or none."""


def read(work: UnitOfWork, region: Region, span: Span) -> RegionProblem:
    """Read who waits and is not on offer, and the room that is left; within the scope.

    Her language is opened to be matched on, also for who may not see it.
    """
    rows = work.session.execute(queries.to_divide(work.actor, region.id, span)).all()
    refused = offers.refused_by(work, region.id)
    women = [_woman(work, region, span, row, refused.get(row.id, frozenset())) for row in rows]
    served = room(work, region.id, span, {woman.pc4 for woman in women})
    return RegionProblem(
        Problem.of(women, served.providers),
        {row.id: row.due_date for row in rows},
        {row.id: row.version for row in rows},
        {row.id: row.log_id for row in rows},
        served.names,
    )


def _woman(
    work: UnitOfWork, region: Region, span: Span, row: Any, refused_by: frozenset[UUID]
) -> Woman:
    level = urgency(
        row.due_date,
        work.today,
        is_born=row.birth_reported_at is not None,
        thresholds_weeks=(region.nearing_weeks, region.soon_weeks, region.critical_weeks),
    )
    return Woman(
        id=row.id,
        week=span.week_of(row.due_date) or span.weeks[0],
        urgency=level,
        pc4=row.pc4,
        location=point_by_pc4().get(row.pc4),
        preferred_id=row.preferred_provider_id,
        language=_language(work, row.client_id, row.spoken_language),
        hours=USUAL_HOURS,
        refused_by=refused_by,
    )


def _language(work: UnitOfWork, client_id: UUID, sealed: bytes | None) -> str:
    if sealed is None:
        return DUTCH
    return work.keyring.open(
        sealed, table=client_data.TABLE, row=client_id, field="spoken_language"
    )


def room(work: UnitOfWork, region_id: UUID, span: Span, pc4s: Iterable[str]) -> RegionRoom:
    """Read what the providers of a region have left in a span.

    Off what they stated goes who they took since; what is on offer to them is held.
    """
    rows = work.session.execute(queries.providers(region_id)).all()
    stated: dict[UUID, dict[str, CapacityWeek]] = defaultdict(dict)
    for week in work.session.execute(queries.stated_weeks(region_id, span.weeks)).scalars():
        stated[week.provider_id][week.week] = week
    excluded: dict[UUID, set[str]] = defaultdict(set)
    for provider_id, pc4 in work.session.execute(queries.not_served(region_id, pc4s)):
        excluded[provider_id].add(pc4)
    held, taken = _held(work, region_id, span), _taken(work, region_id, span)
    points = point_by_pc4()
    return RegionRoom(
        tuple(
            Provider(
                id=provider.id,
                places=_places(span, general, stated[provider.id], taken[provider.id]),
                pending=held[provider.id],
                hours=_hours(span, general, stated[provider.id]),
                excluded_pc4s=frozenset(excluded[provider.id]),
                languages=frozenset(provider.languages),
                location=points.get(provider.base_pc4 or ""),
            )
            for provider, general in rows
        ),
        {provider.id: provider.name for provider, _ in rows},
        sum(is_old(general.updated_at if general else None, work.now) for _, general in rows),
    )


def _held(work: UnitOfWork, region_id: UUID, span: Span) -> defaultdict[UUID, Counter[str]]:
    held: defaultdict[UUID, Counter[str]] = defaultdict(Counter)
    for (provider_id, due_week), count in offers.held_places(work, region_id).items():
        week = span.held(due_week)
        if week is not None:
            held[provider_id][week] += count
    return held


def _taken(work: UnitOfWork, region_id: UUID, span: Span) -> defaultdict[UUID, Counter[str]]:
    taken: defaultdict[UUID, Counter[str]] = defaultdict(Counter)
    for provider_id, due_date in work.session.execute(queries.taken_since_stated(region_id, span)):
        week = span.week_of(due_date)
        if week is not None:
            taken[provider_id][week] += 1
    return taken


def _places(
    span: Span,
    general: ProviderCapacity | None,
    stated: dict[str, CapacityWeek],
    taken: Counter[str],
) -> dict[str, int]:
    standing = general.standing_places if general else 0
    return {
        week: max(0, (stated[week].places if week in stated else standing) - taken[week])
        for week in span.weeks
    }


def _hours(
    span: Span, general: ProviderCapacity | None, stated: dict[str, CapacityWeek]
) -> dict[str, int]:
    standing = general.standing_hours if general else None
    counted = {week: stated[week].hours if week in stated else standing for week in span.weeks}
    return {week: hours for week, hours in counted.items() if hours is not None}
