"""Her own place on the list: she reads how it stands, corrects her data, and leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.domain.entries import CloseReason, EntryState
from kraamzorg_app.domain.errors import Conflict
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.registration_form import FormField
from kraamzorg_app.models.organizations import CareProvider, InsurerLabel, Region
from kraamzorg_app.models.waiting_list import Client, WaitingListEntry
from kraamzorg_app.services import audit, drafts, region_check, transitions
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.client_data import open_field
from kraamzorg_app.services.contact_details import display_phone
from kraamzorg_app.services.placements import COLUMNS
from kraamzorg_app.services.region_check import ProviderContact
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case
from kraamzorg_app.services.waiting_list import chosen

REASONS: Final = (
    CloseReason.FOUND_ELSEWHERE,
    CloseReason.MOVED,
    CloseReason.PREGNANCY_ENDED,
    CloseReason.WITHDRAWN,
)
"""Why a client can take herself off the list."""


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """Everything that stands on the list about her, for herself."""

    state: EntryState
    region_name: str
    placed_at: datetime
    due_date: date
    is_born: bool
    close_reason: CloseReason | None
    provider: ProviderContact | None
    """Who took her in care, and how to reach them."""
    label_name: str
    answers: dict[str, str]
    """As stored, by `FormField`."""
    labels: dict[str, str]
    version: int


@use_case(Permission.OWN_ENTRY)
def read(work: UnitOfWork) -> OwnEntry:
    """Read her own place on the list, with everything that stands there about her."""
    entry, client = own_rows(work)
    audit.record(
        work,
        LogEvent.ENTRY_READ,
        "R",
        subjects=[client.log_id],
        fields=Field,
        purpose=Purpose.OWN_DATA,
    )
    return OwnEntry(
        state=entry.state,
        region_name=work.session.get_one(Region, entry.region_id).name,
        placed_at=entry.placed_at,
        due_date=entry.due_date,
        is_born=entry.birth_reported_at is not None,
        close_reason=entry.close_reason,
        provider=_provider(work, entry),
        label_name=work.session.get_one(InsurerLabel, entry.label_id).name,
        answers=stored_answers(work, entry, client),
        labels=drafts.labels(work),
        version=entry.version,
    )


@use_case(Permission.OWN_ENTRY)
def leave(work: UnitOfWork, reason: str) -> None:
    """Take herself off the list ("Ik wil van de wachtlijst af").

    When the pregnancy ended no mail reaches her any more, and nobody but the coordinator learns
    why. Raises `FieldErrors` for a reason that is not hers to give.
    """
    why = chosen(CloseReason, reason if reason in set(REASONS) else "")
    entry, client = own_rows(work)
    if entry.state is EntryState.CLOSED:
        return
    transitions.close(work, entry, why)
    audit.record(
        work, LogEvent.ENTRY_CLOSED, "U", subjects=[client.log_id], purpose=Purpose.OWN_DATA
    )


def own_rows(work: UnitOfWork) -> tuple[WaitingListEntry, Client]:
    """Give the place and the identity of the client who acts."""
    entry = work.session.get_one(WaitingListEntry, work.actor.entry_id)
    client = work.session.get_one(Client, entry.client_id)
    if client.erased_at is not None:
        raise Conflict("state_changed")
    return entry, client


def stored_answers(work: UnitOfWork, entry: WaitingListEntry, client: Client) -> dict[str, str]:
    """Open what the form would hold, as it is stored."""
    answers = {str(field): open_field(work, client, name) for field, name in COLUMNS.items()}
    answers[FormField.DUE_DATE] = entry.due_date.isoformat()
    answers[FormField.INSURER_LABEL] = str(entry.label_id)
    return answers


def _provider(work: UnitOfWork, entry: WaitingListEntry) -> ProviderContact | None:
    if entry.state is not EntryState.ACCEPTED or entry.provider_id is None:
        return None
    found = work.session.get_one(CareProvider, entry.provider_id)
    contract = region_check.has_contract(work, entry)
    phone = display_phone(found.phone) if found.phone else ""
    return ProviderContact(found.name, found.email, phone, contract)
