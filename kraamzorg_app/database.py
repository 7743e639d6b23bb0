"""The engine and its sessions, tuned per database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

_BUSY_TIMEOUT_MS = 20_000


def make_engine(url: str) -> Engine:
    """Open an engine; on SQLite with write-ahead log, foreign keys and immediate transactions."""
    if not url.startswith("sqlite"):
        return create_engine(
            url, hide_parameters=True, pool_pre_ping=True, pool_size=10, max_overflow=20
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
def transaction(engine: Engine) -> Iterator[Session]:
    """Run one writing transaction: commit at the end, roll back on any error."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Run one transaction that only reads and so never waits for a writer."""
    with (
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


def insert_into(session: Session, table: Any) -> Any:
    """Start an INSERT that may say ON CONFLICT, which each database words in its own dialect."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    return (postgresql if is_postgresql else sqlite).insert(table)
