"""Offering a client to a provider ("aanbieden"), and the provider's answer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlmodel import col

from kraamzorg_app.domain.calendar import iso_week
from kraamzorg_app.domain.entries import EntryState, TimelineKind
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotFound
from kraamzorg_app.domain.intake import IntakeState
from kraamzorg_app.domain.notifications import Circumstance, Notification
from kraamzorg_app.domain.offers import (
    DeclineReason,
    OfferState,
    WithdrawReason,
    expiry,
    hours_given,
)
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.offers import Offer
from kraamzorg_app.models.organizations import MatchAgreement, Region
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.queries import offers as queries
from kraamzorg_app.services import audit, offer_endings, outbox, timeline, transitions
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case
from kraamzorg_app.services.waiting_list import chosen, hold_approvals, take, visible_row

MOST_AT_ONCE = 2_000
HeldPlaces = Counter[tuple[UUID, str]]
"""Places that pending offers hold, by provider and due week."""


@dataclass(frozen=True, slots=True)
class OfferOutcome:
    """What became of one line of `offer_many`."""

    entry_id: UUID
    provider_id: UUID
    offer_id: UUID | None
    refusal: str | None
    """The code of the sentence that says why it was not sent."""


@dataclass(frozen=True, slots=True)
class PendingOffer:
    """A place that is held while a provider thinks."""

    entry_id: UUID
    provider_id: UUID
    due_week: str


@use_case(Permission.OFFER_MAKE)
def offer(work: UnitOfWork, entry_id: UUID, provider_id: UUID) -> UUID:
    """Offer a waiting client to a provider for as many hours as the region agreed on; gives its id.

    Raises `NotFound` outside the scope and `Conflict` with the code that `offer_many` reports.
    """
    (outcome,) = offer_all(work, [(entry_id, provider_id)], None)
    if outcome.offer_id is None:
        raise NotFound if outcome.refusal == NotFound.code else Conflict(outcome.refusal)
    return outcome.offer_id


@use_case(Permission.OFFER_MAKE)
def offer_many(
    work: UnitOfWork, pairs: Sequence[tuple[UUID, UUID]], batch_id: UUID | None = None
) -> tuple[OfferOutcome, ...]:
    """Offer clients to providers, each pair (entry, provider) on its own, in one transaction.

    What can't be offered is reported with why: `not_found`, `just_taken`, `state_changed`,
    `already_offered`, `agreement_free_pick`, `provider_not_approved` or `postcode_not_served`.
    `batch_id` names the proposal it comes from. Raises `FieldErrors` on "pairs" over 2,000.
    """
    if len(pairs) > MOST_AT_ONCE:
        raise FieldErrors({"pairs": "too_long"})
    return offer_all(work, pairs, batch_id or uuid4())


@use_case(Permission.OFFER_MAKE)
def withdraw(work: UnitOfWork, offer_id: UUID) -> None:
    """Withdraw a pending offer ("intrekken"); raises `Conflict("offer_over")` when it has ended."""
    found = _found(work, offer_id)
    row = visible_row(work, found.entry_id)
    if not offer_endings.withdraw(work, found, row.entry, WithdrawReason.BY_COORDINATOR):
        raise Conflict("offer_over")
    transitions.announce(work, row.entry)
    audit.record(work, LogEvent.OFFER_WITHDRAWN, "U", subjects=[row.client.log_id])


@use_case(Permission.OFFER_ACCEPT)
def accept(work: UnitOfWork, offer_id: UUID) -> None:
    """Accept an offer ("aannemen"): she is in care, just as when taken from the list.

    Raises `NotFound` for another provider's offer, `Conflict("offer_over")` once it has ended.
    """
    held = hold_approvals(work)
    found = _own(work, offer_id)
    if found.region_id not in held:
        raise NotFound
    transitions.lock(work, [found.entry_id])
    work.session.refresh(found)
    offer_endings.accept(work, found)
    take(work, visible_row(work, found.entry_id), {})


@use_case(Permission.OFFER_DECLINE)
def decline(work: UnitOfWork, offer_id: UUID, reason: str) -> None:
    """Decline an offer ("weigeren") for a reason from the list, so that she can go to another.

    Needs no "Weergave AVG gegevens?". Raises as `accept`, and `FieldErrors` on "reason".
    """
    found, why = _own(work, offer_id), chosen(DeclineReason, reason)
    if not offer_endings.end(work, found, OfferState.DECLINED, decline_reason=why):
        raise Conflict("offer_over")
    row = visible_row(work, found.entry_id)
    timeline.add(
        work,
        found.entry_id,
        TimelineKind.OFFER_DECLINED,
        reason=why,
        offered_provider_id=found.provider_id,
    )
    audit.record(
        work,
        LogEvent.OFFER_DECLINED,
        "U",
        subjects=[row.client.log_id],
        purpose=Purpose.CARE,
        details={"reason": why},
    )
    transitions.announce(work, row.entry)
    outbox.notify(work, Notification.OFFER_DECLINED, entry=row.entry)


@use_case(Permission.JOB_EXPIRE_OFFERS)
def expire(work: UnitOfWork) -> int:
    """End every offer whose term has passed and tell the coordinators; gives how many."""
    subjects = []
    for found, entry, log_id in work.session.execute(queries.due_to_expire(work.now)).all():
        if not offer_endings.end(work, found, OfferState.EXPIRED):
            continue
        subjects.append(log_id)
        timeline.add(
            work,
            entry.id,
            TimelineKind.OFFER_EXPIRED,
            offered_provider_id=found.provider_id,
            detail=str(hours_given(found.offered_at, found.expires_at)),
        )
        transitions.announce(work, entry)
        outbox.notify(work, Notification.OFFER_EXPIRED, entry=entry)
    if subjects:
        audit.record(work, LogEvent.OFFERS_EXPIRED, "U", subjects=subjects)
    return len(subjects)


def pending_in(work: UnitOfWork, region_id: UUID) -> tuple[PendingOffer, ...]:
    """Give what is on offer in a region now: each holds a place of its provider in its due week."""
    rows = work.session.execute(queries.pending_in(region_id))
    return tuple(PendingOffer(*row) for row in rows)


def held_places(work: UnitOfWork, region_id: UUID) -> HeldPlaces:
    """Count the places that pending offers hold; a due week may have passed by now."""
    return Counter((each.provider_id, each.due_week) for each in pending_in(work, region_id))


def refused_by(work: UnitOfWork, region_id: UUID) -> dict[UUID, frozenset[UUID]]:
    """Give for each entry of a region the providers that declined her."""
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for entry_id, provider_id in work.session.execute(queries.declined_in(region_id)):
        found[entry_id].add(provider_id)
    return {entry_id: frozenset(providers) for entry_id, providers in found.items()}


@dataclass(frozen=True, slots=True)
class _Facts:
    """What decides whether some clients can be offered to some providers, read under lock."""

    entries: dict[UUID, tuple[WaitingListEntry, UUID]]
    regions: dict[UUID, Region]
    offered: set[UUID]
    approved: set[tuple[UUID, UUID]]
    not_served: set[tuple[UUID, str]]

    def refusal(self, entry_id: UUID, provider_id: UUID) -> str | None:
        """Give the code of what stands in the way, if anything does."""
        if entry_id not in self.entries:
            return NotFound.code
        entry, _ = self.entries[entry_id]
        checks = {
            "just_taken": entry.state is EntryState.ACCEPTED,
            "state_changed": entry.state is not EntryState.WAITING,
            "agreement_free_pick": self.regions[entry.region_id].match_agreement
            is MatchAgreement.FREE_PICK,
            "already_offered": entry_id in self.offered,
            "provider_not_approved": (provider_id, entry.region_id) not in self.approved,
            "postcode_not_served": (provider_id, entry.pc4) in self.not_served,
        }
        return next((code for code, is_so in checks.items() if is_so), None)


def _facts(work: UnitOfWork, pairs: Sequence[tuple[UUID, UUID]]) -> _Facts:
    """Read what decides, with the entries locked so that nobody takes or offers them meanwhile."""
    entry_ids = {entry_id for entry_id, _ in pairs}
    provider_ids = {provider_id for _, provider_id in pairs}
    transitions.lock(work, entry_ids)
    read = work.session.execute
    found = {
        row.id: (row, log_id) for row, log_id in read(queries.offerable(work.actor, entry_ids))
    }
    regions = {row.region_id for row, _ in found.values()}
    pc4s = {row.pc4 for row, _ in found.values()}
    return _Facts(
        found,
        {region_id: work.session.get_one(Region, region_id) for region_id in regions},
        {each.entry_id for each in read(queries.pending_of(found)).scalars()},
        {(each[0], each[1]) for each in read(queries.approvals_held(provider_ids, regions))},
        {(each[0], each[1]) for each in read(queries.not_served(provider_ids, pc4s))},
    )


def offer_all(
    work: UnitOfWork, pairs: Sequence[tuple[UUID, UUID]], batch_id: UUID | None
) -> tuple[OfferOutcome, ...]:
    """Offer as `offer_many` does, within the transaction of another verb."""
    if not all(isinstance(each, UUID) for pair in pairs for each in pair):
        raise NotFound
    facts, outcomes = _facts(work, pairs), []
    told = defaultdict[tuple[UUID, UUID], list[WaitingListEntry]](list)
    for entry_id, provider_id in pairs:
        refusal = facts.refusal(entry_id, provider_id)
        made = None
        if refusal is None:
            entry = facts.entries[entry_id][0]
            made = _make(work, entry, facts.regions[entry.region_id], provider_id, batch_id).id
            facts.offered.add(entry_id)
            told[provider_id, entry.region_id].append(entry)
        outcomes.append(OfferOutcome(entry_id, provider_id, made, refusal))
    for (provider_id, region_id), entries in told.items():
        _tell(work, provider_id, region_id, entries)
    sent = [each for each in outcomes if each.offer_id is not None]
    if sent:
        audit.record(
            work,
            LogEvent.CLIENTS_OFFERED,
            "C",
            subjects=[facts.entries[each.entry_id][1] for each in sent],
            details={
                "providers": sorted({str(each.provider_id) for each in sent}),
                "refused": len(outcomes) - len(sent),
            },
        )
    return tuple(outcomes)


def _make(
    work: UnitOfWork,
    entry: WaitingListEntry,
    region: Region,
    provider_id: UUID,
    batch_id: UUID | None,
) -> Offer:
    if work.actor.user_id is None:
        raise NotFound
    made = Offer(
        entry_id=entry.id,
        provider_id=provider_id,
        region_id=region.id,
        due_week=iso_week(entry.due_date),
        offered_by=work.actor.user_id,
        batch_id=batch_id,
        offered_at=work.now,
        expires_at=expiry(work.now, region.offer_hours),
    )
    work.session.add(made)
    work.session.flush()
    if entry.intake is not IntakeState.NOT_PLANNED:
        is_known = col(WaitingListEntry.id) == entry.id
        transitions.change(work, entry, is_known, **transitions.without_intake(work, entry))
    timeline.add(
        work,
        entry.id,
        TimelineKind.OFFERED,
        offered_provider_id=provider_id,
        detail=str(region.offer_hours),
    )
    transitions.announce(work, entry)
    return made


def _tell(
    work: UnitOfWork, provider_id: UUID, region_id: UUID, entries: Sequence[WaitingListEntry]
) -> None:
    """Tell a provider of all that it is offered at once, by one mail."""
    if len(entries) == 1:
        outbox.notify(work, Notification.OFFERED, entry=entries[0], provider_id=provider_id)
        return
    outbox.notify(
        work,
        Notification.OFFERED,
        several=entries,
        region_id=region_id,
        provider_id=provider_id,
        circumstances=frozenset({Circumstance.SEVERAL}),
    )


def _found(work: UnitOfWork, offer_id: object) -> Offer:
    """Find an offer; raises `NotFound`. Whose it is, is for the caller to check."""
    found = work.session.get(Offer, offer_id) if isinstance(offer_id, UUID) else None
    if found is None:
        raise NotFound
    return found


def _own(work: UnitOfWork, offer_id: object) -> Offer:
    """Find an offer to one's own organization; raises `NotFound`, `Conflict("offer_over")`."""
    found = _found(work, offer_id)
    if work.actor.provider_id is None or found.provider_id != work.actor.provider_id:
        raise NotFound
    if found.state is not OfferState.PENDING:
        raise Conflict("offer_over")
    return found
