"""The daily digest: once a morning for each reader, whatever the runners do."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.notifications import Notification, Way
from kraamzorg_app.models.messages import BellItem, DigestReceipt, OutboxMessage
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.services import daily_digest, notification_choices
from kraamzorg_app.services.environment import Environment
from tests.integration.test_notifications import COORDINATORS, happen, opened_field, told
from tests.personas import Cast

DIGEST = Actor.system(Job.DAILY_DIGEST)
CLIENT_WORDS = ("TS1111RR", "8731", "8751", "Sanne", "Jansen")


def digests(env: Environment) -> dict[str, list[str]]:
    """Give the text of every digest by address, the oldest first."""
    found: dict[str, list[str]] = {}
    with database.reading(env.engine) as session:
        rows = session.exec(
            select(OutboxMessage)
            .where(OutboxMessage.notification == "daily_digest")
            .order_by(OutboxMessage.created_at)
        ).all()
    for row in rows:
        found.setdefault(opened_field(env, row, "recipient"), []).append(
            opened_field(env, row, "text")
        )
    return found


def choose(actor: Actor, way: Way, *kinds: Notification) -> None:
    notification_choices.save_own(actor, dict.fromkeys(map(str, kinds), str(way)))


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 3, 2, 5, 59, tzinfo=UTC), "2026-03-01"),
        (datetime(2026, 3, 2, 6, 0, tzinfo=UTC), "2026-03-02"),
        (datetime(2026, 3, 2, 23, 30, tzinfo=UTC), "2026-03-02"),
        (datetime(2026, 3, 30, 5, 0, tzinfo=UTC), "2026-03-30"),
    ],
)
def test_it_is_due_at_seven_in_amsterdam(now: datetime, day: str) -> None:
    assert daily_digest.day_due(now).period == day


def test_coordinators_read_what_nears_its_due_date_without_a_name(
    env: Environment, cast: Cast
) -> None:
    with database.transaction(env.engine) as session:
        born = session.get_one(WaitingListEntry, cast.waiting_vgz.id)
        born.birth_reported_at = env.clock.now()
    assert daily_digest.send_due(DIGEST) == len(COORDINATORS)
    texts = digests(env)
    assert set(texts) == COORDINATORS
    (text,) = texts["coordinator@people.test"]
    assert "Bevalling gemeld: 1" in text
    assert "Dichtbij: 1" in text
    assert "Zeer dichtbij: 0" in text
    assert "KSV Friesland" in text
    assert not [word for word in CLIENT_WORDS if word in text]


@pytest.mark.parametrize(("days_since", "passed"), [(0, 1), (1, 0)])
def test_who_came_past_a_threshold_counts_on_that_day(
    env: Environment, cast: Cast, clock: FrozenClock, days_since: int, passed: int
) -> None:
    with database.transaction(env.engine) as session:
        entry = session.get_one(WaitingListEntry, cast.waiting.id)
        entry.due_date = clock.now().date() + timedelta(weeks=3)
    clock.advance(timedelta(days=days_since))
    daily_digest.send_due(DIGEST)
    assert f"kwamen er {passed} dichter" in digests(env)["coordinator@people.test"][0]


def test_what_is_chosen_for_it_is_gathered_and_told_once(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    choose(cast.carer, Way.DIGEST, Notification.PLACED, Notification.GIVEN_BACK)
    happen(cast.waiting, Notification.PLACED)
    happen(cast.waiting, Notification.PLACED)
    happen(cast.waiting, Notification.GIVEN_BACK)
    daily_digest.send_due(DIGEST)
    assert "anna@people.test" not in digests(env), "what came after 7 o'clock waits"
    clock.advance(timedelta(days=1))
    daily_digest.send_due(DIGEST)
    (text,) = digests(env)["anna@people.test"]
    assert "nieuwe cliënt zoekt kraamzorg (2)" in text
    assert "een cliënt zoekt opnieuw kraamzorg (1)" in text
    clock.advance(timedelta(days=1))
    daily_digest.send_due(DIGEST)
    assert len(digests(env)["anna@people.test"]) == 1


def test_a_missed_day_is_made_up_once(env: Environment, cast: Cast, clock: FrozenClock) -> None:
    daily_digest.send_due(DIGEST)
    clock.advance(timedelta(days=3, hours=5))
    assert daily_digest.send_due(DIGEST) == len(COORDINATORS)
    assert daily_digest.send_due(DIGEST) == 0
    assert len(digests(env)["coordinator@people.test"]) == 2
    with database.reading(env.engine) as session:
        receipts = session.exec(
            select(DigestReceipt.period).where(
                DigestReceipt.membership_id == cast.coordinator.membership_id
            )
        ).all()
    assert sorted(receipts) == ["2026-03-02", "2026-03-05"]


def at_once(*runs: Callable[[], int]) -> list[int]:
    """Run some in threads that start together; gives what they gave, the least first."""
    made: list[int] = []
    start = threading.Barrier(len(runs))

    def run(one: Callable[[], int]) -> None:
        start.wait()
        made.append(one())

    threads = [threading.Thread(target=run, args=(one,)) for one in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(made)


def test_two_runners_at_once_send_it_once(env: Environment, cast: Cast, clock: FrozenClock) -> None:
    choose(cast.carer, Way.DIGEST, Notification.PLACED)
    happen(cast.waiting, Notification.PLACED)
    clock.advance(timedelta(days=1))
    made = at_once(*[lambda: daily_digest.send_due(DIGEST)] * 2)
    assert sum(made) == len(COORDINATORS) + 1
    texts = digests(env)
    assert set(texts) == {*COORDINATORS, "anna@people.test"}
    assert all(len(each) == 1 for each in texts.values())


def test_a_coordinator_can_turn_the_counts_off_and_keeps_what_was_chosen(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    choose(cast.coordinator, Way.BELL, Notification.DAILY_DIGEST)
    assert daily_digest.send_due(DIGEST) == 1
    assert "coordinator@people.test" not in digests(env)
    choose(cast.coordinator, Way.DIGEST, Notification.BIRTH_REPORTED)
    happen(cast.waiting, Notification.BIRTH_REPORTED)
    clock.advance(timedelta(days=1))
    daily_digest.send_due(DIGEST)
    (text,) = digests(env)["coordinator@people.test"]
    assert "een cliënt op de wachtlijst is bevallen (1)" in text
    assert "Zeer dichtbij" not in text


def test_what_was_read_in_the_tool_is_not_told_again(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    choose(cast.carer, Way.DIGEST, Notification.PLACED)
    happen(cast.waiting, Notification.PLACED)
    with database.transaction(env.engine) as session:
        for item in session.exec(select(BellItem)).all():
            item.read_at = env.clock.now()
    clock.advance(timedelta(days=1))
    daily_digest.send_due(DIGEST)
    assert "anna@people.test" not in digests(env)


def test_a_day_without_anything_to_tell_is_quiet(env: Environment, cast: Cast) -> None:
    with database.transaction(env.engine) as session:
        for entry in (cast.waiting, cast.waiting_vgz):
            session.get_one(WaitingListEntry, entry.id).due_date = (
                env.clock.now().date().replace(year=2027)
            )
    assert daily_digest.send_due(DIGEST) == 0
    assert told(env) == {}
