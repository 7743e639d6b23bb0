"""What somebody can do with a client now, for the buttons of her page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.permissions import Permission, may
from kraamzorg_app.models.offers import Offer
from kraamzorg_app.models.organizations import CareProvider, MatchAgreement, Region
from kraamzorg_app.services.entry_views import EntryRow
from kraamzorg_app.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class OfferView:
    """The pending offer of a client; to whom only for the coordinator and that provider."""

    id: str
    expires_at: datetime
    is_own: bool
    provider: str | None


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
    return frozenset(permission for permission in found if may(actor, permission))


def _ways_to_a_provider(work: UnitOfWork, row: EntryRow, offer: Offer | None) -> set[Permission]:
    """Give how a waiting client can reach a provider now: by an offer, or by being taken."""
    if offer is not None:
        is_own = offer.provider_id == work.actor.provider_id
        answers = {Permission.OFFER_ACCEPT, Permission.OFFER_DECLINE} if is_own else set()
        return {Permission.OFFER_MAKE, *answers}
    ways, agreed = set(), agreement(work, row)
    if agreed is not MatchAgreement.COORDINATOR_ASSIGNS:
        ways.add(Permission.ENTRY_ACCEPT)
    if agreed is not MatchAgreement.FREE_PICK:
        ways.add(Permission.OFFER_MAKE)
    return ways


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
    return OfferView(str(offer.id) if may_know else "", offer.expires_at, is_own, provider)
