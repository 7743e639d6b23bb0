"""The list itself: reading it, taking a client from it and giving her back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlmodel import col, select

from kraamzorg_app.domain import disclosure
from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.domain.entries import BsnReason, EntryState, GiveBackReason, TimelineKind
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotAllowed, NotFound
from kraamzorg_app.domain.listing import PAGE_SIZE, ListRequest
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.organizations import MatchAgreement
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.queries import entries, entry_counts
from kraamzorg_app.queries import offers as offer_queries
from kraamzorg_app.services import (
    audit,
    bounces,
    entry_actions,
    list_marks,
    offer_endings,
    outbox,
    region_check,
    relocation,
    timeline,
    transitions,
)
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.client_data import open_field
from kraamzorg_app.services.entry_actions import IntakeView, OfferView
from kraamzorg_app.services.entry_views import (
    EntryRow,
    EntryView,
    by_fields,
    current_policy,
    entry_view,
    facts,
)
from kraamzorg_app.services.timeline import TimelineLine
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

MAX_NOTE_LENGTH = 1000
_BORN_SHOWN = 10
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One page of a list, with "x van y getoond"."""

    rows: tuple[EntryView, ...]
    shown: int
    """How many the filter keeps."""
    total: int
    """How many there are in this person's scope."""
    columns: frozenset[Field]
    """What this person's lists show, where the policy gives it."""


@dataclass(frozen=True, slots=True)
class EntryDetail:
    """One client as one person may see her, with her timeline and what that person can do now."""

    view: EntryView
    lines: tuple[TimelineLine, ...]
    actions: frozenset[Permission]
    is_unreachable: bool
    """Mail to her came back; told to the coordinator and to who sees her address."""
    offer: OfferView | None
    """What a provider has yet to answer."""
    intake: IntakeView | None
    hindrance: str | None
    """The code of why this person has no way to bring her to a provider, if there is a reason."""
    has_contract: bool | None
    """Whether who takes care of her has a contract in her region; None for who may not know."""


@use_case(Permission.ENTRY_LIST)
def list_entries(work: UnitOfWork, request: ListRequest) -> EntryPage:
    """Read one page of the waiting or the enrolled clients; one log line before it leaves."""
    request = list_marks.resolve(work, request)
    total, shown = work.session.execute(
        entry_counts.counted(work.actor, request.state, request.filter)
    ).one()
    found = _page(work, request, total, shown)
    details = list_marks.for_log(request) | {"page": request.page, "found": shown}
    columns = disclosure.listed_fields(work.actor)
    return EntryPage(_read_rows(work, found, details), shown, total, columns)


@use_case(Permission.ENTRY_LIST)
def list_born(work: UnitOfWork) -> tuple[EntryView, ...]:
    """Read the waiting clients who reported their birth, the longest ago first; at most ten."""
    selected = work.session.execute(entries.born(work.actor, _BORN_SHOWN))
    return _read_rows(work, [EntryRow(*row) for row in selected], {"born": True})


def _read_rows(
    work: UnitOfWork, found: Sequence[EntryRow], details: Mapping[str, Any]
) -> tuple[EntryView, ...]:
    """Open what this person's lists show of some rows; it is in the log before it leaves."""
    policy, wanted = current_policy(work), disclosure.listed_fields(work.actor)
    rows = tuple(entry_view(work, row, policy, wanted) for row in found)
    search_id = uuid4()
    for fields, subjects in by_fields(found, rows).items():
        audit.record(
            work,
            LogEvent.ENTRIES_LISTED,
            "R",
            subjects=subjects,
            fields=fields,
            search_id=search_id,
            details=details,
        )
    return rows


def _is_unreachable(work: UnitOfWork, row: EntryRow, view: EntryView) -> bool:
    may_know = Field.EMAIL in view.fields or work.actor.role is Role.COORDINATOR
    return may_know and bool(bounces.among(work, [row.client.email_hash]))


