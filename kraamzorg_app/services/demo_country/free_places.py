"""Free places of the demo country: too few, some numbers old, some postcodes not served."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Final

from kraamzorg_app.domain.actors import ProviderKind
from kraamzorg_app.domain.calendar import iso_week, monday_of
from kraamzorg_app.domain.capacity import WEEKS_AHEAD
from kraamzorg_app.domain.matching import distance_km
from kraamzorg_app.models.capacity import CapacityWeek, ExcludedPostcode, ProviderCapacity
from kraamzorg_app.services.demo_country.drawing import Dice, Rows, happens
from kraamzorg_app.services.demo_country.organizations import (
    CARER,
    FRIESLAND,
    ORGANIZATION,
    Organizations,
    ProviderFacts,
    RegionFacts,
)
from kraamzorg_app.services.dutch_postcodes import point_by_pc4
from kraamzorg_app.services.unit_of_work import UnitOfWork

_USUAL_HOURS: Final = 45
_STANDING: Final = {
    ProviderKind.ORGANIZATION: (0, 0, 1, 1, 2),
    ProviderKind.SELF_EMPLOYED: (0,),
    ProviderKind.PLATFORM: (0, 1),
}
_REACH_KM: Final = (15, 25, 40, 400, 400)
_ANYWHERE_KM: Final = 400
_UNSERVED: Final = "8881"
"""On Terschelling, where nobody goes: what a coordinator finds under postcodes without provider."""


def add_free_places(work: UnitOfWork, rows: Rows, dice: Dice, all_of: Organizations) -> None:
    """Gather what the providers of the open regions state."""
    done: set[str] = set()
    for region in all_of.open_regions:
        for provider in region.providers:
            rng = dice.random(f"free places of {provider.name} in {region.name}")
            _add_numbers(work, rows, rng, region, provider)
            if provider.name not in done:
                done.add(provider.name)
                is_known = provider.name in (ORGANIZATION, CARER)
                reach = _ANYWHERE_KM if is_known else rng.choice(_REACH_KM)
                _add_excluded(rows, region, provider, reach)
    for provider in all_of.regions[FRIESLAND].providers:
        rows.add(ExcludedPostcode, provider_id=provider.id, pc4=_UNSERVED)


def _add_numbers(
    work: UnitOfWork, rows: Rows, rng: Random, region: RegionFacts, provider: ProviderFacts
) -> None:
    standing = 2 if provider.name == ORGANIZATION else rng.choice(_STANDING[provider.kind])
    counts_hours = happens(rng, 20)
    is_old = provider.name == CARER or (provider.name != ORGANIZATION and happens(rng, 15))
    days = rng.uniform(15, 60) if is_old else rng.uniform(0.2, 13)
    rows.add(
        ProviderCapacity,
        provider_id=provider.id,
        region_id=region.id,
        standing_places=standing,
        standing_hours=standing * _USUAL_HOURS if counts_hours else None,
        updated_at=work.now - timedelta(days=days),
    )
    monday = monday_of(work.today)
    for week in range(WEEKS_AHEAD):
        # Carers plan one client at a time; others change a week now and then.
        if not happens(rng, 45 if provider.kind is ProviderKind.SELF_EMPLOYED else 20):
            continue
        is_closed = happens(rng, 30)
        places = 0 if is_closed else rng.randint(0, 1 + provider.room // 8)
        rows.add(
            CapacityWeek,
            region_id=region.id,
            week=iso_week(monday + timedelta(weeks=week)),
            provider_id=provider.id,
            places=places,
            hours=places * _USUAL_HOURS if counts_hours and not is_closed else None,
            is_closed=is_closed,
        )


def _add_excluded(rows: Rows, region: RegionFacts, provider: ProviderFacts, reach: int) -> None:
    """Leave out what lies too far in the first region of a provider."""
    points = point_by_pc4()
    base = points.get(provider.base_pc4)
    for place in region.places:
        point = points.get(place.pc4)
        is_far = base and point and distance_km(base, point) > reach
        if is_far and place.pc4 != _UNSERVED:
            rows.add(ExcludedPostcode, provider_id=provider.id, pc4=place.pc4)
