"""To whom a waiting client can be offered: who has room in her week, how far, and who can't."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kraamzorg_app.domain.calendar import iso_week
from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.domain.matching import FARTHEST_KM, distance_km
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.queries import offers as queries
from kraamzorg_app.services import audit, offers
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.dutch_postcodes import point_by_pc4
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case
from kraamzorg_app.services.waiting_list import visible_row


@dataclass(frozen=True, slots=True)
class ProviderChoice:
    """One provider of her region, as a coordinator weighs it."""

    id: str
    name: str
    free: int
    """Places stated for her week, less those that pending offers hold."""
    km: int | None
    """As the crow flies; None when the provider does not say from where it works."""
    serves_her: bool
    has_declined: bool
    is_preferred: bool
    """She would like this one."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Everybody who works in her region, the likeliest first."""

    week: str
    """Her due week, such as "2026-W12"; the current one when her date has passed."""
    providers: tuple[ProviderChoice, ...]


@use_case(Permission.OFFER_MAKE)
def choices(work: UnitOfWork, entry_id: UUID) -> Choices:
    """Give the providers of a client's region, those who serve her PC4 and have room first."""
    row = visible_row(work, entry_id)
    entry, this_week = row.entry, iso_week(work.today)
    week = max(iso_week(entry.due_date), this_week)
    held = offers.held_places(work, entry.region_id)
    declined = offers.refused_by(work, entry.region_id).get(entry.id, frozenset())
    found = [
        ProviderChoice(
            id=str(provider.id),
            name=provider.name,
            free=max(0, places - _held(held, provider.id, week, this_week)),
            km=_km(provider.base_pc4, entry.pc4),
            serves_her=not is_excluded,
            has_declined=provider.id in declined,
            is_preferred=provider.id == entry.preferred_provider_id,
        )
        for provider, is_excluded, places in work.session.execute(
            queries.providers_for(entry.region_id, entry.pc4, week)
        )
    ]
    audit.record(
        work, LogEvent.ENTRY_READ, "R", subjects=[row.client.log_id], fields=[Field.DUE_DATE]
    )
    return Choices(week, tuple(sorted(found, key=_order)))


def _order(choice: ProviderChoice) -> tuple[bool, bool, bool, bool, int, int, str]:
    distance = FARTHEST_KM if choice.km is None else choice.km
    is_full = choice.free == 0
    return (
        not choice.serves_her,
        choice.has_declined,
        not choice.is_preferred,
        is_full,
        distance,
        -choice.free,
        choice.name,
    )


def _held(held: offers.HeldPlaces, provider_id: UUID, week: str, this_week: str) -> int:
    """Count what is held in a week; an overdue client takes her place this week."""
    return sum(
        count
        for (holder, due_week), count in held.items()
        if holder == provider_id and max(due_week, this_week) == week
    )


def _km(base_pc4: str | None, pc4: str) -> int | None:
    points = point_by_pc4()
    if base_pc4 is None or base_pc4 not in points or pc4 not in points:
        return None
    return distance_km(points[base_pc4], points[pc4])
