"""Coordinator and preferred insurers of a region: whom to call, and a thread without clients.

All preferred insurers of a region share its one thread. Contact details are those of members who
agreed: display name, the account's address, and a phone number if they gave one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.errors import NotFound
from kraamzorg_app.domain.notifications import Circumstance, Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.consultation import ContactPerson, RegionNote
from kraamzorg_app.queries import consultation
from kraamzorg_app.services import audit, free_text, outbox
from kraamzorg_app.services.administration.forms import Form
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.rate_limits import Limit
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

LONGEST_NOTE: Final = 2000
NOTES: Final = Limit("region-notes", 60, timedelta(days=1))
_TABLE: Final = "region_note"


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call or mail at the other party."""

    name: str
    organization: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class NoteView:
    """One note of the thread."""

    author: str
    organization: str
    text: str
    written_at: datetime
    is_own_party: bool


@dataclass(frozen=True, slots=True)
class Consultation:
    """What somebody sees of one region."""

    regions: tuple[tuple[UUID, str], ...]
    """Every region that this person can choose."""
    region_id: UUID
    contacts: tuple[Contact, ...]
    notes: tuple[NoteView, ...]
    total: int
    is_contact: bool
    own_phone: str


@use_case(Permission.REGION_CONSULT)
def read(work: UnitOfWork, region_id: UUID | None = None, page: int = 1) -> Consultation:
    """Read the thread of a region, or of one's first; raises `NotFound` for another's."""
    regions = _regions(work)
    chosen = region_id if region_id is not None else next(iter(regions), None)
    if chosen is None or chosen not in regions:
        raise NotFound
    name = regions[chosen]
    found = work.session.execute(consultation.notes(chosen, max(page, 1))).all()
    agreed = work.session.get(ContactPerson, work.actor.membership_id)
    _record(work, LogEvent.REGION_NOTES_READ, "R", chosen)
    return Consultation(
        regions=tuple(regions.items()),
        region_id=chosen,
        contacts=_contacts(work, chosen, name),
        notes=tuple(_note(work, row, author, insurer or name) for row, author, insurer in found),
        total=work.session.execute(consultation.counted(chosen)).scalar_one(),
        is_contact=agreed is not None,
        own_phone=(agreed.phone or "") if agreed else "",
    )


@use_case(Permission.REGION_CONSULT)
def write(work: UnitOfWork, region_id: UUID, text: str) -> None:
    """Add a note to the thread of a region; the other party is told.

    Raises `FieldErrors` on "note", also for a text that names a client, and `NotFound`.
    """
    if region_id not in _regions(work) or work.actor.user_id is None:
        raise NotFound
    typed = {"note": (text, LONGEST_NOTE)}
    checked = free_text.checked(work, typed, NOTES, may_name_number=False)
    row = uuid4()
    work.session.add(
        RegionNote(
            id=row,
            region_id=region_id,
            user_id=work.actor.user_id,
            insurer_id=work.actor.insurer_id,
            text=work.keyring.seal(checked["note"], table=_TABLE, row=row, field="text"),
            written_at=work.now,
        )
    )
    _record(work, LogEvent.REGION_NOTE_WRITTEN, "C", region_id)
    by_insurer = {Circumstance.BY_INSURER} if work.actor.role is Role.INSURER else set()
    outbox.notify(
        work,
        Notification.NOTE_WRITTEN,
        region_id=region_id,
        circumstances=frozenset(by_insurer),
    )
    work.announce(f"consultation:{region_id}")


@use_case(Permission.REGION_CONSULT)
def set_contact(work: UnitOfWork, typed: Mapping[str, Any]) -> None:
    """Agree to be a contact person, or no longer: `is_contact` and `phone`."""
    membership_id = work.actor.membership_id
    if membership_id is None:
        raise NotFound
    form = Form(typed)
    is_contact, phone = form.flag("is_contact"), form.phone("phone")
    form.check()
    agreed = work.session.get(ContactPerson, membership_id)
    if agreed is not None and not is_contact:
        work.session.delete(agreed)
    elif is_contact:
        work.session.merge(
            ContactPerson(membership_id=membership_id, phone=phone, agreed_at=work.now)
        )
    audit.record(
        work,
        LogEvent.ACCOUNT_CHANGED,
        "U",
        purpose=Purpose.ADMINISTRATION,
        details={"contact_person": is_contact},
    )


def _regions(work: UnitOfWork) -> dict[UUID, str]:
    own = work.actor.region_ids | work.actor.preferred_region_ids
    return {row.id: row.name for row in work.session.execute(consultation.regions(own))}


def _contacts(work: UnitOfWork, region_id: UUID, region_name: str) -> tuple[Contact, ...]:
    of_insurers = work.actor.role is Role.COORDINATOR
    rows = work.session.execute(consultation.contacts(region_id, of_insurers=of_insurers))
    return tuple(
        Contact(name, insurer or region_name, email, phone or "")
        for name, email, phone, insurer in rows
    )


def _note(work: UnitOfWork, row: RegionNote, author: str, organization: str) -> NoteView:
    return NoteView(
        author=author,
        organization=organization,
        text=work.keyring.open(row.text, table=_TABLE, row=row.id, field="text"),
        written_at=row.written_at,
        is_own_party=row.insurer_id == work.actor.insurer_id,
    )


def _record(work: UnitOfWork, event: LogEvent, action: str, region_id: UUID) -> None:
    details = {"region": str(region_id)}
    audit.record(work, event, action, purpose=Purpose.WAITING_LIST, details=details)
