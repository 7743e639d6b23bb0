"""What the verbs run on; the composition root and the tests each install one."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Engine

from kraamzorg_app import database
from kraamzorg_app.adapters.announcements import Announcements, InProcessAnnouncements
from kraamzorg_app.adapters.breached_passwords import BreachedPasswords, NotAsked, service_at
from kraamzorg_app.adapters.clock import Clock, SystemClock
from kraamzorg_app.adapters.crypto import Keyring
from kraamzorg_app.adapters.identity import Identities, OpenIdConnect
from kraamzorg_app.adapters.mail import MailTransport, transport_for
from kraamzorg_app.adapters.redis_announcements import RedisAnnouncements
from kraamzorg_app.config import Settings


@dataclass(frozen=True, slots=True)
class Environment:
    """The database, the keys, the clock and the settings of one running tool."""

    settings: Settings
    engine: Engine
    keyring: Keyring
    clock: Clock
    announcements: Announcements
    mail: MailTransport
    identities: Identities = field(default_factory=OpenIdConnect)
    breached: BreachedPasswords = field(default_factory=NotAsked)


def from_settings(settings: Settings) -> Environment:
    """Put together what one process of an installation runs on."""
    keys = dict(enumerate(settings.master_keys, start=1))
    return Environment(
        settings=settings,
        engine=database.make_engine(settings.database_url),
        keyring=Keyring(keys, current=settings.sealing_key or len(keys)),
        clock=SystemClock(),
        announcements=_announcements(settings.redis_url),
        mail=transport_for(settings),
        breached=service_at(settings.breached_passwords_url),
    )


def _announcements(redis_url: str | None) -> Announcements:
    """Announce to every process where there can be more than one."""
    return RedisAnnouncements(redis_url) if redis_url else InProcessAnnouncements()


_installed: list[Environment] = []


def install(environment: Environment) -> None:
    """Make this the environment of every verb from now on."""
    _installed[:] = [environment]


def current() -> Environment:
    """Give the installed environment; raises when nothing was installed yet."""
    if not _installed:
        raise RuntimeError("no environment installed")
    return _installed[0]
