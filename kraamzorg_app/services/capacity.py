"""Free places ("vrije plaatsen"): what a provider states about its own room, by region and week."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from kraamzorg_app.domain.calendar import iso_week, monday_of
from kraamzorg_app.domain.capacity import is_old, stated_weeks
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotFound
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.capacity import CapacityWeek, ExcludedPostcode, ProviderCapacity
from kraamzorg_app.models.organizations import CareProvider
from kraamzorg_app.queries import capacity as queries
from kraamzorg_app.services import audit, provider_facts
from kraamzorg_app.services.administration import changes
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
    before: WeekOfPlaces
    """The week that has just passed, to take over."""
    weeks: tuple[WeekOfPlaces, ...]
    standing_places: int
    standing_hours: int | None
    updated_at: datetime | None
    is_old: bool
    """Not looked at for over two weeks, or never."""


@dataclass(frozen=True, slots=True)
class OwnPlaces:
    """All that a provider states about its room and whom it can serve."""

    regions: tuple[RegionOfPlaces, ...]
    excluded_pc4s: tuple[str, ...]
    base_pc4: str
    languages: tuple[str, ...]


@use_case(Permission.CAPACITY_STATE)
def read(work: UnitOfWork) -> OwnPlaces:
    """Give the room of one's own organization in every region in which it is approved."""
    provider_id = _own_id(work)
    provider = work.session.get_one(CareProvider, provider_id)
    regions = work.session.execute(
        queries.own_regions(provider_id, work.actor.approved_region_ids)
    ).all()
    stated = _stated_rows(work, [region.id for region, _ in regions])
    excluded = work.session.execute(queries.excluded_pc4s(provider_id)).scalars()
    return OwnPlaces(
        tuple(
            _region(work, region.id, region.name, general, stated[region.id])
            for region, general in regions
        ),
        tuple(row.pc4 for row in excluded),
        provider.base_pc4 or "",
        tuple(provider.languages),
    )


@use_case(Permission.CAPACITY_STATE)
def state(
    work: UnitOfWork,
    region_id: object,
    weeks: Mapping[str, Mapping[str, Any]],
    standing: Mapping[str, Any] | None = None,
) -> None:
    """State places, hours and closing of some of the next 20 weeks; all of it, or nothing.

    A week holds `places`, `hours` (empty: not counted) and `closed`; without places the standing
    number counts for it: `standing_places` and `standing_hours` of `standing`, when that is given.
    Raises `FieldErrors` with such fields as `places-2026-W12`, and `Conflict` for a week that is
    not among the 20 (any more).
    """
    region, errors = _own_region(work, region_id), dict[str, str]()
    allowed = stated_weeks(work.today)
    if not isinstance(weeks, Mapping) or any(week not in allowed for week in weeks):
        raise Conflict("week_out_of_range")
    stated, changed = _stated_rows(work, [region])[region], list[str]()
    for week, typed in weeks.items():
        form = Form(typed)
        said = _said(form, typed)
        errors |= {f"{name}-{week}": code for name, code in form.errors.items()}
        if not form.errors and _put(work, region, week, stated.get(week), said):
            changed.append(week)
    details: dict[str, Any] = {"weeks": sorted(changed)}
    if standing is not None:
        form = Form(standing)
        details["standing_places"] = form.whole("standing_places", 0, MOST_PLACES)
        details["standing_hours"] = _hours(form, standing, "standing_hours")
        errors |= form.errors
    if errors:
        raise FieldErrors(errors)
    general = _looked_at(work, region, details)
    if standing is not None:
        general.standing_places = details["standing_places"]
        general.standing_hours = details["standing_hours"]


@use_case(Permission.CAPACITY_STATE)
def confirm(work: UnitOfWork, region_id: object) -> None:
    """Say that the numbers of a region are still right, so that they are new again."""
    _looked_at(work, _own_region(work, region_id), {"confirmed": True})


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
    _announce_everywhere(work)


@use_case(Permission.CAPACITY_STATE)
def describe(work: UnitOfWork, base_pc4: object, languages: object) -> None:
    """Say from where one's organization works and which languages it speaks besides Dutch.

    Raises `FieldErrors` on "base_pc4" and "languages".
    """
    provider = work.session.get_one(CareProvider, _own_id(work))
    errors: dict[str, str] = {}
    facts = provider_facts.typed(base_pc4, languages, errors)
    if errors:
        raise FieldErrors(errors)
    before = {name: getattr(provider, name) for name in facts}
    for name, value in facts.items():
        setattr(provider, name, value)
    changes.record(
        work, LogEvent.PROVIDER_CHANGED, {"provider": provider.id}, before=before, after=facts
    )
    _announce_everywhere(work)


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


