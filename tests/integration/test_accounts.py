"""Getting an account: it counts once mailbox and app are proven, and nobody learns who has one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import select

from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.config import DEMO_PASSWORD
from kraamzorg_app.domain.errors import NotFound
from kraamzorg_app.models.accounts import AccountLink, User
from kraamzorg_app.services import (
    account_links,
    accounts,
    environment,
    log_in,
    login_attempts,
    second_factor,
    sessions,
)
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.login_attempts import Stage, Step
from kraamzorg_app.services.unit_of_work import begin
from tests.account_steps import (
    EMAIL,
    ORIGIN,
    PASSWORD,
    VISITOR,
    confirm,
    give_password,
    last_token,
    mails,
    shown,
)
from tests.personas import Cast

pytestmark = pytest.mark.usefixtures("cast")


def users() -> list[str]:
    with begin(VISITOR) as work:
        return list(work.session.exec(select(User.email)).all())


def register(email: str = EMAIL, password: str = PASSWORD, name: str = "Lotte") -> Step:
    return accounts.register(VISITOR, email, name, password)


def test_registration_mail_app_and_then_logged_in(clock: FrozenClock) -> None:
    step = register()
    assert shown(step).stage is Stage.REGISTERED
    step = account_links.open(last_token(), ORIGIN)
    view = shown(step)
    assert (step.path, view.stage, view.email) == ("/registreren", Stage.ENROLMENT, EMAIL)
    assert view.enrolment_uri.startswith("otpauth://totp/")
    step = confirm(step, clock)
    assert len(shown(step).recovery_codes) == 10
    actor = sessions.resolve(step.session or "", origin=ORIGIN)
    assert actor is not None
    assert (actor.display_name, actor.role) == ("Lotte", None)
    done = accounts.kept_recovery_codes(VISITOR, step.attempt or "")
    assert (done.path, done.attempt) == ("/profiel", None)
    assert login_attempts.read(VISITOR, step.attempt or "") is None


def test_nothing_of_an_account_counts_before_the_app_does() -> None:
    register()
    step = account_links.open(last_token(), ORIGIN)
    wrong = accounts.confirm_app(
        VISITOR, step.attempt or "", "000000", device="", former_session=""
    )
    assert wrong.session is None
    assert shown(wrong).errors == {"code": "code_wrong"}
    assert shown(wrong).secret
    tried = log_in.give_password(VISITOR, EMAIL, PASSWORD)
    assert shown(tried).errors == {"password": "password_wrong"}


def test_a_known_address_gets_the_same_answer_and_a_mail_that_says_so(cast: Cast) -> None:
    known = give_password(cast.provider)
    before, after = shown(register(known)), shown(register())
    assert (before.stage, before.errors, before.notice) == (after.stage, after.errors, after.notice)
    assert [kind for kind, _ in mails(known)] == ["account_exists"]
    assert [kind for kind, _ in mails()] == ["confirm_account"]
    assert "/l/" not in mails(known)[0][1]


def test_registering_for_somebody_else_gives_no_way_in(clock: FrozenClock) -> None:
    register(password="van een kwaadwillende")
    attackers = last_token()
    register()
    assert shown(account_links.open(attackers, ORIGIN)).errors == {"form": "register_again"}
    confirm(account_links.open(last_token(), ORIGIN), clock)
    clock.advance(timedelta(seconds=30))
    tried = log_in.give_password(VISITOR, EMAIL, "van een kwaadwillende")
    assert shown(tried).errors == {"password": "password_wrong"}
    assert shown(log_in.give_password(VISITOR, EMAIL, PASSWORD)).stage is Stage.CODE


def test_a_link_works_once_and_not_for_ever(clock: FrozenClock) -> None:
    register()
    token = last_token()
    confirm(account_links.open(token, ORIGIN), clock)
    again = account_links.open(token, ORIGIN)
    assert (again.path, again.session) == ("/inloggen", None)
    assert shown(again).notice == "account_made"
    other = "pien@people.test"
    register(other)
    clock.advance(timedelta(days=2))
    assert shown(account_links.open(last_token(other), ORIGIN)).errors == {"form": "register_again"}


def test_who_stopped_halfway_opens_the_link_again(clock: FrozenClock) -> None:
    register()
    token = last_token()
    left = account_links.open(token, ORIGIN)
    clock.advance(timedelta(hours=30))
    step, twice = account_links.open(token, ORIGIN), account_links.open(token, ORIGIN)
    assert shown(step).stage is Stage.ENROLMENT
    assert confirm(step, clock).session
    for late, said in ((left, ""), (twice, "account_made")):
        done = accounts.confirm_app(
            VISITOR, late.attempt or "", "000000", device="", former_session=""
        )
        assert (done.path, done.session) == ("/inloggen", None)
        assert shown(done).notice == said


def test_who_waits_too_long_with_the_app_is_sent_to_the_mail(clock: FrozenClock) -> None:
    register()
    left = account_links.open(last_token(), ORIGIN)
    clock.advance(timedelta(hours=1))
    late = accounts.confirm_app(VISITOR, left.attempt or "", "000000", device="", former_session="")
    assert shown(late).errors == {"form": "open_link_again"}


def test_a_token_of_no_account_is_not_found() -> None:
    with pytest.raises(NotFound):
        account_links.open("made-up", ORIGIN)


def test_links_are_stored_hashed_and_registrations_sealed() -> None:
    register()
    token = last_token()
    with begin(VISITOR) as work:
        [link] = work.session.exec(select(AccountLink)).all()
        assert token not in link.token_hash
        assert b"argon2" not in (link.registration or b"")


WEAK = (
    ("", "required"),
    ("kort", "password_too_short"),
    ("x" * 300, "password_too_long"),
    ("wachtwoord1234", "password_common"),
    ("Kraamzorg2026", "password_common"),
    ("aaaaaaaaaaaaaa", "password_common"),
    ("welkom lotte 12", "password_holds_name"),
    (DEMO_PASSWORD, "password_common"),
)


def test_a_weak_password_is_refused_and_the_rest_is_kept() -> None:
    for password, problem in WEAK:
        view = shown(register(password=password))
        assert view.errors == {"password": problem}
        assert (view.email, view.display_name, view.stage) == (EMAIL, "Lotte", Stage.REGISTER)
    assert not mails()


def test_a_password_of_a_breach_is_refused_when_a_service_is_asked(env: Environment) -> None:
    class Knows:
        def holds(self, password: str) -> bool:
            return password == PASSWORD

    environment.install(replace(env, breached=Knows()))
    assert shown(register()).errors == {"password": "password_breached"}
    assert not shown(register(password="een heel ander wachtwoord")).errors


def test_an_impossible_address_is_named() -> None:
    for email in ("", "geen adres", "a@b", "x" * 300 + "@people.test"):
        assert set(shown(register(email)).errors) == {"email"}


def test_one_address_gets_few_mails_in_silence() -> None:
    for _ in range(8):
        assert shown(register()).stage is Stage.REGISTERED
    assert len(mails()) == 5


def test_a_forgotten_password_is_replaced_and_every_session_ends(cast: Cast) -> None:
    email = give_password(cast.provider)
    with begin(VISITOR) as work:
        user = work.session.get_one(User, cast.provider.user_id)
        second_factor.seal(work, user, second_factor.new_secret())
        sealed = user.totp_secret
        session = sessions.start(work, user, "Firefox")
    accounts.forget_password(VISITOR, email)
    step = account_links.open(last_token(email), ORIGIN)
    assert (step.path, shown(step).stage) == ("/wachtwoord-vergeten", Stage.NEW_PASSWORD)
    refused = accounts.choose_password(VISITOR, step.attempt or "", "kort")
    assert shown(refused).errors == {"password": "password_too_short"}
    done = accounts.choose_password(VISITOR, refused.attempt or "", "een heel ander wachtwoord")
    assert (done.path, shown(done).notice) == ("/inloggen", "password_changed")
    assert done.session is None
    assert sessions.resolve(session, origin=ORIGIN) is None
    tried = log_in.give_password(VISITOR, email, "een heel ander wachtwoord")
    assert shown(tried).stage is Stage.CODE
    assert shown(log_in.give_password(VISITOR, email, PASSWORD)).errors
    with begin(VISITOR) as work:
        assert work.session.get_one(User, cast.provider.user_id).totp_secret == sealed
    assert [kind for kind, _ in mails(email)] == ["reset_password", "password_changed"]


def test_a_password_link_lasts_an_hour_and_a_new_one_voids_it(
    cast: Cast, clock: FrozenClock
) -> None:
    email = give_password(cast.provider)
    accounts.forget_password(VISITOR, email)
    first = last_token(email)
    clock.advance(timedelta(minutes=1))
    accounts.forget_password(VISITOR, email)
    second = last_token(email)
    assert shown(account_links.open(first, ORIGIN)).errors == {"form": "link_used"}
    clock.advance(timedelta(hours=1))
    assert shown(account_links.open(second, ORIGIN)).errors == {"form": "link_expired"}


def test_forgetting_answers_the_same_for_an_unknown_address(cast: Cast) -> None:
    known = shown(accounts.forget_password(VISITOR, give_password(cast.provider)))
    unknown = shown(accounts.forget_password(VISITOR, EMAIL))
    assert (known.stage, known.errors) == (unknown.stage, unknown.errors)
    assert not mails()


@pytest.mark.parametrize("ask", [register, lambda email: accounts.forget_password(VISITOR, email)])
def test_a_known_and_an_unknown_address_cost_the_same_statements(
    env: Environment, cast: Cast, ask: Callable[[str], Step]
) -> None:
    known = give_password(cast.provider)
    counted: list[int] = []
    for email in (known, "niemand@people.test"):
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            seen.append(statement.split(" ", 1)[0])  # noqa: B023 - of this round

        event.listen(env.engine, "before_cursor_execute", note)
        ask(email)
        event.remove(env.engine, "before_cursor_execute", note)
        counted.append(len(seen))
    assert counted[0] == counted[1]
    assert [user for user in users() if user == "niemand@people.test"] == (
        ["niemand@people.test"] if ask is register else []
    )


def test_one_attempt_can_not_be_used_for_another_step(cast: Cast) -> None:
    email = give_password(cast.provider)
    code_step = log_in.give_password(VISITOR, email, PASSWORD)
    token = code_step.attempt or ""
    assert accounts.choose_password(VISITOR, token, "een heel ander wachtwoord").path == (
        "/wachtwoord-vergeten"
    )
    assert accounts.accept_invitation(VISITOR, token, "Iemand", PASSWORD).session is None
    assert (
        accounts.confirm_app(VISITOR, token, "000000", device="", former_session="").session is None
    )
    assert shown(log_in.give_password(VISITOR, email, PASSWORD)).stage is Stage.CODE
