"""What the database of a run knows at its end: who people were, and where clients stood when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from kraamzorg_app.domain.entries import EntryState, InvitationWay, TimelineKind
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.accounts import Membership, User, UserSession
from kraamzorg_app.models.client_access import ClientSession
from kraamzorg_app.models.organizations import PreferredInsurer, ProviderApproval
from kraamzorg_app.models.waiting_list import (
    Client,
    Invitation,
    TimelineEvent,
    WaitingListEntry,
)
from kraamzorg_app.services.audit import LogEvent
from tests.canaries.policy import Asked, Member, Place
from tests.canaries.recording import Who

_STATES = {
    TimelineKind.AUTHORIZED: EntryState.WAITING,
    TimelineKind.ACCEPTED: EntryState.ACCEPTED,
    TimelineKind.GIVEN_BACK: EntryState.WAITING,
    TimelineKind.CLOSED: EntryState.CLOSED,
}


@dataclass
class Woman:
    """A client, made up by a journey or in the demo country, and where she is in the database."""

    values: dict[str, list[str]]
    invitations: set[UUID] = field(default_factory=set)
    entry: UUID | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    invitation: UUID | None
    entry: UUID | None
    row: ClientSession | None
    """None when she was erased since."""

    def is_of(self, woman: Woman) -> bool:
        return self.invitation in woman.invitations or (
            self.entry is not None and self.entry == woman.entry
        )

    def is_recognized(self, moment: datetime) -> bool:
        if self.row is None:
            return True
        return self.row.recognized_at is not None and self.row.recognized_at <= moment


class Known:
    """What the database knows, read once."""

    def __init__(self, session: Session) -> None:
        def rows(table: Any) -> list[Any]:
            return list(session.exec(select(table)).all())

        self.invitations: dict[UUID, Invitation] = {it.id: it for it in rows(Invitation)}
        self.entries: dict[UUID, WaitingListEntry] = {it.id: it for it in rows(WaitingListEntry)}
        self.client_sessions = {
            it.token_hash: Visit(it.invitation_id, it.entry_id, it) for it in rows(ClientSession)
        }
        self._log_ids = dict(session.exec(select(Client.id, Client.log_id)).all())
        self._members = _members(session)
        self._users = {it.token_hash: it.user_id for it in rows(UserSession)}
        self._emails = {it.email: it.id for it in rows(User)}
        self._reveals = [
            (line.user_id, line.happened_at, set(line.subjects))
            for line in session.exec(
                select(AccessLogLine).where(
                    AccessLogLine.event == LogEvent.BSN_REVEALED, AccessLogLine.outcome == "ok"
                )
            ).all()
        ]
        self._events: dict[UUID, list[TimelineEvent]] = defaultdict(list)
        told = select(TimelineEvent).where(col(TimelineEvent.kind).in_([*_STATES]))
        for event in session.exec(told.order_by(col(TimelineEvent.happened_at))).all():
            self._events[event.entry_id].append(event)
        self._places: dict[UUID, list[tuple[datetime, Place]]] = {}

    def members_of(self, who: Who) -> Iterator[tuple[UUID, Member]]:
        """Give each membership of the person who is logged in, and somebody without any."""
        user = self._users.get(who.user)
        if user:
            yield from ((user, member) for member in self._members[user])

    def browser_of(self, email: str) -> Who:
        browser = Who(user=f"of {email}")
        self._users[browser.user] = self._emails[email]
        return browser

    def asked(self, invitation: UUID) -> Asked:
        row = self.invitations[invitation]
        until = None
        if row.way is not InvitationWay.LINK:
            until = row.handed_over_at or row.ended_at or datetime.max.replace(tzinfo=UTC)
        return Asked(row.region_id, _inviters(row), row.inviter_user_id, row.created_at, until)

    def places(self, entry_id: UUID) -> list[tuple[datetime, Place]]:
        """Tell from when she stood where, from her timeline."""
        if entry_id not in self._places:
            self._places[entry_id] = list(self._places_of(self.entries[entry_id]))
        return self._places[entry_id]

    def _places_of(self, entry: WaitingListEntry) -> Iterator[tuple[datetime, Place]]:
        def place(state: EntryState, provider: UUID | None = None) -> Place:
            return Place(state, entry.region_id, entry.insurer_id, provider, _inviters(entry))

        events = self._events[entry.id]
        had_to_wait = entry.state is EntryState.AWAITING_AUTHORIZATION or any(
            it.kind is TimelineKind.AUTHORIZED and it.happened_at > entry.placed_at for it in events
        )
        first = EntryState.AWAITING_AUTHORIZATION if had_to_wait else EntryState.WAITING
        yield entry.placed_at, place(first)
        for event in events:
            provider = event.provider_id if event.kind is TimelineKind.ACCEPTED else None
            yield event.happened_at, place(_STATES[event.kind], provider)

    def has_revealed(self, user: UUID, entry_id: UUID, until: datetime) -> bool:
        """Say whether somebody had opened her BSN by then, as the log tells."""
        log_id = self._log_ids[self.entries[entry_id].client_id].hex
        return any(
            who == user and log_id in subjects and moment <= until
            for who, moment, subjects in self._reveals
        )


def _members(session: Session) -> dict[UUID, list[Member]]:
    active: dict[UUID | None, set[UUID]] = defaultdict(set)
    for approval in session.exec(select(ProviderApproval)).all():
        active[approval.provider_id].add(approval.region_id)
    for preferred in session.exec(select(PreferredInsurer)).all():
        active[preferred.insurer_id].add(preferred.region_id)
    members: dict[UUID, list[Member]] = defaultdict(list)
    for it in session.exec(select(Membership)).all():
        organization = it.provider_id or it.insurer_id
        regions = frozenset(active[organization]) if organization else frozenset()
        members[it.user_id].append(
            Member(
                it.role,
                it.may_view_personal_data,
                it.region_id,
                it.provider_id,
                it.insurer_id,
                regions,
            )
        )
    return members


def _inviters(row: Invitation | WaitingListEntry) -> frozenset[UUID]:
    ids = (row.inviter_insurer_id, row.inviter_provider_id, row.inviter_region_id)
    return frozenset(filter(None, ids))
