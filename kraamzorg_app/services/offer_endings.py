"""How an offer ends: once, whoever is first, and told to whom it concerns."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col

from kraamzorg_app.domain.calendar import iso_week
from kraamzorg_app.domain.entries import TimelineKind
from kraamzorg_app.domain.errors import Conflict
from kraamzorg_app.domain.notifications import Circumstance, Notification
from kraamzorg_app.domain.offers import OfferState, WithdrawReason
from kraamzorg_app.models.offers import Offer
from kraamzorg_app.models.organizations import Region
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.queries import offers as queries
from kraamzorg_app.services import outbox, timeline
from kraamzorg_app.services.unit_of_work import UnitOfWork

_CIRCUMSTANCES: Final = {
    WithdrawReason.PROVIDER_ENDED: frozenset(
        {Circumstance.PROVIDER_GONE, Circumstance.PROVIDER_ENDED}
    ),
    WithdrawReason.NO_LONGER_APPROVED: frozenset({Circumstance.PROVIDER_GONE}),
}


def pending_of(work: UnitOfWork, entry_id: UUID) -> Offer | None:
    """Find the pending offer of an entry, as it is in the database now."""
    found = queries.pending_of([entry_id]).execution_options(populate_existing=True)
    offer: Offer | None = work.session.execute(found).scalar_one_or_none()
    return offer


def end(work: UnitOfWork, offer: Offer, state: OfferState, **values: Any) -> bool:
    """Bring a pending offer to its end by a conditional update; say whether it still was."""
    ended = work.session.exec(
        update(Offer)
        .where(col(Offer.id) == offer.id, col(Offer.state) == OfferState.PENDING)
        .values(state=state, answered_at=work.now, **values)
        .execution_options(synchronize_session=False)
    )
    work.session.refresh(offer)
    work.announce(f"region:{offer.region_id}")
    return ended.rowcount == 1


def accept(work: UnitOfWork, offer: Offer) -> None:
    """Answer an offer with yes; raises `Conflict("offer_over")` once it ended or its term passed.

    The entry must be locked, so that she can't leave the list meanwhile.
    """
    if offer.expires_at <= work.now or not end(work, offer, OfferState.ACCEPTED):
        raise Conflict("offer_over")


def withdraw(
    work: UnitOfWork, offer: Offer, entry: WaitingListEntry, because: WithdrawReason
) -> bool:
    """Withdraw a pending offer and tell its provider; say whether it still was pending.

    Who left the list is told of by the closing itself.
    """
    if not end(work, offer, OfferState.WITHDRAWN, withdraw_reason=because):
        return False
    timeline.add(
        work,
        entry.id,
        TimelineKind.OFFER_WITHDRAWN,
        reason=because,
        offered_provider_id=offer.provider_id,
    )
    if because is not WithdrawReason.LEFT_LIST:
        outbox.notify(
            work,
            Notification.OFFER_WITHDRAWN,
            entry=entry,
            provider_id=offer.provider_id,
            circumstances=_CIRCUMSTANCES.get(because, frozenset()),
            values={"region": work.session.get_one(Region, offer.region_id).name},
        )
    return True


def withdraw_pending(
    work: UnitOfWork, entry: WaitingListEntry, because: WithdrawReason
) -> UUID | None:
    """Withdraw the pending offer of an entry, if any, and give the provider that had it.

    The entry must be locked or changed in this transaction, so that no new offer slips in.
    """
    offer = pending_of(work, entry.id)
    if offer is None or not withdraw(work, offer, entry, because):
        return None
    return offer.provider_id


def withdraw_of_provider(
    work: UnitOfWork,
    provider_id: UUID,
    because: WithdrawReason,
    region_ids: Collection[UUID] | None = None,
) -> None:
    """Withdraw what is pending for a provider that ends, or loses its approval in some regions."""
    for offer, entry in work.session.execute(queries.pending_for(provider_id, region_ids)).all():
        withdraw(work, offer, entry, because)


def follow_due_date(work: UnitOfWork, entry: WaitingListEntry) -> None:
    """Let the place that a pending offer holds follow a corrected due date."""
    work.session.exec(
        update(Offer)
        .where(col(Offer.entry_id) == entry.id, col(Offer.state) == OfferState.PENDING)
        .values(due_week=iso_week(entry.due_date))
        .execution_options(synchronize_session=False)
    )
