"""Writing of the access log (NEN 7513): every read, search, export and change of a client."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.services.unit_of_work import UnitOfWork, begin


class LogEvent(StrEnum):
    """What was done, in the log's own words."""

    ENTRIES_LISTED = "ENTRIES_LISTED"
    ENTRY_READ = "ENTRY_READ"
    BSN_REVEALED = "BSN_REVEALED"
    ENTRIES_EXPORTED = "ENTRIES_EXPORTED"
    EXPORT_KEPT = "EXPORT_KEPT"
    KEPT_EXPORT_DOWNLOADED = "KEPT_EXPORT_DOWNLOADED"
    KEPT_EXPORTS_DELETED = "KEPT_EXPORTS_DELETED"
    CLIENT_INVITED = "CLIENT_INVITED"
    INVITATIONS_LISTED = "INVITATIONS_LISTED"
    INVITATION_RESENT = "INVITATION_RESENT"
    INVITATION_WITHDRAWN = "INVITATION_WITHDRAWN"
    INVITATION_EXPIRED = "INVITATION_EXPIRED"
    DRAFT_READ = "DRAFT_READ"
    DRAFT_SAVED = "DRAFT_SAVED"
    REGISTRATION_HANDED_OVER = "REGISTRATION_HANDED_OVER"
    REGISTRATION_SENT = "REGISTRATION_SENT"
    DUPLICATE_REFUSED = "DUPLICATE_REFUSED"
    CLIENT_PLACED = "CLIENT_PLACED"
    ENTRY_AUTHORIZED = "ENTRY_AUTHORIZED"
    CLIENT_ACCEPTED = "CLIENT_ACCEPTED"
    CLIENT_GIVEN_BACK = "CLIENT_GIVEN_BACK"
    ENTRY_CLOSED = "ENTRY_CLOSED"
    CLIENT_CORRECTED = "CLIENT_CORRECTED"
    BIRTH_REPORTED = "BIRTH_REPORTED"
    BIRTH_UNDONE = "BIRTH_UNDONE"
    CLIENT_ESCALATED = "CLIENT_ESCALATED"
    STILL_WAITING_ASKED = "STILL_WAITING_ASKED"
    STILL_WAITING_CONFIRMED = "STILL_WAITING_CONFIRMED"
    LETTER_PRINTED = "LETTER_PRINTED"
    CLIENT_LINK_SENT = "CLIENT_LINK_SENT"
    CLIENT_LINK_OPENED = "CLIENT_LINK_OPENED"
    CLIENT_RECOGNIZED = "CLIENT_RECOGNIZED"
    LOGGED_IN = "LOGGED_IN"
    LOGIN_FAILED = "LOGIN_FAILED"
    LOGGED_OUT = "LOGGED_OUT"
    SESSIONS_ENDED = "SESSIONS_ENDED"
    REAUTHENTICATED = "REAUTHENTICATED"
    ACCOUNT_CHANGED = "ACCOUNT_CHANGED"
    MEMBERSHIP_CHANGED = "MEMBERSHIP_CHANGED"
    REGION_CHANGED = "REGION_CHANGED"
    TERRITORY_CHANGED = "TERRITORY_CHANGED"
    CLIENTS_MOVED = "CLIENTS_MOVED"
    PERIOD_CHANGED = "PERIOD_CHANGED"
    PERIOD_REQUESTED = "PERIOD_REQUESTED"
    PERIOD_ANSWERED = "PERIOD_ANSWERED"
    PROVIDER_CHANGED = "PROVIDER_CHANGED"
    PROVIDER_ENDED = "PROVIDER_ENDED"
    PROVIDER_APPLIED = "PROVIDER_APPLIED"
    APPLICATION_ANSWERED = "APPLICATION_ANSWERED"
    INSURER_CHANGED = "INSURER_CHANGED"
    CAPACITY_STATED = "CAPACITY_STATED"
    DIVISION_PROPOSED = "DIVISION_PROPOSED"
    DIVISION_CHANGED = "DIVISION_CHANGED"
    DIVISIONS_DELETED = "DIVISIONS_DELETED"
    OVERVIEW_EXPORTED = "OVERVIEW_EXPORTED"
    INTAKE_RECORDED = "INTAKE_RECORDED"
    CLIENTS_OFFERED = "CLIENTS_OFFERED"
    OFFER_WITHDRAWN = "OFFER_WITHDRAWN"
    OFFER_DECLINED = "OFFER_DECLINED"
    OFFERS_EXPIRED = "OFFERS_EXPIRED"
    REGION_NOTES_READ = "REGION_NOTES_READ"
    REGION_NOTE_WRITTEN = "REGION_NOTE_WRITTEN"
    SETTING_CHANGED = "SETTING_CHANGED"
    TEXT_CHANGED = "TEXT_CHANGED"
    TEXT_TRIED = "TEXT_TRIED"
    DISCLOSURE_PROPOSED = "DISCLOSURE_PROPOSED"
    DISCLOSURE_CHANGED = "DISCLOSURE_CHANGED"
    DISCLOSURE_REFUSED = "DISCLOSURE_REFUSED"
    TICKET_WRITTEN = "TICKET_WRITTEN"
    TICKET_READ = "TICKET_READ"
    TICKET_CLOSED = "TICKET_CLOSED"
    OWN_LOG_READ = "OWN_LOG_READ"
    OWN_DATA_COPIED = "OWN_DATA_COPIED"
    IDENTITY_ERASED = "IDENTITY_ERASED"
    LOG_CUT = "LOG_CUT"
    KEYS_ROTATED = "KEYS_ROTATED"
    LOG_SEARCHED = "LOG_SEARCHED"
    LOG_EXPORTED = "LOG_EXPORTED"
    JOB_REQUESTED = "JOB_REQUESTED"
    MAIL_BOUNCED = "MAIL_BOUNCED"
    BACKUP_MADE = "BACKUP_MADE"
    BACKUP_RESTORED = "BACKUP_RESTORED"
    MAIL_RETRIED = "MAIL_RETRIED"
    REQUEST_REFUSED = "REQUEST_REFUSED"


