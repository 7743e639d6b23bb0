"""Looked for every hour: tell providers whose free places are older than two weeks."""

from __future__ import annotations

from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.services import capacity_reminders

SECONDS_BETWEEN = 60 * 60


def run() -> None:
    """Tell them, if no runner has."""
    capacity_reminders.remind_due(Actor.system(Job.REMIND_CAPACITY))
