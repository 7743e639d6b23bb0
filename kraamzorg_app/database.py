"""The engine and its sessions, tuned per database."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import (
    DBAPIError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
    TimeoutError,  # noqa: A004 - of the pool: no connection came free
)
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session

from kraamzorg_app.domain.errors import Unavailable

_BUSY_TIMEOUT_MS = 20_000
_CONNECT_SECONDS = 5
_OUTAGES_OF_SQLITE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
    }
)
_log = logging.getLogger(__name__)
_LOST_RACES = frozenset(
    {
        # PostgreSQL: unique violation, serialization failure, deadlock.
        *("23505", "40001", "40P01"),
        *("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"),
    }
)


def make_engine(url: str) -> Engine:
    """Open an engine; on SQLite with write-ahead log, foreign keys and immediate transactions."""
    if not url.startswith("sqlite"):
        return create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=20,
            connect_args={"connect_timeout": _CONNECT_SECONDS},
        )
    engine = create_engine(
        url, hide_parameters=True, pool_size=10, max_overflow=30, connect_args={"timeout": 20}
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver must not start transactions of its own: `_begin_sqlite` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads first and then writes fails at once when another one wrote
    # meanwhile, whatever the busy time-out; an immediate one waits its turn.
    is_read_only = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if is_read_only else "BEGIN IMMEDIATE")


@contextmanager
def _outages_told() -> Iterator[None]:
    """Turn an outage of the database into `Unavailable`; a fault of ours stays what it is."""
    try:
        yield
    except (DBAPIError, TimeoutError) as fault:
        if is_lost_race(fault) or not _is_outage(fault):
            raise
        cause = fault.orig if isinstance(fault, DBAPIError) else fault
        _log.error("database unavailable: %s", type(cause).__name__)
        raise Unavailable from fault


def _is_outage(fault: SQLAlchemyError) -> bool:
    """Say whether the database does not answer, has no room or is too busy."""
    if not isinstance(fault, DBAPIError):
        return True
    if isinstance(fault.orig, sqlite3.Error):
        # Programming errors have the same class there; the low byte is the kind of the code.
        return (getattr(fault.orig, "sqlite_errorcode", 0) & 0xFF) in _OUTAGES_OF_SQLITE
    return fault.connection_invalidated or isinstance(fault, OperationalError | InterfaceError)


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """Run one writing transaction: commit at the end, roll back on any error."""
    with (
        _outages_told(),
        Session(engine, expire_on_commit=False) as session,
        session.begin(),
    ):
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Run one transaction that only reads and so never waits for a writer."""
    with (
        _outages_told(),
        engine.connect().execution_options(read_only=True) as connection,
        Session(connection) as session,
    ):
        yield session


@contextmanager
def snapshot(engine: Engine) -> Iterator[Session]:
    """Run one long transaction that reads everything as it is at its beginning."""
    options: dict[str, Any] = {"read_only": True}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
    with (
        engine.connect().execution_options(**options) as connection,
        Session(connection) as session,
    ):
        yield session


def take_turn(session: Session, subject: str) -> None:
    """Wait until no other transaction works on this subject; the turn ends with the transaction.

    For a rule over rows that are not there yet and so can't be locked. On SQLite every writing
    transaction waits for the one before anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(subject))))


def is_lost_race(fault: Exception) -> bool:
    """Say whether a statement failed because another transaction was just before it."""
    if isinstance(fault, StaleDataError):
        return True
    driver = fault.orig if isinstance(fault, DBAPIError) else None
    codes = {getattr(driver, name, None) for name in ("sqlstate", "sqlite_errorname")}
    return not _LOST_RACES.isdisjoint(codes)


def insert_into(session: Session, table: Any) -> Any:
    """Start an INSERT that may say ON CONFLICT, which each database words in its own dialect."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    return (postgresql if is_postgresql else sqlite).insert(table)