def _page(work: UnitOfWork, request: ListRequest, total: int, shown: int) -> list[EntryRow]:
    first = (request.page - 1) * PAGE_SIZE
    if not 0 <= first < shown:
        return []
    # Going through the list in its order takes total / shown steps for each row of the page.
    is_narrow = shown * shown < (first + PAGE_SIZE) * total
    selected = entries.listed(work.actor, request, is_narrow=is_narrow)
    return [EntryRow(*row) for row in work.session.execute(selected)]


@use_case(Permission.ENTRY_READ)
def read_entry(work: UnitOfWork, entry_id: UUID) -> EntryDetail:
    """Read one client with her timeline; raises `NotFound` outside the scope."""
    row = visible_row(work, entry_id)
    pending = offer_endings.pending_of(work, entry_id)
    shown_to = entry_actions.contact_shown_to(work, row, pending)
    view = entry_view(work, row, current_policy(work), contact_shown_to=shown_to)
    audit.record(work, LogEvent.ENTRY_READ, "R", subjects=[row.client.log_id], fields=view.fields)
    lines = timeline.lines_of(work, entry_id, view.audience)
    return EntryDetail(
        view,
        lines,
        entry_actions.possible(work, row, pending),
        _is_unreachable(work, row, view),
        entry_actions.offer_view(work, pending),
        entry_actions.intake_view(work, row, pending),
        entry_actions.hindrance(work, row, pending),
        region_check.has_contract(work, row.entry) if view.provider else None,
    )


@use_case(Permission.ENTRY_REVEAL_BSN, fresh=True)
def reveal_bsn(work: UnitOfWork, entry_id: UUID, reason: str) -> str:
    """Open the BSN on click, for a reason from the list, with a log line of its own.

    Raises `NotAllowed` for an audience that the policy does not give the BSN.
    """
    row = visible_row(work, entry_id)
    audience = disclosure.audience_of(work.actor, facts(row.entry))
    if not disclosure.may_reveal_bsn(current_policy(work), audience):
        raise NotAllowed
    why = chosen(BsnReason, reason)
    audit.record(
        work,
        LogEvent.BSN_REVEALED,
        "R",
        subjects=[row.client.log_id],
        fields=[Field.BSN],
        purpose=Purpose.CARE,
        details={"reason": why},
    )
    return open_field(work, row.client, "bsn")


@use_case(Permission.ENTRY_ACCEPT)
def accept(work: UnitOfWork, entry_id: UUID) -> None:
    """Take a client in care ("In zorg nemen"): of all who press at once exactly one gets her.

    Whom she was offered to accepts that offer by it. Raises `Conflict("just_taken")` for the
    others, `Conflict("offered_elsewhere")` while another provider may answer,
    `Conflict("agreement_assigns")` where only the coordinator divides, `NotFound` outside the
    scope.
    """
    held = hold_approvals(work)
    if isinstance(entry_id, UUID):
        transitions.lock(work, [entry_id])
    row = _waiting_row(work, entry_id)
    if row.entry.region_id not in held:
        raise NotFound
    offer = offer_endings.pending_of(work, entry_id)
    if offer is not None and offer.provider_id != work.actor.provider_id:
        raise Conflict("offered_elsewhere")
    if offer is not None:
        offer_endings.accept(work, offer)
    elif entry_actions.agreement(work, row) is MatchAgreement.COORDINATOR_ASSIGNS:
        raise Conflict("agreement_assigns")
    take(work, row, {} if offer is not None else transitions.without_intake(work, row.entry))


def hold_approvals(work: UnitOfWork) -> frozenset[UUID]:
    """Give where the actor's organization works at this moment, and keep it so until the end.

    Whoever ends it or withdraws an approval waits, and then finds the client that it took. Called
    before a client is locked, in the order of those who do that.
    """
    regions, provider_id = work.actor.approved_region_ids, work.actor.provider_id
    if provider_id is None:
        return frozenset()
    rows = work.session.execute(offer_queries.approvals_held([provider_id], regions))
    return frozenset(row.region_id for row in rows)


