"""Another password under Profiel: the current one and a code first, and everybody else is out."""

from __future__ import annotations

import pytest
from sqlmodel import select

from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import FieldErrors
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.accounts import User, UserSession
from kraamzorg_app.services import (
    account_links,
    accounts,
    log_in,
    new_password,
    second_factor,
    sessions,
)
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.login_attempts import Stage
from kraamzorg_app.services.rate_limits import LOGIN_BY_ACCOUNT
from kraamzorg_app.services.unit_of_work import begin
from tests.account_steps import (
    ORIGIN,
    PASSWORD,
    VISITOR,
    give_password,
    last_token,
    mails,
    shown,
)
from tests.personas import Cast

SECRET = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"
OTHER = "een heel ander wachtwoord"


@pytest.fixture
def person(cast: Cast) -> Actor:
    give_password(cast.provider)
    with begin(VISITOR) as work:
        second_factor.seal(work, work.session.get_one(User, cast.provider.user_id), SECRET)
    return resolved(log_in_as(cast.provider))


def log_in_as(person: Actor) -> str:
    with begin(VISITOR) as work:
        return sessions.start(work, work.session.get_one(User, person.user_id), "Firefox")


def resolved(token: str) -> Actor:
    actor = sessions.resolve(token, origin=ORIGIN)
    assert actor is not None
    return actor


def code(clock: FrozenClock) -> str:
    return second_factor.totp(SECRET).at(clock.now())


def email_of(person: Actor) -> str:
    with begin(VISITOR) as work:
        return work.session.get_one(User, person.user_id).email


def refusals(person: Actor, *typed: str) -> dict[str, str]:
    with pytest.raises(FieldErrors) as refused:
        new_password.change(person, *typed)
    return dict(refused.value.fields)


def lines(event: LogEvent) -> list[AccessLogLine]:
    with begin(VISITOR) as work:
        found = work.session.exec(select(AccessLogLine).where(AccessLogLine.event == event)).all()
        return list(found)


def test_the_new_one_counts_and_every_other_session_ends(person: Actor, clock: FrozenClock) -> None:
    elsewhere, email = log_in_as(person), email_of(person)
    accounts.forget_password(VISITOR, email)
    asked = last_token(email)
    half_way = log_in.give_password(VISITOR, email, PASSWORD)
    new_password.change(person, PASSWORD, OTHER, code(clock))
    assert sessions.resolve(elsewhere, origin=ORIGIN) is None
    with begin(person) as work:
        row = work.session.get_one(UserSession, person.session_id)
        assert row.revoked_at is None
    assert shown(account_links.open(asked, ORIGIN)).errors == {"form": "link_used"}
    tried = log_in.give_code(
        VISITOR, half_way.attempt or "", "000000", device="", former_session=""
    )
    assert shown(tried).errors == {"form": "attempt_expired"}
    assert shown(log_in.give_password(VISITOR, email, PASSWORD)).errors
    assert shown(log_in.give_password(VISITOR, email, OTHER)).stage is Stage.CODE
    assert mails(email)[-1][0] == "password_changed"
    [line] = lines(LogEvent.ACCOUNT_CHANGED)[-1:]
    assert (line.user_id, line.details["password"]) == (person.user_id, True)


def test_both_factors_are_asked_and_a_failure_is_logged(person: Actor, clock: FrozenClock) -> None:
    assert refusals(person, "", OTHER, code(clock)) == {"current_password": "own_password_wrong"}
    assert refusals(person, PASSWORD, OTHER, "000000") == {"password_code": "code_wrong"}
    reasons = [line.details["reason"] for line in lines(LogEvent.LOGIN_FAILED)]
    assert reasons == ["own_password_wrong", "code_wrong"]
    assert shown(log_in.give_password(VISITOR, email_of(person), PASSWORD)).stage is Stage.CODE


def test_a_password_that_can_not_be_uses_up_no_code(person: Actor, clock: FrozenClock) -> None:
    typed = code(clock)
    assert refusals(person, PASSWORD, "kort", typed) == {"new_password": "password_too_short"}
    assert refusals(person, PASSWORD, "miek is mijn naam", typed) == {
        "new_password": "password_holds_name"
    }
    new_password.change(person, PASSWORD, OTHER, typed)


def test_guessing_the_current_one_ends(person: Actor) -> None:
    for _ in range(LOGIN_BY_ACCOUNT.tries):
        assert set(refusals(person, "geraden", OTHER, "000000")) == {"current_password"}
    assert refusals(person, PASSWORD, OTHER, "000000") == {"password_code": "too_many_tries"}
