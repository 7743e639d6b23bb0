"""From a row to what this person may see of it; a field that may not be seen is never opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kraamzorg_app.domain import disclosure
from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.disclosure import Audience, EntryFacts, Field, Policy
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.urgency import Urgency, urgency
from kraamzorg_app.models.waiting_list import Client, WaitingListEntry
from kraamzorg_app.services.client_data import open_birth_date, open_field
from kraamzorg_app.services.disclosure_in_force import (
    current_policy as current_policy,  # noqa: PLC0414 - belongs to reading an entry
)
from kraamzorg_app.services.unit_of_work import UnitOfWork

EVERY_FIELD = frozenset(Field)


@dataclass(frozen=True, slots=True)
class Address:
    """Where she lives."""

    postcode: str
    house_number: str
    addition: str
    street: str
    city: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """One client as one person may see her; None stands for "not for you" and for "not there"."""

    id: str
    state: EntryState
    audience: Audience
    fields: frozenset[Field]
    is_born: bool
    urgency: Urgency
    placed_at: datetime
    version: int
    waiting_list: str | None = None
    client_number: str | None = None
    pc4: str | None = None
    due_date: date | None = None
    provider: str | None = None
    insurer: str | None = None
    birth_date: date | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    address: Address | None = None
    partner_name: str | None = None
    spoken_language: str | None = None
    preference: str | None = None
    may_reveal_bsn: bool = False
    unanswered_since: datetime | None = None
    """Since when she has not said whether she still waits; for the coordinator."""
    is_escalated: bool = False
    """Nobody had taken her by the last threshold; for the coordinator."""


@dataclass(frozen=True, slots=True)
class EntryRow:
    """What `queries.entries` selects for one entry."""

    entry: WaitingListEntry
    client: Client
    region_name: str
    label_name: str
    provider_name: str | None
    nearing_weeks: int
    soon_weeks: int
    critical_weeks: int
    preferred_name: str | None


def facts(entry: WaitingListEntry, contact_shown_to: UUID | None = None) -> EntryFacts:
    """Take from an entry what decides who may see what of it.

    `contact_shown_to` is the provider whose offer opens how to reach her, where there is one.
    """
    return EntryFacts(
        id=entry.id,
        state=entry.state,
        region_id=entry.region_id,
        insurer_id=entry.insurer_id,
        provider_id=entry.provider_id,
        preferred_provider_id=entry.preferred_provider_id,
        contact_shown_to=contact_shown_to,
    )


def entry_view(
    work: UnitOfWork,
    row: EntryRow,
    policy: Policy,
    wanted: frozenset[Field] = EVERY_FIELD,
    *,
    contact_shown_to: UUID | None = None,
) -> EntryView:
    """Open exactly the wanted fields of a row that the policy gives to the unit of work's actor."""
    known = facts(row.entry, contact_shown_to)
    audience = disclosure.audience_of(work.actor, known)
    fields = disclosure.shown_fields(policy, work.actor, known) & wanted
    shown: dict[str, Any] = {
        name: _OPENERS[field](work, row) for field, name in _NAMES.items() if field in fields
    }
    return EntryView(
        id=str(row.entry.id),
        state=row.entry.state,
        audience=audience,
        fields=fields,
        is_born=row.entry.birth_reported_at is not None,
        urgency=_urgency(work, row),
        placed_at=row.entry.placed_at,
        version=row.entry.version,
        unanswered_since=_unanswered_since(work, row),
        is_escalated=_is_escalated(work, row),
        may_reveal_bsn=row.client.bsn is not None and disclosure.may_reveal_bsn(policy, audience),
        **shown,
    )


def by_fields(
    rows: Iterable[EntryRow], views: Iterable[EntryView]
) -> Mapping[frozenset[Field], list[UUID]]:
    """Sort the clients of an answer, by their `log_id`, by what was opened of each.

    Each set gets a line in the log of its own, so that no client reads that somebody saw what was
    shown of another only. An empty answer is one set without anybody.
    """
    found = defaultdict[frozenset[Field], list[UUID]](list)
    for row, view in zip(rows, views, strict=True):
        found[view.fields].append(row.client.log_id)
    return found or {frozenset(): []}


def _urgency(work: UnitOfWork, row: EntryRow) -> Urgency:
    if row.entry.state is not EntryState.WAITING:
        return Urgency.CALM
    return urgency(
        row.entry.due_date,
        work.today,
        is_born=row.entry.birth_reported_at is not None,
        thresholds_weeks=(row.nearing_weeks, row.soon_weeks, row.critical_weeks),
    )


def _unanswered_since(work: UnitOfWork, row: EntryRow) -> datetime | None:
    return row.entry.unanswered_since if work.actor.role is Role.COORDINATOR else None


def _is_escalated(work: UnitOfWork, row: EntryRow) -> bool:
    is_told = work.actor.role is Role.COORDINATOR and row.entry.state is EntryState.WAITING
    return is_told and row.entry.escalated_at is not None


def _full_name(work: UnitOfWork, row: EntryRow) -> str:
    names = (open_field(work, row.client, name) for name in ("first_name", "last_name"))
    return " ".join(filter(None, names))


def _address(work: UnitOfWork, row: EntryRow) -> Address:
    client = row.client
    return Address(
        postcode=open_field(work, client, "postcode"),
        house_number=open_field(work, client, "house_number"),
        addition=open_field(work, client, "house_number_addition"),
        street=open_field(work, client, "street"),
        city=open_field(work, client, "city"),
    )


_NAMES: dict[Field, str] = {
    Field.WAITING_LIST: "waiting_list",
    Field.CLIENT_NUMBER: "client_number",
    Field.PC4: "pc4",
    Field.DUE_DATE: "due_date",
    Field.PROVIDER: "provider",
    Field.INSURER: "insurer",
    Field.BIRTH_DATE: "birth_date",
    Field.NAME: "name",
    Field.EMAIL: "email",
    Field.PHONE: "phone",
    Field.ADDRESS: "address",
    Field.PARTNER_NAME: "partner_name",
    Field.SPOKEN_LANGUAGE: "spoken_language",
    Field.PREFERENCE: "preference",
}
_OPENERS: dict[Field, Callable[[UnitOfWork, EntryRow], Any]] = {
    Field.WAITING_LIST: lambda _work, row: row.region_name,
    Field.CLIENT_NUMBER: lambda _work, row: row.entry.client_number,
    Field.PC4: lambda _work, row: row.entry.pc4,
    Field.DUE_DATE: lambda _work, row: row.entry.due_date,
    Field.PROVIDER: lambda _work, row: row.provider_name,
    Field.INSURER: lambda _work, row: row.label_name,
    Field.BIRTH_DATE: lambda work, row: open_birth_date(work, row.client),
    Field.NAME: _full_name,
    Field.EMAIL: lambda work, row: open_field(work, row.client, "email"),
    Field.PHONE: lambda work, row: open_field(work, row.client, "phone"),
    Field.ADDRESS: _address,
    Field.PARTNER_NAME: lambda work, row: open_field(work, row.client, "partner_name"),
    Field.SPOKEN_LANGUAGE: lambda work, row: open_field(work, row.client, "spoken_language"),
    Field.PREFERENCE: lambda _work, row: row.preferred_name,
}
