"""Fill an empty database with the demo country: `python -m kraamzorg_app.jobs.seed_demo`."""

from __future__ import annotations

import sys

from kraamzorg_app import config
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.services import demo_country, environment, log_sealing


def main() -> int:
    """Seed the database of the settings; does nothing when there is something in it."""
    settings = config.load()
    if not settings.is_demo:
        sys.stderr.write("The demo country is for demo mode only.\n")
        return 1
    environment.install(environment.from_settings(settings))
    is_seeded = demo_country.fill(Actor.system(Job.SEED_DEMO))
    if is_seeded:
        log_sealing.seal_and_publish(Actor.system(Job.SEAL_LOG))
    sys.stdout.write("Demo country made.\n" if is_seeded else "Demo country is there already.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
