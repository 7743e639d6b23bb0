"""The weekly update ("wekelijkse update"): figures by mail, the list itself behind the log-in.

Each reader chooses day and form. One row per morning is the claim, so that of two runners one makes
its updates; each reader's receipt, files and mail are written in one transaction, so that a runner
that takes over from a dead one skips who has it.
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
from kraamzorg_app.domain.disclosure import Policy
from kraamzorg_app.domain.errors import Conflict
from kraamzorg_app.domain.listing import ListRequest
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.weekly_update import UpdateForm, Weekday
from kraamzorg_app.models.accounts import Membership
from kraamzorg_app.models.messages import DigestKind, JobRun, UpdateChoice
from kraamzorg_app.models.organizations import Insurer, Region
from kraamzorg_app.queries import accounts, digests, recipients
from kraamzorg_app.services import (
    disclosure_in_force,
    export_files,
    exports,
    kept_exports,
    outbox,
    receipts,
    update_figures,
)
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.exports import BOTH_LISTS, PIECE_SIZE, Piece
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.update_figures import Figures
from kraamzorg_app.services.use_case import use_case

SENT_AT: Final = time(7, 0, tzinfo=AMSTERDAM)
TAKE_OVER_AFTER: Final = timedelta(minutes=30)
_TRIES: Final = 3
_KEPT: Final = "U moet ervoor inloggen. Na 4 weken wordt de lijst verwijderd."
_FILES: Final = {
    UpdateForm.BOTH: f"De lijst zelf staat voor u klaar als CSV en als Excel. {_KEPT}",
    UpdateForm.CSV: f"De lijst zelf staat voor u klaar als CSV. {_KEPT}",
    UpdateForm.XLSX: f"De lijst zelf staat voor u klaar als Excel. {_KEPT}",
    UpdateForm.FIGURES: "U koos voor alleen cijfers: er staat geen lijst voor u klaar.",
}


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
class Slot:
    """A morning on which updates are due: the week that they are about, and the day."""

    week: Week
    weekday: int
    """From Monday, 0."""

    @property
    def period(self) -> str:
        """Name it as its run does."""
        return f"{self.week.period}-{self.weekday + 1}"


@dataclass(frozen=True, slots=True)
class Update:
    """What one reader gets."""

    membership_id: UUID
    reader: Actor
    form: UpdateForm
    pieces: tuple[Piece, ...]
    """None of them when the reader wants figures only."""
    figures: Figures
    policy: Policy
    """The one under which it was read."""

    @property
    def with_personal_data(self) -> bool:
        """Say whether it was read with the AVG tick."""
        return self.reader.may_view_personal_data


def make_due(actor: Actor, runner: str) -> int:
    """Make the updates that are due and not made yet; gives how many readers got one.

    A week missed while no runner was on is made up once; of several only the last.
    """
    slot = claim_slot(actor, runner)
    if slot is None:
        return 0
    made = 0
    for membership_id, week in readers_left(actor, slot):
        made += _make(actor, membership_id, week)
    finish_slot(actor, slot)
    return made


def _make(actor: Actor, membership_id: UUID, week: Week) -> bool:
    """Make one reader's update; what changed while it was made is read anew."""
    for _ in range(_TRIES):
        update = collect(actor, membership_id, week)
        if update is None:
            return False
        try:
            return deliver(actor, week, update, _files(update))
        except Conflict:
            continue
    return False


def slot_due(now: datetime) -> Slot:
    """Give the newest morning whose 07:00 in Amsterdam has come."""
    local = amsterdam_time(now)
    day = local.date()
    if local < datetime.combine(day, SENT_AT):
        day -= timedelta(days=1)
    return Slot(_week_of(monday_of(day) - timedelta(weeks=1)), day.weekday())


def _week_of(monday: date) -> Week:
    return Week(
        iso_week(monday),
        datetime.combine(monday, time(0, tzinfo=AMSTERDAM)),
        datetime.combine(monday + timedelta(weeks=1), time(0, tzinfo=AMSTERDAM)),
    )


@use_case(Permission.JOB_WEEKLY_DIGEST)
def claim_slot(work: UnitOfWork, runner: str) -> Slot | None:
    """Claim the morning that is due; None when it is done, or being done by another runner."""
    slot = slot_due(work.now)
    run = work.session.exec(_run_of(slot).with_for_update()).one_or_none()
    if run is None:
        claim = JobRun(
            job=Job.WEEKLY_DIGEST, period=slot.period, claimed_by=runner, claimed_at=work.now
        )
        try:
            with work.session.begin_nested():
                work.session.add(claim)
        except IntegrityError:
            return None
        return slot
    if run.finished_at is not None or work.now - run.claimed_at < TAKE_OVER_AFTER:
        return None
    run.claimed_by, run.claimed_at = runner, work.now
    return slot


