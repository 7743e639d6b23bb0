"""Regions ("KSV's"): made, renamed and ended, with their agreement and who works there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select

from kraamzorg_app.domain.errors import Conflict, FieldErrors
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.territory import region_on
from kraamzorg_app.models.organizations import (
    CodeRedPeriod,
    Insurer,
    IntakeBy,
    MatchAgreement,
    PreferredInsurer,
    Region,
)
from kraamzorg_app.queries import administration, territory
from kraamzorg_app.services.administration import changes
from kraamzorg_app.services.administration.divisions import spans
from kraamzorg_app.services.administration.forms import Form, as_ids
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

MAX_NAME_LENGTH: Final = 120
MAX_OFFER_HOURS: Final = 336
MAX_WEEKS: Final = 40
MOST_PREFERRED: Final = 2
"""One or two a region (role division)."""


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One region in the list."""

    id: str
    name: str
    postcodes: int
    coordinators: int
    preferred: tuple[str, ...]
    waiting: int
    is_code_red: bool
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """The regional working agreement."""

    match_agreement: MatchAgreement
    offer_hours: int
    offer_shows_contact: bool
    needs_authorization: bool
    intake_by: IntakeBy
    nearing_weeks: int
    soon_weeks: int
    critical_weeks: int


@dataclass(frozen=True, slots=True)
class RangeRow:
    """Postcodes of a region over some days."""

    first: str
    last: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class RegionDetail:
    """One region with everything that is decided about it."""

    id: str
    name: str
    ended_on: date | None
    agreement: Agreement
    ranges: tuple[RangeRow, ...]
    preferred_ids: tuple[str, ...]
    insurers: tuple[tuple[str, str], ...]
    """Id and name of every insurer, to choose the preferred ones from."""
    waiting: int
    invitations: int


@use_case(Permission.REGION_MANAGE)
def list_regions(work: UnitOfWork) -> tuple[RegionRow, ...]:
    """List every region, ended ones last."""
    postcodes = Counter(region_on(spans(work), work.today).values())
    coordinators = _counts(work, administration.coordinators_by_region())
    waiting = _counts(work, administration.waiting_by_region())
    preferred: dict[UUID, list[str]] = {}
    for region_id, _, name in work.session.execute(administration.preferred()):
        preferred.setdefault(region_id, []).append(name)
    periods = work.session.execute(administration.periods_since(work.today))
    red = {period.region_id for period, _ in periods}
    return tuple(
        RegionRow(
            id=str(region.id),
            name=region.name,
            postcodes=postcodes[region.id],
            coordinators=coordinators.get(region.id, 0),
            preferred=tuple(preferred.get(region.id, ())),
            waiting=waiting.get(region.id, 0),
            is_code_red=region.id in red,
            ended_on=region.ended_on,
        )
        for region in work.session.execute(administration.all_regions()).scalars()
    )


@use_case(Permission.REGION_MANAGE)
def read_region(work: UnitOfWork, region_id: object) -> RegionDetail:
    """Read one region; raises `NotFound`."""
    region = changes.found(work, Region, region_id)
    ranges = work.session.execute(territory.ranges_of(region.id, work.today)).scalars()
    return RegionDetail(
        id=str(region.id),
        name=region.name,
        ended_on=region.ended_on,
        agreement=_agreement(region),
        ranges=tuple(
            RangeRow(row.first_pc4, row.last_pc4, row.valid_from, row.valid_to) for row in ranges
        ),
        preferred_ids=tuple(str(each) for each in _preferred_ids(work, region.id)),
        insurers=tuple(
            (str(insurer.id), insurer.name)
            for insurer in work.session.execute(administration.insurers()).scalars()
        ),
        waiting=_counts(work, administration.waiting_by_region()).get(region.id, 0),
        invitations=_counts(work, administration.invited_by_region()).get(region.id, 0),
    )


@use_case(Permission.REGION_MANAGE)
def create(work: UnitOfWork, form: dict[str, Any]) -> str:
    """Make a region with the usual agreement and give its id; field "name"."""
    name = _free_name(work, form)
    region = Region(name=name)
    work.session.add(region)
    changes.record(work, LogEvent.REGION_CHANGED, {"region": region.id}, after={"name": name})
    work.announce("regions")
    return str(region.id)


@use_case(Permission.REGION_MANAGE)
def rename(work: UnitOfWork, region_id: object, form: dict[str, Any]) -> None:
    """Give a region another name; field "name"."""
    region = changes.active_region(work, region_id)
    before, region.name = region.name, _free_name(work, form, region.id)
    changes.record(
        work,
        LogEvent.REGION_CHANGED,
        {"region": region.id},
        before={"name": before},
        after={"name": region.name},
    )
    work.announce("regions")


