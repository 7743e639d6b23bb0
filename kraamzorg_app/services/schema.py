"""The version of the tables: which one the code is made for, and which one is there."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from alembic import command

_PROJECT: Final = Path(__file__).parents[2]


@cache
def revisions() -> tuple[str, ...]:
    """List the versions that this code knows, the newest first."""
    scripts = ScriptDirectory.from_config(_config())
    return tuple(script.revision for script in scripts.walk_revisions())


def revision_of(connection: Connection) -> str:
    """Give the version of a database; empty when it has none."""
    try:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except SQLAlchemyError:
        return ""
    return str(found or "")


def is_served(revision: str) -> bool:
    """Say whether this code can work with such a database: its own version, or a newer one.

    A newer one is there while an update goes on: the old version runs until the new one does.
    """
    return revision != "" and (revision == revisions()[0] or revision not in revisions())


def upgrade(engine: Engine) -> None:
    """Bring a database to the newest version, in one transaction."""
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _config() -> Config:
    return Config(_PROJECT / "alembic.ini")
