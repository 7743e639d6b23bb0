"""Lines of the access log and their seals, as readers, sealing and proving need them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Uuid,
    and_,
    delete,
    func,
    or_,
    select,
    text,
    union,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session
from sqlmodel import col

from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.log_chain import LINE_COLUMNS
from kraamzorg_app.domain.log_filter import LogFilter, LogPlace
from kraamzorg_app.models.access_log import (
    AccessLogLine,
    AccessLogSubject,
    LogCut,
    LogSeal,
)
from kraamzorg_app.models.accounts import User
from kraamzorg_app.models.waiting_list import Client, Invitation, WaitingListEntry

_SEALING = 7513
"""The advisory lock of whoever seals."""
_WRITERS = """
    SELECT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted
      AND relation = 'access_log_line'::regclass
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def lines(*, after: int | None = None, up_to: int | None = None) -> Select[Any]:
    """Select lines in their order, with the columns that are hashed; ids as 32 hex digits."""
    columns = [_hex_of(col(getattr(AccessLogLine, name))) for name in LINE_COLUMNS]
    selected = cast("Select[Any]", select(*columns))
    if after is not None:
        selected = selected.where(col(AccessLogLine.number) > after)
    if up_to is not None:
        selected = selected.where(col(AccessLogLine.number) <= up_to)
    return selected.order_by(col(AccessLogLine.number))


def _hex_of(column: Any) -> Any:
    """Let the database write an id as text: to make objects of millions takes long."""
    if not isinstance(column.type, Uuid):
        return column
    return func.replace(sql_cast(column, String), "-", "").label(column.key)


def seals(*, after: int = 0) -> Select[Any]:
    """Select the seals in their order, each with the moment that its lines were cut."""
    selected: Any = (
        select(LogSeal, col(LogCut.cut_at))
        .join(LogCut, col(LogCut.seal_number) == LogSeal.number, isouter=True)
        .where(col(LogSeal.number) > after)
        .order_by(col(LogSeal.number))
    )
    return cast("Select[Any]", selected)


def last_seal() -> Select[Any]:
    """Select the newest seal."""
    return select(LogSeal).order_by(col(LogSeal.number).desc()).limit(1)


def uncut_seals(limit: int) -> Select[Any]:
    """Select the oldest seals of which the lines are still there."""
    gone = select(col(LogCut.seal_number))
    return (
        select(LogSeal)
        .where(col(LogSeal.number).not_in(gone))
        .order_by(col(LogSeal.number))
        .limit(limit)
    )


def lines_past(moment: datetime) -> Select[Any]:
    """Count the lines in sealed pieces of which all lines are older than a moment."""
    gone = select(col(LogCut.seal_number))
    newest = select(func.max(LogSeal.number)).scalar_subquery()
    return cast(
        "Select[Any]",
        select(func.coalesce(func.sum(LogSeal.line_count), 0)).where(
            col(LogSeal.last_at) < moment,
            col(LogSeal.number).not_in(gone),
            col(LogSeal.number) < newest,
        ),
    )


def cut(session: Session, seal: LogSeal) -> None:
    """Delete the lines of a seal that stands in `log_cut`; the triggers let no other line go."""
    for table in (AccessLogLine, AccessLogSubject):
        between = col(table.number).between(seal.first_number, seal.last_number)
        session.execute(
            delete(table).where(between), execution_options={"synchronize_session": False}
        )


def named_clients(*, up_to: int) -> Select[Any]:
    """Select which lines name which client, as the index of the log has it."""
    number = col(AccessLogSubject.number)
    selected: Any = select(_hex_of(col(AccessLogSubject.subject)), number).where(number <= up_to)
    return cast("Select[Any]", selected)


def highest_number(session: Session) -> int:
    """Give the highest number that was handed out so far, also to lines not committed yet."""
    if session.get_bind().dialect.name == "postgresql":
        sequence = text(
            "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM access_log_line_number_seq"
        )
        return int(session.execute(sequence).scalar_one())
    return int(session.execute(select(func.max(AccessLogLine.number))).scalar() or 0)


def writers(session: Session) -> frozenset[str]:
    """Name the transactions under way that may hold a number; SQLite has one writer, who asks.

    On PostgreSQL whoever inserts locks the table before it takes a number, until it ends.
    """
    if session.get_bind().dialect.name != "postgresql":
        return frozenset()
    return frozenset(session.execute(text(_WRITERS)).scalars())


