"""A client's wish for a provider ("voorkeur voor een aanbieder"): named, changed, dropped."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col

from kraamzorg_app.domain import disclosure
from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.domain.entries import EntryState, TimelineKind
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotAllowed
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.registration_form import FormField, wish_error
from kraamzorg_app.models.waiting_list import Client, WaitingListEntry
from kraamzorg_app.services import audit, own_entry, timeline, transitions, wish_choices
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.entry_views import EntryRow, current_policy, facts
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case
from kraamzorg_app.services.waiting_list import visible_row

_ON_ITS_WAY = (EntryState.AWAITING_AUTHORIZATION, EntryState.WAITING)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a client wishes and can choose from: id and name of each provider."""

    preferred_id: str
    """Empty without a wish."""
    choices: tuple[tuple[str, str], ...]


@use_case(Permission.OWN_ENTRY)
def read_own(work: UnitOfWork) -> Wish:
    """Read her own wish, with the providers that serve her postcode."""
    entry, client = own_entry.own_rows(work)
    audit.record(
        work,
        LogEvent.ENTRY_READ,
        "R",
        subjects=[client.log_id],
        fields=[Field.PREFERENCE],
        purpose=Purpose.OWN_DATA,
    )
    return _wish(work, entry)


@use_case(Permission.OWN_ENTRY)
def change_own(work: UnitOfWork, provider_id: str) -> None:
    """Change her own wish; empty takes it back. Raises `FieldErrors` on "preferred"."""
    entry, client = own_entry.own_rows(work)
    _change(work, entry, client, provider_id, Purpose.OWN_DATA)


@use_case(Permission.ENTRY_CORRECT)
def read(work: UnitOfWork, entry_id: UUID) -> Wish:
    """Read a client's wish, for a coordinator who has her on the phone."""
    row = _row_with_wish(work, entry_id)
    audit.record(
        work, LogEvent.ENTRY_READ, "R", subjects=[row.client.log_id], fields=[Field.PREFERENCE]
    )
    return _wish(work, row.entry)


@use_case(Permission.ENTRY_CORRECT)
def change(work: UnitOfWork, entry_id: UUID, provider_id: str) -> None:
    """Note a client's wish; empty takes it back. Raises `FieldErrors` on "preferred"."""
    row = _row_with_wish(work, entry_id)
    _change(work, row.entry, row.client, provider_id, Purpose.WAITING_LIST)


def _row_with_wish(work: UnitOfWork, entry_id: UUID) -> EntryRow:
    """Find a client of whom the policy shows the wish; raises `NotFound` and `NotAllowed`."""
    row = visible_row(work, entry_id)
    shown = disclosure.shown_fields(current_policy(work), work.actor, facts(row.entry))
    if Field.PREFERENCE not in shown:
        raise NotAllowed
    return row


def _wish(work: UnitOfWork, entry: WaitingListEntry) -> Wish:
    choices = wish_choices.serving(work, entry.region_id, entry.pc4)
    return Wish(str(entry.preferred_provider_id or ""), tuple(choices.items()))


def _change(
    work: UnitOfWork, entry: WaitingListEntry, client: Client, provider_id: object, purpose: Purpose
) -> None:
    wish = _wish(work, entry)
    typed = provider_id if isinstance(provider_id, str) else None
    error = wish_error(typed, dict(wish.choices))
    if error:
        raise FieldErrors({FormField.PREFERRED: error})
    if typed == wish.preferred_id:
        return
    wanted = UUID(typed) if typed else None
    still_waits = col(WaitingListEntry.state).in_(_ON_ITS_WAY)
    if not transitions.change(work, entry, still_waits, preferred_provider_id=wanted):
        raise Conflict("state_changed")
    timeline.add(work, entry.id, TimelineKind.PREFERENCE_CHANGED)
    audit.record(
        work,
        LogEvent.CLIENT_CORRECTED,
        "U",
        subjects=[client.log_id],
        fields=[Field.PREFERENCE],
        purpose=purpose,
    )
