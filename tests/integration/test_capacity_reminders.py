"""A provider hears once in two weeks that its free places are old, whatever runs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.models.accounts import Membership
from kraamzorg_app.models.capacity import ProviderCapacity
from kraamzorg_app.models.messages import BellItem, OutboxMessage
from kraamzorg_app.models.organizations import CareProvider, CodeRedPeriod
from kraamzorg_app.services import capacity, capacity_reminders, dashboard, outbox
from kraamzorg_app.services.environment import Environment
from tests.factories import LONG_AGO
from tests.personas import Cast

JOB = Actor.system(Job.REMIND_CAPACITY)
MIEK = ["miek-beperkt@people.test", "miek@people.test"]
EVERYBODY = sorted([*MIEK, "anna@people.test", "noord@people.test"])


def mailed(env: Environment) -> list[str]:
    with database.reading(env.engine) as session:
        rows = session.exec(select(OutboxMessage)).all()
        return sorted(
            env.keyring.open(row.recipient, table=outbox.TABLE, row=row.id, field="recipient")
            for row in rows
        )


def belled(env: Environment) -> int:
    with database.reading(env.engine) as session:
        return len(session.exec(select(BellItem)).all())


def look_at_numbers(cast: Cast, *actors: Actor) -> None:
    for actor in actors or (cast.provider, cast.other_provider, cast.carer):
        for region_id in actor.approved_region_ids:
            capacity.confirm(actor, region_id)


def test_who_looked_within_two_weeks_hears_nothing(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    look_at_numbers(cast)
    clock.advance(timedelta(weeks=2))
    assert capacity_reminders.remind_due(JOB) == 0
    assert mailed(env) == []
    clock.advance(timedelta(seconds=1))
    assert capacity_reminders.remind_due(JOB) == 3
    assert mailed(env) == EVERYBODY


def test_it_is_told_once_and_again_after_two_weeks(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    look_at_numbers(cast, cast.other_provider, cast.carer)
    assert capacity_reminders.remind_due(JOB) == 1
    for hours in (1, 24, 12 * 24):
        clock.advance(timedelta(hours=hours))
        look_at_numbers(cast, cast.other_provider, cast.carer)
        assert capacity_reminders.remind_due(JOB) == 0
    assert (mailed(env), belled(env)) == (MIEK, 2)
    # What was missed in three weeks without a runner is told once.
    clock.advance(timedelta(weeks=3))
    look_at_numbers(cast, cast.other_provider, cast.carer)
    assert [capacity_reminders.remind_due(JOB) for _ in range(2)] == [1, 0]
    assert (mailed(env), belled(env)) == (sorted(MIEK * 2), 4)


def test_two_runners_at_once_tell_each_provider_once(env: Environment, cast: Cast) -> None:
    due = capacity_reminders.due(JOB)
    assert set(due) == {cast.miek.id, cast.noord.id, cast.anna.id}
    barrier = Barrier(2)

    def run() -> int:
        barrier.wait(timeout=60)
        return sum(capacity_reminders.remind(JOB, provider_id) for provider_id in due)

    with ThreadPoolExecutor(2) as pool:
        told = [pool.submit(run) for _ in range(2)]
        assert sum(each.result(timeout=120) for each in told) == 3
    assert mailed(env) == EVERYBODY


@pytest.mark.parametrize("what", ["stated meanwhile", "ended", "list closed"])
def test_it_is_not_told_when_there_is_no_reason_any_more(
    env: Environment, cast: Cast, what: str
) -> None:
    look_at_numbers(cast, cast.other_provider, cast.carer)
    if what == "stated meanwhile":
        look_at_numbers(cast, cast.provider)
    with database.transaction(env.engine) as session:
        if what == "ended":
            session.get_one(CareProvider, cast.miek.id).ended_at = env.clock.now()
        if what == "list closed":
            for period in session.exec(select(CodeRedPeriod)):
                period.ends_on = LONG_AGO.date()
    assert not capacity_reminders.remind(JOB, cast.miek.id)
    assert mailed(env) == []


def test_one_old_region_of_several_is_enough(env: Environment, cast: Cast) -> None:
    look_at_numbers(cast)
    assert dashboard.read(cast.other_provider).old_places == 0
    with database.transaction(env.engine) as session:
        row = session.get_one(ProviderCapacity, (cast.noord.id, cast.groningen.id))
        row.updated_at = LONG_AGO
    assert dashboard.read(cast.other_provider).old_places == 1
    assert dashboard.read(cast.coordinator).old_places == 0
    assert capacity_reminders.remind_due(JOB) == 1
    assert mailed(env) == ["noord@people.test"]


def test_an_organization_without_members_is_told_at_its_own_address(
    env: Environment, cast: Cast
) -> None:
    look_at_numbers(cast)
    with database.transaction(env.engine) as session:
        session.get_one(ProviderCapacity, (cast.anna.id, cast.friesland.id)).updated_at = LONG_AGO
        session.get_one(Membership, cast.carer.membership_id).revoked_at = LONG_AGO
    assert capacity_reminders.remind_due(JOB) == 1
    assert mailed(env) == [cast.anna.email]
