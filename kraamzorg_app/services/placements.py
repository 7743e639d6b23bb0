"""Placing a client on the list: client, place, fingerprints, timeline, log and mail at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlmodel import select

from kraamzorg_app.domain.consent import CONSENT_VERSION
from kraamzorg_app.domain.entries import EntryState, InvitationState, TimelineKind
from kraamzorg_app.domain.errors import Conflict
from kraamzorg_app.domain.fingerprints import Identity
from kraamzorg_app.domain.notifications import Circumstance, Notification
from kraamzorg_app.domain.registration_form import FormField
from kraamzorg_app.models.organizations import InsurerLabel, Region
from kraamzorg_app.models.waiting_list import Client, Invitation, WaitingListEntry
from kraamzorg_app.services import audit, client_data, duplicates, outbox, timeline, transitions
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.region_check import RegionCheck
from kraamzorg_app.services.unit_of_work import UnitOfWork

COLUMNS: Final[Mapping[FormField, str]] = {
    FormField.FIRST_NAME: "first_name",
    FormField.LAST_NAME: "last_name",
    FormField.BIRTH_DATE: "birth_date",
    FormField.PARTNER_NAME: "partner_name",
    FormField.POSTCODE: "postcode",
    FormField.HOUSE_NUMBER: "house_number",
    FormField.ADDITION: "house_number_addition",
    FormField.STREET: "street",
    FormField.CITY: "city",
    FormField.PHONE: "phone",
    FormField.EMAIL: "email",
    FormField.BSN: "bsn",
    FormField.SPOKEN_LANGUAGE: "spoken_language",
}
"""Where an answer is sealed."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What she agreed to: the text's version and language."""

    language: str
    version: str = CONSENT_VERSION


def identity(invitation: Invitation, answers: Mapping[str, str], insurer_id: UUID) -> Identity:
    """Give what is compared of checked answers."""
    return Identity(
        due_date=answers[FormField.DUE_DATE],
        bsn=answers[FormField.BSN],
        client_number=invitation.client_number,
        insurer_id=str(insurer_id),
        first_name=answers[FormField.FIRST_NAME],
        last_name=answers[FormField.LAST_NAME],
        birth_date=answers[FormField.BIRTH_DATE],
    )


def insurer_of(work: UnitOfWork, label_id: str) -> UUID:
    """Find the insurer behind a chosen label."""
    return work.session.get_one(InsurerLabel, UUID(label_id)).insurer_id


def claim_for(work: UnitOfWork, invitation: Invitation, answers: Mapping[str, str]) -> None:
    """Occupy all her fingerprints; raises `Conflict("duplicate")` when she is known elsewhere."""
    insurer_id = insurer_of(work, answers[FormField.INSURER_LABEL])
    found = identity(invitation, answers, insurer_id)
    if not duplicates.claim(work, found, invitation_id=invitation.id):
        raise Conflict("duplicate")


def place(
    work: UnitOfWork,
    invitation: Invitation,
    answers: Mapping[str, str],
    found: RegionCheck,
    consent: Consent,
) -> WaitingListEntry:
    """Put her on the list; her fingerprints must have been claimed for the invitation."""
    client = _client(work, invitation, answers, consent)
    entry = _entry(work, invitation, client, answers, found)
    work.session.add(client)
    work.session.flush()
    work.session.add(entry)
    work.session.flush()
    duplicates.hand_over(work, invitation.id, entry.id)
    _complete(work, invitation, entry)
    timeline.add(work, entry.id, TimelineKind.PLACED)
    audit.record(
        work,
        LogEvent.CLIENT_PLACED,
        "C",
        subjects=[client.log_id],
        purpose=Purpose.OWN_DATA,
        details={"consent": consent.version, "language": consent.language},
    )
    tell(work, entry)
    transitions.announce(work, entry)
    work.announce(f"invitations:{entry.region_id}")
    return entry


def tell(work: UnitOfWork, entry: WaitingListEntry) -> None:
    """Tell everybody whom the table names that she was placed, or waits for authorization."""
    if entry.state is EntryState.AWAITING_AUTHORIZATION:
        outbox.notify(work, Notification.AUTHORIZATION_NEEDED, entry=entry)
        return
    by_insurer = {Circumstance.BY_INSURER} if entry.inviter_insurer_id else set()
    outbox.notify(work, Notification.PLACED, entry=entry, circumstances=frozenset(by_insurer))


def _client(
    work: UnitOfWork, invitation: Invitation, answers: Mapping[str, str], consent: Consent
) -> Client:
    client = Client(
        log_id=invitation.log_id,
        language=consent.language,
        consent_version=consent.version,
        consent_language=consent.language,
        consented_at=work.now,
    )
    client_data.seal(work, client, {name: answers[field] for field, name in COLUMNS.items()})
    return client


def _entry(
    work: UnitOfWork,
    invitation: Invitation,
    client: Client,
    answers: Mapping[str, str],
    found: RegionCheck,
) -> WaitingListEntry:
    region = work.session.exec(select(Region).where(Region.id == found.region_id)).one()
    needs_authorization = region.needs_authorization and invitation.inviter_insurer_id is not None
    label_id = UUID(answers[FormField.INSURER_LABEL])
    wish = answers.get(FormField.PREFERRED)
    return WaitingListEntry(
        client_id=client.id,
        region_id=found.region_id,
        state=(EntryState.AWAITING_AUTHORIZATION if needs_authorization else EntryState.WAITING),
        pc4=found.pc4,
        due_date=date.fromisoformat(answers[FormField.DUE_DATE]),
        client_number=invitation.client_number,
        insurer_id=insurer_of(work, str(label_id)),
        label_id=label_id,
        inviter_user_id=invitation.inviter_user_id,
        inviter_insurer_id=invitation.inviter_insurer_id,
        inviter_provider_id=invitation.inviter_provider_id,
        inviter_region_id=invitation.inviter_region_id,
        placed_at=work.now,
        preferred_provider_id=UUID(wish) if wish else None,
    )


def _complete(work: UnitOfWork, invitation: Invitation, entry: WaitingListEntry) -> None:
    invitation.state = InvitationState.COMPLETED
    invitation.ended_at = work.now
    invitation.entry_id = entry.id
    invitation.draft = None
    invitation.has_duplicate = False
