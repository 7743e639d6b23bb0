"""What a list's filter means for who asks: where a mark counts, and who may know of an intake."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from sqlmodel import select

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.errors import NotAllowed
from kraamzorg_app.domain.listing import BY_DUE_DATE, ListRequest, Mark, MarkedSpan, SortKey
from kraamzorg_app.domain.permissions import Permission, may
from kraamzorg_app.domain.urgency import spans
from kraamzorg_app.models.organizations import Region
from kraamzorg_app.services.unit_of_work import UnitOfWork

_OF_WHO_WAITS: Final = frozenset({SortKey.BIRTHS, SortKey.URGENCY})


def resolve(work: UnitOfWork, request: ListRequest) -> ListRequest:
    """Say in a request where its mark counts: only waiting clients have one.

    Sorted by urgency, a list tells who was escalated; for others it has births first. Raises
    `NotAllowed` for a filter on the intake by who may not know of it.
    """
    if request.sort is SortKey.URGENCY and work.actor.role is not Role.COORDINATOR:
        request = replace(request, sort=SortKey.BIRTHS)
    if request.sort in _OF_WHO_WAITS and not _is_waiting(request):
        request = replace(request, sort=SortKey.DUE_DATE)
    if request.filter.intake is not None:
        request = _where_the_intake_is_known(work, request)
    mark = request.filter.mark
    if mark is None:
        return request
    found = _spans(work, mark) if _is_waiting(request) else ()
    return replace(request, filter=replace(request.filter, spans=found))


def for_log(request: ListRequest) -> dict[str, Any]:
    """Give what was asked of a list, as the access log keeps it."""
    return {
        "state": request.state,
        "pc4_contains": request.filter.pc4_contains,
        "due_from": str(request.filter.due_from or ""),
        "due_to": str(request.filter.due_to or ""),
        "intake": request.filter.intake or "",
        "mark": request.filter.mark or "",
    }


def _where_the_intake_is_known(work: UnitOfWork, request: ListRequest) -> ListRequest:
    """Filter on the intake where who asks may know it: the coordinator, and who does it."""
    if not may(work.actor, Permission.INTAKE_RECORD):
        raise NotAllowed
    if work.actor.role is Role.COORDINATOR or not _is_waiting(request):
        return request
    return replace(request, filter=replace(request.filter, offered_to=work.actor.provider_id))


def _is_waiting(request: ListRequest) -> bool:
    return request.state is EntryState.WAITING


def _spans(work: UnitOfWork, mark: Mark) -> tuple[MarkedSpan, ...]:
    if mark in BY_DUE_DATE:
        return _by_threshold(work, mark)
    if mark is Mark.ESCALATED:
        return _escalated(work)
    if mark is Mark.UNANSWERED and work.actor.role is not Role.COORDINATOR:
        return ()
    return (MarkedSpan(),)


def _by_threshold(work: UnitOfWork, mark: Mark) -> tuple[MarkedSpan, ...]:
    """Give the due dates of a level; regions with the same thresholds share a span."""
    regions: dict[tuple[int, int, int], list[UUID]] = defaultdict(list)
    columns = (Region.nearing_weeks, Region.soon_weeks, Region.critical_weeks)
    for region_id, *weeks in work.session.exec(select(Region.id, *columns)).all():
        regions[weeks[0], weeks[1], weeks[2]].append(region_id)
    levels = {weeks: spans(work.today, weeks)[BY_DUE_DATE[mark]] for weeks in regions}
    if len(set(levels.values())) == 1:
        return (MarkedSpan(None, *next(iter(levels.values()))),)
    return tuple(MarkedSpan(tuple(sorted(ids)), *levels[weeks]) for weeks, ids in regions.items())


def _escalated(work: UnitOfWork) -> tuple[MarkedSpan, ...]:
    """Give the regions in which this person may know that somebody was escalated."""
    match work.actor.role:
        case Role.COORDINATOR | Role.FUNCTIONAL_ADMIN:
            return (MarkedSpan(),)
        case Role.INSURER if work.actor.preferred_region_ids:
            return (MarkedSpan(tuple(sorted(work.actor.preferred_region_ids))),)
        case _:
            return ()
