"""Invite the first functional administrator: `python -m kraamzorg_app.jobs.first_admin EMAIL`."""

from __future__ import annotations

import sys

from kraamzorg_app import config
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.errors import FieldErrors
from kraamzorg_app.services import environment, first_admin


def main(arguments: list[str]) -> int:
    """Print the link on which the administrator makes an account; 2 when that can't be."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m kraamzorg_app.jobs.first_admin EMAIL\n")
        return 2
    environment.install(environment.from_settings(config.load()))
    try:
        link = first_admin.invite(Actor.system(Job.INVITE_FIRST_ADMIN), arguments[0])
    except FieldErrors as refusal:
        sys.stderr.write(f"not invited: {refusal.fields['email']}\n")
        return 2
    sys.stdout.write(f"{link}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
