"""Asked every four weeks whether she still waits; silence never removes anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.entries import EntryState, TimelineKind
from kraamzorg_app.domain.errors import NotAllowed
from kraamzorg_app.domain.listing import EntryFilter, ListRequest, Mark
from kraamzorg_app.models.messages import OutboxMessage
from kraamzorg_app.models.waiting_list import Client, WaitingListEntry
from kraamzorg_app.services import births, dashboard, own_entry, still_waiting, waiting_list
from kraamzorg_app.services.environment import Environment
from tests.integration.test_daily_digest import at_once
from tests.integration.test_notifications import HER, opened_field
from tests.personas import Cast
from tests.ui.everybody import actor

ASK = Actor.system(Job.ASK_STILL_WAITING)
FOUR_WEEKS = timedelta(weeks=4)


def asked(env: Environment) -> list[str]:
    """Give the texts of the question, the oldest first."""
    with database.reading(env.engine) as session:
        rows = session.exec(
            select(OutboxMessage)
            .where(OutboxMessage.notification == "still_waiting")
            .order_by(OutboxMessage.created_at)
        ).all()
    assert all(opened_field(env, row, "recipient") == HER and row.is_to_client for row in rows)
    return [opened_field(env, row, "text") for row in rows]


def entry(env: Environment, cast: Cast) -> WaitingListEntry:
    with database.reading(env.engine) as session:
        return session.get_one(WaitingListEntry, cast.waiting_vgz.id)


def her(cast: Cast, *, recognized: bool = True) -> Actor:
    return replace(actor(cast, "placed"), entry_id=cast.waiting_vgz.id, is_recognized=recognized)


@pytest.fixture
def alone(env: Environment, cast: Cast) -> Cast:
    """Leave one client to ask, due in twenty weeks."""
    with database.transaction(env.engine) as session:
        for other in (cast.waiting, cast.waiting_groningen):
            client = session.get_one(Client, other.client_id)
            client.email, client.email_hash = None, None
    return cast


def test_she_is_asked_after_four_weeks_and_every_four_weeks_until_her_due_date(
    env: Environment, alone: Cast, clock: FrozenClock
) -> None:
    clock.advance(FOUR_WEEKS - timedelta(minutes=1))
    assert still_waiting.ask_due(ASK) == 0
    clock.advance(timedelta(minutes=1))
    assert still_waiting.ask_due(ASK) == 1
    assert still_waiting.ask_due(ASK) == 0
    for _ in range(3):
        clock.advance(FOUR_WEEKS)
        assert still_waiting.ask_due(ASK) == 1
    clock.advance(FOUR_WEEKS)
    assert clock.now().date() == alone.waiting_vgz.due_date
    assert still_waiting.ask_due(ASK) == 0
    texts = asked(env)
    assert len(texts) == 4
    assert all("/l/" in text and "8751" not in text for text in texts)


def test_two_runners_at_once_ask_once(env: Environment, alone: Cast, clock: FrozenClock) -> None:
    clock.advance(FOUR_WEEKS)
    assert at_once(*[lambda: still_waiting.ask_due(ASK)] * 2) == [0, 1]
    assert len(asked(env)) == 1
    kinds = [line.kind for line in waiting_list.read_entry(alone.coordinator, _id(alone)).lines]
    assert kinds == [TimelineKind.WAITING_ASKED]


@pytest.mark.parametrize("what", ["born", "taken", "closed", "erased"])
def test_who_should_not_be_asked_is_not(
    env: Environment, alone: Cast, clock: FrozenClock, what: str
) -> None:
    with database.transaction(env.engine) as session:
        row = session.get_one(WaitingListEntry, alone.waiting_vgz.id)
        match what:
            case "born":
                row.birth_reported_at = clock.now()
            case "taken":
                row.state, row.provider_id = EntryState.ACCEPTED, alone.miek.id
            case "closed":
                row.state = EntryState.CLOSED
            case "erased":
                session.get_one(Client, row.client_id).erased_at = clock.now()
    clock.advance(FOUR_WEEKS)
    assert still_waiting.ask_due(ASK) == 0
    assert asked(env) == []


def test_yes_is_noted_with_its_date_and_needs_her_link_only(
    env: Environment, alone: Cast, clock: FrozenClock
) -> None:
    clock.advance(FOUR_WEEKS)
    still_waiting.ask_due(ASK)
    stranger = her(alone, recognized=False)
    assert still_waiting.is_asked(stranger)
    still_waiting.confirm(stranger)
    still_waiting.confirm(stranger)
    assert not still_waiting.is_asked(stranger)
    lines = waiting_list.read_entry(alone.coordinator, _id(alone)).lines
    assert [line.kind for line in lines].count(TimelineKind.WAITING_CONFIRMED) == 1
    assert entry(env, alone).unanswered_since is None


def test_no_needs_her_birth_date_and_takes_her_off_the_list(
    env: Environment, alone: Cast, clock: FrozenClock
) -> None:
    clock.advance(FOUR_WEEKS)
    still_waiting.ask_due(ASK)
    with pytest.raises(NotAllowed):
        own_entry.leave(her(alone, recognized=False), "WITHDRAWN")
    own_entry.leave(her(alone), "WITHDRAWN")
    assert entry(env, alone).state is EntryState.CLOSED
    assert not still_waiting.is_asked(her(alone))


def test_silence_is_shown_to_the_coordinator_only_and_removes_nobody(
    env: Environment, alone: Cast, clock: FrozenClock
) -> None:
    clock.advance(FOUR_WEEKS)
    since = clock.now()
    still_waiting.ask_due(ASK)
    clock.advance(FOUR_WEEKS)
    still_waiting.ask_due(ASK)
    assert entry(env, alone).unanswered_since == since
    assert entry(env, alone).state is EntryState.WAITING
    request = ListRequest(EntryState.WAITING, EntryFilter(mark=Mark.UNANSWERED))
    page = waiting_list.list_entries(alone.coordinator, request)
    assert [row.id for row in page.rows] == [str(alone.waiting_vgz.id)]
    assert page.rows[0].unanswered_since == since
    assert dashboard.read(alone.coordinator).figures.unanswered == 1
    for other in (alone.preferred, alone.insurer, alone.provider):
        assert waiting_list.list_entries(other, request).shown == 0
        assert waiting_list.read_entry(other, _id(alone)).view.unanswered_since is None
        assert dashboard.read(other).figures.unanswered == 0


def test_a_birth_is_an_answer_too(env: Environment, alone: Cast, clock: FrozenClock) -> None:
    clock.advance(FOUR_WEEKS)
    still_waiting.ask_due(ASK)
    births.report(her(alone))
    assert entry(env, alone).unanswered_since is None


def test_given_back_she_is_asked_four_weeks_later(
    env: Environment, alone: Cast, clock: FrozenClock
) -> None:
    clock.advance(FOUR_WEEKS)
    still_waiting.ask_due(ASK)
    waiting_list.accept(alone.provider, _id(alone))
    clock.advance(FOUR_WEEKS)
    waiting_list.give_back(alone.provider, _id(alone), "NO_CAPACITY")
    assert entry(env, alone).unanswered_since is None
    assert still_waiting.ask_due(ASK) == 0
    clock.advance(FOUR_WEEKS)
    assert still_waiting.ask_due(ASK) == 1


def _id(cast: Cast) -> object:
    return cast.waiting_vgz.id


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_whether_she_answered_is_for_the_coordinator_and_herself(
    cast: Cast, clock: FrozenClock
) -> None:
    clock.advance(still_waiting.EVERY)
    still_waiting.ask_due(Actor.system(Job.ASK_STILL_WAITING))

    def told(reader: Actor) -> bool:
        lines = waiting_list.read_entry(reader, cast.waiting.id).lines
        return TimelineKind.WAITING_ASKED in {line.kind for line in lines}

    assert told(cast.coordinator_limited)
    for other in (cast.provider, cast.preferred, cast.admin):
        assert not told(other)
