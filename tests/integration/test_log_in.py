"""Logging in with two factors: each code once, failures counted, nobody told who has an account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.config import DEMO_PASSWORD, DEMO_TOTP_SECRET
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.accounts import LoginAttempt, Membership, User, UserSession
from kraamzorg_app.services import log_in, login_attempts, passwords, second_factor, sessions
from kraamzorg_app.services.login_attempts import AttemptView, Stage, Step
from kraamzorg_app.services.unit_of_work import begin
from tests.personas import Cast

ORIGIN = "192.0.2.7"
VISITOR = Actor.visitor(ORIGIN)
EMAIL = "miek@people.test"
PASSWORD = "een kalme ooievaar 7"
SECRET = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"


def give_account(person: Actor, password: str = PASSWORD, secret: str = SECRET) -> None:
    with begin(VISITOR) as work:
        user = work.session.get_one(User, person.user_id)
        user.password_hash = passwords.make_hash(password)
        second_factor.seal(work, user, secret)


@pytest.fixture(autouse=True)
def account(cast: Cast) -> None:
    give_account(cast.provider)


def code(clock: FrozenClock, steps: int = 0) -> str:
    return second_factor.totp(SECRET).at(clock.now(), counter_offset=steps)


def give_code(step: Step, typed: str, former: str = "") -> Step:
    return log_in.give_code(
        VISITOR, step.attempt or "", typed, device="Firefox op Linux", former_session=former
    )


def logged_in(clock: FrozenClock) -> Step:
    return give_code(log_in.give_password(VISITOR, EMAIL, PASSWORD), code(clock))


def shown(step: Step) -> AttemptView:
    view = login_attempts.read(VISITOR, step.attempt or "")
    assert view is not None
    return view


def log_lines(event: str) -> list[AccessLogLine]:
    with begin(VISITOR) as work:
        return list(
            work.session.exec(select(AccessLogLine).where(AccessLogLine.event == event)).all()
        )


def test_both_factors_start_a_session_in_the_working_role(cast: Cast, clock: FrozenClock) -> None:
    step = log_in.give_password(VISITOR, f" {EMAIL.upper()} ", PASSWORD)
    assert (step.path, step.session, shown(step).stage) == ("/inloggen", None, Stage.CODE)
    step = give_code(step, code(clock))
    assert step.path == "/start"
    assert step.attempt is None
    actor = sessions.resolve(step.session or "", origin=ORIGIN)
    assert actor is not None
    assert actor.membership_id == cast.provider.membership_id
    [line] = log_lines("LOGGED_IN")
    assert (line.user_id, line.origin) == (cast.provider.user_id, ORIGIN)


def test_the_password_alone_starts_no_session() -> None:
    step = log_in.give_password(VISITOR, EMAIL, PASSWORD)
    assert sessions.resolve(step.attempt or "", origin=ORIGIN) is None
    with begin(VISITOR) as work:
        assert not work.session.exec(select(UserSession)).all()


def test_an_unknown_address_gets_the_answer_of_a_wrong_password() -> None:
    wrong = log_in.give_password(VISITOR, EMAIL, "iets heel anders 12")
    unknown = log_in.give_password(VISITOR, "niemand@people.test", "iets heel anders 12")
    assert wrong.path == unknown.path
    assert shown(wrong).errors == shown(unknown).errors == {"password": "password_wrong"}
    assert shown(wrong).stage == shown(unknown).stage


def test_an_unknown_address_costs_a_hash_too(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str | None] = []
    compare = passwords.is_right

    def counting(password_hash: str | None, password: str) -> bool:
        compared.append(password_hash)
        return compare(password_hash, password)

    monkeypatch.setattr(passwords, "is_right", counting)
    log_in.give_password(VISITOR, "niemand@people.test", PASSWORD)
    assert compared == [None]
    assert passwords.is_right(None, "") is False


def test_what_was_typed_is_kept_but_never_the_password() -> None:
    step = log_in.give_password(VISITOR, EMAIL, "iets heel anders 12")
    assert shown(step).email == EMAIL
    with begin(VISITOR) as work:
        [row] = work.session.exec(select(LoginAttempt)).all()
        assert EMAIL.encode() not in (row.state or b"")
    assert "iets heel anders" not in repr(shown(step))


def test_empty_fields_are_named_and_count_as_no_failure() -> None:
    for _ in range(30):
        step = log_in.give_password(VISITOR, "", "")
    assert shown(step).errors == {"email": "required", "password": "required"}


def test_a_code_works_once(clock: FrozenClock) -> None:
    assert logged_in(clock).session
    step = logged_in(clock)
    assert step.session is None
    assert shown(step).errors == {"code": "code_used"}
    clock.advance(timedelta(seconds=30))
    assert give_code(step, code(clock)).session


def test_an_older_code_does_not_work_after_a_newer_one(clock: FrozenClock) -> None:
    step = log_in.give_password(VISITOR, EMAIL, PASSWORD)
    assert give_code(step, code(clock, 1)).session
    step = give_code(log_in.give_password(VISITOR, EMAIL, PASSWORD), code(clock))
    assert shown(step).errors == {"code": "code_used"}


def test_a_code_may_be_one_step_early_or_late(clock: FrozenClock) -> None:
    for steps, works in ((-2, False), (2, False), (-1, True), (1, True)):
        step = give_code(log_in.give_password(VISITOR, EMAIL, PASSWORD), code(clock, steps))
        assert bool(step.session) is works, steps


def test_a_wrong_code_says_so_and_changes_nothing() -> None:
    for typed in ("000000", "", "abc", "١٢٣٤٥٦", "9" * 1000, "12345678"):
        step = give_code(log_in.give_password(VISITOR, EMAIL, PASSWORD), typed)
        assert step.session is None
        assert shown(step).errors["code"] in {"code_wrong", "required"}
        assert shown(step).stage is Stage.CODE


def test_ten_wrong_passwords_lock_an_account_for_a_while(clock: FrozenClock) -> None:
    for _ in range(10):
        log_in.give_password(VISITOR, EMAIL, "iets heel anders 12")
    step = log_in.give_password(VISITOR, EMAIL, PASSWORD)
    assert shown(step).errors == {"form": "too_many_tries"}
    clock.advance(timedelta(minutes=15))
    assert shown(log_in.give_password(VISITOR, EMAIL, PASSWORD)).stage is Stage.CODE


def test_an_unknown_address_is_locked_just_the_same() -> None:
    for _ in range(10):
        log_in.give_password(VISITOR, "niemand@people.test", PASSWORD)
    step = log_in.give_password(VISITOR, "niemand@people.test", PASSWORD)
    assert shown(step).errors == {"form": "too_many_tries"}


def test_one_origin_can_not_try_every_account() -> None:
    for number in range(100):
        log_in._look_up(VISITOR, f"nummer{number}@people.test")
    assert shown(log_in.give_password(VISITOR, EMAIL, PASSWORD)).errors == {
        "form": "too_many_tries"
    }
    elsewhere = Actor.visitor("192.0.2.8")
    assert log_in.give_password(elsewhere, EMAIL, PASSWORD).attempt


def test_logging_in_well_never_counts(clock: FrozenClock) -> None:
    for _ in range(25):
        assert logged_in(clock).session
        clock.advance(timedelta(seconds=30))


def test_eight_wrong_codes_lock_the_code_whatever_the_attempt(clock: FrozenClock) -> None:
    for _ in range(8):
        give_code(log_in.give_password(VISITOR, EMAIL, PASSWORD), "000000")
    step = logged_in(clock)
    assert shown(step).errors == {"code": "too_many_tries"}


def test_failures_are_logged_without_the_address(cast: Cast) -> None:
    log_in.give_password(VISITOR, EMAIL, "iets heel anders 12")
    log_in.give_password(VISITOR, "niemand@people.test", "iets heel anders 12")
    lines = log_lines("LOGIN_FAILED")
    assert [line.outcome for line in lines] == ["failed", "failed"]
    assert [line.details["account"] for line in lines] == [str(cast.provider.user_id), ""]
    assert "people.test" not in repr([line.model_dump() for line in lines])


def test_each_log_in_has_a_token_of_its_own_and_ends_the_former_session(
    clock: FrozenClock,
) -> None:
    first = logged_in(clock)
    clock.advance(timedelta(seconds=30))
    step = log_in.give_password(VISITOR, EMAIL, PASSWORD)
    second = give_code(step, code(clock), former=first.session or "")
    assert second.session not in {first.session, step.attempt}
    assert sessions.resolve(first.session or "", origin=ORIGIN) is None
    assert sessions.resolve(second.session or "", origin=ORIGIN)


def test_a_used_attempt_and_an_old_one_start_over(clock: FrozenClock) -> None:
    step = log_in.give_password(VISITOR, EMAIL, PASSWORD)
    assert give_code(step, code(clock)).session
    clock.advance(timedelta(seconds=30))
    assert shown(give_code(step, code(clock))).errors == {"form": "attempt_expired"}
    step = log_in.give_password(VISITOR, EMAIL, PASSWORD)
    clock.advance(timedelta(minutes=30))
    assert login_attempts.read(VISITOR, step.attempt or "") is None
    assert give_code(step, code(clock)).session is None


def test_more_than_the_password_is_not_the_password(cast: Cast) -> None:
    longest = "een lange zin " * 18
    give_account(cast.provider, password=longest[:256])
    step = log_in.give_password(VISITOR, EMAIL, longest[:256] + "x")
    assert shown(step).errors == {"password": "password_wrong"}
    assert shown(log_in.give_password(VISITOR, EMAIL, longest[:256])).stage is Stage.CODE


def test_a_disabled_account_is_as_unknown(cast: Cast, clock: FrozenClock) -> None:
    with begin(VISITOR) as work:
        work.session.get_one(User, cast.provider.user_id).disabled_at = clock.now()
    step = log_in.give_password(VISITOR, EMAIL, PASSWORD)
    assert shown(step).errors == {"password": "password_wrong"}


def test_someone_without_a_role_comes_to_the_profile(cast: Cast, clock: FrozenClock) -> None:
    with begin(VISITOR) as work:
        row = work.session.get_one(Membership, cast.provider.membership_id)
        row.revoked_at = clock.now()
    assert logged_in(clock).path == "/profiel"


def test_secrets_of_the_demo_are_refused_outside_it(cast: Cast, clock: FrozenClock) -> None:
    give_account(cast.provider, password=DEMO_PASSWORD)
    step = log_in.give_password(VISITOR, EMAIL, DEMO_PASSWORD)
    assert shown(step).errors == {"password": "password_wrong"}
    give_account(cast.provider, secret=DEMO_TOTP_SECRET)
    step = log_in.give_password(VISITOR, EMAIL, PASSWORD)
    step = give_code(step, second_factor.totp(DEMO_TOTP_SECRET).at(clock.now()))
    assert shown(step).errors == {"code": "code_wrong"}


def test_logging_in_leads_back_to_the_page_that_was_wanted(clock: FrozenClock) -> None:
    step = log_in.give_password(VISITOR, EMAIL, "iets heel anders 12", "/clienten/registreren")
    step = log_in.give_password(VISITOR, EMAIL, PASSWORD, shown(step).wanted)
    assert give_code(step, code(clock)).path == "/clienten/registreren"


ELSEWHERE = (
    "https://evil.test",
    "//evil.test",
    "/\\evil.test",
    "/sessie/uitloggen",
    "evil",
    "/a?b=c",
)


def test_logging_in_never_leads_to_another_site(clock: FrozenClock) -> None:
    for wanted in ELSEWHERE:
        step = log_in.give_password(VISITOR, EMAIL, PASSWORD, wanted)
        assert give_code(step, code(clock)).path == "/start"
        clock.advance(timedelta(seconds=30))
