"""A coordinator corrects what stands on the list about a client, on a page that may be old."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final
from uuid import UUID

from sqlmodel import col

from kraamzorg_app.domain.calendar import parse_date
from kraamzorg_app.domain.entries import EntryState, TimelineKind
from kraamzorg_app.domain.errors import Conflict, FieldErrors
from kraamzorg_app.domain.identifiers import pc4_of
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.registration_form import FormField, FormRules, validate_fields
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.services import (
    audit,
    client_data,
    duplicates,
    new_address,
    placements,
    rate_limits,
    timeline,
    transitions,
)
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.contact_details import normalize_email, normalize_phone
from kraamzorg_app.services.entry_views import EntryRow
from kraamzorg_app.services.invitations import DUPLICATE_TRIES
from kraamzorg_app.services.relocation import relocate
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case
from kraamzorg_app.services.waiting_list import visible_row

_COLUMNS: Final = {
    field: placements.COLUMNS[field]
    for field in (
        FormField.POSTCODE,
        FormField.HOUSE_NUMBER,
        FormField.ADDITION,
        FormField.STREET,
        FormField.CITY,
        FormField.PHONE,
        FormField.EMAIL,
    )
}
"""What can be corrected beside the due date, by the client's column."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a correction did."""

    fields: tuple[FormField, ...]
    """What was really changed; empty when nothing was."""
    asks_to_confirm_email: bool
    """A mail with a link went to the new address; until then the old one counts."""
    has_moved: bool
    """The entry went to another region's list, out of this coordinator's sight perhaps."""


@use_case(Permission.ENTRY_CORRECT)
def correct(work: UnitOfWork, entry_id: UUID, version: int, typed: Mapping[str, str]) -> Correction:
    """Correct postcode, address, phone, e-mail and due date; only what differs is checked.

    `version` is the one that the page showed. Raises `FieldErrors`, and
    `Conflict("changed_meanwhile")` when somebody changed the entry since.
    """
    row = visible_row(work, entry_id)
    if row.entry.state is EntryState.CLOSED:
        raise Conflict("state_changed")
    if version != row.entry.version:
        raise Conflict("changed_meanwhile")
    clean = _changes(work, row, typed)
    if FormField.DUE_DATE in clean:
        _occupy(work, row, clean[FormField.DUE_DATE])
    email = clean.pop(FormField.EMAIL, None)
    if email is not None:
        new_address.ask_to_confirm(work, row.entry, email)
        _record(work, row, [FormField.EMAIL])
    former = row.entry.region_id
    if clean:
        sealed = {_COLUMNS[field]: value for field, value in clean.items() if field in _COLUMNS}
        client_data.seal(work, row.client, sealed)
        _apply(work, row, clean)
        timeline.add(work, entry_id, TimelineKind.CORRECTED)
        _record(work, row, clean)
    return Correction(
        tuple(clean),
        asks_to_confirm_email=email is not None,
        has_moved=row.entry.region_id != former,
    )


def _record(work: UnitOfWork, row: EntryRow, fields: Iterable[FormField]) -> None:
    audit.record(work, LogEvent.CLIENT_CORRECTED, "U", subjects=[row.client.log_id], fields=fields)


def _apply(work: UnitOfWork, row: EntryRow, clean: Mapping[FormField, str]) -> None:
    """Bring the entry in step: a changed PC4 or due date runs the check again."""
    entry = row.entry
    postcode, day = clean.get(FormField.POSTCODE), clean.get(FormField.DUE_DATE)
    pc4 = pc4_of(postcode) if postcode else entry.pc4
    due_date = date.fromisoformat(day) if day else entry.due_date
    is_same_version = col(WaitingListEntry.version) == entry.version
    if (pc4, due_date) == (entry.pc4, entry.due_date):
        if not transitions.change(work, entry, is_same_version):
            raise Conflict("changed_meanwhile")
        return
    relocate(work, entry, pc4, due_date, condition=is_same_version)


def _occupy(work: UnitOfWork, row: EntryRow, due_date: str) -> None:
    """Claim what she is compared by under another due date, before anything is changed.

    Raises `Conflict("duplicate")`, which tells nothing of where she is, and `TooManyTries`.
    """
    key = str(work.actor.user_id)
    rate_limits.spend(work, DUPLICATE_TRIES, key)
    identity = replace(duplicates.identity_of(work, row.client, row.entry), due_date=due_date)
    if not duplicates.claim_for_entry(work, identity, row.entry):
        audit.record(
            work,
            LogEvent.DUPLICATE_REFUSED,
            "U",
            subjects=[row.client.log_id],
            fields=[FormField.DUE_DATE],
            outcome="refused",
        )
        raise Conflict("duplicate").keeping()
    rate_limits.give_back(work, DUPLICATE_TRIES, key)


def _changes(work: UnitOfWork, row: EntryRow, typed: Mapping[str, str]) -> dict[FormField, str]:
    """Check what differs from what is stored; raises `FieldErrors`."""
    stored = {
        field: client_data.open_field(work, row.client, name) for field, name in _COLUMNS.items()
    }
    stored[FormField.DUE_DATE] = row.entry.due_date.isoformat()
    texts: dict[str, str] = {
        field: text
        for field in stored
        if isinstance(text := typed.get(field), str) and not _is_same(field, text, stored[field])
    }
    rules = _rules(work, may_lack_email=not stored[FormField.EMAIL])
    clean, errors = validate_fields(map(FormField, texts), texts, rules)
    if errors:
        raise FieldErrors(errors)
    return {
        FormField(field): value
        for field, value in clean.items()
        if value != stored[FormField(field)]
    }


def _is_same(field: FormField, text: str, stored: str) -> bool:
    if field is FormField.DUE_DATE:
        day = parse_date(text)
        return day is not None and day.isoformat() == stored
    return text.strip() == stored


def _rules(work: UnitOfWork, *, may_lack_email: bool) -> FormRules:
    return FormRules(
        today=work.today,
        normalize_phone=normalize_phone,
        normalize_email=partial(
            normalize_email, test_addresses_allowed=not work.settings.is_production
        ),
        insurer_labels=frozenset(),
        may_lack_email=may_lack_email,
    )
