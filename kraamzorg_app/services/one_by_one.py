"""What a job does for many clients: each in a transaction of its own, so that nobody waits long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from kraamzorg_app.domain.actors import Actor

AT_ONCE: Final = 200
"""How many are looked up at a time."""


def do(
    actor: Actor, find: Callable[[Actor], list[UUID]], act: Callable[[Actor, UUID], bool]
) -> int:
    """Do something for everybody who is due; gives for how many it was done.

    `find` lists some who are due; `act` does it for one, unless somebody else did or all has
    changed, and says whether it did. Ends when nobody is found, or nothing can be done for them.
    """
    count = 0
    while found := find(actor):
        done = sum(act(actor, entry_id) for entry_id in found)
        if not done:
            break
        count += done
    return count
