"""Terms of keeping ("bewaartermijnen"): what is past them is erased, with proof in the log.

Every verb does a small piece in a transaction of its own, so a run that is killed leaves nothing
half done, and of two runners each takes other rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from kraamzorg_app.domain.entries import CloseReason, EntryState, TimelineKind
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.tool_settings import Setting
from kraamzorg_app.models.access_log import LogCut
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.queries import access_log
from kraamzorg_app.queries import retention as queries
from kraamzorg_app.services import audit, erasure, timeline, tool_settings, transitions
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

CLIENTS_AT_ONCE: Final = 25
INVITATIONS_AT_ONCE: Final = 100
_DAYS_A_YEAR: Final = 365.25


@dataclass(frozen=True, slots=True)
class Due:
    """What the next run would erase: counts only."""

    clients: int
    still_waiting: int
    """Those of them whom nobody took in care: they leave the list with it."""
    invitations: int
    log_lines: int


@use_case(Permission.SETTINGS_MANAGE)
def preview(work: UnitOfWork) -> Due:
    """Count what is past its term, and erase nothing."""
    clients, waiting = work.session.execute(queries.count_clients(*_client_terms(work))).one()
    invitations = work.session.execute(queries.count_invitations(_invitation_term(work)))
    lines = work.session.execute(access_log.lines_past(_log_term(work)))
    return Due(clients, waiting, int(invitations.scalar_one()), int(lines.scalar_one()))


@use_case(Permission.JOB_RETENTION)
def erase_clients(work: UnitOfWork) -> int:
    """Erase who some clients are; gives how many, 0 when nobody is left.

    Who is on the list still leaves it: the coordinator is told of one whom nobody took in care.
    """
    chosen = queries.clients(*_client_terms(work), CLIENTS_AT_ONCE)
    erased: list[UUID] = []
    for entry in work.session.execute(chosen).scalars().all():
        if entry.state is not EntryState.CLOSED:
            _close(work, entry)
        log_id = erasure.erase(work, entry)
        if log_id is not None:
            erased.append(log_id)
    if erased:
        _record_erased(work, erased, clients=len(erased))
    return len(erased)


@use_case(Permission.JOB_RETENTION)
def erase_invitations(work: UnitOfWork) -> int:
    """Erase whom some invitations were for that came to nothing; gives how many."""
    chosen = queries.invitations(_invitation_term(work), INVITATIONS_AT_ONCE)
    found = list(work.session.execute(chosen).scalars())
    log_ids = [invitation.log_id for invitation in found]
    erasure.erase_invitations(work, found)
    erasure.close_ways_in_of(work, [invitation.id for invitation in found])
    if found:
        _record_erased(work, log_ids, invitations=len(found))
    return len(found)


@use_case(Permission.JOB_RETENTION)
def cut_log(work: UnitOfWork) -> int:
    """Delete the lines of the oldest sealed piece once all are past their term; gives how many.

    The newest piece stays whatever its age: on SQLite numbers would begin anew after an empty log.
    """
    if not access_log.may_seal(work.session):
        return 0
    oldest = list(work.session.execute(access_log.uncut_seals(2)).scalars())
    if len(oldest) < 2 or oldest[0].last_at >= _log_term(work):  # noqa: PLR2004 - one stays
        return 0
    seal = oldest[0]
    work.session.add(LogCut(seal_number=seal.number, cut_at=work.now))
    work.session.flush()
    access_log.cut(work.session, seal)
    audit.record(
        work,
        LogEvent.LOG_CUT,
        "D",
        purpose=Purpose.ADMINISTRATION,
        details={
            "seal": seal.number,
            "first": seal.first_number,
            "last": seal.last_number,
            "lines": seal.line_count,
            "until": seal.last_at.isoformat(),
        },
    )
    return int(seal.line_count)


def _close(work: UnitOfWork, entry: WaitingListEntry) -> None:
    """End a place whose term passed; about one that was in care there is nothing to tell."""
    if entry.state is not EntryState.ACCEPTED:
        transitions.close(work, entry, CloseReason.TERM_PASSED)
        return
    values = {"closed_at": work.now, "close_reason": CloseReason.TERM_PASSED}
    transitions.move(work, entry, EntryState.CLOSED, **values)
    timeline.add(work, entry.id, TimelineKind.CLOSED, reason=CloseReason.TERM_PASSED)


def _record_erased(work: UnitOfWork, log_ids: list[UUID], **counts: int) -> None:
    audit.record(
        work,
        LogEvent.IDENTITY_ERASED,
        "D",
        subjects=log_ids,
        purpose=Purpose.ADMINISTRATION,
        details=counts,
    )


def _term(work: UnitOfWork, setting: Setting) -> int:
    return int(tool_settings.current(work.session)[setting])


def _client_terms(work: UnitOfWork) -> tuple[date, datetime]:
    after_due = timedelta(weeks=_term(work, Setting.ERASE_WEEKS_AFTER_DUE))
    after_closing = timedelta(weeks=_term(work, Setting.ERASE_WEEKS_AFTER_CLOSING))
    return work.today - after_due, work.now - after_closing


def _invitation_term(work: UnitOfWork) -> datetime:
    return work.now - timedelta(days=_term(work, Setting.ERASE_INVITATION_DAYS))


def _log_term(work: UnitOfWork) -> datetime:
    return work.now - timedelta(days=_DAYS_A_YEAR * _term(work, Setting.LOG_YEARS))
