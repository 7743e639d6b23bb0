"""To whom a waiting client can be offered: who has room in her week, how far, and who can't."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kraamzorg_app.domain import disclosure
from kraamzorg_app.domain.calendar import iso_week
from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.domain.division_span import Span, span_of
from kraamzorg_app.domain.matching import FARTHEST_KM, Provider, distance_km
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import audit, division_problem, offers
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.dutch_postcodes import point_by_pc4
from kraamzorg_app.services.entry_views import current_policy, facts
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case
from kraamzorg_app.services.waiting_list import visible_row

_WEIGHED: Final = frozenset({Field.DUE_DATE, Field.PC4, Field.PREFERENCE})


@dataclass(frozen=True, slots=True)
class ProviderChoice:
    """One provider of her region, as a coordinator weighs it."""

    id: str
    name: str
    free: int | None
    """Places left in her week; None for a week that is too far ahead to state any."""
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
    entry = row.entry
    week = max(iso_week(entry.due_date), iso_week(work.today))
    span = span_of(work.today, week, week)
    room = division_problem.room(work, entry.region_id, span or _this_week(work), {entry.pc4})
    declined = offers.refused_by(work, entry.region_id).get(entry.id, frozenset())
    shown = disclosure.shown_fields(current_policy(work), work.actor, facts(entry))
    wished = entry.preferred_provider_id if Field.PREFERENCE in shown else None
    found = [
        ProviderChoice(
            id=str(provider.id),
            name=room.names[provider.id],
            free=provider.free(week) if span else None,
            km=_km(provider, entry.pc4),
            serves_her=entry.pc4 not in provider.excluded_pc4s,
            has_declined=provider.id in declined,
            is_preferred=provider.id == wished,
        )
        for provider in room.providers
    ]
    audit.record(
        work, LogEvent.ENTRY_READ, "R", subjects=[row.client.log_id], fields=_WEIGHED & shown
    )
    return Choices(week, tuple(sorted(found, key=_order)))


def _this_week(work: UnitOfWork) -> Span:
    span = span_of(work.today, "", iso_week(work.today))
    if span is None:
        raise ValueError("the current week can always be stated")
    return span


def _order(choice: ProviderChoice) -> tuple[bool, bool, bool, bool, int, int, str]:
    distance = FARTHEST_KM if choice.km is None else choice.km
    return (
        not choice.serves_her,
        choice.has_declined,
        not choice.is_preferred,
        choice.free == 0,
        distance,
        -(choice.free or 0),
        choice.name,
    )


def _km(provider: Provider, pc4: str) -> int | None:
    distance = distance_km(provider.location, point_by_pc4().get(pc4))
    return None if distance == FARTHEST_KM else distance
