"""Which places on the waiting lists there are in the demo country: who waits where, and since when.

A plan is what is drawn; `clients` makes rows of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any
from uuid import UUID

from kraamzorg_app.domain.entries import CloseReason, EntryState
from kraamzorg_app.services.demo_country.drawing import happens
from kraamzorg_app.services.demo_country.organizations import (
    CARER,
    FRIESLAND,
    ORGANIZATION,
    OTHER_INSURER,
    PLATFORM,
    PREFERRED_INSURER,
    LabelFacts,
    Organizations,
    ProviderFacts,
    RegionFacts,
)
from kraamzorg_app.services.demo_country.places import Place

ERASED_AFTER_DUE_DATE = timedelta(weeks=8)
ERASED_AFTER_CLOSING = timedelta(weeks=4)
_SHOWN_PC4S = ("8731", "8751", "8811")
_OWN_CLIENTS = {ORGANIZATION: 8, CARER: 2, PLATFORM: 5}
_OWN_REASONS = (
    *(CloseReason.FOUND_ELSEWHERE,) * 4,
    *(CloseReason.WITHDRAWN,) * 3,
    CloseReason.MOVED,
    CloseReason.PREGNANCY_ENDED,
    CloseReason.ERROR,
)


@dataclass(frozen=True, slots=True)
class EntryPlan:
    """A place on a waiting list, with the moments of its history."""

    region: RegionFacts
    place: Place
    label: LabelFacts
    due_date: date
    state: EntryState
    placed_at: datetime
    provider: ProviderFacts | None = None
    accepted_at: datetime | None = None
    given_back_at: datetime | None = None
    """When an earlier provider gave her back to the list; she was taken three days before."""
    birth_reported_at: datetime | None = None
    closed_at: datetime | None = None
    close_reason: CloseReason | None = None
    is_erased: bool = False


class Planner:
    """Draws plans; regions by how many women live there, labels by their share."""

    def __init__(self, all_of: Organizations, rng: Random, now: datetime, today: date) -> None:
        self._all_of, self._rng, self._now, self._today = all_of, rng, now, today
        self._open = self._weighed(all_of.open_regions)
        self._ever_open = self._weighed(all_of.regions_with_history)
        self._label_weights = list(accumulate(label.share for label in all_of.labels))

    @staticmethod
    def _weighed(
        regions: list[RegionFacts],
    ) -> tuple[list[tuple[RegionFacts, Place]], list[int]]:
        spots = [(region, place) for region in regions for place in region.places]
        return spots, list(accumulate(place.weight for _, place in spots))

    def waiting(self, count: int) -> Iterator[EntryPlan]:
        """Draw clients who wait; a few have had their baby, some were given back."""
        for _ in range(count):
            plan = self._draw(self._open, first_day=-12, last_day=39 * 7)
            if plan.due_date <= self._today and happens(self._rng, 20):
                plan = replace(plan, birth_reported_at=self._ago(hours=40))
            elif plan.placed_at < self._now - timedelta(days=10) and happens(self._rng, 3):
                plan = replace(plan, given_back_at=self._now - timedelta(days=self._rng.random()))
            yield plan

    def shown_waiting(self) -> Iterator[EntryPlan]:
        """Draw clients who wait in the postcodes of the manual, of every kind of insurer."""
        friesland = self._all_of.regions[FRIESLAND]
        places = {place.pc4: place for place in friesland.places}
        labels = [self._label_of(PREFERRED_INSURER), self._label_of(OTHER_INSURER), None]
        for pc4 in _SHOWN_PC4S:
            for days, label in zip((9, 30, 60, 100, 150, 220), labels * 2, strict=True):
                spot = ([(friesland, places[pc4])], [1])
                plan = self._draw(spot, first_day=days, last_day=days + 6)
                yield replace(plan, label=label or plan.label)

    def awaiting_authorization(self, count: int) -> Iterator[EntryPlan]:
        """Draw clients whom an insurer placed and the coordinator has not yet authorized."""
        regions = [region for region in self._all_of.open_regions if region.needs_authorization]
        spots = self._weighed(regions)
        for _ in range(count):
            plan = self._draw(spots, first_day=20, last_day=30 * 7)
            yield replace(
                plan, state=EntryState.AWAITING_AUTHORIZATION, placed_at=self._ago(hours=90)
            )

    def invited(self, count: int) -> Iterator[EntryPlan]:
        """Draw clients who were invited, half of them in Friesland."""
        friesland = self._weighed([self._all_of.regions[FRIESLAND]])
        for number in range(count):
            spots = friesland if number % 2 else self._open
            yield self._draw(spots, first_day=30, last_day=36 * 7)

    def enrolled(self, count: int) -> Iterator[EntryPlan]:
        """Draw clients who are in care of a provider and still known."""
        for _ in range(count):
            plan = self._draw(self._open, first_day=-7 * 7, last_day=36 * 7)
            yield self._taken(plan, self._draw_provider(plan.region))

    def own_enrolled(self) -> Iterator[EntryPlan]:
        """Draw the clients of the three providers with a demo account."""
        friesland = self._weighed([self._all_of.regions[FRIESLAND]])
        for name, count in _OWN_CLIENTS.items():
            for _ in range(count):
                plan = self._draw(friesland, first_day=-10, last_day=20 * 7)
                yield self._taken(plan, self._all_of.providers[name])

    def recently_closed(self, count: int) -> Iterator[EntryPlan]:
        """Draw clients who left the list in the last four weeks and are still known."""
        for _ in range(count):
            plan = self._draw(self._open, first_day=0, last_day=30 * 7)
            plan = replace(plan, placed_at=min(plan.placed_at, self._now - timedelta(days=29)))
            yield self._closed(plan, self._ago(hours=26 * 24), self._rng.choice(_OWN_REASONS))

    def past(self, count: int) -> Iterator[EntryPlan]:
        """Draw the year behind: places of clients whose identity is erased."""
        for _ in range(count):
            plan = self._draw(self._ever_open, first_day=-52 * 7, last_day=-13 * 7)
            plan = replace(plan, is_erased=True)
            due = datetime.combine(plan.due_date, self._now.timetz())
            if happens(self._rng, 60):
                plan = self._taken(plan, self._draw_provider(plan.region), before=due)
                yield self._closed(plan, due + ERASED_AFTER_DUE_DATE, CloseReason.TERM_PASSED)
            else:
                share = self._rng.random()
                closed_at = plan.placed_at + (due - plan.placed_at) * share
                yield self._closed(plan, closed_at, self._rng.choice(_OWN_REASONS))

    def _draw(
        self,
        spots: tuple[list[tuple[RegionFacts, Place]], list[int]],
        *,
        first_day: int,
        last_day: int,
    ) -> EntryPlan:
        """Draw someone who waits, due in a span of days from today that her list is open for."""
        rng = self._rng
        while True:
            region, place = rng.choices(spots[0], cum_weights=spots[1])[0]
            due_date = self._today + timedelta(days=rng.randint(first_day, last_day))
            if region.is_open(due_date):
                break
        due = datetime.combine(due_date, self._now.timetz())
        earliest = min(
            due - timedelta(weeks=rng.uniform(30, 39.9)),
            self._now - timedelta(hours=rng.uniform(2, 150)),
        )
        latest = min(self._now, due - timedelta(days=2))
        placed_at = earliest + (latest - earliest) * rng.random()
        label = rng.choices(self._all_of.labels, cum_weights=self._label_weights)[0]
        return EntryPlan(region, place, label, due_date, EntryState.WAITING, placed_at)

    def _draw_provider(self, region: RegionFacts) -> ProviderFacts:
        weights = [provider.room for provider in region.providers]
        return self._rng.choices(region.providers, weights)[0]

    def _label_of(self, insurer: str) -> LabelFacts:
        insurer_id = self._all_of.insurers[insurer]
        return next(label for label in self._all_of.labels if label.insurer_id == insurer_id)

    def _taken(
        self, plan: EntryPlan, provider: ProviderFacts, *, before: datetime | None = None
    ) -> EntryPlan:
        waited = (min(before or self._now, self._now) - plan.placed_at) * self._rng.random()
        return replace(
            plan,
            state=EntryState.ACCEPTED,
            provider=provider,
            accepted_at=plan.placed_at + waited,
        )

    def _closed(self, plan: EntryPlan, closed_at: datetime, reason: CloseReason) -> EntryPlan:
        return replace(plan, state=EntryState.CLOSED, closed_at=closed_at, close_reason=reason)

    def _ago(self, *, hours: int) -> datetime:
        return self._now - timedelta(hours=self._rng.uniform(1, hours))


def inviter_of(plan: EntryPlan, users: dict[UUID, UUID], rng: Random) -> dict[str, Any]:
    """Say who invited her: her insurer mostly, a provider or a coordinator of the region."""
    providers = [provider.id for provider in plan.region.providers if provider.id in users]
    is_awaiting = plan.state is EntryState.AWAITING_AUTHORIZATION
    if providers and not is_awaiting and happens(rng, 20):
        provider_id = rng.choice(providers)
        return {"inviter_user_id": users[provider_id], "inviter_provider_id": provider_id}
    if is_awaiting or happens(rng, 75):
        insurer_id = plan.label.insurer_id
        return {"inviter_user_id": users[insurer_id], "inviter_insurer_id": insurer_id}
    region_id = plan.region.id
    return {"inviter_user_id": users[region_id], "inviter_region_id": region_id}