def may_seal(session: Session) -> bool:
    """Let one transaction seal at a time, without waiting; SQLite has one writer anyway."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(session.execute(select(func.pg_try_advisory_xact_lock(_SEALING))).scalar_one())


def found(wanted: LogFilter, *, before: LogPlace | None, limit: int) -> Select[Any]:
    """Select the lines that a filter keeps with the account behind each, the newest first."""
    line = AccessLogLine
    selected = cast(
        "Select[Any]",
        select(line, col(User.display_name), col(User.email)).join(
            User, col(User.id) == line.user_id, isouter=True
        ),
    )
    return (
        selected.where(*_conditions(wanted), *_older_than(before))
        .order_by(col(line.happened_at).desc(), col(line.number).desc())
        .limit(limit)
    )


def _conditions(wanted: LogFilter) -> list[ColumnElement[bool]]:
    line = AccessLogLine
    conditions: list[ColumnElement[bool]] = []
    if wanted.subjects is not None:
        named = select(col(AccessLogSubject.number)).where(
            col(AccessLogSubject.subject).in_(wanted.subjects)
        )
        conditions.append(col(line.number).in_(named))
    if wanted.user_ids is not None:
        conditions.append(col(line.user_id).in_(wanted.user_ids))
    if wanted.event:
        conditions.append(col(line.event) == wanted.event)
    if wanted.except_kind:
        conditions.append(col(line.actor_kind) != wanted.except_kind)
    if wanted.start is not None:
        conditions.append(col(line.happened_at) >= wanted.start)
    if wanted.end is not None:
        conditions.append(col(line.happened_at) < wanted.end)
    return conditions


def _older_than(place: LogPlace | None) -> list[ColumnElement[bool]]:
    if place is None:
        return []
    moment, number = col(AccessLogLine.happened_at), col(AccessLogLine.number)
    same = and_(moment == place.happened_at, number < place.number)
    # The first condition lies along the index, the second one is exact.
    return [moment <= place.happened_at, or_(moment < place.happened_at, same)]


def clients_named(typed: str) -> Select[Any]:
    """Select the `log_id`s of everybody with a client number, on a list or only invited."""
    listed = (
        select(col(Client.log_id))
        .join(WaitingListEntry, col(WaitingListEntry.client_id) == Client.id)
        .where(
            col(WaitingListEntry.state).in_(list(EntryState)),
            col(WaitingListEntry.client_number) == typed,
        )
    )
    invited = select(col(Invitation.log_id)).where(col(Invitation.client_number) == typed)
    both = union(listed, invited).subquery()
    return cast("Select[Any]", select(both.c.log_id))


def clients_with_bsn(bsn_hashes: Iterable[str]) -> Select[Any]:
    """Select the `log_id`s of everybody with a BSN."""
    has_bsn = col(Client.bsn_hash).in_(list(bsn_hashes))
    return cast("Select[Any]", select(col(Client.log_id)).where(has_bsn))


def client_numbers(log_ids: Iterable[UUID]) -> Select[Any]:
    """Select the client numbers behind `log_id`s; none for who was erased."""
    ids = list(log_ids)
    listed = (
        select(col(Client.log_id), col(WaitingListEntry.client_number))
        .join(WaitingListEntry, col(WaitingListEntry.client_id) == Client.id)
        .where(col(Client.log_id).in_(ids), col(Client.erased_at).is_(None))
    )
    invited = select(col(Invitation.log_id), col(Invitation.client_number)).where(
        col(Invitation.log_id).in_(ids), col(Invitation.client_number) != ""
    )
    both = union(listed, invited).subquery()
    return cast("Select[Any]", select(both.c.log_id, both.c.client_number))


def people_named(part: str, limit: int) -> Select[Any]:
    """Select the ids of accounts by their whole e-mail address or a part of their name."""
    pattern = part.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    name = func.lower(col(User.display_name))
    return cast(
        "Select[Any]",
        select(col(User.id))
        .where(or_(col(User.email) == part.lower(), name.like(f"%{pattern}%", escape="\\")))
        .order_by(col(User.id))
        .limit(limit),
    )
