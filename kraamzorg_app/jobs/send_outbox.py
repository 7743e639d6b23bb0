"""Every two seconds: send the mail that is due."""

from __future__ import annotations

from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.services import mail_delivery

SECONDS_BETWEEN = 2


def run() -> None:
    """Send everything that waits."""
    mail_delivery.send_due(Actor.system(Job.SEND_OUTBOX))
