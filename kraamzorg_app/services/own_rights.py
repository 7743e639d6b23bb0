"""Her rights: a copy of everything about her ("inzage"), and erasing it ("wissen")."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from kraamzorg_app.domain import calendar
from kraamzorg_app.domain.consent import CONSENT_TEXTS
from kraamzorg_app.domain.disclosure import Audience, Field
from kraamzorg_app.domain.entries import CloseReason, EntryState, TimelineKind
from kraamzorg_app.domain.errors import FieldErrors
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.registration_form import FormField
from kraamzorg_app.models.organizations import CareProvider, InsurerLabel, Region
from kraamzorg_app.models.waiting_list import Client, WaitingListEntry
from kraamzorg_app.services import (
    audit,
    client_sessions,
    erasure,
    rate_limits,
    timeline,
    transitions,
)
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.client_data import open_birth_date
from kraamzorg_app.services.own_entry import own_rows, stored_answers
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case


@dataclass(frozen=True, slots=True)
class OwnEvent:
    """One thing that happened to her place on the list."""

    happened_at: datetime
    kind: TimelineKind


@dataclass(frozen=True, slots=True)
class OwnCopy:
    """Everything that is kept about her."""

    answers: dict[str, str]
    """What she filled in, by `FormField`; the insurer by name."""
    state: EntryState
    waiting_list: str
    client_number: str
    provider: str
    preference: str
    """The provider that she would like."""
    intake_planned_on: date | None
    intake_done_on: date | None
    placed_at: datetime
    accepted_at: datetime | None
    closed_at: datetime | None
    birth_reported_at: datetime | None
    language: str
    events: tuple[OwnEvent, ...]
    consent_version: str
    consent_language: str
    consented_at: datetime | None
    consent_text: tuple[str, ...]
    """What she agreed to, as it was in that version, in Dutch: the keys of its translations."""


@use_case(Permission.OWN_ENTRY)
def copy(work: UnitOfWork) -> OwnCopy:
    """Give her all her data, to read and to print."""
    return _copy(work)


@use_case(Permission.OWN_ENTRY)
def download(work: UnitOfWork) -> bytes:
    """Give her the same as a JSON file, for another organization to read."""
    found = _copy(work)
    content = {
        "answers": {name: value for name, value in found.answers.items() if value},
        "place": {
            "state": found.state,
            "waiting_list": found.waiting_list,
            "client_number": found.client_number,
            "provider": found.provider,
            "preference": found.preference,
            "intake_planned_on": _moment(found.intake_planned_on),
            "intake_done_on": _moment(found.intake_done_on),
            "placed_at": found.placed_at.isoformat(),
            "accepted_at": _moment(found.accepted_at),
            "closed_at": _moment(found.closed_at),
            "birth_reported_at": _moment(found.birth_reported_at),
        },
        "language": found.language,
        "events": [
            {"happened_at": each.happened_at.isoformat(), "kind": each.kind}
            for each in found.events
        ],
        "consent": {
            "version": found.consent_version,
            "language": found.consent_language,
            "given_at": _moment(found.consented_at),
            "text": list(found.consent_text),
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


@use_case(Permission.OWN_ENTRY)
def erase(work: UnitOfWork, birth_date: str) -> None:
    """Take her off the list and erase who she is ("Wis mijn gegevens"), once she is sure.

    She types her birth date once more. Raises `FieldErrors` and, after five wrong dates,
    `TooManyTries`. Her session ends with it.
    """
    entry, client = own_rows(work)
    _check_birth_date(work, client, birth_date)
    if entry.state is not EntryState.CLOSED:
        transitions.close(work, entry, CloseReason.WITHDRAWN)
    log_id = erasure.erase(work, entry)
    if log_id is not None:
        audit.record(
            work, LogEvent.IDENTITY_ERASED, "D", subjects=[log_id], purpose=Purpose.OWN_DATA
        )


def _check_birth_date(work: UnitOfWork, client: Client, text: str) -> None:
    typed = calendar.parse_date(text) if isinstance(text, str) else None
    if typed is None:
        raise FieldErrors({"birth_date": "date_form"})
    key = str(work.actor.entry_id)
    rate_limits.spend(work, client_sessions.BIRTH_DATE_TRIES, key)
    if typed != open_birth_date(work, client):
        raise FieldErrors({"birth_date": "birth_date_wrong"}).keeping()
    rate_limits.give_back(work, client_sessions.BIRTH_DATE_TRIES, key)


def _copy(work: UnitOfWork) -> OwnCopy:
    entry, client = own_rows(work)
    audit.record(
        work,
        LogEvent.OWN_DATA_COPIED,
        "R",
        subjects=[client.log_id],
        fields=Field,
        purpose=Purpose.OWN_DATA,
    )
    answers = stored_answers(work, entry, client)
    answers[FormField.INSURER_LABEL] = work.session.get_one(InsurerLabel, entry.label_id).name
    version = client.consent_version or ""
    return OwnCopy(
        answers=answers,
        state=entry.state,
        waiting_list=work.session.get_one(Region, entry.region_id).name,
        client_number=entry.client_number,
        provider=_provider_name(work, entry),
        preference=_preference(work, entry),
        intake_planned_on=entry.intake_planned_on,
        intake_done_on=entry.intake_done_on,
        placed_at=entry.placed_at,
        accepted_at=entry.accepted_at,
        closed_at=entry.closed_at,
        birth_reported_at=entry.birth_reported_at,
        language=client.language,
        events=_events(work, entry),
        consent_version=version,
        consent_language=client.consent_language or "",
        consented_at=client.consented_at,
        consent_text=CONSENT_TEXTS.get(version, ()),
    )


def _events(work: UnitOfWork, entry: WaitingListEntry) -> tuple[OwnEvent, ...]:
    lines = timeline.lines_of(work, entry.id, Audience.CLIENT)
    return tuple(OwnEvent(line.happened_at, line.kind) for line in lines)


def _preference(work: UnitOfWork, entry: WaitingListEntry) -> str:
    wanted = entry.preferred_provider_id
    return work.session.get_one(CareProvider, wanted).name if wanted else ""


def _provider_name(work: UnitOfWork, entry: WaitingListEntry) -> str:
    if entry.state is not EntryState.ACCEPTED or entry.provider_id is None:
        return ""
    return work.session.get_one(CareProvider, entry.provider_id).name


def _moment(value: date | None) -> str | None:
    return value.isoformat() if value else None
