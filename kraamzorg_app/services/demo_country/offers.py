"""Offers of the demo country: open, declined, expired and withdrawn, nothing of them mailed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, select

from kraamzorg_app.domain.actors import ActorKind
from kraamzorg_app.domain.calendar import iso_week
from kraamzorg_app.domain.entries import EntryState, TimelineKind
from kraamzorg_app.domain.offers import DeclineReason, OfferState, WithdrawReason, expiry
from kraamzorg_app.models.capacity import ExcludedPostcode
from kraamzorg_app.models.offers import Offer
from kraamzorg_app.models.waiting_list import TimelineEvent, WaitingListEntry
from kraamzorg_app.services.demo_country.drawing import Dice, Rows
from kraamzorg_app.services.demo_country.organizations import (
    CARER,
    FRIESLAND,
    ORGANIZATION,
    PLATFORM,
    Organizations,
    ProviderFacts,
    RegionFacts,
)
from kraamzorg_app.services.unit_of_work import UnitOfWork

_HOURS: Final = 48
_HOW_MANY: Final = {
    FRIESLAND: {
        OfferState.PENDING: 9,
        OfferState.DECLINED: 12,
        OfferState.EXPIRED: 10,
        OfferState.WITHDRAWN: 4,
    },
    "KSV Zuid-Limburg": {OfferState.PENDING: 6, OfferState.DECLINED: 5, OfferState.EXPIRED: 3},
}
_LINES: Final = {
    OfferState.DECLINED: TimelineKind.OFFER_DECLINED,
    OfferState.EXPIRED: TimelineKind.OFFER_EXPIRED,
    OfferState.WITHDRAWN: TimelineKind.OFFER_WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class _Plan:
    """An offer that is drawn, before it is rows."""

    entry: WaitingListEntry
    provider: ProviderFacts
    state: OfferState
    offered_at: datetime
    ended_at: datetime | None
    reason: str | None


def add_offers(
    work: UnitOfWork, rows: Rows, dice: Dice, all_of: Organizations, users: dict[UUID, UUID]
) -> None:
    """Gather offers to providers, one open one for each provider with a demo account."""
    excluded = {
        (row.provider_id, row.pc4) for row in work.session.exec(select(ExcludedPostcode)).all()
    }
    numbers = count(1)
    for name, how_many in _HOW_MANY.items():
        region, rng = all_of.regions[name], dice.random(f"offers in {name}")
        entries = _waiting_for_days(work, region, rng)
        for wanted, state in _wishes(all_of, region, how_many):
            entry, provider = next(
                (each, rng.choice(serving))
                for each in entries
                if (serving := [one for one in wanted if (one.id, each.pc4) not in excluded])
            )
            entries.remove(entry)
            plan = _draw(work, rng, entry, provider, state)
            _add(rows, dice, next(numbers), plan, users[region.id])


def _wishes(
    all_of: Organizations, region: RegionFacts, how_many: dict[OfferState, int]
) -> Iterator[tuple[list[ProviderFacts], OfferState]]:
    if region.name == FRIESLAND:
        for name in (ORGANIZATION, CARER, PLATFORM):
            yield [all_of.providers[name]], OfferState.PENDING
    for state, number in how_many.items():
        for _ in range(number):
            yield region.providers, state


def _waiting_for_days(work: UnitOfWork, region: RegionFacts, rng: Random) -> list[WaitingListEntry]:
    found = work.session.exec(
        select(WaitingListEntry)
        .where(
            col(WaitingListEntry.region_id) == region.id,
            col(WaitingListEntry.state) == EntryState.WAITING,
            col(WaitingListEntry.placed_at) < work.now - timedelta(days=20),
            col(WaitingListEntry.due_date) > work.today,
        )
        .order_by(col(WaitingListEntry.id))
    ).all()
    return rng.sample(list(found), len(found))


def _draw(
    work: UnitOfWork,
    rng: Random,
    entry: WaitingListEntry,
    provider: ProviderFacts,
    state: OfferState,
) -> _Plan:
    if state is OfferState.PENDING:
        hours_ago = rng.uniform(2, _HOURS - 8)
        return _Plan(entry, provider, state, work.now - timedelta(hours=hours_ago), None, None)
    offered_at = work.now - timedelta(days=rng.uniform(3, 18))
    ended_at = offered_at + timedelta(hours=rng.uniform(1, _HOURS - 1))
    reason: str | None = None
    match state:
        case OfferState.EXPIRED:
            ended_at = expiry(offered_at, _HOURS)
        case OfferState.DECLINED:
            reason = rng.choice(list(DeclineReason))
        case _:
            reason = WithdrawReason.BY_COORDINATOR
    return _Plan(entry, provider, state, offered_at, ended_at, reason)


def _add(rows: Rows, dice: Dice, number: int, plan: _Plan, coordinator_id: UUID) -> None:
    entry, provider = plan.entry, plan.provider
    is_declined = plan.state is OfferState.DECLINED
    rows.add(
        Offer,
        id=dice.id("offer", number),
        entry_id=entry.id,
        provider_id=provider.id,
        region_id=entry.region_id,
        due_week=iso_week(entry.due_date),
        offered_by=coordinator_id,
        offered_at=plan.offered_at,
        expires_at=expiry(plan.offered_at, _HOURS),
        state=plan.state,
        answered_at=plan.ended_at,
        decline_reason=plan.reason if is_declined else None,
        withdraw_reason=None if is_declined else plan.reason,
    )
    by_coordinator = {
        "actor_kind": ActorKind.PERSON,
        "user_id": coordinator_id,
        "region_id": entry.region_id,
    }
    made = {"kind": TimelineKind.OFFERED, "happened_at": plan.offered_at, "detail": str(_HOURS)}
    _add_line(rows, dice, f"{number}:offered", plan, by_coordinator | made)
    if plan.ended_at is None:
        return
    others: dict[OfferState, dict[str, Any]] = {
        OfferState.DECLINED: {"actor_kind": ActorKind.PERSON, "provider_id": provider.id},
        OfferState.EXPIRED: {"actor_kind": ActorKind.JOB, "detail": str(_HOURS)},
    }
    who = others.get(plan.state, by_coordinator)
    ended = {"kind": _LINES[plan.state], "happened_at": plan.ended_at, "reason": plan.reason}
    _add_line(rows, dice, f"{number}:ended", plan, who | ended)


def _add_line(rows: Rows, dice: Dice, key: str, plan: _Plan, values: dict[str, Any]) -> None:
    rows.add(
        TimelineEvent,
        id=dice.id("offer line", key),
        entry_id=plan.entry.id,
        offered_provider_id=plan.provider.id,
        **values,
    )
