"""Seal and hash everything with the newest key: `python -m kraamzorg_app.jobs.rotate_keys`.

While the tool runs; can be stopped and started again, and two at once do no harm.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from uuid import UUID

from kraamzorg_app import config
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.services import environment, key_rotation
from kraamzorg_app.services.key_rotation import Piece


def run() -> int:
    """Go through everything once; gives how many values were changed."""
    actor = Actor.system(Job.ROTATE_KEYS)
    walks: list[Callable[..., Piece]] = [
        partial(key_rotation.reseal, actor, table) for table in key_rotation.sealed_tables()
    ]
    walks += [
        partial(walk, actor)
        for walk in (
            key_rotation.hash_clients,
            key_rotation.hash_invitations,
            key_rotation.hash_accounts,
        )
    ]
    changed = sum(map(_walk, walks))
    key_rotation.finish(actor, changed)
    return changed


def _walk(step: Callable[..., Piece]) -> int:
    piece = step()
    changed = piece.changed
    while piece.next is not None:
        after: UUID = piece.next
        piece = step(after)
        changed += piece.changed
    return changed


def main() -> int:
    """Rotate, and print how much was changed."""
    environment.install(environment.from_settings(config.load()))
    sys.stdout.write(f"{run()} values changed; none is left with a former key.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
