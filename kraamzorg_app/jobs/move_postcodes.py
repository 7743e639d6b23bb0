"""Every quarter of an hour: move the clients of postcodes whose day to change region has come."""

from __future__ import annotations

from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.services.administration import moving_clients

SECONDS_BETWEEN = 15 * 60


def run() -> None:
    """Carry out what was decided; what was done before is not done again."""
    moving_clients.carry_out_due(Actor.system(Job.MOVE_POSTCODES))
