"""The list itself: reading it, and taking a client from it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlmodel import col, select

from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.domain.entries import EntryState, TimelineKind
from kraamzorg_app.domain.errors import Conflict, NotFound
from kraamzorg_app.domain.listing import EntryFilter, ListRequest
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.organizations import MatchAgreement, Region
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.queries import entries
from kraamzorg_app.services import audit, timeline
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.entry_views import EntryRow, EntryView, current_policy, entry_view
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One page of a list, with "x van y getoond"."""

    rows: tuple[EntryView, ...]
    shown: int
    """How many the filter keeps."""
    total: int
    """How many there are in this person's scope."""


@use_case(Permission.ENTRY_LIST)
def list_entries(work: UnitOfWork, request: ListRequest) -> EntryPage:
    """Read one page of the waiting or the enrolled clients; one log line before it leaves."""
    found = work.session.execute(entries.listed(work.actor, request)).all()
    policy = current_policy(work)
    rows = tuple(entry_view(work, EntryRow(*row), policy) for row in found)
    total = work.session.execute(
        entries.counted(work.actor, request.state, EntryFilter())
    ).scalar_one()
    shown = total
    if not request.filter.is_empty:
        shown = work.session.execute(
            entries.counted(work.actor, request.state, request.filter)
        ).scalar_one()
    audit.record(
        work,
        LogEvent.ENTRIES_LISTED,
        "R",
        subjects=(row.Client.log_id for row in found),
        fields=_all_fields(rows),
        search_id=uuid4(),
        details={
            "state": request.state,
            "pc4_contains": request.filter.pc4_contains,
            "due_from": str(request.filter.due_from or ""),
            "due_to": str(request.filter.due_to or ""),
            "page": request.page,
            "found": shown,
        },
    )
    return EntryPage(rows, shown, total)


@use_case(Permission.ENTRY_READ)
def read_entry(work: UnitOfWork, entry_id: UUID) -> EntryView:
    """Read one client; raises `NotFound` outside the scope."""
    row = visible_row(work, entry_id)
    view = entry_view(work, row, current_policy(work))
    audit.record(work, LogEvent.ENTRY_READ, "R", subjects=[row.client.log_id], fields=view.fields)
    return view


@use_case(Permission.ENTRY_ACCEPT)
def accept(work: UnitOfWork, entry_id: UUID) -> None:
    """Take a client in care ("In zorg nemen"): of all who press at once exactly one gets her.

    Raises `Conflict("just_taken")` for the others, `Conflict("agreement_assigns")` where only the
    coordinator divides, `NotFound` outside the scope.
    """
    row = _waiting_row(work, entry_id)
    region = work.session.get_one(Region, row.entry.region_id)
    if region.match_agreement is MatchAgreement.COORDINATOR_ASSIGNS:
        raise Conflict("agreement_assigns")
    taken = work.session.exec(
        update(WaitingListEntry)
        .where(
            col(WaitingListEntry.id) == entry_id,
            col(WaitingListEntry.state) == EntryState.WAITING,
        )
        .values(
            state=EntryState.ACCEPTED,
            provider_id=work.actor.provider_id,
            accepted_at=work.now,
            version=WaitingListEntry.version + 1,
        )
    )
    if taken.rowcount != 1:
        raise Conflict("just_taken")
    work.session.refresh(row.entry)
    timeline.add(work, entry_id, TimelineKind.ACCEPTED)
    audit.record(
        work,
        LogEvent.CLIENT_ACCEPTED,
        "U",
        subjects=[row.client.log_id],
        purpose=Purpose.CARE,
    )
    work.announce(f"region:{row.entry.region_id}")


def visible_row(work: UnitOfWork, entry_id: UUID) -> EntryRow:
    """Find an entry within the actor's scope; raises `NotFound`."""
    found = work.session.execute(entries.by_id(work.actor, entry_id)).one_or_none()
    if found is None:
        raise NotFound
    return EntryRow(*found)


def _waiting_row(work: UnitOfWork, entry_id: UUID) -> EntryRow:
    try:
        row = visible_row(work, entry_id)
    except NotFound:
        if _was_on_the_actors_list(work, entry_id):
            raise Conflict("just_taken") from None
        raise
    if row.entry.state is not EntryState.WAITING:
        raise Conflict("just_taken" if row.entry.state is EntryState.ACCEPTED else "state_changed")
    return row


def _was_on_the_actors_list(work: UnitOfWork, entry_id: UUID) -> bool:
    """Say whether another provider has taken her from a list that this provider sees."""
    return (
        work.session.exec(
            select(WaitingListEntry.id).where(
                col(WaitingListEntry.id) == entry_id,
                col(WaitingListEntry.state) == EntryState.ACCEPTED,
                col(WaitingListEntry.region_id).in_(work.actor.approved_region_ids),
            )
        ).first()
        is not None
    )


def _all_fields(rows: tuple[EntryView, ...]) -> frozenset[Field]:
    return frozenset().union(*(row.fields for row in rows))
