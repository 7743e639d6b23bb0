"""What somebody can do with a client now, for the buttons of her page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.intake import IntakeState
from kraamzorg_app.domain.permissions import Permission, may
from kraamzorg_app.models.offers import Offer
from kraamzorg_app.models.organizations import CareProvider, IntakeBy, MatchAgreement, Region
from kraamzorg_app.services.entry_views import EntryRow
from kraamzorg_app.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class OfferView:
    """The pending offer of a client; to whom only for the coordinator and that provider."""

    id: str
    expires_at: datetime
    is_own: bool
    is_over: bool
    """Its term has passed; the job that ends it is still to come."""
    provider: str | None


@dataclass(frozen=True, slots=True)
class IntakeView:
    """How far her intake is, for who does it and for the coordinator."""

    state: IntakeState
    planned_on: date | None
    done_on: date | None


def possible(work: UnitOfWork, row: EntryRow, offer: Offer | None) -> frozenset[Permission]:
    """Give what the actor can do with this client now, for the buttons of the page."""
    state, actor = row.entry.state, work.actor
    is_hers = row.entry.provider_id is not None and row.entry.provider_id == actor.provider_id
    found: set[Permission] = set()
    match state:
        case EntryState.WAITING:
            found = {Permission.ENTRY_CLOSE, Permission.ENTRY_CORRECT}
            found |= _ways_to_a_provider(work, row, offer)
        case EntryState.AWAITING_AUTHORIZATION:
            found = {
                Permission.ENTRY_AUTHORIZE,
                Permission.ENTRY_CLOSE,
                Permission.ENTRY_CORRECT,
            }
        case EntryState.ACCEPTED:
            found = {Permission.ENTRY_CLOSE, Permission.ENTRY_CORRECT}
            if is_hers:
                found.add(Permission.ENTRY_GIVE_BACK)
        case EntryState.CLOSED:
            pass
    if row.entry.intake is not IntakeState.DONE and does_intake(work, row, offer):
        found.add(Permission.INTAKE_RECORD)
    return frozenset(permission for permission in found if may(actor, permission))


def _ways_to_a_provider(work: UnitOfWork, row: EntryRow, offer: Offer | None) -> set[Permission]:
    """Give how a waiting client can reach a provider now: by an offer, or by being taken."""
    if offer is not None:
        can_answer = offer.provider_id == work.actor.provider_id and offer.expires_at > work.now
        answers = {Permission.OFFER_ACCEPT, Permission.OFFER_DECLINE} if can_answer else set()
        return {Permission.OFFER_MAKE, *answers}
    ways, agreed = set(), agreement(work, row)
    if agreed is not MatchAgreement.COORDINATOR_ASSIGNS:
        ways.add(Permission.ENTRY_ACCEPT)
    if agreed is not MatchAgreement.FREE_PICK:
        ways.add(Permission.OFFER_MAKE)
    return ways


def hindrance(work: UnitOfWork, row: EntryRow, offer: Offer | None) -> str | None:
    """Give the code of why the actor can't bring a waiting client to a provider, or see her data.

    That is the region's agreement, or a provider's member without the tick; None without a reason.
    """
    role = work.actor.role
    if row.entry.state is EntryState.ACCEPTED and role is Role.CARE_PROVIDER:
        return None if work.actor.may_view_personal_data else "tick_needed_for_data"
    if row.entry.state is not EntryState.WAITING or offer is not None:
        return None
    agreed = agreement(work, row)
    if role is Role.COORDINATOR and agreed is MatchAgreement.FREE_PICK:
        return "agreement_free_pick"
    if role is not Role.CARE_PROVIDER:
        return None
    if agreed is MatchAgreement.COORDINATOR_ASSIGNS:
        return "agreement_assigns"
    return None if may(work.actor, Permission.ENTRY_ACCEPT) else "tick_needed"


def agreement(work: UnitOfWork, row: EntryRow) -> MatchAgreement:
    """Give how clients reach a provider in her region."""
    return work.session.get_one(Region, row.entry.region_id).match_agreement


def offer_view(work: UnitOfWork, offer: Offer | None) -> OfferView | None:
    """Give what the actor may know of a pending offer."""
    if offer is None:
        return None
    is_own = offer.provider_id == work.actor.provider_id
    may_know = is_own or work.actor.role is Role.COORDINATOR
    provider = work.session.get_one(CareProvider, offer.provider_id).name if may_know else None
    return OfferView(
        id=str(offer.id) if may_know else "",
        expires_at=offer.expires_at,
        is_own=is_own,
        is_over=offer.expires_at <= work.now,
        provider=provider,
    )


def does_intake(work: UnitOfWork, row: EntryRow, offer: Offer | None) -> bool:
    """Say whether the intake of this client is the actor's by the region's agreement.

    A provider does it of whom it has taken, and already of whom it was offered.
    """
    actor, entry = work.actor, row.entry
    if entry.state not in {EntryState.WAITING, EntryState.ACCEPTED}:
        return False
    if work.session.get_one(Region, entry.region_id).intake_by is IntakeBy.COORDINATOR:
        return actor.role is Role.COORDINATOR
    if actor.role is not Role.CARE_PROVIDER:
        return False
    is_taken = entry.state is EntryState.ACCEPTED
    hers = entry.provider_id if is_taken else (offer.provider_id if offer else None)
    return hers is not None and hers == actor.provider_id


def intake_view(work: UnitOfWork, row: EntryRow, offer: Offer | None) -> IntakeView | None:
    """Give how far the intake is to who does it and to the coordinator."""
    if work.actor.role is not Role.COORDINATOR and not does_intake(work, row, offer):
        return None
    entry = row.entry
    return IntakeView(entry.intake, entry.intake_planned_on, entry.intake_done_on)


def contact_shown_to(work: UnitOfWork, row: EntryRow, offer: Offer | None) -> UUID | None:
    """Give the provider whose offer opens how to reach her, where the region agreed on that."""
    if offer is None or offer.expires_at <= work.now:
        return None
    region = work.session.get_one(Region, row.entry.region_id)
    return offer.provider_id if region.offer_shows_contact else None
