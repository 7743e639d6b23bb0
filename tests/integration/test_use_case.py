"""The one way into a verb: permission, one transaction, refusals logged."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import Conflict, NotAllowed, TooManyTries
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.organizations import Insurer
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case


@use_case(Permission.PUBLIC)
def write_and(work: UnitOfWork, error: Exception | None) -> str:
    work.session.add(Insurer(name="Geschreven"))
    work.announce("region:1")
    if error:
        raise error
    return "gedaan"


@use_case(Permission.ENTRY_LIST)
def only_for_members(_work: UnitOfWork) -> None:
    raise AssertionError("not reached")


def _written(env: Environment) -> int:
    with database.reading(env.engine) as session:
        return len(session.exec(select(Insurer)).all())


def test_what_a_verb_wrote_is_there_and_announced_afterwards(env: Environment) -> None:
    heard: list[tuple[str, int]] = []
    env.announcements.listen(lambda topic: heard.append((topic, _written(env))))
    assert write_and(Actor.visitor(), None) == "gedaan"
    assert heard == [("region:1", 1)]


def test_a_refusal_leaves_nothing_and_announces_nothing(env: Environment) -> None:
    heard: list[str] = []
    env.announcements.listen(heard.append)
    with pytest.raises(Conflict):
        write_and(Actor.visitor(), Conflict())
    assert _written(env) == 0
    assert not heard


def test_a_refusal_that_keeps_its_changes_does(env: Environment) -> None:
    with pytest.raises(TooManyTries):
        write_and(Actor.visitor(), TooManyTries().keeping())
    assert _written(env) == 1


def test_who_may_not_is_refused_and_logged(env: Environment) -> None:
    with pytest.raises(NotAllowed):
        only_for_members(Actor.visitor("192.0.2.7"))
    with database.reading(env.engine) as session:
        line = session.exec(select(AccessLogLine)).one()
    assert (line.event, line.outcome, line.origin) == ("REQUEST_REFUSED", "refused", "192.0.2.7")
    assert line.details["what"].endswith("only_for_members")


def test_who_was_just_too_late_for_the_database_reads_that(env: Environment) -> None:
    write_and(Actor.visitor(), None)
    with pytest.raises(Conflict) as refused:
        write_and(Actor.visitor(), None)
    assert refused.value.code == "conflict"
    assert _written(env) == 1


def test_a_fault_of_our_own_stays_a_fault(env: Environment) -> None:
    @use_case(Permission.PUBLIC)
    def forget_the_name(work: UnitOfWork) -> None:
        work.session.execute(insert(Insurer).values(id=uuid4(), group_name=""))

    with pytest.raises(IntegrityError):
        forget_the_name(Actor.visitor())
    assert _written(env) == 0
