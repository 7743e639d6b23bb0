"""One transaction of one actor, with everything that belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from kraamzorg_app import database
from kraamzorg_app.adapters.crypto import Keyring
from kraamzorg_app.config import Settings
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import Conflict
from kraamzorg_app.services import environment as installed
from kraamzorg_app.services.environment import Environment

_AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass
class UnitOfWork:
    """A running transaction: session, actor and the moment it happens."""

    session: Session
    actor: Actor
    environment: Environment
    now: datetime
    """Aware, UTC; the same for the whole transaction."""
    topics: set[str] = field(default_factory=set)

    @property
    def today(self) -> date:
        """The day in the Netherlands."""
        return self.now.astimezone(_AMSTERDAM).date()

    @property
    def settings(self) -> Settings:
        """The settings of this installation."""
        return self.environment.settings

    @cached_property
    def keyring(self) -> Keyring:
        """The keys that seal and open personal data."""
        return self.environment.keyring

    def announce(self, topic: str) -> None:
        """Tell open pages about this topic once the transaction is committed."""
        self.topics.add(topic)


@contextmanager
def begin(actor: Actor) -> Iterator[UnitOfWork]:
    """Open a unit of work: commits at the end and then announces; rolls back on any error.

    Raises `Conflict` where the database finds that somebody else was just before.
    """
    environment = installed.current()
    try:
        with database.transaction(environment.engine) as session:
            work = UnitOfWork(session, actor, environment, environment.clock.now())
            yield work
    except SQLAlchemyError as fault:
        if not database.is_lost_race(fault):
            raise
        raise Conflict from None
    for topic in sorted(work.topics):
        environment.announcements.publish(topic)
