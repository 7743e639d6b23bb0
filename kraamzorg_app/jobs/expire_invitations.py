"""Every five minutes: close the invitations that nobody answered in time."""

from __future__ import annotations

from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.services import invitation_expiry

SECONDS_BETWEEN = 5 * 60


def run() -> None:
    """Expire them, in portions that don't keep others waiting."""
    actor = Actor.system(Job.EXPIRE_INVITATIONS)
    while invitation_expiry.expire_due(actor):
        pass
