"""Passkeys as a second factor: bound to person, site and challenge, each answer once."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotFound, ReauthenticationNeeded
from kraamzorg_app.models.accounts import User
from kraamzorg_app.services import (
    environment,
    log_in,
    own_passkeys,
    passkeys,
    reauthentication,
    second_factor,
    sessions,
)
from kraamzorg_app.services.login_attempts import Stage, Step
from kraamzorg_app.services.unit_of_work import begin
from tests.account_steps import ORIGIN, PASSWORD, VISITOR, give_password, shown
from tests.authenticator import Authenticator
from tests.personas import Cast

SECRET = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"


@pytest.fixture
def person(cast: Cast) -> Actor:
    return logged_in(cast.provider)


@pytest.fixture
def device(person: Actor, clock: FrozenClock) -> Authenticator:
    """Give a device with a passkey of the person."""
    made = Authenticator(environment.current().settings.public_url)
    add(person, made, clock)
    return made


def logged_in(person: Actor) -> Actor:
    give_password(person)
    with begin(VISITOR) as work:
        user = work.session.get_one(User, person.user_id)
        second_factor.seal(work, user, SECRET)
        token = sessions.start(work, user, "Firefox")
    found = sessions.resolve(token, origin=ORIGIN)
    assert found is not None
    return found


def code(clock: FrozenClock) -> str:
    return second_factor.totp(SECRET).at(clock.now())


def add(person: Actor, device: Authenticator, clock: FrozenClock) -> None:
    options = own_passkeys.begin(person, "telefoon", PASSWORD, code(clock))
    own_passkeys.add(person, "telefoon", device.make(options))


def password_given(person: Actor) -> Step:
    with begin(VISITOR) as work:
        email = work.session.get_one(User, person.user_id).email
    return log_in.give_password(VISITOR, email, PASSWORD)


def give(step: Step, answer: str) -> Step:
    return log_in.give_code(
        VISITOR, step.attempt or "", "", passkey=answer, device="Firefox", former_session=""
    )


def test_a_passkey_gives_the_second_factor_at_log_in(
    person: Actor, device: Authenticator, clock: FrozenClock
) -> None:
    step = password_given(person)
    done = give(step, device.use(shown(step).passkey_options))
    actor = sessions.resolve(done.session or "", origin=ORIGIN)
    assert actor is not None
    assert actor.user_id == person.user_id
    [row] = own_passkeys.own(person)
    assert (row.name, row.last_used_at) == ("telefoon", clock.now())


def test_who_has_none_is_not_asked_for_one(person: Actor) -> None:
    assert shown(password_given(person)).passkey_options == ""
    assert reauthentication.passkey_options(person) == ""


def test_an_answer_counts_once_and_for_its_own_challenge(
    person: Actor, device: Authenticator
) -> None:
    first, second = password_given(person), password_given(person)
    answer = device.use(shown(first).passkey_options)
    refused = give(second, answer)
    assert shown(refused).errors == {"code": "passkey_failed"}
    assert shown(refused).passkey_options != shown(first).passkey_options
    assert give(first, answer).session
    assert give(first, answer).session is None
    assert shown(give(password_given(person), answer)).errors == {"code": "passkey_failed"}


def test_a_passkey_of_somebody_else_or_for_another_site_is_refused(
    person: Actor, device: Authenticator, clock: FrozenClock, cast: Cast
) -> None:
    other = logged_in(cast.carer)
    add(other, Authenticator(device.origin), clock)
    step = password_given(other)
    assert give(step, device.use(shown(step).passkey_options)).session is None
    step = password_given(person)
    elsewhere = replace(device, origin="https://evil.test")
    assert give(step, elsewhere.use(shown(step).passkey_options)).session is None


def test_a_copied_device_is_refused(person: Actor, device: Authenticator) -> None:
    copy = replace(device)
    for _ in range(2):
        step = password_given(person)
        assert give(step, device.use(shown(step).passkey_options)).session
    step = password_given(person)
    assert give(step, copy.use(shown(step).passkey_options)).session is None


def test_nonsense_is_refused_and_counted(person: Actor, device: Authenticator) -> None:
    step = password_given(person)
    for answer in (*("none", "{}", "null", "x" * 20_000, '{"id": 1}'), *["none"] * 3):
        step = give(step, answer)
        assert shown(step).errors == {"code": "passkey_failed"}
    right = give(step, device.use(shown(step).passkey_options))
    assert (shown(right).stage, shown(right).errors) == (Stage.CODE, {"code": "too_many_tries"})


def test_a_passkey_confirms_again_once(person: Actor, device: Authenticator) -> None:
    answer = device.use(reauthentication.passkey_options(person))
    reauthentication.confirm(person, "", answer)
    with pytest.raises(FieldErrors) as refused:
        reauthentication.confirm(person, "", answer)
    assert refused.value.fields == {"code": "passkey_failed"}


def test_making_one_asks_a_name_and_both_factors(person: Actor, clock: FrozenClock) -> None:
    right = code(clock)
    for typed, problem in (
        (("", PASSWORD, right), {"passkey_name": "required"}),
        (
            ("telefoon", "een verkeerd wachtwoord", right),
            {"passkey_password": "own_password_wrong"},
        ),
        (("telefoon", PASSWORD, "000000"), {"passkey_code": "code_wrong"}),
    ):
        with pytest.raises(FieldErrors) as refused:
            own_passkeys.begin(person, *typed)
        assert refused.value.fields == problem


def test_what_was_made_for_another_challenge_is_not_kept(person: Actor, clock: FrozenClock) -> None:
    device = Authenticator(environment.current().settings.public_url)
    made = device.make(own_passkeys.begin(person, "telefoon", PASSWORD, code(clock)))
    with begin(person) as work:
        passkeys.ask_in_session(work)
    for answer in (made, made, "none"):
        with pytest.raises(Conflict, match="passkey_failed"):
            own_passkeys.add(person, "telefoon", answer)
    assert own_passkeys.own(person) == ()


def test_one_is_taken_away_by_its_owner_who_confirmed_lately(
    person: Actor, device: Authenticator, cast: Cast
) -> None:
    [row] = own_passkeys.own(person)
    with pytest.raises(NotFound):
        own_passkeys.remove(cast.carer, UUID(row.id))
    with pytest.raises(ReauthenticationNeeded):
        own_passkeys.remove(replace(person, authenticated_at=None), UUID(row.id))
    step = password_given(person)
    options = shown(step).passkey_options
    own_passkeys.remove(person, UUID(row.id))
    assert give(step, device.use(options)).session is None
