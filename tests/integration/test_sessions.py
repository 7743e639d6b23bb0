"""A cookie becomes an actor for as long as its session lasts, and no longer."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor, Role
from kraamzorg_app.domain.calendar import AMSTERDAM
from kraamzorg_app.domain.errors import NotFound
from kraamzorg_app.models.accounts import Membership, User, UserSession
from kraamzorg_app.models.organizations import Region
from kraamzorg_app.services import sessions
from kraamzorg_app.services.unit_of_work import begin
from tests.personas import Cast

ORIGIN = "192.0.2.1"


def log_in(person: Actor) -> str:
    with begin(Actor.visitor(ORIGIN)) as work:
        return sessions.start(work, work.session.get_one(User, person.user_id), "Firefox")


def resolved(token: str, *, is_activity: bool = True) -> Actor | None:
    return sessions.resolve(token, origin=ORIGIN, is_activity=is_activity)


def change(person: Actor, **values: object) -> None:
    with begin(Actor.visitor()) as work:
        membership = work.session.get_one(Membership, person.membership_id)
        for name, value in values.items():
            setattr(membership, name, value)


WHO = ["coordinator", "provider", "other_provider", "carer", "preferred", "insurer", "admin"]


def test_a_session_gives_the_person_with_role_and_scope(cast: Cast) -> None:
    for who in WHO:
        person: Actor = getattr(cast, who)
        actor = resolved(log_in(person))
        assert actor is not None
        for name in Actor.__dataclass_fields__:
            if name not in {"session_id", "authenticated_at"}:
                assert getattr(actor, name) == getattr(person, name), (who, name)


@pytest.mark.usefixtures("cast")
def test_an_unknown_cookie_is_nobody() -> None:
    assert resolved("made up") is None
    assert resolved("") is None


def test_with_personal_data_fifteen_idle_minutes_end_a_session(
    cast: Cast, clock: FrozenClock
) -> None:
    token = log_in(cast.provider)
    clock.advance(timedelta(minutes=14))
    assert resolved(token)
    clock.advance(timedelta(minutes=14))
    assert resolved(token)
    clock.advance(timedelta(minutes=15))
    assert resolved(token) is None


def test_without_personal_data_thirty_idle_minutes_end_a_session(
    cast: Cast, clock: FrozenClock
) -> None:
    token = log_in(cast.provider_limited)
    clock.advance(timedelta(minutes=29))
    assert resolved(token)
    clock.advance(timedelta(minutes=30))
    assert resolved(token) is None


def test_a_list_that_renews_itself_keeps_no_session_alive(cast: Cast, clock: FrozenClock) -> None:
    token = log_in(cast.provider)
    clock.advance(timedelta(minutes=14))
    assert resolved(token, is_activity=False)
    clock.advance(timedelta(minutes=1))
    assert resolved(token) is None


def test_ten_hours_end_a_session_however_busy(cast: Cast, clock: FrozenClock) -> None:
    token = log_in(cast.provider)
    for _ in range(59):
        clock.advance(timedelta(minutes=10))
        assert resolved(token)
    clock.advance(timedelta(minutes=10))
    assert resolved(token) is None


def test_the_warning_counts_down_without_being_activity(cast: Cast, clock: FrozenClock) -> None:
    token = log_in(cast.provider)
    assert sessions.seconds_left(token) == 15 * 60
    clock.advance(timedelta(minutes=13))
    assert sessions.seconds_left(token) == 2 * 60
    clock.advance(timedelta(minutes=3))
    assert sessions.seconds_left(token) == 0


def test_moments_are_written_at_most_once_a_minute(cast: Cast, clock: FrozenClock) -> None:
    token = log_in(cast.provider)
    started = clock.now()
    clock.advance(timedelta(seconds=59))
    resolved(token)
    assert _seen_at() == started
    clock.advance(timedelta(seconds=1))
    resolved(token)
    assert _seen_at() == clock.now()


def test_a_revoked_membership_is_out_at_the_next_event(cast: Cast, clock: FrozenClock) -> None:
    token = log_in(cast.provider)
    change(cast.provider, revoked_at=clock.now())
    actor = resolved(token)
    assert actor is not None
    assert (actor.role, actor.membership_id, actor.may_view_personal_data) == (None, None, False)
    assert actor.approved_region_ids == frozenset()


def test_a_membership_counts_only_once_it_is_accepted(cast: Cast) -> None:
    change(cast.provider, accepted_at=None)
    actor = resolved(log_in(cast.provider))
    assert actor is not None
    assert actor.role is None


def test_another_membership_takes_over_from_a_revoked_one(cast: Cast, clock: FrozenClock) -> None:
    with begin(Actor.visitor()) as work:
        work.session.add(
            Membership(
                user_id=cast.provider.user_id,
                role=Role.INSURER,
                insurer_id=cast.vgz.id,
                created_at=work.now,
                accepted_at=work.now,
            )
        )
    token = log_in(cast.provider)
    change(cast.provider, revoked_at=clock.now())
    actor = resolved(token)
    assert actor is not None
    assert (actor.role, actor.insurer_id, actor.provider_id) == (Role.INSURER, cast.vgz.id, None)


def test_people_of_a_provider_that_stopped_have_no_role_left(
    cast: Cast, clock: FrozenClock
) -> None:
    token = log_in(cast.provider)
    with begin(Actor.visitor()) as work:
        provider = work.session.merge(cast.miek)
        provider.ended_at = clock.now()
    actor = resolved(token)
    assert actor is not None
    assert actor.role is None


def test_a_disabled_account_is_out(cast: Cast, clock: FrozenClock) -> None:
    token = log_in(cast.provider)
    with begin(Actor.visitor()) as work:
        work.session.get_one(User, cast.provider.user_id).disabled_at = clock.now()
    assert resolved(token) is None


def test_logging_out_ends_this_session_only(cast: Cast) -> None:
    here, there = log_in(cast.provider), log_in(cast.provider)
    actor = resolved(here)
    assert actor is not None
    sessions.log_out(actor)
    assert resolved(here) is None
    assert resolved(there)


def test_logging_out_everywhere_ends_every_session_and_says_so(cast: Cast) -> None:
    here, there, other = log_in(cast.provider), log_in(cast.provider), log_in(cast.carer)
    actor = resolved(here)
    assert actor is not None
    heard: list[str] = []
    sessions.environment.current().announcements.listen(heard.append)
    sessions.log_out_everywhere(actor)
    assert resolved(here) is None
    assert resolved(there) is None
    assert resolved(other)
    assert len([topic for topic in heard if topic.startswith("session:")]) == 2


def test_somebody_elses_session_can_not_be_ended(cast: Cast) -> None:
    mine, theirs = resolved(log_in(cast.provider)), log_in(cast.carer)
    other = resolved(theirs)
    assert mine is not None
    assert other is not None
    for session_id in (other.session_id, uuid4()):
        with pytest.raises(NotFound):
            sessions.end_session(mine, session_id)
    assert resolved(theirs)


def test_the_database_holds_no_token(cast: Cast) -> None:
    token = log_in(cast.provider)
    with begin(Actor.visitor()) as work:
        row = work.session.exec(select(UserSession)).one()
    assert token not in row.token_hash


def _seen_at() -> object:
    with begin(Actor.visitor()) as work:
        return work.session.exec(select(UserSession.last_seen_at)).one()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_region_ends_at_midnight_in_amsterdam(cast: Cast, clock: FrozenClock) -> None:
    ended_on = clock.now().date() + timedelta(days=1)
    with begin(Actor.visitor()) as work:
        work.session.get_one(Region, cast.friesland.id).ended_on = ended_on
    clock.moment = datetime.combine(ended_on, time(), AMSTERDAM).astimezone(UTC)
    now = resolved(log_in(cast.coordinator))
    clock.moment -= timedelta(minutes=1)
    before = resolved(log_in(cast.coordinator))
    assert now is not None
    assert before is not None
    assert (before.role, now.role) == (Role.COORDINATOR, None)
