"""The digest of 07:00; looked for every minute, so that a missed one is made up."""

from __future__ import annotations

from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.services import daily_digest

SECONDS_BETWEEN = 60


def run() -> None:
    """Write the digests that are due, as far as no runner has."""
    daily_digest.send_due(Actor.system(Job.DAILY_DIGEST))
