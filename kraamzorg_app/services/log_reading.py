"""The privacy officer reads the access log: by client, user, day and event; each look is logged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row

from kraamzorg_app.domain.calendar import AMSTERDAM, parse_date
from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.domain.errors import FieldErrors
from kraamzorg_app.domain.identifiers import normalize_bsn, normalize_client_number
from kraamzorg_app.domain.log_fields import fields_of
from kraamzorg_app.domain.log_filter import LogFilter, LogPlace
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.queries import access_log
from kraamzorg_app.services import audit
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.client_data import bsn_hashes
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

PAGE_SIZE: Final = 50
MOST_EXPORTED: Final = 5_000
_MOST_PEOPLE: Final = 50
_FIRST_YEAR, _LAST_YEAR = 2000, 2999
_NAMED_CLIENTS: Final = 3
"""A line about more clients than this says how many there are."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line as the privacy officer reads it."""

    number: int
    happened_at: datetime
    event: str
    outcome: str
    purpose: str
    actor_kind: str
    name: str
    role: str
    organization: str
    on_behalf_of: str
    origin: str
    clients: int
    client_numbers: tuple[str, ...]
    """Of a line about few clients; whoever was erased has none."""
    named: frozenset[UUID]
    """The `log_id`s of those clients."""
    fields: tuple[Field, ...]
    search_id: UUID | None
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some lines, the newest first; `older` is where the next page begins, None on the last."""

    lines: tuple[LogLine, ...]
    older: LogPlace | None


@use_case(Permission.LOG_READ)
def look_up(work: UnitOfWork, typed: Mapping[str, object]) -> LogFilter:
    """Turn what was typed into a filter: a client number or BSN, a name or address, days, an event.

    Raises `FieldErrors`; an unknown client or user is told, since the officer may see everybody's,
    and the try is logged. Nothing of what was typed is kept.
    """
    texts = {name: value.strip() for name, value in typed.items() if isinstance(value, str)}
    days, errors = _days(texts)
    subjects = _clients(work, texts.get("client", ""), errors)
    people = _people(work, texts.get("user", ""), errors)
    event = texts.get("event", "")
    if event and event not in set(LogEvent):
        errors["event"] = "unknown_choice"
    if errors:
        _record(work, LogEvent.LOG_SEARCHED, LogFilter(), (), outcome="failed")
        raise FieldErrors(errors).keeping()
    return LogFilter(subjects, people, event, *days)


@use_case(Permission.LOG_READ)
def read(work: UnitOfWork, wanted: LogFilter, before: LogPlace | None = None) -> LogPage:
    """Read one page of lines; the line about this look is written before it leaves."""
    lines = _lines(work, wanted, before, PAGE_SIZE + 1)
    shown = lines[:PAGE_SIZE]
    _record(work, LogEvent.LOG_SEARCHED, wanted, shown)
    has_more = len(lines) > PAGE_SIZE
    older = LogPlace(shown[-1].happened_at, shown[-1].number) if has_more else None
    return LogPage(shown, older)


@use_case(Permission.LOG_READ, fresh=True)
def export(work: UnitOfWork, wanted: LogFilter) -> tuple[LogLine, ...]:
    """Give all lines for a file, at most `MOST_EXPORTED`.

    Raises `FieldErrors` on the period when there are more: half a file would mislead.
    """
    lines = _lines(work, wanted, None, MOST_EXPORTED + 1)
    if len(lines) > MOST_EXPORTED:
        raise FieldErrors({"day_from": "log_too_long"})
    _record(work, LogEvent.LOG_EXPORTED, wanted, lines)
    return lines


def _days(
    texts: Mapping[str, str],
) -> tuple[tuple[datetime | None, datetime | None], dict[str, str]]:
    errors: dict[str, str] = {}
    days: dict[str, date | None] = {}
    for name in ("day_from", "day_to"):
        days[name] = parse_date(texts.get(name, ""))
        if texts.get(name) and not _is_sane(days[name]):
            errors[name] = "date_form"
    if errors:
        return (None, None), errors
    first, last = days["day_from"], days["day_to"]
    if first and last and last < first:
        errors["day_to"] = "date_before_start"
    end = last + timedelta(days=1) if last else None
    return (_midnight(first), _midnight(end)), errors


def _is_sane(day: date | None) -> bool:
    return day is not None and _FIRST_YEAR <= day.year <= _LAST_YEAR


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), AMSTERDAM) if day else None


def _clients(work: UnitOfWork, text: str, errors: dict[str, str]) -> frozenset[UUID] | None:
    if not text:
        return None
    found: set[UUID] = set()
    if number := normalize_client_number(text):
        found.update(work.session.execute(access_log.clients_named(number)).scalars())
    if bsn := normalize_bsn(text):
        digests = bsn_hashes(work, bsn)
        found.update(work.session.execute(access_log.clients_with_bsn(digests)).scalars())
    if not found:
        errors["client"] = "log_client_unknown"
    return frozenset(found)


def _people(work: UnitOfWork, text: str, errors: dict[str, str]) -> frozenset[UUID] | None:
    if not text:
        return None
    found = frozenset(work.session.execute(access_log.people_named(text, _MOST_PEOPLE)).scalars())
    if not found:
        errors["user"] = "log_user_unknown"
    return found


def _lines(
    work: UnitOfWork, wanted: LogFilter, before: LogPlace | None, limit: int
) -> tuple[LogLine, ...]:
    rows = work.session.execute(access_log.found(wanted, before=before, limit=limit)).all()
    numbers = _client_numbers(work, rows)
    return tuple(_line(row, numbers) for row in rows)


def _client_numbers(work: UnitOfWork, rows: Sequence[Row[Any]]) -> dict[str, str]:
    """Find the numbers of clients of whom a line names few, in one query."""
    ids = {
        subject
        for row in rows
        if len(row.AccessLogLine.subjects) <= _NAMED_CLIENTS
        for subject in row.AccessLogLine.subjects
    }
    found = work.session.execute(access_log.client_numbers(map(UUID, ids)))
    return {log_id.hex: number for log_id, number in found}


def _line(row: Row[Any], numbers: Mapping[str, str]) -> LogLine:
    line: AccessLogLine = row.AccessLogLine
    is_short = len(line.subjects) <= _NAMED_CLIENTS
    named = {each for each in line.subjects if each in numbers} if is_short else set[str]()
    return LogLine(
        number=line.number or 0,
        happened_at=line.happened_at,
        event=line.event,
        outcome=line.outcome,
        purpose=line.purpose,
        actor_kind=line.actor_kind,
        name=row.display_name or row.email or "",
        role=line.role or "",
        organization=line.organization,
        on_behalf_of=line.on_behalf_of,
        origin=line.origin,
        clients=len(line.subjects),
        client_numbers=tuple(sorted({numbers[each] for each in named})),
        named=frozenset(map(UUID, named)),
        fields=fields_of(line.fields),
        search_id=line.search_id,
        details=line.details,
    )


def _record(
    work: UnitOfWork,
    event: LogEvent,
    wanted: LogFilter,
    lines: Iterable[LogLine],
    *,
    outcome: str = "ok",
) -> None:
    shown = list(lines)
    named = frozenset[UUID]().union(*(line.named for line in shown))
    audit.record(
        work,
        event,
        "R",
        subjects=named | (wanted.subjects or frozenset()),
        fields=[Field.CLIENT_NUMBER] if named else (),
        purpose=Purpose.SECURITY,
        outcome=outcome,
        details={
            "users": sorted(str(user_id) for user_id in wanted.user_ids or ()),
            "event": wanted.event,
            "from": wanted.start.isoformat() if wanted.start else "",
            "until": wanted.end.isoformat() if wanted.end else "",
            "lines": len(shown),
        },
    )
