"""Ending a provider: all its clients go back to their lists in one action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import col

from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.domain.entries import EntryState, GiveBackReason, TimelineKind
from kraamzorg_app.domain.errors import Conflict
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.offers import WithdrawReason
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.accounts import Membership
from kraamzorg_app.queries import administration
from kraamzorg_app.services import (
    audit,
    offer_endings,
    outbox,
    preference_endings,
    relocation,
    sessions,
    timeline,
    transitions,
)
from kraamzorg_app.services.administration import changes, providers
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

SHOWN_FIELDS = (Field.CLIENT_NUMBER, Field.WAITING_LIST, Field.PC4, Field.DUE_DATE)


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client in care, with the fields that the functional administrator may see."""

    client_number: str
    region: str
    pc4: str
    due_date: date


@use_case(Permission.PROVIDER_MANAGE)
def clients_of(work: UnitOfWork, provider_id: object) -> tuple[ClientRow, ...]:
    """List the clients in care of a provider, nearest due date first; one line in the log."""
    provider = providers.active(work, provider_id)
    found = work.session.execute(administration.clients_of(provider.id)).all()
    audit.record(
        work,
        LogEvent.ENTRIES_LISTED,
        "R",
        subjects=[log_id for _, log_id, _ in found],
        fields=SHOWN_FIELDS,
        details={"provider": str(provider.id), "found": len(found)},
    )
    return tuple(
        ClientRow(entry.client_number, region, entry.pc4, entry.due_date)
        for entry, _, region in found
    )


@use_case(Permission.PROVIDER_MANAGE)
def end(work: UnitOfWork, provider_id: object, expected_clients: object) -> int:
    """End a provider and give back all its clients; gives how many there were.

    Each gets her timeline line and mails, the provider itself hears nothing of it any more and
    its people are out at once. `expected_clients` is how many were shown: raises
    `Conflict("changed_meanwhile")` when there are more or fewer by now.
    """
    provider = providers.active(work, provider_id)
    # Whoever takes a client for it just now goes first, and she is among those who are counted.
    work.session.refresh(provider, with_for_update=True)
    if provider.ended_at is not None:
        raise Conflict("already_ended")
    found = work.session.execute(administration.clients_of(provider.id)).all()
    if expected_clients != len(found):
        raise Conflict("changed_meanwhile")
    provider.ended_at = work.now
    work.session.flush()
    for entry, _, _ in found:
        transitions.move(
            work,
            entry,
            EntryState.WAITING,
            provider_id=None,
            accepted_at=None,
            **transitions.without_intake(work, entry),
        )
        timeline.add(work, entry.id, TimelineKind.GIVEN_BACK, reason=GiveBackReason.PROVIDER_STOPS)
        relocation.leave_ended_region(work, entry)
        outbox.notify(work, Notification.GIVEN_BACK, entry=entry)
    offer_endings.withdraw_of_provider(work, provider.id, WithdrawReason.PROVIDER_ENDED)
    preference_endings.drop_of_provider(work, provider.id)
    of_provider = administration.members_of(col(Membership.provider_id) == provider.id)
    for membership, _ in work.session.execute(of_provider):
        sessions.recheck(work, membership.user_id)
    changes.record(
        work,
        LogEvent.PROVIDER_ENDED,
        {"provider": provider.id, "name": provider.name},
        before={"clients": len(found), "ended_at": None},
        after={"clients": 0, "ended_at": work.now},
        subjects=[log_id for _, log_id, _ in found],
    )
    return len(found)
