"""The weekly update ("wekelijkse update"): figures by mail, the list itself behind the log-in.

One row per week is the claim, so that of two runners one makes it; each reader's files and mail are
written in one transaction, so that a runner that takes over from a dead one skips who has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from kraamzorg_app.domain.actors import Actor, ActorKind, Job, Role
from kraamzorg_app.domain.calendar import AMSTERDAM, amsterdam_time, iso_week, monday_of
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.listing import ListRequest
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.urgency import Urgency, urgency
from kraamzorg_app.models.accounts import Membership
from kraamzorg_app.models.messages import JobRun, KeptExport
from kraamzorg_app.models.organizations import Insurer, Region
from kraamzorg_app.queries import accounts, recipients
from kraamzorg_app.services import export_files, exports, kept_exports, outbox
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.entry_views import EntryRow
from kraamzorg_app.services.exports import BOTH_LISTS, PIECE_SIZE, Piece
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

SENT_AT: Final = time(7, 0, tzinfo=AMSTERDAM)
TAKE_OVER_AFTER: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Week:
    """The week that an update is about, and the moments between which it lies."""

    period: str
    starts_at: datetime
    ends_at: datetime

    @property
    def number(self) -> str:
        """Give its number as people say it."""
        return self.period.rpartition("W")[2].lstrip("0")


@dataclass(frozen=True, slots=True)
class Update:
    """What one reader gets."""

    membership_id: UUID
    organization: str
    with_personal_data: bool
    pieces: tuple[Piece, ...]
    figures: dict[str, str]


def make_due(actor: Actor, runner: str) -> int:
    """Make the newest update that is due and not made yet; gives how many readers got it.

    A week missed while no runner was on is made up once; of several only the last.
    """
    week = claim_week(actor, runner)
    if week is None:
        return 0
    made = 0
    for membership_id in readers_left(actor, week):
        update = collect(actor, membership_id, week)
        if update is not None:
            deliver(actor, week, update, _files(update))
            made += 1
    finish_week(actor, week)
    return made


def week_due(now: datetime) -> Week:
    """Give the week whose update is due: the one before the last Monday 07:00 in Amsterdam."""
    local = amsterdam_time(now)
    monday = monday_of(local.date())
    if local < datetime.combine(monday, SENT_AT):
        monday -= timedelta(weeks=1)
    start = monday - timedelta(weeks=1)
    return Week(
        iso_week(start),
        datetime.combine(start, time(0, tzinfo=AMSTERDAM)),
        datetime.combine(monday, time(0, tzinfo=AMSTERDAM)),
    )


@use_case(Permission.JOB_WEEKLY_DIGEST)
def claim_week(work: UnitOfWork, runner: str) -> Week | None:
    """Claim the week that is due; None when it is made, or being made by another runner."""
    week = week_due(work.now)
    run = work.session.exec(_run_of(week).with_for_update()).one_or_none()
    if run is None:
        claim = JobRun(
            job=Job.WEEKLY_DIGEST, period=week.period, claimed_by=runner, claimed_at=work.now
        )
        try:
            with work.session.begin_nested():
                work.session.add(claim)
        except IntegrityError:
            return None
        return week
    if run.finished_at is not None or work.now - run.claimed_at < TAKE_OVER_AFTER:
        return None
    run.claimed_by, run.claimed_at = runner, work.now
    return week


@use_case(Permission.JOB_WEEKLY_DIGEST)
def readers_left(work: UnitOfWork, week: Week) -> list[UUID]:
    """List the memberships that should get this week's update and have not got it."""
    done = select(KeptExport.membership_id).where(col(KeptExport.period) == week.period)
    readers = recipients.digest_readers().where(col(Membership.id).not_in(done))
    return [membership.id for membership, _user in work.session.exec(readers).all()]


def collect(actor: Actor, membership_id: UUID, week: Week) -> Update | None:
    """Read what one membership may see, exactly as its person would; None when it just ended.

    In pieces, each a transaction of its own, so that a long list keeps nobody waiting.
    """
    reader = reader_behind(actor, membership_id)
    if reader is None:
        return None
    search_id = uuid4()
    pieces = []
    for request in BOTH_LISTS:
        after: tuple[date, UUID] | None = None
        while True:
            piece = read_piece(actor, reader, request, search_id, after)
            pieces.append(piece)
            after = piece.next
            if after is None:
                break
    return Update(
        membership_id=membership_id,
        organization=reader.organization_name,
        with_personal_data=reader.may_view_personal_data,
        pieces=tuple(pieces),
        figures=count(actor, week, [row for piece in pieces for row in piece.rows]),
    )


