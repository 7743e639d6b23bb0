"""A database as one stream and back: SQLite's online copy, PostgreSQL's own programs."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO, Final
from uuid import uuid4

from sqlalchemy import URL, Connection, Engine, create_engine, inspect, text
from sqlalchemy.exc import ProgrammingError

from kraamzorg_app import config

_REPLACED: Final = b"DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"


class DumpFailed(Exception):
    """A program of the database ended with a fault; its words may hold rows and are not kept."""


def row_counts(connection: Connection) -> dict[str, int]:
    """Count the rows of every table."""
    quote = connection.dialect.identifier_preparer.quote
    return {
        table: connection.execute(
            text(f"SELECT count(*) FROM {quote(table)}")  # noqa: S608 - a table's own name
        ).scalar_one()
        for table in sorted(inspect(connection).get_table_names())
    }


def is_empty(engine: Engine) -> bool:
    """Say whether there is no table at all."""
    return not inspect(engine).get_table_names()


@contextmanager
def dumped(engine: Engine) -> Iterator[tuple[dict[str, int], BinaryIO]]:
    """Give the counts of one moment and a stream of the database as it was then.

    The tool goes on meanwhile. Raises `DumpFailed`.
    """
    if engine.dialect.name == "sqlite":
        with _sqlite_copy(engine) as copy, copy.open("rb") as stream:
            yield _counts_of(copy), stream
    else:
        with _postgres_dump(engine) as (counts, stream):
            yield counts, stream


def replace(engine: Engine, stream: BinaryIO) -> None:
    """Replace everything in a database by what a stream holds; all of it or nothing.

    Raises `DumpFailed`, and whatever reading the stream raises.
    """
    if engine.dialect.name == "sqlite":
        with (
            _sqlite_file(engine, stream) as copy,
            closing(sqlite3.connect(copy)) as source,
            closing(_own(engine)) as target,
        ):
            source.backup(target)
        engine.dispose()
    else:
        _postgres_replace(engine, stream)


@contextmanager
def scratch(engine: Engine) -> Iterator[Engine]:
    """Give an empty database beside this one, gone afterwards.

    Raises `DumpFailed` for an account that may not make one.
    """
    if engine.dialect.name == "sqlite":
        with tempfile.TemporaryDirectory(dir=_path(engine).parent, prefix="check-") as folder:
            made = create_engine(f"sqlite:///{folder}/check.sqlite3")
            yield made
            made.dispose()
        return
    name = f"check_{uuid4().hex}"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            connection.execute(text(f"CREATE DATABASE {name}"))
        except ProgrammingError:
            raise DumpFailed("CREATE DATABASE (the account needs CREATEDB)") from None
        try:
            made = create_engine(engine.url.set(database=name), hide_parameters=True)
            yield made
            made.dispose()
        finally:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def _path(engine: Engine) -> Path:
    return Path(str(engine.url.database))


def _own(engine: Engine) -> sqlite3.Connection:
    return sqlite3.connect(_path(engine), timeout=60)


@contextmanager
def _sqlite_copy(engine: Engine) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=_path(engine).parent, prefix="backup-") as folder:
        copy = Path(folder) / "copy.sqlite3"
        with closing(_own(engine)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        yield copy


@contextmanager
def _sqlite_file(engine: Engine, stream: BinaryIO) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=_path(engine).parent, prefix="restore-") as folder:
        copy = Path(folder) / "copy.sqlite3"
        with copy.open("wb") as file:
            shutil.copyfileobj(stream, file)
        with closing(sqlite3.connect(copy)) as opened:
            if opened.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise DumpFailed("sqlite")
        yield copy


def _counts_of(path: Path) -> dict[str, int]:
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        counts = row_counts(connection)
    engine.dispose()
    return counts


@contextmanager
def _postgres_dump(engine: Engine) -> Iterator[tuple[dict[str, int], BinaryIO]]:
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        counts = row_counts(connection)
        command = ["pg_dump", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        with _program(command, engine.url, stdout=subprocess.PIPE) as running:
            if running.stdout is None:
                raise DumpFailed("pg_dump")
            yield counts, running.stdout  # type: ignore[misc]  # binary, since no text was asked for
            running.stdout.close()
            if running.wait() != 0:
                raise DumpFailed("pg_dump")


def _postgres_replace(engine: Engine, stream: BinaryIO) -> None:
    engine.dispose()
    command = ["psql", "--single-transaction", "--quiet", "--set=ON_ERROR_STOP=1", "--no-psqlrc"]
    with _program(command, engine.url, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as running:
        if running.stdin is None:
            raise DumpFailed("psql")
        try:
            running.stdin.write(_REPLACED)
            shutil.copyfileobj(stream, running.stdin)
            running.stdin.close()
        except BrokenPipeError:
            running.wait()
        except BaseException:
            # The end of its input would make it commit.
            running.kill()
            raise
        if running.wait() != 0:
            raise DumpFailed("psql")


@contextmanager
def _program(
    command: list[str], url: URL, *, stdout: int, stdin: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program of PostgreSQL on a database; the password is in no list of processes."""
    address = url._replace(drivername="postgresql", password=None).render_as_string()
    with subprocess.Popen(  # noqa: S603 - a fixed program and an address of the settings
        [*command, f"--dbname={address}"],
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.DEVNULL,
        env=config.environment_with(**({"PGPASSWORD": str(url.password)} if url.password else {})),
    ) as running:
        yield running
