"""Take a mail that came back, on standard input: `python -m kraamzorg_app.jobs.take_bounce`.

Meant for a mail server's pipe. What is no bounce of ours is taken and dropped; when the database
can't be reached the server is asked to try again later.
"""

from __future__ import annotations

import os
import sys

from kraamzorg_app import config
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.bounces import MAX_BYTES
from kraamzorg_app.services import bounces, environment


def main() -> int:
    """Read it and note it; 75 (EX_TEMPFAIL) when that can't be done now."""
    raw = sys.stdin.buffer.read(MAX_BYTES)
    while sys.stdin.buffer.read(MAX_BYTES):
        """The rest is read away, so that the mail server does not see a broken pipe."""
    try:
        environment.install(environment.from_settings(config.load()))
        is_ours = bounces.take(Actor.system(Job.TAKE_BOUNCE), raw)
    except Exception as fault:  # noqa: BLE001 - the server keeps the mail, whatever it was
        # The kind only: the words of a fault may hold what was read.
        sys.stderr.write(f"bounce not taken: {type(fault).__name__}\n")
        return os.EX_TEMPFAIL
    sys.stdout.write("bounce noted\n" if is_ours else "not a bounce of ours\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
