"""Sealing of the access log, so that nobody can change, delete or insert a line unseen.

Sealing never makes a reader wait: lines are written without any lock of ours. On PostgreSQL the
numbers of lines can be committed out of order; so a piece is sealed only up to a number of which
every holder has ended, and nothing can come in between any more.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

from kraamzorg_app import database
from kraamzorg_app.adapters.published_seals import PublishedSeal, PublishedSeals
from kraamzorg_app.domain import log_chain
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.access_log import LogSeal
from kraamzorg_app.queries import access_log
from kraamzorg_app.services import environment
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

LINES_A_SEAL: Final = 1000
_PATIENCE_SECONDS: Final = 5.0
_LOOK_EVERY_SECONDS: Final = 0.02


def seal_and_publish(actor: Actor) -> int:
    """Seal everything that is complete and publish the seals; gives how many were made.

    A runner that dies in between leaves a seal that the next one publishes.
    """
    up_to = complete_up_to(actor)
    made = 0
    while seal_next(actor, up_to):
        made += 1
    here = environment.current()
    published(here).publish(_newer_seals)
    return made


def published(of: Environment) -> PublishedSeals:
    """Give where this installation publishes its seals."""
    return PublishedSeals(of.settings.data_dir / "seals")


@use_case(Permission.JOB_SEAL_LOG)
def complete_up_to(work: UnitOfWork) -> int:
    """Give a number up to which every line is committed or will never come.

    Waits for those who may hold a lower number, while new ones go on. Gives 0 when one of them
    takes long: the next run seals.
    """
    highest = access_log.highest_number(work.session)
    holders = access_log.writers(work.session)
    until = time.monotonic() + _PATIENCE_SECONDS
    while holders:
        if time.monotonic() > until:
            return 0
        time.sleep(_LOOK_EVERY_SECONDS)
        holders &= access_log.writers(work.session)
    return highest


@use_case(Permission.JOB_SEAL_LOG)
def seal_next(work: UnitOfWork, up_to: int) -> bool:
    """Seal the next lines up to a number that is complete; False when there are none.

    Has no line in the log itself: the seal tells that it was made, and sealing that line would
    never end.
    """
    if not access_log.may_seal(work.session):
        return False
    former = work.session.execute(access_log.last_seal()).scalar_one_or_none()
    after = former.last_number if former else 0
    rows = work.session.execute(
        access_log.lines(after=after, up_to=up_to).limit(LINES_A_SEAL)
    ).all()
    if not rows:
        return False
    made = log_chain.seal(
        [tuple(row) for row in rows],
        number=former.number + 1 if former else 1,
        former=former.hash if former else log_chain.START,
    )
    work.session.add(
        LogSeal(
            number=made.number,
            first_number=made.first_number,
            last_number=made.last_number,
            line_count=made.line_count,
            digests=made.digests,
            former_hash=made.former_hash,
            hash=made.hash,
            last_at=max(row.happened_at for row in rows),
            sealed_at=work.now,
        )
    )
    return True


def _newer_seals(after: int) -> Iterator[PublishedSeal]:
    with database.reading(environment.current().engine) as session:
        for row, _ in session.execute(
            access_log.seals(after=after).execution_options(yield_per=50)
        ):
            yield PublishedSeal(row.number, row.first_number, row.last_number, row.hash)
