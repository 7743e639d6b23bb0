"""Help functional administrators whom nobody in the tool can help.

`python -m kraamzorg_app.jobs.first_admin EMAIL` invites the first one; with `--lost-second-factor`
it mails one who lost phone and codes a link to set up a new app.
"""

from __future__ import annotations

import sys

from kraamzorg_app import config
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.errors import DomainError, FieldErrors
from kraamzorg_app.services import environment, first_admin

_LOST = "--lost-second-factor"


def main(arguments: list[str]) -> int:
    """Print the link of the invitation, or that a link was mailed; 2 when that can't be."""
    is_lost, addresses = _LOST in arguments[:1], [each for each in arguments if each != _LOST]
    if len(addresses) != 1 or len(arguments) != 1 + is_lost:
        sys.stderr.write(f"usage: python -m kraamzorg_app.jobs.first_admin [{_LOST}] EMAIL\n")
        return 2
    environment.install(environment.from_settings(config.load()))
    try:
        told = _mail(addresses[0]) if is_lost else _invite(addresses[0])
    except DomainError as refusal:
        code = refusal.fields["email"] if isinstance(refusal, FieldErrors) else refusal.code
        sys.stderr.write(f"{'not mailed' if is_lost else 'not invited'}: {code}\n")
        return 2
    sys.stdout.write(f"{told}\n")
    return 0


def _invite(address: str) -> str:
    return first_admin.invite(Actor.system(Job.INVITE_FIRST_ADMIN), address)


def _mail(address: str) -> str:
    first_admin.reset_second_factor(Actor.system(Job.RESET_ADMIN_FACTOR), address)
    return "mailed"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