@dataclass(frozen=True, slots=True)
class _Said:
    """What was typed for a week; without places the standing number counts."""

    places: int | None
    hours: int | None
    is_closed: bool


def _said(form: Form, typed: object) -> _Said:
    is_closed = form.flag("closed")
    hours = _hours(form, typed, "hours")
    is_given = isinstance(typed, Mapping) and bool(typed.get("places"))
    if is_closed or not (is_given or hours is not None):
        return _Said(0 if is_closed else None, hours, is_closed)
    return _Said(form.whole("places", 0, MOST_PLACES), hours, is_closed)


def _hours(form: Form, typed: object, name: str) -> int | None:
    is_given = isinstance(typed, Mapping) and typed.get(name) not in (None, "")
    return form.whole(name, 0, MOST_HOURS) if is_given else None


def _stated_rows(
    work: UnitOfWork, region_ids: Sequence[UUID]
) -> defaultdict[UUID, dict[str, CapacityWeek]]:
    """Give what was stated for the week that has passed and the next 20, by region and week."""
    weeks = (_last_week(work), *stated_weeks(work.today))
    rows = work.session.execute(queries.weeks_of(_own_id(work), region_ids, weeks)).scalars()
    stated: defaultdict[UUID, dict[str, CapacityWeek]] = defaultdict(dict)
    for row in rows:
        stated[row.region_id][row.week] = row
    return stated


def _last_week(work: UnitOfWork) -> str:
    return iso_week(monday_of(work.today) - timedelta(weeks=1))


def _region(
    work: UnitOfWork,
    region_id: UUID,
    name: str,
    general: ProviderCapacity | None,
    stated: Mapping[str, CapacityWeek],
) -> RegionOfPlaces:
    standing = (general.standing_places, general.standing_hours) if general else (0, None)

    def room_in(week: str) -> WeekOfPlaces:
        row = stated.get(week)
        if row is None:
            return WeekOfPlaces(week, *standing, is_closed=False, is_stated=False)
        return WeekOfPlaces(week, row.places, row.hours, row.is_closed, is_stated=True)

    updated_at = general.updated_at if general else None
    return RegionOfPlaces(
        region_id,
        name,
        room_in(_last_week(work)),
        tuple(map(room_in, stated_weeks(work.today))),
        *standing,
        updated_at,
        is_old(updated_at, work.now),
    )


def _put(
    work: UnitOfWork, region_id: UUID, week: str, row: CapacityWeek | None, said: _Said
) -> bool:
    """Write what was said about a week; tells whether that differs from before."""
    if said.places is None:
        if row is not None:
            work.session.delete(row)
        return row is not None
    if row is not None and said == _Said(row.places, row.hours, row.is_closed):
        return False
    if row is None:
        row = CapacityWeek(region_id=region_id, week=week, provider_id=_own_id(work), places=0)
    row.places, row.hours, row.is_closed = said.places, said.hours, said.is_closed
    work.session.add(row)
    return True


def _looked_at(work: UnitOfWork, region_id: UUID, details: Mapping[str, Any]) -> ProviderCapacity:
    """Note when the numbers of a region were looked at, log it and tell open pages."""
    key = (_own_id(work), region_id)
    general = work.session.get(ProviderCapacity, key) or ProviderCapacity(
        provider_id=_own_id(work), region_id=region_id, updated_at=work.now
    )
    general.updated_at, general.updated_by = work.now, work.actor.user_id
    work.session.add(general)
    _record(work, {"region": str(region_id), **details})
    work.announce(f"capacity:{region_id}")
    return general


def _announce_everywhere(work: UnitOfWork) -> None:
    for region_id in sorted(work.actor.approved_region_ids):
        work.announce(f"capacity:{region_id}")


def _record(work: UnitOfWork, details: Mapping[str, Any]) -> None:
    audit.record(work, LogEvent.CAPACITY_STATED, "U", purpose=Purpose.WAITING_LIST, details=details)