class Purpose(StrEnum):
    """Why data was used."""

    WAITING_LIST = "WAITING_LIST"
    CARE = "CARE"
    OWN_DATA = "OWN_DATA"
    ADMINISTRATION = "ADMINISTRATION"
    SECURITY = "SECURITY"


def record(  # noqa: PLR0913 - a line of the norm has this many parts
    work: UnitOfWork,
    event: LogEvent,
    action: str,
    *,
    subjects: Iterable[UUID] = (),
    fields: Iterable[str] = (),
    purpose: Purpose = Purpose.WAITING_LIST,
    outcome: str = "ok",
    search_id: UUID | None = None,
    on_behalf_of: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write one line in the transaction of what it records.

    `action` is C, R, U, D or E; `subjects` are clients' `log_id`s; `details` hold no personal
    values of a client.
    """
    actor = work.actor
    work.session.add(
        AccessLogLine(
            happened_at=work.now,
            event=event,
            action=action,
            outcome=outcome,
            purpose=purpose,
            actor_kind=actor.kind,
            user_id=actor.user_id,
            session_id=actor.session_id,
            role=actor.role or actor.job,
            membership_id=actor.membership_id,
            organization=actor.organization_name,
            on_behalf_of=on_behalf_of,
            origin=actor.origin,
            subjects=[subject.hex for subject in subjects],
            fields=sorted(fields),
            search_id=search_id,
            details=dict(details or {}),
        )
    )


def record_refusal(actor: Actor, what: str, code: str) -> None:
    """Write a line about a refused request in a transaction of its own."""
    with begin(actor) as work:
        record(
            work,
            LogEvent.REQUEST_REFUSED,
            "E",
            purpose=Purpose.SECURITY,
            outcome="refused",
            details={"what": what, "code": code},
        )
