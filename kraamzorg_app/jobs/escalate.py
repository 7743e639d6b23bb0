"""Every five minutes: tell of those whom nobody took by the last threshold of their region."""

from __future__ import annotations

from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.services import escalation

SECONDS_BETWEEN = 5 * 60


def run() -> None:
    """Tell of them, each once."""
    escalation.escalate_due(Actor.system(Job.ESCALATE))
