"""Lines of the access log and their seals, as sealing and proving read them."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from kraamzorg_app.domain.log_chain import LINE_COLUMNS
from kraamzorg_app.models.access_log import (
    AccessLogLine,
    AccessLogSubject,
    LogCut,
    LogSeal,
)

_SEALING = 7513
"""The advisory lock of whoever seals."""
_WRITERS = """
    SELECT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted
      AND relation = 'access_log_line'::regclass
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def lines(*, after: int | None = None, up_to: int | None = None) -> Select[Any]:
    """Select lines in their order, with the columns that are hashed."""
    columns = [col(getattr(AccessLogLine, name)) for name in LINE_COLUMNS]
    selected = cast("Select[Any]", select(*columns))
    if after is not None:
        selected = selected.where(col(AccessLogLine.number) > after)
    if up_to is not None:
        selected = selected.where(col(AccessLogLine.number) <= up_to)
    return selected.order_by(col(AccessLogLine.number))


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


def named_clients(*, up_to: int) -> Select[Any]:
    """Select which lines name which client, as the index of the log has it."""
    columns = (col(AccessLogSubject.subject), col(AccessLogSubject.number))
    selected: Any = select(*columns).where(columns[1] <= up_to)
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
