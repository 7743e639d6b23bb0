"""The weekly updates of 07:00; looked for every minute, so that a missed one is made up."""

from __future__ import annotations

import os
import platform

from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.services import weekly_digest

SECONDS_BETWEEN = 60


def run() -> None:
    """Make the update that is due, if no runner has."""
    runner = f"{platform.node()[:60]}:{os.getpid()}"
    weekly_digest.make_due(Actor.system(Job.WEEKLY_DIGEST), runner)
