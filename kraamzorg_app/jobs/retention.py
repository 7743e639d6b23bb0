"""Every hour: erase what is past its term of keeping."""

from __future__ import annotations

from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.services import division, retention

SECONDS_BETWEEN = 60 * 60


def run() -> None:
    """Erase in small pieces; what a run that dies has not done, the next one does."""
    actor = Actor.system(Job.RETENTION)
    for erase in (
        retention.erase_clients,
        retention.erase_invitations,
        retention.cut_log,
        division.delete_old,
    ):
        while erase(actor):
            pass
