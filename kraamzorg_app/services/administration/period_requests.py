"""A coordinator asks for another code-rood period; the functional administrator answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kraamzorg_app.domain.code_red import Period, RequestState
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotFound
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.administration import PeriodRequest
from kraamzorg_app.models.organizations import CodeRedPeriod, Region
from kraamzorg_app.queries import administration
from kraamzorg_app.services import outbox
from kraamzorg_app.services.administration import changes, periods
from kraamzorg_app.services.administration.forms import Form, as_id
from kraamzorg_app.services.administration.periods import PeriodHistoryLine, PeriodRow
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

SHOWN = 50


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request with its answer, as both sides read it."""

    id: str
    region: str
    state: RequestState
    asked: Period
    now: Period | None
    """The period that is to change; None when a new one is asked for."""
    reason: str
    by: str
    requested_at: datetime
    answer: str
    granted: Period | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnPeriods:
    """What a coordinator reads of her region."""

    region_id: str
    region: str
    periods: tuple[PeriodRow, ...]
    requests: tuple[RequestRow, ...]
    history: tuple[PeriodHistoryLine, ...]


@use_case(Permission.PERIOD_REQUEST)
def own_periods(work: UnitOfWork) -> tuple[OwnPeriods, ...]:
    """Read the periods, requests and history of the regions that the actor coordinates."""
    return tuple(
        OwnPeriods(
            region_id=str(region_id),
            region=work.session.get_one(Region, region_id).name,
            periods=periods.rows_of(work, region_id),
            requests=_rows(work, region_id),
            history=periods.history_of(work, region_id),
        )
        for region_id in sorted(work.actor.region_ids)
    )


@use_case(Permission.PERIOD_REQUEST)
def ask(work: UnitOfWork, region_id: object, form: dict[str, Any]) -> None:
    """Ask for another period with a reason; the functional administrator is told.

    Fields "starts_on", "ends_on", "reason" and "period_id" (empty for a new period). Raises
    `NotFound` for a region that the actor does not coordinate.
    """
    region = changes.active_region(work, region_id)
    if region.id not in work.actor.region_ids or work.actor.user_id is None:
        raise NotFound
    typed = Form(form)
    reason, chosen = typed.sentence("reason"), typed.text("period_id", 40, required=False)
    try:
        period = periods.typed_period(form)
    except FieldErrors as wrong:
        typed.errors |= wrong.fields
    typed.check()
    row = _period_of(work, region.id, chosen)
    request = PeriodRequest(
        region_id=region.id,
        period_id=row.id if row else None,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        reason=reason,
        requested_by=work.actor.user_id,
        requested_at=work.now,
    )
    work.session.add(request)
    changes.record(
        work,
        LogEvent.PERIOD_REQUESTED,
        {"region": region.id, "request": request.id},
        after={"starts_on": period.starts_on, "ends_on": period.ends_on},
    )
    outbox.notify(work, Notification.PERIOD_REQUESTED, region_id=region.id)
    work.announce("period-requests")


@use_case(Permission.PERIOD_MANAGE)
def requests(work: UnitOfWork) -> tuple[RequestRow, ...]:
    """List the requests of all regions, unanswered ones first, then the newest."""
    return _rows(work, None)


@use_case(Permission.PERIOD_MANAGE)
def grant(work: UnitOfWork, request_id: object, form: dict[str, Any]) -> None:
    """Grant a request, as asked or with other days; field "answer" may say why.

    Raises `FieldErrors`, `Conflict("period_overlaps")` and `Conflict("already_answered")`.
    """
    request, typed = _pending(work, request_id), Form(form)
    answer = typed.sentence("answer", required=False)
    typed.check()
    period = periods.typed_period(form)
    asked = Period(request.starts_on, request.ends_on)
    row = work.session.get(CodeRedPeriod, request.period_id) if request.period_id else None
    if row is None:
        periods.make(work, changes.active_region(work, request.region_id), period)
    else:
        periods.change(work, row, period)
    request.granted_starts_on, request.granted_ends_on = period.starts_on, period.ends_on
    state = RequestState.GRANTED if period == asked else RequestState.CHANGED
    _answer(work, request, state, answer)


@use_case(Permission.PERIOD_MANAGE)
def refuse(work: UnitOfWork, request_id: object, form: dict[str, Any]) -> None:
    """Refuse a request with a sentence: field "answer"."""
    request, typed = _pending(work, request_id), Form(form)
    answer = typed.sentence("answer")
    typed.check()
    _answer(work, request, RequestState.REFUSED, answer)


def _pending(work: UnitOfWork, request_id: object) -> PeriodRequest:
    changes.lock_regions(work)
    request = changes.found(work, PeriodRequest, request_id)
    if request.state is not RequestState.PENDING:
        raise Conflict("already_answered")
    return request


def _answer(work: UnitOfWork, request: PeriodRequest, state: RequestState, answer: str) -> None:
    request.state, request.answer = state, answer
    request.answered_by, request.answered_at = work.actor.user_id, work.now
    changes.record(
        work,
        LogEvent.PERIOD_ANSWERED,
        {"region": request.region_id, "request": request.id},
        before={"state": RequestState.PENDING},
        after={"state": state, "answer": answer},
    )
    outbox.notify(work, Notification.PERIOD_ANSWERED, region_id=request.region_id)
    work.announce("period-requests")
    work.announce(f"region:{request.region_id}")


def _period_of(work: UnitOfWork, region_id: UUID, period_id: str) -> CodeRedPeriod | None:
    """Find the period that is to change; raises `NotFound` for one of another region."""
    if not period_id:
        return None
    row = changes.found(work, CodeRedPeriod, as_id(period_id))
    if row.region_id != region_id:
        raise NotFound
    return row


def _rows(work: UnitOfWork, region_id: UUID | None) -> tuple[RequestRow, ...]:
    found = work.session.execute(administration.period_requests(region_id, SHOWN))
    return tuple(
        RequestRow(
            id=str(request.id),
            region=region,
            state=request.state,
            asked=Period(request.starts_on, request.ends_on),
            now=Period(period.starts_on, period.ends_on) if period else None,
            reason=request.reason,
            by=by,
            requested_at=request.requested_at,
            answer=request.answer,
            granted=_granted(request.granted_starts_on, request.granted_ends_on),
            answered_at=request.answered_at,
        )
        for request, region, by, period in found
    )


def _granted(starts_on: date | None, ends_on: date | None) -> Period | None:
    return Period(starts_on, ends_on) if starts_on and ends_on else None
