"""Dividing a region's waiting women ("verdelen"): who waits, where there is room, and a proposal.

A proposal is computed outside any transaction, in the rights of who asked for it; what it says is
read and sent within the scope again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from kraamzorg_app.adapters.division_solver import Unsolvable, solve
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.domain.division_drafts import KEPT, DraftLine, DraftState, is_dead
from kraamzorg_app.domain.errors import Conflict, NotFound
from kraamzorg_app.domain.matching import Division, Problem, hours_over
from kraamzorg_app.domain.matching_reasons import LeftOver, Line, explain
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.division import DivisionDraft
from kraamzorg_app.queries import division as queries
from kraamzorg_app.services import audit, division_drafts, division_problem
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.division_drafts import Content
from kraamzorg_app.services.division_problem import RegionProblem
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

_MATCHED_ON: Final = (Field.PC4, Field.DUE_DATE, Field.SPOKEN_LANGUAGE, Field.PREFERENCE)


class Cancelled(Exception):
    """A proposal is not wanted any more."""


@use_case(Permission.DIVISION_PROPOSE)
def begin(work: UnitOfWork, region_id: object, first: str = "", last: str = "") -> UUID:
    """Ask for a proposal; gives its id, which `compute` goes on with. The former one is dropped.

    Raises `Conflict("already_computing")`.
    """
    region = division_drafts.own_region(work, region_id)
    span = division_drafts.checked_span(work, first, last)
    owner = work.actor.membership_id
    if owner is None:
        raise NotFound
    former = work.session.execute(
        queries.drafts_of(owner, region.id).with_for_update()
    ).scalar_one_or_none()
    if former is not None:
        is_busy = former.state is DraftState.COMPUTING
        if is_busy and not is_dead(former.state, former.touched_at, work.now):
            raise Conflict("already_computing")
        work.session.delete(former)
        work.session.flush()
    draft = DivisionDraft(
        membership_id=owner,
        region_id=region.id,
        first_week=span.weeks[0],
        last_week=span.weeks[-1],
        created_at=work.now,
        touched_at=work.now,
    )
    try:
        with work.session.begin_nested():
            work.session.add(draft)
    except IntegrityError:
        raise Conflict("already_computing") from None
    return draft.id


def compute(actor: Actor, draft_id: UUID) -> None:
    """Compute a proposal that was begun, for as long as it is wanted; may take seconds."""
    found = gather(actor, draft_id)
    if found is None:
        return

    def on_week(done: int, total: int) -> None:
        if not go_on(actor, draft_id, done, total):
            raise Cancelled

    try:
        division = solve(found.problem, on_week)
    except Cancelled:
        return
    except Exception as fault:
        fail(actor, draft_id)
        if isinstance(fault, Unsolvable):
            return
        raise
    finish(actor, draft_id, found, division)


@use_case(Permission.DIVISION_PROPOSE)
def gather(work: UnitOfWork, draft_id: UUID) -> RegionProblem | None:
    """Read the problem of a proposal that is wanted; one line in the log with all who are in it."""
    draft = division_drafts.own(work, draft_id)
    if draft.state is not DraftState.COMPUTING:
        return None
    region = division_drafts.own_region(work, draft.region_id)
    found = division_problem.read(work, region, division_drafts.span(work, draft))
    draft.touched_at = work.now
    audit.record(
        work,
        LogEvent.DIVISION_PROPOSED,
        "E",
        subjects=found.log_ids.values(),
        fields=_MATCHED_ON,
        details={
            "region": str(region.id),
            "weeks": [draft.first_week, draft.last_week],
            "providers": len(found.names),
        },
    )
    return found


@use_case(Permission.DIVISION_PROPOSE)
def go_on(work: UnitOfWork, draft_id: UUID, done: int, total: int) -> bool:
    """Note how far a computation is; says whether it is still wanted."""
    draft = _computing(work, draft_id)
    if draft is None:
        return False
    draft.done, draft.total, draft.touched_at = done, total, work.now
    work.announce(division_drafts.topic(draft.id))
    return True


@use_case(Permission.DIVISION_PROPOSE)
def finish(work: UnitOfWork, draft_id: UUID, found: RegionProblem, division: Division) -> None:
    """Keep what was computed, with a reason for every woman."""
    draft = _computing(work, draft_id)
    if draft is not None:
        draft.state = DraftState.READY
        division_drafts.write(work, draft, content_of(found, division))
        work.announce(division_drafts.topic(draft.id))


@use_case(Permission.DIVISION_PROPOSE)
def fail(work: UnitOfWork, draft_id: UUID) -> None:
    """Note that a computation came to nothing."""
    draft = _computing(work, draft_id)
    if draft is not None:
        draft.state = DraftState.FAILED
        work.announce(division_drafts.topic(draft.id))


@use_case(Permission.DIVISION_PROPOSE)
def cancel(work: UnitOfWork, draft_id: object) -> None:
    """Stop computing a proposal; one that is ready stays."""
    draft = division_drafts.own(work, draft_id)
    if draft.state is DraftState.COMPUTING:
        draft.state = DraftState.CANCELLED
        work.announce(division_drafts.topic(draft.id))


@use_case(Permission.JOB_RETENTION)
def delete_old(work: UnitOfWork) -> int:
    """Delete the proposals that are over a day old; gives how many."""
    is_old = col(DivisionDraft.created_at) <= work.now - KEPT
    deleted = work.session.exec(delete(DivisionDraft).where(is_old)).rowcount
    if deleted:
        details = {"proposals": deleted}
        audit.record(work, LogEvent.DIVISIONS_DELETED, "D", details=details)
    return deleted


def content_of(found: RegionProblem, division: Division) -> Content:
    """Explain a division, the most urgent women first."""
    why = reasons_of(found.problem, division)
    return Content(
        tuple(
            DraftLine(woman_id, found.versions[woman_id], why[woman_id])
            for woman_id in found.urgent_first(found.problem.women)
        ),
        over_hours(found.problem, division),
    )


def reasons_of(problem: Problem, division: Division) -> dict[UUID, Line | LeftOver]:
    """Give the reason of every woman."""
    explained = explain(problem, division)
    why: dict[UUID, Line | LeftOver] = {each.woman_id: each for each in explained.lines}
    return why | {each.woman_id: each for each in explained.left_over}


def over_hours(problem: Problem, division: Division) -> tuple[tuple[UUID, str, int], ...]:
    """Give provider, week, and the hours that are needed beyond those it stated."""
    over = hours_over(problem, division)
    return tuple((provider_id, week, hours) for (provider_id, week), hours in over.items())


def _computing(work: UnitOfWork, draft_id: UUID) -> DivisionDraft | None:
    """Find a proposal that is being computed; None when it was cancelled or replaced."""
    found = work.session.get(DivisionDraft, draft_id, with_for_update=True)
    is_own = found is not None and found.membership_id == work.actor.membership_id
    if found is None or not is_own or found.state is not DraftState.COMPUTING:
        return None
    return found


@dataclass(frozen=True, slots=True)
class DraftStatus:
    """How far a coordinator's proposal for a region is."""

    id: UUID
    state: DraftState
    done: int
    total: int
    created_at: datetime
    first_week: str
    last_week: str


@use_case(Permission.DIVISION_PROPOSE)
def status(work: UnitOfWork, region_id: object) -> DraftStatus | None:
    """Give how far one's own proposal for a region is, if there is one of the last day."""
    region = division_drafts.own_region(work, region_id)
    draft: DivisionDraft | None = work.session.execute(
        queries.drafts_of(work.actor.membership_id, region.id)
    ).scalar_one_or_none()
    if draft is None or draft.created_at <= work.now - KEPT:
        return None
    is_lost = is_dead(draft.state, draft.touched_at, work.now)
    return DraftStatus(
        draft.id,
        DraftState.FAILED if is_lost else draft.state,
        draft.done,
        draft.total,
        draft.created_at,
        draft.first_week,
        draft.last_week,
    )
