"""The start page: what needs this person now, in counts, and which regions are in code red."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, true
from sqlmodel import col

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.capacity import OLD_AFTER
from kraamzorg_app.domain.offers import OfferState
from kraamzorg_app.domain.permissions import Permission, may
from kraamzorg_app.models.messages import OutboxState
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.queries import capacity, dashboard, entries, offers
from kraamzorg_app.queries import unserved as unserved_queries
from kraamzorg_app.queries.dashboard import FigureConditions
from kraamzorg_app.services import unserved
from kraamzorg_app.services.operations import is_late
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

_NEW_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Figures:
    """How many clients there are in this person's scope, by what they need."""

    waiting: int
    born: int
    critical: int
    """Waits past the last threshold of the region, birth not yet reported."""
    overdue: int
    """Of these, the due date has passed."""
    escalated: int
    """Told to preferred insurers and coordinators; counted for them only."""
    unanswered: int
    """Did not say whether they still wait; counted for coordinators only."""
    new: int
    """Came on the list in the last seven days."""
    awaiting: int
    """Waits for the coordinator's authorization."""
    enrolled: int
    newly_enrolled: int
    open_invitations: int


@dataclass(frozen=True, slots=True)
class RegionLine:
    """One region: whether it is in code red, and how many wait as far as this person sees them."""

    name: str
    is_code_red: bool
    waiting: int | None
    """None where this person sees no list."""


@dataclass(frozen=True, slots=True)
class JobLine:
    """When a job last went well, and whether it does now."""

    job: str
    finished_at: datetime | None
    is_late: bool
    has_failed: bool


@dataclass(frozen=True, slots=True)
class Operations:
    """How mail and jobs are doing, and who waits for an answer; no personal data."""

    open_tickets: int
    mails_pending: int
    mails_failed: int
    mails_sent: int
    jobs: tuple[JobLine, ...]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What the start page shows; None stands for "not for this role"."""

    today: date
    figures: Figures | None
    old_places: int
    """Provider: open regions for which its free places should be looked at again."""
    open_offers: int
    """Clients who were offered to this provider, or in this coordinator's regions."""
    unserved: int
    """Postcodes that nobody serves in the regions that this person looks after."""
    regions: tuple[RegionLine, ...]
    operations: Operations | None


@dataclass(frozen=True, slots=True)
class RegionShape:
    """A region on the public map: the 3-digit postcode areas that lie mostly in it."""

    id: UUID
    name: str
    is_code_red: bool
    areas: tuple[str, ...]


@use_case(Permission.START_READ)
def read(work: UnitOfWork) -> Dashboard:
    """Count what needs this person now; a fixed number of queries, no row of a client."""
    regions = work.session.execute(dashboard.regions(work.today)).all()
    sees_list = may(work.actor, Permission.ENTRY_LIST)
    waiting = _waiting_by_region(work, regions) if sees_list else {}
    return Dashboard(
        today=work.today,
        figures=_figures(work, regions) if sees_list else None,
        old_places=_old_places(work),
        open_offers=_open_offers(work),
        unserved=_unserved(work),
        regions=tuple(
            RegionLine(row.name, row.is_code_red, waiting.get(row.id)) for row in regions
        ),
        operations=_operations(work) if work.actor.role is Role.TECHNICAL_ADMIN else None,
    )


@use_case(Permission.PUBLIC)
def read_map(work: UnitOfWork) -> tuple[RegionShape, ...]:
    """Give the regions with their areas and whether they are in code red; public facts."""
    areas = _areas_by_region(work)
    return tuple(
        RegionShape(row.id, row.name, row.is_code_red, tuple(sorted(areas[row.id])))
        for row in work.session.execute(dashboard.regions(work.today)).all()
    )


def _figures(work: UnitOfWork, regions: Sequence[Any]) -> Figures:
    weeks = {row.id: row.critical_weeks for row in regions}
    conditions = FigureConditions(
        is_critical=dashboard.due_before(weeks, work.today),
        may_know_escalated=_may_know_escalated(work),
        may_know_unanswered=true() if work.actor.role is Role.COORDINATOR else false(),
    )
    since = work.now - _NEW_WITHIN
    selected = dashboard.figures(work.actor, since, work.today, conditions)
    counts = work.session.execute(selected).one()
    open_invitations = work.session.execute(dashboard.open_invitations(work.actor)).scalar_one()
    return Figures(**counts._asdict(), open_invitations=open_invitations)


def _unserved(work: UnitOfWork) -> int:
    if not may(work.actor, Permission.UNSERVED_READ):
        return 0
    return int(
        work.session.execute(
            unserved_queries.counted(unserved.regions_of(work), work.today)
        ).scalar_one()
    )


def _old_places(work: UnitOfWork) -> int:
    if work.actor.provider_id is None:
        return 0
    counted = capacity.count_old(work.actor.provider_id, work.now - OLD_AFTER, work.today)
    return int(work.session.execute(counted).scalar_one())


def _may_know_escalated(work: UnitOfWork) -> ColumnElement[bool]:
    """Give the condition that this person may know whether a client was escalated."""
    match work.actor.role:
        case Role.COORDINATOR | Role.FUNCTIONAL_ADMIN:
            return true()
        case _:
            return col(WaitingListEntry.region_id).in_(work.actor.preferred_region_ids)


def _open_offers(work: UnitOfWork) -> int:
    if not may(work.actor, Permission.OFFER_READ):
        return 0
    counted = offers.counted(work.actor, OfferState.PENDING)
    return int(work.session.execute(counted).scalar_one())


def _waiting_by_region(work: UnitOfWork, regions: Sequence[Any]) -> dict[UUID, int]:
    """Count by region; a region of the person's own counts 0 when nobody waits there."""
    actor = work.actor
    own = actor.region_ids | actor.approved_region_ids | actor.preferred_region_ids
    if actor.role is Role.FUNCTIONAL_ADMIN:
        own = frozenset(row.id for row in regions)
    found = work.session.execute(entries.waiting_per_region(actor))
    return dict.fromkeys(own, 0) | dict(tuple(row) for row in found)


def _operations(work: UnitOfWork) -> Operations:
    mails: dict[OutboxState, int] = dict(
        tuple(row) for row in work.session.execute(dashboard.mail_by_state())
    )
    jobs = work.session.execute(dashboard.jobs()).scalars()
    return Operations(
        open_tickets=work.session.execute(dashboard.open_tickets()).scalar_one(),
        mails_pending=mails.get(OutboxState.PENDING, 0) + mails.get(OutboxState.CLAIMED, 0),
        mails_failed=mails.get(OutboxState.FAILED, 0),
        mails_sent=mails.get(OutboxState.SENT, 0),
        jobs=tuple(
            JobLine(row.job, row.finished_at, is_late(row, work.now), bool(row.failures))
            for row in jobs
        ),
    )


def _areas_by_region(work: UnitOfWork) -> dict[UUID, set[str]]:
    """Give each region the 3-digit areas of which it has the most postcodes."""
    shares: dict[str, Counter[UUID]] = defaultdict(Counter)
    for region_id, first, last in work.session.execute(dashboard.postcode_ranges(work.today)):
        for pc4 in range(int(first), int(last) + 1):
            shares[str(pc4 // 10)][region_id] += 1
    areas: dict[UUID, set[str]] = defaultdict(set)
    for area, counts in shares.items():
        areas[counts.most_common(1)[0][0]].add(area)
    return areas
