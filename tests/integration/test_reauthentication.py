"""A second factor once more, before an export, a BSN or a change of rights."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from kraamzorg_app import services
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor, ActorKind, Job
from kraamzorg_app.domain.errors import FieldErrors, ReauthenticationNeeded
from kraamzorg_app.domain.log_filter import LogFilter
from kraamzorg_app.domain.permissions import FRESH_FOR, Permission, is_fresh
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.accounts import Membership, User
from kraamzorg_app.services import (
    exports,
    kept_exports,
    log_reading,
    members,
    reauthentication,
    second_factor,
    sessions,
    waiting_list,
)
from kraamzorg_app.services.unit_of_work import begin
from kraamzorg_app.services.use_case import FRESH, USE_CASES
from tests.account_steps import ORIGIN, VISITOR
from tests.personas import Cast

SECRET = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"
ALWAYS_FRESH = {Permission.MEMBER_MANAGE, Permission.ENTRY_REVEAL_BSN}
"""Of these every verb asks it; of others those that are named below."""
NAMED_FRESH = {
    "exports.begin",
    "kept_exports.open_own",
    "administration.first_members.invite",
    "administration.first_members.revoke_coordinator",
    "administration.first_members.reset_second_factor",
    "administration.first_members.end_sessions",
    "disclosure_policy.propose",
    "disclosure_policy.confirm",
    "disclosure_policy.turn_down",
    "sessions.end_session",
    "identities.unlink",
    "log_reading.export",
}


def logged_in(person: Actor) -> str:
    with begin(VISITOR) as work:
        user = work.session.get_one(User, person.user_id)
        second_factor.seal(work, user, SECRET)
        return sessions.start(work, user, "Firefox")


def resolved(token: str) -> Actor:
    actor = sessions.resolve(token, origin=ORIGIN)
    assert actor is not None
    return actor


def stay_active(clock: FrozenClock, minutes: int, *tokens: str) -> None:
    for _ in range(minutes):
        clock.advance(timedelta(minutes=1))
        for token in tokens:
            resolved(token)


def code(clock: FrozenClock) -> str:
    return second_factor.totp(SECRET).at(clock.now())


def test_what_hurts_most_asks_it() -> None:
    for module in pkgutil.walk_packages(services.__path__, "kraamzorg_app.services."):
        importlib.import_module(module.name)
    always = {name for name, permission in USE_CASES.items() if permission in ALWAYS_FRESH}
    assert (always | NAMED_FRESH) - FRESH == set()


def test_a_quarter_of_an_hour_and_not_longer(clock: FrozenClock) -> None:
    person = Actor(kind=ActorKind.PERSON, authenticated_at=clock.now())
    assert is_fresh(person, clock.now() + FRESH_FOR - timedelta(seconds=1))
    assert not is_fresh(person, clock.now() + FRESH_FOR)
    assert not is_fresh(Actor(kind=ActorKind.PERSON), clock.now())
    assert is_fresh(Actor.system(Job.SEND_OUTBOX), clock.now())


def test_a_stale_session_exports_reveals_and_changes_nothing(
    cast: Cast, clock: FrozenClock
) -> None:
    insurer, provider = logged_in(cast.preferred), logged_in(cast.provider)
    officer = logged_in(cast.admin)
    limited = cast.provider_limited.membership_id
    assert limited is not None
    stay_active(clock, 14, insurer, provider, officer)
    assert list(exports.stream_csv(resolved(insurer)))
    assert log_reading.export(resolved(officer), LogFilter())
    stay_active(clock, 1, insurer, provider, officer)
    for stale in (
        lambda: exports.stream_csv(resolved(insurer)),
        lambda: exports.excel(resolved(insurer)),
        lambda: log_reading.export(resolved(officer), LogFilter()),
        lambda: kept_exports.open_own(resolved(insurer), uuid4(), "csv"),
        lambda: waiting_list.reveal_bsn(resolved(provider), cast.enrolled.id, "IDENTITY_CHECK"),
        lambda: members.allow_managing(resolved(provider), limited, allowed=False),
        lambda: members.revoke(resolved(provider), limited),
    ):
        with pytest.raises(ReauthenticationNeeded):
            stale()
    with begin(VISITOR) as work:
        assert work.session.get_one(Membership, limited).may_manage_members
        events = work.session.exec(select(AccessLogLine.event)).all()
        details = work.session.exec(select(AccessLogLine.details)).all()
    assert "BSN_REVEALED" not in events
    assert {"what": "waiting_list.reveal_bsn", "code": "reauthentication_needed"} in details


def test_a_code_makes_this_session_fresh_and_no_other(cast: Cast, clock: FrozenClock) -> None:
    token, other = logged_in(cast.preferred), logged_in(cast.preferred)
    stay_active(clock, 16, token, other)
    reauthentication.confirm(resolved(token), code(clock))
    assert list(exports.stream_csv(resolved(token)))
    with pytest.raises(ReauthenticationNeeded):
        exports.stream_csv(resolved(other))
    with begin(VISITOR) as work:
        events = work.session.exec(select(AccessLogLine.event)).all()
    assert events.count("REAUTHENTICATED") == 1


def test_a_wrong_code_is_named_counted_and_logged(cast: Cast, clock: FrozenClock) -> None:
    person = resolved(logged_in(cast.preferred))
    for typed, problem in (("", "required"), ("000000", "code_wrong")):
        with pytest.raises(FieldErrors) as refused:
            reauthentication.confirm(person, typed)
        assert refused.value.fields == {"code": problem}
    for _ in range(8):
        with pytest.raises(FieldErrors):
            reauthentication.confirm(person, "000000")
    with pytest.raises(FieldErrors) as refused:
        reauthentication.confirm(person, code(clock))
    assert refused.value.fields == {"code": "too_many_tries"}
    with begin(VISITOR) as work:
        events = work.session.exec(select(AccessLogLine.event)).all()
    assert "LOGIN_FAILED" in events


def test_a_code_counts_once_here_too(cast: Cast, clock: FrozenClock) -> None:
    person = resolved(logged_in(cast.preferred))
    reauthentication.confirm(person, code(clock))
    with pytest.raises(FieldErrors) as refused:
        reauthentication.confirm(person, code(clock))
    assert refused.value.fields == {"code": "code_used"}


def test_an_export_that_began_goes_on_to_its_end(cast: Cast, clock: FrozenClock) -> None:
    parts = exports.stream_csv(replace(cast.preferred, authenticated_at=clock.now()))
    next(iter(parts))
    clock.advance(FRESH_FOR * 2)
    assert list(parts)


def test_of_an_ended_session_nothing_becomes_fresh(cast: Cast, clock: FrozenClock) -> None:
    token = logged_in(cast.preferred)
    person = resolved(token)
    sessions.log_out(person)
    reauthentication.confirm(person, code(clock))
    assert sessions.resolve(token, origin=ORIGIN) is None


def test_ids_of_sessions_are_what_counts(cast: Cast, clock: FrozenClock) -> None:
    """The update names the session and its owner: an actor of nobody's session changes none."""
    token = logged_in(cast.preferred)
    stay_active(clock, 16, token)
    other = resolved(logged_in(cast.insurer))
    session_id: UUID | None = resolved(token).session_id
    with begin(replace(other, session_id=session_id)) as work:
        sessions.authenticate_again(work)
    with pytest.raises(ReauthenticationNeeded):
        exports.stream_csv(resolved(token))
