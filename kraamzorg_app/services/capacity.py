"""Free places ("vrije plaatsen"): what a provider states about its own room, by region and week."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from kraamzorg_app.domain.calendar import iso_week, monday_of
from kraamzorg_app.domain.capacity import is_old, stated_weeks
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotFound
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.capacity import CapacityWeek, ExcludedPostcode, ProviderCapacity
from kraamzorg_app.queries import capacity as queries
from kraamzorg_app.services import audit
from kraamzorg_app.services.administration.forms import Form, as_id
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

MOST_PLACES: Final = 500
MOST_HOURS: Final = 40_000
MOST_EXCLUDED: Final = 2_000
_PC4: Final = re.compile(r"[1-9][0-9]{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class WeekOfPlaces:
    """The room of a provider in one week."""

    week: str
    places: int
    """What counts: none in a closed week, the standing number where nothing was stated."""
    hours: int | None
    is_closed: bool
    is_stated: bool
    """Has a number of its own."""


@dataclass(frozen=True, slots=True)
class RegionOfPlaces:
    """The room of a provider in one region, for the next 20 weeks."""

    region_id: UUID
    name: str
    weeks: tuple[WeekOfPlaces, ...]
    standing_places: int
    standing_hours: int | None
    updated_at: datetime | None
    is_old: bool
    """Not looked at for over two weeks, or never."""


@dataclass(frozen=True, slots=True)
class OwnPlaces:
    """All that a provider states about its room."""

    regions: tuple[RegionOfPlaces, ...]
    excluded_pc4s: tuple[str, ...]


@use_case(Permission.CAPACITY_STATE)
def read(work: UnitOfWork) -> OwnPlaces:
    """Give the room of one's own organization in every region in which it is approved."""
    provider_id = _own_id(work)
    rows = work.session.execute(queries.own_regions(provider_id, work.actor.approved_region_ids))
    excluded = work.session.execute(queries.excluded_pc4s(provider_id)).scalars()
    return OwnPlaces(
        tuple(_region(work, region.id, region.name, general) for region, general in rows),
        tuple(row.pc4 for row in excluded),
    )


@use_case(Permission.CAPACITY_STATE)
def state(work: UnitOfWork, region_id: UUID, weeks: Mapping[str, Mapping[str, Any]]) -> None:
    """State places, hours and closing of some of the next 20 weeks; all of them, or none.

    Each week holds `places`, `hours` (empty: not counted) and `closed`. Raises `FieldErrors` with
    the fields `places-2026-W12`, and `Conflict` for a week that is not among the 20 (any more).
    """
    region, errors = _own_region(work, region_id), dict[str, str]()
    allowed = stated_weeks(work.today)
    if not isinstance(weeks, Mapping) or any(week not in allowed for week in weeks):
        raise Conflict("week_out_of_range")
    for week, typed in weeks.items():
        form = Form(typed)
        is_closed = form.flag("closed")
        places = 0 if is_closed else form.whole("places", 0, MOST_PLACES)
        hours = _hours(form, typed)
        errors |= {f"{name}-{week}": code for name, code in form.errors.items()}
        if not form.errors:
            _put(work, region, week, places=places, hours=hours, is_closed=is_closed)
    if errors:
        raise FieldErrors(errors)
    _stated(work, region, {"weeks": sorted(weeks)})


@use_case(Permission.CAPACITY_STATE)
def copy_week_before(work: UnitOfWork, region_id: UUID, week: str) -> None:
    """Give a week the room of the week before it ("neem vorige week over")."""
    region, allowed = _own_region(work, region_id), stated_weeks(work.today)
    if week not in allowed:
        raise Conflict("week_out_of_range")
    last_week = iso_week(monday_of(work.today) - timedelta(weeks=1))
    before = (last_week, *allowed)[allowed.index(week)]
    known = _room_in(work, region, (before,), _general(work, region))[0]
    _put(work, region, week, places=known.places, hours=known.hours, is_closed=known.is_closed)
    _stated(work, region, {"weeks": [week], "copied_from": before})


@use_case(Permission.CAPACITY_STATE)
def set_standing(work: UnitOfWork, region_id: UUID, typed: Mapping[str, Any]) -> None:
    """Set the number that counts for every week without its own; `places` and `hours`."""
    region, form = _own_region(work, region_id), Form(typed)
    places, hours = form.whole("places", 0, MOST_PLACES), _hours(form, typed)
    form.check()
    general = _stated(work, region, {"standing_places": places, "standing_hours": hours})
    general.standing_places, general.standing_hours = places, hours


