"""Every day at 07:00 (looked for every ten minutes): tell what mail failed since the last time."""

from __future__ import annotations

import os
import platform

from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.services import failed_mail

SECONDS_BETWEEN = 10 * 60


def run() -> None:
    """Tell it once a day, and forget the hashes of addresses that no bounce can come from."""
    runner = f"{platform.node()[:60]}:{os.getpid()}"
    failed_mail.report_due(Actor.system(Job.REPORT_FAILED_MAIL), runner)
