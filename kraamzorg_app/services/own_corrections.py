"""She corrects her own data ("Mijn gegevens wijzigen"), and what follows from each change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col

from kraamzorg_app.domain.calendar import parse_date
from kraamzorg_app.domain.entries import EntryState, TimelineKind
from kraamzorg_app.domain.errors import Conflict, FieldErrors
from kraamzorg_app.domain.fingerprints import Identity
from kraamzorg_app.domain.identifiers import pc4_of
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.registration_form import (
    ABOUT_HERSELF,
    FormField,
    FormRules,
    validate_fields,
)
from kraamzorg_app.models.accounts import Membership
from kraamzorg_app.models.waiting_list import Client, WaitingListEntry
from kraamzorg_app.services import (
    audit,
    client_data,
    drafts,
    duplicates,
    kept_exports,
    new_address,
    outbox,
    placements,
    rate_limits,
    timeline,
    transitions,
)
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.contact_details import normalize_email, normalize_phone
from kraamzorg_app.services.own_entry import own_rows, stored_answers
from kraamzorg_app.services.rate_limits import Limit
from kraamzorg_app.services.relocation import relocate
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

DUPLICATE_TRIES: Final = Limit("correction-duplicate", 5, timedelta(days=1))


@dataclass(frozen=True, slots=True)
class OwnCorrection:
    """What her correction did."""

    fields: tuple[str, ...]
    asks_to_confirm_email: bool
    """A mail with a link went to the new address; until then the old one counts."""
    has_moved: bool
    """She is now on the list of another region."""
    is_open: bool
    """A list is open for where she lives and when she is due; else the coordinator decides."""


@use_case(Permission.OWN_ENTRY)
def correct(work: UnitOfWork, version: int, typed: Mapping[str, str]) -> OwnCorrection:
    """Correct her own data; only what differs is changed.

    `version` is the one that her page showed. Raises `FieldErrors`,
    `Conflict("changed_meanwhile")`, and `Conflict("known_elsewhere")` when she turns out to be on
    a list already: the coordinator is told and nothing changes.
    """
    entry, client = own_rows(work)
    if entry.state is EntryState.CLOSED or version != entry.version:
        raise Conflict("changed_meanwhile")
    changes = _changes(work, entry, client, typed)
    email = changes.pop(FormField.EMAIL, None)
    former_region, is_open = entry.region_id, True
    if changes:
        _occupy(work, entry, client, changes)
        is_open = _apply(work, entry, client, changes)
    if email is not None:
        new_address.ask_to_confirm(work, entry, email)
    return OwnCorrection(
        fields=tuple(changes),
        asks_to_confirm_email=email is not None,
        has_moved=entry.region_id != former_region,
        is_open=is_open,
    )


def _changes(
    work: UnitOfWork, entry: WaitingListEntry, client: Client, typed: Mapping[str, str]
) -> dict[str, str]:
    """Check what she typed and keep what differs; raises `FieldErrors`."""
    stored = stored_answers(work, entry, client)
    wished = {str(field): typed[field] for field in ABOUT_HERSELF if field in typed}
    # A due date that has long passed may stand there: only a changed one is checked.
    asked = [
        FormField(field) for field, text in wished.items() if not _is_same(text, stored[field])
    ]
    clean, errors = validate_fields(asked, wished, _rules(work, stored))
    if errors:
        raise FieldErrors(errors)
    return {field: value for field, value in clean.items() if value != stored[field]}


def _is_same(text: object, stored: str) -> bool:
    day = parse_date(text) if isinstance(text, str) else None
    return text == stored or (day is not None and day.isoformat() == stored)


def _rules(work: UnitOfWork, stored: Mapping[str, str]) -> FormRules:
    are_tests_allowed = not work.settings.is_production
    return FormRules(
        today=work.today,
        normalize_phone=normalize_phone,
        normalize_email=partial(normalize_email, test_addresses_allowed=are_tests_allowed),
        insurer_labels=frozenset(drafts.labels(work)),
        test_bsns_allowed=are_tests_allowed,
        may_lack_email=not stored[FormField.EMAIL],
    )


def _occupy(
    work: UnitOfWork, entry: WaitingListEntry, client: Client, changes: Mapping[str, str]
) -> None:
    """Claim the fingerprints of what she will be; raises `Conflict("known_elsewhere")`."""
    rate_limits.spend(work, DUPLICATE_TRIES, str(entry.id))
    identity = _identity(work, entry, client, changes)
    if not duplicates.claim_for_entry(work, identity, entry):
        outbox.notify(work, Notification.DUPLICATE_REGISTRATION, entry=entry)
        _record(work, client, LogEvent.DUPLICATE_REFUSED, changes, outcome="refused")
        raise Conflict("known_elsewhere").keeping()
    rate_limits.give_back(work, DUPLICATE_TRIES, str(entry.id))


def _identity(
    work: UnitOfWork, entry: WaitingListEntry, client: Client, changes: Mapping[str, str]
) -> Identity:
    answers = stored_answers(work, entry, client) | dict(changes)
    return Identity(
        due_date=answers[FormField.DUE_DATE],
        bsn=answers[FormField.BSN],
        client_number=entry.client_number,
        insurer_id=str(placements.insurer_of(work, answers[FormField.INSURER_LABEL])),
        first_name=answers[FormField.FIRST_NAME],
        last_name=answers[FormField.LAST_NAME],
        birth_date=answers[FormField.BIRTH_DATE],
    )


def _apply(
    work: UnitOfWork, entry: WaitingListEntry, client: Client, changes: Mapping[str, str]
) -> bool:
    """Change what differs; says whether a list is open for her still."""
    sealed = {
        placements.COLUMNS[FormField(field)]: value
        for field, value in changes.items()
        if field in placements.COLUMNS
    }
    client_data.seal(work, client, sealed)
    _record(work, client, LogEvent.CLIENT_CORRECTED, changes)
    timeline.add(work, entry.id, TimelineKind.CORRECTED)
    if FormField.INSURER_LABEL in changes:
        _change_insurer(work, entry, UUID(changes[FormField.INSURER_LABEL]))
    return _relocate(work, entry, changes)


def _change_insurer(work: UnitOfWork, entry: WaitingListEntry, label_id: UUID) -> None:
    """Give her another label; the former insurer no longer sees her from now on."""
    former, insurer_id = entry.insurer_id, placements.insurer_of(work, str(label_id))
    if insurer_id != former:
        timeline.add(work, entry.id, TimelineKind.INSURER_CHANGED)
    _change(work, entry, label_id=label_id, insurer_id=insurer_id)
    if insurer_id != former:
        # Also not in a file that was made while she was insured there.
        kept_exports.drop_of(work, entry.id, col(Membership.insurer_id) == former)


def _relocate(work: UnitOfWork, entry: WaitingListEntry, changes: Mapping[str, str]) -> bool:
    """Run the check again for another PC4 or due date."""
    postcode, day = changes.get(FormField.POSTCODE), changes.get(FormField.DUE_DATE)
    pc4 = pc4_of(postcode) if postcode else entry.pc4
    due_date = date.fromisoformat(day) if day else entry.due_date
    if (pc4, due_date) == (entry.pc4, entry.due_date):
        _change(work, entry)
        return True
    is_open = relocate(work, entry, pc4, due_date, condition=_same_version(entry))
    return is_open or entry.state is EntryState.ACCEPTED


def _change(work: UnitOfWork, entry: WaitingListEntry, **values: UUID) -> None:
    if not transitions.change(work, entry, _same_version(entry), **values):
        raise Conflict("changed_meanwhile")


def _same_version(entry: WaitingListEntry) -> ColumnElement[bool]:
    return col(WaitingListEntry.version) == entry.version


def _record(
    work: UnitOfWork,
    client: Client,
    event: LogEvent,
    changes: Mapping[str, str],
    *,
    outcome: str = "ok",
) -> None:
    audit.record(
        work,
        event,
        "U",
        subjects=[client.log_id],
        fields=changes,
        purpose=Purpose.OWN_DATA,
        outcome=outcome,
    )
