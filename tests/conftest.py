"""What every test may ask for: an environment on each database, and the cast."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from kraamzorg_app import config
from kraamzorg_app.adapters.announcements import InProcessAnnouncements
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.adapters.crypto import Keyring
from kraamzorg_app.adapters.mail import FakeMail
from kraamzorg_app.services import environment
from kraamzorg_app.services.environment import Environment
from tests import databases
from tests.personas import Cast, make_cast

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A Monday morning in Amsterdam."""


def pytest_sessionfinish() -> None:
    databases.discard_postgres()


@pytest.fixture(scope="session")
def database_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("databases")


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, database_directory: Path) -> Iterator[Engine]:
    """Give an empty, migrated database; every test that uses it runs on both engines."""
    if request.param == "sqlite":
        template = databases.sqlite_template(database_directory)
        made = databases.new_sqlite(database_directory, template)
    else:
        made = databases.new_postgres()
    yield made
    databases.drop(made)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOW)


@pytest.fixture
def env(engine: Engine, clock: FrozenClock, tmp_path: Path) -> Environment:
    """Install an environment in test mode with a clock that stands still."""
    settings = config.load({"KRAAMZORG_MODE": "test", "DATA_DIR": str(tmp_path)})
    keyring = Keyring(dict(enumerate(settings.master_keys, start=1)), len(settings.master_keys))
    made = Environment(settings, engine, keyring, clock, InProcessAnnouncements(), FakeMail())
    environment.install(made)
    return made


@pytest.fixture
def cast(env: Environment) -> Cast:
    """Give the same people, organizations and clients in every test."""
    return make_cast(env)
