"""Every five minutes: end the invitations that nobody answered in time."""

from __future__ import annotations

from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.services import sent_invitations

SECONDS_BETWEEN = 5 * 60


def run() -> None:
    """End them and tell who sent them."""
    sent_invitations.expire(Actor.system(Job.EXPIRE_INVITATIONS))
