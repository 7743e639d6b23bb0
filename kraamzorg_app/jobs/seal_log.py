"""Every minute: seal the new lines of the access log and publish the seal."""

from __future__ import annotations

from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.services import log_sealing

SECONDS_BETWEEN = 60


def run() -> None:
    """Seal what is complete."""
    log_sealing.seal_and_publish(Actor.system(Job.SEAL_LOG))
