"""Who is behind a request or an event: cookies become actors, anew each time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Protocol

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.permissions import CLIENT_PERMISSIONS, Permission

_FOR_CLIENTS = CLIENT_PERMISSIONS - {Permission.PUBLIC}


class ResolveCookie(Protocol):
    """Turns the value of a cookie into an actor while its session lasts."""

    def __call__(self, cookie: str, *, origin: str, is_activity: bool) -> Actor | None:
        """Give the actor, or None when the session has ended."""
        ...


@dataclass(frozen=True, slots=True)
class CookieNames:
    """The names of our cookies; the prefix makes a browser insist on TLS and on this host."""

    user: str
    client: str
    attempt: str
    """A log-in or registration under way."""

    @classmethod
    def for_https(cls, *, is_https: bool) -> CookieNames:
        """Give the names for an installation behind TLS, or for a demo without it."""
        prefix = "__Host-" if is_https else ""
        return cls(user=f"{prefix}kraamzorg", client=f"{prefix}client", attempt=f"{prefix}attempt")


def is_for_clients(permission: Permission) -> bool:
    """Say whether only a client who came in by her link can have this permission."""
    return permission in _FOR_CLIENTS


@dataclass(frozen=True, slots=True)
class Visit:
    """Everyone that one browser's cookies stand for."""

    origin: str
    user: Actor | None = None
    client: Actor | None = None

    def actor_for(self, permission: Permission) -> Actor:
        """Give the one who would use this permission: the client, the person or a visitor."""
        actor = self.client if is_for_clients(permission) else self.user or self.client
        return actor or Actor.visitor(self.origin)

    @property
    def binding(self) -> str:
        """Name everything that what a page shows depends on; empty for a visitor."""
        return "/".join(_facts(actor) for actor in (self.user, self.client) if actor)

    @property
    def session_ids(self) -> frozenset[str]:
        """Give the sessions that this browser is in."""
        actors = (self.user, self.client)
        return frozenset(str(actor.session_id) for actor in actors if actor and actor.session_id)

    @property
    def membership_id(self) -> str:
        """Name the membership that this browser works under, if any."""
        return str(self.user.membership_id) if self.user and self.user.membership_id else ""


def _facts(actor: Actor) -> str:
    return (
        f"{actor.kind}:{actor.session_id}:{actor.membership_id}:{actor.role}"
        f":{actor.may_view_personal_data}:{actor.is_privacy_officer}"
        f":{actor.entry_id}:{actor.invitation_id}:{actor.is_recognized}"
    )


@dataclass(frozen=True, slots=True)
class Reception:
    """Looks at cookies; the composition root says how."""

    names: CookieNames
    resolve_user: ResolveCookie
    resolve_client: ResolveCookie

    async def receive(self, cookie_header: str, origin: str, *, is_activity: bool) -> Visit:
        """Resolve both cookies, in a thread since it asks the database."""
        cookies = read_cookies(cookie_header)
        user = cookies.get(self.names.user, "")
        client = cookies.get(self.names.client, "")
        if not user and not client:
            return Visit(origin)

        def ask() -> Visit:
            return Visit(
                origin,
                user=_ask(self.resolve_user, user, origin, is_activity=is_activity),
                client=_ask(self.resolve_client, client, origin, is_activity=is_activity),
            )

        return await asyncio.to_thread(ask)


def _ask(
    resolve: Callable[..., Actor | None], cookie: str, origin: str, *, is_activity: bool
) -> Actor | None:
    return resolve(cookie, origin=origin, is_activity=is_activity) if cookie else None


def read_cookies(header: str) -> dict[str, str]:
    """Read a Cookie header; one that makes no sense holds no cookies."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(header)
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}
