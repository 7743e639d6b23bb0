"""Every hour: delete the kept exports that are older than four weeks."""

from __future__ import annotations

from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.services import kept_exports

SECONDS_BETWEEN = 60 * 60


def run() -> None:
    """Delete them."""
    kept_exports.delete_expired(Actor.system(Job.DELETE_KEPT_EXPORTS))
