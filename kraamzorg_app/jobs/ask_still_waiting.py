"""Every quarter of an hour: ask who was not asked for four weeks whether she still waits."""

from __future__ import annotations

from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.services import still_waiting

SECONDS_BETWEEN = 15 * 60


def run() -> None:
    """Ask them, each once."""
    still_waiting.ask_due(Actor.system(Job.ASK_STILL_WAITING))