@use_case(Permission.JOB_WEEKLY_DIGEST)
def reader_behind(work: UnitOfWork, membership_id: UUID) -> Actor | None:
    """Give the actor that a session under this membership would give; None when it has ended."""
    found = work.session.exec(
        recipients.digest_readers().where(col(Membership.id) == membership_id)
    ).one_or_none()
    return _as_person(work, found[0]) if found else None


@use_case(Permission.JOB_WEEKLY_DIGEST)
def read_piece(
    work: UnitOfWork,
    reader: Actor,
    request: ListRequest,
    search_id: UUID,
    after: tuple[date, UUID] | None,
) -> Piece:
    """Read some rows as the reader sees them, and write the log line of keeping them."""
    piece = exports.piece_for(replace(work, actor=reader), request, after, PIECE_SIZE)
    exports.record(
        work,
        LogEvent.EXPORT_KEPT,
        piece,
        request,
        search_id,
        on_behalf_of=reader.organization_name,
    )
    return piece


@use_case(Permission.JOB_WEEKLY_DIGEST)
def deliver(work: UnitOfWork, week: Week, update: Update, files: dict[str, bytes]) -> None:
    """Keep one reader's files and write the mail, unless another runner did or the rights fell."""
    member = work.session.get_one(Membership, update.membership_id)
    had_it = work.session.exec(
        select(KeptExport.id).where(
            col(KeptExport.membership_id) == member.id, col(KeptExport.period) == week.period
        )
    ).first()
    if had_it or member.may_view_personal_data < update.with_personal_data:
        return
    kept_exports.keep(
        work,
        member.id,
        week.period,
        files,
        (row.entry.id for piece in update.pieces for row in piece.rows),
        with_personal_data=update.with_personal_data,
    )
    outbox.notify(
        work,
        Notification.WEEKLY_DIGEST,
        member=member,
        values={"organization": update.organization, "week": week.number, **update.figures},
    )


@use_case(Permission.JOB_WEEKLY_DIGEST)
def finish_week(work: UnitOfWork, week: Week) -> None:
    """Note that everybody has this week's update."""
    work.session.exec(_run_of(week)).one().finished_at = work.now


@use_case(Permission.JOB_WEEKLY_DIGEST)
def count(work: UnitOfWork, week: Week, rows: list[EntryRow]) -> dict[str, str]:
    """Count what the mail says: numbers only, nobody can be found in them."""
    regions = {region.id: region for region in work.session.exec(select(Region)).all()}
    waiting = [row.entry for row in rows if row.entry.state is EntryState.WAITING]

    def is_urgent(row: EntryRow) -> bool:
        region = regions[row.entry.region_id]
        level = urgency(
            row.entry.due_date,
            work.today,
            is_born=row.entry.birth_reported_at is not None,
            thresholds_weeks=(region.nearing_weeks, region.soon_weeks, region.critical_weeks),
        )
        return row.entry.state is EntryState.WAITING and level >= Urgency.CRITICAL

    def in_week(moment: datetime | None) -> bool:
        return moment is not None and week.starts_at <= moment < week.ends_at

    return {
        "waiting": str(len(waiting)),
        "placed": str(sum(in_week(row.entry.placed_at) for row in rows)),
        "taken": str(sum(in_week(row.entry.accepted_at) for row in rows)),
        "urgent": str(sum(is_urgent(row) for row in rows)),
    }


def _run_of(week: Week) -> SelectOfScalar[JobRun]:
    return select(JobRun).where(
        col(JobRun.job) == Job.WEEKLY_DIGEST, col(JobRun.period) == week.period
    )


def _as_person(work: UnitOfWork, member: Membership) -> Actor:
    """Give the actor that a session under this membership would give, as far as reading goes."""
    preferred: Iterator[UUID] = iter(())
    if member.role is Role.INSURER and member.insurer_id is not None:
        preferred = iter(
            work.session.execute(accounts.preferred_regions(member.insurer_id)).scalars()
        )
        name = work.session.get_one(Insurer, member.insurer_id).name
    else:
        name = work.session.get_one(Region, member.region_id).name
    return Actor(
        kind=ActorKind.PERSON,
        user_id=member.user_id,
        membership_id=member.id,
        role=member.role,
        organization_name=name,
        may_view_personal_data=member.may_view_personal_data,
        region_ids=frozenset({member.region_id} if member.region_id else ()),
        insurer_id=member.insurer_id,
        preferred_region_ids=frozenset(preferred),
    )


def _files(update: Update) -> dict[str, bytes]:
    """Make both forms of the list; the slow part, so outside any transaction."""
    columns = update.pieces[0].columns
    views = [view for piece in update.pieces for view in piece.views]
    return {
        "csv": export_files.csv_heading(columns) + export_files.csv_rows(columns, views),
        "xlsx": export_files.xlsx(columns, views),
    }
