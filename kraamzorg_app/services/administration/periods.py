"""Code-rood periods: opened, changed and closed per region, never two at once; history stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel import col, select

from kraamzorg_app.domain.calendar import format_date
from kraamzorg_app.domain.code_red import Period, PeriodChangeKind, overlapping
from kraamzorg_app.domain.errors import Conflict, NotFound
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.administration import PeriodChange
from kraamzorg_app.models.organizations import CodeRedPeriod, Region
from kraamzorg_app.queries import administration
from kraamzorg_app.services import outbox
from kraamzorg_app.services.administration import changes
from kraamzorg_app.services.administration.forms import Form
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

LONGEST: Final = timedelta(days=731)
HISTORY_LINES: Final = 50


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """One period of a region, over due dates, both days included."""

    id: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class RegionPeriods:
    """A region with its periods in the years that are shown."""

    region_id: str
    region: str
    periods: tuple[PeriodRow, ...]


@dataclass(frozen=True, slots=True)
class PeriodHistoryLine:
    """What happened to a period, when and by whom."""

    happened_at: datetime
    region: str
    kind: PeriodChangeKind
    by: str
    former: Period | None
    period: Period | None


@dataclass(frozen=True, slots=True)
class ClosingEffect:
    """Whom it concerns that the list is no longer open for some due dates: they stay."""

    invitations: int
    waiting: int


@use_case(Permission.PERIOD_MANAGE)
def this_year(work: UnitOfWork) -> int:
    """Give the year that it is."""
    return work.today.year


@use_case(Permission.PERIOD_MANAGE)
def calendar_of(work: UnitOfWork, year: int) -> tuple[RegionPeriods, ...]:
    """Give the periods of every region that touch a calendar year, by name."""
    if not isinstance(year, int) or not date.min.year < year < date.max.year:
        raise NotFound
    first, last = date(year, 1, 1), date(year, 12, 31)
    found: dict[UUID, list[PeriodRow]] = {}
    for period, _ in work.session.execute(administration.periods_since(first)):
        if period.starts_on <= last:
            found.setdefault(period.region_id, []).append(_row(period))
    regions = work.session.execute(administration.all_regions()).scalars()
    return tuple(
        RegionPeriods(str(region.id), region.name, tuple(found.get(region.id, ())))
        for region in regions
        if region.ended_on is None
    )


@use_case(Permission.PERIOD_MANAGE)
def history(work: UnitOfWork) -> tuple[PeriodHistoryLine, ...]:
    """Give the last changes of all regions, newest first."""
    return history_of(work)


@use_case(Permission.PERIOD_MANAGE)
def open_period(work: UnitOfWork, region_id: object, form: dict[str, Any]) -> str:
    """Open a region's list for due dates ("openzetten") and give the period's id.

    Fields "starts_on" and "ends_on". Raises `FieldErrors`, also on "region" when none was chosen,
    and `Conflict("period_overlaps")`.
    """
    typed = Form(form)
    if not region_id:
        typed.errors["region"] = "required"
    period = checked_period(typed)
    return str(make(work, changes.active_region(work, region_id), period))


@use_case(Permission.PERIOD_MANAGE)
def closing_effect(work: UnitOfWork, period_id: object, form: dict[str, Any]) -> ClosingEffect:
    """Count whom a change would concern, before it is made; fields "starts_on" and "ends_on".

    Without those fields: when the period is closed altogether.
    """
    row = changes.found(work, CodeRedPeriod, period_id)
    return effect_of(work, row, typed_period(form) if form else None)


@use_case(Permission.PERIOD_MANAGE)
def change_period(work: UnitOfWork, period_id: object, form: dict[str, Any]) -> None:
    """Give a period other days; who is on the list or invited stays.

    Raises `FieldErrors`, and `Conflict("period_overlaps")`.
    """
    change(work, changes.found(work, CodeRedPeriod, period_id), typed_period(form))


@use_case(Permission.PERIOD_MANAGE)
def close_period(work: UnitOfWork, period_id: object) -> None:
    """Close a region's list for all due dates of a period ("dichtzetten"); who is on it stays."""
    row = changes.found(work, CodeRedPeriod, period_id)
    _note(work, row.region_id, PeriodChangeKind.CLOSED, _period(row), None)
    work.session.delete(row)


def typed_period(form: object) -> Period:
    """Take a period from a form; raises `FieldErrors`."""
    return checked_period(Form(form))


