"""A lost second factor: mailbox and password together make a new one, neither does alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor, Role
from kraamzorg_app.domain.errors import Conflict, NotAllowed, NotFound, TooManyTries
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.accounts import Membership, Passkey, User
from kraamzorg_app.services import (
    account_links,
    accounts,
    log_in,
    members,
    recovery_codes,
    second_factor,
    second_factor_reset,
    sessions,
)
from kraamzorg_app.services.administration import first_members
from kraamzorg_app.services.login_attempts import Stage, Step
from kraamzorg_app.services.second_factor import CodeCheck
from kraamzorg_app.services.unit_of_work import begin
from tests.account_steps import ORIGIN, PASSWORD, VISITOR, give_password, last_token, mails, shown
from tests.personas import Cast

OLD_SECRET = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"


@pytest.fixture
def email(cast: Cast) -> str:
    """Give the address of a member of Miek with a password, an app and ten codes."""
    email = give_password(cast.provider_limited)
    with begin(VISITOR) as work:
        user = work.session.get_one(User, cast.provider_limited.user_id)
        second_factor.seal(work, user, OLD_SECRET)
        recovery_codes.renew(work, user.id)
    return email


def member(person: Actor) -> UUID:
    assert person.membership_id is not None
    return person.membership_id


def ask(cast: Cast) -> None:
    members.reset_second_factor(cast.provider, member(cast.provider_limited))


def opened(email: str) -> Step:
    return account_links.open(last_token(email), ORIGIN)


def give(step: Step, password: str = PASSWORD) -> Step:
    return second_factor_reset.give_password(VISITOR, step.attempt or "", password)


def confirm(step: Step, code: str) -> Step:
    return second_factor_reset.confirm_app(
        VISITOR, step.attempt or "", code, device="Firefox", former_session=""
    )


def code_of(step: Step, clock: FrozenClock) -> str:
    return second_factor.totp(shown(step).secret.replace(" ", "")).at(clock.now())


def logged_in(email: str, code: str) -> bool:
    step = log_in.give_password(VISITOR, email, PASSWORD)
    given = log_in.give_code(VISITOR, step.attempt or "", code, device="Firefox", former_session="")
    return given.session is not None


def test_mail_password_and_a_new_app_replace_everything_that_was_lost(
    cast: Cast, email: str, clock: FrozenClock
) -> None:
    with begin(VISITOR) as work:
        user = work.session.get_one(User, cast.provider_limited.user_id)
        session = sessions.start(work, user, "Chrome")
        old_codes = recovery_codes.renew(work, user.id)
        work.session.add(
            Passkey(
                user_id=user.id,
                name="verloren telefoon",
                credential_id=b"lost",
                public_key=b"lost",
                created_at=work.now,
            )
        )
    ask(cast)
    step = opened(email)
    assert (step.path, shown(step).stage) == ("/tweede-factor", Stage.FACTOR_PASSWORD)
    assert sessions.resolve(session, origin=ORIGIN) is not None
    step = give(step)
    assert shown(step).stage is Stage.FACTOR_ENROLMENT
    wrong = confirm(step, "000000")
    assert shown(wrong).errors == {"code": "code_wrong"}
    done = confirm(wrong, code_of(wrong, clock))
    assert len(shown(done).recovery_codes) == 10
    assert sessions.resolve(done.session or "", origin=ORIGIN) is not None
    assert sessions.resolve(session, origin=ORIGIN) is None
    with begin(VISITOR) as work:
        assert not work.session.exec(select(Passkey)).all()
    clock.advance(timedelta(seconds=90))
    assert not logged_in(email, second_factor.totp(OLD_SECRET).at(clock.now()))
    assert not logged_in(email, old_codes[0])
    assert logged_in(email, shown(done).recovery_codes[0])


def test_the_owner_and_the_other_managers_are_told(
    cast: Cast, email: str, clock: FrozenClock
) -> None:
    with begin(VISITOR) as work:
        colleague = User(email="derde@people.test", display_name="Derde", created_at=clock.now())
        work.session.add(colleague)
        work.session.flush()
        work.session.add(
            Membership(
                user_id=colleague.id,
                role=Role.CARE_PROVIDER,
                provider_id=cast.miek.id,
                may_manage_members=True,
                created_at=clock.now(),
                accepted_at=clock.now(),
            )
        )
    ask(cast)
    [(kind, text)] = mails(email)
    assert (kind, cast.miek.name in text) == ("reset_second_factor", True)
    [(kind, text)] = mails("derde@people.test")
    assert (kind, "/l/" in text) == ("second_factor_reset_asked", False)
    assert not mails("miek@people.test")
    step = give(opened(email))
    confirm(step, code_of(step, clock))
    assert [kind for kind, _ in mails(email)] == ["reset_second_factor", "second_factor_changed"]


def test_it_is_in_the_log_who_asked_and_who_did(cast: Cast, email: str, clock: FrozenClock) -> None:
    ask(cast)
    step = give(opened(email))
    confirm(step, code_of(step, clock))
    with begin(VISITOR) as work:
        lines = work.session.exec(
            select(AccessLogLine).where(AccessLogLine.event == "ACCOUNT_CHANGED")
        ).all()
    found = {(line.user_id, line.details.get("second_factor")) for line in lines}
    assert (cast.provider.user_id, "reset asked") in found
    assert (cast.provider_limited.user_id, "reset") in found


def test_a_mailbox_alone_opens_nothing(cast: Cast, email: str) -> None:
    ask(cast)
    step = give(opened(email), "geraden wachtwoord")
    assert shown(step).errors == {"password": "own_password_wrong"}
    for _ in range(12):
        step = give(step, "geraden wachtwoord")
    assert shown(step).errors == {"password": "too_many_tries"}
    assert shown(give(step)).errors == {"password": "too_many_tries"}


def test_a_new_password_by_mail_ends_what_was_asked(
    cast: Cast, email: str, clock: FrozenClock
) -> None:
    ask(cast)
    link, halfway, fresh = last_token(email), give(opened(email)), opened(email)
    typed = code_of(halfway, clock)
    replace_password(email)
    assert shown(confirm(halfway, typed)).errors == {"form": "attempt_expired"}
    step = give(fresh, "een heel ander wachtwoord")
    assert shown(step).errors == {"form": "attempt_expired"}
    assert shown(account_links.open(link, ORIGIN)).errors == {"form": "link_used"}
    with begin(VISITOR) as work:
        user = work.session.get_one(User, cast.provider_limited.user_id)
        old = second_factor.totp(OLD_SECRET).at(clock.now())
        assert second_factor.check(work, user, old) is CodeCheck.RIGHT


def test_nothing_can_be_asked_within_a_day_of_a_new_password_by_mail(
    cast: Cast, email: str, clock: FrozenClock
) -> None:
    replace_password(email)
    with pytest.raises(Conflict, match="password_just_reset"):
        ask(cast)
    clock.advance(timedelta(hours=24))
    ask(cast)
    assert mails(email)[-1][0] == "reset_second_factor"


def replace_password(email: str) -> None:
    accounts.forget_password(VISITOR, email)
    step = account_links.open(last_token(email), ORIGIN)
    accounts.choose_password(VISITOR, step.attempt or "", "een heel ander wachtwoord")


def test_a_link_works_until_it_is_used_replaced_or_a_day_old(
    cast: Cast, email: str, clock: FrozenClock
) -> None:
    ask(cast)
    first = last_token(email)
    assert shown(account_links.open(first, ORIGIN)).stage is Stage.FACTOR_PASSWORD
    clock.advance(timedelta(minutes=1))
    ask(cast)
    replaced = account_links.open(first, ORIGIN)
    assert (shown(replaced).stage, shown(replaced).errors) == (
        Stage.FACTOR_ENDED,
        {"form": "link_used"},
    )
    clock.advance(timedelta(hours=23))
    step, other = give(opened(email)), give(opened(email))
    assert confirm(step, code_of(step, clock)).session
    assert shown(confirm(other, code_of(other, clock))).errors == {"form": "link_used"}
    ask(cast)
    clock.advance(timedelta(days=1))
    assert shown(opened(email)).errors == {"form": "link_expired"}


def test_nobody_resets_the_own_factor_or_one_of_another_organization(
    cast: Cast, email: str
) -> None:
    with pytest.raises(Conflict, match="own_rights"):
        members.reset_second_factor(cast.provider, member(cast.provider))
    for stranger in (cast.carer, cast.insurer, cast.admin):
        with pytest.raises(NotFound):
            members.reset_second_factor(stranger, member(cast.provider_limited))
    with pytest.raises(NotAllowed):
        members.reset_second_factor(cast.coordinator, member(cast.coordinator_limited))
    assert not mails(email)


def test_the_functional_admin_helps_coordinators_and_managers(cast: Cast) -> None:
    email = give_password(cast.coordinator)
    first_members.reset_second_factor(
        cast.admin, "REGION", str(cast.friesland.id), str(cast.coordinator.membership_id)
    )
    assert mails(email)[-1][0] == "reset_second_factor"
    email = give_password(cast.carer)
    first_members.reset_second_factor(
        cast.admin, "PROVIDER", str(cast.anna.id), str(cast.carer.membership_id)
    )
    assert mails(email)[-1][0] == "reset_second_factor"


def test_the_functional_admin_leaves_others_to_their_managers(cast: Cast, email: str) -> None:
    with begin(VISITOR) as work:
        row = work.session.get_one(Membership, cast.provider_limited.membership_id)
        row.may_manage_members = False
    of_miek, limited = str(cast.miek.id), str(cast.provider_limited.membership_id)
    for place, row_id in (
        (of_miek, limited),
        (str(cast.anna.id), str(cast.provider.membership_id)),
        (of_miek, str(uuid4())),
    ):
        with pytest.raises(NotFound):
            first_members.reset_second_factor(cast.admin, "PROVIDER", place, row_id)
    assert not mails(email)


def test_somebody_without_an_account_has_nothing_to_reset(cast: Cast) -> None:
    with pytest.raises(Conflict, match="no_account_yet"):
        ask(cast)


@pytest.mark.usefixtures("email")
def test_three_times_a_day_for_one_account(cast: Cast) -> None:
    for _ in range(3):
        ask(cast)
    with pytest.raises(TooManyTries):
        ask(cast)


@pytest.mark.parametrize("verb", [give, lambda step: confirm(step, "000000")])
def test_an_attempt_of_another_kind_leads_nowhere(email: str, verb: Callable[[Step], Step]) -> None:
    step = log_in.give_password(VISITOR, email, PASSWORD)
    assert shown(verb(step)).stage is Stage.FACTOR_ENDED