@use_case(Permission.JOB_WEEKLY_DIGEST)
def readers_left(work: UnitOfWork, slot: Slot) -> list[tuple[UUID, Week]]:
    """List who should have an update by now and has not got it, with the week that it is about.

    Who chose a day of this week that has not come yet should have last week's.
    """
    last_week = _week_of(slot.week.starts_at.date() - timedelta(weeks=1))
    left = []
    for member, day, newest in work.session.execute(digests.weekly_readers()).all():
        number = Weekday(day).number if day else 0
        week = slot.week if number <= slot.weekday else last_week
        due_at = datetime.combine(week.ends_at.date() + timedelta(days=number), SENT_AT)
        is_new = member.accepted_at is None or member.accepted_at >= due_at
        if not is_new and (newest is None or newest < week.period):
            left.append((member.id, week))
    return left


def collect(actor: Actor, membership_id: UUID, week: Week) -> Update | None:
    """Read what one membership may see, exactly as its person would; None when it just ended.

    In pieces, each a transaction of its own, so that a long list keeps nobody waiting.
    """
    found = reader_behind(actor, membership_id)
    if found is None:
        return None
    reader, form, policy = found
    pieces = tuple(_pieces(actor, reader)) if form.formats else ()
    return Update(membership_id, reader, form, pieces, count(actor, reader, week), policy)


def _pieces(actor: Actor, reader: Actor) -> Iterator[Piece]:
    search_id = uuid4()
    for request in BOTH_LISTS:
        after: tuple[date, UUID] | None = None
        while True:
            piece = read_piece(actor, reader, request, search_id, after)
            yield piece
            after = piece.next
            if after is None:
                break


@use_case(Permission.JOB_WEEKLY_DIGEST)
def reader_behind(work: UnitOfWork, membership_id: UUID) -> tuple[Actor, UpdateForm, Policy] | None:
    """Give the actor that a session under this membership would give, the form and the policy.

    None when the membership has ended.
    """
    found = work.session.exec(
        recipients.digest_readers().where(col(Membership.id) == membership_id)
    ).one_or_none()
    if found is None:
        return None
    choice = work.session.get(UpdateChoice, membership_id)
    form = choice.form if choice else UpdateForm.BOTH
    return _as_person(work, found[0]), form, disclosure_in_force.current_policy(work)


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
def deliver(work: UnitOfWork, week: Week, update: Update, files: dict[str, bytes]) -> bool:
    """Keep one reader's files and write the mail, unless another runner did or the rights fell.

    Says whether it was done; the receipt is written with it. Raises `Conflict` when there stands
    more in it by now than the reader may see.
    """
    member = work.session.get_one(Membership, update.membership_id)
    if member.may_view_personal_data < update.with_personal_data:
        return False
    entries = [row.entry for piece in update.pieces for row in piece.rows]
    kept_exports.check_still_so(work, update.reader, entries, update.policy)
    last = work.session.execute(
        digests.last_receipt(member.id, DigestKind.WEEKLY, week.period)
    ).scalar_one_or_none()
    if not receipts.claim(work, member.id, DigestKind.WEEKLY, week.period, dict(update.figures)):
        return False
    if files:
        kept_exports.keep(
            work,
            member.id,
            week.period,
            files,
            (entry.id for entry in entries),
            with_personal_data=update.with_personal_data,
        )
    outbox.notify(
        work,
        Notification.WEEKLY_DIGEST,
        member=member,
        values={
            "organization": update.reader.organization_name,
            "week": week.number,
            "files": _FILES[update.form],
            **update_figures.worded(update.reader, update.figures, last.figures if last else {}),
        },
    )
    return True


@use_case(Permission.JOB_WEEKLY_DIGEST)
def finish_slot(work: UnitOfWork, slot: Slot) -> None:
    """Note that everybody has the updates of this morning."""
    work.session.exec(_run_of(slot)).one().finished_at = work.now


@use_case(Permission.JOB_WEEKLY_DIGEST)
def count(work: UnitOfWork, reader: Actor, week: Week) -> Figures:
    """Count what the mail says: numbers only, nobody can be found in them."""
    return update_figures.count(work, reader, week.starts_at.date())


def _run_of(slot: Slot) -> SelectOfScalar[JobRun]:
    return select(JobRun).where(
        col(JobRun.job) == Job.WEEKLY_DIGEST, col(JobRun.period) == slot.period
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
    """Make the chosen forms of the list; the slow part, so outside any transaction."""
    if not update.pieces:
        return {}
    columns = update.pieces[0].columns
    views = [view for piece in update.pieces for view in piece.views]
    makers = {
        "csv": lambda: export_files.csv_heading(columns) + export_files.csv_rows(columns, views),
        "xlsx": lambda: export_files.xlsx(columns, views),
    }
    return {name: makers[name]() for name in update.form.formats}
