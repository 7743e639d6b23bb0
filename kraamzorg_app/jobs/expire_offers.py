"""Every minute: end the offers that no provider answered in time."""

from __future__ import annotations

from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.services import offers

SECONDS_BETWEEN = 60


def run() -> None:
    """End them and tell the coordinators."""
    offers.expire(Actor.system(Job.EXPIRE_OFFERS))