@use_case(Permission.CAPACITY_STATE)
def confirm(work: UnitOfWork, region_id: UUID) -> None:
    """Say that the numbers of a region are still right, so that they are new again."""
    _stated(work, _own_region(work, region_id), {"confirmed": True})


@use_case(Permission.CAPACITY_STATE)
def exclude_postcodes(work: UnitOfWork, text: str) -> None:
    """Set the four-digit postcodes that one's organization does not serve, in place of the former.

    Typed with commas, spaces or lines between them. Raises `FieldErrors` for anything else.
    """
    provider_id = _own_id(work)
    wanted = set(text.replace(",", " ").split()) if isinstance(text, str) else {""}
    if len(wanted) > MOST_EXCLUDED:
        raise FieldErrors({"postcodes": "too_long"})
    if not all(map(_PC4.fullmatch, wanted)):
        raise FieldErrors({"postcodes": "pc4_list_form"})
    work.session.execute(queries.approvals_locked(provider_id)).all()
    rows = {
        row.pc4: row for row in work.session.execute(queries.excluded_pc4s(provider_id)).scalars()
    }
    for pc4 in rows.keys() - wanted:
        work.session.delete(rows[pc4])
    work.session.add_all(
        ExcludedPostcode(provider_id=provider_id, pc4=pc4) for pc4 in sorted(wanted - rows.keys())
    )
    _record(work, {"excluded_pc4s": sorted(wanted)})
    for region_id in sorted(work.actor.approved_region_ids):
        work.announce(f"capacity:{region_id}")


def _own_id(work: UnitOfWork) -> UUID:
    if work.actor.provider_id is None:
        raise NotFound
    return work.actor.provider_id


def _own_region(work: UnitOfWork, region_id: object) -> UUID:
    """Check that the provider is approved in this region, and let its other people wait."""
    known = as_id(region_id)
    if known is None or known not in work.actor.approved_region_ids:
        raise NotFound
    if work.session.execute(queries.approval_locked(_own_id(work), known)).first() is None:
        raise NotFound
    return known


def _hours(form: Form, typed: object) -> int | None:
    is_given = isinstance(typed, Mapping) and typed.get("hours") not in (None, "")
    return form.whole("hours", 0, MOST_HOURS) if is_given else None


def _general(work: UnitOfWork, region_id: UUID) -> ProviderCapacity | None:
    return work.session.get(ProviderCapacity, (_own_id(work), region_id))


def _region(
    work: UnitOfWork, region_id: UUID, name: str, general: ProviderCapacity | None
) -> RegionOfPlaces:
    return RegionOfPlaces(
        region_id,
        name,
        _room_in(work, region_id, stated_weeks(work.today), general),
        general.standing_places if general else 0,
        general.standing_hours if general else None,
        general.updated_at if general else None,
        is_old(general.updated_at if general else None, work.now),
    )


def _room_in(
    work: UnitOfWork, region_id: UUID, weeks: tuple[str, ...], general: ProviderCapacity | None
) -> tuple[WeekOfPlaces, ...]:
    rows = work.session.execute(queries.weeks_of(_own_id(work), region_id, weeks)).scalars()
    stated = {row.week: row for row in rows}
    standing = (general.standing_places, general.standing_hours) if general else (0, None)
    return tuple(
        WeekOfPlaces(week, row.places, row.hours, row.is_closed, is_stated=True)
        if (row := stated.get(week))
        else WeekOfPlaces(week, *standing, is_closed=False, is_stated=False)
        for week in weeks
    )


def _put(  # noqa: PLR0913 - a week has this many numbers
    work: UnitOfWork, region_id: UUID, week: str, *, places: int, hours: int | None, is_closed: bool
) -> None:
    provider_id = _own_id(work)
    row = work.session.get(CapacityWeek, (region_id, week, provider_id))
    if row is None:
        row = CapacityWeek(region_id=region_id, week=week, provider_id=provider_id, places=0)
    row.places, row.hours, row.is_closed = places, hours, is_closed
    work.session.add(row)


def _stated(work: UnitOfWork, region_id: UUID, details: Mapping[str, Any]) -> ProviderCapacity:
    """Note when the numbers of a region were looked at, log it and tell open pages."""
    general = _general(work, region_id) or ProviderCapacity(
        provider_id=_own_id(work), region_id=region_id, updated_at=work.now
    )
    general.updated_at, general.updated_by = work.now, work.actor.user_id
    work.session.add(general)
    _record(work, {"region": str(region_id), **details})
    work.announce(f"capacity:{region_id}")
    return general


def _record(work: UnitOfWork, details: Mapping[str, Any]) -> None:
    audit.record(work, LogEvent.CAPACITY_STATED, "U", purpose=Purpose.WAITING_LIST, details=details)