def take(work: UnitOfWork, row: EntryRow, values: Mapping[str, Any]) -> None:
    """Bring a waiting client in care of the actor's organization, and tell everybody.

    `values` are further columns of the entry that change with it.
    """
    transitions.move(
        work,
        row.entry,
        EntryState.ACCEPTED,
        provider_id=work.actor.provider_id,
        accepted_at=work.now,
        **values,
    )
    timeline.add(work, row.entry.id, TimelineKind.ACCEPTED)
    audit.record(
        work, LogEvent.CLIENT_ACCEPTED, "U", subjects=[row.client.log_id], purpose=Purpose.CARE
    )
    outbox.notify(work, Notification.TAKEN, entry=row.entry)


@use_case(Permission.ENTRY_GIVE_BACK)
def give_back(work: UnitOfWork, entry_id: UUID, reason: str, note: str = "") -> None:
    """Give a client back to the list ("Teruggeven aan de wachtlijst"), for a reason from the list.

    `note` is read by the coordinator only. Raises `NotFound` for a client who is not the actor's.
    """
    row = visible_row(work, entry_id)
    why, text = chosen(GiveBackReason, reason), checked_note(note)
    if row.entry.state is not EntryState.ACCEPTED:
        raise Conflict("state_changed")
    transitions.move(
        work,
        row.entry,
        EntryState.WAITING,
        provider_id=None,
        accepted_at=None,
        **transitions.without_intake(work, row.entry),
    )
    timeline.add(work, entry_id, TimelineKind.GIVEN_BACK, reason=why, note=text)
    relocation.leave_ended_region(work, row.entry)
    audit.record(
        work,
        LogEvent.CLIENT_GIVEN_BACK,
        "U",
        subjects=[row.client.log_id],
        purpose=Purpose.CARE,
        details={"reason": why},
    )
    outbox.notify(work, Notification.GIVEN_BACK, entry=row.entry)


def visible_row(work: UnitOfWork, entry_id: UUID) -> EntryRow:
    """Find an entry within the actor's scope; raises `NotFound`, also for what is no id at all."""
    if not isinstance(entry_id, UUID):
        raise NotFound
    found = work.session.execute(entries.by_id(work.actor, entry_id)).one_or_none()
    if found is None:
        raise NotFound
    return EntryRow(*found)


def chosen(choices: type[Choice], code: object) -> Choice:
    """Take a reason from its list; raises `FieldErrors` on "reason"."""
    if not isinstance(code, str) or code not in choices.__members__:
        raise FieldErrors({"reason": "unknown_choice" if code else "required"})
    return choices[code]


def checked_note(note: object) -> str:
    """Take a free text; raises `FieldErrors` on "note"."""
    if not isinstance(note, str) or len(note) > MAX_NOTE_LENGTH:
        raise FieldErrors({"note": "too_long"})
    return note.strip()


def _waiting_row(work: UnitOfWork, entry_id: UUID) -> EntryRow:
    try:
        row = visible_row(work, entry_id)
    except NotFound:
        if isinstance(entry_id, UUID) and _was_on_the_actors_list(work, entry_id):
            raise Conflict("just_taken") from None
        raise
    if row.entry.state is not EntryState.WAITING:
        raise Conflict("just_taken" if row.entry.state is EntryState.ACCEPTED else "state_changed")
    return row


def _was_on_the_actors_list(work: UnitOfWork, entry_id: UUID) -> bool:
    """Say whether another provider has taken her from a list that this provider sees."""
    return (
        work.session.exec(
            select(WaitingListEntry.id).where(
                col(WaitingListEntry.id) == entry_id,
                col(WaitingListEntry.state) == EntryState.ACCEPTED,
                col(WaitingListEntry.region_id).in_(work.actor.approved_region_ids),
            )
        ).first()
        is not None
    )