def checked_period(typed: Form) -> Period:
    """Take a period from a form of which other fields were looked at; raises `FieldErrors`."""
    starts_on, ends_on = typed.day("starts_on"), typed.day("ends_on")
    if not typed.errors and ends_on < starts_on:
        typed.errors["ends_on"] = "ends_before_start"
    elif not typed.errors and ends_on - starts_on > LONGEST:
        typed.errors["ends_on"] = "period_too_long"
    typed.check()
    return Period(starts_on, ends_on)


def make(work: UnitOfWork, region: Region, period: Period) -> UUID:
    """Add a period to a region; raises `Conflict("period_overlaps")`."""
    _check_overlap(work, region.id, period)
    row = CodeRedPeriod(
        id=uuid4(), region_id=region.id, starts_on=period.starts_on, ends_on=period.ends_on
    )
    work.session.add(row)
    _note(work, region.id, PeriodChangeKind.OPENED, None, period)
    return row.id


def change(work: UnitOfWork, row: CodeRedPeriod, period: Period) -> None:
    """Give a period other days; raises `Conflict("period_overlaps")`."""
    _check_overlap(work, row.region_id, period, but=row.id)
    before = _period(row)
    row.starts_on, row.ends_on = period.starts_on, period.ends_on
    _note(work, row.region_id, PeriodChangeKind.CHANGED, before, period)


def effect_of(work: UnitOfWork, row: CodeRedPeriod, period: Period | None) -> ClosingEffect:
    """Count who has a due date that a period would no longer hold."""

    def closes(due_date: date) -> bool:
        return period is None or not period.holds(due_date)

    span = (row.region_id, row.starts_on, row.ends_on)
    invited = work.session.execute(administration.invited_due_in(*span)).scalars()
    waiting = work.session.execute(administration.due_in(*span)).scalars()
    return ClosingEffect(sum(map(closes, invited)), sum(map(closes, waiting)))


def rows_of(work: UnitOfWork, region_id: UUID) -> tuple[PeriodRow, ...]:
    """Give the periods of one region, the newest first."""
    rows = work.session.exec(
        select(CodeRedPeriod)
        .where(CodeRedPeriod.region_id == region_id)
        .order_by(col(CodeRedPeriod.starts_on).desc())
    )
    return tuple(map(_row, rows))


def history_of(work: UnitOfWork, region_id: UUID | None = None) -> tuple[PeriodHistoryLine, ...]:
    """Give the last changes of one region or of all, newest first."""
    rows = work.session.execute(administration.period_changes(region_id, HISTORY_LINES))
    return tuple(
        PeriodHistoryLine(
            happened_at=row.happened_at,
            region=region,
            kind=row.kind,
            by=by or "",
            former=_days(row.former_starts_on, row.former_ends_on),
            period=_days(row.starts_on, row.ends_on),
        )
        for row, region, by in rows
    )


def _check_overlap(
    work: UnitOfWork, region_id: UUID, period: Period, but: UUID | None = None
) -> None:
    changes.lock_regions(work)
    rows = work.session.exec(select(CodeRedPeriod).where(CodeRedPeriod.region_id == region_id))
    other = overlapping(period, [_period(row) for row in rows if row.id != but])
    if other is not None:
        raise Conflict(
            "period_overlaps",
            starts_on=format_date(other.starts_on),
            ends_on=format_date(other.ends_on),
        )


def _note(
    work: UnitOfWork,
    region_id: UUID,
    kind: PeriodChangeKind,
    before: Period | None,
    after: Period | None,
) -> None:
    """Keep the history, log it, and tell everybody of the region and open pages."""
    if before == after:
        return
    work.session.add(
        PeriodChange(
            region_id=region_id,
            kind=kind,
            happened_at=work.now,
            user_id=work.actor.user_id,
            former_starts_on=before.starts_on if before else None,
            former_ends_on=before.ends_on if before else None,
            starts_on=after.starts_on if after else None,
            ends_on=after.ends_on if after else None,
        )
    )
    changes.record(
        work,
        LogEvent.PERIOD_CHANGED,
        {"region": region_id},
        before=_facts(before),
        after=_facts(after),
    )
    outbox.notify(work, Notification.PERIOD_CHANGED, region_id=region_id)
    work.announce("regions")
    work.announce(f"region:{region_id}")


def _facts(period: Period | None) -> dict[str, date] | None:
    return {"starts_on": period.starts_on, "ends_on": period.ends_on} if period else None


def _period(row: CodeRedPeriod) -> Period:
    return Period(row.starts_on, row.ends_on)


def _days(starts_on: date | None, ends_on: date | None) -> Period | None:
    return Period(starts_on, ends_on) if starts_on and ends_on else None


def _row(row: CodeRedPeriod) -> PeriodRow:
    return PeriodRow(str(row.id), row.starts_on, row.ends_on)