@use_case(Permission.REGION_MANAGE)
def end(work: UnitOfWork, region_id: object) -> None:
    """End a region from today; its postcodes are free and its open periods are over.

    Raises `Conflict("region_has_clients")` while somebody waits there or is invited: first give
    its postcodes, and with them the clients, to another region.
    """
    changes.lock_regions(work)
    region = changes.active_region(work, region_id)
    waiting = _counts(work, administration.waiting_by_region()).get(region.id, 0)
    invited = _counts(work, administration.invited_by_region()).get(region.id, 0)
    if waiting or invited:
        raise Conflict("region_has_clients", waiting=str(waiting), invited=str(invited))
    region.ended_on = work.today
    for row in work.session.execute(territory.ranges_of(region.id, work.today)).scalars():
        if row.valid_from >= work.today:
            work.session.delete(row)
        else:
            row.valid_to = work.today - timedelta(days=1)
    work.session.execute(
        delete(CodeRedPeriod).where(
            col(CodeRedPeriod.region_id) == region.id, col(CodeRedPeriod.ends_on) >= work.today
        )
    )
    changes.record(
        work,
        LogEvent.REGION_CHANGED,
        {"region": region.id},
        before={"name": region.name, "ended_on": None},
        after={"name": region.name, "ended_on": region.ended_on},
    )
    work.announce("regions")


@use_case(Permission.REGION_MANAGE)
def save_agreement(work: UnitOfWork, region_id: object, form: dict[str, Any]) -> None:
    """Save the regional working agreement ("werkafspraken"); fields as in `Agreement`.

    Raises `FieldErrors`; the thresholds must come nearer: nearing > soon > critical.
    """
    region, typed = changes.active_region(work, region_id), Form(form)
    before = _facts(_agreement(region))
    values: dict[str, Any] = {
        "match_agreement": typed.choice("match_agreement", MatchAgreement),
        "offer_hours": typed.whole("offer_hours", 1, MAX_OFFER_HOURS),
        "offer_shows_contact": typed.flag("offer_shows_contact"),
        "needs_authorization": typed.flag("needs_authorization"),
        "intake_by": typed.choice("intake_by", IntakeBy),
        "nearing_weeks": typed.whole("nearing_weeks", 1, MAX_WEEKS),
        "soon_weeks": typed.whole("soon_weeks", 1, MAX_WEEKS),
        "critical_weeks": typed.whole("critical_weeks", 0, MAX_WEEKS),
    }
    typed.check()
    for nearer, further in (("soon_weeks", "nearing_weeks"), ("critical_weeks", "soon_weeks")):
        if values[nearer] >= values[further]:
            raise FieldErrors({nearer: "threshold_order"})
    for name, value in values.items():
        setattr(region, name, value)
    changes.record(
        work, LogEvent.REGION_CHANGED, {"region": region.id}, before=before, after=values
    )
    work.announce(f"region:{region.id}")


@use_case(Permission.REGION_MANAGE)
def save_preferred(work: UnitOfWork, region_id: object, insurer_ids: object) -> None:
    """Say which one or two insurers are preferred ("preferent") in a region.

    What they see changes at once. Raises `FieldErrors` on "preferred".
    """
    region, wanted = changes.active_region(work, region_id), as_ids(insurer_ids)
    # Of two who save at once the second sees what the first made of it, so there are never three.
    work.session.refresh(region, with_for_update=True)
    known = {insurer.id: insurer.name for insurer in work.session.exec(select(Insurer))}
    if wanted is None or not set(wanted) <= known.keys():
        raise FieldErrors({"preferred": "unknown_choice"})
    if not 1 <= len(wanted) <= MOST_PREFERRED:
        raise FieldErrors({"preferred": "one_or_two"})
    before = _preferred_ids(work, region.id)
    for insurer_id in set(before) - set(wanted):
        work.session.delete(work.session.get_one(PreferredInsurer, (region.id, insurer_id)))
    for insurer_id in set(wanted) - set(before):
        work.session.add(PreferredInsurer(region_id=region.id, insurer_id=insurer_id))
    changes.record(
        work,
        LogEvent.REGION_CHANGED,
        {"region": region.id},
        before={"preferred": sorted(known[each] for each in before)},
        after={"preferred": sorted(known[each] for each in wanted)},
    )
    work.announce(f"region:{region.id}")


def _free_name(work: UnitOfWork, form: object, region_id: UUID | None = None) -> str:
    typed = Form(form)
    name = typed.name("name", MAX_NAME_LENGTH)
    typed.check()
    for region in work.session.exec(select(Region)):
        if region.id != region_id and region.name.casefold() == name.casefold():
            raise FieldErrors({"name": "name_taken"})
    return name


def _agreement(region: Region) -> Agreement:
    return Agreement(
        match_agreement=region.match_agreement,
        offer_hours=region.offer_hours,
        offer_shows_contact=region.offer_shows_contact,
        needs_authorization=region.needs_authorization,
        intake_by=region.intake_by,
        nearing_weeks=region.nearing_weeks,
        soon_weeks=region.soon_weeks,
        critical_weeks=region.critical_weeks,
    )


def _facts(agreement: Agreement) -> dict[str, Any]:
    return {name: getattr(agreement, name) for name in Agreement.__slots__}


def _preferred_ids(work: UnitOfWork, region_id: UUID) -> list[UUID]:
    rows = work.session.execute(administration.preferred())
    return [insurer_id for in_region, insurer_id, _ in rows if in_region == region_id]


def _counts(work: UnitOfWork, counted: Any) -> dict[UUID, int]:
    return dict(map(tuple, work.session.execute(counted)))
